/* One connection to a database engine, as the store uses it. sqlite.c and sqlite_stmt.c are behind
 * it; store.h's statements run on the same connection.
 *
 * Thread   The one that opened it.
 * Errors   Already translated; texts static. */
#ifndef CV_STORE_ENGINE_H
#define CV_STORE_ENGINE_H

#include "store/store.h"

struct cv_engine;
struct cv_notes;

enum cv_engine_role {
    CV_ENGINE_WRITER, /* creates the file; the only one that writes and checkpoints */
    CV_ENGINE_READER,
};

struct cv_tx {
    struct cv_engine *engine;
    int64_t now_us;
    unsigned marks; /* not yet released */
    bool marked;    /* there were some */
    bool told;      /* its commit is news */
    void *slot;
    struct cv_notes *notes; /* NULL: a reader */
};

/* `path` without "sqlite:". The text of an error is in `arena`. */
struct cv_status cv_engine_open(const char *path, enum cv_engine_role role, struct cv_arena *arena,
                                struct cv_engine **engine);
void cv_engine_close(struct cv_engine *engine); /* NULL is fine */

struct cv_status cv_engine_begin(struct cv_engine *engine);
/* A failure says by its reason what is known: DISK_FULL, nothing of it is there; any other,
 * unknown. */
struct cv_status cv_engine_commit(struct cv_engine *engine);
void cv_engine_rollback(struct cv_engine *engine); /* none open: no effect */
bool cv_engine_in_transaction(const struct cv_engine *engine);
int64_t cv_engine_changes(const struct cv_engine *engine); /* rows ever changed */
struct cv_status cv_engine_savepoint(struct cv_engine *engine);
struct cv_status cv_engine_release(struct cv_engine *engine, bool keep); /* or undo what it did */

/* Statements give up when this scope is over; NULL: never. */
void cv_engine_watch(struct cv_engine *engine, const struct cv_scope *scope);
/* One statement of a migration, in the portable types; not cached. */
struct cv_status cv_engine_define(struct cv_engine *engine, const char *sql);
/* Move the log into the file if it has grown, and empty it when it is far too long and `alone`:
 * nobody reads. Beside readers it only waits for them when somebody asked for a scrub. False: there
 * was nothing to do. */
bool cv_engine_checkpoint(struct cv_engine *engine, bool alone);
/* It would empty the log now. */
bool cv_engine_wants_alone(const struct cv_engine *engine);
int64_t cv_engine_wal_pages(const struct cv_engine *engine); /* after the last commit */
const char *cv_engine_version(void);

/* ---- migrate.c ---- */
struct cv_status cv_migrate(struct cv_engine *engine, const struct cv_migration *migrations,
                            struct cv_arena *arena);

#endif
