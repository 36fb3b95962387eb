/* One CreateCommitment from the client through session, service and store, failing at every point
 * at which it can: each allocation, statement, COMMIT and write of either side, one after the
 * other. Asked again with the same request_id, it has happened exactly once. */
#include "base/fault.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PROJECT    "programmes/jw/projects/0042"
#define ROUNDS_MAX 900 /* of one sweep: what a list shows at once */
#define PATIENCE   UINT64_C(20000000000)

struct sweep {
    struct service_bench bench;
    int round;
    int refused; /* rounds whose fault reached the caller */
    int lost;    /* rounds after which the process had to be started again */
};

typedef Caravan__Projects__V1__CreateCommitmentRequest create_request;

static const create_request *request_of(struct sweep *sweep)
{
    const char *problem;
    const ProtobufCMessage *request = message_from_text(
        &caravan__projects__v1__create_commitment_request__descriptor,
        service_text(&sweep->bench,
                     "parent: '" PROJECT "' request_id: 'round-%d' commitment { amount: 3 "
                     "budget_line: '" PROJECT "/budgetLines/l' effective_date: 2025-02-01 }",
                     sweep->round),
        &sweep->bench.arena, &problem);

    assert_non_null(request);
    return (const void *)request;
}

/* The name of what was created; NULL: the call failed. */
static const char *create(struct sweep *sweep, const create_request *request)
{
    struct service_bench *bench = &sweep->bench;
    struct cv_unary *op = service_op(bench);

    op->start.wait_for_ready = true; /* the connection may be gone: make another */
    caravan_projects_v1_projects_create_commitment(bench->channel, op, request);
    service_wait(bench);
    return op->response == NULL ? NULL
                                : caravan_projects_v1_projects_create_commitment_response(op)->name;
}

static bool is_lost(void *arg)
{
    return atomic_load((atomic_bool *)arg);
}

/* What the operator's supervisor does when the store has stopped. */
static void start_again(struct sweep *sweep, const create_request *request)
{
    struct service_bench *bench = &sweep->bench;

    assert_true(cv_loop_run_until(bench->loop, is_lost, &bench->lost, PATIENCE));
    assert_null(create(sweep, request));
    assert_string_equal(bench->op.start.status.reason, "STORE_LOST");
    service_restart(bench);
    sweep->lost++;
}

/* False: nothing fired, the sweep has seen every point. */
static bool one_round(struct sweep *sweep, unsigned kinds, unsigned long nth)
{
    const create_request *request = request_of(sweep);
    const char *first, *again;
    const char *reason;
    bool fired;

    cv_fault_arm(kinds, nth);
    first = create(sweep, request);
    cv_fault_off();
    fired = cv_fault_fired();
    reason = sweep->bench.op.start.status.reason;
    assert_true(first != NULL || fired);
    sweep->refused += first == NULL;
    if (first == NULL && reason != NULL && strcmp(reason, "OUTCOME_UNKNOWN") == 0)
        start_again(sweep, request);
    again = create(sweep, request);
    assert_non_null(again);
    assert_true(first == NULL || strcmp(first, again) == 0);
    sweep->round++;
    return fired;
}

static void begin(struct sweep *sweep)
{
    *sweep = (struct sweep){.round = 0};
    projects_up(&sweep->bench, SERVICE_IN_FILE);
    projects_sow(&sweep->bench);
    EXPECT(&sweep->bench, "CreateBudgetLine",
           "parent: '" PROJECT "' budget_line_id: 'l' budget_line { title: 'x' fiscal_year: 2025 "
           "amount: 1000000 effective_date: 2025-01-01 }",
           "");
}

/* Each round left one row and one entry of the audit, and the account knows. */
static void end(struct sweep *sweep)
{
    struct service_bench *bench = &sweep->bench;
    const Caravan__Projects__V1__ListCommitmentsResponse *list;
    const Caravan__Common__V1__ListAuditEntriesResponse *told;

    assert_true(sweep->round < ROUNDS_MAX);
    EXPECT(bench, "GetBudgetLine", "name: '" PROJECT "/budgetLines/l'",
           service_text(bench, "committed: 0 pending: %d", 3 * sweep->round));
    list =
        (const void *)EXPECT(bench, "ListCommitments", "parent: '" PROJECT "' page_size: 1000", "");
    assert_int_equal(list->n_commitments, sweep->round);
    told = (const void *)EXPECT(bench, "ListAuditEntries",
                                "resource: '" PROJECT "/commitments' page_size: 1000", "");
    assert_int_equal(told->n_entries, sweep->round);
    service_down(bench);
}

static void any_fault_of_a_call_leaves_exactly_one_row(void **state)
{
    struct sweep sweep;
    unsigned long nth = 1;

    (void)state;
    begin(&sweep);
    do
        service_reconnect(&sweep.bench); /* so that a connection, too, is made in each round */
    while (one_round(&sweep, CV_FAULT_ANY, nth++) && sweep.round < ROUNDS_MAX);
    print_message("%d points, %d refusals, %d starts\n", sweep.round - 1, sweep.refused,
                  sweep.lost);
    assert_true(sweep.round > 30);
    assert_int_equal(sweep.lost, 2); /* a COMMIT that was done, and one that was not */
    end(&sweep);
}

/* As a service just started has it: nothing prepared, nothing cached. */
static void any_fault_of_a_first_call_leaves_exactly_one_row(void **state)
{
    static const unsigned KINDS[] = {CV_FAULT_ALLOC, CV_FAULT_STATEMENT, CV_FAULT_WRITE};

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct sweep sweep;
        unsigned long nth = 1;

        begin(&sweep);
        do
            service_restart(&sweep.bench);
        while (one_round(&sweep, KINDS[i], nth++) && sweep.round < ROUNDS_MAX);
        print_message("%d points, %d refusals\n", sweep.round - 1, sweep.refused);
        assert_true(sweep.refused > 0);
        end(&sweep);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_fault_of_a_call_leaves_exactly_one_row),
        cmocka_unit_test(any_fault_of_a_first_call_leaves_exactly_one_row),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
