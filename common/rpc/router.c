#include "rpc/router.h"

#include "base/fault.h"

#include <stdlib.h>
#include <string.h>

static size_t hash(const uint8_t *at, size_t len)
{
    uint64_t value = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < len; i++)
        value = (value ^ at[i]) * UINT64_C(0x100000001b3);
    return (size_t)(value ^ (value >> 32));
}

static bool leads(const struct cv_route *route, const uint8_t *path, size_t len)
{
    return route->path_len == len && memcmp(route->method->path, path, len) == 0;
}

/* The slot that holds `path`, or the free one where it belongs. */
static struct cv_route *place(const struct cv_router *router, const uint8_t *path, size_t len)
{
    for (size_t at = hash(path, len);; at++) {
        struct cv_route *slot = &router->slots[at & (router->cap - 1)];

        if (slot->method == NULL || leads(slot, path, len))
            return slot;
    }
}

static bool grow(struct cv_router *router)
{
    struct cv_router bigger = {.cap = router->cap == 0 ? 32 : router->cap * 2};

    if (cv_fault_tick(CV_FAULT_ALLOC))
        return false;
    bigger.slots = calloc(bigger.cap, sizeof(*bigger.slots));
    if (bigger.slots == NULL)
        return false;
    for (size_t i = 0; i < router->cap; i++) {
        const struct cv_route *old = &router->slots[i];

        if (old->method != NULL)
            *place(&bigger, (const uint8_t *)old->method->path, old->path_len) = *old;
    }
    bigger.count = router->count;
    free(router->slots);
    *router = bigger;
    return true;
}

struct cv_status cv_router_add(struct cv_router *router, const struct cv_route *route)
{
    const char *path = route->method->path;
    struct cv_route *slot;

    if (router->count * 2 >= router->cap && !grow(router))
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    slot = place(router, (const uint8_t *)path, strlen(path));
    if (slot->method != NULL)
        return cv_status(CV_ALREADY_EXISTS, NULL, "a service of this name was added before");
    *slot = *route;
    slot->path_len = strlen(path);
    router->count++;
    return CV_STATUS_OK;
}

struct cv_route *cv_router_find(const struct cv_router *router, struct cv_slice path,
                                struct cv_route *guess)
{
    struct cv_route *slot;

    if (guess != NULL && leads(guess, path.at, path.len))
        return guess;
    if (router->cap == 0)
        return NULL;
    slot = place(router, path.at, path.len);
    return slot->method == NULL ? NULL : slot;
}

void cv_router_free(struct cv_router *router)
{
    free(router->slots);
    *router = (struct cv_router){0};
}
