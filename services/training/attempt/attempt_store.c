#include "attempt/attempt_store.h"

#include "cohort/cohort_store.h"
#include "enrolment/enrolment_store.h"
#include "person/person_store.h"
#include "review/review_store.h"
#include "service/rows.h"

#define SELECT                                                                                     \
    "SELECT a.uid, a.person_uid, a.id, p.id, a.number, a.score, a.effective_on, a.recorded_us "    \
    "FROM attempt a JOIN person p ON p.org_id = a.org_id AND p.uid = a.person_uid "                \
    "WHERE a.org_id = $1 AND a.assessment_uid = $2 "

static struct attempt read_row(struct cv_books *books, struct cv_stmt *stmt)
{
    int64_t score = cv_stmt_get_int64(stmt, 5);

    return (struct attempt){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .person_uid = cv_stmt_get_uuid(stmt, 1),
        .id = cv_stmt_get_text(stmt, 2, books->arena),
        .person = cv_stmt_get_text(stmt, 3, books->arena),
        .number = cv_stmt_get_int64(stmt, 4),
        .score = score,
        .first_score = score,
        .effective_on = cv_books_get_date(stmt, 6),
        .recorded_us = cv_stmt_get_int64(stmt, 7),
    };
}

static struct cv_status read_regrades(struct cv_books *books, struct attempt *attempt)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT score, reason, recorded_us FROM attempt_regrade "
                                 "WHERE org_id = $1 AND attempt_uid = $2 ORDER BY number");
    size_t room = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, attempt->uid);
    while (cv_stmt_step(stmt)) {
        attempt->regrades = cv_rows_grow(books->arena, attempt->regrades, attempt->regrade_count,
                                         &room, sizeof(*attempt->regrades));
        if (attempt->regrades == NULL)
            break;
        attempt->regrades[attempt->regrade_count++] = (struct regrade){
            .score_before = attempt->score,
            .score = cv_stmt_get_int64(stmt, 0),
            .reason = cv_stmt_get_text(stmt, 1, books->arena),
            .recorded_us = cv_stmt_get_int64(stmt, 2),
        };
        attempt->score = cv_stmt_get_int64(stmt, 0);
    }
    return cv_stmt_finish(stmt);
}

/* Who has or had a seat, and was not absent all the time. */
static struct cv_status seat_required(struct cv_books *books, struct cv_uuid cohort,
                                      struct cv_uuid person)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT sequence FROM enrolment WHERE org_id = $1 "
                                 "AND cohort_uid = $2 AND person_uid = $3 "
                                 "AND (state = $4 OR state = $5 OR state = $6) LIMIT 1");
    struct cv_status status;
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort);
    cv_stmt_uuid(stmt, 3, person);
    cv_stmt_int64(stmt, 4, ENROLMENT_ENROLLED);
    cv_stmt_int64(stmt, 5, ENROLMENT_COMPLETED);
    cv_stmt_int64(stmt, 6, ENROLMENT_FAILED);
    found = cv_stmt_step(stmt);
    status = cv_stmt_finish(stmt);
    return !cv_ok(status) || found ? status
                                   : cv_status(CV_FAILED_PRECONDITION, "NOT_ENROLLED",
                                               "the person has no seat in the cohort");
}

static struct cv_status may_attempt(struct cv_books *books, const struct cv_id parent[3],
                                    struct attempt *attempt, struct assessment *assessment,
                                    struct result *before)
{
    struct cohort cohort;
    struct cv_status status = cohort_get(books, parent[0].text, parent[1].text, NULL, &cohort);

    if (cv_ok(status))
        status = assessment_get(books, parent, parent[2].text, assessment);
    if (cv_ok(status))
        status = person_find(books, attempt->person, "attempt.person", &attempt->person_uid);
    if (cv_ok(status))
        status = seat_required(books, cohort.uid, attempt->person_uid);
    if (cv_ok(status))
        status = consent_required(books, attempt->person_uid, CONSENT_TRAINING, cohort.course_uid);
    if (cv_ok(status) && attempt->score > assessment->max_score)
        status = cv_status_field(books->arena, "attempt.score",
                                 "attempt.score must not be above max_score");
    return cv_ok(status) ? result_of(books, assessment, attempt->person_uid, before) : status;
}

static struct cv_status insert_row(struct cv_books *books, const struct assessment *assessment,
                                   struct attempt *attempt)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO attempt (org_id, assessment_uid, uid, id, "
                                 "person_uid, number, score, effective_on, recorded_us, "
                                 "recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
                                 "ON CONFLICT (org_id, assessment_uid, id) DO NOTHING");

    attempt->uid = cv_uuid7();
    attempt->first_score = attempt->score;
    attempt->recorded_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, assessment->uid);
    cv_stmt_uuid(stmt, 3, attempt->uid);
    cv_stmt_text(stmt, 4, attempt->id);
    cv_stmt_uuid(stmt, 5, attempt->person_uid);
    cv_stmt_int64(stmt, 6, attempt->number);
    cv_stmt_int64(stmt, 7, attempt->score);
    cv_stmt_int64(stmt, 8, attempt->effective_on);
    cv_stmt_int64(stmt, 9, books->recorded_us);
    cv_stmt_text(stmt, 10, books->subject);
    return cv_books_insert(books, stmt, "attempt", attempt->id);
}

/* What was true when a certificate was issued may not be any more. */
static struct cv_status review(struct cv_books *books, const struct assessment *assessment,
                               struct cv_uuid person, const struct result *before)
{
    struct result after;
    struct cv_status status = result_of(books, assessment, person, &after);

    return cv_ok(status) && after.state != before->state
               ? review_raise(books, assessment->cohort_uid, person)
               : status;
}

struct cv_status attempt_insert(struct cv_books *books, const struct cv_id parent[3],
                                struct attempt *attempt)
{
    struct assessment assessment;
    struct result before;
    struct cv_status status = may_attempt(books, parent, attempt, &assessment, &before);

    if (!cv_ok(status))
        return status;
    attempt->number = before.attempts + 1;
    status = insert_row(books, &assessment, attempt);
    if (cv_ok(status) && attempt->number > assessment.attempts_allowed)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "ATTEMPTS_USED",
                           "all %d attempts are used", (int)assessment.attempts_allowed);
    return cv_ok(status) ? review(books, &assessment, attempt->person_uid, &before) : status;
}

struct cv_status attempt_get(struct cv_books *books, const struct assessment *assessment,
                             const char *id, struct attempt *attempt)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND a.id = $3");
    struct cv_status status;
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, assessment->uid);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        *attempt = read_row(books, stmt);
    status = cv_books_found(books, stmt, found, NULL, "attempt %s of this assessment", id);
    return cv_ok(status) ? read_regrades(books, attempt) : status;
}

struct cv_status attempt_list(struct cv_books *books, const struct assessment *assessment,
                              struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "AND a.uid > $3 ORDER BY a.uid LIMIT $4");
    struct cv_status status;
    struct attempt *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, assessment->uid);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        *row = read_row(books, stmt);
    status = cv_stmt_finish(stmt);
    row = listed->rows;
    for (size_t i = 0; cv_ok(status) && i < listed->count; i++)
        status = read_regrades(books, &row[i]);
    return status;
}

struct cv_status attempt_regrade(struct cv_books *books, const struct assessment *assessment,
                                 struct attempt *attempt, int64_t score, const char *reason)
{
    struct result before;
    struct cv_status status = result_of(books, assessment, attempt->person_uid, &before);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, "INSERT INTO attempt_regrade (org_id, attempt_uid, number, "
                                    "score, reason, recorded_us, recorded_by) "
                                    "VALUES ($1, $2, $3, $4, $5, $6, $7)");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, attempt->uid);
    cv_stmt_int64(stmt, 3, (int64_t)attempt->regrade_count + 1);
    cv_stmt_int64(stmt, 4, score);
    cv_stmt_text(stmt, 5, reason);
    cv_stmt_int64(stmt, 6, books->recorded_us);
    cv_stmt_text(stmt, 7, books->subject);
    (void)cv_stmt_step(stmt);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) ? review(books, assessment, attempt->person_uid, &before) : status;
}
