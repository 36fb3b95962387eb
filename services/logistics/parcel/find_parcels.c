#include "hub_unit.h"
#include "parcel/parcel.h"

struct state {
    struct cv_listing_call list;
    struct scan_name name;
    bool staff;
};

static const char *chosen(struct cv_check *check, struct cv_listing_call *list)
{
    struct state *state = CV_CONTAINER_OF(list, struct state, list);
    const Caravan__Logistics__V1__FindParcelsRequest *request = (const void *)list->request;

    cv_field_enum(check, "view", &caravan__logistics__v1__parcel_view__descriptor, request->view,
                  false);
    parcel_name_check(check, request->carrier, request->number, 0, &state->name);
    state->staff = request->view == CARAVAN__LOGISTICS__V1__PARCEL_VIEW__PARCEL_VIEW_STAFF;
    return cv_wire_text(cv_arena_printf(check->arena, "%s\n%s\n%s", request->parent,
                                        request->carrier, request->number));
}

/* What each of them turned out to be, without scans, in messages beside the rows. */
static struct cv_status fill(struct cv_books *books, const struct parcel_asked *asked,
                             struct cv_listing_call *list)
{
    const struct state *state = CV_CONTAINER_OF(list, struct state, list);
    const struct cv_listed *listed = &list->listed;
    const int64_t *since_us = listed->rows;
    Caravan__Logistics__V1__Parcel **messages =
        cv_arena_array(books->arena, listed->count + 1, sizeof(*messages));
    struct cv_status status = CV_STATUS_OK;
    struct parcel parcel;

    list->of = messages;
    for (size_t i = 0; cv_ok(status) && messages != NULL && i < listed->count; i++) {
        status = parcel_known_find(books, asked->hub_no, &state->name, since_us[i], &parcel);
        if (cv_ok(status))
            status = parcel_wire(books, asked, &parcel, NULL, &messages[i]);
    }
    return status;
}

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    const struct state *state = CV_CONTAINER_OF(list, struct state, list);
    struct parcel_asked asked = {
        .hub = list->parent->text, .now_us = cv_tx_now_us(books->tx), .staff = state->staff};
    struct cv_status status = hub_number(books, asked.hub, &asked.hub_no);

    if (cv_ok(status))
        status = parcel_since_list(books, asked.hub_no, state->name.carrier, state->name.number,
                                   &list->listed);
    return cv_ok(status) ? fill(books, &asked, list) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    Caravan__Logistics__V1__Parcel *const *messages = list->of;

    (void)books;
    return messages == NULL ? NULL
                            : messages[(const int64_t *)row - (const int64_t *)list->listed.rows];
}

static const struct cv_listing LISTING = {
    HUB_NAME, {.offset = 0, .size = sizeof(int64_t)}, read, wire, chosen};

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__FindParcelsRequest *request)
{
    cv_listing_run(&LISTING, memory, call, logistics_store(call), &request->base);
}

const struct caravan_logistics_v1_hubs_find_parcels_method find_parcels = {handle,
                                                                           sizeof(struct state)};
