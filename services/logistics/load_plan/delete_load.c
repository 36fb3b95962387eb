#include "app/unit.h"
#include "corridors.h"
#include "load_plan/load.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[3]; /* corridor, trip, load */
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_books books;
    struct trip_ref trip;
    struct load load;
    struct box box;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = trip_find(&books, state->ids[0].text, state->ids[1].text, NULL, &trip);
    if (cv_ok(status))
        status = load_get(&books, &trip, state->ids[2].text, &load);
    if (cv_ok(status))
        cv_audit_before(&books, load_wire(books.arena, state->ids, &load));
    if (cv_ok(status))
        status = box_get(&books, load.box, NULL, &box);
    if (cv_ok(status))
        status = load_delete(&books, &trip, &load, &box);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)load_wire(books.arena, state->ids, &load);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__DeleteLoadRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, LOAD_NAME, state->ids);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_delete_load_method delete_load = {handle,
                                                                              sizeof(struct state)};
