/* Small blocks that come and go all the time, each by itself: free lists by size.
 *
 * Thread   One.
 * Memory   Zeroed, a pool is ready. Whoever takes a block knows its size and gives it back with it.
 *          Blocks above CV_POOL_BLOCK_MAX pass through to malloc; of the others up to
 *          CV_POOL_KEPT_MAX bytes are kept. Builds with a sanitizer keep none.
 * Errors   NULL: out of memory. */
#ifndef CV_BASE_POOL_H
#define CV_BASE_POOL_H

#include <stddef.h>

#define CV_POOL_STEP      16u
#define CV_POOL_BLOCK_MAX 512u
#define CV_POOL_KEPT_MAX  (512u * 1024)

struct cv_pool_block;

struct cv_pool {
    struct cv_pool_block *free[CV_POOL_BLOCK_MAX / CV_POOL_STEP]; /* by size, in steps */
    size_t kept;                                                  /* bytes in them */
};

void *cv_pool_take(struct cv_pool *pool, size_t size); /* not zeroed; size > 0 */
void cv_pool_give(struct cv_pool *pool, void *at, size_t size);
/* Another size for a block; its content moves along. NULL leaves it as it is. */
void *cv_pool_resize(struct cv_pool *pool, void *at, size_t size, size_t new_size);
/* Let go of what is kept. Blocks that are out may still be given back, and this called again. */
void cv_pool_clear(struct cv_pool *pool);

#endif
