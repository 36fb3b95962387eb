#include "app/check.h"
#include "base/arena.h"
#include "base/clock.h"
#include "service/event_service.h"
#include "service/outbox.h"

#include <inttypes.h>

#define PAGE            100
#define HEARTBEAT_EVERY (15 * CV_NS_PER_S)

struct state {
    struct cv_watch watch;
    const struct cv_events *events;
    int64_t last; /* the sequence sent last */
    bool begun;
};

static Caravan__Events__V1__WatchEventsResponse *new_message(struct cv_arena *arena,
                                                             int64_t sequence)
{
    Caravan__Events__V1__WatchEventsResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__events__v1__watch_events_response__init(message);
    message->sequence = sequence;
    return message;
}

/* Also of one that fell behind so far that what follows was forgotten meanwhile. */
static struct cv_status check_place(struct cv_books *books, struct state *state)
{
    struct cv_outbox_end end;
    struct cv_status status = cv_outbox_end_get(books, &end);

    if (!cv_ok(status))
        return status;
    if (state->last > end.sequence)
        return cv_status_f(books->arena, CV_OUT_OF_RANGE, "SEQUENCE_UNKNOWN",
                           "the last event is %" PRId64 "; resume from a sequence that was sent",
                           end.sequence);
    if (state->last < end.pruned && (state->last != 0 || state->begun))
        return cv_status_f(books->arena, CV_OUT_OF_RANGE, "EVENTS_PRUNED",
                           "events up to %" PRId64 " are no longer kept; take what is true now by "
                           "other methods, and resume from 0",
                           end.pruned);
    state->begun = true;
    return CV_STATUS_OK;
}

static struct cv_status unreadable(struct cv_arena *arena, int64_t sequence)
{
    return arena->exhausted ? CV_STATUS_OK /* the watch says so */
                            : cv_status_f(arena, CV_DATA_LOSS, NULL,
                                          "event %" PRId64 " cannot be read", sequence);
}

static struct cv_status read_on(struct cv_watch *watch, struct cv_tx *tx, struct cv_arena *arena,
                                struct cv_watch_page *page)
{
    struct state *state = CV_CONTAINER_OF(watch, struct state, watch);
    struct cv_outbox_row *rows = cv_arena_array(arena, PAGE, sizeof(*rows));
    struct cv_status status;
    struct cv_books books;

    page->messages = cv_arena_array(arena, PAGE, sizeof(*page->messages));
    if (arena->exhausted)
        return CV_STATUS_OK;
    cv_books_open(&books, &watch->scope, tx);
    status = check_place(&books, state);
    if (cv_ok(status))
        status = cv_outbox_after(&books, state->last, PAGE, rows, &page->count);
    for (size_t i = 0; cv_ok(status) && i < page->count; i++) {
        Caravan__Events__V1__WatchEventsResponse *message = new_message(arena, rows[i].sequence);

        if (message != NULL)
            message->event = cv_outbox_event(arena, state->events->source, &rows[i]);
        if (message == NULL || message->event == NULL)
            return unreadable(arena, rows[i].sequence);
        page->messages[i] = &message->base;
        state->last = rows[i].sequence;
    }
    page->more = page->count == PAGE;
    return status;
}

static const ProtobufCMessage *sign(struct cv_watch *watch, struct cv_arena *arena,
                                    enum cv_watch_sign sign)
{
    struct state *state = CV_CONTAINER_OF(watch, struct state, watch);
    Caravan__Events__V1__WatchEventsResponse *message = new_message(arena, state->last);

    if (message != NULL)
        message->caught_up = sign == CV_WATCH_CAUGHT_UP;
    return (ProtobufCMessage *)message;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Events__V1__WatchEventsRequest *request)
{
    static const struct cv_watch_kind KIND = {read_on, sign, HEARTBEAT_EVERY, NULL};
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct cv_events *events = cv_call_service(call);
    struct state *state = memory;

    state->events = events;
    state->last = request->resume_sequence;
    cv_check_range(&check, "resume_sequence", request->resume_sequence, 0, INT64_MAX);
    if (cv_check_fine(&check))
        cv_watch_begin(&state->watch, &KIND, call, events->store, &events->news);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_events_v1_events_watch_events_method cv_watch_events = {handle,
                                                                             sizeof(struct state)};
