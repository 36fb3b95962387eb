/* What a store forgets by itself, with a clock that can be set. */
#include "app/upkeep.h"
#include "base/arena.h"
#include "base/clock.h"
#include "net/loop.h"
#include "store/once.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#define PATIENCE (20 * CV_NS_PER_S)
#define DAY_US   INT64_C(86400000000)
#define OLD      4500 /* more than one bite */
#define YOUNG    3

static const struct cv_migration NONE[] = {{NULL, NULL}};

static _Atomic int64_t utc_us;

static uint64_t monotonic(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * CV_NS_PER_S + (uint64_t)now.tv_nsec;
}

static int64_t set_time(void)
{
    return atomic_load(&utc_us);
}

struct bench {
    struct cv_loop *loop;
    struct cv_store *store;
    struct cv_arena arena;
    struct cv_scope scope;
    struct cv_upkeep *upkeep;
};

struct op {
    struct cv_store_op store;
    int from;
    int count;
    int64_t found;
    bool done;
};

static void on_done(struct cv_store_op *op)
{
    CV_CONTAINER_OF(op, struct op, store)->done = true;
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

static void remember(struct cv_store_op *store, struct cv_tx *tx)
{
    struct op *op = CV_CONTAINER_OF(store, struct op, store);

    for (int i = 0; cv_ok(store->status) && i < op->count; i++) {
        char id[16];
        struct cv_once once = {.method = "/test/Say", .request_id = id};
        struct cv_slice answer = {(const uint8_t *)"yes", 3};

        (void)snprintf(id, sizeof(id), "r%d", op->from + i);
        cv_once_hash(&once, answer);
        if (cv_once_begin(tx, &once, store->scope, &answer, &store->status))
            store->status = cv_once_keep(tx, &once, store->scope, answer);
    }
}

static void count(struct cv_store_op *store, struct cv_tx *tx)
{
    struct op *op = CV_CONTAINER_OF(store, struct op, store);
    struct cv_stmt *stmt = cv_tx_prepare(tx, "SELECT COUNT(*) FROM caravan_once");

    if (cv_stmt_step(stmt))
        op->found = cv_stmt_get_int64(stmt, 0);
    store->status = cv_stmt_finish(stmt);
}

static void run(struct bench *bench, struct op *op, cv_store_work *work)
{
    op->done = false;
    op->store = (struct cv_store_op){
        .mode = CV_STORE_WRITE, .work = work, .done = on_done, .scope = &bench->scope};
    cv_store_submit(bench->store, &op->store);
    assert_true(cv_loop_run_until(bench->loop, is_set, &op->done, PATIENCE));
    assert_int_equal(op->store.status.code, CV_OK);
}

static int64_t remembered(struct bench *bench)
{
    struct op op = {0};

    run(bench, &op, count);
    return op.found;
}

static void up(struct bench *bench)
{
    static const struct cv_principal WHO = {"tester", "org"};
    struct cv_store_config config = {.url = "sqlite::memory:", .migrations = NONE};

    *bench = (struct bench){0};
    cv_arena_init(&bench->arena, 16 * 1024 * 1024);
    assert_int_equal(cv_loop_new(&bench->loop).code, CV_OK);
    bench->scope = (struct cv_scope){
        .arena = &bench->arena,
        .deadline_ns = CV_NEVER,
        .home = cv_loop_wake(bench->loop),
        .principal = &WHO,
    };
    assert_int_equal(cv_store_open(&config, &bench->arena, &bench->store).code, CV_OK);
}

static void down(struct bench *bench)
{
    cv_upkeep_stop(bench->upkeep);
    cv_loop_stop(bench->loop);
    cv_loop_run(bench->loop);
    cv_store_close(bench->store);
    cv_loop_free(bench->loop);
    cv_arena_release(&bench->arena);
}

static void answers_older_than_a_week_are_forgotten_and_no_others(void **state)
{
    const int64_t now = 2000 * DAY_US;
    struct op young = {.from = OLD, .count = YOUNG};
    uint64_t give_up = cv_clock_ns() + PATIENCE;
    int64_t left = OLD + YOUNG;
    struct bench bench;

    (void)state;
    up(&bench);
    for (int i = 0; i < OLD; i += OLD / 9) { /* nine commits */
        struct op part = {.from = i, .count = OLD / 9};

        atomic_store(&utc_us, now - 8 * DAY_US + i);
        run(&bench, &part, remember);
    }
    atomic_store(&utc_us, now - CV_UPKEEP_KEEP_US);
    run(&bench, &young, remember);
    assert_int_equal(remembered(&bench), OLD + YOUNG);
    atomic_store(&utc_us, now);
    assert_int_equal(
        cv_upkeep_start(bench.store, bench.loop, &bench.arena, NULL, &bench.upkeep).code, CV_OK);
    while (left > YOUNG) {
        int64_t before = left;

        assert_true(cv_clock_ns() < give_up);
        left = remembered(&bench);
        assert_true(before - left <= 3000); /* in bites */
    }
    assert_int_equal(left, YOUNG);
    down(&bench);
}

static atomic_int bites;

/* Of one round, then fails once, then two rounds more. */
static struct cv_status nibble(const struct cv_scope *scope, struct cv_tx *tx, bool *more)
{
    int bite = atomic_fetch_add(&bites, 1) + 1;

    (void)tx;
    *more = bite < 3;
    return cv_arena_alloc(scope->arena, 60 * 1024) == NULL || bite == 4
               ? cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no")
               : CV_STATUS_OK;
}

static bool have_bitten(void *arg)
{
    (void)arg;
    return atomic_load(&bites) >= 6;
}

static void a_job_of_the_service_goes_on_round_after_round(void **state)
{
    static const struct cv_upkeep_job JOBS[] = {{nibble, CV_NS_PER_MS}, {NULL, 0}};
    struct bench bench;

    (void)state;
    up(&bench);
    assert_int_equal(
        cv_upkeep_start(bench.store, bench.loop, &bench.arena, JOBS, &bench.upkeep).code, CV_OK);
    assert_true(cv_loop_run_until(bench.loop, have_bitten, NULL, PATIENCE));
    down(&bench);
}

int main(void)
{
    static const struct cv_clock CLOCK = {monotonic, set_time};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_older_than_a_week_are_forgotten_and_no_others),
        cmocka_unit_test(a_job_of_the_service_goes_on_round_after_round),
    };

    cv_clock_set(&CLOCK);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
