#include "two_services.h"

#include "base/clock.h"
#include "cohort/funding_saga.h"
#include "support/training_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define TURN_NS     (CV_NS_PER_MS / 2)
#define PATIENCE_NS (60 * CV_NS_PER_S)
#define LATER_US    INT64_C(400000000) /* longer than any pause, and than a claim */

static const char *target(void)
{
    static char text[64];

    (void)snprintf(text, sizeof(text), "unix-abstract:caravan-test-two-%ld", (long)getpid());
    return text;
}

static void listen_there(struct two_services *two)
{
    struct cv_address address;

    assert_int_equal(cv_address_parse(target(), &address).code, CV_OK);
    assert_int_equal(cv_server_listen(two->there.server, &address, &address).code, CV_OK);
}

/* As main() of the training program. */
static void begin_here(struct two_services *two)
{
    const struct cv_peer_config config = {"projects", target()};
    struct training *service = training_served();
    struct cv_peer *peer;

    assert_int_equal(
        cv_peers_open(&config, 1, &two->here.loop, 1, NULL, NULL, &two->here.arena, &two->peers)
            .code,
        CV_OK);
    peer = cv_peers_find(two->peers, "projects");
    cv_metrics_init(&two->metrics);
    assert_int_equal(
        cv_delivery_begin(&service->events.deliveries[service->events.delivery_count++],
                          two->here.store, two->here.loop, peer, "training", &two->metrics)
            .code,
        CV_OK);
    assert_int_equal(
        cv_sagas_begin(&service->sagas, &funding_saga, two->here.store, peer, two->here.loop).code,
        CV_OK);
}

static void end_here(struct two_services *two)
{
    cv_sagas_stop(&training_served()->sagas);
    cv_events_drain(&training_served()->events);
    cv_peers_close(two->peers, two->here.loop);
}

static bool never(void *arg)
{
    (void)arg;
    return false;
}

/* What is; NULL: nothing. */
static const char *at_work(const struct training *service)
{
    const struct cv_delivery *delivery = &service->events.deliveries[0];

    for (size_t i = 0; i < CV_SAGAS_AT_ONCE; i++) {
        if (service->sagas.slots[i].busy)
            return "a saga";
    }
    if (atomic_load(&service->sagas.kicked))
        return "a kick";
    if (delivery->busy)
        return "the delivery";
    return atomic_load(&delivery->posted) ? "news" : NULL;
}

/* A program whose store is lost does. */
static bool has_ended(struct two_services *two)
{
    return atomic_load(&two->here.lost) || atomic_load(&two->there.lost);
}

static const char *waits_for(const struct training *service)
{
    const char *work = at_work(service);

    return work == NULL ? "the receiver" : work;
}

static void turn_until(struct two_services *two, bool (*reached)(const struct training *service))
{
    uint64_t end_ns = cv_clock_ns() + PATIENCE_NS;

    do {
        (void)cv_loop_run_until(two->here.loop, never, NULL, TURN_NS);
        (void)cv_loop_run_until(two->there.loop, never, NULL, TURN_NS);
        if (cv_clock_ns() > end_ns)
            fail_msg("it does not come to rest: %s", waits_for(training_served()));
    } while (!reached(training_served()) && !has_ended(two));
}

static bool is_still(const struct training *service)
{
    return at_work(service) == NULL;
}

void two_settle(struct two_services *two)
{
    turn_until(two, is_still);
}

/* A receiver that did not answer is asked again after a pause by the clock that nobody sets. */
static bool is_answered(const struct training *service)
{
    return !service->events.deliveries[0].away && is_still(service);
}

void two_later(struct two_services *two)
{
    service_clock_set(two->now_us += LATER_US);
    cv_sagas_kick(&training_served()->sagas);
    cv_delivery_wake(&training_served()->events.deliveries[0]);
    turn_until(two, is_answered);
}

void two_up(struct two_services *two, enum service_kind kind)
{
    *two = (struct two_services){.now_us = SERVICE_NOON};
    two_up_there(&two->there, kind);
    listen_there(two);
    training_up(&two->here, kind);
    EXPECT(&two->here, "CreateCourse", "course_id: 'weld' course { title: 'Welding' }", "");
    begin_here(two);
    two_settle(two);
}

void two_down(struct two_services *two)
{
    end_here(two);
    service_down(&two->here);
    service_down(&two->there);
}

bool two_mend(struct two_services *two)
{
    bool here = atomic_load(&two->here.lost);
    bool there = atomic_load(&two->there.lost);

    if (here) {
        end_here(two);
        service_restart(&two->here);
        begin_here(two);
    }
    if (there) {
        service_restart(&two->there);
        listen_there(two);
    }
    return here || there;
}
