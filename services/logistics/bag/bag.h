/* The rules for a bag's fields, its form on the wire, and its way. */
#ifndef LOGISTICS_BAG_H
#define LOGISTICS_BAG_H

#include "bag/bag_store.h"
#include "hub_unit.h"

#define BAG_NAME HUB_NAME "/bags/@"

/* `hub`: its id. Texts are borrowed from the request, or in the check's arena. */
void bag_read(struct cv_check *check, const char *hub, const Caravan__Logistics__V1__Bag *message,
              struct bag *bag);
Caravan__Logistics__V1__Bag *bag_wire(struct cv_arena *arena, const char *hub,
                                      const struct bag *bag);

/* Of methods that send a bag on: the whole of Arrive and Open. `unit` is the handler's state. */
struct bag_step {
    struct hub_unit unit;
    enum load_state to;
};
void bag_step_run(struct bag_step *self, struct cv_call *call, const char *name,
                  const char *request_id, enum load_state to);

/* FAILED_PRECONDITION, MISSORT_IN_BAG, if there are any. */
struct cv_status bag_missort_check(struct cv_arena *arena, const char *what, const char *id,
                                   int64_t missorts);

#endif
