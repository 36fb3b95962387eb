#include "manifest/unloading_store.h"

#include "base/arena.h"
#include "number.h"

static struct cv_status read(struct cv_books *books, struct cv_stmt *stmt, int64_t hub_no,
                             int64_t manifest_no, struct bag_ids *bags)
{
    *bags = (struct bag_ids){
        .ids = cv_arena_array(books->arena, UNLOADING_BAGS_MAX, sizeof(char *)),
    };
    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, manifest_no);
    cv_stmt_int64(stmt, 4, UNLOADING_BAGS_MAX);
    while (bags->ids != NULL && cv_stmt_step(stmt))
        bags->ids[bags->count++] = cv_stmt_get_text(stmt, 0, books->arena);
    return cv_stmt_finish(stmt);
}

struct cv_status unloading_missing(struct cv_books *books, int64_t hub_no, int64_t manifest_no,
                                   struct bag_ids *bags)
{
    /* The inner one is answered by the index alone; else all bags of the hub are looked at. */
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT id FROM bag WHERE org_id = $1 AND hub_no = $2 "
                                 "AND bag_no IN (SELECT bag_no FROM bag WHERE org_id = $1 "
                                 "AND hub_no = $2 AND manifest_no = $3) AND state = 3 "
                                 "ORDER BY bag_no LIMIT $4");

    return read(books, stmt, hub_no, manifest_no, bags);
}

struct cv_status unloading_surplus(struct cv_books *books, int64_t hub_no, int64_t manifest_no,
                                   struct bag_ids *bags)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT b.id FROM manifest_surplus s JOIN bag b ON b.org_id = s.org_id "
                   "AND b.hub_no = s.hub_no AND b.bag_no = s.bag_no WHERE s.org_id = $1 "
                   "AND s.hub_no = $2 AND s.manifest_no = $3 ORDER BY s.bag_no LIMIT $4");

    return read(books, stmt, hub_no, manifest_no, bags);
}

struct cv_status unloading_add_surplus(struct cv_books *books, int64_t hub_no, int64_t manifest_no,
                                       int64_t bag_no)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO manifest_surplus (org_id, hub_no, manifest_no, "
                                 "bag_no) VALUES ($1, $2, $3, $4)");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, manifest_no);
    cv_stmt_int64(stmt, 4, bag_no);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}
