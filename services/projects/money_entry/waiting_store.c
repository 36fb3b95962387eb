#include "money_entry/waiting_store.h"

#include "service/rows.h"

#define WAITING(table) WAITING_IF(table, "")
#define WAITING_IF(table, also)                                                                    \
    "SELECT t.project_uid, t.id, t.makers, p.id FROM project p JOIN " table " t "                  \
    "ON t.org_id = p.org_id AND t.project_uid = p.uid AND t.state = 2 WHERE p.org_id = $1 "        \
    "AND p.programme_uid = $2 AND t.held_us <= $3 " also "ORDER BY p.uid, t.uid"

static const char *const SQL[ENTRY_TABLES] = {
    [ENTRY_BUDGET_LINE] = WAITING("budget_line"),
    /* What gets something in a transfer is moved with what gives it. */
    [ENTRY_BUDGET_CHANGE] = WAITING_IF("budget_change", "AND t.kind <> 4 "),
    [ENTRY_COMMITMENT] = WAITING("commitment"),
    [ENTRY_DISBURSEMENT] = WAITING("disbursement"),
};

struct cv_status waiting_find(struct cv_books *books, struct cv_uuid programme,
                              enum entry_table table, int64_t held_us, size_t max,
                              struct waiting_list *list)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SQL[table]);
    size_t room = 0;

    *list = (struct waiting_list){0};
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_int64(stmt, 3, held_us);
    while (!list->more && cv_stmt_step(stmt)) {
        struct waiting *grown;

        if (cv_approval_made_by(cv_stmt_get_text(stmt, 2, books->arena), books->subject)) {
            list->own_count++;
            continue;
        }
        list->more = list->count == max;
        if (list->more)
            break;
        grown = cv_rows_grow(books->arena, list->rows, list->count, &room, sizeof(*grown));
        if (grown == NULL)
            break;
        list->rows = grown;
        grown[list->count++] = (struct waiting){
            .project = cv_stmt_get_uuid(stmt, 0),
            .project_id = cv_stmt_get_text(stmt, 3, books->arena),
            .id = cv_stmt_get_text(stmt, 1, books->arena),
        };
    }
    return cv_stmt_finish(stmt);
}

struct cv_status waiting_open(struct cv_books *books, struct cv_uuid project, const char **what)
{
#define COUNT(table)                                                                               \
    "(SELECT COUNT(*) FROM " table " WHERE org_id = $1 AND project_uid = $2 AND state = 2)"
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT " COUNT("budget_line") " + " COUNT("budget_change") " + " COUNT(
                       "commitment") " + " COUNT("disbursement"));
    int64_t count = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, project);
    if (cv_stmt_step(stmt))
        count = cv_stmt_get_int64(stmt, 0);
    if (count > 0)
        *what =
            cv_arena_printf(books->arena, "%d entries of money that wait for approval", (int)count);
    return cv_stmt_finish(stmt);
#undef COUNT
}
