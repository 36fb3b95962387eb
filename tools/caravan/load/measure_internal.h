/* A run of load/measure.c, and what counts in it (measure_count.c). */
#ifndef CARAVAN_LOAD_MEASURE_INTERNAL_H
#define CARAVAN_LOAD_MEASURE_INTERNAL_H

#include "histogram.h"
#include "measure.h"
#include "net/loop.h"

struct load_counts {
    const struct load_plan *plan;
    struct cv_arena *arena;
    struct load_result *result;
    struct histogram total;
    struct histogram late;     /* begun after they were due, where there was room */
    struct histogram moment;   /* latencies of the one under way */
    struct histogram *methods; /* of each */
    struct histogram *steps;   /* of each, if it is an overload */
    struct histogram *refused; /* the same, of what was refused */
    uint64_t crowded;          /* calls that had to wait for room */
    uint64_t begin_ns;
    uint64_t measured_ns; /* from when */
    uint64_t end_ns;
    uint64_t cpu_us; /* of this process, when measuring began */
    uint64_t server_cpu_us;
};

bool load_counts_begin(struct load_counts *counts, uint64_t now_ns);
/* Measuring begins: what processors did until then does not count. */
void load_counts_warm(struct load_counts *counts);
/* A call is begun, or (closed loop: never) has missed its time. */
void load_counts_due(struct load_counts *counts, uint64_t due_ns, uint64_t late_ns, bool crowded);
void load_counts_unsent(struct load_counts *counts, uint64_t due_ns);
void load_counts_ended(struct load_counts *counts, const struct load_call *call, uint64_t now_ns);
/* The time of the run goes on. */
void load_counts_pass(struct load_counts *counts, uint64_t now_ns);
void load_counts_end(struct load_counts *counts, uint64_t now_ns);
/* Of an overload: from which moment of its last step on it was as before. */
void load_counts_recovery(struct load_result *result);

#endif
