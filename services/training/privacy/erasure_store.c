#include "privacy/erasure_store.h"

#include "assignment/assignment_step.h"
#include "base/arena.h"
#include "enrolment/enrolment_store.h"
#include "enrolment/promotion.h"
#include "mentor_pair/mentor_pair_step.h"
#include "service/rows.h"
#include "store/once.h"
#include "training.h"

struct cv_status erasure_find(struct cv_books *books, const char *id, struct erasure *erasure)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT uid, erased_us FROM person WHERE org_id = $1 AND id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found) {
        erasure->person_uid = cv_stmt_get_uuid(stmt, 0);
        erasure->erased_us = cv_stmt_get_int64(stmt, 1);
    }
    return cv_books_found(books, stmt, found, NULL, "persons/%s", id);
}

/* ---- places ---- */

static struct cv_status places_of(struct cv_books *books, struct cv_uuid person,
                                  struct cv_uuid **uids, size_t *count)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT uid FROM enrolment WHERE org_id = $1 AND person_uid = $2 "
                                 "AND (state = $3 OR state = $4 OR state = $5) ORDER BY uid");
    size_t room = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, person);
    cv_stmt_int64(stmt, 3, ENROLMENT_WAITLISTED);
    cv_stmt_int64(stmt, 4, ENROLMENT_OFFERED);
    cv_stmt_int64(stmt, 5, ENROLMENT_ENROLLED);
    while (cv_stmt_step(stmt)) {
        *uids = cv_rows_grow(books->arena, *uids, *count, &room, sizeof(**uids));
        if (*uids == NULL)
            break;
        (*uids)[(*count)++] = cv_stmt_get_uuid(stmt, 0);
    }
    return cv_stmt_finish(stmt);
}

/* Whoever waits first is offered it. */
static struct cv_status leave_place(struct cv_books *books, struct cv_uuid uid)
{
    struct enrolment enrolment;
    struct cohort cohort;
    struct cv_status status = enrolment_get_uid(books, uid, &enrolment);

    if (cv_ok(status))
        status = cohort_get_uid(books, enrolment.cohort_uid, &cohort);
    if (cv_ok(status))
        status = promotion_settle(books, &cohort);
    if (cv_ok(status))
        status = enrolment_get_uid(books, uid, &enrolment);
    if (cv_ok(status) && enrolment.state >= ENROLMENT_WAITLISTED &&
        enrolment.state <= ENROLMENT_ENROLLED)
        status = enrolment_step_to(books, &cohort, &enrolment, ENROLMENT_WITHDREW,
                                   training_today(books->tx));
    return cv_ok(status) ? promotion_settle(books, &cohort) : status;
}

/* ---- what is personal ---- */

static struct cv_status blank_person(struct cv_books *books, struct erasure *erasure)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE person SET full_name = '', contact = '', organisation_uid = NULL, "
                   "salt = $3, erased_us = $4, version = version + 1 "
                   "WHERE org_id = $1 AND uid = $2");

    erasure->erased_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, erasure->person_uid);
    cv_stmt_blob(stmt, 3, "", 0);
    cv_stmt_int64(stmt, 4, books->recorded_us);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status delete_consents(struct cv_books *books, struct cv_uuid person)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "DELETE FROM person_consent WHERE org_id = $1 AND person_uid = $2");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, person);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status erasure_do(struct cv_books *books, const struct cv_scope *scope, const char *id,
                            struct erasure *erasure)
{
    struct cv_uuid *places = NULL;
    size_t count = 0;
    const char *name = cv_arena_printf(books->arena, "persons/%s", id);
    struct cv_status status = places_of(books, erasure->person_uid, &places, &count);

    for (size_t i = 0; cv_ok(status) && i < count; i++)
        status = leave_place(books, places[i]);
    if (cv_ok(status))
        status = assignment_withdraw_person(books, erasure->person_uid);
    if (cv_ok(status))
        status = mentor_pair_end_person(books, erasure->person_uid);
    if (cv_ok(status))
        status = blank_person(books, erasure);
    if (cv_ok(status))
        status = delete_consents(books, erasure->person_uid);
    return cv_ok(status) ? cv_once_forget(books->tx, scope, name == NULL ? "" : name) : status;
}
