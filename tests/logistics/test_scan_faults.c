/* One batch of scans (a parcel, a late scan of it, a no-read that is merged into it) from the
 * client to the disk, failing at every point at which it can. The device sends it again, and it has
 * happened exactly once: a recount from the raw scans agrees. */
#include "base/clock.h"
#include "base/fault.h"
#include "hub_audit/hub_audit.h"
#include "logistics_hub.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS_MAX 2000
#define SCANS      4 /* of a batch */

struct sweep {
    struct service_bench bench;
    int round;
    int refused;
    int lost;
};

typedef Caravan__Logistics__V1__CaptureScansRequest capture_request;

static const capture_request *request_of(struct sweep *sweep)
{
    struct service_bench *bench = &sweep->bench;
    const char *number = service_text(bench, "7500000%05d", sweep->round);
    const char *unread =
        service_text(bench, "carrier: '' parcel_number: '' track_id: %d", sweep->round + 1);
    int first = SCANS * sweep->round + 1;
    const ProtobufCMessage *request;
    const char *problem;

    request = message_from_text(
        &caravan__logistics__v1__capture_scans_request__descriptor,
        service_text(bench,
                     "parent: 'hubs/kmg/readers/hand' mode: %s scans { %s } scans { %s } "
                     "scans { %s } scans { %s }",
                     sweep->round % 2 == 0 ? "CAPTURE_MODE_ALL_OR_NOTHING"
                                           : "CAPTURE_MODE_PER_ITEM",
                     scan_text(bench, first, "BAGGED", number, -100, "bag: 'b1'"),
                     scan_text(bench, first + 1, "INBOUND", number, -200,
                               "destination_key: '530100' grams: 7"),
                     scan_text(bench, first + 2, "NO_READ", "", -300, unread),
                     scan_text(bench, first + 3, "MERGED", "", -50,
                               service_text(bench, "%s other_carrier: 'zto' other_number: '%s'",
                                            unread, number))),
        &bench->arena, &problem);
    assert_non_null(request);
    return (const void *)request;
}

static bool capture(struct sweep *sweep, const capture_request *request)
{
    struct service_bench *bench = &sweep->bench;
    struct cv_unary *op = service_op(bench);

    op->start.wait_for_ready = true;
    caravan_logistics_v1_hubs_capture_scans(bench->channel, op, request);
    service_wait(bench);
    return op->response != NULL;
}

static bool is_lost(void *arg)
{
    return atomic_load((atomic_bool *)arg);
}

static void start_again(struct sweep *sweep)
{
    struct service_bench *bench = &sweep->bench;

    assert_true(cv_loop_run_until(bench->loop, is_lost, &bench->lost, 20 * CV_NS_PER_S));
    service_restart(bench);
    sweep->lost++;
}

/* False: nothing fired. */
static bool one_round(struct sweep *sweep, unsigned long nth)
{
    const capture_request *request = request_of(sweep);
    const char *reason;
    bool fired;
    bool first;

    cv_fault_arm(CV_FAULT_ANY, nth);
    first = capture(sweep, request);
    cv_fault_off();
    fired = cv_fault_fired();
    reason = sweep->bench.op.start.status.reason;
    assert_true(first || fired);
    sweep->refused += !first;
    if (!first && reason != NULL && strcmp(reason, "OUTCOME_UNKNOWN") == 0)
        start_again(sweep);
    assert_true(capture(sweep, request));
    sweep->round++;
    service_forget(&sweep->bench);
    return fired;
}

static struct cv_status audit(struct cv_books *books, void *arg)
{
    return hub_audit_run(books, "kmg", arg);
}

static void each_failure_of_a_batch_is_mended_by_sending_it_again(void **state)
{
    struct hub_audit found = {0};
    struct sweep sweep = {0};
    unsigned long nth = 1;

    (void)state;
    logistics_up(&sweep.bench, SERVICE_IN_FILE);
    hub_sow(&sweep.bench);
    hub_places_sow(&sweep.bench, "kmg");
    while (one_round(&sweep, nth++))
        assert_true(sweep.round < ROUNDS_MAX);
    print_message("%d rounds, %d refused, %d lost\n", sweep.round, sweep.refused, sweep.lost);
    assert_true(sweep.refused > 50);
    assert_true(sweep.lost > 0);
    hub_store_run(&sweep.bench, audit, &found);
    assert_int_equal(found.wrong, 0);
    assert_int_equal(found.scans, SCANS * sweep.round);
    EXPECT(&sweep.bench, "HubReport", "parent: 'hubs/kmg' first_date: 2025-07-01",
           service_text(&sweep.bench, "total { inbound: %d no_read: %d sorted: %d }", sweep.round,
                        sweep.round, sweep.round));
    service_down(&sweep.bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_failure_of_a_batch_is_mended_by_sending_it_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
