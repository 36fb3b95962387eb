#include "bag/leaving.h"
#include "base/arena.h"
#include "manifest/manifest.h"
#include "manifest/unloading_store.h"

#define BAGS_MAX 2000

struct state {
    struct hub_unit unit;
    const char **bags; /* ids of those that came off */
    size_t count;      /* 0: all did */
};

/* It came off this truck, whatever truck it should have been on. */
static struct cv_status take_off(struct cv_books *books, const char *hub, int64_t hub_no,
                                 const struct manifest *manifest, const char *id)
{
    struct bag bag;
    struct cv_status status = bag_get(books, hub_no, id, "bags", &bag);

    if (cv_ok(status) && bag.load.state < LOAD_DISPATCHED) {
        status = load_move_check(books->arena, LOAD_BAG, bag.id, &bag.load, LOAD_DISPATCHED);
        if (cv_ok(status)) /* nobody saw it leave */
            status = bag_advance(books, hub_no, &bag, LOAD_DISPATCHED);
        if (cv_ok(status))
            status = leaving_tell(books, hub, bag.no, 0);
    }
    if (cv_ok(status))
        status = load_move_check(books->arena, LOAD_BAG, bag.id, &bag.load, LOAD_ARRIVED);
    if (cv_ok(status))
        status = bag_advance(books, hub_no, &bag, LOAD_ARRIVED);
    if (cv_ok(status) && bag.manifest_no != manifest->no)
        status = unloading_add_surplus(books, hub_no, manifest->no, bag.no);
    return status;
}

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    Caravan__Logistics__V1__Manifest *message;
    struct manifest manifest;
    struct cv_status status = manifest_step_take(unit, books, hub_no, LOAD_ARRIVED, &manifest);

    if (cv_ok(status) && state->count == 0)
        status = bag_advance_all(books, hub_no, manifest.no, LOAD_ARRIVED);
    for (size_t i = 0; cv_ok(status) && i < state->count; i++)
        status = take_off(books, unit->ids[0].text, hub_no, &manifest, state->bags[i]);
    if (!cv_ok(status))
        return status;
    message = manifest_wire(books->arena, unit->ids[0].text, &manifest);
    *reply = (ProtobufCMessage *)message;
    return manifest_tell_unloading(books, unit->ids[0].text, hub_no, &manifest, message);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ArriveManifestRequest *request)
{
    struct cv_arena *arena = cv_call_scope(call)->arena;
    struct cv_check check = cv_check_begin(arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, MANIFEST_NAME, state->unit.ids);
    cv_check_range(&check, "bags", (int64_t)request->n_bags, 0, BAGS_MAX);
    state->bags = cv_arena_array(arena, request->n_bags + 1, sizeof(char *));
    for (size_t i = 0; cv_check_fine(&check) && state->bags != NULL && i < request->n_bags; i++)
        state->bags[state->count++] =
            hub_child_id(&check, "bags", request->bags[i], BAG_NAME, state->unit.ids[0].text);
    hub_unit_write(&state->unit, call, &check, request->request_id, work);
}

const struct caravan_logistics_v1_hubs_arrive_manifest_method arrive_manifest = {
    handle, sizeof(struct state)};
