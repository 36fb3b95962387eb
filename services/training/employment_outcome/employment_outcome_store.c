#include "employment_outcome/employment_outcome_store.h"

#include "base/arena.h"
#include "employment_outcome/outcome_due.h"
#include "enrolment/enrolment_store.h"
#include "person/consent_store.h"
#include "service/field.h"
#include "service/rows.h"

#include <stdio.h>

/* $1: the organisation; $2: the uuid of "any course". Whose consent was withdrawn is not told. */
#define SELECT                                                                                     \
    "SELECT " RECORD_COLUMNS ", x.enrolment_uid, c.id, h.id, e.id, "                               \
    "CASE WHEN EXISTS (SELECT 1 FROM person_consent k WHERE k.org_id = e.org_id "                  \
    "AND k.person_uid = e.person_uid AND k.purpose = 3 AND k.ended = 0 "                           \
    "AND (k.course_uid = h.course_uid OR k.course_uid = $2)) THEN 0 ELSE 1 END, "                  \
    "x.mark, x.answer, x.in_field, x.effective_on FROM employment_outcome x "                      \
    "JOIN enrolment e ON e.org_id = x.org_id AND e.uid = x.enrolment_uid "                         \
    "JOIN cohort h ON h.org_id = x.org_id AND h.uid = e.cohort_uid "                               \
    "JOIN course c ON c.org_id = x.org_id AND c.uid = h.course_uid" RECORD_STRUCK                  \
    "WHERE x.org_id = $1 "

static void read_row(struct cv_books *books, struct cv_stmt *stmt,
                     struct employment_outcome *outcome)
{
    *outcome = (struct employment_outcome){
        .record = exchange_record_row(books, stmt),
        .enrolment_uid = cv_stmt_get_uuid(stmt, RECORD_NEXT),
        .hidden = cv_stmt_get_int64(stmt, RECORD_NEXT + 4) != 0,
        .mark = cv_stmt_get_int64(stmt, RECORD_NEXT + 5),
        .answer = cv_stmt_get_int64(stmt, RECORD_NEXT + 6),
        .in_field = cv_stmt_get_int64(stmt, RECORD_NEXT + 7) != 0,
        .effective_on = cv_books_get_date(stmt, RECORD_NEXT + 8),
    };
    for (int i = 0; i < 3; i++)
        (void)snprintf(outcome->enrolment[i].text, sizeof(outcome->enrolment[i].text), "%s",
                       cv_stmt_get_text(stmt, RECORD_NEXT + 1 + i, books->arena));
}

/* ---- recording ---- */

static struct cv_status insert_row(struct cv_books *books, struct employment_outcome *outcome)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO employment_outcome (org_id, uid, id, recorded_us, recorded_by, "
                   "enrolment_uid, mark, answer, in_field, effective_on) VALUES ($1, $2, $3, $4, "
                   "$5, $6, $7, $8, $9, $10) ON CONFLICT (org_id, id) DO NOTHING");

    exchange_record_bind(books, stmt, &outcome->record);
    cv_stmt_uuid(stmt, RECORD_BOUND, outcome->enrolment_uid);
    cv_stmt_int64(stmt, RECORD_BOUND + 1, outcome->mark);
    cv_stmt_int64(stmt, RECORD_BOUND + 2, outcome->answer);
    cv_stmt_int64(stmt, RECORD_BOUND + 3, outcome->in_field ? 1 : 0);
    cv_stmt_int64(stmt, RECORD_BOUND + 4, outcome->effective_on);
    return cv_books_insert(books, stmt, "employment outcome", outcome->record.id);
}

static struct cv_status take_place(struct cv_books *books, const struct employment_outcome *outcome)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO employment_outcome_place (org_id, enrolment_uid, mark, "
                   "outcome_uid) VALUES ($1, $2, $3, $4) "
                   "ON CONFLICT (org_id, enrolment_uid, mark) DO NOTHING");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, outcome->enrolment_uid);
    cv_stmt_int64(stmt, 3, outcome->mark);
    cv_stmt_uuid(stmt, 4, outcome->record.uid);
    return cv_books_change(stmt, cv_status(CV_ALREADY_EXISTS, "OUTCOME_EXISTS",
                                           "an answer of that enrolment and mark stands; strike it "
                                           "first"));
}

static struct cv_status check_day(struct cv_books *books, const struct enrolment *enrolment,
                                  const struct employment_outcome *outcome)
{
    int32_t due = outcome_due(enrolment->ended_date, outcome->mark);

    if (enrolment->state != ENROLMENT_COMPLETED)
        return cv_status(CV_FAILED_PRECONDITION, "NOT_COMPLETED",
                         "only who has completed a course is asked what came of it");
    if (outcome->effective_on < due)
        return cv_status_field(books->arena, "employment_outcome.effective_date",
                               "employment_outcome.effective_date must not be before %s, so many "
                               "months after the end",
                               cv_field_date_text(books->arena, due));
    return consent_required_on(books, enrolment->person_uid, CONSENT_OUTCOME, enrolment->course_uid,
                               outcome->effective_on);
}

/* The id first: who sends the same again hears that, whatever happened since. */
struct cv_status employment_outcome_insert(struct cv_books *books,
                                           struct employment_outcome *outcome)
{
    const struct cv_id *ids = outcome->enrolment;
    struct enrolment enrolment;
    struct cv_status status = enrolment_get(books, ids[0].text, ids[1].text, ids[2].text,
                                            "employment_outcome.enrolment", &enrolment);

    if (!cv_ok(status))
        return status;
    outcome->enrolment_uid = enrolment.uid;
    status = insert_row(books, outcome);
    if (cv_ok(status))
        status = check_day(books, &enrolment, outcome);
    return cv_ok(status) ? take_place(books, outcome) : status;
}

struct cv_status employment_outcome_strike(struct cv_books *books,
                                           struct employment_outcome *outcome, const char *reason)
{
    struct cv_status status = exchange_record_strike(books, &outcome->record, reason);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, "DELETE FROM employment_outcome_place WHERE org_id = $1 "
                                    "AND outcome_uid = $2");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, outcome->record.uid);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

/* ---- reading ---- */

struct cv_status employment_outcome_get(struct cv_books *books, const char *id,
                                        struct employment_outcome *outcome)
{
    struct cv_stmt *stmt = consent_prepare(books, SELECT "AND x.id = $3");
    bool found;

    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, outcome);
    return cv_books_found(books, stmt, found, NULL, "employmentOutcomes/%s", id);
}

struct cv_status employment_outcome_list(struct cv_books *books, struct cv_listed *listed)
{
    struct cv_stmt *stmt = consent_prepare(books, SELECT "AND x.uid > $3 ORDER BY x.uid LIMIT $4");
    struct employment_outcome *row;

    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

struct cv_status employment_outcome_of(struct cv_books *books, struct cv_uuid person,
                                       struct employment_outcome **rows, size_t *count)
{
    struct cv_stmt *stmt = consent_prepare(books, SELECT "AND e.person_uid = $3 ORDER BY x.uid");
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
