#include "app/date.h"
#include "app/unit.h"
#include "donation/donation.h"
#include "donation/received_donation.h"
#include "engagement.h"
#include "programme/programme_store.h"
#include "service/audit.h"
#include "service/reference.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[2]; /* programme, donation */
    const Caravan__Projects__V1__MoveDonationRequest *request;
    struct donation_movement movement; /* as asked, but for its lines */
};

/* The movement as the next of the donation. */
static struct cv_status follow(struct cv_books *books, const struct state *state,
                               struct donation *donation, struct donation_movement *movement)
{
    struct cv_check check = cv_check_begin(books->arena);

    donation_movement_quantities(&check, "movement", state->request->movement, donation, movement);
    if (!cv_check_fine(&check))
        return check.status;
    if (donation->movement_count >= DONATION_MOVEMENTS_MAX)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "TOO_MANY_MOVES",
                           "a donation has at most %d movements", DONATION_MOVEMENTS_MAX);
    if (movement->move != DONATION_RETRACT)
        return donation_follow(books->arena, donation, movement);
    if (donation_last(donation) == NULL)
        return cv_status(CV_FAILED_PRECONDITION, "NOTHING_TO_RETRACT",
                         "no movement of the donation stands");
    return CV_STATUS_OK;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, const struct state, unit);
    const char *id = state->ids[0].text;
    struct donation_movement movement = state->movement;
    struct programme_ref programme;
    struct donation donation;
    __int128 received = 0;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = programme_find(&books, id, &programme);
    if (cv_ok(status))
        status = donation_get(&books, programme.uid, state->ids[1].text, CV_BOOKS_NOT_REPLACED - 1,
                              &donation);
    if (cv_ok(status))
        status = cv_field_etag_match(books.arena, state->request->etag, donation.version);
    if (cv_ok(status) && !books.arena->exhausted)
        cv_audit_before(
            &books, (const void *)donation_wire(books.arena, id, programme.currency, &donation));
    if (cv_ok(status)) {
        received = donation_value_of(&donation).received;
        status = follow(&books, state, &donation, &movement);
    }
    if (cv_ok(status))
        status = donation_move_insert(&books, programme.uid, &donation, &movement);
    if (cv_ok(status) && !books.arena->exhausted)
        status = donation_refold(books.arena, &donation, CV_DATE_LAST);
    if (cv_ok(status) && !books.arena->exhausted)
        status = donation_tell(&books, id, programme.currency, &donation, received);
    if (cv_ok(status) && !books.arena->exhausted)
        *reply = (ProtobufCMessage *)donation_wire(books.arena, id, programme.currency, &donation);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__MoveDonationRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->request = request;
    cv_check_name(&check, "name", request->name, DONATION_NAME, state->ids);
    cv_field_etag_given(&check, "etag", request->etag);
    if (request->movement == NULL)
        cv_check_fail(&check, "movement", "movement is required");
    else
        donation_movement_check(&check, "movement", request->movement, &state->movement);
    if (cv_check_fine(&check))
        cv_reference_write(&state->unit, call, projects_store(call), &request->base, work, NULL);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_engagement_move_donation_method move_donation = {
    handle, sizeof(struct state)};
