/* Ops on their way to a store thread: many loops put in, one or more threads take out.
 * Thread: any. */
#ifndef CV_STORE_QUEUE_H
#define CV_STORE_QUEUE_H

#include "store/store.h"
#include "store/store_counts.h"

#include <pthread.h>

struct cv_queue {
    pthread_mutex_t lock;
    pthread_cond_t filled; /* or no longer held, or closed */
    pthread_cond_t left;   /* one more has nothing to do */
    struct cv_list ops;    /* struct cv_store_op, by link */
    unsigned count;
    unsigned max;
    unsigned idle; /* who waits to take something, or does so just now */
    bool held;
    bool closed;
    struct cv_queue_counts counts;
};

/* `what`: "write" or "read", for who counts. */
void cv_queue_init(struct cv_queue *queue, unsigned max, const char *what);
void cv_queue_free(struct cv_queue *queue);                        /* must be empty */
bool cv_queue_put(struct cv_queue *queue, struct cv_store_op *op); /* false: full */
/* Waits for ops and moves at most `max` of them to the empty `ops`. How many; 0: it is closed. */
unsigned cv_queue_take(struct cv_queue *queue, struct cv_list *ops, unsigned max);
/* Let nobody take anything, and wait until all who do, so many, have done what they took: true. Or
 * give that up after a while: then it is not held. */
bool cv_queue_hold(struct cv_queue *queue, unsigned takers, uint64_t patience_ns);
void cv_queue_go_on(struct cv_queue *queue); /* no longer held */
void cv_queue_close(struct cv_queue *queue);

#endif
