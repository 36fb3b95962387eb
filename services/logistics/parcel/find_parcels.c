#include "app/unit.h"
#include "base/arena.h"
#include "hub/hub.h"
#include "hubs.h"
#include "number.h"
#include "parcel/parcel.h"

struct state {
    struct cv_unit unit;
    struct cv_id hub;
    struct scan_name name;
    struct cv_page page;
    bool staff;
};

/* What each of them turned out to be, without scans. */
static struct cv_status fill(struct cv_books *books, const struct state *state,
                             const struct parcel_asked *asked, const int64_t *since_us,
                             Caravan__Logistics__V1__FindParcelsResponse *message)
{
    struct cv_status status = CV_STATUS_OK;
    struct parcel parcel;

    for (size_t i = 0; cv_ok(status) && i < message->n_parcels; i++) {
        status = parcel_known_find(books, asked->hub_no, &state->name, since_us[i], &parcel);
        if (cv_ok(status))
            status = parcel_wire(books, asked, &parcel, NULL, &message->parcels[i]);
    }
    return status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_arena *arena = unit->op.scope->arena;
    Caravan__Logistics__V1__FindParcelsResponse *message = cv_arena_alloc(arena, sizeof(*message));
    struct parcel_asked asked = {
        .hub = state->hub.text, .now_us = cv_tx_now_us(tx), .staff = state->staff};
    struct cv_status status;
    struct cv_books books;
    struct hub_ref hub;
    int64_t *since_us;
    bool more;

    if (message == NULL)
        return CV_STATUS_OK;
    caravan__logistics__v1__find_parcels_response__init(message);
    cv_books_open(&books, unit->op.scope, tx);
    status = hub_find(&books, state->hub.text, &hub);
    if (!cv_ok(status))
        return status;
    asked.hub_no = hub.no;
    status = parcel_since_list(&books, hub.no, state->name.carrier, state->name.number,
                               &state->page, &since_us, &message->n_parcels, &more);
    if (!cv_ok(status))
        return status;
    message->parcels = cv_arena_array(arena, message->n_parcels + 1, sizeof(*message->parcels));
    if (message->parcels == NULL)
        return CV_STATUS_OK;
    status = fill(&books, state, &asked, since_us, message);
    if (more)
        message->next_page_token =
            cv_page_next(&state->page, arena, number_key(since_us[message->n_parcels - 1]));
    *reply = &message->base;
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__FindParcelsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, HUB_NAME, &state->hub);
    cv_field_enum(&check, "view", &caravan__logistics__v1__parcel_view__descriptor, request->view,
                  false);
    parcel_name_check(&check, request->carrier, request->number, 0, &state->name);
    state->staff = request->view == CARAVAN__LOGISTICS__V1__PARCEL_VIEW__PARCEL_VIEW_STAFF;
    cv_field_page(&check, call, request->parent, request->page_size, request->page_token,
                  &state->page);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_hubs_find_parcels_method find_parcels = {handle,
                                                                           sizeof(struct state)};
