#include "bag/bag_store.h"

struct cv_status bag_of_parcel(struct cv_books *books, int64_t hub_no, int64_t parcel_no,
                               int64_t *bag_no, struct bag_parcel *in)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT bag_no, prefecture_no, grams FROM bag_parcel "
                                 "WHERE org_id = $1 AND hub_no = $2 AND parcel_no = $3");

    *bag_no = 0;
    *in = (struct bag_parcel){.parcel_no = parcel_no};
    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, parcel_no);
    if (cv_stmt_step(stmt)) {
        *bag_no = cv_stmt_get_int64(stmt, 0);
        in->prefecture_no = cv_stmt_get_int64(stmt, 1);
        in->grams = cv_stmt_get_int64(stmt, 2);
    }
    return cv_stmt_finish(stmt);
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

struct cv_status bag_count_removal(struct cv_books *books, int64_t hub_no, int64_t bag_no,
                                   int64_t by)
{
    struct cv_stmt *stmt;

    if (bag_no == 0)
        return CV_STATUS_OK;
    stmt = cv_tx_prepare(books->tx, "UPDATE bag SET removals = removals + $4 "
                                    "WHERE org_id = $1 AND hub_no = $2 AND bag_no = $3");
    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, bag_no);
    cv_stmt_int64(stmt, 4, by);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status bag_move(struct cv_books *books, int64_t hub_no, const struct bag_parcel *parcel,
                          int64_t bag_no)
{
    return bag_no != 0 ? put_in(books, hub_no, parcel, bag_no)
                       : take_out(books, hub_no, parcel->parcel_no);
}

struct cv_status bag_content(struct cv_books *books, int64_t hub_no, int64_t bag_no,
                             struct cv_listed *listed)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT x.parcel_no, p.carrier, p.number, f.id, x.grams FROM bag_parcel x "
                   "JOIN parcel p ON p.org_id = x.org_id AND p.hub_no = x.hub_no "
                   "AND p.parcel_no = x.parcel_no "
                   "LEFT JOIN prefecture f ON f.org_id = x.org_id AND f.hub_no = x.hub_no "
                   "AND f.prefecture_no = x.prefecture_no WHERE x.org_id = $1 AND x.hub_no = $2 "
                   "AND x.bag_no = $3 AND x.parcel_no > $4 ORDER BY x.parcel_no LIMIT $5");
    struct bagged *row;

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, bag_no);
    cv_stmt_int64(stmt, 4, cv_page_number(listed->page.after));
    cv_stmt_int64(stmt, 5, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL) {
        *row = (struct bagged){
            .parcel_no = cv_stmt_get_int64(stmt, 0),
            .carrier = cv_stmt_get_text(stmt, 1, books->arena),
            .number = cv_stmt_get_text(stmt, 2, books->arena),
            .prefecture = cv_stmt_get_text(stmt, 3, books->arena),
            .grams = cv_stmt_get_int64(stmt, 4),
        };
    }
    return cv_stmt_finish(stmt);
}
