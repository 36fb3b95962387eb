#include "service/saga_store.h"

#include "base/arena.h"

#include <string.h>

#define FAR_US INT64_C(400000000) /* nothing is put off so long: the clock went back */

/* A trace as it is kept: its ids and flags, one after the other, and its state. */
struct kept_trace {
    uint8_t trace_id[16];
    uint8_t parent_id[8];
    uint8_t flags;
    uint8_t state[CV_TRACE_STATE_MAX];
};

#define BARE offsetof(struct kept_trace, state)

/* 0 bytes: the call had none, or it came of no call. */
static size_t trace_of(const struct cv_books *books, struct kept_trace *kept)
{
    const struct cv_trace trace = cv_books_trace(books);

    if (!cv_trace_is_set(&trace))
        return 0;
    memcpy(kept->trace_id, trace.trace_id, sizeof(kept->trace_id));
    memcpy(kept->parent_id, trace.parent_id, sizeof(kept->parent_id));
    kept->flags = trace.flags;
    if (trace.state.len > 0)
        memcpy(kept->state, trace.state.at, trace.state.len);
    return BARE + trace.state.len;
}

static struct cv_trace get_trace(struct cv_stmt *stmt, int column, struct cv_arena *arena)
{
    struct cv_slice bytes = cv_stmt_get_blob(stmt, column, arena);
    const struct kept_trace *kept = (const void *)bytes.at;
    struct cv_trace trace = {0};

    if (bytes.len < BARE)
        return trace;
    memcpy(trace.trace_id, kept->trace_id, sizeof(trace.trace_id));
    memcpy(trace.parent_id, kept->parent_id, sizeof(trace.parent_id));
    trace.flags = kept->flags;
    if (bytes.len > BARE)
        trace.state.at =
            (const uint8_t *)cv_arena_string_n(arena, (const char *)kept->state, bytes.len - BARE);
    if (trace.state.at != NULL)
        trace.state.len = bytes.len - BARE;
    return trace;
}

struct cv_status cv_saga_want(struct cv_books *books, const char *kind, struct cv_uuid uid)
{
    struct kept_trace trace;
    size_t traced = trace_of(books, &trace);
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO saga (org_id, kind, uid, pending, fence, tries, next_us, "
                   "claimed_us, trace, reason, message) "
                   "VALUES ($1, $2, $3, 1, 1, 0, $4, 0, $5, '', '') "
                   "ON CONFLICT (org_id, kind, uid) DO UPDATE SET pending = 1, "
                   "fence = saga.fence + 1, tries = 0, trace = excluded.trace, reason = '', "
                   "message = '', "
                   "next_us = CASE WHEN saga.claimed_us > excluded.next_us "
                   "THEN saga.claimed_us ELSE excluded.next_us END");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, kind);
    cv_stmt_uuid(stmt, 3, uid);
    cv_stmt_int64(stmt, 4, cv_tx_now_us(books->tx));
    cv_stmt_blob(stmt, 5, &trace, traced);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

/* The first of all, due or not. */
static struct cv_status first(struct cv_tx *tx, struct cv_arena *arena, const char *kind,
                              struct cv_saga *saga, int64_t *next_us)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(tx, "SELECT org_id, uid, fence, tries, next_us, trace FROM saga "
                          "WHERE pending = 1 AND kind = $1 ORDER BY next_us LIMIT 1");

    *next_us = INT64_MAX;
    cv_stmt_text(stmt, 1, kind);
    if (cv_stmt_step(stmt)) {
        *saga = (struct cv_saga){
            .org = cv_stmt_get_text(stmt, 0, arena),
            .uid = cv_stmt_get_uuid(stmt, 1),
            .fence = cv_stmt_get_int64(stmt, 2),
            .tries = cv_stmt_get_int64(stmt, 3) + 1,
            .trace = get_trace(stmt, 5, arena),
        };
        *next_us = cv_stmt_get_int64(stmt, 4);
    }
    return cv_stmt_finish(stmt);
}

struct cv_status cv_saga_claim(struct cv_tx *tx, struct cv_arena *arena, const char *kind,
                               int64_t now_us, int64_t until_us, struct cv_saga *saga, bool *found,
                               int64_t *next_us)
{
    struct cv_status status = first(tx, arena, kind, saga, next_us);
    struct cv_stmt *stmt;

    *found = cv_ok(status) &&
             (*next_us <= now_us || (*next_us != INT64_MAX && *next_us > now_us + FAR_US));
    if (!*found)
        return status;
    stmt = cv_tx_prepare(tx, "UPDATE saga SET tries = tries + 1, next_us = $4, claimed_us = $4 "
                             "WHERE org_id = $1 AND kind = $2 AND uid = $3");
    cv_stmt_text(stmt, 1, saga->org);
    cv_stmt_text(stmt, 2, kind);
    cv_stmt_uuid(stmt, 3, saga->uid);
    cv_stmt_int64(stmt, 4, until_us);
    saga->claimed_us = until_us;
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status cv_saga_wake(struct cv_tx *tx, const char *kind, int64_t now_us)
{
    struct cv_stmt *stmt = cv_tx_prepare(tx, "UPDATE saga SET next_us = $2, claimed_us = 0 "
                                             "WHERE pending = 1 AND kind = $1 AND next_us > $2");

    cv_stmt_text(stmt, 1, kind);
    cv_stmt_int64(stmt, 2, now_us);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status cv_saga_recall(struct cv_tx *tx, const char *kind, int64_t now_us)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(tx, "UPDATE saga SET next_us = $2 WHERE pending = 1 AND kind = $1 "
                          "AND next_us > $2 AND claimed_us = 0 AND reason = 'PEER_UNAVAILABLE'");

    cv_stmt_text(stmt, 1, kind);
    cv_stmt_int64(stmt, 2, now_us);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static void bind(struct cv_stmt *stmt, const char *kind, const struct cv_saga *saga)
{
    cv_stmt_text(stmt, 1, saga->org);
    cv_stmt_text(stmt, 2, kind);
    cv_stmt_uuid(stmt, 3, saga->uid);
}

struct cv_status cv_saga_held(struct cv_books *books, const char *kind, const struct cv_saga *saga,
                              bool *held)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT 1 FROM saga WHERE org_id = $1 AND kind = $2 AND uid = $3 "
                                 "AND claimed_us = $4");

    bind(stmt, kind, saga);
    cv_stmt_int64(stmt, 4, saga->claimed_us);
    *held = cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status release(struct cv_books *books, const char *kind,
                                const struct cv_saga *saga)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE saga SET claimed_us = 0, next_us = $4 WHERE org_id = $1 "
                                 "AND kind = $2 AND uid = $3");

    bind(stmt, kind, saga);
    cv_stmt_int64(stmt, 4, cv_tx_now_us(books->tx));
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status set(struct cv_books *books, const char *kind, const struct cv_saga *saga,
                            bool pending, int64_t next_us, struct cv_status why)
{
    struct cv_status status = release(books, kind, saga);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, "UPDATE saga SET pending = $5, next_us = $6, tries = $7, "
                                    "reason = $8, message = $9 WHERE org_id = $1 AND kind = $2 "
                                    "AND uid = $3 AND fence = $4");
    bind(stmt, kind, saga);
    cv_stmt_int64(stmt, 4, saga->fence);
    cv_stmt_int64(stmt, 5, pending);
    cv_stmt_int64(stmt, 6, next_us);
    cv_stmt_int64(stmt, 7, cv_ok(why) ? 0 : saga->tries);
    cv_stmt_text(stmt, 8, why.reason == NULL ? "" : why.reason);
    cv_stmt_text(stmt, 9, why.message == NULL ? "" : why.message);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status cv_saga_rest(struct cv_books *books, const char *kind, const struct cv_saga *saga,
                              struct cv_status why)
{
    return set(books, kind, saga, false, 0, why);
}

struct cv_status cv_saga_again(struct cv_books *books, const char *kind, const struct cv_saga *saga,
                               int64_t next_us, struct cv_status why)
{
    return set(books, kind, saga, true, next_us, why);
}
