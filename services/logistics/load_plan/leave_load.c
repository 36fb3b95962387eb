#include "app/unit.h"
#include "booking/booking_store.h"
#include "box/box_record.h"
#include "corridors.h"
#include "load_plan/load.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[3]; /* corridor, trip, load */
    const char *reason;
};

/* The goods in it do not travel either, unless the box did or will by another load. */
static struct cv_status leave_goods(struct cv_books *books, const struct trip_ref *trip,
                                    const struct box *box)
{
    struct booking *bookings;
    struct box_room room;
    size_t count = 0;
    bool stands;
    bool found;
    bool adopted;
    struct cv_status status = load_standing(books, trip->uid, box->uid, &stands, &adopted);

    if (cv_ok(status))
        status = room_get_box(books, trip->uid, box->uid, &room, &found);
    if (cv_ok(status) && !stands && !room.loaded)
        status = booking_of_box(books, trip->uid, box->uid, &bookings, &count);
    for (size_t i = 0; cv_ok(status) && i < count; i++)
        status = booking_cancel(books, &bookings[i]);
    return status;
}

static struct cv_status leave(struct cv_books *books, const struct state *state, struct load *load)
{
    struct trip_ref trip;
    struct box box;
    struct cv_status status = trip_find(books, state->ids[0].text, state->ids[1].text, NULL, &trip);

    if (cv_ok(status))
        status = load_get(books, &trip, state->ids[2].text, load);
    if (cv_ok(status))
        cv_audit_before(books, load_wire(books->arena, state->ids, load));
    if (cv_ok(status))
        status = box_get(books, load->box, NULL, &box);
    load->reason = state->reason;
    if (cv_ok(status))
        status = load_leave(books, &trip, &box, load);
    if (cv_ok(status))
        status = leave_goods(books, &trip, &box);
    if (cv_ok(status))
        status = box_refold(books, &box);
    return cv_ok(status) ? load_get(books, &trip, state->ids[2].text, load) : status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_books books;
    struct load load;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = leave(&books, state, &load);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)load_wire(books.arena, state->ids, &load);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__LeaveLoadRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, LOAD_NAME, state->ids);
    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX, true);
    state->reason = request->reason;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_leave_load_method leave_load = {handle,
                                                                            sizeof(struct state)};
