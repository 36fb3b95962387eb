#include "assignment/assignment_store.h"

#include "base/arena.h"
#include "organisation/organisation_store.h"
#include "person/consent_store.h"
#include "person/person_store.h"
#include "service/rows.h"
#include "service/version.h"

#include <string.h>

#define STANDS                                                                                     \
    "FROM assignment_entry e WHERE e.org_id = x.org_id AND e.assignment_uid = x.uid AND NOT "      \
    "EXISTS (SELECT 1 FROM struck_record s WHERE s.org_id = e.org_id AND s.uid = e.uid)"

/* $1: the organisation; $2: the uuid of "any course". Who withdrew the consent is not named. */
#define SELECT                                                                                     \
    "SELECT x.uid, x.id, x.person_uid, CASE WHEN k.number IS NULL THEN '' ELSE p.id END, v.kind, " \
    "o0.id, o1.id, v.field, v.state, v.planned_start, v.planned_end, v.actual_start, "             \
    "v.actual_end, v.reference, (SELECT CAST(COALESCE(SUM(e.days), 0) AS BIGINT) " STANDS          \
    "), (SELECT COUNT(*) " STANDS " AND e.kind = 2), v.version, x.created_us, v.recorded_us "      \
    "FROM assignment x "                                                                           \
    "JOIN person p ON p.org_id = x.org_id AND p.uid = x.person_uid "                               \
    "JOIN assignment_version v ON v.org_id = x.org_id AND v.uid = x.uid "                          \
    "JOIN organisation o0 ON o0.org_id = x.org_id AND o0.uid = v.sender_uid "                      \
    "JOIN organisation o1 ON o1.org_id = x.org_id AND o1.uid = v.host_uid" CONSENT_JOIN(           \
        "k", "x.person_uid", "5") "WHERE x.org_id = $1 "
#define NEWEST "AND v.version = x.version "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct assignment *assignment)
{
    *assignment = (struct assignment){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .person_uid = cv_stmt_get_uuid(stmt, 2),
        .person = cv_stmt_get_text(stmt, 3, books->arena),
        .kind = cv_stmt_get_int64(stmt, 4),
        .sender = cv_stmt_get_text(stmt, 5, books->arena),
        .host = cv_stmt_get_text(stmt, 6, books->arena),
        .field = cv_stmt_get_text(stmt, 7, books->arena),
        .days = {cv_stmt_get_int64(stmt, 8), cv_books_get_date(stmt, 9),
                 cv_books_get_date(stmt, 10), cv_books_get_date(stmt, 11),
                 cv_books_get_date(stmt, 12)},
        .reference = cv_stmt_get_text(stmt, 13, books->arena),
        .person_days = cv_stmt_get_int64(stmt, 14),
        .deliverables = cv_stmt_get_int64(stmt, 15),
        .version = cv_stmt_get_int64(stmt, 16),
        .created_us = cv_stmt_get_int64(stmt, 17),
        .recorded_us = cv_stmt_get_int64(stmt, 18),
    };
}

/* ---- the person's other assignments ---- */

/* A person is in one place at a time. In the transaction of the row, so that of two at once one is
 * refused. */
static struct cv_status check_free(struct cv_books *books, const struct assignment *assignment)
{
    struct assignment *others = NULL;
    size_t count = 0;
    struct cv_status status = assignment_of(books, assignment->person_uid, &others, &count);

    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        if (memcmp(&others[i].uid, &assignment->uid, sizeof(others[i].uid)) != 0 &&
            assignment_overlap(&others[i].days, &assignment->days))
            return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "OVERLAP",
                               "the person has another assignment in that time: assignments/%s",
                               others[i].id);
    }
    return status;
}

/* ---- recording ---- */

static struct cv_status insert_version(struct cv_books *books, struct assignment *assignment)
{
    struct cv_uuid sender = {0};
    struct cv_uuid host = {0};
    struct cv_status status =
        organisation_find(books, assignment->sender, "assignment.sender", &sender);
    struct cv_stmt *stmt;

    if (cv_ok(status))
        status = organisation_find(books, assignment->host, "assignment.host", &host);
    if (!cv_ok(status))
        return status;
    assignment->recorded_us = books->recorded_us;
    stmt = cv_tx_prepare(
        books->tx, "INSERT INTO assignment_version (org_id, uid, version, recorded_us, "
                   "replaced_us, recorded_by, kind, sender_uid, host_uid, field, state, "
                   "planned_start, planned_end, actual_start, actual_end, reference) VALUES ($1, "
                   "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)");
    cv_version_bind(books, stmt, assignment->uid, assignment->version);
    cv_stmt_int64(stmt, 7, assignment->kind);
    cv_stmt_uuid(stmt, 8, sender);
    cv_stmt_uuid(stmt, 9, host);
    cv_stmt_text(stmt, 10, assignment->field);
    cv_stmt_int64(stmt, 11, assignment->days.state);
    cv_stmt_int64(stmt, 12, assignment->days.planned_start);
    cv_stmt_int64(stmt, 13, assignment->days.planned_end);
    cv_stmt_int64(stmt, 14, assignment->days.actual_start);
    cv_stmt_int64(stmt, 15, assignment->days.actual_end);
    cv_stmt_text(stmt, 16, assignment->reference);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status insert_identity(struct cv_books *books, struct assignment *assignment)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO assignment (org_id, uid, id, person_uid, version, "
                                 "created_us) VALUES ($1, $2, $3, $4, $5, $6) "
                                 "ON CONFLICT (org_id, id) DO NOTHING");

    assignment->uid = cv_uuid7();
    assignment->version = 1;
    assignment->created_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, assignment->uid);
    cv_stmt_text(stmt, 3, assignment->id);
    cv_stmt_uuid(stmt, 4, assignment->person_uid);
    cv_stmt_int64(stmt, 5, assignment->version);
    cv_stmt_int64(stmt, 6, assignment->created_us);
    return cv_books_insert(books, stmt, "assignment", assignment->id);
}

/* The id first: who sends the same again hears that, whatever happened since. */
struct cv_status assignment_insert(struct cv_books *books, struct assignment *assignment)
{
    struct cv_status status =
        person_find(books, assignment->person, "assignment.person", &assignment->person_uid);

    if (cv_ok(status))
        status = insert_identity(books, assignment);
    if (cv_ok(status))
        status =
            consent_required(books, assignment->person_uid, CONSENT_ASSIGNMENT, CONSENT_ANY_COURSE);
    if (cv_ok(status))
        status = check_free(books, assignment);
    return cv_ok(status) ? insert_version(books, assignment) : status;
}

struct cv_status assignment_replace(struct cv_books *books, struct assignment *assignment)
{
    static const struct cv_versions VERSIONS = CV_VERSIONS(assignment);
    struct cv_status status =
        cv_version_next(books, &VERSIONS, NULL, assignment->uid, &assignment->version);

    if (cv_ok(status) &&
        !assignment_over(assignment->days.state)) /* nothing keeps one from leaving */
        status = check_free(books, assignment);
    return cv_ok(status) ? insert_version(books, assignment) : status;
}

/* ---- reading ---- */

static struct cv_status read_one(struct cv_books *books, struct cv_stmt *stmt, const char *id,
                                 const char *field, struct assignment *assignment)
{
    bool found;

    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, assignment);
    return cv_books_found(books, stmt, found, field, "assignments/%s", id);
}

struct cv_status assignment_get(struct cv_books *books, const char *id, const char *field,
                                struct assignment *assignment)
{
    return read_one(books, consent_prepare(books, SELECT NEWEST "AND x.id = $3"), id, field,
                    assignment);
}

struct cv_status assignment_get_first(struct cv_books *books, const char *id,
                                      struct cv_uuid person_uid, const char *person,
                                      struct assignment *assignment)
{
    struct cv_stmt *stmt = consent_prepare(books, SELECT "AND v.version = 1 AND x.id = $3");
    struct cv_status status = read_one(books, stmt, id, NULL, assignment);

    if (cv_ok(status) && memcmp(&assignment->person_uid, &person_uid, sizeof(person_uid)) == 0)
        assignment->person = person;
    return status;
}

struct cv_status assignment_list(struct cv_books *books, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        consent_prepare(books, SELECT NEWEST "AND x.uid > $3 ORDER BY x.uid LIMIT $4");
    struct assignment *row;

    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

struct cv_status assignment_of(struct cv_books *books, struct cv_uuid person,
                               struct assignment **rows, size_t *count)
{
    struct cv_stmt *stmt =
        consent_prepare(books, SELECT NEWEST "AND x.person_uid = $3 ORDER BY x.uid");
    size_t room = 0;

    cv_stmt_uuid(stmt, 3, person);
    while (cv_stmt_step(stmt)) {
        *rows = cv_rows_grow(books->arena, *rows, *count, &room, sizeof(**rows));
        if (*rows == NULL)
            break;
        read_row(books, stmt, &(*rows)[(*count)++]);
    }
    return cv_stmt_finish(stmt);
}
