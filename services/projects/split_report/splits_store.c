#include "split_report/splits_store.h"

#include "report/view_rows.h"

/* $1 org, $2 programme; known by $3 and dated by $4; under $5. What was taken back stands beside
 * what it names by its id; of what was taken back wholly nothing is left to count. */
static const char CANDIDATES[] =
    "SELECT p.id, l.id, c.payee, c.id, c.reference, c.effective_on, c.amount_minor, c.posted_us, "
    "c.line_uid, t.uid "
    "FROM project p JOIN commitment c ON c.org_id = p.org_id AND c.project_uid = p.uid "
    "JOIN budget_line l ON l.org_id = c.org_id AND l.project_uid = c.project_uid "
    "AND l.uid = c.line_uid JOIN partner t ON t.org_id = p.org_id "
    "AND t.programme_uid = p.programme_uid AND t.id = c.payee "
    "LEFT JOIN (SELECT m.project_uid, m.reverses, CAST(SUM(m.posted_minor) AS BIGINT) AS minor "
    "FROM project q JOIN commitment m ON m.org_id = q.org_id AND m.project_uid = q.uid "
    "WHERE q.org_id = $1 AND q.programme_uid = $2 AND m.amount_minor < 0 AND m.posted_us <= $3 "
    "AND m.effective_on <= $4 GROUP BY m.project_uid, m.reverses) b "
    "ON b.project_uid = c.project_uid AND b.reverses = c.id "
    "WHERE p.org_id = $1 AND p.programme_uid = $2 AND c.amount_minor > 0 "
    "AND c.amount_minor < $5 AND c.effective_on <= $4 AND (c.posted_us <= $3 "
    "OR (c.held_us > 0 AND c.held_us <= $3 AND c.resolved_us > $3)) "
    "AND c.amount_minor + COALESCE(b.minor, 0) > 0 "
    "ORDER BY p.id, l.id, c.payee, c.effective_on, c.uid";

void splits_walk_begin(struct splits_walk *walk, struct view *view, int64_t limit)
{
    *walk = (struct splits_walk){
        .stmt = view_prepare(view, CANDIDATES),
        .known_us = view->known_us,
    };
    cv_stmt_int64(walk->stmt, 5, limit);
}

bool splits_walk_next(struct splits_walk *walk)
{
    if (!cv_stmt_step(walk->stmt))
        return false;
    walk->line = cv_stmt_get_uuid(walk->stmt, 8);
    walk->payee = cv_stmt_get_uuid(walk->stmt, 9);
    return true;
}

struct splits_row splits_walk_row(const struct splits_walk *walk, struct cv_arena *arena)
{
    struct cv_stmt *stmt = walk->stmt;

    return (struct splits_row){
        .project = cv_stmt_get_text(stmt, 0, arena),
        .line = cv_stmt_get_text(stmt, 1, arena),
        .payee = cv_stmt_get_text(stmt, 2, arena),
        .id = cv_stmt_get_text(stmt, 3, arena),
        .reference = cv_stmt_get_text(stmt, 4, arena),
        .effective_on = cv_books_get_date(stmt, 5),
        .amount = cv_stmt_get_int64(stmt, 6),
        .approved = cv_stmt_get_int64(stmt, 7) <= walk->known_us,
    };
}

struct cv_status splits_walk_end(struct splits_walk *walk)
{
    return cv_stmt_finish(walk->stmt);
}
