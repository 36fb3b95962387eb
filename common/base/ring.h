/* A bounded way for records of any length from one thread to another. Neither waits: a record that
 * finds no room is dropped by whoever has it, and counted there.
 *
 * Thread   One puts, one takes.
 * Memory   `size` bytes from the beginning, of which the system gives those that are used. A record
 *          is where cv_ring_put() says until it is taken. */
#ifndef CV_BASE_RING_H
#define CV_BASE_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cv_ring {
    uint8_t *bytes;
    size_t size;           /* a power of two */
    size_t put;            /* of the putting thread: where the record being written ends */
    _Atomic size_t filled; /* both only grow */
    _Atomic size_t taken;
};

/* False: out of memory. size: a power of two. */
bool cv_ring_init(struct cv_ring *ring, size_t size);
void cv_ring_free(struct cv_ring *ring);

/* Room for a record, aligned for any type; NULL: there is none. cv_ring_done() gives it away. */
void *cv_ring_put(struct cv_ring *ring, size_t len);
void cv_ring_done(struct cv_ring *ring);

/* The oldest record; NULL: there is none. The same again until it is dropped. */
const void *cv_ring_peek(struct cv_ring *ring);
void cv_ring_drop(struct cv_ring *ring);

#endif
