/* What came together to be written: one transaction, one COMMIT, each op isolated from the others.
 */
#include "store/worker.h"

#include "base/arena.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/log.h"

#include <string.h>

/* Groups with a savepoint for each op, after one without had to be run again: what is refused once
 * is often refused again. */
#define GROUPS_APART 64
/* A group whose work takes so many times as long as its COMMIT leaves the disk a ninth of the time:
 * ops that wait so long for the group before theirs gain by it. */
#define COMMITS_WORTH 8
/* But not longer than this: then it is no disk that takes so long, but who else wants its
 * processor, and a larger group would only take longer still. */
#define WORTH_MOST_NS (50 * CV_NS_PER_MS)

static struct cv_status why_over(const struct cv_scope *scope, uint64_t now_ns)
{
    if (now_ns >= scope->deadline_ns)
        return cv_status(CV_DEADLINE_EXCEEDED, NULL, "the deadline passed before it began");
    return cv_status(CV_CANCELLED, NULL, "nobody waited any more when it began");
}

static void note_wait(const struct cv_worker *worker, struct cv_store_op *op, uint64_t now_ns)
{
    /* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): a list's head is no op */
    uint64_t waited_ns = now_ns - op->put_ns;
    uint64_t worth_ns = COMMITS_WORTH * worker->commit_ns;

    if (worth_ns > WORTH_MOST_NS)
        worth_ns = WORTH_MOST_NS;
    op->waited_ns = waited_ns > worth_ns ? waited_ns - worth_ns : 0;
}

bool cv_worker_begin(const struct cv_worker *worker, struct cv_store_op *op)
{
    uint64_t now_ns = cv_clock_ns();

    note_wait(worker, op, now_ns);
    /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): it takes a list's head for an op */
    if (!cv_scope_over(op->scope, now_ns))
        return true;
    op->status = why_over(op->scope, now_ns);
    return false;
}

/* Undo alone what an op did that is told to have failed: it must not be committed. True: that is
 * done; else all is undone. A savepoint costs as much as some statements, since each page that
 * changes is copied; so while no op fails there are none, and the others are run again if one does.
 */
static bool undo_op(struct cv_worker *worker, bool wrote)
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

/* One op inside the group. True: the transaction still stands. */
static bool run_in_group(struct cv_worker *worker, struct cv_store_op *op, int64_t now_us)
{
    struct cv_tx tx = {.engine = worker->engine, .now_us = now_us, .notes = &worker->notes};
    int64_t changes;

    if (!cv_worker_begin(worker, op))
        return true;
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
static struct cv_store_op *run_group(struct cv_worker *worker, struct cv_list *ops)
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

static struct cv_status timed_commit(struct cv_worker *worker)
{
    uint64_t began_ns = cv_clock_real_ns();
    struct cv_status status = cv_engine_commit(worker->engine);

    worker->commit_ns = cv_clock_real_ns() - began_ns;
    cv_writer_committed(&worker->store->written, began_ns, cv_engine_wal_pages(worker->engine));
    return status;
}

static void commit_group(struct cv_worker *worker, struct cv_list *ops)
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

void cv_worker_write(struct cv_worker *worker, struct cv_list *ops)
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
    cv_store_send_home(&home);
    cv_store_send_home(ops);
}
