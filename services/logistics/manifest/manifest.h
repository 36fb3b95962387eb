/* The rules for a manifest's fields, its form on the wire, and its way. */
#ifndef LOGISTICS_MANIFEST_H
#define LOGISTICS_MANIFEST_H

#include "bag/bag.h"
#include "caravan/logistics/v1/manifest.pb-c.h"
#include "manifest/manifest_store.h"

#define MANIFEST_NAME HUB_NAME "/manifests/@"

/* `hub`: its id. Texts are borrowed from the request, or in the check's arena. */
void manifest_read(struct cv_check *check, const char *hub,
                   const Caravan__Logistics__V1__Manifest *message, struct manifest *manifest);
Caravan__Logistics__V1__Manifest *manifest_wire(struct cv_arena *arena, const char *hub,
                                                const struct manifest *manifest);

/* Adds what was missing and what was too much when it was unloaded. */
struct cv_status manifest_tell_unloading(struct cv_books *books, const char *hub, int64_t hub_no,
                                         const struct manifest *manifest,
                                         Caravan__Logistics__V1__Manifest *message);

/* Of methods that send a manifest on: the whole of Dispatch, Arrive and Open, with what its bags do
 * with it. */
struct manifest_step {
    struct hub_unit unit;
    enum load_state to;
};
void manifest_step_run(struct manifest_step *self, struct cv_call *call, const char *name,
                       const char *request_id, enum load_state to);
/* The manifest is in the state before `to`, and now in that. Its bags are where they were. */
struct cv_status manifest_step_take(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                                    enum load_state to, struct manifest *manifest);

/* Of methods that put a bag on a manifest or take one off. */
struct manifest_bag {
    struct hub_unit unit;
    const char *bag; /* its id */
};
/* Both, and the manifest is open. */
struct cv_status manifest_bag_find(const struct manifest_bag *self, struct cv_books *books,
                                   int64_t hub_no, struct manifest *manifest, struct bag *bag);
void manifest_bag_run(struct manifest_bag *self, struct cv_call *call, const char *name,
                      const char *bag, const char *request_id, hub_work *work);

#endif
