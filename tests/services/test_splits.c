/* Commitments that together reach a limit which each of them stays under, as of any two dates. */
#include "split_report/splits.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define ROAD     "programmes/jw/projects/0042"
#define SCHOOL   "programmes/jw/projects/0043"
#define PARTNERS "programmes/jw/partners/"
#define ASKED    "programme: 'programmes/jw' limit_minor: 100 days: 7 "
#define NOTHING  "split_count: 0 !splits !commitments"

static void line(struct service_bench *bench, const char *project, const char *id)
{
    EXPECT(bench, "CreateBudgetLine",
           service_text(bench,
                        "parent: '%s' budget_line_id: '%s' budget_line { title: 'Works' "
                        "fiscal_year: 2025 amount: 10000 effective_date: 2024-01-01 }",
                        project, id),
           "");
}

struct promise {
    const char *id;
    int amount;
    const char *date;
    const char *project; /* NULL: ROAD */
    const char *line;    /* NULL: "works" */
    const char *payee;   /* NULL: "bank"; "": none */
};

static void promise(struct service_bench *bench, const struct promise *what)
{
    const char *project = what->project == NULL ? ROAD : what->project;
    const char *payee = what->payee == NULL ? "bank" : what->payee;

    EXPECT(bench, "CreateCommitment",
           service_text(bench,
                        "parent: '%s' commitment_id: '%s' commitment { amount: %d "
                        "reference: 'C %s' budget_line: '%s/budgetLines/%s' effective_date: %s "
                        "payee: '%s%s' }",
                        project, what->id, what->amount, what->id, project,
                        what->line == NULL ? "works" : what->line, what->date,
                        *payee == '\0' ? "" : PARTNERS, payee),
           "");
}

static void simple(struct service_bench *bench, const char *id, int amount, const char *date)
{
    const struct promise what = {.id = id, .amount = amount, .date = date};

    promise(bench, &what);
}

static void move(struct service_bench *bench, const char *who, const char *id, const char *rest)
{
    bench->principal.subject = who;
    EXPECT(bench, "MoveCommitment",
           service_text(bench, "name: '" ROAD "/commitments/%s' %s", id, rest), "");
    bench->principal.subject = "clerk";
}

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    EXPECT(bench, "CreatePartner",
           "parent: 'programmes/jw' partner_id: 'pump' partner { title: 'Pumps' }", "");
    line(bench, ROAD, "works");
    line(bench, ROAD, "wages");
    line(bench, SCHOOL, "works");
    projects_approve(bench);
}

/* ---- spans ---- */

static void spans_reach_the_limit_at_their_edges(void **state)
{
    static const struct {
        const char *what;
        struct splits_item items[4];
        size_t count;
        size_t spans[4][2]; /* first and end; {0, 0}: no other */
    } ROWS[] = {
        {"nothing", {{0}}, 0, {{0}}},
        {"one alone is under the limit", {{1, 99}}, 1, {{0}}},
        {"a fen too little", {{1, 50}, {1, 49}}, 2, {{0}}},
        {"the limit itself", {{1, 50}, {1, 50}}, 2, {{0, 2}}},
        {"the last day of the span", {{1, 60}, {8, 60}}, 2, {{0, 2}}},
        {"a day too late", {{1, 60}, {9, 60}}, 2, {{0}}},
        {"all of a day are in it", {{1, 60}, {8, 30}, {8, 10}, {9, 99}}, 4, {{0, 3}, {1, 4}}},
        {"a part of a span is none", {{1, 90}, {2, 90}, {3, 90}}, 3, {{0, 3}}},
        {"nor is it before others", {{1, 90}, {2, 90}, {3, 90}, {30, 1}}, 4, {{0, 3}}},
        {"spans that overlap are two", {{1, 60}, {8, 60}, {15, 60}}, 3, {{0, 2}, {1, 3}}},
        {"only those that reach it", {{1, 10}, {5, 10}, {10, 90}, {30, 90}}, 4, {{1, 3}}},
        {"far apart", {{1, 99}, {2, 1}, {400, 99}, {401, 1}}, 4, {{0, 2}, {2, 4}}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        struct splits_scan scan = {ROWS[i].items, ROWS[i].count, 100, 7};
        size_t n = 0;

        while (splits_next(&scan)) {
            int64_t sum = 0;

            for (size_t at = scan.first; at < scan.end; at++)
                sum += ROWS[i].items[at].amount;
            if (n == 4 || scan.first != ROWS[i].spans[n][0] || scan.end != ROWS[i].spans[n][1] ||
                scan.sum != sum)
                fail_msg("%s: %zu to %zu", ROWS[i].what, scan.first, scan.end);
            n++;
        }
        if (n < 4 && ROWS[i].spans[n][1] != 0)
            fail_msg("%s: only %zu", ROWS[i].what, n);
    }
}

static void sums_beyond_64_bits_are_whole(void **state)
{
    static const struct splits_item ITEMS[] = {{1, INT64_MAX}, {1, INT64_MAX}, {9, 1}};
    struct splits_scan scan = {ITEMS, 3, INT64_MAX, 7};

    (void)state;
    assert_true(splits_next(&scan));
    assert_true(scan.sum == (__int128)INT64_MAX * 2);
    assert_false(splits_next(&scan));
}

/* ---- the report ---- */

static void what_stays_under_the_limit_and_reaches_it_together_is_told(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    simple(&bench, "a", 60, "2025-01-01");
    EXPECT(&bench, "ReportSplits", ASKED, NOTHING);
    simple(&bench, "b", 40, "2025-01-08");
    projects_approve(&bench);
    simple(&bench, "c", 99, "2025-01-09");
    EXPECT(
        &bench, "ReportSplits", ASKED,
        "currency: 'CNY' limit_minor: 100 days: 7 split_count: 2 "
        "splits { number: 1 payee: '" PARTNERS "bank' budget_line: '" ROAD "/budgetLines/works' "
        "first_date: 2025-01-01 last_date: 2025-01-08 commitment_count: 2 sum_minor: 100 } "
        "splits { number: 2 first_date: 2025-01-08 last_date: 2025-01-09 commitment_count: 2 "
        "sum_minor: 139 } "
        "commitments { split: 1 commitment: '" ROAD "/commitments/a' amount_minor: 60 "
        "effective_date: 2025-01-01 reference: 'C a' state: ENTRY_STATE_APPROVED } "
        "commitments { split: 1 commitment: '" ROAD "/commitments/b' state: ENTRY_STATE_APPROVED } "
        "commitments { split: 2 commitment: '" ROAD "/commitments/b' state: ENTRY_STATE_APPROVED } "
        "commitments { split: 2 commitment: '" ROAD "/commitments/c' amount_minor: 99 "
        "state: ENTRY_STATE_SUBMITTED }");
    EXPECT(&bench, "ReportSplits", ASKED "days: 6", "split_count: 1 splits { sum_minor: 139 }");
    EXPECT(&bench, "ReportSplits", ASKED "limit_minor: 101",
           "split_count: 1 splits { sum_minor: 139 }");
    /* What reaches the limit alone was judged as that. */
    EXPECT(&bench, "ReportSplits", ASKED "limit_minor: 99",
           "split_count: 1 splits { sum_minor: "
           "100 }");
    EXPECT(&bench, "ReportSplits", ASKED "effective_through: 2025-01-08",
           "split_count: 1 splits { sum_minor: 100 } effective_through: 2025-01-08");
    EXPECT(&bench, "ReportSplits", ASKED "effective_through: 2025-01-07", NOTHING);
    service_down(&bench);
}

static void only_one_payee_and_line_are_looked_at_together(void **state)
{
    static const struct promise APART[] = {
        {"a", 60, "2025-01-01", .payee = "bank"}, {"b", 60, "2025-01-01", .payee = "pump"},
        {"c", 60, "2025-01-01", .payee = ""},     {"d", 60, "2025-01-01", .payee = ""},
        {"e", 60, "2025-01-01", .line = "wages"}, {"f", 60, "2025-01-01", .project = SCHOOL},
    };
    static const struct promise MORE[] = {
        {"g", 41, "2025-01-02", .payee = "pump"},
        {"h", 42, "2025-01-02", .line = "wages"},
        {"i", 43, "2025-01-02", .project = SCHOOL},
        {"k", 44, "2025-01-02", .payee = "bank"},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < sizeof(APART) / sizeof(APART[0]); i++)
        promise(&bench, &APART[i]);
    EXPECT(&bench, "ReportSplits", ASKED, NOTHING);
    for (size_t i = 0; i < sizeof(MORE) / sizeof(MORE[0]); i++)
        promise(&bench, &MORE[i]);
    EXPECT(&bench, "ReportSplits", ASKED,
           "split_count: 4 "
           "splits { payee: '" PARTNERS "bank' budget_line: '" ROAD "/budgetLines/wages' "
           "sum_minor: 102 } "
           "splits { payee: '" PARTNERS "bank' budget_line: '" ROAD "/budgetLines/works' "
           "sum_minor: 104 } "
           "splits { payee: '" PARTNERS "pump' budget_line: '" ROAD "/budgetLines/works' "
           "sum_minor: 101 } "
           "splits { payee: '" PARTNERS "bank' budget_line: '" SCHOOL "/budgetLines/works' "
           "sum_minor: 103 }");
    service_down(&bench);
}

static void what_does_not_stand_does_not_count(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    simple(&bench, "stands", 60, "2025-01-01");
    EXPECT(&bench, "CreateCommitment",
           "parent: '" ROAD "' commitment_id: 'draft' commitment { amount: 60 "
           "budget_line: '" ROAD "/budgetLines/works' effective_date: 2025-01-01 "
           "payee: '" PARTNERS "bank' standing { state: ENTRY_STATE_DRAFT } }",
           "");
    EXPECT(&bench, "ReportSplits", ASKED, NOTHING);
    simple(&bench, "rejected", 60, "2025-01-01");
    EXPECT(&bench, "ReportSplits", ASKED, "split_count: 1");
    move(&bench, "checker", "rejected", "move: ENTRY_MOVE_REJECT etag: 'v1' reason: 'no'");
    EXPECT(&bench, "ReportSplits", ASKED, NOTHING);
    move(&bench, "clerk", "draft", "move: ENTRY_MOVE_SUBMIT");
    EXPECT(&bench, "ReportSplits", ASKED,
           "split_count: 1 commitments { commitment: '" ROAD "/commitments/stands' } "
           "commitments { commitment: '" ROAD "/commitments/draft' state: ENTRY_STATE_SUBMITTED }");
    move(&bench, "checker", "draft", "move: ENTRY_MOVE_REJECT etag: 'v2' reason: 'no'");
    EXPECT(&bench, "ReportSplits", ASKED, NOTHING);
    simple(&bench, "withdrawn", 60, "2025-01-01");
    EXPECT(&bench, "ReportSplits", ASKED, "split_count: 1");
    move(&bench, "clerk", "withdrawn", "move: ENTRY_MOVE_WITHDRAW");
    EXPECT(&bench, "ReportSplits", ASKED, NOTHING);
    simple(&bench, "reversed", 60, "2025-01-01");
    projects_approve(&bench);
    EXPECT(&bench, "ReverseCommitment",
           "name: '" ROAD "/commitments/reversed' reversal_id: 'r' reference: 'x' "
           "effective_date: 2025-01-05",
           "");
    EXPECT(&bench, "ReportSplits", ASKED, "split_count: 1 splits { sum_minor: 120 }");
    projects_approve(&bench);
    EXPECT(&bench, "ReportSplits", ASKED, NOTHING);
    EXPECT(&bench, "ReportSplits", ASKED "effective_through: 2025-01-04",
           "split_count: 1 splits { sum_minor: 120 }");
    service_down(&bench);
}

static void what_is_released_in_part_counts_whole(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    simple(&bench, "a", 60, "2025-01-01");
    simple(&bench, "b", 60, "2025-01-01");
    EXPECT(&bench, "CreateDisbursement",
           "parent: '" ROAD "' disbursement_id: 'd' disbursement { amount: 1 "
           "commitment: '" ROAD "/commitments/a' effective_date: 2025-01-02 }",
           "");
    projects_approve(&bench);
    EXPECT(&bench, "ReleaseCommitment",
           "name: '" ROAD "/commitments/a' release_id: 'r' reference: 'x' effective_date: "
           "2025-01-03",
           "");
    projects_approve(&bench);
    EXPECT(&bench, "ReportSplits", ASKED,
           "split_count: 1 splits { commitment_count: 2 sum_minor: 120 }");
    service_down(&bench);
}

static void the_past_stays_as_it_was_known(void **state)
{
    static const char WANT[] =
        "split_count: 1 splits { sum_minor: 120 } "
        "commitments { state: ENTRY_STATE_APPROVED } commitments { state: ENTRY_STATE_SUBMITTED }";
    const Caravan__Projects__V1__ReportSplitsResponse *told;
    struct service_bench bench;
    const char *early;
    const char *dates;

    (void)state;
    up(&bench);
    simple(&bench, "a", 60, "2025-01-01");
    projects_approve(&bench);
    told = (const void *)EXPECT(&bench, "ReportSplits", ASKED, NOTHING);
    early = service_text(&bench, ASKED "known_at { seconds: %lld nanos: %d }",
                         (long long)told->known_at->seconds, (int)told->known_at->nanos);
    simple(&bench, "b", 60, "2025-01-02");
    told = (const void *)EXPECT(&bench, "ReportSplits", ASKED, WANT);
    dates = service_text(&bench,
                         ASKED "effective_through: 2025-03-01 known_at { seconds: %lld nanos: %d }",
                         (long long)told->known_at->seconds, (int)told->known_at->nanos);
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    simple(&bench, "c", 60, "2025-01-03");
    move(&bench, "checker", "b", "move: ENTRY_MOVE_REJECT etag: 'v1' reason: 'no'");
    EXPECT(&bench, "ReverseCommitment",
           "name: '" ROAD "/commitments/a' reversal_id: 'r' reference: 'x' effective_date: "
           "2025-01-05",
           "");
    projects_approve(&bench);
    EXPECT(&bench, "ReportSplits", dates, WANT);
    EXPECT(&bench, "ReportSplits", ASKED, NOTHING);
    EXPECT(&bench, "ReportSplits", early, NOTHING);
    service_down(&bench);
}

static void each_wrong_question_is_refused(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"programme: 'jw'", BAD, "programme"},
        {"programme: 'programmes/none'", MISSING, ""},
        {"limit_minor: 0", BAD, "limit_minor"},
        {"limit_minor: 1", BAD, "limit_minor"},
        {"limit_minor: -5", BAD, "limit_minor"},
        {"limit_minor: 100000000000001", BAD, "limit_minor"},
        {"days: 0", BAD, "days"},
        {"days: 367", BAD, "days"},
        {"effective_through: 2025-02-30", BAD, "effective_through"},
        {"known_at { seconds: 9999999999 }", BAD, "known_at"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "ReportSplits", ASKED, ROWS);
    service_down(&bench);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_reach_the_limit_at_their_edges),
        cmocka_unit_test(sums_beyond_64_bits_are_whole),
        cmocka_unit_test(what_stays_under_the_limit_and_reaches_it_together_is_told),
        cmocka_unit_test(only_one_payee_and_line_are_looked_at_together),
        cmocka_unit_test(what_does_not_stand_does_not_count),
        cmocka_unit_test(what_is_released_in_part_counts_whole),
        cmocka_unit_test(the_past_stays_as_it_was_known),
        cmocka_unit_test(each_wrong_question_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
