#include "store/store.h"

#include "base/arena.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "store/engine.h"
#include "store/note.h"
#include "store/queue.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Ops of one COMMIT: what has gathered while the last one was written to disk, but not without
 * end, since all wait for the slowest. A thousand small rows take some 15 ms. */
#define GROUP_MAX 1024
#define QUEUE_MAX 10000
/* Groups with a savepoint for each op, after one without had to be run again: what is refused once
 * is often refused again. */
#define GROUPS_APART 64
/* A group whose work takes so many times as long as its COMMIT leaves the disk a ninth of the time:
 * ops that wait so long for the group before theirs gain by it. */
#define COMMITS_WORTH 8

/* One thread with its connection. */
struct worker {
    struct cv_store *store;
    struct cv_engine *engine;
    struct cv_notes notes; /* of a writer */
    unsigned apart;        /* groups to come in which each op has a savepoint, this one included */
    struct cv_worker_counts counts;
    pthread_t thread;
    bool running;
    bool news;          /* an op of the group is to be told of */
    uint64_t commit_ns; /* writer: what the last COMMIT took */
};

struct cv_store {
    struct cv_store_config config;
    struct worker writer;
    struct cv_writer_counts written;
    struct worker *readers; /* owned */
    unsigned reader_count;  /* 0: the writer reads, too (a store in memory has one connection) */
    struct cv_queue writes;
    struct cv_queue reads;
    int lock_fd;
    atomic_bool lost;        /* a COMMIT's outcome is unknown: nothing is done any more */
    void (*told)(void *arg); /* NULL: nobody listens */
    void *told_arg;
};

/* ---- the way home ---- */

static void op_home(struct cv_wake_item *item)
{
    struct cv_store_op *op = CV_CONTAINER_OF(item, struct cv_store_op, home);

    cv_wake_release(op->scope->home);
    op->done(op);
}

/* Bring all of `ops` home, with one wake-up for each run of ops of one loop. */
static void send_home(struct cv_list *ops)
{
    struct cv_list batch;
    struct cv_wake *home = NULL;
    struct cv_list *node;

    cv_list_init(&batch);
    while ((node = cv_list_pop(ops)) != NULL) {
        struct cv_store_op *op = CV_CONTAINER_OF(node, struct cv_store_op, link);

        if (op->scope->home != home && !cv_list_empty(&batch))
            cv_wake_post_all(home, &batch);
        home = op->scope->home;
        cv_list_push(&batch, &op->home.link);
    }
    if (home != NULL)
        cv_wake_post_all(home, &batch);
}

void **cv_tx_slot(struct cv_tx *tx)
{
    return &tx->slot;
}

/* ---- news ---- */

void cv_tx_tell(struct cv_tx *tx)
{
    tx->told = true;
}

void cv_store_listen(struct cv_store *store, void (*told)(void *arg), void *arg)
{
    store->told = told;
    store->told_arg = arg;
}

/* ---- marks ---- */

/* One name for all of them: the newest hides the others. */
struct cv_status cv_tx_mark(struct cv_tx *tx)
{
    struct cv_status status = cv_tx_run(tx, "SAVEPOINT mark");

    tx->marks += cv_ok(status);
    tx->marked = true;
    return status;
}

struct cv_status cv_tx_release(struct cv_tx *tx, bool keep)
{
    struct cv_status status = CV_STATUS_OK;

    CV_ASSERT_CMP(tx->marks, >, 0);
    if (!keep)
        status = cv_tx_run(tx, "ROLLBACK TO SAVEPOINT mark");
    if (cv_ok(status))
        status = cv_tx_run(tx, "RELEASE SAVEPOINT mark");
    if (!cv_ok(status))
        return status;
    if (keep)
        cv_notes_keep(tx->notes, tx->marks);
    else
        cv_notes_undo(tx->notes, tx->marks);
    tx->marks--;
    return CV_STATUS_OK;
}

/* ---- running ---- */

static struct cv_status why_over(const struct cv_scope *scope)
{
    if (cv_clock_ns() >= scope->deadline_ns)
        return cv_status(CV_DEADLINE_EXCEEDED, NULL, "the deadline passed before it began");
    return cv_status(CV_CANCELLED, NULL, "nobody waited any more when it began");
}

static struct cv_status lost_status(void)
{
    return cv_status(CV_UNAVAILABLE, "STORE_LOST", "the store has stopped; it needs a restart");
}

/* Undo alone what an op did that is told to have failed: it must not be committed. True: that is
 * done; else all is undone. A savepoint costs as much as some statements, since each page that
 * changes is copied; so while no op fails there are none, and the others are run again if one does.
 */
static bool undo_op(struct worker *worker, bool wrote)
{
    bool undone = worker->apart > 0 ? cv_ok(cv_engine_release(worker->engine, false)) : !wrote;

    cv_notes_undo(&worker->notes, 0);
    if (undone)
        return true;
    cv_engine_rollback(worker->engine);
    if (worker->apart == 0)
        worker->apart = GROUPS_APART;
    return false;
}

/* Some ops had better not be run again: those with many rows, of which each has a mark, and those
 * that took so much memory that there is none for a second run. What comes after one of them in its
 * group is undone without it. */
static bool runs_once(const struct cv_store_op *op, const struct cv_tx *tx)
{
    return tx->marked || op->scope->arena->used > op->scope->arena->budget / 2;
}

/* It begins now. */
static void note_wait(const struct worker *worker, struct cv_store_op *op, uint64_t now_ns)
{
    uint64_t waited_ns = now_ns - op->put_ns;
    uint64_t worth_ns = COMMITS_WORTH * worker->commit_ns;

    op->waited_ns = waited_ns > worth_ns ? waited_ns - worth_ns : 0;
}

/* One op inside the group. True: the transaction still stands. */
static bool run_in_group(struct worker *worker, struct cv_store_op *op, int64_t now_us)
{
    struct cv_tx tx = {.engine = worker->engine, .now_us = now_us, .notes = &worker->notes};
    int64_t changes;
    uint64_t now_ns = cv_clock_ns();

    note_wait(worker, op, now_ns);
    /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): it takes a list's head for an op */
    if (cv_scope_over(op->scope, now_ns)) {
        op->status = why_over(op->scope);
        return true;
    }
    if (worker->apart > 0)
        op->status = cv_engine_savepoint(worker->engine);
    if (!cv_ok(op->status))
        return cv_engine_in_transaction(worker->engine);
    changes = cv_engine_changes(worker->engine);
    op->work(op, &tx);
    if (!cv_engine_in_transaction(worker->engine)) {
        if (cv_ok(op->status))
            op->status = cv_status(CV_ABORTED, NULL, "the transaction was rolled back");
        return false;
    }
    CV_ASSERT(tx.marks == 0 || !cv_ok(op->status));
    if (cv_ok(op->status) && worker->apart > 0)
        op->status = cv_engine_release(worker->engine, true);
    if (!cv_ok(op->status))
        return undo_op(worker, tx.marks > 0 || cv_engine_changes(worker->engine) != changes);
    cv_notes_keep(&worker->notes, 0);
    worker->news |= tx.told;
    if (worker->apart == 0 && runs_once(op, &tx))
        worker->apart = 1;
    return true;
}

static void fail_all(struct cv_list *ops, struct cv_status status)
{
    CV_LIST_EACH(node, ops)
    {
        struct cv_store_op *op = CV_CONTAINER_OF(node, struct cv_store_op, link);

        if (cv_ok(op->status))
            op->status = status;
    }
}

/* `culprit` could not be undone alone, or a statement of it ended the whole transaction (a full
 * disk does that): it goes home with its error, the others are run again without it. */
static void set_aside(struct cv_list *ops, struct cv_store_op *culprit, struct cv_list *home)
{
    cv_list_remove(&culprit->link);
    cv_list_push(home, &culprit->link);
    CV_LIST_EACH(node, ops)
    {
        CV_CONTAINER_OF(node, struct cv_store_op, link)->status = CV_STATUS_OK;
    }
}

/* Run `ops` up to the COMMIT. NULL: done; else the op that broke the transaction. */
static struct cv_store_op *run_group(struct worker *worker, struct cv_list *ops)
{
    int64_t now_us = cv_clock_utc_us();

    worker->news = false;
    cv_notes_forget(&worker->notes);
    CV_LIST_EACH(node, ops)
    {
        struct cv_store_op *op = CV_CONTAINER_OF(node, struct cv_store_op, link);

        if (!run_in_group(worker, op, now_us))
            return op;
    }
    return NULL;
}

static struct cv_status timed_commit(struct worker *worker)
{
    uint64_t began_ns = cv_clock_ns();
    struct cv_status status = cv_engine_commit(worker->engine);

    worker->commit_ns = cv_clock_ns() - began_ns;
    cv_writer_committed(&worker->store->written, began_ns, cv_engine_wal_pages(worker->engine));
    return status;
}

static void timed_checkpoint(struct worker *worker)
{
    uint64_t began_ns = cv_clock_ns();

    if (cv_engine_checkpoint(worker->engine))
        cv_histogram_add(&worker->store->written.checkpoints, cv_clock_ns() - began_ns);
}

static void commit_group(struct worker *worker, struct cv_list *ops)
{
    struct cv_tx tx = {.engine = worker->engine, .notes = &worker->notes};
    struct cv_status status = cv_notes_write(&worker->notes, &tx);

    if (!cv_ok(status)) {
        fail_all(ops, status);
        return;
    }
    status = timed_commit(worker);
    if (cv_ok(status)) {
        if (worker->news && worker->store->told != NULL)
            worker->store->told(worker->store->told_arg);
        return;
    }
    cv_log(CV_LOG_ERROR, "commit_failed", CV_LOG_TEXT("reason", status.reason),
           CV_LOG_TEXT("message", status.message));
    if (status.reason != NULL && strcmp(status.reason, "DISK_FULL") == 0) {
        /* The record that makes the group count did not fit: it is not there, and never will be.
         * Reading goes on, and writing once there is room again. */
        fail_all(ops, status);
        return;
    }
    fail_all(ops,
             cv_status(CV_UNAVAILABLE, "OUTCOME_UNKNOWN",
                       "the store failed while committing; ask again with the same request_id"));
    atomic_store(&worker->store->lost, true);
    cv_engine_rollback(worker->engine);
}

static void write_group(struct worker *worker, struct cv_list *ops)
{
    struct cv_store_op *culprit;
    struct cv_status status;
    struct cv_list home;

    cv_list_init(&home);
    do {
        status = cv_engine_begin(worker->engine);
        if (!cv_ok(status)) {
            fail_all(ops, status);
            break;
        }
        culprit = run_group(worker, ops);
        if (culprit == NULL)
            commit_group(worker, ops);
        else
            set_aside(ops, culprit, &home);
    } while (culprit != NULL && !cv_list_empty(ops));
    cv_engine_rollback(worker->engine);
    worker->apart -= worker->apart > 0;
    send_home(&home);
    send_home(ops);
}

static void read_one(struct worker *worker, struct cv_store_op *op)
{
    struct cv_tx tx = {.engine = worker->engine, .now_us = cv_clock_utc_us()};
    uint64_t now_ns = cv_clock_ns();

    note_wait(worker, op, now_ns);
    op->status = CV_STATUS_OK;
    if (cv_scope_over(op->scope, now_ns)) {
        op->status = why_over(op->scope);
        return;
    }
    cv_engine_watch(worker->engine, op->scope);
    op->status = cv_engine_begin(worker->engine);
    if (cv_ok(op->status))
        op->work(op, &tx);
    cv_engine_rollback(worker->engine);
    cv_engine_watch(worker->engine, NULL);
}

static void tell_lost(struct cv_store *store)
{
    if (store->config.lost == NULL)
        _exit(EXIT_FAILURE);
    store->config.lost(store->config.lost_arg);
}

static void *writer_main(void *arg)
{
    struct worker *worker = arg;
    struct cv_store *store = worker->store;
    struct cv_list ops;
    bool told = false;
    unsigned taken;

    cv_list_init(&ops);
    while ((taken = cv_queue_take(&store->writes, &ops, GROUP_MAX)) > 0) {
        cv_worker_begun(&worker->counts);
        CV_LIST_EACH(node, &ops)
        {
            CV_CONTAINER_OF(node, struct cv_store_op, link)->status =
                atomic_load(&store->lost) ? lost_status() : CV_STATUS_OK;
        }
        cv_histogram_add(&store->written.groups, taken);
        if (atomic_load(&store->lost))
            send_home(&ops);
        else
            write_group(worker, &ops);
        if (atomic_load(&store->lost) && !told) {
            told = true;
            tell_lost(store);
        }
        if (!told)
            timed_checkpoint(worker);
        cv_worker_ended(&worker->counts, taken);
    }
    cv_arena_thread_done();
    return NULL;
}

static void *reader_main(void *arg)
{
    struct worker *worker = arg;
    struct cv_list ops;

    cv_list_init(&ops);
    while (cv_queue_take(&worker->store->reads, &ops, 1) > 0) {
        cv_worker_begun(&worker->counts);
        read_one(worker, CV_CONTAINER_OF(ops.next, struct cv_store_op, link));
        cv_worker_ended(&worker->counts, 1);
        send_home(&ops);
    }
    cv_arena_thread_done();
    return NULL;
}

/* ---- opening and closing ---- */

/* One process for each file: two would both think they are the only writer. The file stays when
 * the store is closed: removing it would let two processes lock two files of one name. */
static struct cv_status take_lock(struct cv_store *store, const char *path, struct cv_arena *arena)
{
    const char *name = cv_arena_printf(arena, "%s.lock", path);
    char pid[32];

    if (name == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    store->lock_fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (store->lock_fd < 0)
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "CANNOT_OPEN", "%s: %s", name,
                           strerror(errno));
    if (flock(store->lock_fd, LOCK_EX | LOCK_NB) != 0)
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "LOCKED",
                           "%s is in use by another process (see %s)", path, name);
    (void)snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
    if (ftruncate(store->lock_fd, 0) != 0 || pwrite(store->lock_fd, pid, strlen(pid), 0) < 0)
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "CANNOT_OPEN", "%s: %s", name,
                           strerror(errno));
    return CV_STATUS_OK;
}

static struct cv_status start(struct worker *worker, struct cv_store *store,
                              void *(*main)(void *arg), const char *what)
{
    worker->store = store;
    cv_worker_counts_init(&worker->counts, what);
    if (cv_fault_tick(CV_FAULT_ALLOC) || pthread_create(&worker->thread, NULL, main, worker) != 0)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "the system gives no more threads");
    worker->running = true;
    return CV_STATUS_OK;
}

static struct cv_status open_all(struct cv_store *store, const char *path, struct cv_arena *arena)
{
    bool memory = strcmp(path, ":memory:") == 0;
    struct cv_status status = CV_STATUS_OK;

    store->reader_count = memory ? 0 : store->config.readers == 0 ? 1 : store->config.readers;
    if (store->reader_count > 0) {
        store->readers = cv_fault_tick(CV_FAULT_ALLOC)
                             ? NULL
                             : calloc(store->reader_count, sizeof(*store->readers));
        if (store->readers == NULL) {
            store->reader_count = 0;
            return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
        }
        status = take_lock(store, path, arena);
    }
    if (cv_ok(status))
        status = cv_engine_open(path, CV_ENGINE_WRITER, arena, &store->writer.engine);
    if (cv_ok(status))
        status = cv_migrate(store->writer.engine, store->config.migrations, arena);
    for (unsigned i = 0; cv_ok(status) && i < store->reader_count; i++)
        status = cv_engine_open(path, CV_ENGINE_READER, arena, &store->readers[i].engine);
    for (unsigned i = 0; cv_ok(status) && i < store->reader_count; i++)
        status = start(&store->readers[i], store, reader_main, "read");
    return cv_ok(status) ? start(&store->writer, store, writer_main, "write") : status;
}

struct cv_status cv_store_open(const struct cv_store_config *config, struct cv_arena *arena,
                               struct cv_store **store)
{
    struct cv_store *made;
    struct cv_status status;

    *store = NULL;
    if (strncmp(config->url, "sqlite:", 7) != 0 || config->url[7] == '\0')
        return cv_status_f(arena, CV_INVALID_ARGUMENT, "BAD_STORE", "%s: must be sqlite:PATH",
                           config->url);
    made = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*made));
    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    made->config = *config;
    made->lock_fd = -1;
    cv_writer_counts_init(&made->written);
    cv_queue_init(&made->writes, config->queue_max == 0 ? QUEUE_MAX : config->queue_max, "write");
    cv_queue_init(&made->reads, config->queue_max == 0 ? QUEUE_MAX : config->queue_max, "read");
    status = open_all(made, config->url + 7, arena);
    if (!cv_ok(status)) {
        cv_store_close(made);
        return status;
    }
    *store = made;
    return CV_STATUS_OK;
}

void cv_store_count(struct cv_store *store, struct cv_metrics *metrics)
{
    cv_queue_counts_add(&store->writes.counts, metrics);
    cv_queue_counts_add(&store->reads.counts, metrics);
    cv_writer_counts_add(&store->written, metrics);
    cv_worker_counts_add(&store->writer.counts, metrics);
    for (unsigned i = 0; i < store->reader_count; i++)
        cv_worker_counts_add(&store->readers[i].counts, metrics);
}

static void stop(struct worker *worker)
{
    if (worker->running)
        CV_ASSERT_EQ(pthread_join(worker->thread, NULL), 0);
    worker->running = false;
}

void cv_store_close(struct cv_store *store)
{
    if (store == NULL)
        return;
    cv_queue_close(&store->reads);
    cv_queue_close(&store->writes);
    for (unsigned i = 0; i < store->reader_count; i++) {
        stop(&store->readers[i]);
        cv_engine_close(store->readers[i].engine);
    }
    stop(&store->writer);
    cv_engine_close(store->writer.engine);
    cv_notes_free(&store->writer.notes);
    cv_queue_free(&store->reads);
    cv_queue_free(&store->writes);
    if (store->lock_fd >= 0)
        (void)close(store->lock_fd);
    free(store->readers);
    free(store);
}

void cv_store_submit(struct cv_store *store, struct cv_store_op *op)
{
    bool read = op->mode == CV_STORE_READ && store->reader_count > 0;

    op->home.run = op_home;
    op->put_ns = cv_clock_ns();
    op->waited_ns = 0;
    op->status = CV_STATUS_OK;
    cv_wake_hold(op->scope->home);
    if (cv_queue_put(read ? &store->reads : &store->writes, op))
        return;
    op->status = cv_status(CV_RESOURCE_EXHAUSTED, "STORE_BUSY",
                           "too many requests wait for the store; try again later");
    op->waited_ns = CV_NS_PER_S; /* nobody knows; whoever judges by it shall not think it short */
    cv_wake_post(op->scope->home, &op->home);
}
