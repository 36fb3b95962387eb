/* Locking periods: nothing dated in one is recorded, and it takes two persons to open one again. */
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define WRONG CV_FAILED_PRECONDITION, "WRONG_STATE", ""

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    bench->principal.subject = "anna";
    EXPECT(bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'trees' indicator { title: 'Trees' unit: 'trees' "
           "kind: INDICATOR_KIND_FLOW }",
           "");
}

static const char *observe(struct service_bench *bench, const char *id, const char *day)
{
    return service_text(bench,
                        "parent: 'programmes/jw/indicators/trees' observation_id: '%s' "
                        "observation { project: 'programmes/jw/projects/0042' effective_date: %s "
                        "value: 5 }",
                        id, day);
}

static const char *move(struct service_bench *bench, const char *period, const char *fields)
{
    return service_text(bench, "name: 'programmes/jw/periods/%s' move: PERIOD_MOVE_%s", period,
                        fields);
}

static void a_period_is_open_until_it_is_locked_and_shows_all_that_was_done_to_it(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "GetPeriod", "name: 'programmes/jw/periods/2025-q1'",
           "name: 'programmes/jw/periods/2025-q1' state: PERIOD_STATE_OPEN etag: 'v0' "
           "first_date: 2025-01-01 last_date: 2025-03-31");
    EXPECT(&bench, "MovePeriod", move(&bench, "2025-q1", "LOCK"),
           "state: PERIOD_STATE_LOCKED etag: 'v1'");
    EXPECT(&bench, "MovePeriod", move(&bench, "2025-q1", "ASK_UNLOCK reason: 'Late list'"),
           "state: PERIOD_STATE_UNLOCK_ASKED etag: 'v2'");
    bench.principal.subject = "bo";
    EXPECT(&bench, "MovePeriod", move(&bench, "2025-q1", "GRANT_UNLOCK etag: 'v2'"),
           "state: PERIOD_STATE_OPEN etag: 'v3' "
           "changes { move: PERIOD_MOVE_LOCK subject: 'anna' } "
           "changes { move: PERIOD_MOVE_ASK_UNLOCK subject: 'anna' reason: 'Late list' } "
           "changes { move: PERIOD_MOVE_GRANT_UNLOCK subject: 'bo' reason: '' }");
    EXPECT(&bench, "ListPeriods", "parent: 'programmes/jw'",
           "periods { name: 'programmes/jw/periods/2025-q1' state: PERIOD_STATE_OPEN }");
    service_down(&bench);
}

static void days_of_a_period(struct service_bench *bench, const char *id, const char *days)
{
    EXPECT(bench, "GetPeriod", service_text(bench, "name: 'programmes/jw/periods/%s'", id), days);
}

static void periods_are_years_quarters_and_months(void **state)
{
    static const char *const NONE[] = {"25",   "2025-q0", "2025-q5", "2025-13",  "2025-00",
                                       "0000", "2025-1",  "2025.03", "2025-w03", "x"};
    struct service_bench bench;

    (void)state;
    up(&bench);
    days_of_a_period(&bench, "2024", "first_date: 2024-01-01 last_date: 2024-12-31");
    days_of_a_period(&bench, "2024-02", "first_date: 2024-02-01 last_date: 2024-02-29");
    days_of_a_period(&bench, "2025-q4", "first_date: 2025-10-01 last_date: 2025-12-31");
    for (size_t i = 0; i < sizeof(NONE) / sizeof(NONE[0]); i++) {
        REFUSE(&bench, "GetPeriod",
               service_text(&bench, "name: 'programmes/jw/periods/%s'", NONE[i]), MISSING, "");
        REFUSE(&bench, "MovePeriod", move(&bench, NONE[i], "LOCK"), BAD, "name");
    }
    service_down(&bench);
}

static void nothing_dated_in_a_locked_period_is_recorded_or_reversed(void **state)
{
    static const char *const LOCKED[] = {"2024", "2025-q1", "2025-05"};
    static const char *const WITHIN[] = {"2024-12-31", "2025-01-01", "2025-05-31"};
    static const char *const BESIDE[] = {"2023-12-31", "2025-04-01", "2025-06-01"};
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int i = 0; i < 3; i++) {
        const char *id = service_text(&bench, "before-%d", i);

        EXPECT(&bench, "CreateObservation", observe(&bench, id, WITHIN[i]), "");
        EXPECT(&bench, "MovePeriod", move(&bench, LOCKED[i], "LOCK"), "");
        REFUSE(&bench, "CreateObservation", observe(&bench, "x", WITHIN[i]), CV_FAILED_PRECONDITION,
               "PERIOD_LOCKED", "observation.effective_date");
        REFUSE(&bench, "ReverseObservation",
               service_text(&bench,
                            "name: 'programmes/jw/indicators/trees/observations/%s' "
                            "reference: 'Miscounted'",
                            id),
               CV_FAILED_PRECONDITION, "PERIOD_LOCKED", "");
        EXPECT(&bench, "CreateObservation",
               observe(&bench, service_text(&bench, "b%d", i), BESIDE[i]), "");
    }
    service_down(&bench);
}

#define LINE(id, date)                                                                             \
    "parent: 'programmes/jw/projects/0042' budget_line_id: '" id "' budget_line { title: 'Works' " \
    "fiscal_year: 2025 amount: 100 effective_date: " date " }"
#define APPROVE(id)                                                                                \
    "name: 'programmes/jw/projects/0042/budgetLines/" id "' move: ENTRY_MOVE_APPROVE"

/* What was submitted before waits there, and can only be freed; its figures do not change. */
static void money_of_a_locked_period_is_neither_recorded_nor_approved(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateBudgetLine", LINE("waits", "2025-03-31"), "");
    EXPECT(&bench, "CreateBudgetLine", LINE("goes", "2025-03-31"), "");
    EXPECT(&bench, "MovePeriod", move(&bench, "2025-q1", "LOCK"), "");
    REFUSE(&bench, "CreateBudgetLine", LINE("late", "2025-03-31"), CV_FAILED_PRECONDITION,
           "PERIOD_LOCKED", "");
    EXPECT(&bench, "CreateBudgetLine", LINE("late", "2025-04-01"), "");
    bench.principal.subject = "bo";
    REFUSE(&bench, "MoveBudgetLine", APPROVE("waits") " etag: 'v1'", CV_FAILED_PRECONDITION,
           "PERIOD_LOCKED", "");
    EXPECT(&bench, "MoveBudgetLine",
           "name: 'programmes/jw/projects/0042/budgetLines/goes' move: ENTRY_MOVE_REJECT "
           "etag: 'v1' reason: 'The period is closed'",
           "");
    EXPECT(&bench, "MoveBudgetLine", APPROVE("late") " etag: 'v1'", "");
    service_down(&bench);
}

static void importing_again_what_lies_in_a_locked_period_does_no_harm(void **state)
{
    struct service_bench bench;
    const char *rows;

    (void)state;
    up(&bench);
    rows =
        service_text(&bench, "rows { observation { %s } }", observe(&bench, "march", "2025-03-01"));
    EXPECT(&bench, "Projects.Import", rows, "created_count: 1");
    EXPECT(&bench, "MovePeriod", move(&bench, "2025-03", "LOCK"), "");
    EXPECT(&bench, "Projects.Import", rows, "unchanged_count: 1 refused_count: 0");
    EXPECT(
        &bench, "Projects.Import",
        service_text(&bench, "rows { observation { %s } }", observe(&bench, "late", "2025-03-02")),
        "refused_count: 1 refusals { reason: 'PERIOD_LOCKED' "
        "field: 'observation.effective_date' }");
    service_down(&bench);
}

static void each_illegal_move_of_a_period_is_refused(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "MovePeriod", move(&bench, "2024", "ASK_UNLOCK reason: 'x'"), WRONG);
    REFUSE(&bench, "MovePeriod", move(&bench, "2024", "GRANT_UNLOCK etag: 'v0'"), WRONG);
    REFUSE(&bench, "MovePeriod", move(&bench, "2024", "DENY_UNLOCK reason: 'x' etag: 'v0'"), WRONG);
    EXPECT(&bench, "MovePeriod", move(&bench, "2024", "LOCK"), "");
    REFUSE(&bench, "MovePeriod", move(&bench, "2024", "LOCK"), WRONG);
    REFUSE(&bench, "MovePeriod", move(&bench, "2024", "GRANT_UNLOCK etag: 'v1'"), WRONG);
    REFUSE(&bench, "MovePeriod", move(&bench, "2024", "DENY_UNLOCK reason: 'x' etag: 'v1'"), WRONG);
    EXPECT(&bench, "MovePeriod", move(&bench, "2024", "ASK_UNLOCK reason: 'x'"), "");
    REFUSE(&bench, "MovePeriod", move(&bench, "2024", "LOCK"), WRONG);
    REFUSE(&bench, "MovePeriod", move(&bench, "2024", "ASK_UNLOCK reason: 'x'"), WRONG);
    service_down(&bench);
}

static void who_asked_to_unlock_cannot_grant_it_but_may_take_it_back(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "MovePeriod", move(&bench, "2024", "LOCK"), "");
    EXPECT(&bench, "MovePeriod", move(&bench, "2024", "ASK_UNLOCK reason: 'x'"), "");
    REFUSE(&bench, "MovePeriod", move(&bench, "2024", "GRANT_UNLOCK etag: 'v2'"),
           CV_PERMISSION_DENIED, "SELF_APPROVAL", "");
    REFUSE(&bench, "CreateObservation", observe(&bench, "x", "2024-01-01"), CV_FAILED_PRECONDITION,
           "PERIOD_LOCKED", "observation.effective_date");
    EXPECT(&bench, "MovePeriod", move(&bench, "2024", "DENY_UNLOCK reason: 'Found it' etag: 'v2'"),
           "state: PERIOD_STATE_LOCKED");
    EXPECT(&bench, "MovePeriod", move(&bench, "2024", "ASK_UNLOCK reason: 'Lost again'"), "");
    bench.principal.subject = "bo";
    REFUSE(&bench, "MovePeriod", move(&bench, "2024", "GRANT_UNLOCK etag: 'v3'"), CV_ABORTED,
           "ETAG_MISMATCH", "");
    EXPECT(&bench, "MovePeriod", move(&bench, "2024", "GRANT_UNLOCK etag: 'v4'"), "");
    EXPECT(&bench, "CreateObservation", observe(&bench, "x", "2024-01-01"), "");
    service_down(&bench);
}

static void a_period_that_is_not_over_cannot_be_locked(void **state)
{
    static const char *const RUNNING[] = {"2025", "2025-q3", "2025-07", "2026"};
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int i = 0; i < 4; i++)
        REFUSE(&bench, "MovePeriod", move(&bench, RUNNING[i], "LOCK"), CV_FAILED_PRECONDITION,
               "PERIOD_NOT_OVER", "");
    EXPECT(&bench, "MovePeriod", move(&bench, "2025-06", "LOCK"), "");
    service_down(&bench);
}

static void each_wrong_field_of_a_move_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"name: 'programmes/jw'", BAD, "name"},
        {"name: 'programmes/other/periods/2024'", MISSING, ""},
        {"!move", BAD, "move"},
        {"move: 5", BAD, "move"},
        {"!reason", BAD, "reason"},
        {"reason: '" LETTERS_200 "x'", BAD, "reason"},
        {"move: PERIOD_MOVE_DENY_UNLOCK", BAD, "etag"},
        {"move: PERIOD_MOVE_GRANT_UNLOCK etag: '*'", BAD, "etag"},
        {"etag: 'v2'", CV_ABORTED, "ETAG_MISMATCH", ""},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "MovePeriod", move(&bench, "2024", "LOCK"), "");
    REFUSE_EACH(&bench, "MovePeriod",
                "name: 'programmes/jw/periods/2024' move: PERIOD_MOVE_ASK_UNLOCK reason: 'x'",
                ROWS);
    service_down(&bench);
}

static void a_move_sent_again_is_made_once(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "MovePeriod", move(&bench, "2024", "LOCK request_id: 'r'"), "etag: 'v1'");
    EXPECT(&bench, "MovePeriod", move(&bench, "2024", "LOCK request_id: 'r'"), "etag: 'v1'");
    REFUSE(&bench, "MovePeriod", move(&bench, "2023", "LOCK request_id: 'r'"), CV_ALREADY_EXISTS,
           "REQUEST_ID_REUSED", "request_id");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_period_is_open_until_it_is_locked_and_shows_all_that_was_done_to_it),
        cmocka_unit_test(periods_are_years_quarters_and_months),
        cmocka_unit_test(nothing_dated_in_a_locked_period_is_recorded_or_reversed),
        cmocka_unit_test(money_of_a_locked_period_is_neither_recorded_nor_approved),
        cmocka_unit_test(importing_again_what_lies_in_a_locked_period_does_no_harm),
        cmocka_unit_test(each_illegal_move_of_a_period_is_refused),
        cmocka_unit_test(who_asked_to_unlock_cannot_grant_it_but_may_take_it_back),
        cmocka_unit_test(a_period_that_is_not_over_cannot_be_locked),
        cmocka_unit_test(each_wrong_field_of_a_move_is_named),
        cmocka_unit_test(a_move_sent_again_is_made_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
