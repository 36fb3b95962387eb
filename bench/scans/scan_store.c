#include "scan_store.h"

const char SCAN_INSERT[] = "INSERT INTO scan (org_id, idem_key, parcel_id, hub_id, time_ms, code, "
                           "note, recorded_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
                           "ON CONFLICT (org_id, idem_key) DO NOTHING";

struct cv_status scan_insert(struct cv_tx *tx, const char *org, const struct scan *scan)
{
    struct cv_stmt *stmt = cv_tx_prepare(tx, SCAN_INSERT);

    cv_stmt_text(stmt, 1, org);
    cv_stmt_text(stmt, 2, scan->idem_key);
    cv_stmt_text(stmt, 3, scan->parcel_id);
    cv_stmt_int64(stmt, 4, scan->hub_id);
    cv_stmt_int64(stmt, 5, scan->time_ms);
    cv_stmt_int64(stmt, 6, scan->code);
    cv_stmt_text(stmt, 7, scan->note);
    cv_stmt_int64(stmt, 8, cv_tx_now_us(tx));
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}
