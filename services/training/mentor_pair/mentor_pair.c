#include "mentor_pair/mentor_pair.h"

#include "app/date.h"
#include "pairing/pairing.h"
#include "person/person.h"

#include <string.h>

enum {
    START,
    AGREED_UNTIL
};

static const char *const UPDATABLE[] = {
    [START] = "start_date",
    [AGREED_UNTIL] = "agreed_until_date",
    NULL,
};

uint32_t mentor_pair_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

void mentor_pair_read(struct cv_check *check, const Caravan__Training__V1__MentorPair *message,
                      uint32_t mask, struct mentor_pair *pair)
{
    CV_FIELD_TAKE(mask, START, pair->starts_on,
                  cv_wire_date_read(check, "mentor_pair.start_date", message->start_date, true));
    CV_FIELD_TAKE(mask, AGREED_UNTIL, pair->agreed_until,
                  cv_wire_date_read(check, "mentor_pair.agreed_until_date",
                                    message->agreed_until_date, false));
}

void mentor_pair_check(struct cv_check *check, const struct mentor_pair *pair)
{
    if (pair->agreed_until != CV_DATE_NONE && pair->agreed_until < pair->starts_on)
        cv_check_fail(check, "mentor_pair.agreed_until_date",
                      "mentor_pair.agreed_until_date must not be before start_date");
}

static void state_read(struct cv_check *check, const Caravan__Training__V1__MentorPair *message,
                       struct mentor_pair *pair)
{
    bool ended = (int64_t)message->state == MENTOR_PAIR_ENDED;

    cv_field_enum(check, "mentor_pair.state", &caravan__training__v1__mentor_pair_state__descriptor,
                  message->state, false);
    pair->state = message->state == 0 ? MENTOR_PAIR_PROPOSED : (int64_t)message->state;
    pair->ended_on =
        cv_field_past_date(check, "mentor_pair.ended_date", message->ended_date, ended);
    if (pair->ended_on != CV_DATE_NONE && !ended)
        cv_check_fail(check, "mentor_pair.ended_date", "only what is ENDED has an ended_date");
    if (ended && pair->ended_on < pair->starts_on)
        cv_check_fail(check, "mentor_pair.ended_date",
                      "mentor_pair.ended_date must not be before start_date");
}

void mentor_pair_begin_read(struct cv_check *check,
                            const Caravan__Training__V1__MentorPair *message,
                            struct mentor_pair *pair)
{
    pair->mentor = person_read_name(check, "mentor_pair.mentor", message->mentor);
    pair->mentee = person_read_name(check, "mentor_pair.mentee", message->mentee);
    if (strcmp(pair->mentor, pair->mentee) == 0)
        cv_check_fail(check, "mentor_pair.mentee",
                      "mentor_pair.mentee must not be mentor_pair.mentor");
    pair->pairing = pairing_read_name(check, "mentor_pair.pairing", message->pairing);
    state_read(check, message, pair);
}

Caravan__Training__V1__MentorPair *mentor_pair_wire(struct cv_arena *arena,
                                                    const struct mentor_pair *pair)
{
    Caravan__Training__V1__MentorPair *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__mentor_pair__init(message);
    message->name = cv_arena_printf(arena, "mentorPairs/%s", pair->id);
    if (pair->mentor[0] != '\0')
        message->mentor = cv_arena_printf(arena, "persons/%s", pair->mentor);
    if (pair->mentee[0] != '\0')
        message->mentee = cv_arena_printf(arena, "persons/%s", pair->mentee);
    message->pairing = cv_arena_printf(arena, "pairings/%s", pair->pairing);
    message->start_date = cv_wire_date(arena, pair->starts_on);
    message->agreed_until_date = cv_wire_date(arena, pair->agreed_until);
    message->state = (Caravan__Training__V1__MentorPairState)pair->state;
    message->ended_date = cv_wire_date(arena, pair->ended_on);
    message->etag = cv_wire_text(cv_field_etag(arena, pair->version));
    message->create_time = cv_wire_time(arena, pair->created_us);
    message->update_time = cv_wire_time(arena, pair->recorded_us);
    return message;
}
