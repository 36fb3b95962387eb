#include "app/unit.h"
#include "consignment/consignment.h"
#include "corridors.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[1];
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct consignment consignment;
    struct cv_status status;
    struct cv_books books;

    cv_books_open(&books, unit->op.scope, tx);
    status = consignment_get(&books, state->ids->text, NULL, &consignment);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)consignment_wire(books.arena, &consignment);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__GetConsignmentRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, CONSIGNMENT_NAME, state->ids);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_get_consignment_method get_consignment = {
    handle, sizeof(struct state)};
