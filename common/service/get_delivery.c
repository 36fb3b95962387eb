#include "app/wire.h"
#include "service/event_service.h"
#include "service/lookup.h"

#include "base/arena.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    Caravan__Events__V1__Delivery *delivery;
    struct cv_delivery_state state;
    struct cv_status status = cv_delivery_get(books, ids[0].text, &state);

    if (!cv_ok(status))
        return status;
    delivery = cv_arena_alloc(books->arena, sizeof(*delivery));
    if (delivery == NULL)
        return CV_STATUS_OK;
    caravan__events__v1__delivery__init(delivery);
    delivery->name = cv_arena_printf(books->arena, "receivers/%s", ids[0].text);
    delivery->last_sequence = state.last;
    delivery->delivered_sequence = state.sequence;
    if (state.delivered_us != 0)
        delivery->delivered_time = cv_wire_time(books->arena, state.delivered_us);
    delivery->held_count = (int32_t)state.held;
    delivery->parked_count = (int32_t)state.parked;
    if (state.oldest_us != 0)
        delivery->oldest_waiting_time = cv_wire_time(books->arena, state.oldest_us);
    *message = delivery;
    return CV_STATUS_OK;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Events__V1__GetDeliveryRequest *request)
{
    static const struct cv_lookup LOOKUP = {"receivers/@", find};
    const struct cv_events *events = cv_call_service(call);

    cv_lookup_run(&LOOKUP, memory, call, events->store, &request->base);
}

const struct caravan_events_v1_events_get_delivery_method cv_get_delivery = {
    handle, sizeof(struct cv_lookup_call)};
