#include "store/once.h"

#include "base/clock.h"
#include "base/hash.h"
#include "store/engine.h"

#define PRUNE_ROWS 2000

void cv_once_hash(struct cv_once *once, struct cv_slice request)
{
    cv_hash128(request, once->hash);
}

static bool is_named(const struct cv_once *once)
{
    return once->request_id != NULL && once->request_id[0] != '\0';
}

static void bind_key(struct cv_stmt *stmt, const struct cv_once *once, const struct cv_scope *scope)
{
    cv_stmt_text(stmt, 1, scope->principal->org);
    cv_stmt_text(stmt, 2, scope->principal->subject);
    cv_stmt_text(stmt, 3, once->method);
    cv_stmt_text(stmt, 4, once->request_id);
}

bool cv_once_begin(struct cv_tx *tx, const struct cv_once *once, const struct cv_scope *scope,
                   struct cv_slice *answer, struct cv_status *status)
{
    struct cv_stmt *stmt;
    bool known = false;
    bool same = false;

    *status = CV_STATUS_OK;
    if (!is_named(once))
        return true;
    stmt = cv_tx_prepare(tx, "SELECT hash_a, hash_b, answer FROM caravan_once "
                             "WHERE org_id = $1 AND subject = $2 AND method = $3 "
                             "AND request_id = $4");
    bind_key(stmt, once, scope);
    if (cv_stmt_step(stmt)) {
        known = true;
        same = cv_stmt_get_int64(stmt, 0) == (int64_t)once->hash[0] &&
               cv_stmt_get_int64(stmt, 1) == (int64_t)once->hash[1];
        *answer = cv_stmt_get_blob(stmt, 2, scope->arena);
    }
    *status = cv_stmt_finish(stmt);
    if (!cv_ok(*status))
        return false;
    if (known && !same)
        *status = (struct cv_status){
            .code = CV_ALREADY_EXISTS,
            .reason = "REQUEST_ID_REUSED",
            .field = "request_id",
            .message = "this request_id was used for another request; take a new one",
        };
    return !known;
}

struct cv_status cv_once_keep(struct cv_tx *tx, const struct cv_once *once,
                              const struct cv_scope *scope, struct cv_slice answer)
{
    struct cv_stmt *stmt;

    if (!is_named(once))
        return CV_STATUS_OK;
    stmt = cv_tx_prepare(tx, "INSERT INTO caravan_once (org_id, subject, method, request_id, "
                             "hash_a, hash_b, answer, created_us, about) "
                             "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    bind_key(stmt, once, scope);
    cv_stmt_int64(stmt, 5, (int64_t)once->hash[0]);
    cv_stmt_int64(stmt, 6, (int64_t)once->hash[1]);
    cv_stmt_blob(stmt, 7, answer.at, answer.len);
    cv_stmt_int64(stmt, 8, cv_tx_now_us(tx));
    cv_stmt_text(stmt, 9, once->about == NULL ? "" : once->about);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status cv_once_forget(struct cv_tx *tx, const struct cv_scope *scope, const char *about)
{
    struct cv_stmt *stmt = cv_tx_prepare(tx, "DELETE FROM caravan_once WHERE org_id = $1 "
                                             "AND about = $2 AND about <> ''");

    cv_stmt_text(stmt, 1, scope->principal->org);
    cv_stmt_text(stmt, 2, about);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

/* The time before which PRUNE_ROWS of the oldest rows were made, or `before_us` if there are fewer.
 */
static struct cv_status prune_until(struct cv_tx *tx, int64_t before_us, int64_t *until_us)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(tx, "SELECT created_us FROM caravan_once WHERE created_us < $1 "
                          "ORDER BY created_us LIMIT 1 OFFSET $2");

    *until_us = before_us;
    cv_stmt_int64(stmt, 1, before_us);
    cv_stmt_int64(stmt, 2, PRUNE_ROWS);
    if (cv_stmt_step(stmt))
        *until_us = cv_stmt_get_int64(stmt, 0) + 1; /* rows of one commit have one time */
    return cv_stmt_finish(stmt);
}

struct cv_status cv_once_prune(struct cv_tx *tx, int64_t before_us, bool *more)
{
    struct cv_stmt *stmt;
    int64_t until_us;
    struct cv_status status = prune_until(tx, before_us, &until_us);

    *more = false;
    if (!cv_ok(status))
        return status;
    *more = until_us < before_us;
    stmt = cv_tx_prepare(tx, "DELETE FROM caravan_once WHERE created_us < $1");
    cv_stmt_int64(stmt, 1, until_us);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}
