#include "chute/chute_store.h"

#define SELECT                                                                                     \
    "SELECT c.chute_no, c.id, c.title, c.out_of_service, c.is_full, b.id, c.version, "             \
    "c.created_us, "                                                                               \
    "c.updated_us FROM chute c LEFT JOIN bag b ON b.org_id = c.org_id AND b.hub_no = c.hub_no "    \
    "AND b.chute_no = c.chute_no WHERE c.org_id = $1 AND c.hub_no = $2 "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct chute *chute)
{
    *chute = (struct chute){
        .no = cv_stmt_get_int64(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .title = cv_stmt_get_text(stmt, 2, books->arena),
        .out_of_service = cv_stmt_get_int64(stmt, 3) != 0,
        .full = cv_stmt_get_int64(stmt, 4) != 0,
        .bag = cv_stmt_get_text(stmt, 5, books->arena),
        .version = cv_stmt_get_int64(stmt, 6),
        .created_us = cv_stmt_get_int64(stmt, 7),
        .updated_us = cv_stmt_get_int64(stmt, 8),
    };
}

struct cv_status chute_find(struct cv_books *books, int64_t hub_no, const char *id,
                            struct chute_ref *ref)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT c.chute_no, c.out_of_service, c.is_full, b.bag_no FROM chute c "
                   "LEFT JOIN bag b ON b.org_id = c.org_id AND b.hub_no = c.hub_no "
                   "AND b.chute_no = c.chute_no "
                   "WHERE c.org_id = $1 AND c.hub_no = $2 AND c.id = $3");

    *ref = (struct chute_ref){0};
    number_bind(books, stmt, hub_no);
    cv_stmt_text(stmt, 3, id);
    if (cv_stmt_step(stmt)) {
        *ref = (struct chute_ref){
            .no = cv_stmt_get_int64(stmt, 0),
            .out_of_service = cv_stmt_get_int64(stmt, 1) != 0,
            .full = cv_stmt_get_int64(stmt, 2) != 0,
            .bag_no = cv_stmt_get_int64(stmt, 3),
        };
    }
    return cv_stmt_finish(stmt);
}

struct cv_status chute_id(struct cv_books *books, int64_t hub_no, int64_t chute_no, const char **id)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT id FROM chute "
                                 "WHERE org_id = $1 AND hub_no = $2 AND chute_no = $3");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, chute_no);
    *id = cv_stmt_step(stmt) ? cv_stmt_get_text(stmt, 0, books->arena) : "";
    return cv_stmt_finish(stmt);
}

struct cv_status chute_insert(struct cv_books *books, int64_t hub_no, struct chute *chute)
{
    struct cv_stmt *stmt;
    struct cv_status status = number_next(books,
                                          "SELECT COALESCE(MAX(chute_no), 0) FROM chute "
                                          "WHERE org_id = $1 AND hub_no = $2",
                                          hub_no, &chute->no);

    if (!cv_ok(status))
        return status;
    chute->bag = "";
    chute->version = 1;
    chute->created_us = chute->updated_us = books->recorded_us;
    stmt = cv_tx_prepare(books->tx, "INSERT INTO chute (org_id, hub_no, chute_no, id, title, "
                                    "out_of_service, is_full, version, created_us, updated_us) "
                                    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) "
                                    "ON CONFLICT (org_id, hub_no, id) DO NOTHING");
    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, chute->no);
    cv_stmt_text(stmt, 4, chute->id);
    cv_stmt_text(stmt, 5, chute->title);
    cv_stmt_int64(stmt, 6, chute->out_of_service);
    cv_stmt_int64(stmt, 7, chute->full);
    cv_stmt_int64(stmt, 8, chute->version);
    cv_stmt_int64(stmt, 9, chute->created_us);
    return cv_books_insert(books, stmt, "chute", chute->id);
}

struct cv_status chute_get(struct cv_books *books, int64_t hub_no, const char *id,
                           struct chute *chute)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND c.id = $3");
    bool found;

    number_bind(books, stmt, hub_no);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, chute);
    return cv_books_found(books, stmt, found, NULL, "chute %s of this hub", id);
}

struct cv_status chute_replace(struct cv_books *books, int64_t hub_no, struct chute *chute)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        "UPDATE chute SET title = $5, out_of_service = $6, is_full = $7, updated_us = $8, "
        "version = version + 1 "
        "WHERE org_id = $1 AND hub_no = $2 AND chute_no = $3 AND version = $4");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, chute->no);
    cv_stmt_int64(stmt, 4, chute->version);
    cv_stmt_text(stmt, 5, chute->title);
    cv_stmt_int64(stmt, 6, chute->out_of_service);
    cv_stmt_int64(stmt, 7, chute->full);
    cv_stmt_int64(stmt, 8, books->recorded_us);
    chute->version++;
    chute->updated_us = books->recorded_us;
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status chute_list(struct cv_books *books, int64_t hub_no, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "AND c.chute_no > $3 ORDER BY c.chute_no LIMIT $4");
    struct chute *row;

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, cv_page_number(listed->page.after));
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
