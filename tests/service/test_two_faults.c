/* What goes from one service to another, failing wherever it can: each allocation, statement,
 * commit and write of either side, from the wish to the last that follows from it, fails once. It
 * goes on by itself, and in the end each cohort holds on the line what it should, once, and each of
 * its events is there, once.
 *
 * usage: test_two_faults [EVERY]: fail each so many-th; by default all. */
#include "base/fault.h"
#include "caravan/projects/v1/budget_line.pb-c.h"
#include "caravan/projects/v1/commitment.pb-c.h"
#include "rpc/interceptor.h"
#include "support/training_bench.h"
#include "two_services.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define COST       100
#define POINTS_MAX 5000
#define TRIES      20 /* until it has come to its end */

static unsigned long every = 1;

static const char *name_of(struct two_services *two, unsigned long number)
{
    return service_text(&two->here, "%s/cohorts/c%lu", TWO_COURSE, number);
}

static void move(struct two_services *two, unsigned long number, const char *move)
{
    EXPECT(&two->here, "MoveCohort",
           service_text(&two->here, "name: '%s' move: COHORT_MOVE_%s", name_of(two, number), move),
           "");
}

static void new_cohort(struct two_services *two, unsigned long number)
{
    EXPECT(&two->here, "CreateCohort",
           service_text(&two->here,
                        "parent: '" TWO_COURSE "' cohort_id: 'c%lu' cohort { title: 'x' "
                        "capacity: 1 first_date: 2025-03-01 last_date: 2025-06-01 "
                        "budget_line: '" TWO_LINE "' "
                        "estimate { currency: 'CNY' minor_units: %d } }",
                        number, COST),
           "");
}

static const Caravan__Training__V1__Cohort *look(struct two_services *two, unsigned long number)
{
    return (const void *)EXPECT(&two->here, "GetCohort",
                                service_text(&two->here, "name: '%s'", name_of(two, number)), "");
}

static int64_t accepted;

static void count_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct cv_stmt *stmt = cv_tx_prepare(tx, "SELECT COUNT(*) FROM event_in");

    if (cv_stmt_step(stmt))
        accepted = cv_stmt_get_int64(stmt, 0);
    op->status = cv_stmt_finish(stmt);
}

/* Events that had their effect. */
static int64_t accepted_there(struct two_services *two)
{
    struct cv_store_op op;

    assert_int_equal(service_store(&two->there, &op, count_work).code, CV_OK);
    return accepted;
}

/* Everything works again: whatever is left comes to its end. */
static void come_to_rest(struct two_services *two, unsigned long number, int state, int64_t events)
{
    int tries = 0;

    while (((int)look(two, number)->funding->state != state || accepted_there(two) < events) &&
           tries++ < TRIES)
        two_later(two);
    if (tries > TRIES)
        fail_msg("cohort %lu is %d, not %d, and %d of %d events are there", number,
                 (int)look(two, number)->funding->state, state, (int)accepted, (int)events);
}

static void approve(struct two_services *two, unsigned long number)
{
    const char *commitment = look(two, number)->funding->commitment;
    const Caravan__Projects__V1__Commitment *found = (const void *)EXPECT(
        &two->there, "GetCommitment", service_text(&two->there, "name: '%s'", commitment), "");

    two->there.principal.subject = "chief";
    EXPECT(&two->there, "MoveCommitment",
           service_text(&two->there, "name: '%s' move: ENTRY_MOVE_APPROVE etag: '%s'", commitment,
                        found->etag),
           "");
    two->there.principal.subject = "clerk";
}

/* ---- what is swept: how it is made ready, the wish, and where it ends ---- */

struct scenario {
    const char *name;
    void (*prepare)(struct two_services *two, unsigned long number);
    void (*wish)(struct two_services *two, unsigned long number);
    int end;
    int held;   /* pending or committed on the line for each */
    int events; /* of each */
};

static void wish_open(struct two_services *two, unsigned long number)
{
    move(two, number, "OPEN");
}

static void open_cohort(struct two_services *two, unsigned long number)
{
    new_cohort(two, number);
    move(two, number, "OPEN");
    two_settle(two);
    come_to_rest(two, number, CARAVAN__TRAINING__V1__FUNDING_STATE__FUNDING_STATE_RESERVED, 0);
}

static void wish_cancel(struct two_services *two, unsigned long number)
{
    move(two, number, "CANCEL");
}

static void start_cohort(struct two_services *two, unsigned long number)
{
    open_cohort(two, number);
    approve(two, number);
    move(two, number, "START");
}

static void wish_complete(struct two_services *two, unsigned long number)
{
    EXPECT(&two->here, "MoveCohort",
           service_text(&two->here,
                        "name: '%s' move: COHORT_MOVE_COMPLETE actual_cost { minor_units: 60 }",
                        name_of(two, number)),
           "");
    cv_delivery_wake(&training_served()->events.deliveries[0]);
}

static const struct scenario SCENARIOS[] = {
    {"reserve", new_cohort, wish_open, CARAVAN__TRAINING__V1__FUNDING_STATE__FUNDING_STATE_RESERVED,
     COST, 0},
    {"give back", open_cohort, wish_cancel,
     CARAVAN__TRAINING__V1__FUNDING_STATE__FUNDING_STATE_RELEASED, 0, 0},
    {"settle, deliver, apply", start_cohort, wish_complete,
     CARAVAN__TRAINING__V1__FUNDING_STATE__FUNDING_STATE_SETTLED, COST, 1},
};

/* Of all cohorts so far. Two commitments of one would hold twice what it costs. */
static void judge(struct two_services *two, const struct scenario *scenario, unsigned long count)
{
    const Caravan__Projects__V1__BudgetLine *line =
        (const void *)EXPECT(&two->there, "GetBudgetLine", "name: '" TWO_LINE "'", "");

    assert_int_equal((line->committed == NULL ? 0 : line->committed->minor_units) +
                         (line->pending == NULL ? 0 : line->pending->minor_units),
                     (int64_t)count * scenario->held);
    assert_int_equal(accepted_there(two), (int64_t)count * scenario->events);
    EXPECT(&two->here, "ListParkedEvents", "parent: 'receivers/projects'", "!parked_events");
}

static bool one_round(struct two_services *two, const struct scenario *scenario, unsigned kinds,
                      unsigned long nth, unsigned long number)
{
    bool fired;

    scenario->prepare(two, number);
    scenario->wish(two, number);
    cv_fault_arm(kinds, nth);
    two_settle(two);
    fired = cv_fault_fired();
    cv_fault_off();
    assert_int_equal(two_mend(two), fired && kinds == CV_FAULT_COMMIT);
    service_reconnect(&two->here);
    service_reconnect(&two->there);
    come_to_rest(two, number, scenario->end, (int64_t)number * scenario->events);
    judge(two, scenario, number);
    return fired;
}

static unsigned long sweep(const struct scenario *scenario, enum service_kind store, unsigned kinds,
                           unsigned long step)
{
    static struct two_services two;
    unsigned long number = 1;
    unsigned long nth = 1;

    two_up(&two, store);
    for (; one_round(&two, scenario, kinds, nth, number); nth += step, number++)
        assert_true(nth < POINTS_MAX);
    two_down(&two);
    print_message("%s: %lu points\n", scenario->name, nth - 1);
    return number - 1;
}

static void whatever_fails_nothing_is_lost_and_nothing_is_twice(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(SCENARIOS) / sizeof(SCENARIOS[0]); i++)
        assert_true(sweep(&SCENARIOS[i], SERVICE_IN_MEMORY,
                          CV_FAULT_ALLOC | CV_FAULT_STATEMENT | CV_FAULT_WRITE, every) *
                        every >
                    50);
}

/* The program ends then, and begins again. */
static void whichever_commit_fails_nothing_is_lost_and_nothing_is_twice(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(SCENARIOS) / sizeof(SCENARIOS[0]); i++)
        assert_true(sweep(&SCENARIOS[i], SERVICE_IN_FILE, CV_FAULT_COMMIT, every / 4 + 1) > 2);
}

/* ---- and whose it is ---- */

static void add_trace(struct cv_interceptor *self, struct cv_call *call, void *state)
{
    static const char TRACE[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    static const char STATE[] = "vendor=a1";
    struct cv_status status = cv_call_add_header(call, "traceparent", TRACE, sizeof(TRACE) - 1);

    (void)self;
    (void)state;
    if (cv_ok(status))
        status = cv_call_add_header(call, "tracestate", STATE, sizeof(STATE) - 1);
    cv_call_proceed(call, status);
}

/* What the other service was told of the trace last. */
static struct cv_trace heard;
static char heard_state[CV_TRACE_STATE_MAX + 1];

static void hear_trace(struct cv_interceptor *self, struct cv_call *call, void *state)
{
    (void)self;
    (void)state;
    heard = cv_call_scope(call)->trace;
    (void)snprintf(heard_state, sizeof(heard_state), "%.*s", (int)heard.state.len,
                   (const char *)heard.state.at);
    cv_call_proceed(call, CV_STATUS_OK);
}

static void what_follows_is_of_the_trace_of_the_wish(void **state)
{
    static struct cv_interceptor adder = {.begin = add_trace};
    static struct cv_interceptor hearer = {.begin = hear_trace};
    static struct two_services two;

    (void)state;
    two_up(&two, SERVICE_IN_MEMORY);
    new_cohort(&two, 1);
    assert_int_equal(cv_server_intercept(two.there.server, &hearer).code, CV_OK);
    assert_int_equal(cv_channel_intercept(two.here.channel, &adder).code, CV_OK);
    move(&two, 1, "OPEN");
    two_settle(&two);
    assert_int_equal(heard.trace_id[0], 0x4b);
    assert_int_equal(heard.trace_id[15], 0x36);
    assert_int_equal(heard.parent_id[7], 0xb7);
    assert_int_equal(heard.flags, 1);
    assert_string_equal(heard_state, "vendor=a1");
    two_down(&two);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_follows_is_of_the_trace_of_the_wish),
        cmocka_unit_test(whatever_fails_nothing_is_lost_and_nothing_is_twice),
        cmocka_unit_test(whichever_commit_fails_nothing_is_lost_and_nothing_is_twice),
    };

    if (argc > 1)
        every = strtoul(argv[1], NULL, 10);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
