/* The results matrix: targets, figures and who reported, as of any two dates. */
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define JW   "programme: 'programmes/jw' "
#define ROAD "programmes/jw/projects/0042"

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    bench->principal.subject = "anna";
}

static void indicator(struct service_bench *bench, const char *fields)
{
    EXPECT(bench, "CreateIndicator",
           service_text(bench,
                        "parent: 'programmes/jw' indicator_id: 'i' indicator { title: 'Trees' "
                        "unit: 'trees' grain: PERIOD_GRAIN_QUARTER %s }",
                        fields),
           "");
}

static void target(struct service_bench *bench, const char *id, const char *fields)
{
    EXPECT(bench, "CreateTarget",
           service_text(bench, "parent: 'programmes/jw/indicators/i' target_id: '%s' target { %s }",
                        id, fields),
           "");
}

static void observe(struct service_bench *bench, const char *fields)
{
    EXPECT(bench, "CreateObservation",
           service_text(
               bench, "parent: 'programmes/jw/indicators/i' observation { project: '" ROAD "' %s }",
               fields),
           "");
}

static void tell(struct service_bench *bench, const char *id, const char *fields)
{
    EXPECT(bench, "CreateResult",
           service_text(bench,
                        "parent: 'programmes/jw/indicators/i' result_id: '%s' result { "
                        "project: '" ROAD "' %s }",
                        id, fields),
           "standing { state: RESULT_STATE_SUBMITTED }");
    bench->principal.subject = "bo";
    EXPECT(bench, "MoveResult",
           service_text(bench,
                        "name: 'programmes/jw/indicators/i/results/%s' move: RESULT_MOVE_APPROVE "
                        "etag: 'v1'",
                        id),
           "");
    bench->principal.subject = "anna";
}

static void matrix(struct service_bench *bench, const char *dates, const char *row)
{
    EXPECT(bench, "ReportIndicators", service_text(bench, JW "%s", dates),
           service_text(bench, "indicators { %s }", row));
}

static void a_period_has_its_target_its_actual_and_how_much_of_it_is_reached(void **state)
{
    const Caravan__Projects__V1__ResultsMatrix *answer;
    struct service_bench bench;

    (void)state;
    up(&bench);
    indicator(&bench, "kind: INDICATOR_KIND_FLOW title_zh: '树' unit_zh: '棵' "
                      "result_type: RESULT_TYPE_OUTPUT source: INDICATOR_SOURCE_COUNTED");
    target(&bench, "q1", "period: '2025-Q1' value: 300");
    target(&bench, "q2", "period: '2025-Q2' value: 700");
    target(&bench, "q4", "period: '2025-Q4' value: 100");
    observe(&bench, "effective_date: 2024-11-01 value: 5");
    observe(&bench, "effective_date: 2025-02-01 value: 100");
    answer = (const void *)EXPECT(
        &bench, "ReportIndicators", JW "effective_through: 2025-06-30",
        "programme: 'programmes/jw' title_zh: '' effective_through: 2025-06-30 "
        "known_at { seconds: 1751371200 } "
        "indicators { indicator: 'programmes/jw/indicators/i' title: 'Trees' title_zh: '树' "
        "unit: 'trees' unit_zh: '棵' kind: INDICATOR_KIND_FLOW result_type: RESULT_TYPE_OUTPUT "
        "source: INDICATOR_SOURCE_COUNTED !baseline "
        "total { period: '' target { value: 1000 summed: true change_count: 0 } "
        "actual { value: 105 } achieved_basis_points: 1050 } "
        "periods { period: '2024-Q4' !target actual { value: 5 observation_count: 1 } } "
        "periods { period: '2025-Q1' target { value: 300 original_value: 300 summed: false "
        "reason: '' !changed_time } actual { value: 100 } achieved_basis_points: 3333 } "
        "periods { period: '2025-Q2' target { value: 700 } !actual } "
        "periods { period: '2025-Q4' target { value: 100 } !actual } }");
    assert_int_equal(answer->indicators[0]->periods[0]->achieved_case, 0);
    assert_int_equal(answer->indicators[0]->periods[2]->achieved_case, 0);
    service_down(&bench);
}

static void a_report_of_the_past_has_the_target_that_was_known_then(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    indicator(&bench, "kind: INDICATOR_KIND_FLOW");
    target(&bench, "q1", "period: '2025-Q1' value: 300");
    observe(&bench, "effective_date: 2025-02-01 value: 100");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(&bench, "UpdateTarget",
           "target { name: 'programmes/jw/indicators/i/targets/q1' value: 100 reason: 'Drought' "
           "etag: 'v1' }",
           "");
    matrix(&bench, "",
           "periods { target { value: 100 original_value: 300 change_count: 1 reason: 'Drought' "
           "changed_time { seconds: 1751457600 } } achieved_basis_points: 10000 }");
    matrix(&bench, "known_at { seconds: 1751400000 }",
           "periods { target { value: 300 original_value: 300 change_count: 0 reason: '' } "
           "achieved_basis_points: 3333 }");
    service_down(&bench);
}

static void targets_of_sites_and_projects_are_added_up_below_one_of_the_whole(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    indicator(&bench, "kind: INDICATOR_KIND_FLOW");
    target(&bench, "n", "period: '2025-Q1' project: '" ROAD "' site: 'north' value: 10");
    target(&bench, "s", "period: '2025-Q1' project: '" ROAD "' site: 'south' value: 20");
    target(&bench, "o", "period: '2025-Q1' project: 'programmes/jw/projects/0043' value: 400");
    matrix(&bench, "", "periods { target { value: 430 summed: true } places_expected: 3 }");
    target(&bench, "p", "period: '2025-Q1' project: '" ROAD "' value: 50");
    matrix(&bench, "", "periods { target { value: 450 summed: true } places_expected: 4 }");
    target(&bench, "all", "period: '2025-Q1' value: 1000");
    matrix(&bench, "", "periods { target { value: 1000 summed: false } places_expected: 4 }");
    target(&bench, "ever", "value: 5000");
    matrix(&bench, "", "total { target { value: 5000 summed: false } }");
    service_down(&bench);
}

static void ratios_are_not_added_up_and_of_what_stands_the_last_target_holds(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    indicator(&bench, "kind: INDICATOR_KIND_RATIO decimals: 2");
    target(&bench, "o", "period: '2025-Q1' project: '" ROAD "' value: 90");
    matrix(&bench, "", "total { !target } periods { !target places_expected: 1 }");
    target(&bench, "q1", "period: '2025-Q1' value: 80");
    target(&bench, "q2", "period: '2025-Q2' value: 50");
    observe(&bench, "effective_date: 2025-02-01 value: 300 weight: 400");
    matrix(&bench, "",
           "total { target { value: 50 summed: false } actual { value: 75 } "
           "achieved_basis_points: 15000 } "
           "periods { target { value: 80 } achieved_basis_points: 9375 } periods { !actual }");
    service_down(&bench);
}

static void the_target_of_the_whole_is_of_periods_that_have_begun(void **state)
{
    static const struct {
        const char *kind;
        const char *through;
        const char *target;
    } ROWS[] = {
        {"kind: INDICATOR_KIND_FLOW", "2024-12-31", "!target"},
        {"kind: INDICATOR_KIND_FLOW", "2025-01-01", "target { value: 300 original_value: 300 }"},
        {"kind: INDICATOR_KIND_FLOW", "2025-03-31", "target { value: 300 }"},
        {"kind: INDICATOR_KIND_FLOW", "2025-04-01", "target { value: 1000 original_value: 1000 }"},
        {"kind: INDICATOR_KIND_FLOW", "2025-12-31", "target { value: 1900 }"},
        {"kind: INDICATOR_KIND_LEVEL", "2024-12-31", "!target"},
        {"kind: INDICATOR_KIND_LEVEL", "2025-09-30", "target { value: 700 summed: true }"},
        {"kind: INDICATOR_KIND_LEVEL", "2025-10-01", "target { value: 900 }"},
    };
    struct service_bench bench;

    (void)state;
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        up(&bench);
        indicator(&bench, ROWS[i].kind);
        target(&bench, "q1", "period: '2025-Q1' value: 300");
        target(&bench, "q2", "period: '2025-Q2' project: '" ROAD "' value: 700");
        target(&bench, "q4", "period: '2025-Q4' value: 900");
        matrix(&bench, service_text(&bench, "effective_through: %s", ROWS[i].through),
               service_text(&bench,
                            "total { %s } periods { } periods { } "
                            "periods { period: '2025-Q4' target { value: 900 } }",
                            ROWS[i].target));
        target(&bench, "ever", "value: 5000");
        matrix(&bench, service_text(&bench, "effective_through: %s", ROWS[i].through),
               "total { target { value: 5000 } }");
        service_down(&bench);
    }
}

static void what_is_reached_is_counted_from_the_baseline(void **state)
{
    static const struct {
        const char *indicator;
        int value;
        const char *achieved; /* NULL: it cannot be told */
    } ROWS[] = {
        {"kind: 2 baseline { value: 50 date: 2024-12-31 }", 75, "2500"},
        {"kind: 2 baseline { value: 50 date: 2024-12-31 }", 40, "-1000"},
        {"kind: 2 baseline { value: 200 date: 2024-12-31 } descending: true", 175, "5000"},
        {"kind: 2 baseline { value: 200 date: 2024-12-31 } descending: true", 225, "-5000"},
        {"kind: 2 baseline { value: 150 date: 2024-12-31 }", 170, NULL},
        {"kind: 2 descending: true", 75, NULL},
        {"kind: 1 descending: true", 75, NULL},
        {"kind: 1 baseline { value: 50 date: 2024-12-31 }", 75, "5000"},
        {"kind: 2 counts_people: true", 7, NULL}, /* withheld */
    };
    struct service_bench bench;

    (void)state;
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        const Caravan__Projects__V1__ResultsMatrix *answer;

        up(&bench);
        indicator(&bench, ROWS[i].indicator);
        target(&bench, "q1", "period: '2025-Q1' value: 150");
        observe(&bench,
                service_text(&bench, "effective_date: 2025-02-01 value: %d", ROWS[i].value));
        if (ROWS[i].achieved != NULL)
            matrix(&bench, "",
                   service_text(&bench, "periods { achieved_basis_points: %s }", ROWS[i].achieved));
        answer = (const void *)EXPECT(&bench, "ReportIndicators", JW, "");
        assert_int_equal(answer->indicators[0]->periods[0]->achieved_case != 0,
                         ROWS[i].achieved != NULL);
        service_down(&bench);
    }
}

static void a_sum_says_how_many_of_its_sites_reported_and_who_is_late(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    indicator(&bench, "kind: INDICATOR_KIND_FLOW collection: INDICATOR_COLLECTION_RESULTS "
                      "due_days: 10");
    target(&bench, "n", "period: '2025-Q1' project: '" ROAD "' site: 'north' value: 10");
    target(&bench, "s", "period: '2025-Q1' project: '" ROAD "' site: 'south' value: 20");
    target(&bench, "o", "period: '2025-Q2' project: 'programmes/jw/projects/0043' value: 400");
    tell(&bench, "r", "period: '2025-Q1' site: 'north' value: 0 documents: 'a' documents: 'b'");
    matrix(&bench, "",
           "total { places_expected: 3 places_reported: 1 places_overdue: 1 document_count: 2 } "
           "periods { places_expected: 2 places_reported: 1 places_overdue: 1 document_count: 2 "
           "actual { value: 0 } last_approved_time { seconds: 1751371200 } } "
           "periods { places_expected: 1 places_reported: 0 places_overdue: 0 !actual "
           "!last_approved_time }");
    matrix(&bench, "effective_through: 2025-04-10",
           "periods { places_reported: 1 places_overdue: 0 } periods { places_expected: 1 }");
    matrix(&bench, "effective_through: 2025-04-11", "periods { places_overdue: 1 } periods { }");
    matrix(&bench, "effective_through: 2025-03-30",
           "total { places_expected: 0 } periods { !actual places_reported: 0 document_count: 0 } "
           "periods { }");
    matrix(&bench, "effective_through: 2025-07-11", "periods { } periods { places_overdue: 1 }");
    service_down(&bench);
}

static void a_project_as_a_whole_has_reported_with_any_of_its_sites(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    indicator(&bench, "kind: INDICATOR_KIND_FLOW");
    target(&bench, "p", "period: '2025-Q1' project: '" ROAD "' value: 10");
    target(&bench, "n", "period: '2025-Q1' project: '" ROAD "' site: 'north' value: 10");
    observe(&bench, "effective_date: 2025-02-01 site: 'south' value: 3");
    matrix(&bench, "", "periods { places_expected: 2 places_reported: 1 }");
    service_down(&bench);
}

static void a_judgement_is_the_last_that_was_approved(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'i' indicator { title: 'Trees' "
           "kind: INDICATOR_KIND_QUALITATIVE scale: 'poor' scale: 'good' "
           "grain: PERIOD_GRAIN_QUARTER }",
           "");
    target(&bench, "q1", "period: '2025-Q1' rating: 'good'");
    tell(&bench, "b", "period: '2025-Q2' rating: 'good' statement: 'Green'");
    tell(&bench, "a", "period: '2025-Q1' rating: 'poor' statement: 'Dry'");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    tell(&bench, "c",
         "period: '2025-Q1' rating: 'good' statement: 'Rain' supersedes: 'a' correction: 'x'");
    matrix(&bench, "",
           "total { rating: 'good' statement: 'Green' !actual } "
           "periods { target { rating: 'good' original_rating: 'good' } rating: 'good' "
           "statement: 'Rain' !actual } periods { rating: 'good' statement: 'Green' }");
    matrix(&bench, "known_at { seconds: 1751371300 }",
           "periods { rating: 'poor' statement: 'Dry' } periods { }");
    service_down(&bench);
}

static void each_wrong_field_of_the_request_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"programme: 'jw'", BAD, "programme"},
        {"programme: 'programmes/other'", MISSING, ""},
        {"effective_through: 2025-02-30", BAD, "effective_through"},
        {"known_at { seconds: 1751371201 }", BAD, "known_at"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "ReportIndicators", JW, ROWS);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_period_has_its_target_its_actual_and_how_much_of_it_is_reached),
        cmocka_unit_test(a_report_of_the_past_has_the_target_that_was_known_then),
        cmocka_unit_test(targets_of_sites_and_projects_are_added_up_below_one_of_the_whole),
        cmocka_unit_test(ratios_are_not_added_up_and_of_what_stands_the_last_target_holds),
        cmocka_unit_test(the_target_of_the_whole_is_of_periods_that_have_begun),
        cmocka_unit_test(what_is_reached_is_counted_from_the_baseline),
        cmocka_unit_test(a_sum_says_how_many_of_its_sites_reported_and_who_is_late),
        cmocka_unit_test(a_project_as_a_whole_has_reported_with_any_of_its_sites),
        cmocka_unit_test(a_judgement_is_the_last_that_was_approved),
        cmocka_unit_test(each_wrong_field_of_the_request_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
