#include "base/arena.h"
#include "cargo/cargo_store.h"
#include "trip/trip_change.h"

#include <string.h>

const char *trip_reason_text(const char *reason)
{
    static const struct {
        const char *reason;
        const char *text;
    } TEXTS[] = {
        {"WRONG_STATE", "the trip is not in a state in which this can follow"},
        {"TRIP_CLOSED", "the trip is closed"},
        {"TRIP_CANCELLED", "the trip is cancelled"},
        {"IN_THE_FUTURE", "it is more than five minutes ahead of the clock here"},
        {"BEFORE_WHAT_HAPPENED", "it is earlier than what happened to the trip last; a command is "
                                 "about now, tell it as an observation"},
        {"OFF_THE_WAY", "the trip has no such point on its way"},
        {"FIRST_POINT", "a trip begins at its first point and does not arrive there"},
        {"LAST_POINT", "nothing goes on from the last point"},
        {"PASSED", "the trip has left that point behind"},
        {"NOT_READY", "the trip has not been declared ready"},
        {"NOT_ARRIVED", "it has not arrived there yet"},
        {"NOT_DEPARTED", "it has not left the point before"},
        {"ALREADY_DEPARTED", "it has left already"},
        {"ALREADY_ARRIVED", "it has arrived already"},
        {"ARRIVAL_BEFORE_DEPARTURE", "it left the point before only later"},
        {"INTERRUPTED", "the trip is interrupted"},
        {"ALREADY_INTERRUPTED", "the trip is interrupted already"},
        {"NOT_INTERRUPTED", "the trip is not interrupted"},
        {"CONSIST_LOCKED", "the consist cannot change while the trip is under way"},
        {"WAGON_REFUSED", "one of its wagons was refused: compose it anew without that one"},
        {"HOLD_OPEN", "a hold is still open"},
        {"HOLD_EXISTS", "there has been a hold of that id"},
        {"NO_SUCH_HOLD", "there is no such hold"},
        {"HOLD_CLOSED", "that hold is closed already"},
        {"NOT_A_BORDER", "that point is no border"},
        {"NOT_RELEASED", "it has not been released at the border"},
        {"UNKNOWN_EVENT", "the event it retracts is not known; it will be retracted when it comes"},
        {"COMMAND_STANDS", "what was commanded of the trip as a whole cannot be retracted"},
        {"RETRACTION_STANDS", "a retraction cannot be retracted by an earlier one, or itself"},
        {"ALREADY_RETRACTED", "the event was retracted before"},
        {"RETRACTED", "it was retracted before it came"},
    };

    for (size_t i = 0; i < sizeof(TEXTS) / sizeof(TEXTS[0]); i++) {
        if (strcmp(TEXTS[i].reason, reason) == 0)
            return TEXTS[i].text;
    }
    return "it cannot follow on what was before it";
}

struct cv_status trip_refused(const char *reason)
{
    return cv_status(CV_FAILED_PRECONDITION, reason, trip_reason_text(reason));
}

struct trip_event trip_command(struct cv_books *books, int64_t kind)
{
    char text[CV_UUID_TEXT];
    const char *id;

    cv_uuid_print(cv_uuid7(), text);
    id = cv_arena_string(books->arena, text);
    return (struct trip_event){
        .id = id == NULL ? "" : id,
        .kind = kind,
        .classifier = EVENT_ACTUAL,
        .occurred_us = books->recorded_us,
        .source = "",
        .hold = "",
        .wagon = "",
        .retracts = "",
        .commanded = true,
    };
}

/* What boxes and goods have to say to it. */
static struct cv_status ask_cargo(struct trip_change *change, int64_t kind)
{
    switch (kind) {
    case EVENT_READY:
        return cargo_ready(change->books, change->trip.uid);
    case EVENT_CLOSED:
        return cargo_balance(change->books, change->trip.uid);
    case EVENT_CANCELLED:
        return cargo_wagon_free(change->books, change->trip.uid, NULL);
    default:
        return CV_STATUS_OK;
    }
}

struct cv_status trip_change_command(struct trip_change *change, const struct trip_event *event)
{
    struct trip_event *added = trip_change_add(change, event);
    const char *reason;

    if (added == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    reason = trip_refuse(&change->trip.state, added);
    return reason == NULL ? ask_cargo(change, event->kind) : trip_refused(reason);
}
