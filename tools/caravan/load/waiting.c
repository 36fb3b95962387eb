#include "waiting.h"

#include "base/assert.h"

void waiting_init(struct waiting *waiting)
{
    *waiting = (struct waiting){.idle_count = 0};
    while (waiting->idle_count < WAITING_MAX) {
        waiting->idle[waiting->idle_count] = (uint32_t)waiting->idle_count;
        waiting->idle_count++;
    }
}

bool waiting_place(struct waiting *waiting, uint32_t *place)
{
    if (waiting->idle_count == 0)
        return false;
    *place = waiting->idle[--waiting->idle_count];
    return true;
}

void waiting_put(struct waiting *waiting, uint32_t place)
{
    CV_ASSERT_CMP(waiting->count, <, WAITING_MAX);
    waiting->queue[(waiting->first + waiting->count++) % WAITING_MAX] = place;
}

uint32_t waiting_take(struct waiting *waiting)
{
    uint32_t place = waiting->queue[waiting->first];

    CV_ASSERT_CMP(waiting->count, >, 0);
    waiting->first = (waiting->first + 1) % WAITING_MAX;
    waiting->count--;
    return place;
}

void waiting_free(struct waiting *waiting, uint32_t place)
{
    CV_ASSERT_CMP(waiting->idle_count, <, WAITING_MAX);
    waiting->idle[waiting->idle_count++] = place;
}
