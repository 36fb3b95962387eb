#include "ageing/ageing_store.h"

/* $1 org, $2 programme; approved by $3 and dated by $4. */
#define OF(table) "project p JOIN " table " m ON m.org_id = p.org_id AND m.project_uid = p.uid "
#define KNOWN                                                                                      \
    "WHERE p.org_id = $1 AND p.programme_uid = $2 AND m.posted_us <= $3 AND m.effective_on <= $4 "

/* What cancels a commitment names it by its id. */
#define FIRST                                                                                      \
    "SELECT m.project_uid, m.uid AS uid, m.posted_minor AS committed, 0 AS disbursed FROM "
#define LESS "SELECT m.project_uid, o.uid, m.posted_minor, 0 FROM "
#define PAID "SELECT m.project_uid, m.commitment_uid, 0, m.posted_minor FROM "
#define CANCELLED                                                                                  \
    "JOIN commitment o ON o.org_id = m.org_id AND o.project_uid = m.project_uid "                  \
    "AND o.id = m.reverses "

static const char OPEN[] =
    "SELECT k.project_uid, c.effective_on, k.committed, k.disbursed, c.id, c.reference FROM "
    "(SELECT e.project_uid, e.uid, CAST(SUM(e.committed) AS BIGINT) AS committed, "
    "CAST(SUM(e.disbursed) AS BIGINT) AS disbursed FROM (" FIRST OF("commitment") KNOWN
    "AND m.reverses = '' UNION ALL " LESS OF("commitment") CANCELLED KNOWN
    "AND m.reverses <> '' UNION ALL " PAID OF("disbursement") KNOWN
    ") e GROUP BY e.project_uid, e.uid HAVING SUM(e.committed) > SUM(e.disbursed)) k "
    "JOIN commitment c ON c.org_id = $1 AND c.project_uid = k.project_uid AND c.uid = k.uid "
    "ORDER BY c.effective_on, c.uid";

void ageing_walk_begin(struct ageing_walk *walk, const struct view *view)
{
    *walk = (struct ageing_walk){
        .books = view->books,
        .stmt = cv_tx_prepare(view->books->tx, OPEN),
    };
    cv_stmt_text(walk->stmt, 1, view->books->org);
    cv_stmt_uuid(walk->stmt, 2, view->programme);
    cv_stmt_int64(walk->stmt, 3, view->known_us);
    cv_stmt_int64(walk->stmt, 4, view->through);
}

bool ageing_walk_next(struct ageing_walk *walk)
{
    if (!cv_stmt_step(walk->stmt))
        return false;
    walk->project = cv_stmt_get_uuid(walk->stmt, 0);
    walk->effective_on = cv_books_get_date(walk->stmt, 1);
    walk->committed = cv_stmt_get_int64(walk->stmt, 2);
    walk->disbursed = cv_stmt_get_int64(walk->stmt, 3);
    return true;
}

void ageing_walk_texts(const struct ageing_walk *walk, const char **id, const char **reference)
{
    *id = cv_stmt_get_text(walk->stmt, 4, walk->books->arena);
    *reference = cv_stmt_get_text(walk->stmt, 5, walk->books->arena);
}

struct cv_status ageing_walk_end(struct ageing_walk *walk)
{
    return cv_stmt_finish(walk->stmt);
}
