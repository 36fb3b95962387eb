/* What sqlite.c and sqlite_stmt.c share; nobody else sees sqlite3.h. */
#ifndef CV_STORE_SQLITE_H
#define CV_STORE_SQLITE_H

#include "store/engine.h"

#include <sqlite3.h>

#define CV_STMT_PARAMETERS_MAX 63

struct cv_stmt {
    sqlite3_stmt *raw; /* NULL: it could not be prepared; `status` says why */
    struct cv_engine *engine;
    const char *sql; /* static: the key of the cache */
    struct cv_status status;
    bool busy;
    uint64_t named;                            /* bits of the parameters that the text has */
    uint64_t bound;                            /* of those that were bound since it was prepared */
    struct cv_uuid *uuids;                     /* owned; those bound, by their places */
    uint8_t place[CV_STMT_PARAMETERS_MAX + 1]; /* of $1, $2, ...: SQLite counts by appearance */
};

struct cv_engine {
    sqlite3 *db;
    enum cv_engine_role role;
    struct cv_stmt **cache; /* owned; open addressing by address of the text */
    size_t cache_cap;
    size_t cache_count;
    sqlite3_stmt *savepoint, *undo, *release; /* of an op; NULL until the first */
    const struct cv_scope *scope;
    int wal_pages;   /* of the log, after the last commit */
    int moved_pages; /* so many of them when it was last moved into the file */
    bool scrub;      /* what was deleted may still be in the file */
};

/* The one translation of SQLite's codes (extended). */
struct cv_status cv_sqlite_status(sqlite3 *db, int code);
void cv_sqlite_drop_statements(struct cv_engine *engine);

#endif
