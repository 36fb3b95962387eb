/* Budget lines, commitments and disbursements, through the whole service. */
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define PROJECT  "programmes/jw/projects/0042"
#define LINES    PROJECT "/budgetLines/"
#define PROMISES PROJECT "/commitments/"
#define PAYMENTS PROJECT "/disbursements/"

/* A line "works" of 100000 from 10 January, a commitment "contract" of 60000 from 1 February, a
 * disbursement "advance" of 20000 on 1 March 2025. */
static void sow_money(struct service_bench *bench)
{
    projects_sow(bench);
    EXPECT(bench, "CreateBudgetLine",
           "parent: '" PROJECT "' budget_line_id: 'works' budget_line { title: 'Works' "
           "fiscal_year: 2025 amount: 100000 effective_date: 2025-01-10 }",
           "");
    EXPECT(bench, "CreateCommitment",
           "parent: '" PROJECT "' commitment_id: 'contract' commitment { amount: 60000 "
           "budget_line: '" LINES "works' effective_date: 2025-02-01 }",
           "");
    EXPECT(bench, "CreateDisbursement",
           "parent: '" PROJECT "' disbursement_id: 'advance' disbursement { amount: 20000 "
           "commitment: '" PROMISES "contract' effective_date: 2025-03-01 }",
           "");
    projects_approve(bench);
}

/* ---- the good path ---- */

static void money_is_recorded_and_read(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_money(&bench);
    EXPECT(&bench, "CreateBudgetLine",
           "parent: '" PROJECT "' budget_line_id: 'b' budget_line { title: 'B' title_zh: '乙' "
           "category: 'supplies' site: 'north' fiscal_year: 2999 reference: 'Decision 5' "
           "amount { currency: 'CNY' minor_units: 100000000000000 } effective_date: 2025-07-02 }",
           "name: '" LINES "b' title: 'B' title_zh: '乙' category: 'supplies' site: 'north' "
           "fiscal_year: 2999 reference: 'Decision 5' amount { currency: 'CNY' "
           "minor_units: 100000000000000 } effective_date: 2025-07-02 "
           "committed { currency: 'CNY' "
           "minor_units: 0 } reverses: '' reversed_by: '' recorded_time { "
           "seconds: 1751371200 }");
    projects_approve(&bench);
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "b'",
           "name: '" LINES "b' title_zh: '乙' category: 'supplies' site: 'north' "
           "fiscal_year: 2999 amount: 100000000000000 committed: 0");
    EXPECT(&bench, "CreateCommitment",
           "parent: '" PROJECT "' commitment_id: 'c' commitment { reference: 'Contract 9' "
           "budget_line: '" LINES "b' amount: 100000000000000 effective_date: 2025-07-02 }",
           "name: '" PROMISES "c' budget_line: '" LINES "b' amount { currency: 'CNY' "
           "minor_units: 100000000000000 } effective_date: 2025-07-02 reference: 'Contract "
           "9' "
           "disbursed: 0 reverses: '' reversed_by: '' recorded_time { seconds: 1751371200 }");
    projects_approve(&bench);
    EXPECT(&bench, "CreateDisbursement",
           "parent: '" PROJECT "' disbursement_id: 'd' disbursement { reference: 'Voucher 1' "
           "commitment: '" PROMISES "c' amount: 1 effective_date: 2025-07-02 }",
           "name: '" PAYMENTS "d' commitment: '" PROMISES "c' amount { currency: 'CNY' "
           "minor_units: 1 } effective_date: 2025-07-02 reference: 'Voucher 1' reverses: '' "
           "reversed_by: '' recorded_time { seconds: 1751371200 }");
    projects_approve(&bench);
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "b'", "committed: 100000000000000");
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "c'",
           "budget_line: '" LINES "b' amount: 100000000000000 disbursed: 1");
    EXPECT(&bench, "GetDisbursement", "name: '" PAYMENTS "d'",
           "commitment: '" PROMISES "c' amount: 1 reference: 'Voucher 1'");
    service_down(&bench);
}

static void rows_of_one_commit_have_different_recorded_times(void **state)
{
    const Caravan__Projects__V1__Disbursement *row = NULL;
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_money(&bench);
    for (int i = 0; i < 3; i++) {
        int32_t before = i == 0 ? 0 : row->recorded_time->nanos;

        row = (const void *)EXPECT(
            &bench, "CreateDisbursement",
            "parent: '" PROJECT "' disbursement { amount: 1 "
            "commitment: '" PROMISES "contract' effective_date: 2025-03-01 }",
            "recorded_time { seconds: 1751371200 }"); /* the clock stands still */
        assert_true(row->recorded_time->nanos > before);
    }
    service_clock_set(SERVICE_NOON - SERVICE_DAY); /* and goes back */
    EXPECT(&bench, "CreateDisbursement",
           "parent: '" PROJECT "' disbursement { amount: 1 "
           "commitment: '" PROMISES "contract' effective_date: 2025-03-01 }",
           "recorded_time { seconds: 1751371200 }");
    projects_approve(&bench);
    service_down(&bench);
}

/* ---- what is wrong ---- */

static void each_wrong_field_of_a_new_budget_line_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'programmes/jw'", BAD, "parent"},
        {"parent: 'programmes/jw/projects/0044'", MISSING, ""},
        {"parent: 'programmes/other/projects/0042'", MISSING, ""},
        {"!budget_line", BAD, "budget_line"},
        {"budget_line_id: 'X'", BAD, "budget_line_id"},
        {"budget_line_id: 'works'", CV_ALREADY_EXISTS, "ID_TAKEN", ""},
        {"budget_line { !title }", BAD, "budget_line.title"},
        {"budget_line { title: '" LETTERS_200 "x' }", BAD, "budget_line.title"},
        {"budget_line { title_zh: ' x' }", BAD, "budget_line.title_zh"},
        {"budget_line { category: 'Works' }", BAD, "budget_line.category"},
        {"budget_line { site: 'North' }", BAD, "budget_line.site"},
        {"budget_line { site: 'east' }", MISSING, "budget_line.site"},
        {"budget_line { fiscal_year: 1899 }", BAD, "budget_line.fiscal_year"},
        {"budget_line { fiscal_year: 3000 }", BAD, "budget_line.fiscal_year"},
        {"budget_line { !amount }", BAD, "budget_line.amount"},
        {"budget_line { amount: 0 }", BAD, "budget_line.amount"},
        {"budget_line { amount: -5 }", BAD, "budget_line.amount"},
        {"budget_line { amount: 100000000000001 }", BAD, "budget_line.amount"},
        {"budget_line { amount { currency: 'yuan' } }", BAD, "budget_line.amount"},
        {"budget_line { amount { currency: 'EUR' } }", BAD, "budget_line.amount.currency"},
        {"budget_line { !effective_date }", BAD, "budget_line.effective_date"},
        {"budget_line { effective_date: 2025-02-29 }", BAD, "budget_line.effective_date"},
        {"budget_line { effective_date: 2025-07-03 }", BAD, "budget_line.effective_date"},
        {"budget_line { reference: '" LETTERS_50 LETTERS_50 "x' }", BAD, "budget_line.reference"},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_money(&bench);
    REFUSE_EACH(&bench, "CreateBudgetLine",
                "parent: '" PROJECT "' budget_line_id: 'x' budget_line { title: 'X' "
                "fiscal_year: 1900 amount { currency: 'CNY' minor_units: 1 } "
                "effective_date: 2025-07-02 reference: '" LETTERS_50 LETTERS_50 "' }",
                ROWS);
    service_down(&bench);
}

static void each_wrong_field_of_a_new_commitment_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: '" PROJECT "/budgetLines/works'", BAD, "parent"},
        {"parent: 'programmes/jw/projects/0043'", BAD, "commitment.budget_line"},
        {"parent: 'programmes/jw/projects/0043' "
         "commitment { budget_line: 'programmes/jw/projects/0043/budgetLines/works' }",
         MISSING, "commitment.budget_line"},
        {"parent: 'programmes/jw/projects/0044' "
         "commitment { budget_line: 'programmes/jw/projects/0044/budgetLines/works' }",
         MISSING, ""},
        {"!commitment", BAD, "commitment"},
        {"commitment_id: 'X'", BAD, "commitment_id"},
        {"commitment_id: 'contract'", CV_ALREADY_EXISTS, "ID_TAKEN", ""},
        {"commitment { !budget_line }", BAD, "commitment.budget_line"},
        {"commitment { budget_line: 'works' }", BAD, "commitment.budget_line"},
        {"commitment { budget_line: '" LINES "other' }", MISSING, "commitment.budget_line"},
        {"commitment { !amount }", BAD, "commitment.amount"},
        {"commitment { amount: 0 }", BAD, "commitment.amount"},
        {"commitment { amount: 100000000000001 }", BAD, "commitment.amount"},
        {"commitment { amount: 40001 }", CV_FAILED_PRECONDITION, "BUDGET_EXCEEDED", ""},
        {"commitment { amount { currency: 'USD' } }", BAD, "commitment.amount.currency"},
        {"commitment { !effective_date }", BAD, "commitment.effective_date"},
        {"commitment { effective_date: 2025-07-03 }", BAD, "commitment.effective_date"},
        {"commitment { effective_date: 2025-01-09 }", CV_FAILED_PRECONDITION, "BACKDATED", ""},
        {"commitment { reference: '" LETTERS_50 LETTERS_50 "x' }", BAD, "commitment.reference"},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_money(&bench);
    REFUSE_EACH(&bench, "CreateCommitment",
                "parent: '" PROJECT "' commitment_id: 'x' commitment { amount: 40000 "
                "budget_line: '" LINES "works' effective_date: 2025-01-10 }",
                ROWS);
    service_down(&bench);
}

static void each_wrong_field_of_a_new_disbursement_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: ''", BAD, "parent"},
        {"parent: 'programmes/jw/projects/0043'", BAD, "disbursement.commitment"},
        {"parent: 'programmes/jw/projects/0044' "
         "disbursement { commitment: 'programmes/jw/projects/0044/commitments/contract' }",
         MISSING, ""},
        {"!disbursement", BAD, "disbursement"},
        {"disbursement_id: 'X'", BAD, "disbursement_id"},
        {"disbursement_id: 'advance'", CV_ALREADY_EXISTS, "ID_TAKEN", ""},
        {"disbursement { !commitment }", BAD, "disbursement.commitment"},
        {"disbursement { commitment: '" LINES "works' }", BAD, "disbursement.commitment"},
        {"disbursement { commitment: '" PROMISES "other' }", MISSING, "disbursement.commitment"},
        {"disbursement { !amount }", BAD, "disbursement.amount"},
        {"disbursement { amount: -1 }", BAD, "disbursement.amount"},
        {"disbursement { amount: 100000000000001 }", BAD, "disbursement.amount"},
        {"disbursement { amount: 40001 }", CV_FAILED_PRECONDITION, "COMMITMENT_EXCEEDED", ""},
        {"disbursement { amount { currency: 'USD' } }", BAD, "disbursement.amount.currency"},
        {"disbursement { !effective_date }", BAD, "disbursement.effective_date"},
        {"disbursement { effective_date: 2025-07-03 }", BAD, "disbursement.effective_date"},
        {"disbursement { effective_date: 2025-01-31 }", CV_FAILED_PRECONDITION, "BACKDATED", ""},
        {"disbursement { reference: '" LETTERS_50 LETTERS_50 "x' }", BAD, "disbursement.reference"},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_money(&bench);
    REFUSE_EACH(&bench, "CreateDisbursement",
                "parent: '" PROJECT "' disbursement_id: 'x' disbursement { amount: 40000 "
                "commitment: '" PROMISES "contract' effective_date: 2025-02-01 }",
                ROWS);
    service_down(&bench);
}

/* ---- reversals ---- */

static void money_is_reversed_from_the_end_backwards(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_money(&bench);
    REFUSE(&bench, "ReverseBudgetLine", "name: '" LINES "works' reference: 'x'",
           CV_FAILED_PRECONDITION, "STILL_COMMITTED", "");
    REFUSE(&bench, "ReverseCommitment", "name: '" PROMISES "contract' reference: 'x'",
           CV_FAILED_PRECONDITION, "STILL_DISBURSED", "");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(&bench, "ReverseDisbursement",
           "name: '" PAYMENTS "advance' reversal_id: 'returned' reference: 'Paid twice' "
           "effective_date: 2025-04-01",
           "name: '" PAYMENTS "returned' commitment: '" PROMISES "contract' "
           "amount { currency: 'CNY' minor_units: -20000 } effective_date: 2025-04-01 "
           "reference: 'Paid twice' reverses: '" PAYMENTS "advance' reversed_by: '' "
           "recorded_time { seconds: 1751457600 }");
    projects_approve(&bench);
    EXPECT(&bench, "GetDisbursement", "name: '" PAYMENTS "advance'",
           "amount: 20000 reverses: '' reversed_by: '" PAYMENTS "returned' "
           "recorded_time { seconds: 1751371200 }");
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "contract'", "disbursed: 0");
    EXPECT(&bench, "ReverseCommitment",
           "name: '" PROMISES "contract' reversal_id: 'off' reference: 'Called off' "
           "effective_date: 2025-05-01",
           "name: '" PROMISES "off' budget_line: '" LINES "works' amount: -60000 disbursed: 0 "
           "effective_date: 2025-05-01 reverses: '" PROMISES "contract'");
    projects_approve(&bench);
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "contract'",
           "amount: 60000 reversed_by: '" PROMISES "off'");
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", "committed: 0");
    EXPECT(&bench, "ReverseBudgetLine",
           "name: '" LINES "works' reversal_id: 'cut' reference: 'Cut' "
           "effective_date: 2025-05-01",
           "name: '" LINES "cut' title: 'Works' fiscal_year: 2025 amount: -100000 committed: 0 "
           "effective_date: 2025-05-01 reference: 'Cut' reverses: '" LINES "works'");
    projects_approve(&bench);
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'",
           "amount: 100000 reversed_by: '" LINES "cut'");
    service_down(&bench);
}

static void a_reversal_is_of_the_same_day_unless_it_says_another(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_money(&bench);
    EXPECT(&bench, "ReverseDisbursement", "name: '" PAYMENTS "advance' reference: 'x'",
           "effective_date: 2025-03-01");
    projects_approve(&bench);
    service_down(&bench);
}

static void each_wrong_reversal_is_refused(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"name: '" PROMISES "advance'", BAD, "name"},
        {"name: '" PAYMENTS "other'", MISSING, ""},
        {"name: 'programmes/jw/projects/0043/disbursements/advance'", MISSING, ""},
        {"reversal_id: 'X'", BAD, "reversal_id"},
        {"reversal_id: 'advance'", CV_ALREADY_EXISTS, "ID_TAKEN", ""},
        {"!reference", BAD, "reference"},
        {"reference: '" LETTERS_200 "x'", BAD, "reference"},
        {"effective_date: 2025-06-31", BAD, "effective_date"},
        {"effective_date: 2025-07-03", BAD, "effective_date"},
        {"effective_date: 2025-02-28", BAD, "effective_date"}, /* before what it cancels */
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_money(&bench);
    REFUSE_EACH(&bench, "ReverseDisbursement",
                "name: '" PAYMENTS "advance' reversal_id: 'returned' reference: 'x' "
                "effective_date: 2025-07-02",
                ROWS);
    REFUSE(&bench, "ReverseDisbursement", "name: '" PAYMENTS "advance' reference: 'x'",
           CV_FAILED_PRECONDITION, "ALREADY_REVERSED", "");
    REFUSE(&bench, "ReverseDisbursement", "name: '" PAYMENTS "returned' reference: 'x'",
           CV_FAILED_PRECONDITION, "IS_REVERSAL", "");
    service_down(&bench);
}

static void each_noun_has_the_same_rules_of_reversal(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_money(&bench);
    EXPECT(&bench, "ReverseDisbursement", "name: '" PAYMENTS "advance' reference: 'x'", "");
    projects_approve(&bench);
    REFUSE(&bench, "ReverseCommitment", "name: '" PROMISES "contract'", BAD, "reference");
    REFUSE(&bench, "ReverseCommitment",
           "name: '" PROMISES "contract' reference: 'x' effective_date: 2025-01-31", BAD,
           "effective_date");
    EXPECT(&bench, "ReverseCommitment",
           "name: '" PROMISES "contract' reversal_id: 'off' reference: 'x' "
           "effective_date: 2025-03-01",
           "");
    projects_approve(&bench);
    REFUSE(&bench, "ReverseCommitment", "name: '" PROMISES "contract' reference: 'x'",
           CV_FAILED_PRECONDITION, "ALREADY_REVERSED", "");
    REFUSE(&bench, "ReverseCommitment", "name: '" PROMISES "off' reference: 'x'",
           CV_FAILED_PRECONDITION, "IS_REVERSAL", "");
    REFUSE(&bench, "ReverseBudgetLine", "name: '" LINES "works'", BAD, "reference");
    REFUSE(&bench, "ReverseBudgetLine",
           "name: '" LINES "works' reference: 'x' effective_date: 2025-01-09", BAD,
           "effective_date");
    EXPECT(&bench, "ReverseBudgetLine",
           "name: '" LINES "works' reversal_id: 'cut' reference: 'x' effective_date: 2025-03-01",
           "");
    projects_approve(&bench);
    REFUSE(&bench, "ReverseBudgetLine", "name: '" LINES "works' reference: 'x'",
           CV_FAILED_PRECONDITION, "ALREADY_REVERSED", "");
    REFUSE(&bench, "ReverseBudgetLine", "name: '" LINES "cut' reference: 'x'",
           CV_FAILED_PRECONDITION, "IS_REVERSAL", "");
    service_down(&bench);
}

/* ---- days ---- */

#define PROMISE_OF(amount, date)                                                                   \
    "parent: '" PROJECT "' commitment { amount: " amount " budget_line: '" LINES                   \
    "works' effective_date: " date " }"

static void what_is_reversed_is_not_free_on_the_days_before(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_money(&bench);
    EXPECT(&bench, "CreateCommitment",
           "parent: '" PROJECT "' commitment_id: 'short' commitment { amount: 40000 "
           "budget_line: '" LINES "works' effective_date: 2025-02-01 }",
           "");
    projects_approve(&bench);
    EXPECT(&bench, "ReverseCommitment",
           "name: '" PROMISES "short' reference: 'x' effective_date: 2025-04-01", "");
    projects_approve(&bench);
    REFUSE(&bench, "CreateCommitment", PROMISE_OF("1", "2025-03-31"), CV_FAILED_PRECONDITION,
           "BACKDATED", "");
    EXPECT(&bench, "CreateCommitment", PROMISE_OF("40000", "2025-04-01"), "");
    projects_approve(&bench);
    REFUSE(&bench, "CreateCommitment", PROMISE_OF("1", "2025-04-01"), CV_FAILED_PRECONDITION,
           "BUDGET_EXCEEDED", "");
    service_down(&bench);
}

static void a_line_cannot_end_before_the_last_reversal_below_it(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_money(&bench);
    EXPECT(&bench, "ReverseDisbursement",
           "name: '" PAYMENTS "advance' reference: 'x' effective_date: 2025-03-15", "");
    projects_approve(&bench);
    REFUSE(&bench, "ReverseCommitment", "name: '" PROMISES "contract' reference: 'x'",
           CV_FAILED_PRECONDITION, "BACKDATED", "");
    EXPECT(&bench, "ReverseCommitment",
           "name: '" PROMISES "contract' reference: 'x' effective_date: 2025-03-15", "");
    projects_approve(&bench);
    REFUSE(&bench, "ReverseBudgetLine",
           "name: '" LINES "works' reference: 'x' effective_date: 2025-03-14",
           CV_FAILED_PRECONDITION, "BACKDATED", "");
    EXPECT(&bench, "ReverseBudgetLine",
           "name: '" LINES "works' reference: 'x' effective_date: 2025-03-15", "");
    projects_approve(&bench);
    service_down(&bench);
}

static void nothing_is_taken_from_what_was_reversed(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_money(&bench);
    EXPECT(&bench, "ReverseDisbursement", "name: '" PAYMENTS "advance' reference: 'x'", "");
    projects_approve(&bench);
    EXPECT(&bench, "ReverseCommitment",
           "name: '" PROMISES "contract' reversal_id: 'off' reference: 'x' "
           "effective_date: 2025-03-01",
           "");
    projects_approve(&bench);
    REFUSE(&bench, "CreateDisbursement",
           "parent: '" PROJECT "' disbursement { amount: 1 "
           "commitment: '" PROMISES "contract' effective_date: 2025-03-01 }",
           CV_FAILED_PRECONDITION, "ALREADY_REVERSED", "");
    REFUSE(&bench, "CreateDisbursement",
           "parent: '" PROJECT "' disbursement { amount: 1 "
           "commitment: '" PROMISES "off' effective_date: 2025-03-01 }",
           CV_FAILED_PRECONDITION, "IS_REVERSAL", "");
    EXPECT(&bench, "ReverseBudgetLine",
           "name: '" LINES "works' reversal_id: 'cut' reference: 'x' effective_date: 2025-03-01",
           "");
    projects_approve(&bench);
    REFUSE(&bench, "CreateCommitment",
           "parent: '" PROJECT "' commitment { amount: 1 "
           "budget_line: '" LINES "cut' effective_date: 2025-03-01 }",
           CV_FAILED_PRECONDITION, "IS_REVERSAL", "");
    REFUSE(&bench, "CreateCommitment", PROMISE_OF("1", "2025-03-01"), CV_FAILED_PRECONDITION,
           "ALREADY_REVERSED", "");
    service_down(&bench);
}

static void what_is_not_there_is_not_found(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_money(&bench);
    REFUSE(&bench, "GetBudgetLine", "name: '" LINES "other'", MISSING, "");
    REFUSE(&bench, "GetBudgetLine", "name: 'programmes/jw/projects/0043/budgetLines/works'",
           MISSING, "");
    REFUSE(&bench, "GetBudgetLine", "name: '" PROMISES "works'", BAD, "name");
    REFUSE(&bench, "ListBudgetLines", "parent: 'programmes/jw/projects/0044'", MISSING, "");
    REFUSE(&bench, "GetCommitment", "name: '" PROMISES "other'", MISSING, "");
    REFUSE(&bench, "GetCommitment", "name: 'programmes/other/projects/0042/commitments/contract'",
           MISSING, "");
    REFUSE(&bench, "ListCommitments", "parent: 'programmes/jw'", BAD, "parent");
    REFUSE(&bench, "GetDisbursement", "name: '" PAYMENTS "other'", MISSING, "");
    REFUSE(&bench, "ListDisbursements", "parent: 'programmes/other/projects/0042'", MISSING, "");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_is_recorded_and_read),
        cmocka_unit_test(rows_of_one_commit_have_different_recorded_times),
        cmocka_unit_test(each_wrong_field_of_a_new_budget_line_is_named),
        cmocka_unit_test(each_wrong_field_of_a_new_commitment_is_named),
        cmocka_unit_test(each_wrong_field_of_a_new_disbursement_is_named),
        cmocka_unit_test(money_is_reversed_from_the_end_backwards),
        cmocka_unit_test(a_reversal_is_of_the_same_day_unless_it_says_another),
        cmocka_unit_test(each_wrong_reversal_is_refused),
        cmocka_unit_test(each_noun_has_the_same_rules_of_reversal),
        cmocka_unit_test(what_is_reversed_is_not_free_on_the_days_before),
        cmocka_unit_test(a_line_cannot_end_before_the_last_reversal_below_it),
        cmocka_unit_test(nothing_is_taken_from_what_was_reversed),
        cmocka_unit_test(what_is_not_there_is_not_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
