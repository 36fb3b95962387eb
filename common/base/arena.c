#include "base/arena.h"

#include "base/assert.h"
#include "base/fault.h"
#include "base/recycle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One unary call with a message of a few hundred bytes fits one small block. */
#define SMALL_BLOCK  2048u
#define LARGE_BLOCK  16384u
#define CACHE_BLOCKS 1024u /* 2 MiB a thread: as many calls as a busy loop has in flight */
/* Blocks from here on, which malloc would give back to the system and fetch page by page again,
 * cost more than what is done with them. So many are kept a thread: a few calls with large
 * messages. */
#define KEPT_STEP  (64u * 1024)
#define KEPT_BYTES (16u * 1024 * 1024)
#define KEPT_COUNT 16u

struct cv_arena_block {
    struct cv_arena_block *next;
    size_t size; /* of the whole block, this header included */
};

/* Of a new block that `size` bytes fit in. */
static size_t block_size_of(const struct cv_arena *arena, size_t size)
{
    size_t need = ((size + 15) & ~(size_t)15) + sizeof(struct cv_arena_block);
    size_t room = arena->used <= arena->budget ? arena->budget - arena->used : 0;
    size_t usual = arena->block == NULL && need <= SMALL_BLOCK ? SMALL_BLOCK : LARGE_BLOCK;

    /* Near the end of the budget a full-size block may not fit where the request itself would. */
    return need > usual || usual > room ? need : usual;
}

static _Thread_local struct {
    struct cv_arena_block *free;
    size_t count;
    struct cv_arena_block *kept; /* large ones, the one given back last first */
    size_t kept_count;
    size_t kept_bytes;
    size_t kept_unused; /* the fewest there were since the last trimming */
} cache;

/* A large block that fits without being twice as large; or NULL. */
static struct cv_arena_block *kept_take(size_t size)
{
    for (struct cv_arena_block **at = &cache.kept; *at != NULL; at = &(*at)->next) {
        struct cv_arena_block *block = *at;

        if (block->size < size || block->size / 2 > size)
            continue;
        *at = block->next;
        cache.kept_bytes -= block->size;
        cache.kept_count--;
        if (cache.kept_unused > cache.kept_count)
            cache.kept_unused = cache.kept_count;
        return block;
    }
    return NULL;
}

static bool kept_give(struct cv_arena_block *block)
{
    if (block->size < KEPT_STEP || cache.kept_count == KEPT_COUNT ||
        block->size > KEPT_BYTES - cache.kept_bytes)
        return false;
    block->next = cache.kept;
    cache.kept = block;
    cache.kept_bytes += block->size;
    cache.kept_count++;
    return true;
}

static struct cv_arena_block *block_take(size_t size)
{
    struct cv_arena_block *block = cache.free;

    if (cv_fault_tick(CV_FAULT_ALLOC))
        return NULL;
    if (size == SMALL_BLOCK && block != NULL) {
        cache.free = block->next;
        cache.count--;
        return block;
    }
    if (CV_RECYCLE && size >= KEPT_STEP) {
        block = kept_take(size);
        if (block != NULL)
            return block;
        size = (size + KEPT_STEP - 1) / KEPT_STEP * KEPT_STEP;
    }
    block = malloc(size);
    if (block != NULL)
        block->size = size;
    return block;
}

static void block_give(struct cv_arena_block *block)
{
    if (CV_RECYCLE && block->size == SMALL_BLOCK && cache.count < CACHE_BLOCKS) {
        block->next = cache.free;
        cache.free = block;
        cache.count++;
        return;
    }
    if (!CV_RECYCLE || !kept_give(block))
        free(block);
}

static void free_all(struct cv_arena_block **from)
{
    while (*from != NULL) {
        struct cv_arena_block *block = *from;

        *from = block->next;
        free(block);
    }
}

void cv_arena_thread_done(void)
{
    free_all(&cache.free);
    free_all(&cache.kept);
    memset(&cache, 0, sizeof(cache));
}

bool cv_arena_thread_trim(void)
{
    struct cv_arena_block **at = &cache.kept;
    size_t count = cache.kept_count - cache.kept_unused;

    cache.kept_bytes = 0;
    for (size_t i = 0; i < count; i++) {
        cache.kept_bytes += (*at)->size;
        at = &(*at)->next;
    }
    free_all(at); /* what was given back long ago */
    cache.kept_count = count;
    cache.kept_unused = count;
    return count > 0;
}

bool cv_arena_thread_keeps(void)
{
    return cache.kept != NULL;
}

void cv_arena_init(struct cv_arena *arena, size_t budget)
{
    memset(arena, 0, sizeof(*arena));
    arena->budget = budget;
}

/* Take a block, charged with `charge` bytes. */
static struct cv_arena_block *add_block(struct cv_arena *arena, size_t size, size_t charge)
{
    struct cv_arena_block *block = NULL;

    if (arena->used <= arena->budget && charge <= arena->budget - arena->used)
        block = block_take(size);
    if (block == NULL) {
        arena->exhausted = true;
        return NULL;
    }
    block->next = arena->block;
    arena->block = block;
    arena->used += charge;
    arena->end = (uint8_t *)block + size; /* a block that was kept may be larger */
    arena->at = arena->end;
    return block;
}

void *cv_arena_grow(struct cv_arena *arena, size_t size)
{
    struct cv_arena_block *block;
    size_t block_size;

    if (size > SIZE_MAX - 2 * KEPT_STEP) {
        arena->exhausted = true;
        return NULL;
    }
    if (!CV_RECYCLE) { /* a block of exactly its size: the checker sees every byte beside it */
        block = add_block(arena, sizeof(*block) + size, (size + 15) & ~(size_t)15);
        return block == NULL ? NULL : block + 1;
    }
    block_size = block_size_of(arena, size);
    block = add_block(arena, block_size, block_size);
    if (block == NULL)
        return NULL;
    arena->at = (uint8_t *)(block + 1);
    return cv_arena_alloc(arena, size);
}

struct cv_arena *cv_arena_new(size_t budget, size_t size, void **first)
{
    struct cv_arena start;
    struct cv_arena *arena;

    cv_arena_init(&start, budget);
    *first = NULL;
    arena = cv_arena_alloc(&start, sizeof(*arena) + size);
    if (arena == NULL)
        return NULL;
    *arena = start;
    *first = memset(arena + 1, 0, size);
    return arena;
}

void cv_arena_release(struct cv_arena *arena)
{
    struct cv_arena_block *block = arena->block;

    /* The arena itself may live in its oldest block: no access to it after the loop. */
    cv_arena_init(arena, arena->budget);
    while (block != NULL) {
        struct cv_arena_block *next = block->next;

        block_give(block);
        block = next;
    }
}

bool cv_arena_join(struct cv_arena *to, struct cv_arena *from)
{
    struct cv_arena_block *last = from->block;

    if (last == NULL)
        return true;
    if (to->used > to->budget || from->used > to->budget - to->used) {
        to->exhausted = true;
        return false;
    }
    while (last->next != NULL)
        last = last->next;
    if (to->block == NULL) { /* and what is left of its newest block may be used on */
        to->block = from->block;
        to->at = from->at;
        to->end = from->end;
    } else {
        last->next = to->block->next;
        to->block->next = from->block;
    }
    to->used += from->used;
    cv_arena_init(from, from->budget);
    return true;
}

void *cv_arena_zalloc(struct cv_arena *arena, size_t size)
{
    void *p = cv_arena_alloc(arena, size);

    return p == NULL ? NULL : memset(p, 0, size);
}

void *cv_arena_array(struct cv_arena *arena, size_t count, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(count, size, &total)) {
        arena->exhausted = true;
        return NULL;
    }
    return cv_arena_zalloc(arena, total);
}

void *cv_arena_copy(struct cv_arena *arena, const void *from, size_t size)
{
    void *p = cv_arena_alloc(arena, size);

    if (p != NULL && size > 0)
        memcpy(p, from, size);
    return p;
}

char *cv_arena_string_n(struct cv_arena *arena, const char *from, size_t n)
{
    char *p = cv_arena_alloc(arena, n + 1);

    if (p == NULL)
        return NULL;
    memcpy(p, from, n);
    p[n] = '\0';
    return p;
}

char *cv_arena_string(struct cv_arena *arena, const char *from)
{
    return cv_arena_string_n(arena, from, strlen(from));
}

char *cv_arena_vprintf(struct cv_arena *arena, const char *format, va_list args)
{
    va_list again;
    int n;
    char *p;

    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    CV_ASSERT(n >= 0);
    p = cv_arena_alloc(arena, (size_t)n + 1);
    if (p != NULL)
        vsnprintf(p, (size_t)n + 1, format, args);
    return p;
}

char *cv_arena_printf(struct cv_arena *arena, const char *format, ...)
{
    va_list args;
    char *p;

    va_start(args, format);
    p = cv_arena_vprintf(arena, format, args);
    va_end(args);
    return p;
}
