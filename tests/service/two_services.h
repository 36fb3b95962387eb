/* The training service and the projects service in the test's own process, with a real line between
 * them: sagas of the one ask the other, and its events are delivered there.
 *
 * Thread, Memory   As support/service_bench.h; both benches are up at once and share the clock. */
#ifndef TESTS_SERVICE_TWO_SERVICES_H
#define TESTS_SERVICE_TWO_SERVICES_H

#include "app/peers.h"
#include "base/metric.h"
#include "support/service_bench.h"

#define TWO_LINE   "programmes/jw/projects/0042/budgetLines/l"
#define TWO_COURSE "courses/weld"

struct two_services {
    struct service_bench here;  /* training */
    struct service_bench there; /* projects */
    struct cv_peers *peers;
    struct cv_metrics metrics;
    int64_t now_us;
};

/* The projects service alone, with what it is given below; it listens nowhere yet. */
void two_up_there(struct service_bench *there, enum service_kind kind);
/* With a course here, and there a project whose line of the budget has 10,000,000. */
void two_up(struct two_services *two, enum service_kind kind);
void two_down(struct two_services *two);
/* Whichever of the two has lost its store is started again; true if one had. */
bool two_mend(struct two_services *two);

/* Turns of both loops until neither a saga nor the delivery is at work, or one has lost its store.
 */
void two_settle(struct two_services *two);
/* The same some minutes later, when whatever waits for another try is due. */
void two_later(struct two_services *two);

#endif
