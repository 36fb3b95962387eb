#include "app/unit.h"
#include "box/box.h"
#include "box/box_record.h"
#include "corridors.h"
#include "load_plan/load.h"
#include "place/place.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[3]; /* corridor, trip, load */
    const char *origin;  /* places, by id; "": as was seen */
    const char *destination;
    int64_t slot; /* 0: as was seen */
    const char *reason;
};

/* Where the trip took it off; "": it is on board, or somewhere else. */
static struct cv_status seen_destination(struct cv_books *books, const struct load *load,
                                         const char **place)
{
    if (load->discharged_us == 0 || load->discharged_at < 0)
        return CV_STATUS_OK;
    return load_place(books, load->trip_uid, load->discharged_at, place);
}

static struct cv_status complete(struct cv_books *books, const struct state *state,
                                 struct load *load)
{
    struct cv_status status = CV_STATUS_OK;

    load->reason = state->reason;
    if (state->origin[0] != '\0')
        load->origin = state->origin;
    if (state->slot != 0)
        load->slot = state->slot;
    if (state->destination[0] != '\0')
        load->destination = state->destination;
    else
        status = seen_destination(books, load, &load->destination);
    if (cv_ok(status) && load->origin[0] == '\0')
        status = cv_status_field(books->arena, "origin", "nobody has seen where it was loaded");
    if (cv_ok(status) && load->destination[0] == '\0')
        status = cv_status_field(books->arena, "destination",
                                 "it has not come off at a point of the trip");
    return status;
}

static struct cv_status adopt(struct cv_books *books, const struct state *state, struct load *load)
{
    struct trip_ref trip;
    struct box box;
    struct cv_status status = trip_find(books, state->ids[0].text, state->ids[1].text, NULL, &trip);

    if (cv_ok(status))
        status = load_get(books, &trip, state->ids[2].text, load);
    if (cv_ok(status))
        status = box_get(books, load->box, NULL, &box);
    if (cv_ok(status) && load->state == LOAD_SEEN)
        status = complete(books, state, load);
    if (cv_ok(status))
        status = load_adopt(books, &trip, &box, load);
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
        status = adopt(&books, state, &load);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)load_wire(books.arena, state->ids, &load);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__AdoptLoadRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, LOAD_NAME, state->ids);
    state->origin = "";
    state->destination = "";
    if (request->origin[0] != '\0')
        state->origin = place_id(&check, "origin", request->origin);
    if (request->destination[0] != '\0')
        state->destination = place_id(&check, "destination", request->destination);
    cv_check_range(&check, "slot", request->slot, 0, WAGON_SLOTS_MAX);
    state->slot = request->slot;
    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX, true);
    state->reason = request->reason;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_adopt_load_method adopt_load = {handle,
                                                                            sizeof(struct state)};
