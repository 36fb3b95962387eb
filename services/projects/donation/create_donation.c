#include "donation/donation.h"
#include "donation/received_donation.h"
#include "engagement.h"
#include "programme/programme_store.h"

struct state {
    struct cv_creation_ids ids;
    struct programme_ref programme;
    struct donation donation;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->donation.id = state->ids.id.text;
    donation_read(check, thing, state->ids.parent->text, &state->donation);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_status status = programme_find(books, state->ids.parent->text, &state->programme);

    if (cv_ok(status))
        status = field_currency_match(books->arena, "donation.lines", state->donation.currency,
                                      state->programme.currency);
    if (cv_ok(status))
        status = donation_insert(books, state->programme.uid, &state->donation);
    return cv_ok(status) ? donation_tell(books, state->ids.parent->text, state->programme.currency,
                                         &state->donation, 0)
                         : status;
}

/* As it was created: what happened since does not make it another. */
static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_uuid programme = state->programme.uid;
    const char *id = state->ids.id.text;
    struct cv_status status =
        donation_get(books, programme, id, CV_BOOKS_NOT_REPLACED - 1, &state->donation);

    return cv_ok(status)
               ? donation_get(books, programme, id, state->donation.created_us, &state->donation)
               : status;
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)donation_wire(arena, state->ids.parent->text,
                                             state->programme.currency, &state->donation);
}

const struct cv_creation donation_creation = {
    "donation", "donation_id", PROGRAMME_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(engagement, donation, Donation);
