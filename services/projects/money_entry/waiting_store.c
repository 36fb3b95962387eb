#include "money_entry/waiting_store.h"

#include "commitment/payee_store.h"
#include "service/rows.h"

/* `payee` and `since`: who is paid, and since when somebody's ties with him count. CROSS, or an
 * engine would rather look through all there ever was of each project. */
#define WAITING(table, payee, since, from, also)                                                   \
    "SELECT t.project_uid, t.id, t.makers, p.id, " payee ", " since " FROM " table " t "           \
    "CROSS JOIN project p " from "WHERE t.org_id = $1 AND t.state = 2 AND t.held_us <= $3 "        \
    "AND p.org_id = $1 AND p.programme_uid = $2 AND p.uid = t.project_uid " also                   \
    "ORDER BY t.held_us, t.project_uid, t.uid"

static const char *const SQL[ENTRY_TABLES] = {
    [ENTRY_BUDGET_LINE] = WAITING("budget_line", "''", "0", "", ""),
    /* What gets something in a transfer is moved with what gives it. */
    [ENTRY_BUDGET_CHANGE] = WAITING("budget_change", "''", "0", "", "AND t.kind <> 4 "),
    [ENTRY_COMMITMENT] = WAITING("commitment", "t.payee", "COALESCE(o.recorded_us, t.recorded_us)",
                                 "LEFT JOIN commitment o ON o.org_id = t.org_id "
                                 "AND o.project_uid = t.project_uid AND o.id = t.reverses ",
                                 ""),
    [ENTRY_DISBURSEMENT] =
        WAITING("disbursement", "c.payee", "c.recorded_us",
                "JOIN commitment c ON c.org_id = t.org_id "
                "AND c.project_uid = t.project_uid AND c.uid = t.commitment_uid ",
                ""),
};

/* May the caller approve the row? If not, it is counted. */
static struct cv_status judge(struct cv_books *books, struct cv_stmt *stmt,
                              const struct partner_ties *ties, struct waiting_list *list)
{
    struct cv_status status;

    if (cv_approval_made_by(cv_stmt_get_text(stmt, 2, books->arena), books->subject)) {
        list->own_count++;
        return cv_status(CV_PERMISSION_DENIED, "SELF_APPROVAL",
                         "who submitted or edited this does not approve it");
    }
    status = payee_judge(books, ties, cv_stmt_get_text(stmt, 4, books->arena),
                         cv_stmt_get_int64(stmt, 5));
    list->payee_count += cv_ok(status) ? 0 : 1;
    return status;
}

static struct waiting read_entry(struct cv_books *books, struct cv_stmt *stmt)
{
    return (struct waiting){
        .project = cv_stmt_get_uuid(stmt, 0),
        .project_id = cv_stmt_get_text(stmt, 3, books->arena),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
    };
}

static void leave(struct cv_books *books, struct cv_stmt *stmt, struct cv_status why,
                  struct waiting_list *list)
{
    if (list->left == NULL)
        list->left = cv_arena_array(books->arena, WAITING_LEFT_MAX, sizeof(*list->left));
    if (list->left != NULL && list->left_count < WAITING_LEFT_MAX)
        list->left[list->left_count++] = (struct waiting_left){read_entry(books, stmt), why};
}

struct cv_status waiting_find(struct cv_books *books, struct cv_uuid programme,
                              enum entry_table table, int64_t held_us,
                              const struct partner_ties *ties, size_t max,
                              struct waiting_list *list)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SQL[table]);
    size_t room = 0;

    *list = (struct waiting_list){0};
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_int64(stmt, 3, held_us);
    while (!list->more && cv_stmt_step(stmt)) {
        const struct cv_status why = judge(books, stmt, ties, list);
        struct waiting *grown;

        if (!cv_ok(why)) {
            leave(books, stmt, why, list);
            continue;
        }
        list->more = list->count == max;
        if (list->more)
            break;
        grown = cv_rows_grow(books->arena, list->rows, list->count, &room, sizeof(*grown));
        if (grown == NULL)
            break;
        list->rows = grown;
        grown[list->count++] = read_entry(books, stmt);
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
