#include "challenge/challenge.h"
#include "engagement.h"
#include "programme/programme_store.h"

struct state {
    struct cv_creation_ids ids;
    struct programme_ref programme;
    struct challenge challenge;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->challenge.id = state->ids.id.text;
    challenge_read(check, thing, state->ids.parent->text, &state->challenge);
}

/* Deadlines that have passed since its last move do what they do. */
static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct challenge *challenge = &state->challenge;
    const char *id = state->ids.parent->text;
    int64_t freed;
    struct cv_status status = programme_find(books, id, &state->programme);

    if (cv_ok(status))
        status = field_currency_match(books->arena, "challenge.reward.currency",
                                      challenge->currency, state->programme.currency);
    if (cv_ok(status))
        status = challenges_settle(books, state->programme.uid, &freed);
    if (!cv_ok(status))
        return status;
    challenge->creator = challenge->move_count == 0 ? books->subject : "";
    status = challenge_refold(books->arena, challenge, challenge_day(books->recorded_us));
    return cv_ok(status) ? challenge_insert(books, id, state->programme.uid, challenge) : status;
}

/* As it was created: what happened since does not make it another. */
static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct challenge_view view;
    struct cv_status status = challenge_now(books, &view);

    if (cv_ok(status))
        status = challenge_get(books, state->programme.uid, state->ids.id.text, &view,
                               &state->challenge);
    view.known_us = state->challenge.created_us;
    return cv_ok(status) ? challenge_get(books, state->programme.uid, state->ids.id.text, &view,
                                         &state->challenge)
                         : status;
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)challenge_wire(arena, state->ids.parent->text,
                                              state->programme.currency, &state->challenge);
}

const struct cv_creation challenge_creation = {
    "challenge", "challenge_id", PROGRAMME_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(engagement, challenge, Challenge);
