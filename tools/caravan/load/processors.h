/* Processors of the load maker and those of a service that it starts: apart, so that the service
 * has as much of them however much there is to send.
 *
 * Errors   None: where the system does not let be, or has one processor, all share what there is.
 */
#ifndef CARAVAN_LOAD_PROCESSORS_H
#define CARAVAN_LOAD_PROCESSORS_H

#include <sched.h>
#include <sys/types.h>

struct processors {
    cpu_set_t all; /* that this program might use */
    cpu_set_t service;
    cpu_set_t maker;
    unsigned service_count; /* 0: they share */
};

/* The first half for the service, and the odd one. */
void processors_divide(struct processors *processors);
/* This thread, and what it starts from now on. */
void processors_as_service(const struct processors *processors);
void processors_as_maker(const struct processors *processors);
/* Where it has but one, that is for the threads of its store: its loop, which is its first thread,
 * goes to the load maker. Else it would take from them for each call that it turns away what no
 * machine with another processor takes. */
void processors_part(const struct processors *processors, pid_t service);

#endif
