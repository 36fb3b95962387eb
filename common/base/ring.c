#include "base/ring.h"

#include "base/assert.h"
#include "base/fault.h"

#include <stdalign.h>
#include <stdlib.h>

/* Before each record. What is left at the end of the ring, too short for the next one, is a record
 * that nobody sees. */
struct head {
    alignas(max_align_t) size_t len; /* with this, rounded up */
    bool is_gap;
};

bool cv_ring_init(struct cv_ring *ring, size_t size)
{
    *ring = (struct cv_ring){.size = size};
    CV_ASSERT(size >= sizeof(struct head) && (size & (size - 1)) == 0);
    if (!cv_fault_tick(CV_FAULT_ALLOC))
        ring->bytes = malloc(size);
    return ring->bytes != NULL;
}

void cv_ring_free(struct cv_ring *ring)
{
    free(ring->bytes);
    ring->bytes = NULL;
}

static struct head *head_at(const struct cv_ring *ring, size_t at)
{
    return (struct head *)(void *)(ring->bytes + (at & (ring->size - 1)));
}

void *cv_ring_put(struct cv_ring *ring, size_t len)
{
    size_t filled = atomic_load_explicit(&ring->filled, memory_order_relaxed);
    size_t room = ring->size - (filled - atomic_load_explicit(&ring->taken, memory_order_acquire));
    size_t whole = (sizeof(struct head) + len + sizeof(struct head) - 1) / sizeof(struct head) *
                   sizeof(struct head);
    size_t left = ring->size - (filled & (ring->size - 1)); /* until the end */
    size_t gap = whole > left ? left : 0;

    if (len > ring->size || whole + gap > room)
        return NULL;
    if (gap > 0)
        *head_at(ring, filled) = (struct head){gap, true};
    *head_at(ring, filled + gap) = (struct head){whole, false};
    ring->put = filled + gap + whole;
    return head_at(ring, filled + gap) + 1;
}

void cv_ring_done(struct cv_ring *ring)
{
    atomic_store_explicit(&ring->filled, ring->put, memory_order_release);
}

const void *cv_ring_peek(struct cv_ring *ring)
{
    size_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
    size_t filled = atomic_load_explicit(&ring->filled, memory_order_acquire);
    const struct head *head;

    if (taken == filled)
        return NULL;
    head = head_at(ring, taken);
    if (!head->is_gap)
        return head + 1;
    /* A gap is never last: the record it made room for was given away with it. Once it is let go,
     * it may be written over: it is not looked at again. */
    taken += head->len;
    atomic_store_explicit(&ring->taken, taken, memory_order_release);
    return head_at(ring, taken) + 1;
}

void cv_ring_drop(struct cv_ring *ring)
{
    size_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);

    atomic_store_explicit(&ring->taken, taken + head_at(ring, taken)->len, memory_order_release);
}
