/* Indicators that are fed from what other services tell. */
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define SOURCE "source: 'logistics' fence: 1 "
/* Of the subject's number n; each has an id of its own. */
#define EVENT(id, subject, n)                                                                      \
    "id: '00000000-0000-7000-8000-0000000000" id "' subject: '" subject "' subject_sequence: " n " "
#define TRIP(id, trip, n, date, tonnes)                                                            \
    "events { " EVENT(id, trip, n) "trip_closed { departure_date: " date " grams: " tonnes         \
                                   "000000 boxes: 2 } } "
#define EAST "corridors/east/trips/1"
#define WEST "corridors/west/trips/1"
#define MADE(id, figure, more)                                                                     \
    "parent: 'programmes/jw' indicator_id: '" id "' indicator { title: 'x' unit: 't' "             \
    "kind: INDICATOR_KIND_FLOW feed { figure: FED_FIGURE_" figure                                  \
    " project: 'programmes/jw/projects/0042' } " more " } "
#define TONNES MADE("tonnes", "FREIGHT_TONNES", "decimals: 6")

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
}

static void delivers(struct service_bench *bench, const char *events, const char *answer)
{
    EXPECT(bench, "DeliverEvents", service_text(bench, "%s %s", SOURCE, events), answer);
}

/* The observations there are, those that do not count, too. */
static size_t observations(struct service_bench *bench, const char *indicator)
{
    const Caravan__Projects__V1__ListObservationsResponse *answer = (const void *)service_ask(
        bench, "ListObservations",
        service_text(bench, "parent: 'programmes/jw/indicators/%s'", indicator));

    assert_non_null(answer);
    return answer->n_observations;
}

#define SHOWS(bench, id, value)                                                                    \
    EXPECT(bench, "Report", "programme: 'programmes/jw'",                                          \
           "indicators { indicator: 'programmes/jw/indicators/" id "' total { value: " value       \
           " } }")

static void a_figure_is_what_the_other_service_counts(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateIndicator", TONNES,
           "feed { figure: FED_FIGURE_FREIGHT_TONNES project: 'programmes/jw/projects/0042' }");
    delivers(&bench,
             TRIP("01", EAST, "1", "2025-03-01", "100") TRIP("02", WEST, "1", "2025-04-01", "50"),
             "accepted_count: 2");
    SHOWS(&bench, "tonnes", "150000000");
    /* It was more, and a month later. */
    delivers(&bench, TRIP("03", EAST, "2", "2025-04-02", "110"), "accepted_count: 1");
    SHOWS(&bench, "tonnes", "160000000");
    assert_int_equal(observations(&bench, "tonnes"), 4);
    /* Told again, and with no other figure: nothing happens. */
    delivers(&bench, TRIP("03", EAST, "2", "2025-04-02", "110"), "accepted_count: 0");
    delivers(&bench, TRIP("04", EAST, "3", "2025-04-02", "110"), "accepted_count: 1");
    assert_int_equal(observations(&bench, "tonnes"), 4);
    service_down(&bench);
}

static void an_indicator_made_later_begins_with_all_there_was(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    delivers(&bench,
             TRIP("01", EAST, "1", "2025-03-01", "100") TRIP("02", WEST, "1", "2025-04-01", "50")
                 TRIP("03", EAST, "2", "2025-03-01", "70"),
             "accepted_count: 3");
    EXPECT(&bench, "CreateIndicator", TONNES, "");
    EXPECT(&bench, "CreateIndicator",
           MADE("east", "FREIGHT_TONNES", "decimals: 6 feed { below: 'corridors/east' }"), "");
    EXPECT(&bench, "CreateIndicator", MADE("trips", "FREIGHT_TRIPS", ""), "");
    EXPECT(&bench, "CreateIndicator", MADE("boxes", "FREIGHT_BOXES", ""), "");
    EXPECT(&bench, "Report", "programme: 'programmes/jw'",
           "indicators { total { value: 4 } } indicators { total { value: 70000000 } } "
           "indicators { total { value: 120000000 } } indicators { total { value: 2 } }");
    delivers(&bench, TRIP("04", EAST, "3", "2025-03-01", "80"), "accepted_count: 1");
    EXPECT(&bench, "Report", "programme: 'programmes/jw'",
           "indicators { total { value: 4 } } indicators { total { value: 80000000 } } "
           "indicators { total { value: 130000000 } } indicators { total { value: 2 } }");
    service_down(&bench);
}

static void sales_and_training_feed_what_is_of_their_kind(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateIndicator",
           MADE("signed", "SALES_SIGNED",
                "kind: INDICATOR_KIND_MONEY_FLOW unit: 'CNY' "
                "decimals: 2"),
           "");
    EXPECT(&bench, "CreateIndicator",
           MADE("trained", "TRAINING_PARTICIPANTS", "counts_people: true"), "");
    delivers(&bench,
             "events { " EVENT("01", "salePeriods/2025-03",
                               "1") "sales_stated { "
                                    "last_date: 2025-03-31 rows { currency: 'CNY' signed_minor: "
                                    "1000 gross_minor: 10 } "
                                    "rows { currency: 'USD' signed_minor: 7 } } }",
             "accepted_count: 1");
    delivers(&bench,
             "events { " EVENT("02", "courses/a/cohorts/b",
                               "1") "cohort_completed { "
                                    "end_date: 2025-03-31 participants: 28 completed: 20 } }",
             "accepted_count: 1");
    EXPECT(&bench, "Report", "programme: 'programmes/jw'",
           "indicators { total { value: 1000 } } indicators { total { value: 28 } }");
    service_down(&bench);
}

static void nothing_is_recorded_by_hand_where_a_feed_is(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateIndicator", TONNES, "");
    delivers(&bench, TRIP("01", EAST, "1", "2025-03-01", "100"), "accepted_count: 1");
    REFUSE(&bench, "CreateObservation",
           "parent: 'programmes/jw/indicators/tonnes' observation { "
           "project: 'programmes/jw/projects/0042' effective_date: 2025-03-01 value: 1 }",
           CV_FAILED_PRECONDITION, "FED", "");
    REFUSE(&bench, "ReverseObservation",
           "name: 'programmes/jw/indicators/tonnes/observations/"
           "00000000-0000-7000-8000-000000000001' reference: 'mine'",
           CV_FAILED_PRECONDITION, "FED", "");
    service_down(&bench);
}

static void each_wrong_field_of_a_feed_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"indicator { feed { figure: 0 } }", BAD, "indicator.feed.figure"},
        {"indicator { feed { figure: 99 } }", BAD, "indicator.feed.figure"},
        {"indicator { feed { project: '' } }", BAD, "indicator.feed.project"},
        {"indicator { feed { project: 'programmes/jw/projects/none' } }", MISSING,
         "indicator.feed.project"},
        {"indicator { feed { site: 'A' } }", BAD, "indicator.feed.site"},
        {"indicator { feed { site: 'none' } }", MISSING, "indicator.feed.site"},
        {"indicator { kind: INDICATOR_KIND_LEVEL }", BAD, "indicator.kind"},
        {"indicator { decimals: 2 }", BAD, "indicator.decimals"},
        {"indicator { counts_people: true }", BAD, "indicator.counts_people"},
        {"indicator { collection: INDICATOR_COLLECTION_RESULTS }", BAD, "indicator.collection"},
        {NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateIndicator", TONNES, ROWS);
    service_down(&bench);
}

/* ---- what is refused, and comes again ---- */

static void what_cannot_be_recorded_refuses_its_event_and_no_other_subject(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateIndicator", TONNES, "");
    delivers(&bench,
             "events { " EVENT("01", "salePeriods/2025-03",
                               "1") "sales_stated { "
                                    "rows { currency: 'CNY' signed_minor: -1 } } } " TRIP(
                                        "02", EAST, "1", "2025-03-01",
                                        "100") "events { " EVENT("03", "salePeriods/2025-03",
                                                                 "2") "sales_stated {} } "
                                                                      "events { " EVENT("04",
                                                                                        "others/1",
                                                                                        "1") "} ",
             "accepted_count: 1 refusals { index: 0 code: 9 reason: 'NEGATIVE_FIGURE' } "
             "refusals { index: 2 reason: 'OUT_OF_ORDER' expected_sequence: 1 } "
             "refusals { index: 3 reason: 'EVENT_UNKNOWN' }");
    SHOWS(&bench, "tonnes", "100000000");
    /* What was dropped makes way for what comes after it. */
    delivers(&bench,
             "events { " EVENT("01", "salePeriods/2025-03",
                               "1") "dropped { reason: 'r' } } "
                                    "events { " EVENT("03", "salePeriods/2025-03",
                                                      "2") "sales_stated {} } ",
             "accepted_count: 2");
    service_down(&bench);
}

static void another_event_of_the_same_number_is_refused(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    delivers(&bench, TRIP("01", EAST, "1", "2025-03-01", "100"), "accepted_count: 1");
    delivers(&bench, TRIP("02", EAST, "1", "2025-03-01", "100"),
             "accepted_count: 0 refusals { reason: 'EVENT_DIFFERS' }");
    delivers(&bench, TRIP("01", WEST, "1", "2025-03-01", "100"),
             "accepted_count: 0 refusals { reason: 'EVENT_DIFFERS' }");
    REFUSE(&bench, "DeliverEvents",
           "source: 'logistics' fence: 0 " TRIP("03", EAST, "2", "2025-03-01", "1"), BAD, "fence");
    delivers(&bench, "fence: 5 " TRIP("03", EAST, "2", "2025-03-01", "100"), "accepted_count: 1");
    REFUSE(&bench, "DeliverEvents", SOURCE TRIP("04", EAST, "3", "2025-03-01", "100"), CV_ABORTED,
           "STALE_FENCE", "");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_figure_is_what_the_other_service_counts),
        cmocka_unit_test(an_indicator_made_later_begins_with_all_there_was),
        cmocka_unit_test(sales_and_training_feed_what_is_of_their_kind),
        cmocka_unit_test(nothing_is_recorded_by_hand_where_a_feed_is),
        cmocka_unit_test(each_wrong_field_of_a_feed_is_named),
        cmocka_unit_test(what_cannot_be_recorded_refuses_its_event_and_no_other_subject),
        cmocka_unit_test(another_event_of_the_same_number_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
