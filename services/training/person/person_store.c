#include "person/person_store.h"

#include "base/random.h"
#include "organisation/organisation_store.h"

#define SALT_BYTES 16

#define SELECT                                                                                     \
    "SELECT p.uid, p.id, p.full_name, p.contact, g.id, p.version, p.created_us, p.recorded_us "    \
    "FROM person p LEFT JOIN organisation g ON g.org_id = p.org_id "                               \
    "AND g.uid = p.organisation_uid WHERE p.erased_us = 0 "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct person *person)
{
    *person = (struct person){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .full_name = cv_stmt_get_text(stmt, 2, books->arena),
        .contact = cv_stmt_get_text(stmt, 3, books->arena),
        .organisation = cv_stmt_get_text(stmt, 4, books->arena),
        .version = cv_stmt_get_int64(stmt, 5),
        .created_us = cv_stmt_get_int64(stmt, 6),
        .recorded_us = cv_stmt_get_int64(stmt, 7),
    };
}

struct cv_status person_find(struct cv_books *books, const char *id, const char *field,
                             struct cv_uuid *uid)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT uid FROM person WHERE org_id = $1 AND id = $2 "
                                 "AND erased_us = 0");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        *uid = cv_stmt_get_uuid(stmt, 0);
    return cv_books_found(books, stmt, found, field, "persons/%s", id);
}

struct cv_status person_salt(struct cv_books *books, const char *id, struct cv_slice *salt)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT salt FROM person WHERE org_id = $1 AND id = $2");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    *salt = (struct cv_slice){NULL, 0};
    if (cv_stmt_step(stmt))
        *salt = cv_stmt_get_blob(stmt, 0, books->arena);
    return cv_stmt_finish(stmt);
}

static struct cv_status insert_row(struct cv_books *books, struct person *person,
                                   const struct cv_uuid *organisation)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO person (org_id, uid, id, version, created_us, "
                                 "recorded_us, full_name, contact, organisation_uid, salt, "
                                 "erased_us) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, 0) "
                                 "ON CONFLICT (org_id, id) DO NOTHING");

    uint8_t salt[SALT_BYTES];

    cv_random_bytes(salt, sizeof(salt));
    person->uid = cv_uuid7();
    person->version = 1;
    person->created_us = person->recorded_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, person->uid);
    cv_stmt_text(stmt, 3, person->id);
    cv_stmt_int64(stmt, 4, person->version);
    cv_stmt_int64(stmt, 5, person->created_us);
    cv_stmt_text(stmt, 6, person->full_name);
    cv_stmt_text(stmt, 7, person->contact);
    organisation_bind(stmt, 8, organisation);
    cv_stmt_blob(stmt, 9, salt, sizeof(salt));
    return cv_books_insert(books, stmt, "person", person->id);
}

struct cv_status person_insert(struct cv_books *books, struct person *person)
{
    const struct cv_uuid *organisation;
    struct cv_uuid room;
    struct cv_status status = organisation_find_any(books, person->organisation,
                                                    "person.organisation", &room, &organisation);

    if (cv_ok(status))
        status = insert_row(books, person, organisation);
    for (size_t i = 0; cv_ok(status) && i < person->consent_count; i++)
        status = consent_insert(books, person->uid, &person->consents[i], "person.consents.course");
    return status;
}

struct cv_status person_get(struct cv_books *books, const char *id, struct person *person)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND p.org_id = $1 AND p.id = $2");
    struct cv_status status;
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, person);
    status = cv_books_found(books, stmt, found, NULL, "persons/%s", id);
    return cv_ok(status) ? consent_of(books, person->uid, &person->consents, &person->consent_count)
                         : status;
}

struct cv_status person_replace(struct cv_books *books, struct person *person)
{
    const struct cv_uuid *organisation;
    struct cv_uuid room;
    struct cv_status status = organisation_find_any(books, person->organisation,
                                                    "person.organisation", &room, &organisation);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, "UPDATE person SET version = version + 1, recorded_us = $4, "
                                    "full_name = $5, contact = $6, organisation_uid = $7 "
                                    "WHERE org_id = $1 AND uid = $2 AND version = $3");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, person->uid);
    cv_stmt_int64(stmt, 3, person->version);
    cv_stmt_int64(stmt, 4, books->recorded_us);
    cv_stmt_text(stmt, 5, person->full_name);
    cv_stmt_text(stmt, 6, person->contact);
    organisation_bind(stmt, 7, organisation);
    person->version++;
    person->recorded_us = books->recorded_us;
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status person_list(struct cv_books *books, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "AND p.org_id = $1 AND p.uid > $2 ORDER BY p.uid LIMIT $3");
    struct cv_status status;
    struct person *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, listed->page.after);
    cv_stmt_int64(stmt, 3, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    status = cv_stmt_finish(stmt);
    row = listed->rows;
    for (size_t i = 0; cv_ok(status) && i < listed->count; i++)
        status = consent_of(books, row[i].uid, &row[i].consents, &row[i].consent_count);
    return status;
}
