/* Pieces of work that one call makes and a later one takes up: which of an array's places are in
 * use, and those that wait, first come, first served.
 *
 * Thread   One.
 * Memory   The array of what the pieces are is the caller's. */
#ifndef CARAVAN_LOAD_WAITING_H
#define CARAVAN_LOAD_WAITING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WAITING_MAX 4096

struct waiting {
    uint32_t idle[WAITING_MAX];
    size_t idle_count;
    uint32_t queue[WAITING_MAX]; /* a ring */
    size_t first;
    size_t count; /* how many wait */
};

void waiting_init(struct waiting *waiting);
/* A place to be filled and then put into the queue. False: there is none. */
bool waiting_place(struct waiting *waiting, uint32_t *place);
void waiting_put(struct waiting *waiting, uint32_t place);
uint32_t waiting_take(struct waiting *waiting); /* the first; there must be one */
void waiting_free(struct waiting *waiting, uint32_t place);

#endif
