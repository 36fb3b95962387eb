#include "certificate/certificate_store.h"

#include "certificate/code.h"
#include "training.h"

#define SELECT                                                                                     \
    "SELECT c.uid, c.person_uid, c.course_uid, c.cohort_uid, c.id, p.id, c.enrolment, c.code, "    \
    "c.name_digest, c.state, c.revocation, c.revocation_makers, c.version, c.issued_on, "          \
    "c.expires_on, COALESCE(o.id, ''), COALESCE(n.id, ''), c.revocation_reason, c.created_us, "    \
    "c.recorded_us FROM certificate c "                                                            \
    "JOIN person p ON p.org_id = c.org_id AND p.uid = c.person_uid "                               \
    "LEFT JOIN certificate o ON o.org_id = c.org_id AND o.uid = c.supersedes_uid "                 \
    "LEFT JOIN certificate n ON n.org_id = c.org_id AND n.supersedes_uid = c.uid "                 \
    "WHERE c.org_id = $1 "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct certificate *certificate)
{
    *certificate = (struct certificate){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .person_uid = cv_stmt_get_uuid(stmt, 1),
        .course_uid = cv_stmt_get_uuid(stmt, 2),
        .cohort_uid = cv_stmt_get_uuid(stmt, 3),
        .id = cv_stmt_get_text(stmt, 4, books->arena),
        .person = cv_stmt_get_text(stmt, 5, books->arena),
        .enrolment = cv_stmt_get_text(stmt, 6, books->arena),
        .code = cv_stmt_get_text(stmt, 7, books->arena),
        .name_digest = cv_stmt_get_blob(stmt, 8, books->arena),
        .standing =
            {
                .state = cv_stmt_get_int64(stmt, 9),
                .revocation = cv_stmt_get_int64(stmt, 10),
                .makers = cv_stmt_get_text(stmt, 11, books->arena),
                .version = cv_stmt_get_int64(stmt, 12),
            },
        .issued_on = cv_books_get_date(stmt, 13),
        .expires_on = cv_books_get_date(stmt, 14),
        .supersedes = cv_stmt_get_text(stmt, 15, books->arena),
        .superseded_by = cv_stmt_get_text(stmt, 16, books->arena),
        .revocation_reason = cv_stmt_get_int64(stmt, 17),
        .created_us = cv_stmt_get_int64(stmt, 18),
        .recorded_us = cv_stmt_get_int64(stmt, 19),
    };
}

/* ---- reading ---- */

struct cv_status certificate_get(struct cv_books *books, const char *id,
                                 struct certificate *certificate)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND c.id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, certificate);
    return cv_books_found(books, stmt, found, NULL, "certificates/%s", id);
}

struct cv_status certificate_by_code(struct cv_books *books, const char *code,
                                     struct certificate *certificate)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND c.code = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, code);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, certificate);
    return cv_books_found(books, stmt, found, NULL, "certificate with this code");
}

struct cv_status certificate_course(struct cv_books *books, const struct certificate *certificate,
                                    const char **title, const char **title_zh)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT v.title, v.title_zh FROM course c JOIN course_version v "
                   "ON v.org_id = c.org_id AND v.uid = c.uid AND v.version = c.version "
                   "WHERE c.org_id = $1 AND c.uid = $2");

    *title = *title_zh = "";
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, certificate->course_uid);
    if (cv_stmt_step(stmt)) {
        *title = cv_stmt_get_text(stmt, 0, books->arena);
        *title_zh = cv_stmt_get_text(stmt, 1, books->arena);
    }
    return cv_stmt_finish(stmt);
}

/* ---- issuing ---- */

static struct cv_status take_live(struct cv_books *books, const struct certificate *certificate)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO certificate_live (org_id, cohort_uid, person_uid, certificate_uid) "
                   "VALUES ($1, $2, $3, $4) ON CONFLICT (org_id, cohort_uid, person_uid) "
                   "DO NOTHING");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, certificate->cohort_uid);
    cv_stmt_uuid(stmt, 3, certificate->person_uid);
    cv_stmt_uuid(stmt, 4, certificate->uid);
    return cv_books_change(stmt, cv_status(CV_ALREADY_EXISTS, "CERTIFICATE_EXISTS",
                                           "the person has a certificate of this cohort that is "
                                           "not revoked"));
}

static struct cv_status leave_live(struct cv_books *books, const struct certificate *certificate)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "DELETE FROM certificate_live WHERE org_id = $1 "
                                 "AND cohort_uid = $2 AND person_uid = $3 "
                                 "AND certificate_uid = $4");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, certificate->cohort_uid);
    cv_stmt_uuid(stmt, 3, certificate->person_uid);
    cv_stmt_uuid(stmt, 4, certificate->uid);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status insert_row(struct cv_books *books, const struct certificate *certificate,
                                   const struct certificate *old)
{
    static const uint8_t nothing[1];
    const struct cv_slice digest = certificate->name_digest;
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO certificate (org_id, uid, id, person_uid, course_uid, cohort_uid, "
                   "enrolment, code, name_digest, state, version, issued_on, expires_on, "
                   "supersedes_uid, revocation, revocation_makers, revocation_reason, created_us, "
                   "recorded_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, "
                   "$13, 0, '', 0, $14, $14) ON CONFLICT (org_id, supersedes_uid) DO NOTHING");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, certificate->uid);
    cv_stmt_text(stmt, 3, certificate->id);
    cv_stmt_uuid(stmt, 4, certificate->person_uid);
    cv_stmt_uuid(stmt, 5, certificate->course_uid);
    cv_stmt_uuid(stmt, 6, certificate->cohort_uid);
    cv_stmt_text(stmt, 7, certificate->enrolment);
    cv_stmt_text(stmt, 8, certificate->code);
    cv_stmt_blob(stmt, 9, digest.len == 0 ? nothing : digest.at, digest.len);
    cv_stmt_int64(stmt, 10, CERTIFICATE_ISSUED);
    cv_stmt_int64(stmt, 11, certificate->issued_on);
    cv_stmt_int64(stmt, 12, certificate->expires_on);
    if (old == NULL)
        cv_stmt_null(stmt, 13);
    else
        cv_stmt_uuid(stmt, 13, old->uid);
    cv_stmt_int64(stmt, 14, books->recorded_us);
    return cv_books_change(stmt, cv_status(CV_FAILED_PRECONDITION, "ALREADY_REISSUED",
                                           "another certificate replaces it already"));
}

static struct cv_status insert_step(struct cv_books *books, const struct certificate *certificate,
                                    const struct certificate_step *step)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO certificate_step (org_id, certificate_uid, number, from_state, "
                   "to_state, effective_on, reason_code, reason, recorded_us, recorded_by) "
                   "SELECT $1, $2, COUNT(*) + 1, $3, $4, $5, $6, $7, $8, $9 "
                   "FROM certificate_step WHERE org_id = $1 AND certificate_uid = $2 "
                   "HAVING COALESCE(MAX(effective_on), 0) <= $5");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, certificate->uid);
    cv_stmt_int64(stmt, 3, step->from_state);
    cv_stmt_int64(stmt, 4, certificate->standing.state);
    cv_stmt_int64(stmt, 5, step->effective_on);
    cv_stmt_int64(stmt, 6, step->reason_code);
    cv_stmt_text(stmt, 7, step->reason);
    cv_stmt_int64(stmt, 8, books->recorded_us);
    cv_stmt_text(stmt, 9, books->subject);
    return cv_books_change(stmt, cv_status(CV_FAILED_PRECONDITION, "BACKDATED",
                                           "it cannot be before the step before it"));
}

static struct cv_status check_holder(const struct holder *holder)
{
    if (holder->gap[HOLDER_HAS_ONE])
        return cv_status(CV_ALREADY_EXISTS, "CERTIFICATE_EXISTS",
                         "the person has a certificate of this cohort that is not revoked");
    for (int i = 1; i <= HOLDER_GAPS; i++) {
        if (holder->gap[i])
            return cv_status(CV_FAILED_PRECONDITION, "NOT_ELIGIBLE",
                             "the cohort is not completed, an assessment not passed, or there is "
                             "no consent: GetEligibility says which");
    }
    return CV_STATUS_OK;
}

struct cv_status certificate_issue(struct cv_books *books, const struct holder *holder,
                                   const char *enrolment, int32_t expires_on,
                                   const struct certificate *old, struct certificate *made)
{
    struct certificate_step step = {.reason = ""};
    struct cv_status status = check_holder(holder);
    char id[CV_UUID_TEXT];
    char code[CODE_TEXT];

    if (!cv_ok(status))
        return status;
    code_make(code);
    *made = (struct certificate){
        .uid = cv_uuid7(),
        .person_uid = holder->person_uid,
        .course_uid = holder->course_uid,
        .cohort_uid = holder->cohort_uid,
        .enrolment = enrolment,
        .code = cv_arena_string(books->arena, code),
        .standing = {.state = CERTIFICATE_ISSUED, .version = 1},
        .issued_on = training_today(books->tx),
        .expires_on = expires_on,
    };
    cv_uuid_print(made->uid, id);
    made->id = cv_arena_string(books->arena, id);
    step.effective_on = made->issued_on;
    status = holder_digest(books, holder->person_uid, &made->name_digest);
    if (cv_ok(status))
        status = take_live(books, made);
    if (cv_ok(status))
        status = insert_row(books, made, old);
    if (cv_ok(status))
        status = insert_step(books, made, &step);
    return cv_ok(status) ? certificate_get(books, made->id, made) : status;
}

/* ---- changing ---- */

struct cv_status certificate_change(struct cv_books *books, struct certificate *certificate,
                                    const struct certificate_step *step)
{
    struct certificate_standing *standing = &certificate->standing;
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE certificate SET state = $4, revocation = $5, revocation_makers = $6, "
                   "revocation_reason = $7, version = version + 1, recorded_us = $8 "
                   "WHERE org_id = $1 AND uid = $2 AND version = $3");
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, certificate->uid);
    cv_stmt_int64(stmt, 3, standing->version);
    cv_stmt_int64(stmt, 4, standing->state);
    cv_stmt_int64(stmt, 5, standing->revocation);
    cv_stmt_text(stmt, 6, standing->makers);
    cv_stmt_int64(stmt, 7, certificate->revocation_reason);
    cv_stmt_int64(stmt, 8, books->recorded_us);
    status = cv_books_change(stmt, CV_BOOKS_CHANGED);
    standing->version++;
    certificate->recorded_us = books->recorded_us;
    if (cv_ok(status) && step->from_state != standing->state)
        status = insert_step(books, certificate, step);
    return cv_ok(status) && standing->state == CERTIFICATE_REVOKED ? leave_live(books, certificate)
                                                                   : status;
}
