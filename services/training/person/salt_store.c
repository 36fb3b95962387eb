#include "person/salt_store.h"

#include "base/random.h"

struct cv_status salt_make(struct cv_books *books, struct cv_uuid person)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO person_salt (org_id, person_uid, salt) VALUES ($1, $2, $3)");
    uint8_t salt[SALT_BYTES];

    cv_random_bytes(salt, sizeof(salt));
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, person);
    cv_stmt_blob(stmt, 3, salt, sizeof(salt));
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status salt_get(struct cv_books *books, struct cv_uuid person, struct cv_slice *salt)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT salt FROM person_salt WHERE org_id = $1 AND person_uid = $2");

    *salt = (struct cv_slice){0};
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, person);
    if (cv_stmt_step(stmt))
        *salt = cv_stmt_get_blob(stmt, 0, books->arena);
    return cv_stmt_finish(stmt);
}

struct cv_status salt_erase(struct cv_books *books, struct cv_uuid person)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "DELETE FROM person_salt WHERE org_id = $1 AND person_uid = $2");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, person);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}
