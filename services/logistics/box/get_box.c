#include "app/unit.h"
#include "box/box.h"
#include "corridors.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[1];
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct box box;
    struct cv_status status;
    struct cv_books books;

    cv_books_open(&books, unit->op.scope, tx);
    status = box_get(&books, state->ids->text, NULL, &box);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)box_wire(books.arena, &box);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__GetBoxRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, BOX_NAME, state->ids);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_get_box_method get_box = {handle, sizeof(struct state)};
