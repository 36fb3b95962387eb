#include "app/unit.h"
#include "hub/hub.h"
#include "hubs.h"
#include "parcel/parcel.h"

struct state {
    struct cv_unit unit;
    struct cv_id hub;
    struct scan_name name;
    bool staff;
    int64_t about_us; /* 0: now */
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    Caravan__Logistics__V1__Parcel *message;
    struct parcel_asked asked = {
        .hub = state->hub.text, .now_us = cv_tx_now_us(tx), .staff = state->staff};
    struct parcel_history history;
    struct cv_status status;
    struct parcel parcel;
    struct cv_books books;
    struct hub_ref hub;

    cv_books_open(&books, unit->op.scope, tx);
    status = hub_find(&books, state->hub.text, &hub);
    if (!cv_ok(status))
        return status;
    asked.hub_no = hub.no;
    status = parcel_known_find(&books, hub.no, &state->name,
                               state->about_us == 0 ? asked.now_us : state->about_us, &parcel);
    if (cv_ok(status) && parcel.no == 0)
        status = parcel_not_found(&books, &state->name);
    if (cv_ok(status) && state->staff)
        status = parcel_history_read(&books, hub.no, &parcel, &history);
    if (cv_ok(status))
        status = parcel_wire(&books, &asked, &parcel, state->staff ? &history : NULL, &message);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)message;
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__TrackParcelRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, HUB_NAME, &state->hub);
    cv_field_enum(&check, "view", &caravan__logistics__v1__parcel_view__descriptor, request->view,
                  false);
    parcel_name_check(&check, request->carrier, request->number, request->track_id, &state->name);
    state->about_us = request->about_time == NULL
                          ? 0
                          : cv_wire_time_read(&check, "about_time", request->about_time);
    state->staff = request->view == CARAVAN__LOGISTICS__V1__PARCEL_VIEW__PARCEL_VIEW_STAFF;
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_hubs_track_parcel_method track_parcel = {handle,
                                                                           sizeof(struct state)};
