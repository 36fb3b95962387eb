#include "store/store.h"

#include "base/arena.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "store/worker.h"

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
/* How long writes wait for those who read to be done, so that the log can be emptied. */
#define QUIET_NS (100 * CV_NS_PER_MS)

/* ---- the way home ---- */

static void op_home(struct cv_wake_item *item)
{
    struct cv_store_op *op = CV_CONTAINER_OF(item, struct cv_store_op, home);

    cv_wake_release(op->scope->home);
    op->done(op);
}

void cv_store_send_home(struct cv_list *ops)
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

static struct cv_status lost_status(void)
{
    return cv_status(CV_UNAVAILABLE, "STORE_LOST", "the store has stopped; it needs a restart");
}

static void read_one(struct cv_worker *worker, struct cv_store_op *op)
{
    struct cv_tx tx = {.engine = worker->engine, .now_us = cv_clock_utc_us()};

    op->status = CV_STATUS_OK;
    if (!cv_worker_begin(worker, op))
        return;
    cv_engine_watch(worker->engine, op->scope);
    op->status = cv_engine_begin(worker->engine);
    if (cv_ok(op->status))
        op->work(op, &tx);
    cv_engine_rollback(worker->engine);
    cv_engine_watch(worker->engine, NULL);
}

static void timed_checkpoint(struct cv_worker *worker)
{
    struct cv_store *store = worker->store;
    uint64_t began_ns = cv_clock_real_ns();
    bool alone = cv_engine_wants_alone(worker->engine) &&
                 cv_queue_hold(&store->reads, store->reader_count, QUIET_NS);

    if (cv_engine_checkpoint(worker->engine, alone))
        cv_histogram_add(&store->written.checkpoints, cv_clock_real_ns() - began_ns);
    if (alone)
        cv_queue_go_on(&store->reads);
}

static void tell_lost(struct cv_store *store)
{
    if (store->config.lost == NULL)
        _exit(EXIT_FAILURE);
    store->config.lost(store->config.lost_arg);
}

static void *writer_main(void *arg)
{
    struct cv_worker *worker = arg;
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
            cv_store_send_home(&ops);
        else
            cv_worker_write(worker, &ops);
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
    struct cv_worker *worker = arg;
    struct cv_list ops;

    cv_list_init(&ops);
    while (cv_queue_take(&worker->store->reads, &ops, 1) > 0) {
        cv_worker_begun(&worker->counts);
        read_one(worker, CV_CONTAINER_OF(ops.next, struct cv_store_op, link));
        cv_worker_ended(&worker->counts, 1);
        cv_store_send_home(&ops);
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

static struct cv_status start(struct cv_worker *worker, struct cv_store *store,
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

static void stop(struct cv_worker *worker)
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
