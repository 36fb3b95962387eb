/* Published reports: kept as they were, hashed so that anybody can check, and held against what is
 * known now. */
#include "base/sha256.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define JW      "programmes/jw"
#define PROJECT JW "/projects/0042"
#define LINES   PROJECT "/budgetLines/"
#define FROZEN  JW "/frozenReports/y2025"
#define GET     "name: '" FROZEN "'"
#define COMPARE "name: '" FROZEN "'"

static void add_line(struct service_bench *bench, const char *id, const char *rest)
{
    EXPECT(bench, "CreateBudgetLine",
           service_text(bench,
                        "parent: '" PROJECT "' budget_line_id: '%s' budget_line { title: 'x' "
                        "fiscal_year: 2025 effective_date: 2025-01-10 %s }",
                        id, rest),
           "");
    projects_approve(bench);
}

static void observe(struct service_bench *bench, const char *id, const char *rest)
{
    EXPECT(bench, "CreateObservation",
           service_text(bench,
                        "parent: '" JW "/indicators/trees' observation_id: '%s' observation { "
                        "project: '" PROJECT "' effective_date: 2025-03-31 %s }",
                        id, rest),
           "");
}

static void freeze(struct service_bench *bench)
{
    EXPECT(bench, "FreezeReport",
           "parent: '" JW "' frozen_report_id: 'y2025' title: 'Half a year' "
           "effective_through: 2025-06-30",
           "name: '" FROZEN "' title: 'Half a year' effective_through: 2025-06-30");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
}

static const Caravan__Projects__V1__FrozenReport *get(struct service_bench *bench)
{
    return (const void *)EXPECT(bench, "GetFrozenReport", GET, "name: '" FROZEN "'");
}

static const Caravan__Projects__V1__CompareFrozenReportResponse *
compare(struct service_bench *bench, const char *want)
{
    return (const void *)EXPECT(bench, "CompareFrozenReport", COMPARE " page_size: 1000", want);
}

static const char *value_of(const Caravan__Projects__V1__FrozenReport *frozen, const char *path)
{
    for (size_t i = 0; i < frozen->n_rows; i++) {
        if (strcmp(frozen->rows[i]->path, path) == 0)
            return frozen->rows[i]->value;
    }
    return "no such row";
}

static const Caravan__Projects__V1__RestatedRow *
row_of(const Caravan__Projects__V1__CompareFrozenReportResponse *answer, const char *path)
{
    for (size_t i = 0; i < answer->n_rows; i++) {
        if (strcmp(answer->rows[i]->path, path) == 0)
            return answer->rows[i];
    }
    fail_msg("%s is not restated", path);
    return NULL;
}

static void expect_row(struct service_bench *bench,
                       const Caravan__Projects__V1__CompareFrozenReportResponse *answer,
                       const char *path, const char *want)
{
    const Caravan__Projects__V1__RestatedRow *row = row_of(answer, path);
    const char *differs = message_differs(&row->base, want, &bench->arena);

    if (differs != NULL)
        fail_msg("%s: %s", path, differs);
}

/* ---- freezing ---- */

static void a_frozen_report_has_every_value_of_the_report(void **state)
{
    struct service_bench *bench = *state;
    const Caravan__Projects__V1__FrozenReport *frozen;

    add_line(bench, "works", "amount: 100000");
    observe(bench, "spring", "value: 12");
    freeze(bench);
    frozen = get(bench);
    assert_string_equal(value_of(frozen, "programme"), JW);
    assert_string_equal(value_of(frozen, "effective_through"), "2025-06-30");
    assert_string_equal(value_of(frozen, "project_count"), "2");
    assert_string_equal(value_of(frozen, "total.budget_minor"), "100000");
    assert_string_equal(value_of(frozen, "total.disbursed_minor"), "0");
    assert_string_equal(value_of(frozen, "by_sector[roads].budget_minor"), "100000");
    assert_string_equal(value_of(frozen, "by_site[north].budget_minor"), "50000");
    assert_string_equal(value_of(frozen, "indicators[" JW "/indicators/trees].kind"),
                        "INDICATOR_KIND_FLOW");
    assert_string_equal(value_of(frozen, "indicators[" JW "/indicators/trees].by_year[2025].value"),
                        "12");
    assert_string_equal(value_of(frozen, "indicators[" JW "/indicators/trees].total.withheld"),
                        "false");
    assert_int_equal(frozen->row_count, frozen->n_rows);
    assert_int_equal(frozen->entry_count, 2);
    assert_string_equal(frozen->frozen_by, bench->principal.subject);
}

static void the_hash_is_of_the_rows_and_anybody_can_work_it_out(void **state)
{
    struct service_bench *bench = *state;
    const Caravan__Projects__V1__FrozenReport *frozen;
    uint8_t digest[CV_SHA256_BYTES];
    char text[2 * CV_SHA256_BYTES + 1];
    char all[8192];
    size_t len = 0;

    add_line(bench, "works", "amount: 100000");
    freeze(bench);
    frozen = get(bench);
    for (size_t i = 0; i < frozen->n_rows; i++)
        len += (size_t)snprintf(all + len, sizeof(all) - len, "%s\t%s\n", frozen->rows[i]->path,
                                frozen->rows[i]->value);
    assert_in_range(len, 500, sizeof(all) - 1);
    cv_sha256((struct cv_slice){(const uint8_t *)all, len}, digest);
    for (size_t i = 0; i < sizeof(digest); i++)
        (void)snprintf(text + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(frozen->sha256, text);
}

static void a_frozen_report_stays_as_it_is_whatever_is_recorded(void **state)
{
    struct service_bench *bench = *state;
    const Caravan__Projects__V1__FrozenReport *before;
    const Caravan__Projects__V1__FrozenReport *after;

    add_line(bench, "works", "amount: 100000");
    freeze(bench);
    before = get(bench);
    add_line(bench, "more", "amount: 1");
    after = get(bench);
    assert_string_equal(before->sha256, after->sha256);
    assert_string_equal(value_of(after, "total.budget_minor"), "100000");
}

static void frozen_now_and_asked_again_a_report_is_the_same(void **state)
{
    struct service_bench *bench = *state;
    const Caravan__Projects__V1__FrozenReport *first;
    const Caravan__Projects__V1__FrozenReport *again;

    add_line(bench, "works", "amount: 100000");
    freeze(bench);
    first = get(bench);
    add_line(bench, "more", "amount: 1");
    EXPECT(bench, "FreezeReport",
           service_text(bench,
                        "parent: '" JW "' frozen_report_id: 'again' title: 'x' "
                        "effective_through: 2025-06-30 known_at { seconds: %lld nanos: %d }",
                        (long long)first->known_at->seconds, (int)first->known_at->nanos),
           service_text(bench, "sha256: '%s' row_count: %d", first->sha256, first->row_count));
    again =
        (const void *)EXPECT(bench, "GetFrozenReport", "name: '" JW "/frozenReports/again'", "");
    assert_int_equal(again->n_rows, first->n_rows);
}

static void frozen_reports_are_listed_without_their_rows(void **state)
{
    struct service_bench *bench = *state;
    const Caravan__Projects__V1__ListFrozenReportsResponse *page;

    freeze(bench);
    page = (const void *)EXPECT(bench, "ListFrozenReports", "parent: '" JW "'",
                                "frozen_reports { name: '" FROZEN "' }");
    assert_int_equal(page->frozen_reports[0]->n_rows, 0);
    assert_int_equal(page->frozen_reports[0]->row_count, get(bench)->n_rows);
}

static void a_freeze_that_is_wrong_is_refused(void **state)
{
    static const struct service_refusal WRONG[] = {
        {"parent: 'jw'", BAD, "parent"},
        {"parent: 'programmes/other'", MISSING, ""},
        {"frozen_report_id: 'No Id'", BAD, "frozen_report_id"},
        {"title: ''", BAD, "title"},
        {"title: '" LETTERS_200 "x'", BAD, "title"},
        {"effective_through: { year: 2025 month: 13 day: 1 }", BAD, "effective_through"},
        {"known_at { seconds: 99999999999 }", BAD, "known_at"},
        {"known_at { seconds: 1 }", MISSING, ""}, /* no programme was known then */
        {NULL},
    };
    struct service_bench *bench = *state;

    REFUSE_EACH(bench, "FreezeReport",
                "parent: '" JW "' frozen_report_id: 'y2025' title: 'Half a year'", WRONG);
    REFUSE(bench, "FreezeReport", "parent: '" JW "' frozen_report_id: 'y2025' title: 'Other'",
           CV_ALREADY_EXISTS, "ID_TAKEN", "");
}

/* ---- restating ---- */

static void a_report_that_nothing_changed_stands(void **state)
{
    struct service_bench *bench = *state;

    add_line(bench, "works", "amount: 100000");
    freeze(bench);
    add_line(bench, "july", "amount: 5 effective_date: 2025-07-01"); /* of later days */
    assert_int_equal(compare(bench, "next_page_token: ''")->n_rows, 0);
}

static void a_late_entry_is_named_as_the_cause(void **state)
{
    struct service_bench *bench = *state;
    const Caravan__Projects__V1__CompareFrozenReportResponse *answer;
    const char *want = "old_value: '100000' new_value: '100007' difference: 7 "
                       "causes { kind: RESTATEMENT_KIND_ADDED record: '" LINES "late' "
                       "effective_date: 2025-01-10 recorded_time { seconds: 1751457600 } "
                       "reference: 'Found in a drawer' difference: 7 } others_count: 0";

    add_line(bench, "works", "amount: 100000");
    freeze(bench);
    add_line(bench, "late", "amount: 7 reference: 'Found in a drawer'");
    answer = compare(bench, "");
    expect_row(bench, answer, "total.budget_minor", want);
    expect_row(bench, answer, "by_sector[roads].budget_minor", want);
    expect_row(bench, answer, "by_year[2025].budget_minor", want);
    expect_row(bench, answer, "by_site[north].budget_minor",
               "old_value: '50000' new_value: '50004' difference: 4 causes { difference: 4 }");
    expect_row(bench, answer, "total.available_minor", want);
    expect_row(bench, answer, "total.original_budget_minor", want);
    assert_int_equal(answer->n_rows, 21);
}

static void a_reversal_is_named_as_the_cause(void **state)
{
    struct service_bench *bench = *state;

    add_line(bench, "works", "amount: 100000");
    add_line(bench, "twice", "amount: 500");
    freeze(bench);
    EXPECT(bench, "ReverseBudgetLine",
           "name: '" LINES "twice' reversal_id: 'undo' reference: 'Typed twice'", "");
    projects_approve(bench);
    expect_row(bench, compare(bench, ""), "total.budget_minor",
               "old_value: '100500' new_value: '100000' difference: -500 "
               "causes { kind: RESTATEMENT_KIND_ADDED record: '" LINES "undo' "
               "reference: 'Typed twice' difference: -500 }");
}

static void changed_sector_shares_are_named_as_the_cause(void **state)
{
    struct service_bench *bench = *state;
    const Caravan__Projects__V1__CompareFrozenReportResponse *answer;

    add_line(bench, "works", "amount: 100000");
    freeze(bench);
    EXPECT(bench, "UpdateProject",
           "project { name: '" PROJECT "' etag: '*' "
           "sectors { code: 'roads' share_basis_points: 6000 } "
           "sectors { code: 'bridges' share_basis_points: 4000 } } "
           "update_mask { paths: 'sectors' }",
           "");
    add_line(bench, "late", "amount: 10");
    answer = compare(bench, "");
    expect_row(bench, answer, "by_sector[roads].budget_minor",
               "old_value: '100000' new_value: '60006' difference: -39994 "
               "causes { kind: RESTATEMENT_KIND_CHANGED record: '" PROJECT "' difference: -40000 } "
               "causes { kind: RESTATEMENT_KIND_ADDED record: '" LINES "late' difference: 6 }");
    expect_row(bench, answer, "by_sector[bridges].budget_minor",
               "old_value: '' new_value: '40004' difference: 40004 "
               "causes { record: '" PROJECT "' difference: 40000 } "
               "causes { record: '" LINES "late' difference: 4 }");
}

static void a_changed_title_is_named_as_the_cause(void **state)
{
    struct service_bench *bench = *state;

    freeze(bench);
    EXPECT(bench, "UpdateProject",
           "project { name: '" PROJECT "' etag: '*' title: 'A better road' } "
           "update_mask { paths: 'title' }",
           "");
    expect_row(bench, compare(bench, ""), "by_project[" PROJECT "].title",
               "old_value: 'A road' new_value: 'A better road' difference: 0 "
               "causes { kind: RESTATEMENT_KIND_CHANGED record: '" PROJECT "' }");
}

static void a_back_dated_observation_is_named_as_the_cause(void **state)
{
    struct service_bench *bench = *state;

    observe(bench, "spring", "value: 12");
    freeze(bench);
    observe(bench, "winter", "value: 30 effective_date: 2025-01-31");
    expect_row(bench, compare(bench, ""), "indicators[" JW "/indicators/trees].by_year[2025].value",
               "old_value: '12' new_value: '42' difference: 30 "
               "causes { kind: RESTATEMENT_KIND_ADDED "
               "record: '" JW "/indicators/trees/observations/winter' "
               "effective_date: 2025-01-31 difference: 30 }");
}

static void a_reversed_observation_is_told_by_its_reversal(void **state)
{
    struct service_bench *bench = *state;

    observe(bench, "spring", "value: 12");
    freeze(bench);
    EXPECT(bench, "ReverseObservation",
           "name: '" JW "/indicators/trees/observations/spring' reversal_id: 'undo' "
           "reference: 'Wrong site'",
           "");
    expect_row(bench, compare(bench, ""), "indicators[" JW "/indicators/trees].total.value",
               "old_value: '12' new_value: '' difference: -12 "
               "causes { kind: RESTATEMENT_KIND_REMOVED "
               "record: '" JW "/indicators/trees/observations/undo' reference: 'Wrong site' "
               "difference: -12 }");
}

static void two_frozen_reports_are_compared_with_each_other(void **state)
{
    struct service_bench *bench = *state;
    const Caravan__Projects__V1__CompareFrozenReportResponse *answer;

    add_line(bench, "works", "amount: 100000");
    freeze(bench);
    add_line(bench, "july", "amount: 5 effective_date: 2025-07-01");
    EXPECT(bench, "FreezeReport",
           "parent: '" JW "' frozen_report_id: 'later' title: 'x' effective_through: 2025-07-01",
           "");
    answer = (const void *)EXPECT(bench, "CompareFrozenReport",
                                  COMPARE " with: '" JW "/frozenReports/later'", "");
    expect_row(bench, answer, "total.budget_minor",
               "difference: 5 causes { record: '" LINES "july' difference: 5 }");
    answer = (const void *)EXPECT(bench, "CompareFrozenReport",
                                  "name: '" JW "/frozenReports/later' with: '" FROZEN "'", "");
    expect_row(bench, answer, "total.budget_minor",
               "difference: -5 causes { kind: RESTATEMENT_KIND_REMOVED record: '" LINES "july' "
               "difference: -5 }");
}

static void restated_rows_come_in_pages(void **state)
{
    struct service_bench *bench = *state;
    const char *token = "";
    size_t count = 0;

    freeze(bench);
    add_line(bench, "late", "amount: 7");
    do {
        const Caravan__Projects__V1__CompareFrozenReportResponse *page = (const void *)EXPECT(
            bench, "CompareFrozenReport",
            service_text(bench, COMPARE " page_size: 2 page_token: '%s'", token), "");

        count += page->n_rows;
        token = page->next_page_token;
    } while (token[0] != '\0');
    assert_int_equal(count, compare(bench, "")->n_rows);
    assert_true(count > 4);
}

static void a_comparison_that_is_wrong_is_refused(void **state)
{
    static const struct service_refusal WRONG[] = {
        {"name: 'y2025'", BAD, "name"},
        {"name: '" JW "/frozenReports/no'", MISSING, ""},
        {"with: 'y2025'", BAD, "with"},
        {"with: '" JW "/frozenReports/no'", MISSING, "with"},
        {"with: 'programmes/other/frozenReports/y2025'", BAD, "with"},
        {"with: '" FROZEN "' known_at { seconds: 1751371300 }", BAD, "known_at"},
        {"known_at { seconds: 99999999999 }", BAD, "known_at"},
        {"page_token: 'x'", BAD, "page_token"},
        {NULL},
    };
    struct service_bench *bench = *state;

    freeze(bench);
    REFUSE_EACH(bench, "CompareFrozenReport", COMPARE, WRONG);
}

static int up(void **state)
{
    static struct service_bench bench;

    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    EXPECT(&bench, "CreateIndicator",
           "parent: '" JW "' indicator_id: 'trees' indicator { title: 'Trees' unit: 'trees' "
           "kind: INDICATOR_KIND_FLOW }",
           "");
    *state = &bench;
    return 0;
}

static int down(void **state)
{
    service_down(*state);
    return 0;
}

int main(void)
{
#define WITH_BENCH(test) cmocka_unit_test_setup_teardown(test, up, down)
    const struct CMUnitTest tests[] = {
        WITH_BENCH(a_frozen_report_has_every_value_of_the_report),
        WITH_BENCH(the_hash_is_of_the_rows_and_anybody_can_work_it_out),
        WITH_BENCH(a_frozen_report_stays_as_it_is_whatever_is_recorded),
        WITH_BENCH(frozen_now_and_asked_again_a_report_is_the_same),
        WITH_BENCH(frozen_reports_are_listed_without_their_rows),
        WITH_BENCH(a_freeze_that_is_wrong_is_refused),
        WITH_BENCH(a_report_that_nothing_changed_stands),
        WITH_BENCH(a_late_entry_is_named_as_the_cause),
        WITH_BENCH(a_reversal_is_named_as_the_cause),
        WITH_BENCH(changed_sector_shares_are_named_as_the_cause),
        WITH_BENCH(a_changed_title_is_named_as_the_cause),
        WITH_BENCH(a_back_dated_observation_is_named_as_the_cause),
        WITH_BENCH(a_reversed_observation_is_told_by_its_reversal),
        WITH_BENCH(two_frozen_reports_are_compared_with_each_other),
        WITH_BENCH(restated_rows_come_in_pages),
        WITH_BENCH(a_comparison_that_is_wrong_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
