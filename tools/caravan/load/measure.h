/* Calls without end for a while, and what became of them.
 *
 * Closed   So many callers; an answer is followed by the caller's next call.
 * Open     Calls come when they are due (load/arrivals.h), whether others are answered or not, and
 *          their latency counts from then: a server that stands still is seen by all who came. In
 *          an overload who comes while there is no room, or the load maker is behind, is not sent
 *          and counted as that: else what waits here would look as if the server let it wait.
 *
 * Thread   One loop. In an open loop it does not sleep when a call is due within two milliseconds:
 *          sleeping is not exact.
 * Ending   By time: duration, then at most the deadline of the last call. SIGINT and SIGTERM end
 *          it early, with what was measured until then.
 * Errors   UNAVAILABLE: no connection. What calls end with is measured, and is no error. */
#ifndef CARAVAN_LOAD_MEASURE_H
#define CARAVAN_LOAD_MEASURE_H

#include "arrivals.h"
#include "work.h"

#include <signal.h>
#include <sys/types.h>

#define LOAD_CONNECTIONS_MAX 256
#define LOAD_FLIGHT_MAX      20000
#define LOAD_RATE_MAX        1000000
#define LOAD_SECONDS_MAX     3600

/* Told some times a second what has ended since. */
typedef void load_tick(void *arg, const struct load_moment *moment, uint64_t length_ms);

struct load_plan {
    const struct load_service *service;
    const struct load_profile *profile;
    const struct client *client; /* its loop and its TLS; connections are the run's own */
    const char *target;
    double rate;      /* open; 0: closed */
    unsigned callers; /* closed; 0: open */
    unsigned connections;
    unsigned flight_max; /* open: calls under way at most */
    uint64_t ramp_ns;    /* the load grows, and nothing is measured yet */
    uint64_t duration_ns;
    uint64_t deadline_ns; /* of each call, from when it is due */
    /* Overload: so many times the rate, each for an equal part of the duration, without a ramp.
     * The last one shows what comes after it. 0: there are none. */
    double factors[LOAD_STEPS_MAX];
    size_t step_count;
    uint64_t seed;
    pid_t server;                             /* whose CPU time is looked at; 0: none */
    unsigned apart;                           /* processors of its own; 0: none */
    const volatile sig_atomic_t *interrupted; /* set: end now */
    load_tick *tick;                          /* or NULL */
    void *tick_arg;
};

/* `work` is what the service's prepare() made. */
struct cv_status load_measure(const struct load_plan *plan, void *work, struct cv_arena *arena,
                              struct load_result *result);

#endif
