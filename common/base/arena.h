/* Bump allocation with one end and one budget: memory that goes together when its work is over.
 *
 * Thread   One thread at a time. Handing an arena to another thread (a store op does) hands over
 *          all of it; blocks come from malloc, so any thread may release it.
 * Memory   What is allocated lives in the arena until cv_arena_release(); nothing in it is freed
 *          by itself. Blocks are recycled through a cache private to each thread, of large ones
 *          up to 16 MiB; builds with the address sanitizer turn that off and give every allocation
 * a block of its own, so that the checker sees each. Errors   Over the budget or out of memory,
 * allocation returns NULL and the arena stays usable. `exhausted` tells afterwards that it
 * happened. */
#ifndef CV_BASE_ARENA_H
#define CV_BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cv_arena_block;

struct cv_arena {
    uint8_t *at;                  /* next free byte of the newest block */
    uint8_t *end;                 /* its end */
    struct cv_arena_block *block; /* newest first */
    size_t used;                  /* bytes of all blocks */
    size_t budget;                /* `used` never passes this */
    bool exhausted;               /* an allocation was refused */
};

/* An empty arena; the first allocation takes the first block. */
void cv_arena_init(struct cv_arena *arena, size_t budget);

/* An arena that lives in its own first block, with `size` bytes of zeroed memory at `*first` (the
 * object whose arena it is). NULL when out of memory. */
struct cv_arena *cv_arena_new(size_t budget, size_t size, void **first);

/* Free everything. An arena of cv_arena_new() is gone with it; one of cv_arena_init() is empty. */
void cv_arena_release(struct cv_arena *arena);

/* All that was allocated from `from` lives in `to` from now on, and `from` is empty. False: over
 * the budget of `to`, and nothing has changed. */
bool cv_arena_join(struct cv_arena *to, struct cv_arena *from);

/* Let go of this thread's cached blocks. Every thread that touched an arena calls it at its end. */
void cv_arena_thread_done(void);

/* Free the large blocks this thread has kept and not needed since it was called last. To be called
 * now and then, while cv_arena_thread_keeps() any; returns that. */
bool cv_arena_thread_trim(void);
bool cv_arena_thread_keeps(void);

void *cv_arena_grow(struct cv_arena *arena, size_t size); /* private: the slow path */

/* `size` bytes aligned for any type, not zeroed; NULL when refused. */
static inline void *cv_arena_alloc(struct cv_arena *arena, size_t size)
{
    size_t need = (size + 15) & ~(size_t)15;
    uint8_t *at = arena->at;

    if (__builtin_expect(need < size || need > (size_t)(arena->end - at), 0))
        return cv_arena_grow(arena, size);
    arena->at = at + need;
    return at;
}

void *cv_arena_zalloc(struct cv_arena *arena, size_t size);
void *cv_arena_array(struct cv_arena *arena, size_t count,
                     size_t size); /* zeroed; checks overflow */
void *cv_arena_copy(struct cv_arena *arena, const void *from, size_t size);
char *cv_arena_string(struct cv_arena *arena, const char *from);             /* copy with its NUL */
char *cv_arena_string_n(struct cv_arena *arena, const char *from, size_t n); /* adds a NUL */
char *cv_arena_printf(struct cv_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *cv_arena_vprintf(struct cv_arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

#endif
