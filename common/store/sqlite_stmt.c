#include "base/arena.h"
#include "base/assert.h"
#include "base/fault.h"
#include "store/sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the cache ---- */

static size_t slot_of(const char *sql, size_t cap)
{
    return (size_t)(((uintptr_t)sql >> 3) * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (cap - 1);
}

static struct cv_stmt **place(struct cv_stmt **cache, size_t cap, const char *sql)
{
    for (size_t at = slot_of(sql, cap);; at++) {
        struct cv_stmt **slot = &cache[at & (cap - 1)];

        if (*slot == NULL || (*slot)->sql == sql)
            return slot;
    }
}

static bool grow(struct cv_engine *engine)
{
    size_t cap = engine->cache_cap == 0 ? 128 : engine->cache_cap * 2;
    struct cv_stmt **cache = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(cap, sizeof(*cache));

    if (cache == NULL)
        return false;
    for (size_t i = 0; i < engine->cache_cap; i++) {
        if (engine->cache[i] != NULL)
            *place(cache, cap, engine->cache[i]->sql) = engine->cache[i];
    }
    free(engine->cache);
    engine->cache = cache;
    engine->cache_cap = cap;
    return true;
}

static struct cv_stmt *find_or_add(struct cv_engine *engine, const char *sql)
{
    struct cv_stmt **slot;

    if (engine->cache_count * 2 >= engine->cache_cap && !grow(engine))
        return NULL;
    slot = place(engine->cache, engine->cache_cap, sql);
    if (*slot != NULL)
        return *slot;
    if (cv_fault_tick(CV_FAULT_ALLOC) || (*slot = calloc(1, sizeof(**slot))) == NULL)
        return NULL;
    (*slot)->engine = engine;
    (*slot)->sql = sql;
    engine->cache_count++;
    return *slot;
}

void cv_sqlite_drop_statements(struct cv_engine *engine)
{
    for (size_t i = 0; i < engine->cache_cap; i++) {
        if (engine->cache[i] == NULL)
            continue;
        (void)sqlite3_finalize(engine->cache[i]->raw);
        free(engine->cache[i]->uuids);
        free(engine->cache[i]);
    }
    free(engine->cache);
}

/* ---- preparing ---- */

/* False: no memory. */
static bool find_places(struct cv_stmt *stmt)
{
    size_t count = (size_t)sqlite3_bind_parameter_count(stmt->raw);

    for (int i = 1; i <= CV_STMT_PARAMETERS_MAX; i++) {
        char name[8];

        (void)snprintf(name, sizeof(name), "$%d", i);
        stmt->place[i] = (uint8_t)sqlite3_bind_parameter_index(stmt->raw, name);
        stmt->named |= stmt->place[i] == 0 ? 0 : UINT64_C(1) << i;
    }
    stmt->uuids = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(count + 1, sizeof(*stmt->uuids));
    return stmt->uuids != NULL;
}

struct cv_stmt *cv_tx_prepare(struct cv_tx *tx, const char *sql)
{
    static struct cv_stmt no_memory = {
        .status = {.code = CV_RESOURCE_EXHAUSTED, .message = "out of memory"}};
    struct cv_stmt *stmt = find_or_add(tx->engine, sql);
    const char *rest = NULL;
    int code;

    if (stmt == NULL)
        return &no_memory;
    CV_ASSERT(!stmt->busy); /* the same text twice at once: the first was not finished */
    stmt->busy = true;
    stmt->bound = 0;
    stmt->status = CV_STATUS_OK;
    if (cv_fault_tick(CV_FAULT_STATEMENT))
        stmt->status = cv_status(CV_UNAVAILABLE, "IO_ERROR", "the disk failed");
    if (stmt->raw != NULL || !cv_ok(stmt->status))
        return stmt;
    code =
        sqlite3_prepare_v3(tx->engine->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt->raw, &rest);
    stmt->status = cv_sqlite_status(tx->engine->db, code);
    if (stmt->raw != NULL && !find_places(stmt)) {
        (void)sqlite3_finalize(stmt->raw);
        stmt->raw = NULL;
        stmt->status = no_memory.status;
    }
    return stmt;
}

/* ---- binding ---- */

/* 0: do not bind, an error came before. */
static int place_of(struct cv_stmt *stmt, int index)
{
    if (!cv_ok(stmt->status))
        return 0;
    CV_ASSERT_CMP(index, >=, 1);
    CV_ASSERT_CMP(index, <=, CV_STMT_PARAMETERS_MAX);
    CV_ASSERT_CMP(stmt->place[index], >, 0); /* the text has such a parameter */
    stmt->bound |= UINT64_C(1) << index;
    return stmt->place[index];
}

static void bound(struct cv_stmt *stmt, int code)
{
    if (code != SQLITE_OK)
        stmt->status = cv_sqlite_status(stmt->engine->db, code);
}

void cv_stmt_int64(struct cv_stmt *stmt, int index, int64_t value)
{
    int at = place_of(stmt, index);

    if (at > 0)
        bound(stmt, sqlite3_bind_int64(stmt->raw, at, value));
}

void cv_stmt_text(struct cv_stmt *stmt, int index, const char *value)
{
    int at = place_of(stmt, index);

    /* Borrowed: what is bound lives until the op is done, a statement only until its finish. */
    if (at > 0)
        bound(stmt, value == NULL ? sqlite3_bind_null(stmt->raw, at)
                                  : sqlite3_bind_text(stmt->raw, at, value, -1, SQLITE_STATIC));
}

void cv_stmt_blob(struct cv_stmt *stmt, int index, const void *value, size_t len)
{
    int at = place_of(stmt, index);

    if (at > 0)
        bound(stmt, sqlite3_bind_blob64(stmt->raw, at, len == 0 ? "" : value, len, SQLITE_STATIC));
}

void cv_stmt_uuid(struct cv_stmt *stmt, int index, struct cv_uuid value)
{
    int at = place_of(stmt, index);

    if (at == 0)
        return;
    stmt->uuids[at] = value;
    bound(stmt, sqlite3_bind_blob(stmt->raw, at, stmt->uuids[at].bytes, sizeof(value.bytes),
                                  SQLITE_STATIC));
}

void cv_stmt_null(struct cv_stmt *stmt, int index)
{
    int at = place_of(stmt, index);

    if (at > 0)
        bound(stmt, sqlite3_bind_null(stmt->raw, at));
}

/* ---- stepping ---- */

/* What an earlier use bound is still there, and may be gone from memory. */
static void bind_others(struct cv_stmt *stmt)
{
    uint64_t others = stmt->named & ~stmt->bound;

    for (int i = 1; i <= CV_STMT_PARAMETERS_MAX; i++) {
        if ((others >> i & 1) != 0)
            cv_stmt_null(stmt, i);
    }
}

bool cv_stmt_step(struct cv_stmt *stmt)
{
    int code;

    if (stmt->bound != stmt->named)
        bind_others(stmt);
    if (!cv_ok(stmt->status))
        return false;
    if (cv_fault_tick(CV_FAULT_STATEMENT)) {
        stmt->status = cv_status(CV_UNAVAILABLE, "IO_ERROR", "the disk failed");
        return false;
    }
    code = sqlite3_step(stmt->raw);
    if (code != SQLITE_ROW)
        bound(stmt, code == SQLITE_DONE ? SQLITE_OK : code);
    return code == SQLITE_ROW;
}

int64_t cv_stmt_changes(struct cv_stmt *stmt)
{
    return cv_ok(stmt->status) ? sqlite3_changes64(stmt->engine->db) : 0;
}

struct cv_status cv_stmt_finish(struct cv_stmt *stmt)
{
    struct cv_status status = stmt->status;

    if (stmt->engine == NULL) /* there was no memory for it */
        return status;
    if (stmt->raw != NULL)
        (void)sqlite3_reset(stmt->raw);
    stmt->busy = false;
    return status;
}

struct cv_status cv_tx_run(struct cv_tx *tx, const char *sql)
{
    struct cv_stmt *stmt = cv_tx_prepare(tx, sql);

    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

int64_t cv_tx_now_us(struct cv_tx *tx)
{
    return tx->now_us;
}

/* ---- columns ---- */

static bool has(struct cv_stmt *stmt, int column, int type)
{
    return cv_ok(stmt->status) && sqlite3_column_type(stmt->raw, column) == type;
}

int64_t cv_stmt_get_int64(struct cv_stmt *stmt, int column)
{
    return has(stmt, column, SQLITE_INTEGER) ? sqlite3_column_int64(stmt->raw, column) : 0;
}

const char *cv_stmt_get_text(struct cv_stmt *stmt, int column, struct cv_arena *arena)
{
    const char *copy;

    if (!has(stmt, column, SQLITE_TEXT))
        return "";
    copy = cv_arena_string_n(arena, (const char *)sqlite3_column_text(stmt->raw, column),
                             (size_t)sqlite3_column_bytes(stmt->raw, column));
    if (copy == NULL)
        stmt->status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory for the answer");
    return copy == NULL ? "" : copy;
}

struct cv_slice cv_stmt_peek_text(struct cv_stmt *stmt, int column)
{
    if (!has(stmt, column, SQLITE_TEXT))
        return (struct cv_slice){NULL, 0};
    return (struct cv_slice){sqlite3_column_text(stmt->raw, column),
                             (size_t)sqlite3_column_bytes(stmt->raw, column)};
}

struct cv_slice cv_stmt_peek_blob(struct cv_stmt *stmt, int column)
{
    if (!has(stmt, column, SQLITE_BLOB))
        return (struct cv_slice){NULL, 0};
    return (struct cv_slice){sqlite3_column_blob(stmt->raw, column),
                             (size_t)sqlite3_column_bytes(stmt->raw, column)};
}

struct cv_slice cv_stmt_get_blob(struct cv_stmt *stmt, int column, struct cv_arena *arena)
{
    struct cv_slice slice = {NULL, 0};

    if (!has(stmt, column, SQLITE_BLOB))
        return slice;
    slice.len = (size_t)sqlite3_column_bytes(stmt->raw, column);
    slice.at = cv_arena_alloc(arena, slice.len + 1);
    if (slice.at == NULL) {
        stmt->status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory for the answer");
        return (struct cv_slice){NULL, 0};
    }
    if (slice.len > 0)
        memcpy((uint8_t *)(uintptr_t)slice.at, sqlite3_column_blob(stmt->raw, column), slice.len);
    return slice;
}

struct cv_uuid cv_stmt_get_uuid(struct cv_stmt *stmt, int column)
{
    struct cv_uuid uuid = {{0}};

    if (has(stmt, column, SQLITE_BLOB) &&
        sqlite3_column_bytes(stmt->raw, column) == (int)sizeof(uuid.bytes))
        memcpy(uuid.bytes, sqlite3_column_blob(stmt->raw, column), sizeof(uuid.bytes));
    return uuid;
}

bool cv_stmt_is_null(struct cv_stmt *stmt, int column)
{
    return has(stmt, column, SQLITE_NULL);
}
