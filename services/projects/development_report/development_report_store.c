#include "development_report/development_report_store.h"

#include "report/view_rows.h"

/* ---- dossiers ---- */

/* A move of `d` that stands. */
#define STANDS(move)                                                                               \
    move ".org_id = d.org_id AND " move ".dossier_uid = d.uid AND " move ".moved_on <= $4 "        \
         "AND " move ".recorded_us <= $3 AND " move ".retracted_us > $3 "

struct cv_status view_dossiers(struct view *view, struct known_dossier **rows, size_t *count)
{
    struct cv_stmt *stmt = view_prepare(
        view,
        "SELECT d.uid, d.noun, d.id, p.id, d.site, d.subject, d.title, d.title_zh, d.kind, "
        "d.grade, d.line, d.related, d.amount_minor, d.planned_on, m.state, "
        "(SELECT f.forecast_on FROM dossier_move f WHERE " STANDS(
            "f") "AND f.move = $5 "
                 "ORDER BY f.sequence DESC LIMIT 1), "
                 "(SELECT c.moved_on FROM dossier_move c WHERE " STANDS(
                     "c") "AND c.move = $6 "
                          "ORDER BY c.sequence DESC LIMIT 1) FROM dossier d "
                          "JOIN dossier_move m ON m.org_id = d.org_id AND m.dossier_uid = d.uid "
                          "AND m.sequence = (SELECT MAX(x.sequence) FROM dossier_move x "
                          "WHERE " STANDS(
                              "x") ") "
                                   "LEFT JOIN project p ON p.org_id = d.org_id AND p.programme_uid "
                                   "= d.programme_uid "
                                   "AND p.uid = d.project_uid "
                                   "WHERE d.org_id = $1 AND d.programme_uid = $2 ORDER BY d.uid");
    struct cv_arena *arena = view->books->arena;

    cv_stmt_int64(stmt, 5, MOVE_FORECAST);
    cv_stmt_int64(stmt, 6, MOVE_COMPLETE);
    VIEW_EACH_ROW(struct known_dossier, row)
    {
        *row = (struct known_dossier){
            .uid = cv_stmt_get_uuid(stmt, 0),
            .noun = cv_stmt_get_int64(stmt, 1),
            .id = cv_stmt_get_text(stmt, 2, arena),
            .project = cv_stmt_get_text(stmt, 3, arena),
            .site = cv_stmt_get_text(stmt, 4, arena),
            .subject = cv_stmt_get_text(stmt, 5, arena),
            .title = cv_stmt_get_text(stmt, 6, arena),
            .title_zh = cv_stmt_get_text(stmt, 7, arena),
            .kind = cv_stmt_get_int64(stmt, 8),
            .grade = cv_stmt_get_text(stmt, 9, arena),
            .line = cv_stmt_get_text(stmt, 10, arena),
            .related = cv_stmt_get_text(stmt, 11, arena),
            .amount_minor = cv_stmt_get_int64(stmt, 12),
            .planned_on = cv_books_get_date(stmt, 13),
            .state = cv_stmt_get_int64(stmt, 14),
            .forecast_on = cv_books_get_date(stmt, 15),
            .completed_on = cv_books_get_date(stmt, 16),
        };
    }
    *rows = all;
    return cv_stmt_finish(stmt);
}

struct cv_status view_reached(struct view *view, struct reached **rows, size_t *count)
{
    struct cv_stmt *stmt = view_prepare(
        view,
        "SELECT d.noun, d.kind, d.grade, m.state, m.moved_on / 10000 AS year, "
        "COUNT(*), COUNT(DISTINCT d.subject) FROM dossier d "
        "JOIN dossier_move m ON " STANDS("m") "AND m.move <> $5 AND m.move <> $6 "
                                              "WHERE d.org_id = $1 AND d.programme_uid = $2 "
                                              "GROUP BY d.noun, d.kind, d.grade, m.state, year "
                                              "ORDER BY d.noun, d.kind, d.grade, m.state, year");

    cv_stmt_int64(stmt, 5, MOVE_FORECAST);
    cv_stmt_int64(stmt, 6, MOVE_CITE);
    VIEW_EACH_ROW(struct reached, row)
    {
        *row = (struct reached){
            .noun = cv_stmt_get_int64(stmt, 0),
            .kind = cv_stmt_get_int64(stmt, 1),
            .grade = cv_stmt_get_text(stmt, 2, view->books->arena),
            .state = cv_stmt_get_int64(stmt, 3),
            .year = (int32_t)cv_stmt_get_int64(stmt, 4),
            .records = cv_stmt_get_int64(stmt, 5),
            .subjects = cv_stmt_get_int64(stmt, 6),
        };
    }
    *rows = all;
    return cv_stmt_finish(stmt);
}

/* ---- records ---- */

/* A reversal does not count, nor what it names. COALESCE says "reverses IS NULL" without leading an
 * engine to look up every row by the index that is for the few reversals. */
#define LIVE(table)                                                                                \
    "FROM " table " t WHERE t.org_id = $1 AND t.programme_uid = $2 AND t.recorded_us <= $3 "       \
    "AND t.effective_on <= $4 AND COALESCE(t.reverses, t.uid) = t.uid "                            \
    "AND t.uid NOT IN (SELECT r.reverses FROM " table " r WHERE r.org_id = $1 "                    \
    "AND r.programme_uid = $2 AND r.reverses IS NOT NULL AND r.recorded_us <= $3) "

struct cv_status view_facts(struct view *view, struct known_fact **rows, size_t *count)
{
    struct cv_stmt *stmt = view_prepare(
        view, "SELECT f.subject, f.kind, f.unit, f.decimals, f.value, f.effective_on, f.records "
              "FROM (SELECT t.subject, t.kind, t.unit, t.decimals, t.value, t.effective_on, "
              "COUNT(*) OVER (PARTITION BY t.subject, t.kind, t.unit) AS records, "
              "ROW_NUMBER() OVER (PARTITION BY t.subject, t.kind, t.unit "
              "ORDER BY t.effective_on DESC, t.recorded_us DESC, t.uid DESC) AS nth " LIVE(
                  "site_fact") ") f WHERE f.nth = 1 ORDER BY f.subject, f.kind, f.unit");
    struct cv_arena *arena = view->books->arena;

    VIEW_EACH_ROW(struct known_fact, row)
    {
        *row = (struct known_fact){
            .subject = cv_stmt_get_text(stmt, 0, arena),
            .kind = cv_stmt_get_int64(stmt, 1),
            .unit = cv_stmt_get_text(stmt, 2, arena),
            .decimals = cv_stmt_get_int64(stmt, 3),
            .value = cv_stmt_get_int64(stmt, 4),
            .effective_on = cv_books_get_date(stmt, 5),
            .records = cv_stmt_get_int64(stmt, 6),
        };
    }
    *rows = all;
    return cv_stmt_finish(stmt);
}

struct cv_status view_results(struct view *view, struct known_result **rows, size_t *count)
{
    struct cv_stmt *stmt =
        view_prepare(view, "SELECT t.event_uid, t.kind, t.quantity, t.amount_minor, "
                           "t.letter_uid " LIVE("trade_result"));

    VIEW_EACH_ROW(struct known_result, row)
    {
        *row = (struct known_result){
            .event = cv_stmt_get_uuid(stmt, 0),
            .kind = cv_stmt_get_int64(stmt, 1),
            .quantity = cv_stmt_get_int64(stmt, 2),
            .minor = cv_stmt_get_int64(stmt, 3),
            .of_letter = !cv_stmt_is_null(stmt, 4),
        };
    }
    *rows = all;
    return cv_stmt_finish(stmt);
}

/* The periods of a year do not overlap: a sum is of 12 amounts at most and fits. */
struct cv_status view_sales(struct view *view, struct known_sale **rows, size_t *count)
{
    struct cv_stmt *stmt =
        view_prepare(view, "SELECT t.enterprise_uid, t.period_from / 10000 AS year, t.basis, "
                           "CAST(SUM(t.amount_minor) AS BIGINT), COUNT(*) " LIVE(
                               "enterprise_sale") "GROUP BY t.enterprise_uid, year, t.basis");

    VIEW_EACH_ROW(struct known_sale, row)
    {
        *row = (struct known_sale){
            .enterprise = cv_stmt_get_uuid(stmt, 0),
            .year = (int32_t)cv_stmt_get_int64(stmt, 1),
            .basis = cv_stmt_get_int64(stmt, 2),
            .minor = cv_stmt_get_int64(stmt, 3),
            .records = cv_stmt_get_int64(stmt, 4),
        };
    }
    *rows = all;
    return cv_stmt_finish(stmt);
}
