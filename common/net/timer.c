#include "net/timer.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/fault.h"

#include <stdlib.h>

void cv_timers_init(struct cv_timers *timers)
{
    *timers = (struct cv_timers){0};
}

void cv_timers_free(struct cv_timers *timers)
{
    CV_ASSERT_EQ(timers->count, 0);
    free(timers->heap);
    *timers = (struct cv_timers){0};
}

/* slot counts from 1 so that a zeroed timer is unarmed; heap[slot - 1] is the timer. */
static void place(struct cv_timers *timers, struct cv_timer *timer, size_t slot)
{
    timers->heap[slot - 1] = timer;
    timer->slot = slot;
}

static void rise(struct cv_timers *timers, struct cv_timer *timer, size_t slot)
{
    while (slot > 1 && timers->heap[slot / 2 - 1]->due_ns > timer->due_ns) {
        place(timers, timers->heap[slot / 2 - 1], slot);
        slot /= 2;
    }
    place(timers, timer, slot);
}

static void sink(struct cv_timers *timers, struct cv_timer *timer, size_t slot)
{
    for (size_t child; (child = slot * 2) <= timers->count; slot = child) {
        if (child < timers->count && timers->heap[child]->due_ns < timers->heap[child - 1]->due_ns)
            child++;
        if (timers->heap[child - 1]->due_ns >= timer->due_ns)
            break;
        place(timers, timers->heap[child - 1], slot);
    }
    place(timers, timer, slot);
}

static void settle(struct cv_timers *timers, struct cv_timer *timer, size_t slot)
{
    if (slot > 1 && timers->heap[slot / 2 - 1]->due_ns > timer->due_ns)
        rise(timers, timer, slot);
    else
        sink(timers, timer, slot);
}

static bool grow(struct cv_timers *timers)
{
    size_t cap = timers->cap == 0 ? 64 : timers->cap * 2;
    struct cv_timer **heap;

    if (cv_fault_tick(CV_FAULT_ALLOC))
        return false;
    heap = realloc(timers->heap, cap * sizeof(struct cv_timer *));
    if (heap == NULL)
        return false;
    timers->heap = heap;
    timers->cap = cap;
    return true;
}

bool cv_timer_arm(struct cv_timers *timers, struct cv_timer *timer, uint64_t due_ns)
{
    if (timer->slot == 0) {
        if (timers->count == timers->cap && !grow(timers))
            return false;
        timer->due_ns = due_ns;
        timers->count++;
        rise(timers, timer, timers->count);
        return true;
    }
    timer->due_ns = due_ns;
    settle(timers, timer, timer->slot);
    return true;
}

void cv_timer_disarm(struct cv_timers *timers, struct cv_timer *timer)
{
    size_t slot = timer->slot;
    struct cv_timer *last;

    if (slot == 0)
        return;
    timer->slot = 0;
    last = timers->heap[--timers->count];
    if (last != timer)
        settle(timers, last, slot);
}

uint64_t cv_timers_next(const struct cv_timers *timers)
{
    return timers->count == 0 ? CV_NEVER : timers->heap[0]->due_ns;
}

void cv_timers_run(struct cv_timers *timers, uint64_t now_ns)
{
    while (timers->count > 0 && timers->heap[0]->due_ns <= now_ns) {
        struct cv_timer *timer = timers->heap[0];

        cv_timer_disarm(timers, timer);
        timer->fire(timer, now_ns);
    }
}
