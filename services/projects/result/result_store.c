#include "result/result_store.h"

#include "project/project_store.h"

#define SELECT                                                                                     \
    "SELECT r.uid, r.id, r.period, p.id, r.project_uid, r.site, r.value, r.weight, r.rating, "     \
    "r.statement, r.documents, r.supersedes, r.superseded_by, r.correction, r.state, r.makers, "   \
    "r.version, r.judged_by, r.note, r.created_us, r.updated_us, r.approved_us FROM result r "     \
    "JOIN project p ON p.org_id = r.org_id AND p.programme_uid = $3 AND p.uid = r.project_uid "    \
    "WHERE r.org_id = $1 AND r.indicator_uid = $2 "

/* Places beside uids. */
static const struct cv_uuid OPEN;
static const struct cv_uuid STANDING = {.bytes[15] = 1};

static struct cv_stmt *prepare(struct cv_books *books, const struct indicator_ref *ref,
                               const char *sql)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, sql);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    return stmt;
}

static struct cv_stmt *select(struct cv_books *books, const struct indicator_ref *ref,
                              const char *sql)
{
    struct cv_stmt *stmt = prepare(books, ref, sql);

    cv_stmt_uuid(stmt, 3, ref->programme);
    return stmt;
}

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct result *result)
{
    int64_t state = cv_stmt_get_int64(stmt, 14);

    *result = (struct result){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .period = (int32_t)cv_stmt_get_int64(stmt, 2),
        .project = cv_stmt_get_text(stmt, 3, books->arena),
        .project_uid = cv_stmt_get_uuid(stmt, 4),
        .site = cv_stmt_get_text(stmt, 5, books->arena),
        .value = cv_stmt_get_int64(stmt, 6),
        .weight = cv_stmt_get_int64(stmt, 7),
        .rating = cv_stmt_get_text(stmt, 8, books->arena),
        .statement = cv_stmt_get_text(stmt, 9, books->arena),
        .documents = cv_stmt_get_text(stmt, 10, books->arena),
        .supersedes = cv_stmt_get_text(stmt, 11, books->arena),
        .superseded_by = cv_stmt_get_text(stmt, 12, books->arena),
        .correction = cv_stmt_get_text(stmt, 13, books->arena),
        .approval = {.state = state == RESULT_SUPERSEDED ? CV_APPROVAL_APPROVED
                                                         : (enum cv_approval_state)state,
                     .makers = cv_stmt_get_text(stmt, 15, books->arena),
                     .version = cv_stmt_get_int64(stmt, 16)},
        .judged_by = cv_stmt_get_text(stmt, 17, books->arena),
        .note = cv_stmt_get_text(stmt, 18, books->arena),
        .created_us = cv_stmt_get_int64(stmt, 19),
        .updated_us = cv_stmt_get_int64(stmt, 20),
        .approved_us = cv_stmt_get_int64(stmt, 21),
    };
}

/* ---- writing ---- */

static struct cv_uuid place_of(const struct result *result)
{
    switch (result->approval.state) {
    case CV_APPROVAL_DRAFT:
    case CV_APPROVAL_SUBMITTED:
    case CV_APPROVAL_RETURNED:
        return OPEN;
    case CV_APPROVAL_APPROVED:
        return STANDING;
    default:
        return result->uid;
    }
}

static void begin(struct cv_books *books, bool draft, struct result *result)
{
    result->uid = cv_uuid7();
    result->approval = cv_approval_begin(books->subject, !draft);
    result->superseded_by = "";
    result->judged_by = "";
    result->note = "";
    result->created_us = books->recorded_us;
    result->updated_us = books->recorded_us;
    result->approved_us = RESULT_NEVER;
}

static struct cv_status insert_row(struct cv_books *books, const struct indicator_ref *ref,
                                   const struct result *result)
{
    struct cv_stmt *stmt = prepare(
        books, ref,
        "INSERT INTO result (org_id, indicator_uid, uid, id, period, project_uid, site, place, "
        "state, version, makers, judged_by, note, value, weight, rating, statement, documents, "
        "supersedes, superseded_by, correction, created_us, updated_us, approved_us, "
        "superseded_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', $12, $13, "
        "$14, $15, $16, $17, '', $18, $19, $19, $20, $20) ON CONFLICT DO NOTHING");

    cv_stmt_uuid(stmt, 3, result->uid);
    cv_stmt_text(stmt, 4, result->id);
    cv_stmt_int64(stmt, 5, result->period);
    cv_stmt_uuid(stmt, 6, result->project_uid);
    cv_stmt_text(stmt, 7, result->site);
    cv_stmt_uuid(stmt, 8, place_of(result));
    cv_stmt_int64(stmt, 9, result->approval.state);
    cv_stmt_int64(stmt, 10, result->approval.version);
    cv_stmt_text(stmt, 11, result->approval.makers);
    cv_stmt_int64(stmt, 12, result->value);
    cv_stmt_int64(stmt, 13, result->weight);
    cv_stmt_text(stmt, 14, result->rating);
    cv_stmt_text(stmt, 15, result->statement);
    cv_stmt_text(stmt, 16, result->documents);
    cv_stmt_text(stmt, 17, result->supersedes);
    cv_stmt_text(stmt, 18, result->correction);
    cv_stmt_int64(stmt, 19, books->recorded_us);
    cv_stmt_int64(stmt, 20, RESULT_NEVER);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

static struct cv_status find_in_place(struct cv_books *books, const struct indicator_ref *ref,
                                      const struct result *result, struct cv_uuid place,
                                      const char **id)
{
    struct cv_stmt *stmt = prepare(books, ref,
                                   "SELECT id FROM result WHERE org_id = $1 AND indicator_uid = $2 "
                                   "AND period = $3 AND project_uid = $4 AND site = $5 "
                                   "AND place = $6");

    *id = "";
    cv_stmt_int64(stmt, 3, result->period);
    cv_stmt_uuid(stmt, 4, result->project_uid);
    cv_stmt_text(stmt, 5, result->site);
    cv_stmt_uuid(stmt, 6, place);
    if (cv_stmt_step(stmt))
        *id = cv_stmt_get_text(stmt, 0, books->arena);
    return cv_stmt_finish(stmt);
}

/* Its id is taken, or its place among the open. */
static struct cv_status taken(struct cv_books *books, const struct indicator_ref *ref,
                              const struct result *result)
{
    struct result other;
    const char *open;
    struct cv_status status = result_get(books, ref, result->id, &other);

    if (cv_ok(status))
        return cv_status_f(books->arena, CV_ALREADY_EXISTS, "ID_TAKEN",
                           "there is already a result with the id %s", result->id);
    if (status.code == CV_NOT_FOUND)
        status = find_in_place(books, ref, result, OPEN, &open);
    return cv_ok(status) ? cv_status_f(books->arena, CV_FAILED_PRECONDITION, "RESULT_OPEN",
                                       "%s is open for this period and place: edit that", open)
                         : status;
}

static struct cv_status check_standing(struct cv_books *books, const struct indicator_ref *ref,
                                       const struct result *result)
{
    const char *standing;
    struct cv_status status = find_in_place(books, ref, result, STANDING, &standing);

    if (!cv_ok(status) || strcmp(standing, result->supersedes) == 0)
        return status;
    if (result->supersedes[0] == '\0')
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "RESULT_STANDS",
                           "%s is approved for this period and place: a correction must say that "
                           "it supersedes it",
                           standing);
    return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "NOT_STANDING",
                       "%s is not what stands for this period and place", result->supersedes);
}

struct cv_status result_insert(struct cv_books *books, const char *programme,
                               const struct indicator_ref *ref, bool draft, struct result *result)
{
    struct project_ref project;
    struct cv_status status =
        project_find(books, programme, result->project, "result.project", &project);

    if (cv_ok(status))
        status = project_site_find(books, &project, result->site, "result.site");
    if (!cv_ok(status))
        return status;
    result->project_uid = project.uid;
    begin(books, draft, result);
    status = insert_row(books, ref, result);
    if (status.code == CV_ABORTED)
        return taken(books, ref, result);
    return cv_ok(status) ? check_standing(books, ref, result) : status;
}

struct cv_status result_write(struct cv_books *books, const struct indicator_ref *ref,
                              struct result *result)
{
    struct cv_stmt *stmt = prepare(
        books, ref,
        "UPDATE result SET place = $5, state = $6, version = version + 1, makers = $7, "
        "judged_by = $8, note = $9, value = $10, weight = $11, rating = $12, statement = $13, "
        "documents = $14, correction = $15, updated_us = $16, approved_us = $17 WHERE org_id = $1 "
        "AND indicator_uid = $2 AND uid = $3 AND version = $4");

    result->updated_us = books->recorded_us;
    cv_stmt_uuid(stmt, 3, result->uid);
    cv_stmt_int64(stmt, 4, result->approval.version - 1);
    cv_stmt_uuid(stmt, 5, place_of(result));
    cv_stmt_int64(stmt, 6, result->approval.state);
    cv_stmt_text(stmt, 7, result->approval.makers);
    cv_stmt_text(stmt, 8, result->judged_by);
    cv_stmt_text(stmt, 9, result->note);
    cv_stmt_int64(stmt, 10, result->value);
    cv_stmt_int64(stmt, 11, result->weight);
    cv_stmt_text(stmt, 12, result->rating);
    cv_stmt_text(stmt, 13, result->statement);
    cv_stmt_text(stmt, 14, result->documents);
    cv_stmt_text(stmt, 15, result->correction);
    cv_stmt_int64(stmt, 16, result->updated_us);
    cv_stmt_int64(stmt, 17, result->approved_us);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status result_supersede(struct cv_books *books, const struct indicator_ref *ref,
                                  const struct result *result)
{
    struct cv_stmt *stmt = prepare(
        books, ref,
        "UPDATE result SET place = uid, state = $5, version = version + 1, superseded_by = $6, "
        "superseded_us = $7, updated_us = $7 WHERE org_id = $1 AND indicator_uid = $2 "
        "AND id = $3 AND place = $4");

    cv_stmt_text(stmt, 3, result->supersedes);
    cv_stmt_uuid(stmt, 4, STANDING);
    cv_stmt_int64(stmt, 5, RESULT_SUPERSEDED);
    cv_stmt_text(stmt, 6, result->id);
    cv_stmt_int64(stmt, 7, books->recorded_us);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

/* ---- reading ---- */

struct cv_status result_get(struct cv_books *books, const struct indicator_ref *ref, const char *id,
                            struct result *result)
{
    struct cv_stmt *stmt = select(books, ref, SELECT "AND r.id = $4");
    bool found;

    cv_stmt_text(stmt, 4, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, result);
    return cv_books_found(books, stmt, found, NULL, "result %s of this indicator", id);
}

struct cv_status result_list(struct cv_books *books, const struct indicator_ref *ref, int64_t state,
                             struct cv_listed *listed)
{
    struct cv_stmt *stmt = select(books, ref,
                                  SELECT "AND r.uid > $4 AND ($6 = 0 OR r.state = $6) "
                                         "ORDER BY r.uid LIMIT $5");
    struct result *row;

    cv_stmt_uuid(stmt, 4, listed->page.after);
    cv_stmt_int64(stmt, 5, listed->page.size + 1);
    cv_stmt_int64(stmt, 6, state);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

struct cv_status results_open(struct cv_books *books, struct cv_uuid project, const char **what)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT COUNT(*) FROM result WHERE org_id = $1 AND project_uid = $2 "
                   "AND state IN (2, 4)");
    int64_t count = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, project);
    if (cv_stmt_step(stmt))
        count = cv_stmt_get_int64(stmt, 0);
    if (count > 0)
        *what =
            cv_arena_printf(books->arena, "%d results that are submitted or returned", (int)count);
    return cv_stmt_finish(stmt);
}
