#include "person/consent_store.h"

#include "app/date.h"
#include "course/course_store.h"
#include "service/rows.h"

const struct cv_uuid CONSENT_ANY_COURSE;

struct cv_stmt *consent_prepare(struct cv_books *books, const char *sql)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, sql);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, CONSENT_ANY_COURSE);
    return stmt;
}

static struct cv_status course_of(struct cv_books *books, const struct consent *consent,
                                  const char *field, struct cv_uuid *uid)
{
    *uid = CONSENT_ANY_COURSE;
    return consent->course[0] == '\0' ? CV_STATUS_OK
                                      : course_find(books, consent->course, field, uid);
}

struct cv_status consent_insert(struct cv_books *books, struct cv_uuid person,
                                const struct consent *consent, const char *field)
{
    static const struct cv_status ON_FILE = {
        .code = CV_FAILED_PRECONDITION,
        .reason = "CONSENT_ON_FILE",
        .message = "a consent for this purpose and course holds already",
    };
    struct cv_uuid course;
    struct cv_status status = course_of(books, consent, field, &course);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx,
                         "INSERT INTO person_consent (org_id, person_uid, number, purpose, "
                         "text_version, course_uid, given_date, withdrawn_date, recorded_us, "
                         "withdrawn_us, ended) VALUES ($1, $2, (SELECT COUNT(*) + 1 FROM "
                         "person_consent WHERE org_id = $1 AND person_uid = $2), $3, $4, $5, $6, "
                         "0, $7, 0, 0) ON CONFLICT (org_id, person_uid, purpose, course_uid, "
                         "ended) DO NOTHING");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, person);
    cv_stmt_int64(stmt, 3, consent->purpose);
    cv_stmt_text(stmt, 4, consent->text_version);
    cv_stmt_uuid(stmt, 5, course);
    cv_stmt_int64(stmt, 6, consent->given_date);
    cv_stmt_int64(stmt, 7, books->recorded_us);
    return cv_books_change(stmt, ON_FILE);
}

struct cv_status consent_of(struct cv_books *books, struct cv_uuid person,
                            struct consent **consents, size_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT k.number, k.purpose, k.text_version, c.id, k.given_date, "
                   "k.withdrawn_date FROM person_consent k LEFT JOIN course c ON c.org_id = "
                   "k.org_id AND c.uid = k.course_uid WHERE k.org_id = $1 AND k.person_uid = $2 "
                   "ORDER BY k.number");
    size_t room = 0;

    *consents = NULL;
    *count = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, person);
    while (cv_stmt_step(stmt)) {
        *consents = cv_rows_grow(books->arena, *consents, *count, &room, sizeof(**consents));
        if (*consents == NULL)
            break;
        (*consents)[(*count)++] = (struct consent){
            .number = cv_stmt_get_int64(stmt, 0),
            .purpose = cv_stmt_get_int64(stmt, 1),
            .text_version = cv_stmt_get_text(stmt, 2, books->arena),
            .course = cv_stmt_get_text(stmt, 3, books->arena),
            .given_date = cv_books_get_date(stmt, 4),
            .withdrawn_date = cv_books_get_date(stmt, 5),
        };
    }
    return cv_stmt_finish(stmt);
}

struct cv_status consent_withdraw(struct cv_books *books, struct cv_uuid person,
                                  const struct consent *consent)
{
    static const struct cv_status NONE = {
        .code = CV_FAILED_PRECONDITION,
        .reason = "CONSENT_MISSING",
        .message = "no consent for this purpose and course holds",
    };
    struct cv_uuid course;
    struct cv_status status = course_of(books, consent, "course", &course);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx,
                         "UPDATE person_consent SET withdrawn_date = $5, withdrawn_us = $6, "
                         "ended = number WHERE org_id = $1 AND person_uid = $2 AND purpose = $3 "
                         "AND course_uid = $4 AND ended = 0");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, person);
    cv_stmt_int64(stmt, 3, consent->purpose);
    cv_stmt_uuid(stmt, 4, course);
    cv_stmt_int64(stmt, 5, consent->withdrawn_date);
    cv_stmt_int64(stmt, 6, books->recorded_us);
    return cv_books_change(stmt, NONE);
}

struct cv_status consent_required(struct cv_books *books, struct cv_uuid person,
                                  enum consent_purpose purpose, struct cv_uuid course)
{
    return consent_required_on(books, person, purpose, course, CV_DATE_LAST);
}

struct cv_status consent_required_on(struct cv_books *books, struct cv_uuid person,
                                     enum consent_purpose purpose, struct cv_uuid course,
                                     int32_t day)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT number FROM person_consent WHERE org_id = $1 AND person_uid = $2 AND "
                   "purpose = $3 AND ended = 0 AND (course_uid = $4 OR course_uid = $5) "
                   "AND given_date <= $6 LIMIT 1");
    bool found;
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, person);
    cv_stmt_int64(stmt, 3, purpose);
    cv_stmt_uuid(stmt, 4, course);
    cv_stmt_uuid(stmt, 5, CONSENT_ANY_COURSE);
    cv_stmt_int64(stmt, 6, day);
    found = cv_stmt_step(stmt);
    status = cv_stmt_finish(stmt);
    return found || !cv_ok(status)
               ? status
               : cv_status(CV_FAILED_PRECONDITION, "CONSENT_MISSING",
                           "the person has given no consent to this, or has withdrawn it");
}
