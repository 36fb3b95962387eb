#include "assessment/assessment_store.h"

#include "cohort/cohort_store.h"
#include "service/rows.h"

#define SELECT                                                                                     \
    "SELECT uid, cohort_uid, id, title, title_zh, max_score, pass_score, attempts_allowed, rule, " \
    "recorded_us FROM assessment WHERE org_id = $1 AND cohort_uid = $2 "

static struct assessment read_row(struct cv_books *books, struct cv_stmt *stmt)
{
    return (struct assessment){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .cohort_uid = cv_stmt_get_uuid(stmt, 1),
        .id = cv_stmt_get_text(stmt, 2, books->arena),
        .title = cv_stmt_get_text(stmt, 3, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 4, books->arena),
        .max_score = cv_stmt_get_int64(stmt, 5),
        .pass_score = cv_stmt_get_int64(stmt, 6),
        .attempts_allowed = cv_stmt_get_int64(stmt, 7),
        .rule = cv_stmt_get_int64(stmt, 8),
        .recorded_us = cv_stmt_get_int64(stmt, 9),
    };
}

struct cv_status assessment_insert(struct cv_books *books, const struct cv_id ids[2],
                                   struct assessment *assessment)
{
    struct cohort cohort;
    struct cv_status status = cohort_get(books, ids[0].text, ids[1].text, NULL, &cohort);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    assessment->uid = cv_uuid7();
    assessment->cohort_uid = cohort.uid;
    assessment->recorded_us = books->recorded_us;
    stmt = cv_tx_prepare(books->tx, "INSERT INTO assessment (org_id, cohort_uid, uid, id, title, "
                                    "title_zh, max_score, pass_score, attempts_allowed, rule, "
                                    "recorded_us, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, "
                                    "$7, $8, $9, $10, $11, $12) "
                                    "ON CONFLICT (org_id, cohort_uid, id) DO NOTHING");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort.uid);
    cv_stmt_uuid(stmt, 3, assessment->uid);
    cv_stmt_text(stmt, 4, assessment->id);
    cv_stmt_text(stmt, 5, assessment->title);
    cv_stmt_text(stmt, 6, assessment->title_zh);
    cv_stmt_int64(stmt, 7, assessment->max_score);
    cv_stmt_int64(stmt, 8, assessment->pass_score);
    cv_stmt_int64(stmt, 9, assessment->attempts_allowed);
    cv_stmt_int64(stmt, 10, assessment->rule);
    cv_stmt_int64(stmt, 11, books->recorded_us);
    cv_stmt_text(stmt, 12, books->subject);
    return cv_books_insert(books, stmt, "assessment", assessment->id);
}

struct cv_status assessment_get(struct cv_books *books, const struct cv_id ids[2], const char *id,
                                struct assessment *assessment)
{
    struct cohort cohort;
    struct cv_status status = cohort_get(books, ids[0].text, ids[1].text, NULL, &cohort);
    struct cv_stmt *stmt;
    bool found;

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, SELECT "AND id = $3");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort.uid);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        *assessment = read_row(books, stmt);
    return cv_books_found(books, stmt, found, NULL, "assessment %s of this cohort", id);
}

struct cv_status assessment_list(struct cv_books *books, const struct cv_id ids[2],
                                 struct cv_listed *listed)
{
    struct cohort cohort;
    struct cv_status status = cohort_get(books, ids[0].text, ids[1].text, NULL, &cohort);
    struct assessment *row;
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, SELECT "AND uid > $3 ORDER BY uid LIMIT $4");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort.uid);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        *row = read_row(books, stmt);
    return cv_stmt_finish(stmt);
}

/* ---- results ---- */

void result_take(struct result *result, int64_t rule, int64_t score)
{
    if (result->attempts++ == 0 || rule == RESULT_LAST || score > result->score)
        result->score = score;
}

struct cv_status result_of(struct cv_books *books, const struct assessment *assessment,
                           struct cv_uuid person, struct result *result)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT COALESCE((SELECT r.score FROM attempt_regrade r WHERE r.org_id = "
                   "a.org_id AND r.attempt_uid = a.uid ORDER BY r.number DESC LIMIT 1), a.score) "
                   "FROM attempt a WHERE a.org_id = $1 AND a.assessment_uid = $2 "
                   "AND a.person_uid = $3 ORDER BY a.number");

    *result = (struct result){.state = RESULT_NONE};
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, assessment->uid);
    cv_stmt_uuid(stmt, 3, person);
    while (cv_stmt_step(stmt)) {
        result_take(result, assessment->rule, cv_stmt_get_int64(stmt, 0));
        result->state = result->score >= assessment->pass_score ? RESULT_PASSED : RESULT_FAILED;
    }
    return cv_stmt_finish(stmt);
}

struct cv_status result_all_passed(struct cv_books *books, struct cv_uuid cohort,
                                   struct cv_uuid person, bool *passed)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "ORDER BY uid");
    struct assessment *assessments = NULL;
    struct cv_status status;
    size_t count = 0;
    size_t room = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort);
    while (cv_stmt_step(stmt)) {
        assessments = cv_rows_grow(books->arena, assessments, count, &room, sizeof(*assessments));
        if (assessments == NULL)
            break;
        assessments[count++] = read_row(books, stmt);
    }
    status = cv_stmt_finish(stmt);
    *passed = true;
    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        struct result result;

        status = result_of(books, &assessments[i], person, &result);
        *passed = *passed && result.state == RESULT_PASSED;
    }
    return status;
}
