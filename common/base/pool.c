#include "base/pool.h"

#include "base/fault.h"
#include "base/recycle.h"

#include <stdlib.h>
#include <string.h>

struct cv_pool_block {
    struct cv_pool_block *next;
};

/* Which list; all sizes of a list are as good as its largest. */
static size_t step_of(size_t size)
{
    return (size - 1) / CV_POOL_STEP;
}

static size_t real_size(size_t size)
{
    return CV_RECYCLE && size <= CV_POOL_BLOCK_MAX ? (step_of(size) + 1) * CV_POOL_STEP : size;
}

void *cv_pool_take(struct cv_pool *pool, size_t size)
{
    struct cv_pool_block *block;

    if (cv_fault_tick(CV_FAULT_ALLOC))
        return NULL;
    if (size > CV_POOL_BLOCK_MAX || (block = pool->free[step_of(size)]) == NULL)
        return malloc(real_size(size));
    pool->free[step_of(size)] = block->next;
    pool->kept -= real_size(size);
    __builtin_prefetch(block->next); /* the next one of this size comes soon */
    return block;
}

void cv_pool_give(struct cv_pool *pool, void *at, size_t size)
{
    struct cv_pool_block *block = at;

    if (!CV_RECYCLE || size > CV_POOL_BLOCK_MAX ||
        pool->kept + real_size(size) > CV_POOL_KEPT_MAX) {
        free(at);
        return;
    }
    block->next = pool->free[step_of(size)];
    pool->free[step_of(size)] = block;
    pool->kept += real_size(size);
}

void *cv_pool_resize(struct cv_pool *pool, void *at, size_t size, size_t new_size)
{
    void *moved = cv_pool_take(pool, new_size);

    if (moved == NULL)
        return NULL;
    memcpy(moved, at, size < new_size ? size : new_size);
    cv_pool_give(pool, at, size);
    return moved;
}

void cv_pool_clear(struct cv_pool *pool)
{
    for (size_t i = 0; i < CV_POOL_BLOCK_MAX / CV_POOL_STEP; i++) {
        while (pool->free[i] != NULL) {
            struct cv_pool_block *block = pool->free[i];

            pool->free[i] = block->next;
            free(block);
        }
    }
    pool->kept = 0;
}
