/* How an approved budget changes: more, less, and from one line to another, by two persons. */
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define PROJECT "programmes/jw/projects/0042"
#define OTHER   "programmes/jw/projects/0043"
#define LINES   PROJECT "/budgetLines/"
#define CHANGES PROJECT "/budgetChanges/"

#define SUBMIT   " move: ENTRY_MOVE_SUBMIT "
#define APPROVE  " move: ENTRY_MOVE_APPROVE "
#define REJECT   " move: ENTRY_MOVE_REJECT reason: 'no' "
#define WITHDRAW " move: ENTRY_MOVE_WITHDRAW "
#define EXPIRE   " move: ENTRY_MOVE_EXPIRE "

#define WRONG CV_FAILED_PRECONDITION, "WRONG_STATE", ""
#define OWN   CV_PERMISSION_DENIED, "SELF_APPROVAL", ""

#define MORE          "kind: BUDGET_CHANGE_KIND_INCREASE "
#define LESS          "kind: BUDGET_CHANGE_KIND_DECREASE "
#define MOVE_TO(line) "kind: BUDGET_CHANGE_KIND_TRANSFER to_budget_line: '" line "' "

static void as(struct service_bench *bench, const char *subject)
{
    bench->principal.subject = subject;
}

static void line(struct service_bench *bench, const char *project, const char *id, int year)
{
    EXPECT(bench, "CreateBudgetLine",
           service_text(bench,
                        "parent: '%s' budget_line_id: '%s' budget_line { title: 'Works' "
                        "fiscal_year: %d amount: 1000 effective_date: 2025-01-10 }",
                        project, id, year),
           "");
}

/* A change of "works", dated 2025-02-01. */
static const char *change(struct service_bench *bench, const char *id, const char *rest)
{
    return service_text(bench,
                        "parent: '" PROJECT "' budget_change_id: '%s' budget_change { budget_line: "
                        "'" LINES "works' effective_date: 2025-02-01 reference: 'Decision 7' %s }",
                        id, rest);
}

static const char *promise(struct service_bench *bench, const char *id, const char *amount,
                           const char *date)
{
    return service_text(bench,
                        "parent: '" PROJECT "' commitment_id: '%s' commitment { budget_line: "
                        "'" LINES "works' amount: %s effective_date: %s }",
                        id, amount, date);
}

static void works_is(struct service_bench *bench, int revised, int committed, int pending,
                     int available)
{
    EXPECT(bench, "GetBudgetLine", "name: '" LINES "works'",
           service_text(bench, "amount: 1000 revised: %d committed: %d pending: %d available: %d",
                        revised, committed, pending, available));
}

/* Lines "works" of 2025 and "staff" of 2024, and "works" of another project: 1000 each. */
static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    line(bench, PROJECT, "works", 2025);
    line(bench, PROJECT, "staff", 2024);
    line(bench, OTHER, "works", 2025);
    projects_approve(bench);
}

/* ---- more, and less ---- */

static void an_increase_gives_when_another_approves(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateBudgetChange", change(&bench, "more", MORE "amount: 500"),
           "name: '" CHANGES "more' amount: 500 reference: 'Decision 7' counterpart: '' "
           "standing { state: ENTRY_STATE_SUBMITTED makers: 'clerk' posted_minor: 0 } etag: 'v1'");
    works_is(&bench, 1000, 0, 0, 1000);
    REFUSE(&bench, "MoveBudgetChange", "name: '" CHANGES "more' etag: 'v1'" APPROVE, OWN);
    as(&bench, "checker");
    EXPECT(&bench, "MoveBudgetChange", "name: '" CHANGES "more' etag: 'v1'" APPROVE,
           "standing { state: ENTRY_STATE_APPROVED judged_by: 'checker' posted_minor: 500 }");
    works_is(&bench, 1500, 0, 0, 1500);
    as(&bench, "clerk");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "all", "1500", "2025-02-01"), "");
    service_down(&bench);
}

/* The budget must have held on every day, not only in the end. */
static void what_an_increase_gave_is_not_spent_before_its_day(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "CreateBudgetChange",
           change(&bench, "early", MORE "amount: 1 effective_date: 2025-01-09"),
           CV_FAILED_PRECONDITION, "BACKDATED", "");
    EXPECT(&bench, "CreateBudgetChange", change(&bench, "more", MORE "amount: 500"), "");
    projects_approve(&bench);
    REFUSE(&bench, "CreateCommitment", promise(&bench, "early", "1", "2025-01-31"),
           CV_FAILED_PRECONDITION, "BACKDATED", "");
    REFUSE(&bench, "CreateBudgetChange",
           change(&bench, "cut", LESS "amount: 1 effective_date: 2025-01-31"),
           CV_FAILED_PRECONDITION, "BACKDATED", "");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "late", "1500", "2025-02-01"), "");
    service_down(&bench);
}

static void a_decrease_is_kept_while_it_waits_and_never_takes_what_is_committed(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCommitment", promise(&bench, "c", "600", "2025-02-01"), "");
    REFUSE(&bench, "CreateBudgetChange", change(&bench, "less", LESS "amount: 401"),
           CV_FAILED_PRECONDITION, "BUDGET_EXCEEDED", "");
    EXPECT(&bench, "CreateBudgetChange", change(&bench, "less", LESS "amount: 400"), "");
    works_is(&bench, 1000, 0, 1000, 0);
    REFUSE(&bench, "CreateCommitment", promise(&bench, "d", "1", "2025-02-01"),
           CV_FAILED_PRECONDITION, "BUDGET_EXCEEDED", "");
    projects_approve(&bench);
    works_is(&bench, 600, 600, 0, 0);
    EXPECT(&bench, "GetBudgetChange", "name: '" CHANGES "less'",
           "amount: 400 kind: BUDGET_CHANGE_KIND_DECREASE standing { posted_minor: -400 }");
    service_down(&bench);
}

static void whatever_ends_a_decrease_frees_what_it_kept(void **state)
{
    static const struct {
        const char *who;
        const char *move;
        const char *state;
    } ENDS[] = {{"checker", "etag: 'v1'" REJECT, "ENTRY_STATE_REJECTED"},
                {"clerk", WITHDRAW, "ENTRY_STATE_WITHDRAWN"},
                {"anybody", EXPIRE, "ENTRY_STATE_EXPIRED"}};
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int i = 0; i < 3; i++) {
        const char *id = service_text(&bench, "b%d", i);

        as(&bench, "clerk");
        service_clock_set(SERVICE_NOON);
        EXPECT(&bench, "CreateBudgetChange",
               change(&bench, id, LESS "amount: 1000 hold_until_date: 2025-07-02"), "");
        works_is(&bench, 1000, 0, 1000, 0);
        service_clock_set(SERVICE_NOON + 2 * SERVICE_DAY);
        as(&bench, ENDS[i].who);
        EXPECT(&bench, "MoveBudgetChange",
               service_text(&bench, "name: '" CHANGES "%s' %s", id, ENDS[i].move),
               service_text(&bench, "standing { state: %s posted_minor: 0 }", ENDS[i].state));
        works_is(&bench, 1000, 0, 0, 1000);
    }
    service_down(&bench);
}

/* ---- from one line to another ---- */

static void a_transfer_is_a_pair_that_is_approved_at_once(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateBudgetChange", change(&bench, "t", MOVE_TO(LINES "staff") "amount: 300"),
           "counterpart: '" CHANGES "t-in' to_budget_line: '" LINES "staff' amount: 300");
    EXPECT(&bench, "GetBudgetChange", "name: '" CHANGES "t-in'",
           "kind: BUDGET_CHANGE_KIND_TRANSFER_IN counterpart: '" CHANGES "t' budget_line: '" LINES
           "staff' to_budget_line: '' amount: 300 standing { state: ENTRY_STATE_SUBMITTED }");
    works_is(&bench, 1000, 0, 300, 700);
    as(&bench, "checker");
    EXPECT(&bench, "MoveBudgetChange", "name: '" CHANGES "t-in' etag: 'v1'" APPROVE,
           "standing { state: ENTRY_STATE_APPROVED posted_minor: 300 }");
    EXPECT(&bench, "GetBudgetChange", "name: '" CHANGES "t'",
           "standing { state: ENTRY_STATE_APPROVED posted_minor: -300 judged_by: 'checker' }");
    works_is(&bench, 700, 0, 0, 700);
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "staff'", "revised: 1300 available: 1300");
    REFUSE(&bench, "MoveBudgetChange", "name: '" CHANGES "t' etag: 'v2'" APPROVE, WRONG);
    service_down(&bench);
}

static void a_transfer_goes_to_another_project_or_not_at_all(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateBudgetChange",
           change(&bench, "t", MOVE_TO(OTHER "/budgetLines/works") "amount: 300"),
           "counterpart: '" OTHER "/budgetChanges/t-in'");
    REFUSE(&bench, "CreateBudgetChange",
           change(&bench, "u", MOVE_TO(OTHER "/budgetLines/none") "amount: 300"), MISSING,
           "budget_change.to_budget_line");
    REFUSE(
        &bench, "CreateBudgetChange",
        change(&bench, "u", MOVE_TO("programmes/jw/projects/0099/budgetLines/works") "amount: 1"),
        MISSING, "budget_change.to_budget_line");
    works_is(&bench, 1000, 0, 300, 700); /* nothing of those refused is kept */
    EXPECT(&bench, "MoveBudgetChange", "name: '" CHANGES "t'" WITHDRAW, "");
    EXPECT(&bench, "GetBudgetChange", "name: '" OTHER "/budgetChanges/t-in'",
           "standing { state: ENTRY_STATE_WITHDRAWN }");
    works_is(&bench, 1000, 0, 0, 1000);
    EXPECT(&bench, "CreateBudgetChange",
           change(&bench, "v", MOVE_TO(OTHER "/budgetLines/works") "amount: 1000"), "");
    projects_approve(&bench);
    EXPECT(&bench, "Report", "programme: 'programmes/jw'",
           "total { budget_minor: 3000 original_budget_minor: 3000 } "
           "by_project { key: '" PROJECT "' budget_minor: 1000 original_budget_minor: 2000 } "
           "by_project { key: '" OTHER "' budget_minor: 2000 original_budget_minor: 1000 } ");
    service_down(&bench);
}

static void a_transfer_kept_as_a_draft_is_submitted_as_a_pair(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateBudgetChange",
           change(&bench, "t",
                  MOVE_TO(LINES "staff") "amount: 300 standing { state: ENTRY_STATE_DRAFT }"),
           "standing { state: ENTRY_STATE_DRAFT }");
    works_is(&bench, 1000, 0, 0, 1000);
    EXPECT(&bench, "MoveBudgetChange", "name: '" CHANGES "t'" SUBMIT, "etag: 'v2'");
    works_is(&bench, 1000, 0, 300, 700);
    projects_approve(&bench);
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "staff'", "revised: 1300");
    service_down(&bench);
}

/* ---- reversals ---- */

static void a_change_is_undone_once_both_ways_and_only_if_it_is_still_there(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateBudgetChange", change(&bench, "t", MOVE_TO(LINES "staff") "amount: 300"),
           "");
    REFUSE(&bench, "ReverseBudgetChange", "name: '" CHANGES "t' reference: 'x'", WRONG);
    projects_approve(&bench);
    REFUSE(&bench, "ReverseBudgetChange", "name: '" CHANGES "t-in' reference: 'x'", WRONG);
    EXPECT(&bench, "CreateCommitment",
           "parent: '" PROJECT "' commitment_id: 'c' commitment { budget_line: '" LINES "staff' "
           "amount: 1001 effective_date: 2025-02-02 }",
           "");
    REFUSE(&bench, "ReverseBudgetChange",
           "name: '" CHANGES "t' reversal_id: 'r' reference: 'wrong line' effective_date: "
           "2025-02-02",
           CV_FAILED_PRECONDITION, "BUDGET_EXCEEDED", "");
    EXPECT(&bench, "MoveCommitment", "name: '" PROJECT "/commitments/c'" WITHDRAW, "");
    EXPECT(&bench, "ReverseBudgetChange",
           "name: '" CHANGES "t' reversal_id: 'r' reference: 'wrong line' effective_date: "
           "2025-02-02",
           "amount: -300 reverses: '" CHANGES "t' counterpart: '" CHANGES "r-in'");
    REFUSE(&bench, "ReverseBudgetChange", "name: '" CHANGES "t' reference: 'again'",
           CV_FAILED_PRECONDITION, "ALREADY_REVERSED", "");
    EXPECT(&bench, "GetBudgetChange", "name: '" CHANGES "t'",
           "reversed_by: '" CHANGES "r' standing { state: ENTRY_STATE_APPROVED }");
    projects_approve(&bench);
    EXPECT(&bench, "GetBudgetChange", "name: '" CHANGES "t'",
           "standing { state: ENTRY_STATE_REVERSED }");
    EXPECT(&bench, "GetBudgetChange", "name: '" CHANGES "t-in'",
           "reversed_by: '" CHANGES "r-in' standing { state: ENTRY_STATE_REVERSED }");
    REFUSE(&bench, "ReverseBudgetChange", "name: '" CHANGES "r' reference: 'no'",
           CV_FAILED_PRECONDITION, "IS_REVERSAL", "");
    works_is(&bench, 1000, 0, 0, 1000);
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "staff'", "revised: 1000 available: 1000");
    service_down(&bench);
}

/* ---- a line and its changes ---- */

static void nothing_is_given_to_a_line_that_is_reversed_or_refused(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    line(&bench, PROJECT, "late", 2025);
    EXPECT(&bench, "CreateBudgetChange",
           "parent: '" PROJECT "' budget_change_id: 'a' budget_change { budget_line: '" LINES
           "late' reference: 'D' effective_date: 2025-02-01 amount: 5 " MORE "}",
           "");
    EXPECT(&bench, "CreateBudgetChange", change(&bench, "b", MORE "amount: 5"), "");
    EXPECT(&bench, "ReverseBudgetLine", "name: '" LINES "works' reversal_id: 'w' reference: 'no'",
           "");
    as(&bench, "checker");
    REFUSE(&bench, "MoveBudgetChange", "name: '" CHANGES "a' etag: 'v1'" APPROVE,
           CV_FAILED_PRECONDITION, "NOT_APPROVED", "");
    EXPECT(&bench, "MoveBudgetLine", "name: '" LINES "late' etag: 'v1'" REJECT, "");
    REFUSE(&bench, "MoveBudgetChange", "name: '" CHANGES "a' etag: 'v1'" APPROVE,
           CV_FAILED_PRECONDITION, "NOT_SUBMITTED", "");
    EXPECT(&bench, "MoveBudgetLine", "name: '" LINES "w' etag: 'v1'" APPROVE, "");
    REFUSE(&bench, "MoveBudgetChange", "name: '" CHANGES "b' etag: 'v1'" APPROVE,
           CV_FAILED_PRECONDITION, "ALREADY_REVERSED", "");
    EXPECT(&bench, "MoveBudgetChange", "name: '" CHANGES "b' etag: 'v1'" REJECT, "");
    as(&bench, "clerk");
    REFUSE(&bench, "CreateBudgetChange", change(&bench, "c", MORE "amount: 5"),
           CV_FAILED_PRECONDITION, "ALREADY_REVERSED", "");
    service_down(&bench);
}

static void a_line_that_was_cut_is_not_reversed_before_that_is_undone(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateBudgetChange", change(&bench, "less", LESS "amount: 1"), "");
    projects_approve(&bench);
    REFUSE(&bench, "ReverseBudgetLine", "name: '" LINES "works' reference: 'no'",
           CV_FAILED_PRECONDITION, "STILL_COMMITTED", "");
    EXPECT(&bench, "ReverseBudgetChange", "name: '" CHANGES "less' reference: 'no'", "");
    projects_approve(&bench);
    EXPECT(&bench, "ReverseBudgetLine",
           "name: '" LINES "works' reference: 'no' effective_date: 2025-02-01", "");
    service_down(&bench);
}

/* ---- what is asked for ---- */

static void each_wrong_change_is_refused(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'programmes/jw'", BAD, "parent"},
        {"budget_change_id: 'A'", BAD, "budget_change_id"},
        {"budget_change_id: 'works-cut-61-" LETTERS_50 "'", BAD, "budget_change_id"},
        {"!budget_change", BAD, "budget_change"},
        {"budget_change { kind: 0 }", BAD, "budget_change.kind"},
        {"budget_change { kind: 9 }", BAD, "budget_change.kind"},
        {"budget_change { kind: BUDGET_CHANGE_KIND_TRANSFER_IN }", BAD, "budget_change.kind"},
        {"budget_change { kind: BUDGET_CHANGE_KIND_INCREASE }", BAD,
         "budget_change.to_budget_line"},
        {"budget_change { to_budget_line: '' }", BAD, "budget_change.to_budget_line"},
        {"budget_change { to_budget_line: 'programmes/x/projects/0042/budgetLines/staff' }", BAD,
         "budget_change.to_budget_line"},
        {"budget_change { to_budget_line: '" LINES "works' }", BAD, "budget_change.to_budget_line"},
        {"budget_change { budget_line: '' }", BAD, "budget_change.budget_line"},
        {"budget_change { budget_line: '" OTHER "/budgetLines/works' }", BAD,
         "budget_change.budget_line"},
        {"budget_change { budget_line: '" LINES "none' }", MISSING, "budget_change.budget_line"},
        {"budget_change { amount: 0 }", BAD, "budget_change.amount"},
        {"budget_change { amount: -1 }", BAD, "budget_change.amount"},
        {"budget_change { amount { currency: 'EUR' } }", BAD, "budget_change.amount.currency"},
        {"budget_change { !effective_date }", BAD, "budget_change.effective_date"},
        {"budget_change { effective_date: 2035-01-01 }", BAD, "budget_change.effective_date"},
        {"budget_change { reference: '' }", BAD, "budget_change.reference"},
        {"budget_change { amount: 1001 }", CV_FAILED_PRECONDITION, "BUDGET_EXCEEDED", ""},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateBudgetChange",
                change(&bench, "t", MOVE_TO(LINES "staff") "amount: 300"), ROWS);
    EXPECT(&bench, "CreateBudgetChange", change(&bench, "x-in", MORE "amount: 5"), "");
    REFUSE(&bench, "CreateBudgetChange", change(&bench, "x", MOVE_TO(LINES "staff") "amount: 300"),
           BAD, "budget_change_id");
    works_is(&bench, 1000, 0, 300, 700); /* of the good one */
    service_down(&bench);
}

static void each_illegal_move_of_a_change_is_refused(void **state)
{
    static const char *const ENDED[] = {"etag: 'v2'" APPROVE, "etag: 'v2'" REJECT, SUBMIT, WITHDRAW,
                                        EXPIRE};
    static const char *const DRAFT[] = {"etag: 'v1'" APPROVE, "etag: 'v1'" REJECT, EXPIRE};
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateBudgetChange", change(&bench, "a", LESS "amount: 1"), "");
    EXPECT(&bench, "CreateBudgetChange",
           change(&bench, "d", LESS "amount: 1 standing { state: ENTRY_STATE_DRAFT }"), "");
    as(&bench, "checker");
    for (size_t i = 0; i < sizeof(DRAFT) / sizeof(DRAFT[0]); i++)
        REFUSE(&bench, "MoveBudgetChange",
               service_text(&bench, "name: '" CHANGES "d' %s", DRAFT[i]), WRONG);
    REFUSE(&bench, "MoveBudgetChange", "name: '" CHANGES "d'" WITHDRAW, CV_PERMISSION_DENIED,
           "NOT_MAKER", "");
    REFUSE(&bench, "MoveBudgetChange", "name: '" CHANGES "a' etag: 'v2'" APPROVE, CV_ABORTED,
           "ETAG_MISMATCH", "");
    EXPECT(&bench, "MoveBudgetChange", "name: '" CHANGES "a' etag: 'v1'" APPROVE, "");
    for (size_t i = 0; i < sizeof(ENDED) / sizeof(ENDED[0]); i++)
        REFUSE(&bench, "MoveBudgetChange",
               service_text(&bench, "name: '" CHANGES "a' %s", ENDED[i]), WRONG);
    service_down(&bench);
}

static void a_locked_period_keeps_both_sides_of_a_transfer_out(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateBudgetChange", change(&bench, "t", MOVE_TO(LINES "staff") "amount: 300"),
           "");
    EXPECT(&bench, "MovePeriod",
           "name: 'programmes/jw/periods/2025-02' move: PERIOD_MOVE_LOCK reason: 'published'", "");
    as(&bench, "checker");
    REFUSE(&bench, "MoveBudgetChange", "name: '" CHANGES "t' etag: 'v1'" APPROVE,
           CV_FAILED_PRECONDITION, "PERIOD_LOCKED", "");
    as(&bench, "clerk");
    REFUSE(&bench, "CreateBudgetChange", change(&bench, "u", MOVE_TO(LINES "staff") "amount: 300"),
           CV_FAILED_PRECONDITION, "PERIOD_LOCKED", "");
    service_down(&bench);
}

/* ---- in reports, lists and imports ---- */

static void reports_tell_the_original_budget_from_the_revised_one(void **state)
{
    const Caravan__Projects__V1__ReportResponse *before;
    struct service_bench bench;
    const char *then;

    (void)state;
    up(&bench);
    before = (const void *)EXPECT(&bench, "Report", "programme: 'programmes/jw'",
                                  "total { budget_minor: 3000 original_budget_minor: 3000 }");
    then = service_text(&bench, "programme: 'programmes/jw' known_at { seconds: %lld nanos: %d }",
                        (long long)before->known_at->seconds, (int)before->known_at->nanos);
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(&bench, "CreateBudgetChange", change(&bench, "more", MORE "amount: 500"), "");
    EXPECT(&bench, "CreateBudgetChange", change(&bench, "t", MOVE_TO(LINES "staff") "amount: 200"),
           "");
    EXPECT(&bench, "Report", "programme: 'programmes/jw'",
           "total { budget_minor: 3000 pending { budget_minor: 500 reserved_minor: 200 } "
           "available_minor: 2800 }");
    projects_approve(&bench);
    EXPECT(&bench, "Report", "programme: 'programmes/jw'",
           "total { budget_minor: 3500 original_budget_minor: 3000 } "
           "by_year { key: '2024' budget_minor: 1200 original_budget_minor: 1000 } "
           "by_year { key: '2025' budget_minor: 2300 original_budget_minor: 2000 }");
    EXPECT(&bench, "Report", then, "total { budget_minor: 3000 original_budget_minor: 3000 }");
    EXPECT(&bench, "Report", "programme: 'programmes/jw' effective_through: 2025-01-31",
           "total { budget_minor: 3000 }");
    service_down(&bench);
}

static void a_budget_is_followed_down_to_its_lines_and_changes(void **state)
{
    static const char asked[] = "programme: 'programmes/jw' money { breakdown: "
                                "MONEY_BREAKDOWN_YEAR key: '2025' measure: ";
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateBudgetChange", change(&bench, "t", MOVE_TO(LINES "staff") "amount: 200"),
           "");
    EXPECT(&bench, "ListReportEntries",
           service_text(&bench, "%s MONEY_MEASURE_PENDING_BUDGET }", asked),
           "entries { record: '" CHANGES "t' amount: -200 counted: -200 }");
    projects_approve(&bench);
    EXPECT(&bench, "ListReportEntries", service_text(&bench, "%s MONEY_MEASURE_BUDGET }", asked),
           "entries { record: '" LINES "works' counted: 1000 } "
           "entries { record: '" CHANGES "t' counted: -200 } "
           "entries { record: '" OTHER "/budgetLines/works' counted: 1000 }");
    EXPECT(&bench, "ListReportEntries",
           service_text(&bench, "%s MONEY_MEASURE_ORIGINAL_BUDGET }", asked),
           "entries { record: '" LINES "works' counted: 1000 } "
           "entries { record: '" OTHER "/budgetLines/works' counted: 1000 }");
    service_down(&bench);
}

static void changes_are_listed_in_the_order_of_recording(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateBudgetChange", change(&bench, "more", MORE "amount: 500"), "");
    EXPECT(&bench, "CreateBudgetChange", change(&bench, "t", MOVE_TO(LINES "staff") "amount: 200"),
           "");
    EXPECT(&bench, "ListBudgetChanges", "parent: '" PROJECT "'",
           "budget_changes { name: '" CHANGES "more' } budget_changes { name: '" CHANGES "t' } "
           "budget_changes { name: '" CHANGES "t-in' } next_page_token: ''");
    service_down(&bench);
}

static void an_import_brings_lines_and_their_changes_once(void **state)
{
    struct service_bench bench;
    const char *rows;

    (void)state;
    up(&bench);
    rows = service_text(&bench, "rows { budget_change { %s } } rows { budget_change { %s } }",
                        change(&bench, "t", MOVE_TO(LINES "staff") "amount: 200"),
                        change(&bench, "less", LESS "amount: 800"));
    EXPECT(&bench, "Import", rows, "recorded: true created_count: 2");
    EXPECT(&bench, "Import", rows, "created_count: 0 unchanged_count: 2 refused_count: 0");
    works_is(&bench, 1000, 0, 1000, 0);
    projects_approve(&bench);
    EXPECT(&bench, "Import", rows, "created_count: 0 unchanged_count: 2 refused_count: 0");
    works_is(&bench, 0, 0, 0, 0);
    service_down(&bench);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_increase_gives_when_another_approves),
        cmocka_unit_test(what_an_increase_gave_is_not_spent_before_its_day),
        cmocka_unit_test(a_decrease_is_kept_while_it_waits_and_never_takes_what_is_committed),
        cmocka_unit_test(whatever_ends_a_decrease_frees_what_it_kept),
        cmocka_unit_test(a_transfer_is_a_pair_that_is_approved_at_once),
        cmocka_unit_test(a_transfer_goes_to_another_project_or_not_at_all),
        cmocka_unit_test(a_transfer_kept_as_a_draft_is_submitted_as_a_pair),
        cmocka_unit_test(a_change_is_undone_once_both_ways_and_only_if_it_is_still_there),
        cmocka_unit_test(nothing_is_given_to_a_line_that_is_reversed_or_refused),
        cmocka_unit_test(a_line_that_was_cut_is_not_reversed_before_that_is_undone),
        cmocka_unit_test(each_wrong_change_is_refused),
        cmocka_unit_test(each_illegal_move_of_a_change_is_refused),
        cmocka_unit_test(a_locked_period_keeps_both_sides_of_a_transfer_out),
        cmocka_unit_test(reports_tell_the_original_budget_from_the_revised_one),
        cmocka_unit_test(a_budget_is_followed_down_to_its_lines_and_changes),
        cmocka_unit_test(changes_are_listed_in_the_order_of_recording),
        cmocka_unit_test(an_import_brings_lines_and_their_changes_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
