/* Faults swept through a call: its first allocation or statement fails, its second, its third ...
 * until a round in which nothing was left to fail.
 *
 * Thread, Memory   As service_bench.h. */
#ifndef TESTS_SUPPORT_SWEEP_H
#define TESTS_SUPPORT_SWEEP_H

#include "support/service_bench.h"

#define SWEEP_MAX 1500 /* points of one call */

/* As service_ask(), with the nth thing failing that can in the call, and nothing in the test's own
 * reading of the text. cv_fault_fired() says whether anything did. */
const ProtobufCMessage *sweep_ask(struct service_bench *bench, const char *method, const char *text,
                                  unsigned long nth);

/* A call whose effect is there once, however often it failed and was asked again. In all texts #
 * is the number of the round. */
struct sweep {
    /* Methods, requests and who asks (NULL: whom the bench has), up to the first NULL. */
    const char *before[8][3];
    const char *method;
    const char *request;
    const char *after[3]; /* a method, its request and what it must answer */
    const char *who;      /* asks the method; NULL: whom the bench has */
};

/* One round for each point, in which the call fails and is asked again with its request_id; how
 * many points there were. */
unsigned long sweep_run(struct service_bench *bench, const struct sweep *sweep);

#endif
