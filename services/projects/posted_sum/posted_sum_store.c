#include "posted_sum/posted_sum_store.h"

#include "app/date.h"

/* Sums of more than 64 bits are two: each grows by itself, and takes thousands of millions of
 * entries to fill 64 bits. */
#define LIMB 1000000000

struct cv_status posted_sum_add(struct cv_books *books, const struct project_ref *ref,
                                struct cv_uuid line, enum posted_kind kind,
                                const struct entry *entry)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO posted_sum (org_id, project_uid, line_uid, year, committed_high, "
                   "committed_low, disbursed_high, disbursed_low, latest_on) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
                   "ON CONFLICT (org_id, project_uid, line_uid, year) DO UPDATE SET "
                   "committed_high = posted_sum.committed_high + excluded.committed_high, "
                   "committed_low = posted_sum.committed_low + excluded.committed_low, "
                   "disbursed_high = posted_sum.disbursed_high + excluded.disbursed_high, "
                   "disbursed_low = posted_sum.disbursed_low + excluded.disbursed_low, "
                   "latest_on = CASE WHEN posted_sum.latest_on > excluded.latest_on "
                   "THEN posted_sum.latest_on ELSE excluded.latest_on END");
    bool committed = kind == POSTED_COMMITTED;
    int64_t high = entry->posted_minor / LIMB;
    int64_t low = entry->posted_minor % LIMB;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_uuid(stmt, 3, line);
    cv_stmt_int64(stmt, 4, cv_date_year(entry->record.effective_on));
    cv_stmt_int64(stmt, 5, committed ? high : 0);
    cv_stmt_int64(stmt, 6, committed ? low : 0);
    cv_stmt_int64(stmt, 7, committed ? 0 : high);
    cv_stmt_int64(stmt, 8, committed ? 0 : low);
    cv_stmt_int64(stmt, 9, entry->record.effective_on);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

/* ---- reading ---- */

/* CROSS says in which order they are looked up. */
#define OF_PROGRAMME                                                                               \
    "FROM project p CROSS JOIN posted_sum s WHERE p.org_id = $1 AND p.programme_uid = $2 "         \
    "AND s.org_id = $1 AND s.project_uid = p.uid "

static struct cv_stmt *prepare(struct cv_books *books, struct cv_uuid programme, const char *sql)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, sql);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    return stmt;
}

struct cv_status posted_sums_current(struct cv_books *books, struct cv_uuid programme,
                                     int64_t known_us, int32_t through, bool *current)
{
    struct cv_status status = cv_books_all_known(books, known_us, current);
    struct cv_stmt *stmt;

    if (!*current || through == CV_DATE_LAST)
        return status;
    stmt = prepare(books, programme, "SELECT 1 " OF_PROGRAMME "AND s.latest_on > $3 LIMIT 1");
    cv_stmt_int64(stmt, 3, through);
    *current = !cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_stmt *posted_sums(struct cv_books *books, struct cv_uuid programme)
{
    return prepare(books, programme,
                   "SELECT s.line_uid, s.year, s.committed_high, s.committed_low, "
                   "s.disbursed_high, s.disbursed_low " OF_PROGRAMME "ORDER BY p.uid, s.line_uid");
}

static __int128 get_minor(struct cv_stmt *stmt, int column)
{
    return (__int128)cv_stmt_get_int64(stmt, column) * LIMB + cv_stmt_get_int64(stmt, column + 1);
}

bool posted_sum_next(struct cv_stmt *stmt, struct posted_sum *sum)
{
    if (!cv_stmt_step(stmt))
        return false;
    *sum = (struct posted_sum){
        .line = cv_stmt_get_uuid(stmt, 0),
        .year = (int32_t)cv_stmt_get_int64(stmt, 1),
        .minor = {get_minor(stmt, 2), get_minor(stmt, 4)},
    };
    return true;
}
