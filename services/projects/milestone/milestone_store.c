#include "milestone/milestone_store.h"

#include "dossier/dossier_store.h"

struct cv_status milestone_open_count(struct cv_books *books, struct cv_uuid project,
                                      int64_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT COUNT(*) FROM dossier d JOIN dossier_move m ON m.org_id = d.org_id "
                   "AND m.dossier_uid = d.uid AND m.sequence = (SELECT MAX(x.sequence) "
                   "FROM dossier_move x WHERE x.org_id = d.org_id AND x.dossier_uid = d.uid "
                   "AND x.retracted_us = $5) "
                   "WHERE d.org_id = $1 AND d.project_uid = $2 AND d.noun = $3 AND m.state = $4");

    *count = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, project);
    cv_stmt_int64(stmt, 3, DOSSIER_MILESTONE);
    cv_stmt_int64(stmt, 4, STATE_PLANNED);
    cv_stmt_int64(stmt, 5, CV_BOOKS_NOT_REPLACED);
    if (cv_stmt_step(stmt))
        *count = cv_stmt_get_int64(stmt, 0);
    return cv_stmt_finish(stmt);
}
