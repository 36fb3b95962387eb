/* Rows of a view, read into an array that grows in the arena of its books. */
#ifndef PROJECTS_VIEW_ROWS_H
#define PROJECTS_VIEW_ROWS_H

#include "report/report_store.h"
#include "service/rows.h"

/* A statement with $1 the organisation, $2 the programme, $3 the instant, $4 the day. */
static inline struct cv_stmt *view_prepare(struct view *view, const char *sql)
{
    struct cv_stmt *stmt = cv_tx_prepare(view->books->tx, sql);

    cv_stmt_text(stmt, 1, view->books->org);
    cv_stmt_uuid(stmt, 2, view->programme);
    cv_stmt_int64(stmt, 3, view->known_us);
    cv_stmt_int64(stmt, 4, view->through);
    return stmt;
}

/* Where the next row goes; NULL: there is none, or the arena is full, which it remembers. */
static inline void *view_next_row(struct view *view, struct cv_stmt *stmt, void **rows,
                                  size_t *count, size_t *room, size_t size)
{
    void *grown;

    if (!cv_stmt_step(stmt))
        return NULL;
    grown = cv_rows_grow(view->books->arena, *rows, *count, room, size);
    if (grown == NULL)
        return NULL;
    *rows = grown;
    return (char *)grown + size * (*count)++;
}

/* Step through a statement with `row`, which is declared here, at each new row of `type`: `all` has
 * them, `*count` says how many. */
/* NOLINTBEGIN(bugprone-macro-parentheses) */
#define VIEW_EACH_ROW(type, row)                                                                   \
    type *row = NULL;                                                                              \
    void *all = NULL;                                                                              \
    size_t room = 0;                                                                               \
    *count = 0;                                                                                    \
    while ((row = view_next_row(view, stmt, &all, count, &room, sizeof(*row))) != NULL)
/* NOLINTEND(bugprone-macro-parentheses) */

#endif
