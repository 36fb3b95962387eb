#include "certificate/holder_store.h"

#include "assessment/assessment_store.h"
#include "cohort/cohort_store.h"
#include "enrolment/enrolment_store.h"
#include "person/consent_store.h"

#include <string.h>

/* ---- what stands against it ---- */

static struct cv_status read_enrolment(struct cv_books *books, const struct cv_id ids[3],
                                       struct holder *holder)
{
    struct cohort cohort;
    struct cv_status status = cohort_get(books, ids[0].text, ids[1].text, NULL, &cohort);
    struct cv_stmt *stmt;
    bool found;

    if (!cv_ok(status))
        return status;
    *holder = (struct holder){.cohort_uid = cohort.uid, .course_uid = cohort.course_uid};
    stmt = cv_tx_prepare(books->tx,
                         "SELECT e.person_uid, p.id, e.state FROM enrolment e JOIN person p "
                         "ON p.org_id = e.org_id AND p.uid = e.person_uid "
                         "WHERE e.org_id = $1 AND e.cohort_uid = $2 AND e.id = $3");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort.uid);
    cv_stmt_text(stmt, 3, ids[2].text);
    found = cv_stmt_step(stmt);
    if (found) {
        holder->person_uid = cv_stmt_get_uuid(stmt, 0);
        holder->person = cv_stmt_get_text(stmt, 1, books->arena);
        holder->gap[HOLDER_NOT_COMPLETED] = cv_stmt_get_int64(stmt, 2) != ENROLMENT_COMPLETED;
    }
    return cv_books_found(books, stmt, found, NULL, "enrolment %s of this cohort", ids[2].text);
}

static struct cv_status read_live(struct cv_books *books, struct holder *holder)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT c.id FROM certificate_live l JOIN certificate c "
                                 "ON c.org_id = l.org_id AND c.uid = l.certificate_uid "
                                 "WHERE l.org_id = $1 AND l.cohort_uid = $2 AND l.person_uid = $3");

    holder->certificate = "";
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, holder->cohort_uid);
    cv_stmt_uuid(stmt, 3, holder->person_uid);
    if (cv_stmt_step(stmt)) {
        holder->certificate = cv_stmt_get_text(stmt, 0, books->arena);
        holder->gap[HOLDER_HAS_ONE] = true;
    }
    return cv_stmt_finish(stmt);
}

struct cv_status holder_get(struct cv_books *books, const struct cv_id ids[3],
                            struct holder *holder)
{
    struct cv_status status = read_enrolment(books, ids, holder);
    bool passed = false;

    if (cv_ok(status))
        status = result_all_passed(books, holder->cohort_uid, holder->person_uid, &passed);
    holder->gap[HOLDER_NOT_PASSED] = !passed;
    if (cv_ok(status))
        status = read_live(books, holder);
    if (!cv_ok(status))
        return status;
    status = consent_required(books, holder->person_uid, CONSENT_CERTIFICATE, holder->course_uid);
    if (cv_ok(status) || status.code != CV_FAILED_PRECONDITION)
        return status;
    holder->gap[HOLDER_NO_CONSENT] = true;
    return CV_STATUS_OK;
}

/* ---- the name ---- */

static struct cv_status read_person(struct cv_books *books, struct cv_uuid person,
                                    struct cv_slice *salt, const char **name)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT salt, full_name FROM person WHERE org_id = $1 AND uid = $2");

    *salt = (struct cv_slice){0};
    *name = "";
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, person);
    if (cv_stmt_step(stmt)) {
        *salt = cv_stmt_get_blob(stmt, 0, books->arena);
        *name = cv_stmt_get_text(stmt, 1, books->arena);
    }
    return cv_stmt_finish(stmt);
}

static struct cv_slice digest_of(struct cv_arena *arena, struct cv_slice salt, const char *name)
{
    const struct cv_slice text = {.at = (const uint8_t *)name, .len = strlen(name)};
    uint8_t *bytes = cv_arena_alloc(arena, salt.len + text.len + 1);
    uint8_t *digest = cv_arena_alloc(arena, CV_SHA256_BYTES);

    if (bytes == NULL || digest == NULL || salt.len == 0 || text.len == 0)
        return (struct cv_slice){0};
    memcpy(bytes, salt.at, salt.len);
    memcpy(bytes + salt.len, text.at, text.len);
    cv_sha256((struct cv_slice){.at = bytes, .len = salt.len + text.len}, digest);
    return (struct cv_slice){.at = digest, .len = CV_SHA256_BYTES};
}

struct cv_status holder_digest(struct cv_books *books, struct cv_uuid person,
                               struct cv_slice *digest)
{
    struct cv_slice salt;
    const char *name;
    struct cv_status status = read_person(books, person, &salt, &name);

    *digest = digest_of(books->arena, salt, name);
    return status;
}

struct cv_status holder_digest_of(struct cv_books *books, struct cv_uuid person, const char *name,
                                  struct cv_slice *digest)
{
    struct cv_slice salt;
    const char *kept;
    struct cv_status status = read_person(books, person, &salt, &kept);

    *digest = digest_of(books->arena, salt, name);
    return status;
}
