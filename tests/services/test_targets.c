/* Targets: what is to be reached, by period and place, and why it was changed. */
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define INDICATOR "programmes/jw/indicators/trees"
#define TARGET    INDICATOR "/targets/"

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    bench->principal.subject = "anna";
    EXPECT(bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'trees' indicator { title: 'Trees' unit: 'trees' "
           "kind: INDICATOR_KIND_FLOW grain: PERIOD_GRAIN_QUARTER }",
           "");
    EXPECT(
        bench, "CreateIndicator",
        "parent: 'programmes/jw' indicator_id: 'roads' indicator { title: 'Roads' "
        "kind: INDICATOR_KIND_QUALITATIVE scale: 'poor' scale: 'good' grain: PERIOD_GRAIN_YEAR }",
        "");
    EXPECT(bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'mood' indicator { title: 'Mood' "
           "kind: INDICATOR_KIND_QUALITATIVE }",
           "");
}

static void every_change_of_a_target_is_kept_with_its_reason(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateTarget",
           "parent: '" INDICATOR "' target_id: 'q1' target { period: '2025-Q1' value: 900 "
           "project: 'programmes/jw/projects/0042' site: 'north' }",
           "name: '" TARGET "q1' period: '2025-Q1' project: 'programmes/jw/projects/0042' "
           "site: 'north' value: 900 reason: '' etag: 'v1' "
           "changes { value: 900 reason: '' subject: 'anna' recorded_time { seconds: 1751371200 } "
           "}");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    bench.principal.subject = "bo";
    EXPECT(&bench, "UpdateTarget",
           "target { name: '" TARGET "q1' value: 600 reason: 'Drought' etag: 'v1' }",
           "value: 600 reason: 'Drought' etag: 'v2' create_time { seconds: 1751371200 } "
           "update_time { seconds: 1751457600 }");
    EXPECT(&bench, "GetTarget", "name: '" TARGET "q1'",
           "period: '2025-Q1' value: 600 etag: 'v2' "
           "changes { value: 900 subject: 'anna' } "
           "changes { value: 600 reason: 'Drought' subject: 'bo' "
           "recorded_time { seconds: 1751457600 } }");
    service_down(&bench);
}

static void a_period_and_place_has_one_target(void **state)
{
    static const char *const PLACES[] = {
        "period: '2025-Q1'",
        "period: '2025-Q2'",
        "",
        "project: 'programmes/jw/projects/0042'",
        "period: '2025-Q1' project: 'programmes/jw/projects/0042'",
        "period: '2025-Q1' project: 'programmes/jw/projects/0042' site: 'north'",
        "period: '2025-Q1' project: 'programmes/jw/projects/0042' site: 'south'",
    };
    const Caravan__Projects__V1__ListTargetsResponse *list;
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < sizeof(PLACES) / sizeof(PLACES[0]); i++) {
        EXPECT(&bench, "CreateTarget",
               service_text(&bench, "parent: '" INDICATOR "' target_id: 't%zu' target { %s }", i,
                            PLACES[i]),
               PLACES[i]);
        REFUSE(&bench, "CreateTarget",
               service_text(&bench, "parent: '" INDICATOR "' target { %s }", PLACES[i]),
               CV_FAILED_PRECONDITION, "TARGET_EXISTS", "");
    }
    REFUSE(&bench, "CreateTarget",
           "parent: '" INDICATOR "' target_id: 't0' target { period: '2025-Q3' }",
           CV_ALREADY_EXISTS, "ID_TAKEN", "");
    list = (const void *)EXPECT(&bench, "ListTargets", "parent: '" INDICATOR "' page_size: 5",
                                "targets { name: '" TARGET "t0' changes { value: 0 } }");
    assert_int_equal(list->n_targets, 5);
    list = (const void *)EXPECT(&bench, "ListTargets",
                                service_text(&bench,
                                             "parent: '" INDICATOR "' page_size: 5 "
                                             "page_token: '%s'",
                                             list->next_page_token),
                                "next_page_token: ''");
    assert_int_equal(list->n_targets, 2);
    service_down(&bench);
}

static void each_wrong_field_of_a_new_target_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'programmes/jw'", BAD, "parent"},
        {"parent: 'programmes/jw/indicators/other'", MISSING, ""},
        {"!target", BAD, "target"},
        {"target_id: 'X'", BAD, "target_id"},
        {"target { period: '2025' }", BAD, "target.period"},
        {"target { period: '2025-03' }", BAD, "target.period"},
        {"target { period: '2025-Q5' }", BAD, "target.period"},
        {"target { period: '0000-Q1' }", BAD, "target.period"},
        {"target { period: '2025-Q1 ' }", BAD, "target.period"},
        {"target { project: '0042' }", BAD, "target.project"},
        {"target { project: 'programmes/other/projects/0042' }", BAD, "target.project"},
        {"target { project: 'programmes/jw/projects/0044' }", MISSING, "target.project"},
        {"target { !project }", BAD, "target.site"},
        {"target { site: 'east' }", MISSING, "target.site"},
        {"target { site: 'No' }", BAD, "target.site"},
        {"target { value: -1 }", BAD, "target.value"},
        {"target { value: 1000000000000001 }", BAD, "target.value"},
        {"target { rating: 'good' }", BAD, "target.rating"},
        {"target { reason: 'x' }", BAD, "target.reason"},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateTarget",
                "parent: '" INDICATOR "' target_id: 'x' target { period: '2025-Q2' "
                "project: 'programmes/jw/projects/0042' site: 'north' value: 1000000000000000 }",
                ROWS);
    service_down(&bench);
}

static void each_wrong_field_of_a_targets_update_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!target", BAD, "target"},
        {"target { name: '" INDICATOR "' }", BAD, "target.name"},
        {"target { name: '" TARGET "other' }", MISSING, ""},
        {"target { !etag }", BAD, "target.etag"},
        {"target { etag: 'v2' }", CV_ABORTED, "ETAG_MISMATCH", ""},
        {"target { !reason }", BAD, "target.reason"},
        {"target { reason: '" LETTERS_200 "x' }", BAD, "target.reason"},
        {"target { value: -1 }", BAD, "target.value"},
        {"target { rating: 'good' }", BAD, "target.rating"},
        {"update_mask { paths: 'period' }", BAD, "update_mask"},
        {"update_mask { paths: 'site' }", BAD, "update_mask"},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateTarget", "parent: '" INDICATOR "' target_id: 'all' target { value: 9 }",
           "");
    REFUSE_EACH(&bench, "UpdateTarget",
                "target { name: '" TARGET "all' value: 8 reason: '" LETTERS_200 "' etag: 'v1' }",
                ROWS);
    service_down(&bench);
}

static void a_target_in_words_is_of_the_scale(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateTarget",
           "parent: 'programmes/jw/indicators/roads' target_id: 't' target { period: '2025' "
           "rating: 'poor' }",
           "period: '2025' value: 0 rating: 'poor' changes { rating: 'poor' }");
    EXPECT(&bench, "UpdateTarget",
           "target { name: 'programmes/jw/indicators/roads/targets/t' rating: 'good' value: 4 "
           "reason: 'x' etag: '*' } update_mask { paths: 'rating' }",
           "value: 0 rating: 'good'");
    REFUSE(&bench, "CreateTarget", "parent: 'programmes/jw/indicators/roads' target { }", BAD,
           "target.rating");
    REFUSE(&bench, "CreateTarget",
           "parent: 'programmes/jw/indicators/roads' target { rating: 'best' }", BAD,
           "target.rating");
    REFUSE(&bench, "CreateTarget",
           "parent: 'programmes/jw/indicators/roads' target { rating: 'good' value: 1 }", BAD,
           "target.value");
    EXPECT(&bench, "CreateTarget", "parent: 'programmes/jw/indicators/mood' target { }",
           "rating: ''");
    service_down(&bench);
}

static void a_site_with_a_target_stays(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateTarget",
           "parent: '" INDICATOR "' target { project: 'programmes/jw/projects/0042' "
           "site: 'north' }",
           "");
    REFUSE(&bench, "UpdateProject",
           "project { name: 'programmes/jw/projects/0042' etag: '*' } "
           "update_mask { paths: 'sites' }",
           CV_FAILED_PRECONDITION, "SITE_IN_USE", "project.sites");
    service_down(&bench);
}

static void targets_are_imported_and_again_without_harm(void **state)
{
    static const char ROWS[] =
        "request_id: '%d' "
        "rows { target { parent: '" INDICATOR "' target_id: 'a' target { period: '2025-Q1' "
        "value: 5 } } } "
        "rows { target { parent: '" INDICATOR "' target_id: 'b' target { period: '2025-Q2' "
        "value: 6 } } }";
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "Import", service_text(&bench, ROWS, 1), "recorded: true created_count: 2");
    EXPECT(&bench, "Import", service_text(&bench, ROWS, 2), "created_count: 0 unchanged_count: 2");
    EXPECT(&bench, "Import",
           "rows { target { parent: '" INDICATOR "' target_id: 'a' target { period: '2025-Q1' "
           "value: 7 } } }",
           "created_count: 0 refused_count: 1 refusals { reason: 'ID_TAKEN' }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_change_of_a_target_is_kept_with_its_reason),
        cmocka_unit_test(a_period_and_place_has_one_target),
        cmocka_unit_test(each_wrong_field_of_a_new_target_is_named),
        cmocka_unit_test(each_wrong_field_of_a_targets_update_is_named),
        cmocka_unit_test(a_target_in_words_is_of_the_scale),
        cmocka_unit_test(a_site_with_a_target_stays),
        cmocka_unit_test(targets_are_imported_and_again_without_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
