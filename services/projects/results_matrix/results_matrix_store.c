#include "results_matrix/results_matrix_store.h"

#include "period/period.h"
#include "service/rows.h"

static struct cv_stmt *prepare(struct view *view, const struct indicator *indicator,
                               const char *sql)
{
    struct cv_stmt *stmt = cv_tx_prepare(view->books->tx, sql);

    cv_stmt_text(stmt, 1, view->books->org);
    cv_stmt_uuid(stmt, 2, indicator->uid);
    cv_stmt_int64(stmt, 3, view->known_us);
    cv_stmt_uuid(stmt, 4, view->programme);
    return stmt;
}

struct cv_status view_targets(struct view *view, const struct indicator *indicator,
                              struct known_target **rows, size_t *count)
{
    struct cv_stmt *stmt = prepare(
        view, indicator,
        "SELECT t.period, COALESCE(p.id, ''), t.site, v.value, v.rating, f.value, f.rating, "
        "v.version, v.reason, v.recorded_us FROM target t JOIN target_version v "
        "ON v.org_id = t.org_id AND v.uid = t.uid AND v.recorded_us <= $3 AND v.replaced_us > $3 "
        "JOIN target_version f ON f.org_id = t.org_id AND f.uid = t.uid AND f.version = 1 "
        "LEFT JOIN project p ON p.org_id = t.org_id AND p.programme_uid = $4 "
        "AND p.uid = t.project_uid WHERE t.org_id = $1 AND t.indicator_uid = $2");
    struct cv_arena *arena = view->books->arena;
    size_t room = 0;

    *rows = NULL;
    *count = 0;
    while (cv_stmt_step(stmt)) {
        struct known_target *grown = cv_rows_grow(arena, *rows, *count, &room, sizeof(*grown));

        if (grown == NULL)
            break;
        *rows = grown;
        grown[(*count)++] = (struct known_target){
            .period = (int32_t)cv_stmt_get_int64(stmt, 0),
            .project = cv_stmt_get_text(stmt, 1, arena),
            .site = cv_stmt_get_text(stmt, 2, arena),
            .value = cv_stmt_get_int64(stmt, 3),
            .rating = cv_stmt_get_text(stmt, 4, arena),
            .first_value = cv_stmt_get_int64(stmt, 5),
            .first_rating = cv_stmt_get_text(stmt, 6, arena),
            .change_count = cv_stmt_get_int64(stmt, 7) - 1,
            .reason = cv_stmt_get_text(stmt, 8, arena),
            .changed_us = cv_stmt_get_int64(stmt, 9),
        };
    }
    return cv_stmt_finish(stmt);
}

#define RESULTS                                                                                    \
    "SELECT r.period, p.id, r.site, r.approved_us, r.rating, r.statement, r.documents "            \
    "FROM result r JOIN project p ON p.org_id = r.org_id AND p.programme_uid = $4 "                \
    "AND p.uid = r.project_uid WHERE r.org_id = $1 AND r.indicator_uid = $2 "                      \
    "AND r.approved_us <= $3 AND r.superseded_us > $3 AND r.period <= $5 / 100"
#define OBSERVATIONS                                                                               \
    "SELECT o.effective_on / 100, p.id, o.site, 0, '', '', '' "                                    \
    "FROM observation o JOIN project p ON p.org_id = o.org_id AND p.programme_uid = $4 "           \
    "AND p.uid = o.project_uid WHERE o.org_id = $1 AND o.indicator_uid = $2 "                      \
    "AND o.recorded_us <= $3 AND o.effective_on <= $5 AND COALESCE(o.reverses, o.uid) = o.uid "    \
    "AND o.uid NOT IN (SELECT r.reverses FROM observation r WHERE r.org_id = $1 "                  \
    "AND r.indicator_uid = $2 AND r.reverses IS NOT NULL AND r.recorded_us <= $3) "                \
    "GROUP BY o.effective_on / 100, p.id, o.site"

static int32_t lines(const char *text)
{
    int32_t count = text[0] == '\0' ? 0 : 1;

    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

struct cv_status view_reported(struct view *view, const struct indicator *indicator, bool where,
                               struct reported **rows, size_t *count)
{
    bool results = indicator->collection == COLLECTED_RESULTS;
    struct cv_arena *arena = view->books->arena;
    struct cv_stmt *stmt;
    size_t room = 0;

    *rows = NULL;
    *count = 0;
    if (!results && !where)
        return CV_STATUS_OK;
    stmt = prepare(view, indicator, results ? RESULTS : OBSERVATIONS);
    cv_stmt_int64(stmt, 5, view->through);
    while (cv_stmt_step(stmt)) {
        int32_t month = (int32_t)cv_stmt_get_int64(stmt, 0);
        struct reported *grown;

        if (results && period_last_day(month) > view->through)
            continue;
        grown = cv_rows_grow(arena, *rows, *count, &room, sizeof(*grown));
        if (grown == NULL)
            break;
        *rows = grown;
        grown[(*count)++] = (struct reported){
            .period = figure_period_of((enum figure_grain)indicator->grain, month),
            .project = cv_stmt_get_text(stmt, 1, arena),
            .site = cv_stmt_get_text(stmt, 2, arena),
            .approved_us = cv_stmt_get_int64(stmt, 3),
            .rating = cv_stmt_get_text(stmt, 4, arena),
            .statement = cv_stmt_get_text(stmt, 5, arena),
            .document_count = lines(cv_stmt_get_text(stmt, 6, arena)),
        };
    }
    return cv_stmt_finish(stmt);
}
