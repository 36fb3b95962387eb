#include "bag/bag_store.h"

static struct cv_status in_bag(struct cv_books *books, int64_t hub_no, int64_t parcel_no,
                               int64_t *bag_no)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT bag_no FROM bag_parcel "
                                 "WHERE org_id = $1 AND hub_no = $2 AND parcel_no = $3");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, parcel_no);
    return number_read(stmt, bag_no);
}

static struct cv_status take_out(struct cv_books *books, int64_t hub_no, int64_t parcel_no)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "DELETE FROM bag_parcel "
                                 "WHERE org_id = $1 AND hub_no = $2 AND parcel_no = $3");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, parcel_no);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status put_in(struct cv_books *books, int64_t hub_no,
                               const struct bag_parcel *parcel, int64_t bag_no)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO bag_parcel (org_id, hub_no, parcel_no, bag_no, prefecture_no, "
                   "grams) VALUES ($1, $2, $3, $4, $5, $6) "
                   "ON CONFLICT (org_id, hub_no, parcel_no) DO UPDATE SET "
                   "bag_no = excluded.bag_no, prefecture_no = excluded.prefecture_no, "
                   "grams = excluded.grams");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, parcel->parcel_no);
    cv_stmt_int64(stmt, 4, bag_no);
    cv_stmt_int64(stmt, 5, parcel->prefecture_no);
    cv_stmt_int64(stmt, 6, parcel->grams);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status count_removal(struct cv_books *books, int64_t hub_no, int64_t bag_no)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE bag SET removals = removals + 1 "
                                 "WHERE org_id = $1 AND hub_no = $2 AND bag_no = $3");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, bag_no);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status bag_move(struct cv_books *books, int64_t hub_no, const struct bag_parcel *parcel,
                          int64_t bag_no, bool inferred)
{
    int64_t old;
    struct cv_status status = in_bag(books, hub_no, parcel->parcel_no, &old);

    if (cv_ok(status) && inferred && old != 0 && old != bag_no)
        status = count_removal(books, hub_no, old);
    if (!cv_ok(status))
        return status;
    if (bag_no != 0)
        return put_in(books, hub_no, parcel, bag_no);
    return old == 0 ? status : take_out(books, hub_no, parcel->parcel_no);
}
