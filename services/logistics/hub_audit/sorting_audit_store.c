#include "hub_audit/sorting_audit_store.h"

#include "base/arena.h"
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

struct cv_status bag_audit_read(struct cv_books *books, int64_t hub_no, struct bag_audit **bags,
                                size_t *bag_count)
{
    struct cv_stmt *stmt;
    int64_t last;
    struct cv_status status = count(books, hub_no,
                                    "SELECT COALESCE(MAX(bag_no), 0) FROM bag "
                                    "WHERE org_id = $1 AND hub_no = $2",
                                    &last);

    if (!cv_ok(status))
        return status;
    *bag_count = (size_t)last + 1;
    *bags = cv_arena_array(books->arena, *bag_count, sizeof(**bags));
    if (*bags == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    stmt = cv_tx_prepare(books->tx, "SELECT bag_no, state, closed_us, removals FROM bag "
                                    "WHERE org_id = $1 AND hub_no = $2");
    number_bind(books, stmt, hub_no);
    while (cv_stmt_step(stmt)) {
        (*bags)[cv_stmt_get_int64(stmt, 0)] = (struct bag_audit){
            .state = cv_stmt_get_int64(stmt, 1),
            .closed_us = cv_stmt_get_int64(stmt, 2),
            .removals = cv_stmt_get_int64(stmt, 3),
        };
    }
    return cv_stmt_finish(stmt);
}
