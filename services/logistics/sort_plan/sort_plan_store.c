#include "sort_plan/sort_plan_store.h"

#define SELECT                                                                                     \
    "SELECT plan_no, id, title, validated, put_away, max_rounds, max_grams, max_mm, from_us, "     \
    "until_us, version, created_us, updated_us FROM sort_plan WHERE org_id = $1 AND hub_no = $2 "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct sort_plan *plan)
{
    *plan = (struct sort_plan){
        .no = cv_stmt_get_int64(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .title = cv_stmt_get_text(stmt, 2, books->arena),
        .validated = cv_stmt_get_int64(stmt, 3) != 0,
        .put_away = cv_stmt_get_int64(stmt, 4) != 0,
        .max_rounds = cv_stmt_get_int64(stmt, 5),
        .max_grams = cv_stmt_get_int64(stmt, 6),
        .max_mm = cv_stmt_get_int64(stmt, 7),
        .from_us = cv_stmt_get_int64(stmt, 8),
        .until_us = cv_stmt_get_int64(stmt, 9),
        .version = cv_stmt_get_int64(stmt, 10),
        .created_us = cv_stmt_get_int64(stmt, 11),
        .updated_us = cv_stmt_get_int64(stmt, 12),
    };
}

/* $4 and on; from_us 0 is NULL, so that any number of plans can have no instant. */
static void bind_plan(struct cv_books *books, struct cv_stmt *stmt, int64_t hub_no,
                      const struct sort_plan *plan)
{
    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, plan->no);
    cv_stmt_text(stmt, 4, plan->title);
    cv_stmt_int64(stmt, 5, plan->validated);
    cv_stmt_int64(stmt, 6, plan->put_away);
    cv_stmt_int64(stmt, 7, plan->max_rounds);
    cv_stmt_int64(stmt, 8, plan->max_grams);
    cv_stmt_int64(stmt, 9, plan->max_mm);
    if (plan->from_us == 0)
        cv_stmt_null(stmt, 10);
    else
        cv_stmt_int64(stmt, 10, plan->from_us);
    cv_stmt_int64(stmt, 11, plan->until_us);
    cv_stmt_int64(stmt, 12, books->recorded_us);
}

struct cv_status sort_plan_insert(struct cv_books *books, int64_t hub_no, struct sort_plan *plan)
{
    struct cv_stmt *stmt;
    struct cv_status status = number_next(books,
                                          "SELECT COALESCE(MAX(plan_no), 0) FROM sort_plan "
                                          "WHERE org_id = $1 AND hub_no = $2",
                                          hub_no, &plan->no);

    if (!cv_ok(status))
        return status;
    plan->version = 1;
    plan->until_us = SORT_PLAN_ENDLESS;
    plan->created_us = plan->updated_us = books->recorded_us;
    stmt = cv_tx_prepare(
        books->tx, "INSERT INTO sort_plan (org_id, hub_no, plan_no, title, validated, put_away, "
                   "max_rounds, max_grams, max_mm, from_us, until_us, updated_us, created_us, id, "
                   "version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, "
                   "1) ON CONFLICT (org_id, hub_no, id) DO NOTHING");
    bind_plan(books, stmt, hub_no, plan);
    cv_stmt_text(stmt, 13, plan->id);
    status = cv_books_insert(books, stmt, "sort plan", plan->id);
    return cv_ok(status) ? sort_plan_replace_entries(books, hub_no, plan) : status;
}

struct cv_status sort_plan_replace(struct cv_books *books, int64_t hub_no, struct sort_plan *plan)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE sort_plan SET title = $4, validated = $5, put_away = $6, "
                   "max_rounds = $7, max_grams = $8, max_mm = $9, from_us = $10, until_us = $11, "
                   "updated_us = $12, version = version + 1 "
                   "WHERE org_id = $1 AND hub_no = $2 AND plan_no = $3 AND version = $13");

    bind_plan(books, stmt, hub_no, plan);
    cv_stmt_int64(stmt, 13, plan->version);
    plan->version++;
    plan->updated_us = books->recorded_us;
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status sort_plan_get(struct cv_books *books, int64_t hub_no, const char *id,
                               struct sort_plan *plan)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND id = $3");
    struct cv_status status;
    bool found;

    number_bind(books, stmt, hub_no);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, plan);
    status = cv_books_found(books, stmt, found, NULL, "sort plan %s of this hub", id);
    return cv_ok(status) ? sort_plan_entries(books, hub_no, plan) : status;
}

struct cv_status sort_plan_list(struct cv_books *books, int64_t hub_no, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "AND plan_no > $3 ORDER BY plan_no LIMIT $4");
    struct sort_plan *row;

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, cv_page_number(listed->page.after));
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

/* ---- which is active when ---- */

/* The plan whose instant is the latest before `us`, or the first after it; no 0: none. */
static struct cv_status neighbour(struct cv_books *books, int64_t hub_no, bool before, int64_t us,
                                  struct sort_plan *plan)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, before ? SELECT "AND from_us < $3 ORDER BY from_us DESC LIMIT 1"
                                        : SELECT "AND from_us > $3 ORDER BY from_us LIMIT 1");

    *plan = (struct sort_plan){0};
    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, us);
    if (cv_stmt_step(stmt))
        read_row(books, stmt, plan);
    return cv_stmt_finish(stmt);
}

static struct cv_status instant_taken(struct cv_books *books, int64_t hub_no, int64_t us,
                                      int64_t *plan_no)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT plan_no FROM sort_plan "
                                 "WHERE org_id = $1 AND hub_no = $2 AND from_us = $3");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, us);
    return number_read(stmt, plan_no);
}

struct cv_status sort_plan_schedule(struct cv_books *books, int64_t hub_no, struct sort_plan *plan,
                                    int64_t from_us)
{
    struct sort_plan before;
    struct sort_plan after;
    int64_t taken;
    struct cv_status status = instant_taken(books, hub_no, from_us, &taken);

    if (cv_ok(status) && taken != 0)
        return cv_status(CV_FAILED_PRECONDITION, "INSTANT_TAKEN",
                         "another plan becomes active at the very same instant: retire it first, "
                         "or choose another");
    if (cv_ok(status))
        status = neighbour(books, hub_no, true, from_us, &before);
    if (cv_ok(status))
        status = neighbour(books, hub_no, false, from_us, &after);
    if (cv_ok(status) && before.no != 0 && before.until_us > from_us) {
        before.until_us = from_us;
        status = sort_plan_replace(books, hub_no, &before);
    }
    if (!cv_ok(status))
        return status;
    plan->from_us = from_us;
    plan->until_us = after.no == 0 ? SORT_PLAN_ENDLESS : after.from_us;
    return sort_plan_replace(books, hub_no, plan);
}

struct cv_status sort_plan_unschedule(struct cv_books *books, int64_t hub_no,
                                      struct sort_plan *plan)
{
    struct sort_plan before;
    struct cv_status status = neighbour(books, hub_no, true, plan->from_us, &before);

    if (cv_ok(status) && before.no != 0 && before.until_us == plan->from_us) {
        before.until_us = plan->until_us;
        status = sort_plan_replace(books, hub_no, &before);
    }
    plan->from_us = 0;
    return cv_ok(status) ? sort_plan_replace(books, hub_no, plan) : status;
}

struct cv_status sort_plan_at(struct cv_books *books, int64_t hub_no, int64_t at_us,
                              struct sort_limits *limits)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT plan_no, max_rounds, max_grams, max_mm, until_us FROM sort_plan "
                   "WHERE org_id = $1 AND hub_no = $2 AND from_us <= $3 "
                   "ORDER BY from_us DESC LIMIT 1");

    *limits = (struct sort_limits){0};
    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, at_us);
    if (cv_stmt_step(stmt) && cv_stmt_get_int64(stmt, 4) > at_us) {
        *limits = (struct sort_limits){
            .plan_no = cv_stmt_get_int64(stmt, 0),
            .max_rounds = (int32_t)cv_stmt_get_int64(stmt, 1),
            .max_grams = cv_stmt_get_int64(stmt, 2),
            .max_mm = cv_stmt_get_int64(stmt, 3),
        };
    }
    return cv_stmt_finish(stmt);
}

struct cv_status sort_plan_span(struct cv_books *books, int64_t hub_no, int64_t at_us,
                                struct sort_plan_span *span)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT MAX(CASE WHEN from_us <= $3 AND until_us > $3 THEN plan_no ELSE 0 END), "
                   "MAX(CASE WHEN until_us <= $3 THEN until_us "
                   "WHEN from_us <= $3 THEN from_us ELSE 0 END), "
                   "MIN(CASE WHEN from_us > $3 THEN from_us "
                   "WHEN until_us > $3 THEN until_us ELSE 9223372036854775807 END) "
                   "FROM sort_plan WHERE org_id = $1 AND hub_no = $2 AND from_us IS NOT NULL");

    *span = (struct sort_plan_span){.until_us = SORT_PLAN_ENDLESS};
    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, at_us);
    if (cv_stmt_step(stmt) && !cv_stmt_is_null(stmt, 0)) {
        *span = (struct sort_plan_span){
            .no = cv_stmt_get_int64(stmt, 0),
            .from_us = cv_stmt_get_int64(stmt, 1),
            .until_us = cv_stmt_get_int64(stmt, 2),
        };
    }
    return cv_stmt_finish(stmt);
}
