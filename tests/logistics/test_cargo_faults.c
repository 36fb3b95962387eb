/* What is done with cargo, failing at each statement and at each allocation of either side, one
 * after the other. Sent again it is there once, and everything still adds up. */
#include "base/clock.h"
#include "base/fault.h"
#include "logistics_audit.h"
#include "logistics_cargo.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS_MAX 3000

#define TBJU      "boxes/tbju0000080"
#define ALL_WAY   "origin: 'places/kunming' destination: 'places/vientiane'"
#define OF_T1     "parent: '" TRAIN "t1' "
#define BOOK(box) "booking { line: 1 consignment: 'consignments/c1' box: '" box "' packages: "

struct step {
    const char *method;
    const char *request; /* %s: the load that was seen */
};

static const struct step STEPS[] = {
    {"CreateBox", "box { number: 'TBJU0000080' size_type: '22G1' tare_grams: 1000000 "
                  "max_gross_grams: 24000000 }"},
    {"CreateLoad",
     OF_T1 "load_id: 'l' load { box: '" TBJU "' wagon: '1000001' slot: 1 " ALL_WAY " }"},
    {"CreateLoad", OF_T1 "load_id: 'm' load { box: 'boxes/" BOX_2 "' wagon: '1000002' "
                         "slot: 1 " ALL_WAY " }"},
    {"CreateLoad", OF_T1 "load_id: 'n' load { box: 'boxes/" BOX_3 "' wagon: '1000001' "
                         "slot: 2 " ALL_WAY " }"},
    {"DeleteLoad", "name: '" TRAIN "t1/loads/n'"},
    {"CreateBooking", OF_T1 "booking_id: 'k' " BOOK(TBJU) "60 }"},
    {"CreateBooking", OF_T1 "booking_id: 'j' " BOOK("boxes/" BOX_2) "30 }"},
    {"CreateBooking", OF_T1 "booking_id: 'i' " BOOK("boxes/" BOX_2) "5 }"},
    {"CancelBooking", "name: '" TRAIN "t1/bookings/i'"},
    {"LeaveLoad", "name: '" TRAIN "t1/loads/m' reason: 'r'"},
    {"MoveBox",
     "name: '" TBJU "' event { move: BOX_MOVE_LOAD trip: '" TRAIN "t1' wagon: '1000001' }"},
    {"ObserveBox", "name: 'boxes/" BOX_3 "' observation_id: 'o' event { move: BOX_MOVE_LOAD "
                   "trip: '" TRAIN "t1' wagon: '1000002' place: 'places/kunming' "
                   "occurred_time { seconds: 1751371200 } }"},
    {"AdoptLoad", "name: '%s' reason: 'r' slot: 2 destination: 'places/vientiane'"},
    {"CreateBooking", OF_T1 "booking_id: 'h' " BOOK("boxes/" BOX_3) "20 }"},
    {"FlagConsignment", "name: 'consignments/c1' flag: CONSIGNMENT_FLAG_CLAIM open: true "
                        "reason: 'r'"},
    {"AmendConsignment", "name: 'consignments/c1' etag: '*' reason: 'r' lines { description: 'x' "
                         "hs_code: '070200' packages: 100 gross_grams: 9000000 "
                         "value { currency: 'CNY' minor_units: 4000000 } }"},
    {"ObserveBox", "name: '" TBJU "' observation_id: 'p' event { move: BOX_MOVE_DISCHARGE "
                   "place: 'places/vientiane' occurred_time { seconds: 1751371300 } }"},
    {"MoveBox", "name: 'boxes/" BOX_3 "' event { move: BOX_MOVE_DISCHARGE "
                "place: 'places/vientiane' }"},
    {"MoveConsignment", "name: 'consignments/c1' action: CONSIGNMENT_ACTION_MAKE_AVAILABLE"},
    {"DeliverConsignment", "name: 'consignments/c1' reference: 'p' "
                           "lines { line: 1 packages: 50 missing_packages: 10 }"},
    {"UpdateConsignment", "consignment { name: 'consignments/c1' etag: '*' project: 'x' } "
                          "update_mask { paths: 'project' }"},
    {"ReturnConsignment", "name: 'consignments/c1' return_id: 'back' reason: 'r'"},
    {"CorridorReport", "corridor: 'corridors/laos'"},
};

static const char *seen_load(struct service_bench *bench)
{
    const Caravan__Logistics__V1__ListLoadsResponse *loads =
        (const void *)service_ask(bench, "ListLoads", "parent: '" TRAIN "t1'");

    assert_non_null(loads);
    for (size_t i = 0; i < loads->n_loads; i++) {
        if (strlen(loads->loads[i]->name) > strlen(TRAIN "t1/loads/l"))
            return loads->loads[i]->name;
    }
    return "";
}

/* The request as a message, made before anything can fail. */
static const ProtobufCMessage *message_of(struct service_bench *bench, size_t i)
{
    const struct cv_method *method = service_method(bench, STEPS[i].method);
    const char *text = STEPS[i].request;
    const char *at = strstr(text, "%s");
    const ProtobufCMessage *message;
    const char *problem;

    if (at != NULL)
        text = service_text(bench, "%.*s%s%s", (int)(at - text), text, seen_load(bench), at + 2);
    if (strcmp(STEPS[i].method, "CorridorReport") != 0) /* else it may fail after its commit */
        text = service_text(bench, "%s request_id: 's-%d'", text, (int)i);
    message = message_from_text(method->request, text, &bench->arena, &problem);
    if (message == NULL)
        fail_msg("%s(%s): %s", STEPS[i].method, text, problem);
    return message;
}

static bool is_lost(void *arg)
{
    return atomic_load((atomic_bool *)arg);
}

static bool tried(struct service_bench *bench, size_t i, unsigned kind, unsigned long nth)
{
    struct cv_unary *op;
    const ProtobufCMessage *request = message_of(bench, i);

    op = service_op(bench);
    op->start.method = service_method(bench, STEPS[i].method);
    op->start.wait_for_ready = true; /* the connection may be gone: make another */
    op->request = request;
    cv_fault_arm(kind, nth);
    cv_unary_submit(bench->channel, op);
    service_wait(bench);
    cv_fault_off();
    return op->response != NULL;
}

/* How often it failed before nothing more could. */
static int sweep(struct service_bench *bench, size_t i, unsigned kind)
{
    for (int nth = 1; nth < ROUNDS_MAX; nth++) {
        bool done = tried(bench, i, kind, (unsigned long)nth);
        const char *reason = bench->op.start.status.reason;

        if (done && !cv_fault_fired())
            return nth - 1;
        if (!done && !cv_fault_fired())
            fail_msg("%s: %s", STEPS[i].method, bench->op.start.status.message);
        if (!done && reason != NULL && strcmp(reason, "OUTCOME_UNKNOWN") == 0) {
            assert_true(cv_loop_run_until(bench->loop, is_lost, &bench->lost, 20 * CV_NS_PER_S));
            service_restart(bench);
        }
        assert_int_equal(cargo_audited(bench).wrong, 0);
        service_forget(bench);
    }
    fail_msg("%s never comes through", STEPS[i].method);
    return 0;
}

static void sweep_all(unsigned kind)
{
    struct service_bench bench;
    int failures = 0;

    logistics_up(&bench, SERVICE_IN_FILE);
    corridor_sow(&bench);
    boxes_sow(&bench);
    train_sow(&bench, "t1");
    consignment_accepted(&bench, "c1");
    for (size_t i = 0; i < sizeof(STEPS) / sizeof(STEPS[0]); i++) {
        int failed = sweep(&bench, i, kind);

        assert_true(failed >= 2);
        failures += failed;
        if (i == 16)
            service_clock_set(SERVICE_NOON + 200 * INT64_C(1000000));
    }
    print_message("%d failures\n", failures);
    EXPECT(&bench, "GetConsignment", "name: 'consignments/c1'",
           "state: CONSIGNMENT_STATE_RETURNED shortage: true claim: true project: 'x' "
           "lines { booked_packages: 80 loaded_packages: 80 landed_packages: 80 "
           "delivered_packages: 50 missing_packages: 10 }");
    EXPECT(&bench, "GetConsignment", "name: 'consignments/back'",
           "packages: 20 gross_grams: 1800000");
    service_down(&bench);
}

static void what_fails_at_any_statement_has_done_nothing(void **state)
{
    (void)state;
    sweep_all(CV_FAULT_STATEMENT);
}

static void what_fails_for_want_of_memory_has_done_nothing(void **state)
{
    (void)state;
    sweep_all(CV_FAULT_ALLOC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fails_at_any_statement_has_done_nothing),
        cmocka_unit_test(what_fails_for_want_of_memory_has_done_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
