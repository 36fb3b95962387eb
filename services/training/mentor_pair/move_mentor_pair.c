#include "exchanges.h"
#include "mentor_pair/mentor_pair.h"
#include "mentor_pair/mentor_pair_step.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
    int64_t move;
    int32_t date; /* CV_DATE_NONE: today */
    const char *etag;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct mentor_pair pair;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = mentor_pair_get(&books, state->id.text, &pair);
    if (cv_ok(status) && state->etag[0] != '\0')
        status = cv_field_etag_match(books.arena, state->etag, pair.version);
    if (cv_ok(status))
        cv_audit_before(&books, (ProtobufCMessage *)mentor_pair_wire(books.arena, &pair));
    if (cv_ok(status))
        status = mentor_pair_step(&books, &pair, state->move, state->date);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)mentor_pair_wire(books.arena, &pair);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__MoveMentorPairRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, MENTOR_PAIR_NAME, &state->id);
    cv_field_enum(&check, "move", &caravan__training__v1__mentor_pair_move__descriptor,
                  request->move, true);
    state->move = request->move;
    state->date = cv_field_past_date(&check, "date", request->date, false);
    state->etag = request->etag;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_exchanges_move_mentor_pair_method move_mentor_pair = {
    handle, sizeof(struct state)};
