#include "reader/reader_store.h"

#include "base/arena.h"
#include "hub/hub_store.h"

#define COLUMNS                                                                                    \
    "reader_no, id, title, kind, durable_number, skew_us, last_us, version, created_us, "          \
    "recorded_us"

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct reader *reader)
{
    *reader = (struct reader){
        .no = cv_stmt_get_int64(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .title = cv_stmt_get_text(stmt, 2, books->arena),
        .kind = cv_stmt_get_int64(stmt, 3),
        .durable_number = cv_stmt_get_int64(stmt, 4),
        .skew_us = cv_stmt_get_int64(stmt, 5),
        .last_us = cv_stmt_get_int64(stmt, 6),
        .version = cv_stmt_get_int64(stmt, 7),
        .created_us = cv_stmt_get_int64(stmt, 8),
        .recorded_us = cv_stmt_get_int64(stmt, 9),
    };
}

struct cv_status reader_get(struct cv_books *books, int64_t hub_no, const char *id,
                            struct reader *reader)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT " COLUMNS " FROM reader WHERE org_id = $1 AND "
                                 "hub_no = $2 AND id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, reader);
    return cv_books_found(books, stmt, found, NULL, "reader %s at this hub", id);
}

struct cv_status reader_id_of(struct cv_books *books, int64_t hub_no, int64_t no, const char **id)
{
    struct cv_stmt *stmt;

    *id = "";
    if (no == 0)
        return CV_STATUS_OK;
    stmt = cv_tx_prepare(books->tx, "SELECT id FROM reader WHERE org_id = $1 AND hub_no = $2 AND "
                                    "reader_no = $3");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_int64(stmt, 3, no);
    if (cv_stmt_step(stmt))
        *id = cv_stmt_get_text(stmt, 0, books->arena);
    return cv_stmt_finish(stmt);
}

struct cv_status reader_kind_of(struct cv_books *books, int64_t hub_no, int64_t no, int64_t *kind)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT kind FROM reader WHERE org_id = $1 AND hub_no = $2 AND "
                                 "reader_no = $3");

    *kind = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_int64(stmt, 3, no);
    if (cv_stmt_step(stmt))
        *kind = cv_stmt_get_int64(stmt, 0);
    return cv_stmt_finish(stmt);
}

static struct cv_status next_no(struct cv_books *books, int64_t hub_no, int64_t *no)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT reader_no FROM reader WHERE org_id = $1 AND hub_no = $2 "
                                 "ORDER BY reader_no DESC LIMIT 1");

    *no = 1;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    if (cv_stmt_step(stmt))
        *no = cv_stmt_get_int64(stmt, 0) + 1;
    return cv_stmt_finish(stmt);
}

struct cv_status reader_insert(struct cv_books *books, int64_t hub_no, struct reader *reader)
{
    struct cv_status status = next_no(books, hub_no, &reader->no);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    reader->version = 1;
    reader->created_us = books->recorded_us;
    reader->recorded_us = books->recorded_us;
    stmt = cv_tx_prepare(books->tx, "INSERT INTO reader (org_id, hub_no, reader_no, id, version, "
                                    "created_us, recorded_us, title, kind, durable_number, "
                                    "skew_us, last_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
                                    "$9, 0, 0, 0) ON CONFLICT (org_id, hub_no, id) DO NOTHING");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_int64(stmt, 3, reader->no);
    cv_stmt_text(stmt, 4, reader->id);
    cv_stmt_int64(stmt, 5, reader->version);
    cv_stmt_int64(stmt, 6, reader->created_us);
    cv_stmt_int64(stmt, 7, reader->recorded_us);
    cv_stmt_text(stmt, 8, reader->title);
    cv_stmt_int64(stmt, 9, reader->kind);
    return cv_books_insert(books, stmt, "reader", reader->id);
}

struct cv_status reader_advance(struct cv_books *books, int64_t hub_no, const struct reader *reader)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE reader SET durable_number = $4, skew_us = $5, last_us = $6 "
                   "WHERE org_id = $1 AND hub_no = $2 AND reader_no = $3");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_int64(stmt, 3, reader->no);
    cv_stmt_int64(stmt, 4, reader->durable_number);
    cv_stmt_int64(stmt, 5, reader->skew_us);
    cv_stmt_int64(stmt, 6, reader->last_us);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status reader_replace(struct cv_books *books, int64_t hub_no, struct reader *reader)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE reader SET version = version + 1, recorded_us = $5, title = $6 "
                   "WHERE org_id = $1 AND hub_no = $2 AND reader_no = $3 AND version = $4");

    reader->recorded_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_int64(stmt, 3, reader->no);
    cv_stmt_int64(stmt, 4, reader->version);
    cv_stmt_int64(stmt, 5, reader->recorded_us);
    cv_stmt_text(stmt, 6, reader->title);
    reader->version++;
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status reader_list(struct cv_books *books, int64_t hub_no, struct cv_listed *listed)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT " COLUMNS " FROM reader WHERE org_id = $1 AND hub_no = $2 AND "
                   "reader_no > $3 ORDER BY reader_no LIMIT $4");
    struct reader *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_int64(stmt, 3, cv_page_number(listed->page.after));
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
