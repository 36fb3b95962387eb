/* Preloaded into a server: writes down what it asks of SQLite through the connection that writes,
 * into the file that BENCH_RECORD names (entry.h). */
#include "entry.h"

#include <dlfcn.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Only the writer's thread gets here, and before it the one that opens the store. */
static FILE *out;
static sqlite3 *writer;
static sqlite3_stmt *statements[ENTRY_STATEMENTS_MAX]; /* by address */
static uint16_t numbers[ENTRY_STATEMENTS_MAX];
static uint16_t count;

/* SQLite asks itself by the same names: only what is asked from outside is written down. */
static _Thread_local unsigned depth;

/* The function itself, which this one stands before. */
#define NEXT(name)                                                                                 \
    static __typeof__(&(name)) next;                                                               \
    if (next == NULL)                                                                              \
    *(void **)&next = dlsym(RTLD_NEXT, #name)

static void put(struct entry entry, const void *bytes)
{
    static const char NUL;

    if (depth > 0)
        return;
    if (fwrite(&entry, sizeof(entry), 1, out) != 1 ||
        (bytes != NULL &&
         (fwrite(bytes, 1, entry.len, out) != entry.len || fwrite(&NUL, 1, 1, out) != 1))) {
        (void)fprintf(stderr, "record: the recording cannot be written\n");
        abort();
    }
}

/* Where the statement is, or belongs. */
static unsigned slot_of(sqlite3_stmt *stmt)
{
    unsigned at = (unsigned)(((uintptr_t)stmt >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 40);

    for (;; at++) {
        at %= ENTRY_STATEMENTS_MAX;
        if (statements[at] == stmt || statements[at] == NULL)
            return at;
    }
}

/* 0: it is none of the writer's. */
static uint16_t number_of(sqlite3_stmt *stmt)
{
    if (out == NULL || stmt == NULL || sqlite3_db_handle(stmt) != writer)
        return 0;
    return numbers[slot_of(stmt)];
}

int sqlite3_open_v2(const char *path, sqlite3 **db, int flags, const char *vfs)
{
    const char *name = getenv("BENCH_RECORD");
    int code;

    NEXT(sqlite3_open_v2);
    depth++;
    code = next(path, db, flags, vfs);
    depth--;
    if (code == SQLITE_OK && writer == NULL && name != NULL && (flags & SQLITE_OPEN_CREATE) != 0) {
        writer = *db;
        out = fopen(name, "wb");
    }
    return code;
}

int sqlite3_exec(sqlite3 *db, const char *sql, int (*callback)(void *, int, char **, char **),
                 void *arg, char **message)
{
    int code;

    NEXT(sqlite3_exec);
    if (out != NULL && db == writer)
        put((struct entry){.kind = ENTRY_EXEC, .len = (uint32_t)strlen(sql)}, sql);
    depth++;
    code = next(db, sql, callback, arg, message);
    depth--;
    return code;
}

static void prepared(sqlite3 *db, const char *sql, sqlite3_stmt *stmt)
{
    unsigned slot;

    if (depth > 0 || out == NULL || db != writer || stmt == NULL)
        return;
    slot = slot_of(stmt);
    if (++count >= ENTRY_STATEMENTS_MAX / 2)
        abort();
    statements[slot] = stmt;
    numbers[slot] = count;
    put((struct entry){.kind = ENTRY_PREPARE, .statement = count, .len = (uint32_t)strlen(sql)},
        sql);
}

int sqlite3_prepare_v2(sqlite3 *db, const char *sql, int len, sqlite3_stmt **stmt,
                       const char **rest)
{
    int code;

    NEXT(sqlite3_prepare_v2);
    depth++;
    code = next(db, sql, len, stmt, rest);
    depth--;
    prepared(db, sql, *stmt);
    return code;
}

int sqlite3_prepare_v3(sqlite3 *db, const char *sql, int len, unsigned flags, sqlite3_stmt **stmt,
                       const char **rest)
{
    int code;

    NEXT(sqlite3_prepare_v3);
    depth++;
    code = next(db, sql, len, flags, stmt, rest);
    depth--;
    prepared(db, sql, *stmt);
    return code;
}

static void bound(sqlite3_stmt *stmt, int parameter, struct entry entry, const void *bytes)
{
    if (depth > 0)
        return;
    entry.statement = number_of(stmt);
    entry.parameter = (uint8_t)parameter;
    if (entry.statement > 0)
        put(entry, bytes);
}

int sqlite3_bind_int64(sqlite3_stmt *stmt, int parameter, sqlite3_int64 value)
{
    NEXT(sqlite3_bind_int64);
    bound(stmt, parameter, (struct entry){.kind = ENTRY_INTEGER, .value = value}, NULL);
    return next(stmt, parameter, value);
}

int sqlite3_bind_null(sqlite3_stmt *stmt, int parameter)
{
    NEXT(sqlite3_bind_null);
    bound(stmt, parameter, (struct entry){.kind = ENTRY_NULL}, NULL);
    return next(stmt, parameter);
}

int sqlite3_bind_text(sqlite3_stmt *stmt, int parameter, const char *text, int len,
                      void (*release)(void *))
{
    size_t bytes = len < 0 ? strlen(text) : (size_t)len;

    NEXT(sqlite3_bind_text);
    bound(stmt, parameter, (struct entry){.kind = ENTRY_TEXT, .len = (uint32_t)bytes}, text);
    return next(stmt, parameter, text, len, release);
}

int sqlite3_bind_blob(sqlite3_stmt *stmt, int parameter, const void *bytes, int len,
                      void (*release)(void *))
{
    NEXT(sqlite3_bind_blob);
    bound(stmt, parameter, (struct entry){.kind = ENTRY_BLOB, .len = (uint32_t)len}, bytes);
    return next(stmt, parameter, bytes, len, release);
}

int sqlite3_bind_blob64(sqlite3_stmt *stmt, int parameter, const void *bytes, sqlite3_uint64 len,
                        void (*release)(void *))
{
    NEXT(sqlite3_bind_blob64);
    bound(stmt, parameter, (struct entry){.kind = ENTRY_BLOB, .len = (uint32_t)len}, bytes);
    return next(stmt, parameter, bytes, len, release);
}

int sqlite3_step(sqlite3_stmt *stmt)
{
    int code;

    NEXT(sqlite3_step);
    bound(stmt, 0, (struct entry){.kind = ENTRY_STEP}, NULL);
    depth++;
    code = next(stmt);
    depth--;
    return code;
}

int sqlite3_reset(sqlite3_stmt *stmt)
{
    int code;

    NEXT(sqlite3_reset);
    bound(stmt, 0, (struct entry){.kind = ENTRY_RESET}, NULL);
    depth++;
    code = next(stmt);
    depth--;
    return code;
}

/* Its number is not given again; the entry stays, as a finalised statement is not asked for. */
int sqlite3_finalize(sqlite3_stmt *stmt)
{
    int code;

    NEXT(sqlite3_finalize);
    bound(stmt, 0, (struct entry){.kind = ENTRY_RESET}, NULL);
    depth++;
    code = next(stmt);
    depth--;
    return code;
}

int sqlite3_wal_checkpoint_v2(sqlite3 *db, const char *name, int mode, int *log, int *done)
{
    int code;

    NEXT(sqlite3_wal_checkpoint_v2);
    if (out != NULL && db == writer)
        put((struct entry){.kind = ENTRY_CHECKPOINT, .value = mode}, NULL);
    depth++;
    code = next(db, name, mode, log, done);
    depth--;
    return code;
}

__attribute__((destructor)) static void end(void)
{
    if (out != NULL)
        (void)fclose(out);
}
