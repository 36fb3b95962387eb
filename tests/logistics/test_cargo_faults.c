/* What is done with cargo, failing at each statement, one after the other. Sent again it is there
 * once, and everything still adds up. */
#include "base/fault.h"
#include "logistics_audit.h"
#include "logistics_cargo.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define ROUNDS_MAX 200

struct step {
    const char *method;
    const char *request;
    bool writes;
};

static const struct step STEPS[] = {
    {"CreateBox",
     "box { number: 'TBJU0000080' size_type: '22G1' tare_grams: 1000000 "
     "max_gross_grams: 24000000 }",
     true},
    {"CreateLoad",
     "parent: '" TRAIN "t1' load_id: 'l' load { box: 'boxes/tbju0000080' "
     "wagon: '1000001' slot: 1 origin: 'places/kunming' "
     "destination: 'places/vientiane' }",
     true},
    {"CreateBooking",
     "parent: '" TRAIN "t1' booking_id: 'k' booking { line: 1 packages: 60 "
     "consignment: 'consignments/c1' box: 'boxes/tbju0000080' }",
     true},
    {"MoveBox",
     "name: 'boxes/tbju0000080' event { move: BOX_MOVE_LOAD trip: '" TRAIN "t1' wagon: '1000001' }",
     true},
    {"AmendConsignment",
     "name: 'consignments/c1' etag: '*' reason: 'r' lines { description: 'x' "
     "hs_code: '070200' packages: 100 gross_grams: 9000000 "
     "value { currency: 'CNY' minor_units: 4000000 } }",
     true},
    {"ObserveBox",
     "name: 'boxes/tbju0000080' observation_id: 'o' event { "
     "move: BOX_MOVE_DISCHARGE place: 'places/vientiane' "
     "occurred_time { seconds: 1751371300 } }",
     true},
    {"MoveConsignment", "name: 'consignments/c1' action: CONSIGNMENT_ACTION_MAKE_AVAILABLE", true},
    {"DeliverConsignment",
     "name: 'consignments/c1' reference: 'p' "
     "lines { line: 1 packages: 50 missing_packages: 10 }",
     true},
    {"CorridorReport", "corridor: 'corridors/laos'", false},
};

/* How often it failed before nothing more could. */
static int sweep(struct service_bench *bench, const struct step *step)
{
    for (int nth = 1; nth < ROUNDS_MAX; nth++) {
        const char *request = step->request;
        bool failed;

        if (step->writes) /* it may have failed after it was committed */
            request = service_text(bench, "%s request_id: '%s'", request, step->method);
        cv_fault_arm(CV_FAULT_STATEMENT, (unsigned long)nth);
        failed = service_ask(bench, step->method, request) == NULL;
        cv_fault_off();
        if (!failed)
            return nth - 1;
        if (!cv_fault_fired())
            fail_msg("%s: %s", step->method, bench->op.start.status.message);
        assert_int_equal(cargo_audited(bench).wrong, 0);
        service_forget(bench);
    }
    fail_msg("%s never comes through", step->method);
    return 0;
}

static void what_fails_at_any_statement_has_done_nothing(void **state)
{
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    train_sow(&bench, "t1");
    consignment_accepted(&bench, "c1");
    for (size_t i = 0; i < sizeof(STEPS) / sizeof(STEPS[0]); i++)
        assert_true(sweep(&bench, &STEPS[i]) >= 2);
    EXPECT(&bench, "GetConsignment", "name: 'consignments/c1'",
           "state: CONSIGNMENT_STATE_PARTLY_DELIVERED shortage: true "
           "lines { booked_packages: 60 loaded_packages: 60 landed_packages: 60 "
           "delivered_packages: 50 missing_packages: 10 }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fails_at_any_statement_has_done_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
