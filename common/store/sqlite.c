#include "store/sqlite.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"

#include <stdlib.h>
#include <string.h>

#define BUSY_TIMEOUT_MS 5000
/* A busy store writes the same pages again and again: of 16 MiB of log a quarter as many go into
 * the file as of four times 4 MiB. */
#define CHECKPOINT_PAGES 4000
#define TRUNCATE_PAGES   16000
#define PROGRESS_STEPS   4000 /* of SQLite's machine: well under a millisecond */
/* What undoes an op or a mark, the pages as they were, is kept in memory up to here, and then in a
 * file until the COMMIT: for an op of one call there should be none, since each page is two calls
 * of the system. Less than 128 KiB: SQLite 3.40 takes the lower 17 bits of a length to be written
 * for all of it, and a disk on which nothing could be written for full. */
#define UNDO_IN_MEMORY (124 * 1024)
/* Of the writer, taken as it is needed: where a busy service writes should stay in it. */
#define WRITER_CACHE "PRAGMA cache_size=-28672"

struct cv_status cv_sqlite_status(sqlite3 *db, int code)
{
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return cv_status(CV_ALREADY_EXISTS, NULL, "a record with this key exists");
    default:
        break;
    }
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return CV_STATUS_OK;
    case SQLITE_CONSTRAINT:
        return cv_status(CV_FAILED_PRECONDITION, "CONSTRAINT", "a rule of the records is broken");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return cv_status(CV_ABORTED, "BUSY", "the store is busy; try again");
    case SQLITE_FULL:
        return cv_status(CV_RESOURCE_EXHAUSTED, "DISK_FULL", "the disk is full");
    case SQLITE_NOMEM:
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return cv_status(CV_DATA_LOSS, "CORRUPT", "the store's file is damaged");
    case SQLITE_INTERRUPT:
        return cv_status(CV_DEADLINE_EXCEEDED, NULL, "nobody waits for this any more");
    case SQLITE_READONLY:
        return cv_status(CV_FAILED_PRECONDITION, "READ_ONLY", "this may only read");
    case SQLITE_CANTOPEN:
        return cv_status(CV_FAILED_PRECONDITION, "CANNOT_OPEN",
                         "the store's file cannot be opened");
    case SQLITE_IOERR:
        return cv_status(CV_UNAVAILABLE, "IO_ERROR", "the disk failed");
    default:
        cv_log(CV_LOG_ERROR, "store_error", CV_LOG_NUMBER("code", code),
               CV_LOG_TEXT("message", db == NULL ? NULL : sqlite3_errmsg(db)));
        return cv_status(CV_INTERNAL, "STORE", "the store does not understand the request");
    }
}

/* Text that is run once and forgotten. */
static struct cv_status run(struct cv_engine *engine, const char *sql)
{
    if (cv_fault_tick(CV_FAULT_STATEMENT))
        return cv_status(CV_UNAVAILABLE, "IO_ERROR", "the disk failed");
    return cv_sqlite_status(engine->db, sqlite3_exec(engine->db, sql, NULL, NULL, NULL));
}

/* ---- opening ---- */

static int over(void *arg)
{
    const struct cv_engine *engine = arg;

    return engine->scope != NULL && cv_scope_over(engine->scope, cv_clock_ns());
}

static int wal_grown(void *arg, sqlite3 *db, const char *name, int pages)
{
    struct cv_engine *engine = arg;

    (void)db;
    (void)name;
    engine->wal_pages = pages;
    return SQLITE_OK;
}

static bool is_wal(sqlite3 *db)
{
    sqlite3_stmt *stmt = NULL;
    bool wal = sqlite3_prepare_v2(db, "PRAGMA journal_mode=WAL", -1, &stmt, NULL) == SQLITE_OK &&
               sqlite3_step(stmt) == SQLITE_ROW &&
               sqlite3_stricmp((const char *)sqlite3_column_text(stmt, 0), "wal") == 0;

    sqlite3_finalize(stmt);
    return wal;
}

/* In this order; the answers that matter are verified. */
static struct cv_status configure(struct cv_engine *engine, bool memory)
{
    static const char *const PRAGMAS[] = {
        "PRAGMA synchronous=FULL",
        "PRAGMA foreign_keys=ON",
        "PRAGMA trusted_schema=OFF",
        "PRAGMA cell_size_check=ON",
        "PRAGMA mmap_size=0",
        "PRAGMA wal_autocheckpoint=0",
        "PRAGMA journal_size_limit=67108864",
    };
    /* What undoes a mark is kept beside the transaction. In memory, letting go of one mark walks
     * through all that is kept, so that many marks in one op take the square of their time; in a
     * file, which exists only when it is more than UNDO_IN_MEMORY, it does not. */
    const char *temporary =
        engine->role == CV_ENGINE_READER ? "PRAGMA temp_store=MEMORY" : "PRAGMA temp_store=FILE";
    sqlite3 *db = engine->db;
    struct cv_status status = CV_STATUS_OK;

    (void)sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
    (void)sqlite3_extended_result_codes(db, 1);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    if (!memory && !is_wal(db))
        return cv_status(CV_FAILED_PRECONDITION, "NO_WAL",
                         "the store's file system does not allow a write-ahead log");
    for (size_t i = 0; cv_ok(status) && i < sizeof(PRAGMAS) / sizeof(PRAGMAS[0]); i++)
        status = cv_sqlite_status(db, sqlite3_exec(db, PRAGMAS[i], NULL, NULL, NULL));
    if (cv_ok(status))
        status = cv_sqlite_status(db, sqlite3_exec(db, temporary, NULL, NULL, NULL));
    if (cv_ok(status) && engine->role == CV_ENGINE_WRITER)
        status = cv_sqlite_status(db, sqlite3_exec(db, WRITER_CACHE, NULL, NULL, NULL));
    if (cv_ok(status) && engine->role == CV_ENGINE_READER) {
        (void)sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        status = cv_sqlite_status(db, sqlite3_exec(db, "PRAGMA query_only=ON", NULL, NULL, NULL));
    }
    return status;
}

/* No effect once the process has opened a database. Nobody asks how much it has allocated, and
 * counting costs a lock each time. */
static void configure_process(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, UNDO_IN_MEMORY);
}

struct cv_status cv_engine_open(const char *path, enum cv_engine_role role, struct cv_arena *arena,
                                struct cv_engine **engine)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                (role == CV_ENGINE_WRITER ? SQLITE_OPEN_CREATE : 0);
    struct cv_engine *made = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*made));
    struct cv_status status;

    *engine = NULL;
    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    configure_process();
    made->role = role;
    status = cv_sqlite_status(NULL, sqlite3_open_v2(path, &made->db, flags, NULL));
    if (cv_ok(status))
        status = configure(made, strcmp(path, ":memory:") == 0);
    if (!cv_ok(status)) {
        status = cv_status_f(arena, status.code, status.reason, "%s: %s (%s)", path, status.message,
                             made->db == NULL ? "no memory" : sqlite3_errmsg(made->db));
        cv_engine_close(made);
        return status;
    }
    sqlite3_progress_handler(made->db, PROGRESS_STEPS, over, made);
    (void)sqlite3_wal_hook(made->db, wal_grown, made);
    *engine = made;
    return CV_STATUS_OK;
}

void cv_engine_close(struct cv_engine *engine)
{
    if (engine == NULL)
        return;
    cv_sqlite_drop_statements(engine);
    (void)sqlite3_finalize(engine->savepoint);
    (void)sqlite3_finalize(engine->undo);
    (void)sqlite3_finalize(engine->release);
    (void)sqlite3_close(engine->db);
    free(engine);
}

/* ---- transactions ---- */

struct cv_status cv_engine_begin(struct cv_engine *engine)
{
    return run(engine, engine->role == CV_ENGINE_WRITER ? "BEGIN IMMEDIATE" : "BEGIN");
}

/* A COMMIT that fails may have been done or not: tests try both. */
struct cv_status cv_engine_commit(struct cv_engine *engine)
{
    bool fails_before = cv_fault_tick(CV_FAULT_COMMIT);
    bool fails_after = cv_fault_tick(CV_FAULT_COMMIT);
    struct cv_status status = CV_STATUS_OK;

    if (!fails_before)
        status = cv_sqlite_status(engine->db, sqlite3_exec(engine->db, "COMMIT", NULL, NULL, NULL));
    return fails_before || fails_after ? cv_status(CV_UNAVAILABLE, "IO_ERROR", "the disk failed")
                                       : status;
}

void cv_engine_rollback(struct cv_engine *engine)
{
    if (cv_engine_in_transaction(engine))
        (void)sqlite3_exec(engine->db, "ROLLBACK", NULL, NULL, NULL);
}

bool cv_engine_in_transaction(const struct cv_engine *engine)
{
    return sqlite3_get_autocommit(engine->db) == 0;
}

int64_t cv_engine_changes(const struct cv_engine *engine)
{
    return sqlite3_total_changes64(engine->db);
}

/* Around each op, so prepared once. */
static struct cv_status run_kept(struct cv_engine *engine, sqlite3_stmt **stmt, const char *sql)
{
    int code = SQLITE_OK;

    if (cv_fault_tick(CV_FAULT_SAVEPOINT))
        return cv_status(CV_UNAVAILABLE, "IO_ERROR", "the disk failed");
    if (*stmt == NULL)
        code = sqlite3_prepare_v3(engine->db, sql, -1, SQLITE_PREPARE_PERSISTENT, stmt, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(*stmt);
        (void)sqlite3_reset(*stmt);
    }
    return cv_sqlite_status(engine->db, code);
}

struct cv_status cv_engine_savepoint(struct cv_engine *engine)
{
    return run_kept(engine, &engine->savepoint, "SAVEPOINT op");
}

struct cv_status cv_engine_release(struct cv_engine *engine, bool keep)
{
    struct cv_status status = CV_STATUS_OK;

    if (!keep)
        status = run_kept(engine, &engine->undo, "ROLLBACK TO op");
    return cv_ok(status) ? run_kept(engine, &engine->release, "RELEASE op") : status;
}

void cv_engine_watch(struct cv_engine *engine, const struct cv_scope *scope)
{
    engine->scope = scope;
}

/* ---- definitions ---- */

/* Replace whole words; the portable type names are longer than SQLite's or as long. */
static void spell(char *sql, const char *portable, const char *own)
{
    size_t len = strlen(portable);

    for (char *at = sql; (at = strstr(at, portable)) != NULL; at += len) {
        bool starts = at == sql || at[-1] == ' ';
        bool ends = at[len] == ' ' || at[len] == ',' || at[len] == ')' || at[len] == '\n';

        if (!starts || !ends)
            continue;
        memset(at, ' ', len);
        /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): in the midst of the text */
        memcpy(at, own, strlen(own));
    }
}

/* Portable DDL to SQLite's: strict types, and the table is its primary key's B-tree, so that rows
 * of one organisation lie side by side. */
struct cv_status cv_engine_define(struct cv_engine *engine, const char *sql)
{
    bool table = strstr(sql, "CREATE TABLE") != NULL;
    char *own = sqlite3_mprintf("%s%s", sql, table ? " STRICT, WITHOUT ROWID" : "");
    struct cv_status status;

    if (own == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    if (table) {
        spell(own, "BIGINT", "INT");
        spell(own, "BYTEA", "BLOB");
    }
    status = run(engine, own);
    sqlite3_free(own);
    return status;
}

void cv_tx_scrub(struct cv_tx *tx)
{
    tx->engine->scrub = true;
}

/* Zeroing what is deleted is not enough: pages keep copies of rows that were moved to others. A
 * reader of an old snapshot holds the log; then it is tried again after the next commit. */
static bool scrub(struct cv_engine *engine)
{
    return sqlite3_exec(engine->db, "VACUUM", NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_wal_checkpoint_v2(engine->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) ==
               SQLITE_OK;
}

/* It may have begun anew since. */
static bool has_grown(const struct cv_engine *engine)
{
    int moved = engine->wal_pages < engine->moved_pages ? 0 : engine->moved_pages;

    return engine->wal_pages - moved >= CHECKPOINT_PAGES;
}

bool cv_engine_wants_alone(const struct cv_engine *engine)
{
    return engine->scrub || (has_grown(engine) && engine->wal_pages >= TRUNCATE_PAGES);
}

/* SQLite itself waits for readers by looking now and then whether there is none: where one follows
 * the other without a pause it would wait in vain, and all writes with it. */
bool cv_engine_checkpoint(struct cv_engine *engine, bool alone)
{
    bool empties = alone && engine->wal_pages >= TRUNCATE_PAGES;

    if (engine->scrub) {
        engine->scrub = !scrub(engine);
        return true;
    }
    if (!has_grown(engine))
        return false;
    engine->moved_pages = empties ? 0 : engine->wal_pages;
    (void)sqlite3_wal_checkpoint_v2(
        engine->db, NULL, empties ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, NULL,
        NULL);
    return true;
}

int64_t cv_engine_wal_pages(const struct cv_engine *engine)
{
    return engine->wal_pages;
}

const char *cv_engine_version(void)
{
    return sqlite3_libversion();
}
