/* What is kept of the events of others, and for how long. */
#include "service/inbox_store.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define SOURCE "source: 'logistics' fence: 1 "
/* Of the subject's number n; each has an id of its own. */
#define TRIP(id, trip, n, us, tonnes)                                                              \
    "events { id: '00000000-0000-7000-8000-0000000000" id "' subject: 'corridors/" trip            \
    "/trips/1' subject_sequence: " n " recorded_time { seconds: " us " } "                         \
    "trip_closed { departure_date: 2025-03-01 grams: " tonnes "000000 } } "
#define NOON       "1751371200"
#define LATER      "1756641600" /* 61 days */
#define OLD        TRIP("01", "east", "1", NOON, "100") TRIP("02", "east", "2", NOON, "110")
#define OLD_WEST   TRIP("03", "west", "1", NOON, "7")
#define PASS(days) service_clock_set(SERVICE_NOON + (days)*SERVICE_DAY)

static void delivers(struct service_bench *bench, const char *events, const char *answer)
{
    EXPECT(bench, "DeliverEvents", service_text(bench, "%s %s", SOURCE, events), answer);
}

static int upkeep(struct service_bench *bench)
{
    static const struct cv_upkeep_job JOB = {cv_inbox_prune, 1};

    return service_upkeep(bench, &JOB);
}

static int64_t counted;

static void count_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct cv_stmt *stmt = cv_tx_prepare(tx, "SELECT COUNT(*) FROM event_in");

    if (cv_stmt_step(stmt))
        counted = cv_stmt_get_int64(stmt, 0);
    op->status = cv_stmt_finish(stmt);
}

static int64_t kept(struct service_bench *bench)
{
    struct cv_store_op op;

    assert_int_equal(service_store(bench, &op, count_work).code, CV_OK);
    return counted;
}

static void shows(struct service_bench *bench, const char *value)
{
    EXPECT(bench, "Report", "programme: 'programmes/jw'",
           service_text(bench, "indicators { total { value: %s } }", value));
}

/* What feeds an indicator, a day short of being forgotten. */
static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    EXPECT(bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'tonnes' indicator { title: 'x' unit: 't' "
           "kind: INDICATOR_KIND_FLOW decimals: 6 feed { figure: FED_FIGURE_FREIGHT_TONNES "
           "project: 'programmes/jw/projects/0042' } }",
           "");
    delivers(bench, OLD OLD_WEST, "accepted_count: 3");
    PASS(60);
    assert_int_equal(upkeep(bench), 1);
    assert_int_equal(kept(bench), 3);
    PASS(61);
    delivers(bench, TRIP("04", "east", "3", LATER, "120"), "accepted_count: 1");
    assert_int_equal(upkeep(bench), 1);
    assert_int_equal(kept(bench), 1);
    shows(bench, "127000000");
}

static void what_is_no_longer_kept_has_no_second_effect(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int i = 0; i < 2; i++)
        delivers(&bench, OLD OLD_WEST, "accepted_count: 0 !refusals");
    shows(&bench, "127000000");
    delivers(&bench, TRIP("04", "east", "3", LATER, "120"), "accepted_count: 0 !refusals");
    delivers(&bench, TRIP("06", "west", "3", LATER, "9"),
             "refusals { reason: 'OUT_OF_ORDER' expected_sequence: 2 }");
    delivers(&bench, TRIP("05", "west", "2", LATER, "8") TRIP("06", "west", "3", LATER, "9"),
             "accepted_count: 2 !refusals");
    shows(&bench, "129000000");
    service_down(&bench);
}

/* It was restored from an older copy, and gives numbers away a second time. */
static void a_number_that_a_sender_uses_twice_is_told(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    delivers(&bench, TRIP("11", "east", "3", LATER, "1"), "refusals { reason: 'EVENT_DIFFERS' }");
    delivers(&bench, TRIP("12", "east", "2", LATER, "1"), "refusals { reason: 'EVENT_DIFFERS' }");
    delivers(&bench, TRIP("13", "west", "1", LATER, "1"), "refusals { reason: 'EVENT_DIFFERS' }");
    delivers(&bench, TRIP("04", "west", "2", LATER, "1"), "refusals { reason: 'EVENT_DIFFERS' }");
    shows(&bench, "127000000");
    REFUSE(&bench, "DeliverEvents",
           SOURCE "events { id: '00000000-0000-7000-8000-000000000001' subject: 'x' "
                  "subject_sequence: 1 recorded_time { seconds: -1 } }",
           BAD, "events.recorded_time");
    service_down(&bench);
}

/* All of one delivery go together, and none of another one that would be too many. */
static void they_are_forgotten_a_little_at_a_time(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    for (unsigned batch = 0; batch < 4; batch++) {
        const char *events = "";

        for (unsigned i = 0; i < 300; i++)
            events = service_text(&bench,
                                  "%s events { id: '00000000-0000-7000-8000-%012u' "
                                  "subject: 'corridors/a/trips/%u' subject_sequence: %u "
                                  "dropped { reason: 'x' } }",
                                  events, batch * 1000 + i + 1, i % 30, batch * 10 + i / 30 + 1);
        delivers(&bench, events, "accepted_count: 300");
        service_forget(&bench);
    }
    PASS(61);
    assert_int_equal(kept(&bench), 1200);
    assert_int_equal(upkeep(&bench), 3); /* the last one finds that nothing is left */
    assert_int_equal(kept(&bench), 0);
    assert_int_equal(upkeep(&bench), 1);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_longer_kept_has_no_second_effect),
        cmocka_unit_test(a_number_that_a_sender_uses_twice_is_told),
        cmocka_unit_test(they_are_forgotten_a_little_at_a_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
