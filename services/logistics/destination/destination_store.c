#include "destination/destination_store.h"

/* One statement for both tables would be read by a scan; two are two look-ups by key. */
static struct cv_status read_ref(struct cv_books *books, struct cv_stmt *stmt, int64_t hub_no,
                                 const char *key, struct destination_ref *ref)
{
    *ref = (struct destination_ref){.prefecture = ""};
    number_bind(books, stmt, hub_no);
    cv_stmt_text(stmt, 3, key);
    if (cv_stmt_step(stmt)) {
        ref->prefecture_no = cv_stmt_get_int64(stmt, 0);
        ref->prefecture = cv_stmt_get_text(stmt, 1, books->arena);
        ref->served = cv_stmt_get_int64(stmt, 2) != 0;
    }
    return cv_stmt_finish(stmt);
}

struct cv_status destination_find(struct cv_books *books, int64_t hub_no, const char *key,
                                  struct destination_ref *ref)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT p.prefecture_no, p.id, p.served FROM destination d "
                                 "JOIN prefecture p ON p.org_id = d.org_id "
                                 "AND p.hub_no = d.hub_no AND p.prefecture_no = d.prefecture_no "
                                 "WHERE d.org_id = $1 AND d.hub_no = $2 AND d.id = $3");
    struct cv_status status = read_ref(books, stmt, hub_no, key, ref);

    if (!cv_ok(status) || ref->prefecture_no != 0)
        return status;
    stmt = cv_tx_prepare(books->tx, "SELECT prefecture_no, id, served FROM prefecture "
                                    "WHERE org_id = $1 AND hub_no = $2 AND id = $3");
    return read_ref(books, stmt, hub_no, key, ref);
}

static struct cv_status insert(struct cv_books *books, int64_t hub_no,
                               struct destination *destination)
{
    struct cv_stmt *stmt;
    struct cv_status status =
        number_next(books,
                    "SELECT COALESCE(MAX(destination_no), 0) FROM destination "
                    "WHERE org_id = $1 AND hub_no = $2",
                    hub_no, &destination->no);

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, "INSERT INTO destination (org_id, hub_no, destination_no, id, "
                                    "prefecture_no) VALUES ($1, $2, $3, $4, $5)");
    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, destination->no);
    cv_stmt_text(stmt, 4, destination->id);
    cv_stmt_int64(stmt, 5, destination->prefecture_no);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status replace(struct cv_books *books, int64_t hub_no,
                                const struct destination *destination)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE destination SET prefecture_no = $4 "
                                 "WHERE org_id = $1 AND hub_no = $2 AND destination_no = $3");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, destination->no);
    cv_stmt_int64(stmt, 4, destination->prefecture_no);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status destination_set(struct cv_books *books, int64_t hub_no,
                                 struct destination *destination, bool *added)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT destination_no FROM destination "
                                 "WHERE org_id = $1 AND hub_no = $2 AND id = $3");
    struct cv_status status;

    number_bind(books, stmt, hub_no);
    cv_stmt_text(stmt, 3, destination->id);
    status = number_read(stmt, &destination->no);
    *added = destination->no == 0;
    if (!cv_ok(status))
        return status;
    return *added ? insert(books, hub_no, destination) : replace(books, hub_no, destination);
}

struct cv_status destination_list(struct cv_books *books, int64_t hub_no, struct cv_listed *listed)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT d.destination_no, d.id, d.prefecture_no, p.id FROM destination d "
                   "JOIN prefecture p ON p.org_id = d.org_id AND p.hub_no = d.hub_no "
                   "AND p.prefecture_no = d.prefecture_no WHERE d.org_id = $1 AND d.hub_no = $2 "
                   "AND d.destination_no > $3 ORDER BY d.destination_no LIMIT $4");
    struct destination *row;

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, cv_page_number(listed->page.after));
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL) {
        *row = (struct destination){
            .no = cv_stmt_get_int64(stmt, 0),
            .id = cv_stmt_get_text(stmt, 1, books->arena),
            .prefecture_no = cv_stmt_get_int64(stmt, 2),
            .prefecture = cv_stmt_get_text(stmt, 3, books->arena),
        };
    }
    return cv_stmt_finish(stmt);
}
