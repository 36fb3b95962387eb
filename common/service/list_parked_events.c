#include "service/listing.h"
#include "service/parked_event.h"

struct state {
    struct cv_listing_call list;
    const char *source;
};

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    return cv_held_list(books, list->parent[0].text, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    const struct state *state = CV_CONTAINER_OF(list, const struct state, list);

    return cv_parked_wire(books->arena, state->source, list->parent[0].text, row);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Events__V1__ListParkedEventsRequest *request)
{
    static const struct cv_listing LISTING = {
        "receivers/@", CV_LISTING_KEY(struct cv_held_event, sequence), read, wire, NULL};
    const struct cv_events *events = cv_call_service(call);
    struct state *state = memory;

    state->source = events->source;
    cv_listing_run(&LISTING, &state->list, call, events->store, &request->base);
}

const struct caravan_events_v1_events_list_parked_events_method cv_list_parked_events = {
    handle, sizeof(struct state)};
