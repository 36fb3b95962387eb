/* Notes: what a group reads once and writes once. */
#include "base/fault.h"
#include "base/random.h"
#include "store/store_bench.h"

#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SUMS  3
#define STEPS 12

static unsigned sums_written;

static struct cv_status read_sum(struct cv_tx *tx, const char *key, void *value)
{
    struct cv_stmt *stmt = cv_tx_prepare(tx, "SELECT amount FROM sum WHERE id = $1");
    int64_t *sum = value;

    cv_stmt_text(stmt, 1, key);
    *sum = cv_stmt_step(stmt) ? cv_stmt_get_int64(stmt, 0) : 0;
    return cv_stmt_finish(stmt);
}

static struct cv_status write_sum(struct cv_tx *tx, const char *key, const void *value)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(tx, "INSERT INTO sum (id, amount) VALUES ($1, $2) "
                          "ON CONFLICT (id) DO UPDATE SET amount = excluded.amount");

    sums_written++;
    cv_stmt_text(stmt, 1, key);
    cv_stmt_int64(stmt, 2, *(const int64_t *)value);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static const struct cv_note_kind SUM = {sizeof(int64_t), read_sum, write_sum};
static const char *const SUM_KEYS[SUMS] = {"a", "b", "c"};

/* Adds to sums, sets marks and lets go of them; `found` is what it read in the end. */
struct adder {
    struct cv_store_op store;
    struct {
        enum {
            ADD,
            MARK,
            KEEP,
            UNDO
        } what;
        int sum;
        int64_t amount;
    } steps[STEPS];
    bool fails;
    sem_t *waits_for; /* before it ends */
    int64_t found[SUMS];
    bool done;
};

static struct cv_status add_to_sum(struct cv_tx *tx, int sum, int64_t amount)
{
    int64_t total;
    struct cv_status status = cv_tx_note_get(tx, &SUM, SUM_KEYS[sum], &total);

    total += amount;
    return cv_ok(status) ? cv_tx_note_set(tx, &SUM, SUM_KEYS[sum], &total) : status;
}

static void add_work(struct cv_store_op *store, struct cv_tx *tx)
{
    struct adder *adder = CV_CONTAINER_OF(store, struct adder, store);
    struct cv_status status = CV_STATUS_OK;

    for (int i = 0; cv_ok(status) && i < STEPS; i++) {
        if (adder->steps[i].what == ADD)
            status = add_to_sum(tx, adder->steps[i].sum, adder->steps[i].amount);
        else
            status = adder->steps[i].what == MARK ? cv_tx_mark(tx)
                                                  : cv_tx_release(tx, adder->steps[i].what == KEEP);
    }
    for (int i = 0; cv_ok(status) && i < SUMS; i++)
        status = cv_tx_note_get(tx, &SUM, SUM_KEYS[i], &adder->found[i]);
    if (adder->waits_for != NULL)
        assert_int_equal(sem_wait(adder->waits_for), 0);
    if (cv_ok(status) && adder->fails)
        status = cv_status(CV_ABORTED, NULL, "changed its mind");
    store->status = status;
}

static void on_added(struct cv_store_op *op)
{
    CV_CONTAINER_OF(op, struct adder, store)->done = true;
}

static void submit_adder(struct store_bench *bench, struct adder *adder)
{
    adder->done = false;
    adder->store = (struct cv_store_op){
        .mode = CV_STORE_WRITE, .work = add_work, .done = on_added, .scope = &bench->scope};
    cv_store_submit(bench->store, &adder->store);
}

static void wait_adder(struct store_bench *bench, struct adder *adder)
{
    assert_true(cv_loop_run_until(bench->loop, store_is_set, &adder->done, STORE_PATIENCE));
}

static int below(unsigned limit)
{
    return (int)(cv_random_u64() % limit);
}

static struct adder random_adder(void)
{
    struct adder adder = {.fails = below(4) == 0};
    int marks = 0;

    for (int i = 0; i < STEPS; i++) {
        bool ends = STEPS - i <= marks;
        int die = below(4);

        adder.steps[i].sum = below(SUMS);
        adder.steps[i].amount = 1 + below(100);
        if (marks > 0 && (ends || die == 0))
            adder.steps[i].what = below(2) == 0 ? KEEP : UNDO;
        else if (die == 1 && STEPS - i > marks + 1)
            adder.steps[i].what = MARK;
        marks += adder.steps[i].what == MARK;
        marks -= adder.steps[i].what == KEEP || adder.steps[i].what == UNDO;
    }
    return adder;
}

/* What the sums are after this one, by copies. */
static void model_adder(const struct adder *adder, int64_t sums[SUMS])
{
    int64_t stack[STEPS + 1][SUMS];
    int marks = 0;

    memcpy(stack[0], sums, sizeof(stack[0]));
    for (int i = 0; i < STEPS; i++) {
        if (adder->steps[i].what == ADD)
            stack[marks][adder->steps[i].sum] += adder->steps[i].amount;
        else if (adder->steps[i].what == MARK)
            memcpy(stack[marks + 1], stack[marks], sizeof(stack[0]));
        else if (adder->steps[i].what == KEEP)
            memcpy(stack[marks - 1], stack[marks], sizeof(stack[0]));
        marks += adder->steps[i].what == MARK;
        marks -= adder->steps[i].what == KEEP || adder->steps[i].what == UNDO;
    }
    assert_memory_equal(adder->found, stack[0], sizeof(stack[0]));
    if (!adder->fails)
        memcpy(sums, stack[0], sizeof(stack[0]));
}

static void read_sums_work(struct cv_store_op *store, struct cv_tx *tx)
{
    struct adder *adder = CV_CONTAINER_OF(store, struct adder, store);

    for (int i = 0; cv_ok(store->status) && i < SUMS; i++)
        store->status = cv_tx_note_get(tx, &SUM, SUM_KEYS[i], &adder->found[i]);
}

static void assert_sums(struct store_bench *bench, const int64_t sums[SUMS])
{
    struct adder adder = {.store = {.mode = CV_STORE_READ,
                                    .work = read_sums_work,
                                    .done = on_added,
                                    .scope = &bench->scope}};

    cv_store_submit(bench->store, &adder.store);
    wait_adder(bench, &adder);
    assert_int_equal(adder.store.status.code, CV_OK);
    assert_memory_equal(adder.found, sums, sizeof(adder.found));
}

/* ---- tests ---- */

static void notes_are_as_the_ops_and_marks_that_stand_left_them(void **state)
{
    enum {
        N = 250
    };
    struct store_bench bench;
    static struct adder adders[N];
    int64_t sums[SUMS] = {0};

    (void)state;
    cv_random_seed(7);
    store_up(&bench);
    for (int turn = 0; turn < 8; turn++) {
        for (int i = 0; i < N; i++) {
            adders[i] = random_adder();
            submit_adder(&bench, &adders[i]);
        }
        for (int i = 0; i < N; i++) {
            wait_adder(&bench, &adders[i]);
            assert_int_equal(adders[i].store.status.code, adders[i].fails ? CV_ABORTED : CV_OK);
            model_adder(&adders[i], sums);
        }
        assert_sums(&bench, sums);
    }
    cv_store_close(bench.store);
    assert_int_equal(store_open(&bench, STORE_MIGRATIONS).code, CV_OK);
    assert_sums(&bench, sums);
    store_down(&bench);
    cv_random_seed(0);
}

static void a_note_is_written_once_for_a_group(void **state)
{
    enum {
        N = 100
    };
    struct store_bench bench;
    struct adder adders[N] = {0};
    int64_t sums[SUMS] = {0};
    sem_t submitted;

    (void)state;
    store_up(&bench);
    assert_int_equal(sem_init(&submitted, 0, 0), 0);
    for (int i = 0; i < N; i++) {
        adders[i].waits_for = i == 0 ? &submitted : NULL;
        for (int step = 0; step < STEPS; step++)
            adders[i].steps[step].amount = 1;
        sums[0] += STEPS;
        submit_adder(&bench, &adders[i]);
    }
    sums_written = 0;
    assert_int_equal(sem_post(&submitted), 0);
    for (int i = 0; i < N; i++)
        wait_adder(&bench, &adders[i]);
    assert_sums(&bench, sums);
    assert_in_range(sums_written, 1, 2); /* the first one may have begun before the others */
    assert_int_equal(sem_destroy(&submitted), 0);
    store_down(&bench);
}

static void whatever_fails_a_note_is_as_it_was_told(void **state)
{
    struct store_bench bench;
    int64_t sums[SUMS] = {0};
    bool fired = true;
    unsigned long nth = 1;

    (void)state;
    store_up(&bench);
    for (; fired; nth++) {
        struct adder adder = {
            .steps = {{ADD, 0, 1}, {MARK, 0, 0}, {ADD, 0, 2}, {ADD, 1, 4}, {KEEP, 0, 0}}};

        cv_fault_arm(CV_FAULT_ALLOC | CV_FAULT_STATEMENT, nth);
        submit_adder(&bench, &adder);
        wait_adder(&bench, &adder);
        fired = cv_fault_fired();
        cv_fault_off();
        if (cv_ok(adder.store.status))
            model_adder(&adder, sums);
        assert_sums(&bench, sums);
    }
    assert_true(nth > 15);
    store_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_are_as_the_ops_and_marks_that_stand_left_them),
        cmocka_unit_test(a_note_is_written_once_for_a_group),
        cmocka_unit_test(whatever_fails_a_note_is_as_it_was_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
