#include "base/arena.h"
#include "chute/chute_store.h"
#include "sort_plan/sort_plan_store.h"

static struct cv_status delete_entries(struct cv_books *books, int64_t hub_no, int64_t plan_no)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "DELETE FROM sort_plan_entry "
                                 "WHERE org_id = $1 AND hub_no = $2 AND plan_no = $3");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, plan_no);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status find_chute(struct cv_books *books, int64_t hub_no, size_t position,
                                   struct plan_entry *entry)
{
    struct chute_ref chute;
    struct cv_status status = chute_find(books, hub_no, entry->chute, &chute);

    entry->chute_no = chute.no;
    if (!cv_ok(status) || chute.no != 0)
        return status;
    return cv_books_not_found(
        books, cv_arena_printf(books->arena, "sort_plan.entries[%zu].chute", position),
        "chute %s of this hub", entry->chute);
}

static struct cv_status insert_entry(struct cv_books *books, int64_t hub_no, int64_t plan_no,
                                     size_t position, const struct plan_entry *entry)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO sort_plan_entry (org_id, hub_no, plan_no, lane, id, "
                                 "rank_no, position, chute_no) "
                                 "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, plan_no);
    cv_stmt_int64(stmt, 4, entry->lane);
    cv_stmt_text(stmt, 5, entry->key);
    cv_stmt_int64(stmt, 6, entry->rank);
    cv_stmt_int64(stmt, 7, (int64_t)position);
    cv_stmt_int64(stmt, 8, entry->chute_no);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status sort_plan_replace_entries(struct cv_books *books, int64_t hub_no,
                                           struct sort_plan *plan)
{
    struct cv_status status = delete_entries(books, hub_no, plan->no);

    for (size_t i = 0; i < plan->entry_count && cv_ok(status); i++) {
        status = find_chute(books, hub_no, i, &plan->entries[i]);
        if (cv_ok(status))
            status = insert_entry(books, hub_no, plan->no, i, &plan->entries[i]);
    }
    return status;
}

static struct cv_status count_entries(struct cv_books *books, int64_t hub_no, int64_t plan_no,
                                      int64_t *count)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT COUNT(*) FROM sort_plan_entry "
                                 "WHERE org_id = $1 AND hub_no = $2 AND plan_no = $3");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, plan_no);
    return number_read(stmt, count);
}

struct cv_status sort_plan_entries(struct cv_books *books, int64_t hub_no, struct sort_plan *plan)
{
    int64_t count;
    struct cv_stmt *stmt;
    struct cv_status status = count_entries(books, hub_no, plan->no, &count);

    if (!cv_ok(status))
        return status;
    plan->entries = cv_arena_array(books->arena, (size_t)count + 1, sizeof(*plan->entries));
    stmt = cv_tx_prepare(
        books->tx,
        "SELECT e.lane, e.id, e.rank_no, c.id, e.chute_no, "
        "CASE WHEN EXISTS (SELECT 1 FROM prefecture p WHERE p.org_id = e.org_id "
        "AND p.hub_no = e.hub_no AND p.id = e.id) OR EXISTS (SELECT 1 FROM destination d "
        "WHERE d.org_id = e.org_id AND d.hub_no = e.hub_no AND d.id = e.id) THEN 1 ELSE 0 END "
        "FROM sort_plan_entry e LEFT JOIN chute c ON c.org_id = e.org_id "
        "AND c.hub_no = e.hub_no AND c.chute_no = e.chute_no WHERE e.org_id = $1 "
        "AND e.hub_no = $2 AND e.plan_no = $3 ORDER BY e.position");
    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, plan->no);
    while (plan->entries != NULL && plan->entry_count < (size_t)count && cv_stmt_step(stmt)) {
        plan->entries[plan->entry_count++] = (struct plan_entry){
            .lane = cv_stmt_get_int64(stmt, 0),
            .key = cv_stmt_get_text(stmt, 1, books->arena),
            .rank = cv_stmt_get_int64(stmt, 2),
            .chute = cv_stmt_get_text(stmt, 3, books->arena),
            .chute_no = cv_stmt_get_int64(stmt, 4),
            .key_known = cv_stmt_get_int64(stmt, 5) != 0,
        };
    }
    return cv_stmt_finish(stmt);
}

struct cv_status sort_plan_chutes(struct cv_books *books, int64_t hub_no, int64_t plan_no,
                                  enum sort_lane lane, const char *key, struct sort_chutes *chutes)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT c.chute_no, c.id, c.out_of_service, c.is_full, b.bag_no "
                   "FROM sort_plan_entry e JOIN chute c ON c.org_id = e.org_id "
                   "AND c.hub_no = e.hub_no AND c.chute_no = e.chute_no "
                   "LEFT JOIN bag b ON b.org_id = c.org_id AND b.hub_no = c.hub_no "
                   "AND b.chute_no = c.chute_no WHERE e.org_id = $1 AND e.hub_no = $2 "
                   "AND e.plan_no = $3 AND e.lane = $4 AND e.id = $5 ORDER BY e.rank_no");

    chutes->count = 0;
    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, plan_no);
    cv_stmt_int64(stmt, 4, lane);
    cv_stmt_text(stmt, 5, key);
    while (chutes->count < SORT_PLAN_RANKS && cv_stmt_step(stmt)) {
        chutes->at[chutes->count++] = (struct sort_chute){
            .no = cv_stmt_get_int64(stmt, 0),
            .id = cv_stmt_get_text(stmt, 1, books->arena),
            .out_of_service = cv_stmt_get_int64(stmt, 2) != 0,
            .full = cv_stmt_get_int64(stmt, 3) != 0,
            .bagged = cv_stmt_get_int64(stmt, 4) != 0,
        };
    }
    return cv_stmt_finish(stmt);
}

struct cv_status sort_plan_has_chute(struct cv_books *books, int64_t hub_no, int64_t plan_no,
                                     int64_t chute_no, bool *has)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT 1 FROM sort_plan_entry WHERE org_id = $1 AND hub_no = $2 "
                                 "AND plan_no = $3 AND chute_no = $4 LIMIT 1");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, plan_no);
    cv_stmt_int64(stmt, 4, chute_no);
    *has = cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}
