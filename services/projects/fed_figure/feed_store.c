#include "fed_figure/feed_store.h"

#include "service/rows.h"

#define COLUMNS "figure, subject, currency, event_uid, effective_on, value FROM fed_figure "

static void bind_key(struct cv_books *books, struct cv_stmt *stmt, const struct fed_figure *figure)
{
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, figure->figure);
    cv_stmt_text(stmt, 3, figure->subject);
    cv_stmt_text(stmt, 4, figure->currency);
}

static struct fed_figure read_row(struct cv_books *books, struct cv_stmt *stmt)
{
    return (struct fed_figure){
        .figure = cv_stmt_get_int64(stmt, 0),
        .subject = cv_stmt_get_text(stmt, 1, books->arena),
        .currency = cv_stmt_get_text(stmt, 2, books->arena),
        .event = cv_stmt_get_uuid(stmt, 3),
        .on = cv_books_get_date(stmt, 4),
        .value = cv_stmt_get_int64(stmt, 5),
    };
}

struct cv_status fed_figure_get(struct cv_books *books, const struct fed_figure *of,
                                struct fed_figure *known, bool *found)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT " COLUMNS "WHERE org_id = $1 AND figure = $2 "
                                 "AND subject = $3 AND currency = $4");

    *known = (struct fed_figure){0};
    bind_key(books, stmt, of);
    *found = cv_stmt_step(stmt);
    if (*found)
        *known = read_row(books, stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status fed_figure_set(struct cv_books *books, const struct fed_figure *figure)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO fed_figure (org_id, figure, subject, currency, event_uid, "
                   "effective_on, value) VALUES ($1, $2, $3, $4, $5, $6, $7) "
                   "ON CONFLICT (org_id, figure, subject, currency) DO UPDATE SET "
                   "event_uid = excluded.event_uid, effective_on = excluded.effective_on, "
                   "value = excluded.value");

    bind_key(books, stmt, figure);
    cv_stmt_uuid(stmt, 5, figure->event);
    cv_stmt_int64(stmt, 6, figure->on);
    cv_stmt_int64(stmt, 7, figure->value);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status fed_figure_all(struct cv_books *books, int64_t figure, struct fed_figure **rows,
                                size_t *count)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT " COLUMNS "WHERE org_id = $1 AND figure = $2 "
                                 "ORDER BY subject, currency");
    size_t room = 0;

    *rows = NULL;
    *count = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, figure);
    while (cv_stmt_step(stmt)) {
        struct fed_figure *grown = cv_rows_grow(books->arena, *rows, *count, &room, sizeof(*grown));

        if (grown == NULL)
            break;
        *rows = grown;
        grown[(*count)++] = read_row(books, stmt);
    }
    return cv_stmt_finish(stmt);
}

struct cv_status fed_indicators(struct cv_books *books, int64_t figure, struct fed_indicator **rows,
                                size_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT g.id, i.id, v.unit, i.feed_below, i.feed_project, i.feed_site "
                   "FROM indicator i "
                   "JOIN programme g ON g.org_id = i.org_id AND g.uid = i.programme_uid "
                   "JOIN indicator_version v ON v.org_id = i.org_id AND v.uid = i.uid "
                   "AND v.version = i.version "
                   "WHERE i.org_id = $1 AND i.feed_figure = $2 ORDER BY i.uid");
    size_t room = 0;

    *rows = NULL;
    *count = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, figure);
    while (cv_stmt_step(stmt)) {
        struct fed_indicator *grown =
            cv_rows_grow(books->arena, *rows, *count, &room, sizeof(*grown));

        if (grown == NULL)
            break;
        *rows = grown;
        grown[(*count)++] = (struct fed_indicator){
            .programme = cv_stmt_get_text(stmt, 0, books->arena),
            .id = cv_stmt_get_text(stmt, 1, books->arena),
            .unit = cv_stmt_get_text(stmt, 2, books->arena),
            .feed =
                {
                    .figure = figure,
                    .below = cv_stmt_get_text(stmt, 3, books->arena),
                    .project = cv_stmt_get_text(stmt, 4, books->arena),
                    .site = cv_stmt_get_text(stmt, 5, books->arena),
                },
        };
    }
    return cv_stmt_finish(stmt);
}
