/* The one persistence layer: ops submitted on a loop, run on a store thread inside a transaction,
 * done on the loop again. The engine behind it (SQLite today) does not show.
 *
 * Thread   cv_store_submit() on any loop thread; `work` on a store thread; `done` on the loop that
 *          submitted (scope->home).
 * Memory   The op is embedded by the caller and borrowed from submit until done. scope->arena is
 * the store thread's from submit until done: the submitter must not allocate from it meanwhile.
 *          What `work` returns (texts, blobs, rows) lives in that arena.
 * Ending   `done` runs exactly once, never from inside submit. status OK means committed: on disk.
 * Cancel   An op whose scope is over before it starts is not run: CANCELLED or DEADLINE_EXCEEDED.
 *          One that has started runs to its end.
 * Errors   Translated beside the driver: unique or primary key ALREADY_EXISTS; check, foreign key,
 *          not-null FAILED_PRECONDITION; queue full RESOURCE_EXHAUSTED; disk full
 *          RESOURCE_EXHAUSTED; busy ABORTED; corrupt DATA_LOSS; a COMMIT that failed UNAVAILABLE
 *          with reason OUTCOME_UNKNOWN, after which the process stops (the idempotency row tells
 *          the truth on the next start). Texts static or in scope->arena.
 *
 * SQL is portable (SQLite and PostgreSQL alike): $1 parameters, BIGINT, TEXT, BYTEA, BOOLEAN not
 * used, ON CONFLICT and RETURNING allowed, no engine functions. Texts must be static: they are the
 * key of the statement cache. */
#ifndef CV_STORE_STORE_H
#define CV_STORE_STORE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/list.h"
#include "base/scope.h"
#include "base/status.h"
#include "base/uuid.h"
#include "net/wake.h"

struct cv_store;
struct cv_tx;
struct cv_stmt;
struct cv_store_op;

enum cv_store_mode {
    CV_STORE_READ,  /* a reader thread, one snapshot; writing statements fail */
    CV_STORE_WRITE, /* the writer, in a group commit; undone alone if it fails */
};

/* Must stand being run again from the start after a conflict. Sets op->status on failure; a status
 * that is not OK rolls back everything this op did. */
typedef void cv_store_work(struct cv_store_op *op, struct cv_tx *tx);
typedef void cv_store_done(struct cv_store_op *op);

struct cv_store_op {
    enum cv_store_mode mode;
    cv_store_work *work;
    cv_store_done *done;
    const struct cv_scope *scope; /* borrowed until done */
    struct cv_status status;      /* result */
    /* Result: until it was begun, in ns, less what makes groups large enough for the disk: so for
     * how long it waited only because there is more to do than is done. */
    uint64_t waited_ns;

    uint64_t put_ns;          /* private */
    struct cv_list link;      /* private */
    struct cv_wake_item home; /* private */
};

struct cv_migration {
    const char *name; /* "0001_init" */
    const char *sql;  /* statements ended by ';'; idempotent one by one (IF NOT EXISTS) */
};

struct cv_store_config {
    const char *url;                       /* "sqlite:PATH", "sqlite::memory:" for tests */
    const struct cv_migration *migrations; /* ends with name NULL; in order, never changed later */
    unsigned readers;                      /* reader threads; 0: 1 */
    unsigned queue_max;                    /* ops waiting; 0: 10,000 */
    /* The outcome of a COMMIT is unknown; every op from now on fails with UNAVAILABLE. Runs once,
     * on the store thread, after the answers were posted; the process should end soon. NULL: it
     * ends at once. */
    void (*lost)(void *arg);
    void *lost_arg;
};

/* Open, take the lock file, migrate, start the threads. FAILED_PRECONDITION: locked by another
 * process, a newer schema, a changed migration. `arena` takes the error text. */
struct cv_status cv_store_open(const struct cv_store_config *config, struct cv_arena *arena,
                               struct cv_store **store);
/* No op may be pending. Checkpoints, joins the threads, removes the lock. NULL is fine. */
void cv_store_close(struct cv_store *store);

/* Add what it counts (names that begin with caravan_store_) to a registry, which is read no more
 * when the store is closed. */
struct cv_metrics;
void cv_store_count(struct cv_store *store, struct cv_metrics *metrics);

/* Take the op. Cannot fail: a full queue, too, is reported through done. */
void cv_store_submit(struct cv_store *store, struct cv_store_op *op);

/* ---- statements, inside `work` only ----
 * Errors are sticky: after the first one binding and stepping do nothing; finish returns it.
 * Usage: prepare, bind, step (while true: read columns), finish. */
struct cv_stmt *cv_tx_prepare(struct cv_tx *tx, const char *sql);   /* sql static, one statement */
void cv_stmt_int64(struct cv_stmt *stmt, int index, int64_t value); /* index from 1 */
void cv_stmt_text(struct cv_stmt *stmt, int index, const char *value); /* NULL binds NULL */
void cv_stmt_blob(struct cv_stmt *stmt, int index, const void *value, size_t len);
void cv_stmt_uuid(struct cv_stmt *stmt, int index, struct cv_uuid value);
void cv_stmt_null(struct cv_stmt *stmt, int index);
bool cv_stmt_step(struct cv_stmt *stmt); /* a row is there */
/* Columns from 0. A wrong type or NULL reads as 0, "" or an empty slice. */
int64_t cv_stmt_get_int64(struct cv_stmt *stmt, int column);
const char *cv_stmt_get_text(struct cv_stmt *stmt, int column, struct cv_arena *arena);
struct cv_slice cv_stmt_get_blob(struct cv_stmt *stmt, int column, struct cv_arena *arena);
struct cv_uuid cv_stmt_get_uuid(struct cv_stmt *stmt, int column);
/* The same without a copy: borrowed until the next step or finish. No NUL follows. */
struct cv_slice cv_stmt_peek_text(struct cv_stmt *stmt, int column);
struct cv_slice cv_stmt_peek_blob(struct cv_stmt *stmt, int column);
bool cv_stmt_is_null(struct cv_stmt *stmt, int column);
int64_t cv_stmt_changes(struct cv_stmt *stmt); /* rows the last step changed */
struct cv_status cv_stmt_finish(struct cv_stmt *stmt);
/* prepare, nothing to bind, step once, finish */
struct cv_status cv_tx_run(struct cv_tx *tx, const char *sql);

/* ---- marks, inside `work` of a write only ----
 * What was done since a mark can be undone and the op go on: cv_tx_mark(), some statements, all
 * finished, then cv_tx_release(), once for each mark, the newest first. Marks nest. When one of the
 * two fails the op must fail, too, and end; so must it for any error that is not about the rows
 * (a full disk, say), since such an error may have ended the whole transaction. An op that fails
 * need not release its marks. */
struct cv_status cv_tx_mark(struct cv_tx *tx);
struct cv_status cv_tx_release(struct cv_tx *tx, bool keep); /* or undo what came after the mark */

/* ---- notes, inside `work` only ----
 * A row that op after op reads and writes again (a clock, the end of a chain) is read once for a
 * whole group and written once, before its COMMIT; in between it is a note, which each op finds as
 * the ones before it left it. What an op that fails made of it is undone with the op, and what came
 * after a mark with the mark. If it cannot be written, all of the group fails, and left nothing.
 * For a reader it is just the row. Nothing else may write such a row, or ask for it in SQL. */
#define CV_NOTE_MAX 48
struct cv_note_kind {
    size_t size; /* of a value: CV_NOTE_MAX at most, aligned as an int64_t at most */
    /* Of the row with this key, or of none. */
    struct cv_status (*read)(struct cv_tx *tx, const char *key, void *value);
    struct cv_status (*write)(struct cv_tx *tx, const char *key, const void *value);
};

/* The key is borrowed until the op is done. */
struct cv_status cv_tx_note_get(struct cv_tx *tx, const struct cv_note_kind *kind, const char *key,
                                void *value);
struct cv_status cv_tx_note_set(struct cv_tx *tx, const struct cv_note_kind *kind, const char *key,
                                const void *value);

/* What this op takes away must be gone from the disk as well, not only from what can be asked for:
 * soon after its commit all of the file is written anew and the log emptied. That takes seconds for
 * a large file, in which nothing else is written; so for what somebody has a right to have erased.
 * Not done yet when the process ends: it has to be asked for again. */
void cv_tx_scrub(struct cv_tx *tx);

/* Once this op is on disk, whoever listens to the store is told: there is news in it. */
void cv_tx_tell(struct cv_tx *tx);
/* `told` runs on the store's writing thread, once for a group of ops; before any op that tells is
 * submitted. One listener; NULL: nobody listens any more, and no op may be pending. */
void cv_store_listen(struct cv_store *store, void (*told)(void *arg), void *arg);

int64_t
cv_tx_now_us(struct cv_tx *tx); /* one time for the whole op: recorded_at of all it writes */

/* Where who submitted the op (app/unit.h) leaves itself for those that its work calls. NULL when
 * `work` begins. */
void **cv_tx_slot(struct cv_tx *tx);

#endif
