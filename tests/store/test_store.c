/* The store through its public door: real files, real threads, a real loop. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/fault.h"
#include "net/loop.h"
#include "store/once.h"
#include "store/store.h"
#include "store/store_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- ops ---- */

struct op {
    struct cv_store_op store;
    struct store_bench *bench;
    const char *name;
    int64_t amount;
    int64_t found; /* result of count */
    const char *request_id;
    struct cv_slice answer;
    bool fail_after; /* report an error after writing */
    bool done;
};

static void on_done(struct cv_store_op *op)
{
    CV_CONTAINER_OF(op, struct op, store)->done = true;
}

static struct cv_status insert(struct cv_tx *tx, const struct op *op)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        tx, "INSERT INTO thing (org_id, id, name, amount, note) VALUES ($1, $2, $4, $3, $5)");

    cv_stmt_text(stmt, 1, "org");
    cv_stmt_uuid(stmt, 2, cv_uuid7());
    cv_stmt_int64(stmt, 3, op->amount);
    cv_stmt_text(stmt, 4, op->name);
    cv_stmt_null(stmt, 5);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static void insert_work(struct cv_store_op *store, struct cv_tx *tx)
{
    struct op *op = CV_CONTAINER_OF(store, struct op, store);

    store->status = insert(tx, op);
    if (cv_ok(store->status) && op->fail_after)
        store->status = cv_status(CV_ABORTED, NULL, "changed its mind");
}

static void once_work(struct cv_store_op *store, struct cv_tx *tx)
{
    struct op *op = CV_CONTAINER_OF(store, struct op, store);
    struct cv_once once = {.method = "/test/Insert", .request_id = op->request_id};
    struct cv_slice body = {(const uint8_t *)&op->amount, sizeof(op->amount)};

    cv_once_hash(&once, body);
    if (!cv_once_begin(tx, &once, store->scope, &op->answer, &store->status))
        return;
    store->status = insert(tx, op);
    if (!cv_ok(store->status))
        return;
    op->answer = (struct cv_slice){(const uint8_t *)op->name, strlen(op->name)};
    store->status = cv_once_keep(tx, &once, store->scope, op->answer);
}

/* "kept" and "kept.again" stay; "undone.1" to "undone.3" do not, although the mark of one of them
 * was released with keep. */
static struct cv_status insert_under_marks(struct cv_tx *tx, const char *const names[5])
{
    static const struct {
        int marks;    /* to set before the row */
        int releases; /* after it */
        bool keep;
    } STEPS[5] = {{1, 1, true}, {1, 0, false}, {1, 1, true}, {1, 2, false}, {2, 2, true}};
    struct cv_status status = CV_STATUS_OK;

    for (int i = 0; i < 5; i++) {
        struct op row = {.name = names[i]};

        for (int n = 0; cv_ok(status) && n < STEPS[i].marks; n++)
            status = cv_tx_mark(tx);
        if (cv_ok(status))
            status = insert(tx, &row);
        for (int n = 0; cv_ok(status) && n < STEPS[i].releases; n++)
            status = cv_tx_release(tx, STEPS[i].keep);
    }
    return status;
}

static void marks_work(struct cv_store_op *store, struct cv_tx *tx)
{
    struct op *op = CV_CONTAINER_OF(store, struct op, store);
    struct cv_once once = {.method = "/test/Marks", .request_id = op->request_id};
    const char *names[5] = {"kept", "undone.1", "undone.2", "undone.3", "kept.again"};

    for (int i = 0; i < 5; i++)
        names[i] = cv_arena_printf(store->scope->arena, "%s.%s", op->name, names[i]);
    if (!cv_once_begin(tx, &once, store->scope, &op->answer, &store->status))
        return;
    store->status = insert_under_marks(tx, names);
    if (cv_ok(store->status))
        store->status = cv_once_keep(tx, &once, store->scope, (struct cv_slice){NULL, 0});
}

/* So many rows under a mark each, that what undoes them is larger than what memory is given for it;
 * a change of all of them under one mark is undone then. */
static void many_marks_work(struct cv_store_op *store, struct cv_tx *tx)
{
    const struct op *op = CV_CONTAINER_OF(store, struct op, store);

    for (int64_t i = 0; cv_ok(store->status) && i < op->amount; i++) {
        struct op row = {
            .name = cv_arena_printf(store->scope->arena, "%s.%d", op->name, (int)i),
        };

        store->status = cv_tx_mark(tx);
        if (cv_ok(store->status))
            store->status = insert(tx, &row);
        if (cv_ok(store->status))
            store->status = cv_tx_release(tx, true);
    }
    if (cv_ok(store->status))
        store->status = cv_tx_mark(tx);
    if (cv_ok(store->status))
        store->status = cv_tx_run(tx, "UPDATE thing SET name = name || '.changed'");
    if (cv_ok(store->status))
        store->status = cv_tx_release(tx, false);
}

/* A row that breaks a rule, undone alone. */
static void refused_row_work(struct cv_store_op *store, struct cv_tx *tx)
{
    struct op *op = CV_CONTAINER_OF(store, struct op, store);
    struct op before = {.name = "before"};
    struct op after = {.name = "after"};

    (void)insert(tx, &before);
    store->status = cv_tx_mark(tx);
    op->found = insert(tx, op).code;
    if (!cv_ok(store->status) || op->fail_after)
        store->status = cv_status(CV_ABORTED, NULL, "changed its mind under a mark");
    else
        store->status = cv_tx_release(tx, false);
    if (cv_ok(store->status))
        store->status = insert(tx, &after);
}

static void count_work(struct cv_store_op *store, struct cv_tx *tx)
{
    struct op *op = CV_CONTAINER_OF(store, struct op, store);
    struct cv_stmt *stmt =
        cv_tx_prepare(tx, "SELECT COUNT(*) FROM thing WHERE org_id = $1 AND name LIKE $2");

    cv_stmt_text(stmt, 1, "org");
    cv_stmt_text(stmt, 2, op->name);
    if (cv_stmt_step(stmt))
        op->found = cv_stmt_get_int64(stmt, 0);
    store->status = cv_stmt_finish(stmt);
}

static void submit(struct store_bench *bench, struct op *op, cv_store_work *work,
                   enum cv_store_mode mode)
{
    op->store =
        (struct cv_store_op){.mode = mode, .work = work, .done = on_done, .scope = &bench->scope};
    op->bench = bench;
    op->done = false;
    cv_store_submit(bench->store, &op->store);
    assert_false(op->done);
}

static enum cv_code run(struct store_bench *bench, struct op *op, cv_store_work *work,
                        enum cv_store_mode mode)
{
    submit(bench, op, work, mode);
    assert_true(cv_loop_run_until(bench->loop, store_is_set, &op->done, STORE_PATIENCE));
    return op->store.status.code;
}

static int64_t count(struct store_bench *bench, const char *like)
{
    struct op op = {.name = like};

    assert_int_equal(run(bench, &op, count_work, CV_STORE_READ), CV_OK);
    return op.found;
}

/* ---- tests ---- */

static void what_undoes_an_op_may_be_larger_than_memory_for_it(void **state)
{
    struct store_bench bench;
    struct op first = {.name = "first", .amount = 5000};
    struct op second = {.name = "second", .amount = 5000};

    (void)state;
    store_up(&bench);
    assert_int_equal(run(&bench, &first, many_marks_work, CV_STORE_WRITE), CV_OK);
    assert_int_equal(count(&bench, "first.%"), 5000);
    assert_int_equal(run(&bench, &second, many_marks_work, CV_STORE_WRITE), CV_OK);
    assert_int_equal(count(&bench, "second.%"), 5000);
    assert_int_equal(count(&bench, "%.changed"), 0);
    store_down(&bench);
}

static void what_was_written_is_read_also_after_reopening(void **state)
{
    struct store_bench bench;
    struct op op = {.name = "a", .amount = 5};

    (void)state;
    store_up(&bench);
    assert_int_equal(run(&bench, &op, insert_work, CV_STORE_WRITE), CV_OK);
    assert_int_equal(count(&bench, "a"), 1);
    cv_store_close(bench.store);
    assert_int_equal(store_open(&bench, STORE_MIGRATIONS).code, CV_OK);
    assert_int_equal(count(&bench, "a"), 1);
    store_down(&bench);
}

static void an_op_that_fails_leaves_nothing_and_its_neighbours_everything(void **state)
{
    enum {
        N = 200
    };
    struct store_bench bench;
    struct op ops[N] = {{.amount = 0}};
    char names[N][8];

    (void)state;
    store_up(&bench);
    for (int i = 0; i < N; i++) {
        (void)snprintf(names[i], sizeof(names[i]), "n%d", i);
        ops[i] = (struct op){.name = names[i], .fail_after = i % 3 == 0};
        submit(&bench, &ops[i], insert_work, CV_STORE_WRITE);
    }
    for (int i = 0; i < N; i++) {
        assert_true(cv_loop_run_until(bench.loop, store_is_set, &ops[i].done, STORE_PATIENCE));
        assert_int_equal(ops[i].store.status.code, i % 3 == 0 ? CV_ABORTED : CV_OK);
        assert_int_equal(count(&bench, names[i]), i % 3 == 0 ? 0 : 1);
    }
    store_down(&bench);
}

/* Of a group that had no savepoints: after many in which nothing failed. */
static void what_stands_is_done_again_without_the_op_that_fails(void **state)
{
    enum {
        QUIET = 70,
        N = 100,
        FAILS = 60
    };
    struct store_bench bench;
    struct op ops[N] = {{.amount = 0}};
    char names[N][8];

    (void)state;
    store_up(&bench);
    for (int i = 0; i < QUIET; i++) {
        (void)snprintf(names[0], sizeof(names[0]), "q%d", i);
        ops[0] = (struct op){.name = names[0]};
        assert_int_equal(run(&bench, &ops[0], insert_work, CV_STORE_WRITE), CV_OK);
    }
    for (int i = 0; i < N; i++) {
        (void)snprintf(names[i], sizeof(names[i]), "n%d", i);
        ops[i] = (struct op){.name = names[i], .fail_after = i == FAILS};
        submit(&bench, &ops[i], insert_work, CV_STORE_WRITE);
    }
    for (int i = 0; i < N; i++) {
        assert_true(cv_loop_run_until(bench.loop, store_is_set, &ops[i].done, STORE_PATIENCE));
        assert_int_equal(ops[i].store.status.code, i == FAILS ? CV_ABORTED : CV_OK);
        assert_int_equal(count(&bench, names[i]), i == FAILS ? 0 : 1);
    }
    assert_int_equal(count(&bench, "%"), QUIET + N - 1);
    store_down(&bench);
}

static void what_came_after_a_mark_is_undone_alone(void **state)
{
    struct store_bench bench;
    struct op op = {.name = "m", .request_id = ""};
    struct op refused = {.name = "m.kept"};

    (void)state;
    store_up(&bench);
    assert_int_equal(run(&bench, &op, marks_work, CV_STORE_WRITE), CV_OK);
    assert_int_equal(count(&bench, "m.kept%"), 2);
    assert_int_equal(count(&bench, "%"), 2);
    assert_int_equal(run(&bench, &refused, refused_row_work, CV_STORE_WRITE), CV_OK);
    assert_int_equal(refused.found, CV_ALREADY_EXISTS);
    assert_int_equal(count(&bench, "before"), 1);
    assert_int_equal(count(&bench, "after"), 1);
    assert_int_equal(count(&bench, "%"), 4);
    store_down(&bench);
}

static void an_op_that_fails_under_a_mark_leaves_nothing(void **state)
{
    struct store_bench bench;
    struct op neighbour = {.name = "neighbour"};
    struct op op = {.name = "a", .fail_after = true};

    (void)state;
    store_up(&bench);
    submit(&bench, &neighbour, insert_work, CV_STORE_WRITE);
    assert_int_equal(run(&bench, &op, refused_row_work, CV_STORE_WRITE), CV_ABORTED);
    assert_int_equal(count(&bench, "neighbour"), 1);
    assert_int_equal(count(&bench, "%"), 1);
    store_down(&bench);
}

/* Two rows by one text: "noted" has a note, of the other none is given. */
static void half_bound_work(struct cv_store_op *store, struct cv_tx *tx)
{
    for (int i = 0; cv_ok(store->status) && i < 2; i++) {
        struct cv_stmt *stmt = cv_tx_prepare(
            tx, "INSERT INTO thing (org_id, id, name, amount, note) VALUES ($1, $2, $3, 0, $4)");

        cv_stmt_text(stmt, 1, "org");
        cv_stmt_uuid(stmt, 2, cv_uuid7());
        cv_stmt_text(stmt, 3, i == 0 ? "noted" : "plain");
        if (i == 0)
            cv_stmt_text(stmt, 4, "a note");
        (void)cv_stmt_step(stmt);
        store->status = cv_stmt_finish(stmt);
    }
}

static void count_plain_work(struct cv_store_op *store, struct cv_tx *tx)
{
    struct op *op = CV_CONTAINER_OF(store, struct op, store);
    struct cv_stmt *stmt =
        cv_tx_prepare(tx, "SELECT COUNT(*) FROM thing WHERE name = 'plain' AND note IS NULL");

    if (cv_stmt_step(stmt))
        op->found = cv_stmt_get_int64(stmt, 0);
    store->status = cv_stmt_finish(stmt);
}

static void what_is_not_bound_anew_is_null(void **state)
{
    struct store_bench bench;
    struct op op = {.name = ""};

    (void)state;
    store_up(&bench);
    assert_int_equal(run(&bench, &op, half_bound_work, CV_STORE_WRITE), CV_OK);
    assert_int_equal(count(&bench, "noted"), 1);
    assert_int_equal(run(&bench, &op, count_plain_work, CV_STORE_READ), CV_OK);
    assert_int_equal(op.found, 1);
    store_down(&bench);
}

static void broken_rules_are_translated(void **state)
{
    struct store_bench bench;
    struct op first = {.name = "same"};
    struct op second = {.name = "same"};
    struct op negative = {.name = "negative", .amount = -1};
    struct op reader = {.name = "read"};

    (void)state;
    store_up(&bench);
    assert_int_equal(run(&bench, &first, insert_work, CV_STORE_WRITE), CV_OK);
    assert_int_equal(run(&bench, &second, insert_work, CV_STORE_WRITE), CV_ALREADY_EXISTS);
    assert_int_equal(run(&bench, &negative, insert_work, CV_STORE_WRITE), CV_FAILED_PRECONDITION);
    assert_int_equal(run(&bench, &reader, insert_work, CV_STORE_READ), CV_FAILED_PRECONDITION);
    assert_int_equal(count(&bench, "%"), 1);
    store_down(&bench);
}

static void work_nobody_waits_for_is_not_begun(void **state)
{
    struct store_bench bench;
    struct op op = {.name = "a"};

    (void)state;
    store_up(&bench);
    atomic_store(&bench.cancelled, true);
    assert_int_equal(run(&bench, &op, insert_work, CV_STORE_WRITE), CV_CANCELLED);
    assert_int_equal(run(&bench, &op, count_work, CV_STORE_READ), CV_CANCELLED);
    atomic_store(&bench.cancelled, false);
    bench.scope.deadline_ns = cv_clock_ns();
    assert_int_equal(run(&bench, &op, insert_work, CV_STORE_WRITE), CV_DEADLINE_EXCEEDED);
    bench.scope.deadline_ns = CV_NEVER;
    assert_int_equal(count(&bench, "%"), 0);
    store_down(&bench);
}

static void a_full_queue_refuses_and_loses_nothing(void **state)
{
    enum {
        N = 2000
    };
    struct store_bench bench;
    struct op *ops = calloc(N, sizeof(*ops));
    char(*names)[8] = calloc(N, sizeof(*names));
    int64_t accepted = 0;

    (void)state;
    store_up(&bench);
    for (int i = 0; i < N; i++) {
        (void)snprintf(names[i], sizeof(names[i]), "q%d", i);
        ops[i].name = names[i];
        submit(&bench, &ops[i], insert_work, CV_STORE_WRITE);
    }
    for (int i = 0; i < N; i++) {
        assert_true(cv_loop_run_until(bench.loop, store_is_set, &ops[i].done, STORE_PATIENCE));
        if (cv_ok(ops[i].store.status))
            accepted++;
        else
            assert_int_equal(ops[i].store.status.code, CV_RESOURCE_EXHAUSTED);
    }
    assert_true(accepted >= 300 && accepted < N);
    assert_int_equal(count(&bench, "%"), accepted);
    store_down(&bench);
    free(ops);
    free(names);
}

static void a_request_takes_effect_once(void **state)
{
    struct store_bench bench;
    struct op first = {.name = "one", .amount = 1, .request_id = "r1"};
    struct op again = {.name = "other", .amount = 1, .request_id = "r1"};
    struct op reused = {.name = "other", .amount = 2, .request_id = "r1"};
    struct op unnamed = {.name = "two", .amount = 1, .request_id = ""};

    (void)state;
    store_up(&bench);
    assert_int_equal(run(&bench, &first, once_work, CV_STORE_WRITE), CV_OK);
    assert_int_equal(run(&bench, &again, once_work, CV_STORE_WRITE), CV_OK);
    assert_int_equal(again.answer.len, 3);
    assert_memory_equal(again.answer.at, "one", 3);
    assert_int_equal(run(&bench, &reused, once_work, CV_STORE_WRITE), CV_ALREADY_EXISTS);
    assert_string_equal(reused.store.status.reason, "REQUEST_ID_REUSED");
    assert_int_equal(run(&bench, &unnamed, once_work, CV_STORE_WRITE), CV_OK);
    assert_int_equal(run(&bench, &unnamed, once_work, CV_STORE_WRITE), CV_ALREADY_EXISTS);
    assert_int_equal(count(&bench, "%"), 2);
    /* A failed run is not remembered: the same id works with another body. */
    first = (struct op){.name = "one", .amount = 3, .request_id = "r2"};
    assert_int_equal(run(&bench, &first, once_work, CV_STORE_WRITE), CV_ALREADY_EXISTS);
    first = (struct op){.name = "three", .amount = 4, .request_id = "r2"};
    assert_int_equal(run(&bench, &first, once_work, CV_STORE_WRITE), CV_OK);
    store_down(&bench);
}

static void migrations_are_applied_once_and_guarded(void **state)
{
    static const struct cv_migration CHANGED[] = {{"0001_init", "CREATE TABLE x (a TEXT)"},
                                                  {NULL, NULL}};
    static const struct cv_migration NONE[] = {{NULL, NULL}};
    static const struct cv_migration WRONG[] = {
        {"0001_init", NULL}, {"0002_wrong", "CREATE TABEL x (a TEXT)"}, {NULL, NULL}};
    struct cv_migration wrong[3];
    struct store_bench bench;
    struct cv_status status;

    (void)state;
    store_up(&bench);
    cv_store_close(bench.store);
    status = store_open(&bench, CHANGED);
    assert_int_equal(status.code, CV_FAILED_PRECONDITION);
    assert_string_equal(status.reason, "CHANGED_MIGRATION");
    status = store_open(&bench, NONE);
    assert_int_equal(status.code, CV_FAILED_PRECONDITION);
    assert_string_equal(status.reason, "NEWER_SCHEMA");
    memcpy(wrong, WRONG, sizeof(wrong));
    wrong[0].sql = STORE_MIGRATIONS[0].sql;
    assert_int_not_equal(store_open(&bench, wrong).code, CV_OK);
    assert_int_equal(store_open(&bench, STORE_MIGRATIONS).code, CV_OK);
    store_down(&bench);
}

static void a_second_process_is_refused(void **state)
{
    struct store_bench bench;
    int result;
    pid_t child;

    (void)state;
    store_up(&bench);
    child = fork();
    if (child == 0) {
        struct cv_store *second = NULL;
        struct cv_store_config config = {.url = bench.url, .migrations = STORE_MIGRATIONS};
        struct cv_status status = cv_store_open(&config, &bench.arena, &second);

        _exit(status.code == CV_FAILED_PRECONDITION && strcmp(status.reason, "LOCKED") == 0 ? 0
                                                                                            : 1);
    }
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_true(WIFEXITED(result));
    assert_int_equal(WEXITSTATUS(result), 0);
    store_down(&bench);
}

/* ---- failures ---- */

static void a_failed_commit_is_told_as_unknown_and_stops_the_store(void **state)
{
    struct store_bench bench;
    struct op op = {.name = "a", .request_id = "r"};

    (void)state;
    store_up(&bench);
    cv_fault_arm(CV_FAULT_COMMIT, 1);
    assert_int_equal(run(&bench, &op, once_work, CV_STORE_WRITE), CV_UNAVAILABLE);
    assert_string_equal(op.store.status.reason, "OUTCOME_UNKNOWN");
    cv_fault_off();
    assert_int_equal(run(&bench, &op, once_work, CV_STORE_WRITE), CV_UNAVAILABLE);
    assert_string_equal(op.store.status.reason, "STORE_LOST");
    cv_store_close(bench.store);
    assert_true(atomic_load(&bench.lost));
    assert_int_equal(store_open(&bench, STORE_MIGRATIONS).code, CV_OK);
    assert_int_equal(run(&bench, &op, once_work, CV_STORE_WRITE), CV_OK);
    assert_int_equal(count(&bench, "%"), 1);
    store_down(&bench);
}

/* The process stops when the store is lost, and starts again. */
static void restart_if_lost(struct store_bench *bench, const struct op *op)
{
    if (!atomic_load(&bench->lost) && op->store.status.code != CV_UNAVAILABLE)
        return;
    cv_store_close(bench->store);
    assert_int_equal(store_open(bench, STORE_MIGRATIONS).code, CV_OK);
    atomic_store(&bench->lost, false);
}

/* Every allocation, statement and COMMIT of one idempotent write fails in turn; asking again with
 * the same request_id leaves exactly `rows` rows each time, whose names are in `like`. Returns how
 * many rounds there were. */
static unsigned sweep(struct store_bench *bench, cv_store_work *work, const char *like,
                      int64_t rows)
{
    char name[16];
    char names[32];
    bool fired = true;
    unsigned rounds = 0;

    for (unsigned long nth = 1; fired; nth++) {
        struct op op = {.name = name, .request_id = name};

        (void)snprintf(name, sizeof(name), "sweep%lu", nth);
        (void)snprintf(names, sizeof(names), "%s%s", name, like);
        cv_fault_arm(CV_FAULT_ANY, nth);
        (void)run(bench, &op, work, CV_STORE_WRITE);
        fired = cv_fault_fired();
        cv_fault_off();
        restart_if_lost(bench, &op);
        assert_int_equal(run(bench, &op, work, CV_STORE_WRITE), CV_OK);
        assert_int_equal(count(bench, names), rows);
        rounds++;
    }
    return rounds;
}

static void whatever_fails_a_retry_leaves_exactly_one_row(void **state)
{
    struct store_bench bench;

    (void)state;
    store_up(&bench);
    assert_true(sweep(&bench, once_work, "", 1) > 8);
    store_down(&bench);
}

static void whatever_fails_a_retry_leaves_what_was_not_undone(void **state)
{
    struct store_bench bench;
    unsigned rounds;

    (void)state;
    store_up(&bench);
    rounds = sweep(&bench, marks_work, ".kept%", 2);
    assert_true(rounds > 40);
    assert_int_equal(count(&bench, "%"), 2 * (int64_t)rounds);
    store_down(&bench);
}

/* But for a COMMIT that failed, of which nobody knows. */
static void what_is_told_to_have_failed_left_nothing(void **state)
{
    struct store_bench bench;
    char name[16];
    bool fired = true;
    unsigned long nth = 1;

    (void)state;
    store_up(&bench);
    for (; fired; nth++) {
        struct op op = {.name = name};
        enum cv_code code;

        (void)snprintf(name, sizeof(name), "told%lu", nth);
        cv_fault_arm(CV_FAULT_ALLOC | CV_FAULT_STATEMENT, nth);
        code = run(&bench, &op, insert_work, CV_STORE_WRITE);
        fired = cv_fault_fired();
        cv_fault_off();
        assert_int_equal(count(&bench, name), code == CV_OK ? 1 : 0);
    }
    assert_true(nth > 4);
    store_down(&bench);
}

/* Where there are savepoints, since something was refused just before: each of them fails in turn.
 */
static void whatever_savepoint_fails_each_op_is_as_it_was_told(void **state)
{
    enum {
        N = 4
    };
    struct store_bench bench;
    char names[N][16];
    bool fired = true;
    unsigned long nth = 1;

    (void)state;
    store_up(&bench);
    for (; fired; nth++) {
        struct op refused = {.name = "refused", .fail_after = true};
        struct op ops[N];

        assert_int_equal(run(&bench, &refused, insert_work, CV_STORE_WRITE), CV_ABORTED);
        cv_fault_arm(CV_FAULT_SAVEPOINT, nth);
        for (int i = 0; i < N; i++) {
            (void)snprintf(names[i], sizeof(names[i]), "%lu.%d", nth, i);
            ops[i] = (struct op){.name = names[i], .fail_after = i == 1};
            submit(&bench, &ops[i], insert_work, CV_STORE_WRITE);
        }
        for (int i = 0; i < N; i++)
            assert_true(cv_loop_run_until(bench.loop, store_is_set, &ops[i].done, STORE_PATIENCE));
        fired = cv_fault_fired();
        cv_fault_off();
        for (int i = 0; i < N; i++)
            assert_int_equal(count(&bench, names[i]), ops[i].store.status.code == CV_OK ? 1 : 0);
    }
    assert_true(nth > 2 * N);
    assert_int_equal(count(&bench, "refused"), 0);
    store_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_undoes_an_op_may_be_larger_than_memory_for_it),
        cmocka_unit_test(what_was_written_is_read_also_after_reopening),
        cmocka_unit_test(an_op_that_fails_leaves_nothing_and_its_neighbours_everything),
        cmocka_unit_test(what_stands_is_done_again_without_the_op_that_fails),
        cmocka_unit_test(what_came_after_a_mark_is_undone_alone),
        cmocka_unit_test(an_op_that_fails_under_a_mark_leaves_nothing),
        cmocka_unit_test(what_is_not_bound_anew_is_null),
        cmocka_unit_test(broken_rules_are_translated),
        cmocka_unit_test(work_nobody_waits_for_is_not_begun),
        cmocka_unit_test(a_full_queue_refuses_and_loses_nothing),
        cmocka_unit_test(a_request_takes_effect_once),
        cmocka_unit_test(migrations_are_applied_once_and_guarded),
        cmocka_unit_test(a_second_process_is_refused),
        cmocka_unit_test(a_failed_commit_is_told_as_unknown_and_stops_the_store),
        cmocka_unit_test(whatever_fails_a_retry_leaves_exactly_one_row),
        cmocka_unit_test(whatever_fails_a_retry_leaves_what_was_not_undone),
        cmocka_unit_test(what_is_told_to_have_failed_left_nothing),
        cmocka_unit_test(whatever_savepoint_fails_each_op_is_as_it_was_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
