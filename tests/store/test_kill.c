/* kill -9 under write load, again and again on one file: what was acknowledged is there, nothing is
 * there by half, and each start is quick. The child is this program with "child" as its argument.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "net/loop.h"
#include "store/store.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define ROUNDS    50
#define IN_FLIGHT 32
#define START_MAX (2 * CV_NS_PER_S)
#define LATE_MOST (ROUNDS / 10) /* where others leave us hardly a processor */

/* Each op writes two rows, so that a half is seen. */
static const struct cv_migration MIGRATIONS[] = {
    {"0001_init",
     "CREATE TABLE IF NOT EXISTS half (round BIGINT NOT NULL, number BIGINT NOT NULL,\n"
     "  side BIGINT NOT NULL, PRIMARY KEY (round, number, side));"},
    {NULL, NULL},
};

static const char *self;

struct ack {
    uint32_t round;
    uint32_t number;
};

/* ---- the child: writes until it is killed ---- */

struct writer {
    struct cv_store_op op;
    struct ack ack;
    struct cv_store *store;
    uint32_t *next;
};

static void write_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct writer *writer = CV_CONTAINER_OF(op, struct writer, op);

    for (int side = 0; side < 2 && cv_ok(op->status); side++) {
        struct cv_stmt *stmt =
            cv_tx_prepare(tx, "INSERT INTO half (round, number, side) VALUES ($1, $2, $3)");

        cv_stmt_int64(stmt, 1, writer->ack.round);
        cv_stmt_int64(stmt, 2, writer->ack.number);
        cv_stmt_int64(stmt, 3, side);
        (void)cv_stmt_step(stmt);
        op->status = cv_stmt_finish(stmt);
    }
}

static void write_done(struct cv_store_op *op)
{
    struct writer *writer = CV_CONTAINER_OF(op, struct writer, op);

    if (!cv_ok(op->status) || write(STDOUT_FILENO, &writer->ack, sizeof(writer->ack)) < 0)
        _exit(3);
    writer->ack.number = (*writer->next)++;
    cv_store_submit(writer->store, op);
}

static int child(const char *url, uint32_t round)
{
    struct cv_store_config config = {.url = url, .migrations = MIGRATIONS};
    struct writer writers[IN_FLIGHT] = {{.store = NULL}};
    struct cv_store *store;
    struct cv_loop *loop;
    struct cv_arena arena;
    struct cv_scope scope;
    uint32_t next = 0;

    cv_arena_init(&arena, 1024 * 1024);
    if (!cv_ok(cv_store_open(&config, &arena, &store)) || !cv_ok(cv_loop_new(&loop)))
        return 2;
    scope = (struct cv_scope){.arena = &arena, .deadline_ns = CV_NEVER, .home = cv_loop_wake(loop)};
    for (int i = 0; i < IN_FLIGHT; i++) {
        writers[i] = (struct writer){
            .op = {.mode = CV_STORE_WRITE, .work = write_work, .done = write_done, .scope = &scope},
            .ack = {round, next++},
            .store = store,
            .next = &next,
        };
        cv_store_submit(store, &writers[i].op);
    }
    cv_loop_run(loop); /* until the end comes from outside */
    return 4;
}

/* ---- the parent ---- */

struct check {
    struct cv_store_op op;
    const uint32_t *acked; /* of the round */
    size_t acked_count;
    uint32_t round;
    int64_t missing;
    int64_t halves;
    bool done;
};

static int64_t one_number(struct cv_tx *tx, const char *sql, int64_t a, int64_t b, bool two)
{
    struct cv_stmt *stmt = cv_tx_prepare(tx, sql);
    int64_t value = -1;

    cv_stmt_int64(stmt, 1, a);
    if (two)
        cv_stmt_int64(stmt, 2, b);
    if (cv_stmt_step(stmt))
        value = cv_stmt_get_int64(stmt, 0);
    assert_int_equal(cv_stmt_finish(stmt).code, CV_OK);
    return value;
}

static void check_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct check *check = CV_CONTAINER_OF(op, struct check, op);

    for (size_t i = 0; i < check->acked_count; i++)
        check->missing +=
            one_number(tx, "SELECT COUNT(*) FROM half WHERE round = $1 AND number = $2",
                       check->round, check->acked[i], true) != 2;
    check->halves = one_number(tx,
                               "SELECT COUNT(*) FROM (SELECT number FROM half WHERE round = $1 "
                               "GROUP BY number HAVING COUNT(*) <> 2) AS halves",
                               check->round, 0, false);
}

static void check_done(struct cv_store_op *op)
{
    CV_CONTAINER_OF(op, struct check, op)->done = true;
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

/* How long it took to open what is left. */
static uint64_t check_round(const char *url, uint32_t round, const uint32_t *acked, size_t count)
{
    struct cv_store_config config = {.url = url, .migrations = MIGRATIONS};
    struct check check = {.acked = acked, .acked_count = count, .round = round};
    uint64_t began = cv_clock_ns();
    uint64_t took;
    struct cv_store *store;
    struct cv_loop *loop;
    struct cv_arena arena;
    struct cv_scope scope;

    cv_arena_init(&arena, 1024 * 1024);
    assert_int_equal(cv_store_open(&config, &arena, &store).code, CV_OK);
    took = cv_clock_ns() - began;
    assert_int_equal(cv_loop_new(&loop).code, CV_OK);
    scope = (struct cv_scope){.arena = &arena, .deadline_ns = CV_NEVER, .home = cv_loop_wake(loop)};
    check.op = (struct cv_store_op){
        .mode = CV_STORE_READ, .work = check_work, .done = check_done, .scope = &scope};
    cv_store_submit(store, &check.op);
    assert_true(cv_loop_run_until(loop, is_set, &check.done, 60 * CV_NS_PER_S));
    assert_int_equal(check.missing, 0);
    assert_int_equal(check.halves, 0);
    cv_store_close(store);
    cv_loop_free(loop);
    cv_arena_release(&arena);
    return took;
}

/* Kill after this many acknowledgements, and read what was acknowledged until then. */
static size_t run_and_kill(const char *url, uint32_t round, size_t after, uint32_t *acked,
                           size_t max)
{
    char number[16];
    size_t count = 0;
    struct ack ack;
    int ends[2];
    int result;
    pid_t pid;

    (void)snprintf(number, sizeof(number), "%u", round);
    assert_int_equal(pipe(ends), 0);
    pid = fork();
    if (pid == 0) {
        (void)dup2(ends[1], STDOUT_FILENO);
        (void)close(ends[0]);
        (void)close(ends[1]);
        (void)execl(self, self, "child", url, number, (char *)NULL);
        _exit(5);
    }
    (void)close(ends[1]);
    while (read(ends[0], &ack, sizeof(ack)) == (ssize_t)sizeof(ack)) {
        if (count < max)
            acked[count++] = ack.number;
        if (count == after)
            (void)kill(pid, SIGKILL);
    }
    (void)close(ends[0]);
    assert_int_equal(waitpid(pid, &result, 0), pid);
    assert_true(WIFSIGNALED(result));
    return count;
}

static void what_was_acknowledged_survives_kill_9(void **state)
{
    enum {
        MAX = 100000
    };
    static uint32_t acked[MAX];
    unsigned late = 0;
    char dir[] = "/tmp/caravan-kill-XXXXXX";
    char url[64];
    char command[96];

    (void)state;
    assert_non_null(mkdtemp(dir));
    (void)snprintf(url, sizeof(url), "sqlite:%s/s.db", dir);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        size_t count = run_and_kill(url, round, 1 + round * 37 % 400, acked, MAX);

        assert_true(count > 0);
        late += check_round(url, round, acked, count) >= START_MAX;
    }
    assert_true(late <= LATE_MOST);
    (void)snprintf(command, sizeof(command), "rm -rf %s", dir);
    assert_int_equal(system(command), 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_was_acknowledged_survives_kill_9)};

    self = "/proc/self/exe";
    if (argc == 4 && strcmp(argv[1], "child") == 0)
        return child(argv[2], (uint32_t)strtoul(argv[3], NULL, 10));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
