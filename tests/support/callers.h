/* Several callers who ask a service at the same time, and a model that says whether they were
 * answered rightly. Nobody knows in which order the service did what they asked for:
 *
 *  - where answers say when they were recorded, that is the order: what was accepted must have been
 *    allowed in it, what was refused must not have been at some moment (callers_judge);
 *  - else there must be an order in which the model gives the very same answers
 *    (callers_explain).
 *
 * Thread, Memory   As service_bench.h. What each asks for is the test's, beside its callers. */
#ifndef TESTS_SUPPORT_CALLERS_H
#define TESTS_SUPPORT_CALLERS_H

#include "support/service_bench.h"

struct caller {
    struct cv_unary op;
    struct cv_metadata metadata; /* of the call; may be added to once it is prepared */
    struct cv_channel *channel;  /* NULL: the bench's */
    bool closed;
    int *waiting;
    bool accepted;
    bool explained; /* refused, and rightly */
    int64_t at_us;
};

/* Each has a connection of its own from then on, until they go. */
void callers_come(struct service_bench *bench, struct caller *callers, size_t count);
void callers_go(struct service_bench *bench, struct caller *callers, size_t count);

/* The next that this one asks for: a method by its name, the request as a text. */
void caller_prepare(struct service_bench *bench, struct caller *caller, const char *method,
                    const char *request);
/* What each has prepared, all at once; until all are answered. */
void callers_ask(struct service_bench *bench, struct caller *callers, size_t count);

/* How many were accepted. */
size_t callers_accepted(const struct caller *callers, size_t count);
/* "" if it was accepted. */
const char *caller_reason(const struct caller *caller);

/* ---- in the order in which it was recorded ---- */

/* Of the command of caller i. */
struct callers_model {
    bool (*allows)(size_t i);
    void (*apply)(size_t i);       /* at callers[i].at_us */
    int64_t (*recorded)(size_t i); /* when, as its answer says */
    const char *(*text)(size_t i); /* for people */
};

void callers_judge(struct caller *callers, size_t count, const struct callers_model *model);

/* The time in a field of an answer, in microseconds; 0: it has no such field. */
int64_t message_time(const void *message, const char *field);

/* ---- in any order ---- */

/* All states of a model that explain the answers so far. */
struct callers_states {
    size_t size;
    unsigned char *now, *next, *tried; /* the two change places */
    size_t count, next_count;
};

/* With one state of so many bytes, all of them 0, which is returned. */
void *callers_states_begin(struct callers_states *states, size_t size);
void callers_states_end(struct callers_states *states);
void *callers_state(const struct callers_states *states, size_t i);

struct callers_orders {
    /* The model does what caller i asks for. Is that what the service answered? */
    bool (*agrees)(void *world, void *state, size_t i);
    const char *(*text)(void *world, size_t i); /* for people */
};

/* The states are those that explain the new answers, too. There must be one. */
void callers_explain(struct callers_states *states, const struct caller *callers, size_t count,
                     const struct callers_orders *orders, void *world);
/* Only those states stay that look like the service; what differs, NULL: nothing. */
void callers_compare(struct callers_states *states, const char *(*differs)(void *view, void *state),
                     void *view);

#endif
