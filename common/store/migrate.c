#include "base/arena.h"
#include "base/clock.h"
#include "base/hash.h"
#include "store/engine.h"

#include <string.h>

/* What every store has: the migrations it went through, and the calls that took effect. */
static const struct cv_migration OWN = {
    .name = "0000_store",
    .sql = "CREATE TABLE IF NOT EXISTS caravan_migration (\n"
           "  name TEXT NOT NULL, hash_a BIGINT NOT NULL, hash_b BIGINT NOT NULL,\n"
           "  applied_us BIGINT NOT NULL, PRIMARY KEY (name)\n"
           ");\n"
           "CREATE TABLE IF NOT EXISTS caravan_once (\n"
           "  org_id TEXT NOT NULL, subject TEXT NOT NULL, method TEXT NOT NULL,\n"
           "  request_id TEXT NOT NULL, hash_a BIGINT NOT NULL, hash_b BIGINT NOT NULL,\n"
           "  answer BYTEA NOT NULL, created_us BIGINT NOT NULL, about TEXT NOT NULL,\n"
           "  PRIMARY KEY (org_id, request_id, subject, method)\n"
           ");\n"
           "CREATE INDEX IF NOT EXISTS caravan_once_age ON caravan_once (created_us);\n"
           "CREATE INDEX IF NOT EXISTS caravan_once_about ON caravan_once (org_id, about) "
           "WHERE about <> '';\n",
};

/* ---- one statement after the other ---- */

/* Where the statement that starts at `sql` ends: at its ';', or at the end of the text. */
static const char *statement_end(const char *sql)
{
    bool quoted = false;
    bool comment = false;

    for (; *sql != '\0'; sql++) {
        if (comment) {
            comment = *sql != '\n';
        } else if (*sql == '\'') {
            quoted = !quoted;
        } else if (!quoted && sql[0] == '-' && sql[1] == '-') {
            comment = true;
        } else if (!quoted && *sql == ';') {
            break;
        }
    }
    return sql;
}

static bool is_blank(const char *at, const char *end)
{
    while (at < end) {
        if (at[0] == '-' && at + 1 < end && at[1] == '-') {
            while (at < end && *at != '\n')
                at++;
        } else if (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r') {
            at++;
        } else {
            return false;
        }
    }
    return true;
}

/* Each statement can be run again: not every engine undoes definitions, and some allow one of them
 * in a transaction. */
static struct cv_status run_all(struct cv_engine *engine, const char *sql, struct cv_arena *arena)
{
    struct cv_status status = CV_STATUS_OK;

    while (cv_ok(status) && *sql != '\0') {
        const char *end = statement_end(sql);

        if (!is_blank(sql, end)) {
            const char *text = cv_arena_string_n(arena, sql, (size_t)(end - sql));

            status = text == NULL ? cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory")
                                  : cv_engine_define(engine, text);
        }
        sql = *end == ';' ? end + 1 : end;
    }
    return status;
}

/* ---- what was applied ---- */

static struct cv_status record(struct cv_tx *tx, const struct cv_migration *migration,
                               const uint64_t hash[2])
{
    struct cv_stmt *stmt =
        cv_tx_prepare(tx, "INSERT INTO caravan_migration (name, hash_a, hash_b, applied_us) "
                          "VALUES ($1, $2, $3, $4)");

    cv_stmt_text(stmt, 1, migration->name);
    cv_stmt_int64(stmt, 2, (int64_t)hash[0]);
    cv_stmt_int64(stmt, 3, (int64_t)hash[1]);
    cv_stmt_int64(stmt, 4, tx->now_us);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

/* 1: applied as it is; 0: not applied; -1: applied as another text. */
static int find(struct cv_tx *tx, const struct cv_migration *migration, const uint64_t hash[2],
                struct cv_status *status)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(tx, "SELECT hash_a, hash_b FROM caravan_migration WHERE name = $1");
    int found = 0;

    cv_stmt_text(stmt, 1, migration->name);
    if (cv_stmt_step(stmt))
        found = cv_stmt_get_int64(stmt, 0) == (int64_t)hash[0] &&
                        cv_stmt_get_int64(stmt, 1) == (int64_t)hash[1]
                    ? 1
                    : -1;
    *status = cv_stmt_finish(stmt);
    return found;
}

static struct cv_status apply(struct cv_tx *tx, const struct cv_migration *migration,
                              struct cv_arena *arena)
{
    struct cv_slice text = {(const uint8_t *)migration->sql, strlen(migration->sql)};
    struct cv_status status;
    uint64_t hash[2];
    int found;

    cv_hash128(text, hash);
    found = find(tx, migration, hash, &status);
    if (!cv_ok(status) || found == 1)
        return status;
    if (found == -1)
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "CHANGED_MIGRATION",
                           "migration %s was applied with another text", migration->name);
    status = run_all(tx->engine, migration->sql, arena);
    return cv_ok(status) ? record(tx, migration, hash) : status;
}

static struct cv_status refuse_newer(struct cv_tx *tx, size_t known)
{
    struct cv_stmt *stmt = cv_tx_prepare(tx, "SELECT COUNT(*) FROM caravan_migration");
    struct cv_status status;
    int64_t applied = 0;

    if (cv_stmt_step(stmt))
        applied = cv_stmt_get_int64(stmt, 0);
    status = cv_stmt_finish(stmt);
    if (cv_ok(status) && applied > (int64_t)known)
        status = cv_status(CV_FAILED_PRECONDITION, "NEWER_SCHEMA",
                           "the store was written by a newer version of this program");
    return status;
}

static struct cv_status apply_all(struct cv_tx *tx, const struct cv_migration *migrations,
                                  struct cv_arena *arena)
{
    struct cv_status status = run_all(tx->engine, OWN.sql, arena);
    size_t count = 0;

    if (cv_ok(status))
        status = apply(tx, &OWN, arena);
    while (cv_ok(status) && migrations != NULL && migrations[count].name != NULL)
        status = apply(tx, &migrations[count++], arena);
    return cv_ok(status) ? refuse_newer(tx, count + 1) : status;
}

/* SQLite takes them all in one transaction: one sync instead of thirty, and a start that is killed
 * leaves nothing half made. */
struct cv_status cv_migrate(struct cv_engine *engine, const struct cv_migration *migrations,
                            struct cv_arena *arena)
{
    struct cv_tx tx = {.engine = engine, .now_us = cv_clock_utc_us()};
    struct cv_status status = cv_engine_begin(engine);

    if (cv_ok(status))
        status = apply_all(&tx, migrations, arena);
    if (cv_ok(status))
        status = cv_engine_commit(engine);
    cv_engine_rollback(engine);
    return status;
}
