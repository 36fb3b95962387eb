#include "corridor/corridor.h"
#include "corridors.h"
#include "trip/trip.h"

#define NUMBER_MAX 20

struct state {
    struct cv_listing_call list;
    struct trip_traits traits;
    struct cv_id consignment;
};

static const char *chosen(struct cv_check *check, struct cv_listing_call *list)
{
    struct state *state = CV_CONTAINER_OF(list, struct state, list);
    const Caravan__Logistics__V1__FindTripsRequest *request = (const void *)list->request;

    cv_check_text(check, "number", request->number, NUMBER_MAX, false);
    cv_check_text(check, "wagon", request->wagon, NUMBER_MAX, false);
    if (request->consignment[0] != '\0')
        cv_check_name(check, "consignment", request->consignment, "consignments/@",
                      &state->consignment);
    state->traits = (struct trip_traits){
        .number = request->number,
        .wagon = request->wagon,
        .consignment = state->consignment.text,
    };
    return cv_wire_text(cv_arena_printf(check->arena, "%s\n%s\n%s\n%s", request->parent,
                                        request->number, request->wagon, request->consignment));
}

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    const struct state *state = CV_CONTAINER_OF(list, struct state, list);
    struct corridor_ref corridor;
    struct cv_status status = corridor_find(books, list->parent->text, NULL, &corridor);

    return cv_ok(status) ? trip_search(books, corridor.uid, &state->traits, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    return trip_wire(books->arena, list->parent->text, row);
}

static const struct cv_listing LISTING = {CORRIDOR_NAME, CV_LISTING_KEY(struct trip, uid), read,
                                          wire, chosen};

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__FindTripsRequest *request)
{
    cv_listing_run(&LISTING, memory, call, logistics_store(call), &request->base);
}

const struct caravan_logistics_v1_corridors_find_trips_method find_trips = {handle,
                                                                            sizeof(struct state)};
