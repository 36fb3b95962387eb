#include "hub_audit/sorting_audit_store.h"

#include "number.h"

/* `sql`: one number; $1 org, $2 hub. */
static struct cv_status count(struct cv_books *books, int64_t hub_no, const char *sql,
                              int64_t *number)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, sql);

    number_bind(books, stmt, hub_no);
    return number_read(stmt, number);
}

struct cv_status sorting_audit_read(struct cv_books *books, int64_t hub_no,
                                    struct sorting_audit *audit)
{
    struct cv_status status =
        count(books, hub_no, "SELECT COUNT(*) FROM bag_parcel WHERE org_id = $1 AND hub_no = $2",
              &audit->bagged);

    if (cv_ok(status))
        status = count(books, hub_no,
                       "SELECT COUNT(*) FROM bag_parcel x LEFT JOIN bag b ON b.org_id = x.org_id "
                       "AND b.hub_no = x.hub_no AND b.bag_no = x.bag_no "
                       "WHERE x.org_id = $1 AND x.hub_no = $2 AND b.bag_no IS NULL",
                       &audit->without_bag);
    if (cv_ok(status))
        status = count(books, hub_no,
                       "SELECT COUNT(*) FROM bag WHERE org_id = $1 AND hub_no = $2 "
                       "AND chute_no IS NOT NULL AND state <> 1",
                       &audit->hanging_closed);
    if (cv_ok(status))
        status = count(books, hub_no,
                       "SELECT COUNT(*) FROM sort_plan a JOIN sort_plan b ON b.org_id = a.org_id "
                       "AND b.hub_no = a.hub_no AND b.from_us > a.from_us "
                       "AND b.from_us < a.until_us WHERE a.org_id = $1 AND a.hub_no = $2",
                       &audit->plans_at_once);
    return status;
}
