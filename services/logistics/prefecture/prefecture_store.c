#include "prefecture/prefecture_store.h"

#include <stdlib.h>
#include <string.h>

struct cv_status prefecture_look(struct cv_books *books, int64_t hub_no, const char *id,
                                 int64_t *prefecture_no)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT prefecture_no FROM prefecture "
                                 "WHERE org_id = $1 AND hub_no = $2 AND id = $3");

    number_bind(books, stmt, hub_no);
    cv_stmt_text(stmt, 3, id);
    return number_read(stmt, prefecture_no);
}

struct cv_status prefecture_find(struct cv_books *books, int64_t hub_no, const char *id,
                                 const char *field, int64_t *prefecture_no)
{
    struct cv_status status = prefecture_look(books, hub_no, id, prefecture_no);

    return cv_ok(status) && *prefecture_no == 0
               ? cv_books_not_found(books, field, "prefecture %s of this hub", id)
               : status;
}

struct cv_status prefecture_id(struct cv_books *books, int64_t hub_no, int64_t prefecture_no,
                               const char **id)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT id FROM prefecture "
                                 "WHERE org_id = $1 AND hub_no = $2 AND prefecture_no = $3");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, prefecture_no);
    *id = cv_stmt_step(stmt) ? cv_stmt_get_text(stmt, 0, books->arena) : "";
    return cv_stmt_finish(stmt);
}

static struct cv_status insert(struct cv_books *books, int64_t hub_no,
                               struct prefecture *prefecture)
{
    struct cv_stmt *stmt;
    struct cv_status status = number_next(books,
                                          "SELECT COALESCE(MAX(prefecture_no), 0) FROM prefecture "
                                          "WHERE org_id = $1 AND hub_no = $2",
                                          hub_no, &prefecture->no);

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, "INSERT INTO prefecture (org_id, hub_no, prefecture_no, id, "
                                    "title, title_zh, served) VALUES ($1, $2, $3, $4, $5, $6, $7)");
    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, prefecture->no);
    cv_stmt_text(stmt, 4, prefecture->id);
    cv_stmt_text(stmt, 5, prefecture->title);
    cv_stmt_text(stmt, 6, prefecture->title_zh);
    cv_stmt_int64(stmt, 7, prefecture->served);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status replace(struct cv_books *books, int64_t hub_no,
                                const struct prefecture *prefecture)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE prefecture SET title = $4, title_zh = $5, served = $6 "
                                 "WHERE org_id = $1 AND hub_no = $2 AND prefecture_no = $3");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, prefecture->no);
    cv_stmt_text(stmt, 4, prefecture->title);
    cv_stmt_text(stmt, 5, prefecture->title_zh);
    cv_stmt_int64(stmt, 6, prefecture->served);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status prefecture_set(struct cv_books *books, int64_t hub_no,
                                struct prefecture *prefecture, bool *added)
{
    struct cv_status status = prefecture_look(books, hub_no, prefecture->id, &prefecture->no);

    *added = prefecture->no == 0;
    if (!cv_ok(status))
        return status;
    return *added ? insert(books, hub_no, prefecture) : replace(books, hub_no, prefecture);
}

struct cv_status prefecture_list(struct cv_books *books, int64_t hub_no, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT prefecture_no, id, title, title_zh, served "
                                 "FROM prefecture WHERE org_id = $1 AND hub_no = $2 "
                                 "AND prefecture_no > $3 ORDER BY prefecture_no LIMIT $4");
    struct prefecture *row;

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, cv_page_number(listed->page.after));
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL) {
        *row = (struct prefecture){
            .no = cv_stmt_get_int64(stmt, 0),
            .id = cv_stmt_get_text(stmt, 1, books->arena),
            .title = cv_stmt_get_text(stmt, 2, books->arena),
            .title_zh = cv_stmt_get_text(stmt, 3, books->arena),
            .served = cv_stmt_get_int64(stmt, 4) != 0,
        };
    }
    return cv_stmt_finish(stmt);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct cv_status count_served(struct cv_books *books, int64_t hub_no, int64_t *count)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT COUNT(*) FROM prefecture "
                                 "WHERE org_id = $1 AND hub_no = $2 AND served = 1");

    number_bind(books, stmt, hub_no);
    return number_read(stmt, count);
}

struct cv_status prefecture_served(struct cv_books *books, int64_t hub_no, const char ***ids,
                                   size_t *count)
{
    int64_t rows;
    struct cv_stmt *stmt;
    struct cv_status status = count_served(books, hub_no, &rows);

    *count = 0;
    if (!cv_ok(status))
        return status;
    *ids = cv_arena_array(books->arena, (size_t)rows + 1, sizeof(**ids));
    stmt = cv_tx_prepare(books->tx, "SELECT id FROM prefecture "
                                    "WHERE org_id = $1 AND hub_no = $2 AND served = 1");
    number_bind(books, stmt, hub_no);
    while (*ids != NULL && *count < (size_t)rows && cv_stmt_step(stmt))
        (*ids)[(*count)++] = cv_stmt_get_text(stmt, 0, books->arena);
    status = cv_stmt_finish(stmt);
    if (cv_ok(status) && *ids != NULL)
        qsort(*ids, *count, sizeof(**ids), by_text);
    return status;
}
