/* The store's log beside readers who follow each other without a pause. */
#include "base/random.h"
#include "store/store_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>

#include <cmocka.h>

#define READERS 8
#define PAGE    4096
#define WRITES  80
/* From when on it is emptied, and some more for what is written at once. */
#define PAGES_MOST 22000
#define LONG_NS    (4 * CV_NS_PER_S)
#define LONG_MOST  (WRITES / 10) /* where others leave us hardly a processor */

struct reader {
    struct cv_store_op op;
    struct store_bench *bench;
    bool *ends;
    bool done;
};

struct writer {
    struct cv_store_op op;
    bool done;
};

/* So long that there is always one who reads. */
static void read_work(struct cv_store_op *op, struct cv_tx *tx)
{
    uint64_t until_ns = cv_clock_ns() + CV_NS_PER_MS;

    while (cv_clock_ns() < until_ns) {
        struct cv_stmt *stmt = cv_tx_prepare(tx, "SELECT COUNT(*) FROM sum");

        (void)cv_stmt_step(stmt);
        op->status = cv_stmt_finish(stmt);
    }
}

static void read_on(struct cv_store_op *op)
{
    struct reader *reader = CV_CONTAINER_OF(op, struct reader, op);

    assert_int_equal(op->status.code, CV_OK);
    reader->done = *reader->ends;
    if (!reader->done)
        cv_store_submit(reader->bench->store, &reader->op);
}

static void write_work(struct cv_store_op *op, struct cv_tx *tx)
{
    for (unsigned i = 0; cv_ok(op->status) && i < 500; i++) {
        struct cv_stmt *stmt =
            cv_tx_prepare(tx, "INSERT INTO thing (org_id, id, name, amount, note) "
                              "VALUES ($1, $2, $4, $3, $5)");
        char name[1000];

        (void)snprintf(name, sizeof(name), "%0990llu", (unsigned long long)cv_random_u64());
        cv_stmt_text(stmt, 1, "org");
        cv_stmt_uuid(stmt, 2, cv_uuid7());
        cv_stmt_int64(stmt, 3, 1);
        cv_stmt_text(stmt, 4, name);
        cv_stmt_null(stmt, 5);
        (void)cv_stmt_step(stmt);
        op->status = cv_stmt_finish(stmt);
    }
}

static void written(struct cv_store_op *op)
{
    assert_int_equal(op->status.code, CV_OK);
    CV_CONTAINER_OF(op, struct writer, op)->done = true;
}

static int64_t pages_of_log(const struct store_bench *bench)
{
    char path[128];
    struct stat log;

    (void)snprintf(path, sizeof(path), "%s/s.db-wal", bench->dir);
    assert_int_equal(stat(path, &log), 0);
    return log.st_size / PAGE;
}

/* How long one took. */
static uint64_t write_once(struct store_bench *bench)
{
    struct writer writer = {
        .op = {
            .mode = CV_STORE_WRITE, .work = write_work, .done = written, .scope = &bench->scope}};
    uint64_t began_ns = cv_clock_ns();

    cv_store_submit(bench->store, &writer.op);
    assert_true(cv_loop_run_until(bench->loop, store_is_set, &writer.done, STORE_PATIENCE));
    return cv_clock_ns() - began_ns;
}

static void a_log_is_emptied_beside_readers_and_no_write_waits_long_for_it(void **state)
{
    struct store_bench bench;
    struct reader readers[READERS];
    int64_t most = 0;
    unsigned slow = 0;
    bool emptied = false;
    bool ends = false;

    (void)state;
    store_up(&bench);
    for (unsigned i = 0; i < READERS; i++) {
        readers[i] = (struct reader){.op = {.mode = CV_STORE_READ,
                                            .work = read_work,
                                            .done = read_on,
                                            .scope = &bench.scope},
                                     .bench = &bench,
                                     .ends = &ends};
        cv_store_submit(bench.store, &readers[i].op);
    }
    for (unsigned i = 0; i < WRITES; i++) {
        int64_t pages;

        slow += write_once(&bench) >= LONG_NS;
        pages = pages_of_log(&bench);
        emptied |= pages < most;
        most = pages > most ? pages : most;
    }
    assert_true(slow <= LONG_MOST);
    assert_true(emptied);
    assert_true(most < PAGES_MOST);
    ends = true;
    for (unsigned i = 0; i < READERS; i++)
        assert_true(cv_loop_run_until(bench.loop, store_is_set, &readers[i].done, STORE_PATIENCE));
    store_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_is_emptied_beside_readers_and_no_write_waits_long_for_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
