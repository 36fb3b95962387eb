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
} cache;

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
    free(block);
}

void cv_arena_thread_done(void)
{
    while (cache.free != NULL) {
        struct cv_arena_block *block = cache.free;

        cache.free = block->next;
        free(block);
    }
    cache.count = 0;
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
    arena->end = (uint8_t *)block + block->size;
    arena->at = arena->end;
    return block;
}

void *cv_arena_grow(struct cv_arena *arena, size_t size)
{
    struct cv_arena_block *block;
    size_t block_size;

    if (size > SIZE_MAX - LARGE_BLOCK) {
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
