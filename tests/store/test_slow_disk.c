/* What of an op's wait is taken for too much to do, where the disk is slow: the clock that ops wait
 * by stands still until a test moves it, and each sync takes at least as long as a test says. */
#include "store/store_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

/* Eight of them are longer than any wait here. */
#define SYNC_NS    (40 * CV_NS_PER_MS)
#define LET_PASS   (50 * CV_NS_PER_MS)
#define UTC_US     INT64_C(1781000000000000)
#define STARTED_NS (1000 * CV_NS_PER_S)

static atomic_uint_fast64_t now_ns = STARTED_NS;
static atomic_uint_fast64_t sync_ns;
static atomic_uint slow_syncs;

static uint64_t still_ns(void)
{
    return atomic_load(&now_ns);
}

static int64_t still_us(void)
{
    return UTC_US;
}

/* ---- the disk: what the engine calls instead of the C library's ---- */

static int slow_sync(int fd)
{
    uint64_t until_ns = cv_clock_real_ns() + atomic_load(&sync_ns);

    if (atomic_load(&sync_ns) > 0)
        atomic_fetch_add(&slow_syncs, 1);
    while (cv_clock_real_ns() < until_ns)
        ;
    return (int)syscall(SYS_fdatasync, fd);
}

int fdatasync(int fd)
{
    return slow_sync(fd);
}

int fsync(int fd)
{
    return slow_sync(fd);
}

/* ---- ops ---- */

struct op {
    struct cv_store_op store;
    const atomic_bool *next_put; /* NULL: nobody comes after it */
    uint64_t takes_ns;           /* by the clock of ops, when the next one was put */
    const char *name;
    bool done;
};

/* While it is at work the next one waits. */
static void work(struct cv_store_op *store, struct cv_tx *tx)
{
    struct op *op = CV_CONTAINER_OF(store, struct op, store);
    struct cv_stmt *stmt =
        cv_tx_prepare(tx, "INSERT INTO thing (org_id, id, name, amount) VALUES ($1, $2, $3, 1)");

    cv_stmt_text(stmt, 1, "org");
    cv_stmt_uuid(stmt, 2, cv_uuid7());
    cv_stmt_text(stmt, 3, op->name);
    (void)cv_stmt_step(stmt);
    store->status = cv_stmt_finish(stmt);
    while (op->next_put != NULL && !atomic_load(op->next_put))
        ;
    atomic_fetch_add(&now_ns, op->takes_ns);
}

static void on_done(struct cv_store_op *op)
{
    CV_CONTAINER_OF(op, struct op, store)->done = true;
}

static void submit(struct store_bench *bench, struct op *op)
{
    op->store = (struct cv_store_op){
        .mode = CV_STORE_WRITE, .work = work, .done = on_done, .scope = &bench->scope};
    cv_store_submit(bench->store, &op->store);
}

static void await(struct store_bench *bench, struct op *op)
{
    assert_true(cv_loop_run_until(bench->loop, store_is_set, &op->done, STORE_PATIENCE));
    assert_int_equal(op->store.status.code, CV_OK);
}

/* Of an op that came when another was just at work, for so long. */
static uint64_t told_of(struct store_bench *bench, uint64_t waits_ns)
{
    atomic_bool put = false;
    char names[2][32];
    struct op at_work = {.next_put = &put, .takes_ns = waits_ns, .name = names[0]};
    struct op waits = {.name = names[1]};

    for (unsigned i = 0; i < 2; i++)
        (void)snprintf(names[i], sizeof(names[i]), "%llu.%u", (unsigned long long)waits_ns, i);
    submit(bench, &at_work);
    submit(bench, &waits);
    atomic_store(&put, true);
    await(bench, &at_work);
    await(bench, &waits);
    return waits.store.waited_ns;
}

static void a_slow_disk_excuses_a_wait_but_not_without_end(void **state)
{
    struct store_bench bench;
    struct op first = {.name = "first"};

    (void)state;
    store_up(&bench);
    atomic_store(&sync_ns, SYNC_NS);
    submit(&bench, &first);
    await(&bench, &first);
    assert_true(atomic_load(&slow_syncs) > 0);
    assert_int_equal(told_of(&bench, LET_PASS - 1), 0);
    assert_int_equal(told_of(&bench, LET_PASS + 1), 1);
    assert_int_equal(told_of(&bench, 5 * LET_PASS), 4 * LET_PASS);
    atomic_store(&sync_ns, 0);
    store_down(&bench);
}

int main(void)
{
    static const struct cv_clock STILL = {still_ns, still_us};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slow_disk_excuses_a_wait_but_not_without_end),
    };

    cv_clock_set(&STILL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
