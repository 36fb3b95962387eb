/* Budget >= commitments >= disbursements, on every day and at every recorded instant: random
 * operations against a model that knows no accounts and adds everything up anew each time. */
#include "base/random.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PROJECT "programmes/jw/projects/0042"
#define SEEDS   40
#define STEPS   100
#define DAYS    20
#define NONE    (-1)

enum kind {
    LINE,
    PROMISE,
    PAYMENT
};

static const struct {
    const char *collection;
    const char *create;
    const char *field;
    const char *of; /* what it is taken from, as a field and as a reason */
    const char *exceeded;
    const char *in_use;
    const char *reverse;
    const char *get;
    const char *used;
} WORDS[] = {
    [LINE] = {"budgetLines", "CreateBudgetLine", "budget_line", NULL, NULL, "STILL_COMMITTED",
              "ReverseBudgetLine", "GetBudgetLine", "committed"},
    [PROMISE] = {"commitments", "CreateCommitment", "commitment", "budget_line", "BUDGET_EXCEEDED",
                 "STILL_DISBURSED", "ReverseCommitment", "GetCommitment", "disbursed"},
    [PAYMENT] = {"disbursements", "CreateDisbursement", "disbursement", "commitment",
                 "COMMITMENT_EXCEEDED", NULL, "ReverseDisbursement", "GetDisbursement", NULL},
};

/* ---- the model: the rows as they were recorded, and nothing else ---- */

struct row {
    enum kind kind;
    int of; /* the row it is taken from */
    int64_t amount;
    int day;
    int reverses;
    int reversed_by;
};

struct model {
    struct row rows[STEPS];
    int count;
};

struct op {
    bool reverse;
    enum kind kind;
    int on; /* the row to take from, or to reverse */
    int64_t amount;
    int day; /* 0 in a reversal: that of the row */
};

/* What was taken from a row up to a day. */
static int64_t taken(const struct model *model, int of, int day)
{
    int64_t sum = 0;

    for (int i = 0; i < model->count; i++)
        sum += model->rows[i].of == of && model->rows[i].day <= day ? model->rows[i].amount : 0;
    return sum;
}

/* What a row was worth on a day. */
static int64_t worth(const struct model *model, int row, int day)
{
    const struct row *it = &model->rows[row];
    int64_t sum = it->day <= day ? it->amount : 0;

    if (it->reversed_by != NONE && model->rows[it->reversed_by].day <= day)
        sum += model->rows[it->reversed_by].amount;
    return sum;
}

static int last_reversal_below(const struct model *model, int of)
{
    int day = 0;

    for (int i = 0; i < model->count; i++) {
        const struct row *row = &model->rows[i];

        if (row->of == of && row->reverses != NONE && row->day > day)
            day = row->day;
    }
    return day;
}

static void check_invariant(const struct model *model)
{
    for (int day = 0; day <= DAYS + 1; day++) {
        for (int i = 0; i < model->count; i++) {
            if (model->rows[i].reverses != NONE)
                continue;
            assert_true(taken(model, i, day) >= 0);
            assert_true(taken(model, i, day) <= worth(model, i, day));
        }
    }
}

/* NULL: it must be accepted; else the reason it must be refused for. */
static const char *refusal_of_taking(const struct model *model, const struct op *op)
{
    const struct row *of;

    if (op->kind == LINE)
        return NULL;
    of = &model->rows[op->on];
    if (of->reverses != NONE)
        return "IS_REVERSAL";
    if (of->reversed_by != NONE)
        return "ALREADY_REVERSED";
    if (op->day < of->day || op->day < last_reversal_below(model, op->on))
        return "BACKDATED";
    return taken(model, op->on, DAYS) + op->amount > of->amount ? WORDS[op->kind].exceeded : NULL;
}

static const char *refusal_of_reversal(const struct model *model, const struct op *op)
{
    const struct row *row = &model->rows[op->on];
    int day = op->day == 0 ? row->day : op->day;

    if (row->reverses != NONE)
        return "IS_REVERSAL";
    if (row->reversed_by != NONE)
        return "ALREADY_REVERSED";
    if (day < row->day)
        return "INVALID_FIELD";
    if (row->kind == PAYMENT)
        return NULL;
    if (taken(model, op->on, DAYS) > 0)
        return WORDS[row->kind].in_use;
    return day < last_reversal_below(model, op->on) ? "BACKDATED" : NULL;
}

static void record(struct model *model, const struct op *op)
{
    struct row *row = &model->rows[model->count];

    *row =
        (struct row){op->kind, op->kind == LINE ? NONE : op->on, op->amount, op->day, NONE, NONE};
    if (op->reverse) {
        struct row *original = &model->rows[op->on];

        row->of = original->of;
        row->amount = -original->amount;
        row->day = op->day == 0 ? original->day : op->day;
        row->reverses = op->on;
        original->reversed_by = model->count;
    }
    model->count++;
}

/* ---- the service ---- */

static const char *name_of(struct service_bench *bench, const struct model *model, int row)
{
    return service_text(bench, PROJECT "/%s/r%d", WORDS[model->rows[row].kind].collection, row);
}

static const char *date_of(struct service_bench *bench, int day)
{
    return service_text(bench, "effective_date: 2025-01-%02d", day);
}

static const char *request_of(struct service_bench *bench, const struct model *model,
                              const struct op *op)
{
    const char *field = WORDS[op->kind].field;
    const char *rest = "title: 'x' fiscal_year: 2025";

    if (op->reverse)
        return service_text(bench, "name: '%s' reversal_id: 'r%d' reference: 'x' %s",
                            name_of(bench, model, op->on), model->count,
                            op->day == 0 ? "" : date_of(bench, op->day));
    if (op->kind != LINE)
        rest = service_text(bench, "%s: '%s'", WORDS[op->kind].of, name_of(bench, model, op->on));
    return service_text(bench, "parent: '" PROJECT "' %s_id: 'r%d' %s { amount: %ld %s %s }", field,
                        model->count, field, (long)op->amount, date_of(bench, op->day), rest);
}

/* ---- random operations ---- */

static int one_of(int count)
{
    return (int)(cv_random_u64() % (uint64_t)count);
}

/* A row of this kind, or NONE. */
static int any_row(const struct model *model, enum kind kind)
{
    int start = model->count == 0 ? 0 : one_of(model->count);

    for (int i = 0; i < model->count; i++) {
        int row = (start + i) % model->count;

        if (model->rows[row].kind == kind)
            return row;
    }
    return NONE;
}

static struct op any_op(const struct model *model)
{
    static const int64_t MOST[] = {[LINE] = 100, [PROMISE] = 60, [PAYMENT] = 40};
    static const enum kind OFTEN[] = {LINE, PROMISE, PROMISE, PAYMENT, PAYMENT};
    struct op op = {.kind = OFTEN[one_of(5)], .day = 1 + one_of(DAYS)};

    op.amount = 1 + one_of((int)MOST[op.kind]);
    if (model->count > 0 && one_of(4) == 0) {
        op.reverse = true;
        op.on = one_of(model->count);
        op.kind = model->rows[op.on].kind;
        op.day = one_of(3) == 0 ? 0 : op.day;
        return op;
    }
    op.on = op.kind == LINE ? NONE : any_row(model, op.kind == PROMISE ? LINE : PROMISE);
    if (op.on == NONE)
        op.kind = LINE;
    return op;
}

/* How often each outcome was seen: one that never is proves nothing. */
struct tally {
    const char *reason;
    int count;
};

static void count(struct tally *tally, const char *reason)
{
    while (tally->reason != NULL && strcmp(tally->reason, reason) != 0)
        tally++;
    assert_non_null(tally->reason);
    tally->count++;
}

static void try_one(struct service_bench *bench, struct model *model, struct tally *tally, int seed)
{
    struct op op = any_op(model);
    const char *want = op.reverse ? refusal_of_reversal(model, &op) : refusal_of_taking(model, &op);
    const char *method = op.reverse ? WORDS[op.kind].reverse : WORDS[op.kind].create;
    const char *request = request_of(bench, model, &op);
    bool accepted = service_ask(bench, method, request) != NULL;
    const char *got = accepted ? "OK" : bench->op.start.status.reason;

    if (strcmp(got, want == NULL ? "OK" : want) != 0)
        fail_msg("seed %d, %s(%s): the model says %s, the service %s: %s", seed, method, request,
                 want == NULL ? "OK" : want, got, accepted ? "" : bench->op.start.status.message);
    count(tally, got);
    if (accepted) {
        record(model, &op);
        projects_approve(bench);
    }
}

/* ---- comparing ---- */

static void check_row(struct service_bench *bench, const struct model *model, int i,
                      int64_t *recorded_us)
{
    const struct row *row = &model->rows[i];
    const char *used = WORDS[row->kind].used;
    const char *want = service_text(
        bench, "name: '%s' amount: %ld %s reverses: '%s' reversed_by: '%s' %s",
        name_of(bench, model, i), (long)row->amount, date_of(bench, row->day),
        row->reverses == NONE ? "" : name_of(bench, model, row->reverses),
        row->reversed_by == NONE ? "" : name_of(bench, model, row->reversed_by),
        used == NULL ? "" : service_text(bench, "%s: %ld", used, (long)taken(model, i, DAYS)));
    const ProtobufCMessage *got =
        EXPECT(bench, WORDS[row->kind].get,
               service_text(bench, "name: '%s'", name_of(bench, model, i)), want);
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(got->descriptor, "recorded_time");
    const Google__Protobuf__Timestamp *time =
        *(Google__Protobuf__Timestamp *const *)(const void *)((const uint8_t *)got + field->offset);
    int64_t us = time->seconds * 1000000 + time->nanos / 1000;

    assert_true(us > *recorded_us); /* each row is an instant of its own, in the model's order */
    *recorded_us = us;
}

static void the_service_agrees_with_a_model_that_sums(void **state)
{
    struct tally tally[] = {
        {"OK", 0},
        {"BACKDATED", 0},
        {"BUDGET_EXCEEDED", 0},
        {"COMMITMENT_EXCEEDED", 0},
        {"ALREADY_REVERSED", 0},
        {"IS_REVERSAL", 0},
        {"INVALID_FIELD", 0},
        {"STILL_COMMITTED", 0},
        {"STILL_DISBURSED", 0},
        {NULL, 0},
    };

    (void)state;
    for (int seed = 1; seed <= SEEDS; seed++) {
        struct service_bench bench;
        struct model model = {.count = 0};
        int64_t recorded_us = 0;

        cv_random_seed((uint64_t)seed);
        projects_up(&bench, SERVICE_IN_MEMORY);
        projects_sow(&bench);
        for (int step = 0; step < STEPS; step++) {
            try_one(&bench, &model, tally, seed);
            check_invariant(&model);
        }
        for (int i = 0; i < model.count; i++)
            check_row(&bench, &model, i, &recorded_us);
        service_down(&bench);
    }
    cv_random_seed(0);
    for (const struct tally *row = tally; row->reason != NULL; row++)
        assert_true(row->count >= 10);
}

/* ---- many callers at once ---- */

#define CALLERS 64

struct caller {
    struct cv_unary op;
    int *waiting;
};

static void on_done(struct cv_unary *op)
{
    (*CV_CONTAINER_OF(op, struct caller, op)->waiting)--;
}

static bool nobody_waits(void *arg)
{
    return *(int *)arg == 0;
}

/* How many of CALLERS calls, all under way at once, are accepted. */
static int rush(struct service_bench *bench, const struct cv_method *method, const char *request,
                const char *refusal)
{
    static struct caller callers[CALLERS];
    int waiting = CALLERS;
    int accepted = 0;
    const char *problem;

    for (int i = 0; i < CALLERS; i++) {
        callers[i] = (struct caller){.waiting = &waiting};
        callers[i].op.start.scope = &bench->scope;
        callers[i].op.start.method = method;
        callers[i].op.request =
            message_from_text(method->request, request, &bench->arena, &problem);
        callers[i].op.done = on_done;
        assert_non_null(callers[i].op.request);
        cv_unary_submit(bench->channel, &callers[i].op);
    }
    assert_true(cv_loop_run_until(bench->loop, nobody_waits, &waiting, UINT64_C(20000000000)));
    for (int i = 0; i < CALLERS; i++) {
        struct cv_status status = callers[i].op.start.status;

        accepted += cv_ok(status);
        if (!cv_ok(status))
            assert_string_equal(status.reason, refusal);
    }
    return accepted;
}

static const struct cv_method *method(const char *name)
{
    const struct cv_service_type *type = &caravan_projects_v1_projects_type;
    size_t i = 0;

    while (strcmp(type->methods[i].name, name) != 0)
        i++;
    return &type->methods[i];
}

static void no_number_of_callers_passes_a_limit(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_FILE);
    projects_sow(&bench);
    EXPECT(&bench, "CreateBudgetLine",
           "parent: '" PROJECT "' budget_line_id: 'l' budget_line { title: 'x' fiscal_year: 2025 "
           "amount: 1000 effective_date: 2025-01-01 }",
           "");
    assert_int_equal(rush(&bench, method("CreateCommitment"),
                          "parent: '" PROJECT "' commitment { amount: 30 "
                          "budget_line: '" PROJECT "/budgetLines/l' effective_date: 2025-01-01 }",
                          "BUDGET_EXCEEDED"),
                     33);
    EXPECT(&bench, "GetBudgetLine", "name: '" PROJECT "/budgetLines/l'",
           "committed: 0 pending: 990");
    EXPECT(&bench, "CreateCommitment",
           "parent: '" PROJECT "' commitment_id: 'c' commitment { amount: 10 "
           "budget_line: '" PROJECT "/budgetLines/l' effective_date: 2025-01-01 }",
           "");
    assert_int_equal(rush(&bench, method("CreateDisbursement"),
                          "parent: '" PROJECT "' disbursement { amount: 3 "
                          "commitment: '" PROJECT "/commitments/c' effective_date: 2025-01-01 }",
                          "COMMITMENT_EXCEEDED"),
                     3);
    EXPECT(&bench, "GetCommitment", "name: '" PROJECT "/commitments/c'", "disbursed: 0 pending: 9");
    projects_approve(&bench);
    EXPECT(&bench, "GetCommitment", "name: '" PROJECT "/commitments/c'", "disbursed: 9 pending: 0");
    assert_int_equal(rush(&bench, method("ReverseCommitment"),
                          "name: '" PROJECT "/commitments/c' reference: 'x'", "STILL_DISBURSED"),
                     0);
    service_down(&bench);
}

static void one_of_many_callers_reverses(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_FILE);
    projects_sow(&bench);
    EXPECT(&bench, "CreateBudgetLine",
           "parent: '" PROJECT "' budget_line_id: 'l' budget_line { title: 'x' fiscal_year: 2025 "
           "amount: 1000 effective_date: 2025-01-01 }",
           "");
    projects_approve(&bench);
    assert_int_equal(rush(&bench, method("ReverseBudgetLine"),
                          "name: '" PROJECT "/budgetLines/l' reference: 'x'", "ALREADY_REVERSED"),
                     1);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_service_agrees_with_a_model_that_sums),
        cmocka_unit_test(no_number_of_callers_passes_a_limit),
        cmocka_unit_test(one_of_many_callers_reverses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
