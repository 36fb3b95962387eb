/* What came of a load: what was asked for, what was answered, and when. Made by a run
 * (load/measure.h) or read from a file (load/result_file.h).
 *
 * Memory   All of it lives in one arena.
 * Units    Microseconds for latencies, milliseconds for times of the run. */
#ifndef CARAVAN_LOAD_RESULT_H
#define CARAVAN_LOAD_RESULT_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOAD_MOMENTS_MAX 240
#define LOAD_METHODS_MAX 32

enum load_share { /* which percentiles are kept */
    LOAD_P50,
    LOAD_P90,
    LOAD_P99,
    LOAD_P999,
    LOAD_MAX,
    LOAD_SHARES,
};
extern const double LOAD_SHARE_VALUES[LOAD_SHARES];
extern const char *const LOAD_SHARE_NAMES[LOAD_SHARES]; /* "p50_us" */

/* Calls that were due while it was measured. Latencies are of those answered with OK. */
struct load_figures {
    uint64_t calls;
    uint64_t codes[CV_CODE_COUNT];
    double per_second; /* answered with OK */
    uint64_t us[LOAD_SHARES];
};

struct load_method_figures {
    const char *name;
    struct load_figures measured;
    uint64_t whole[CV_CODE_COUNT]; /* of the whole run, the ramp too: what the server has seen */
    const char *why;               /* what the first refusal of it said, or NULL */
};

/* A piece of the run's time, by when calls ended. */
struct load_moment {
    uint64_t begin_ms;
    uint64_t due;    /* calls that came */
    uint64_t unsent; /* of them, never begun */
    uint64_t ok;
    uint64_t refused; /* RESOURCE_EXHAUSTED, UNAVAILABLE: the server had too much to do */
    uint64_t failed;  /* any other code */
    uint64_t us[LOAD_SHARES];
};

/* Of an overload: so many times what the service can do, for a while. */
struct load_step {
    double factor;
    double rate; /* calls a second that were to come */
    uint64_t begin_ms;
    uint64_t length_ms;
    uint64_t unsent;             /* came, and the load maker could not begin them */
    struct load_figures figures; /* of those sent then; per_second: answered then, with OK */
    uint64_t refused_p99_us;     /* how soon a refusal was there */
    uint64_t checks;             /* of the service's health, beside the load; 0: there were none */
    uint64_t checks_failed;
    uint64_t check_p99_us; /* from connecting to the answer */
};

#define LOAD_STEPS_MAX 8

/* Whether the load maker was what held things up. */
enum load_limit {
    LOAD_LIMIT_NONE,
    LOAD_LIMIT_CPU,    /* closed loop: it had no processor time left */
    LOAD_LIMIT_LATE,   /* open loop: it began calls later than they were due */
    LOAD_LIMIT_FLIGHT, /* open loop: as many were under way as may be; latencies still count from
                        * when calls were due */
    LOAD_LIMITS,
};
extern const char *const LOAD_LIMIT_NAMES[LOAD_LIMITS];

struct load_result {
    const char *service;
    const char *profile;
    const char *target;
    const char *recorded; /* "2026-03-01T08:00:00Z" */
    const char *version;
    double rate;      /* 0: closed loop */
    uint64_t callers; /* 0: open loop */
    uint64_t connections;
    uint64_t ramp_ms;
    uint64_t duration_ms;
    uint64_t deadline_ms;
    uint64_t seed;
    uint64_t processors; /* of the machine it ran on */
    uint64_t apart;      /* of them, the service's own; 0: it shares all with the load maker, if it
                          * runs on the same machine */
    bool tls;
    bool interrupted;

    struct load_figures total;
    struct load_method_figures *methods;
    size_t method_count;
    uint64_t moment_ms; /* how long each is */
    struct load_moment *moments;
    size_t moment_count;

    double capacity;         /* of an overload: answered a second, before; 0: it is none */
    struct load_step *steps; /* of an overload: the last one is after it */
    size_t step_count;
    bool recovered;       /* of an overload: it was as before again, in its last step */
    uint64_t recovery_ms; /* and so long after that began */

    uint64_t unsent;        /* calls that were due and never begun */
    uint64_t late_p99_us;   /* how late the load maker began calls for which there was room */
    uint64_t maker_busy_bp; /* of one processor, in 1/10000: what the load maker used */
    uint64_t server_cpu_us; /* of the measured time; 0: not known */
    enum load_limit limit;
};

uint64_t load_refused(const uint64_t *codes); /* the server had too much to do */
uint64_t load_failed(const uint64_t *codes);  /* any other code but OK */

#endif
