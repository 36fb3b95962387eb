#include "bag/bag_store.h"

#include "prefecture/prefecture_store.h"

#define CONTENT(what, where)                                                                       \
    "(SELECT " what " FROM bag_parcel x WHERE x.org_id = b.org_id AND x.hub_no = b.hub_no "        \
    "AND x.bag_no = b.bag_no" where ")"
#define MISSORTED                                                                                  \
    CONTENT("COUNT(*)", " AND x.prefecture_no <> 0 AND x.prefecture_no <> b.prefecture_no")

/* In it now, or what was written down when it was closed. */
#define NOW(content, column) "CASE WHEN b.state = 1 THEN " content " ELSE " column " END"

#define PARCELS  NOW(CONTENT("COUNT(*)", ""), "b.parcels")
#define MISSORTS NOW(MISSORTED, "b.missorts")
#define GRAMS    NOW(CONTENT("CAST(COALESCE(SUM(x.grams), 0) AS BIGINT)", ""), "b.grams")

#define STATE LOAD_COLUMNS("b")
#define COLUMNS                                                                                    \
    "b.bag_no, b.id, b.prefecture_no, p.id, c.id, b.manifest_no, m.id, " PARCELS ", " MISSORTS     \
    ", " GRAMS ", b.removals, " STATE
#define FROM                                                                                       \
    " FROM bag b LEFT JOIN prefecture p ON p.org_id = b.org_id AND p.hub_no = b.hub_no "           \
    "AND p.prefecture_no = b.prefecture_no "                                                       \
    "LEFT JOIN chute c ON c.org_id = b.org_id AND c.hub_no = b.hub_no "                            \
    "AND c.chute_no = b.chute_no "                                                                 \
    "LEFT JOIN manifest m ON m.org_id = b.org_id AND m.hub_no = b.hub_no "                         \
    "AND m.manifest_no = b.manifest_no WHERE b.org_id = $1 AND b.hub_no = $2 "
#define SELECT "SELECT " COLUMNS FROM

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct bag *bag)
{
    *bag = (struct bag){
        .no = cv_stmt_get_int64(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .prefecture_no = cv_stmt_get_int64(stmt, 2),
        .prefecture = cv_stmt_get_text(stmt, 3, books->arena),
        .chute = cv_stmt_get_text(stmt, 4, books->arena),
        .manifest_no = cv_stmt_get_int64(stmt, 5),
        .manifest = cv_stmt_get_text(stmt, 6, books->arena),
        .parcels = cv_stmt_get_int64(stmt, 7),
        .missorts = cv_stmt_get_int64(stmt, 8),
        .grams = cv_stmt_get_int64(stmt, 9),
        .removals = cv_stmt_get_int64(stmt, 10),
    };
    load_row(books, stmt, 11, &bag->load);
}

struct cv_status bag_find(struct cv_books *books, int64_t hub_no, const char *id,
                          struct bag_ref *ref)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT bag_no, state, prefecture_no, chute_no, closed_us FROM bag "
                   "WHERE org_id = $1 AND hub_no = $2 AND id = $3");

    *ref = (struct bag_ref){0};
    number_bind(books, stmt, hub_no);
    cv_stmt_text(stmt, 3, id);
    if (cv_stmt_step(stmt)) {
        *ref = (struct bag_ref){
            .no = cv_stmt_get_int64(stmt, 0),
            .state = cv_stmt_get_int64(stmt, 1),
            .prefecture_no = cv_stmt_get_int64(stmt, 2),
            .chute_no = cv_stmt_get_int64(stmt, 3),
            .closed_us = cv_stmt_get_int64(stmt, 4),
        };
    }
    return cv_stmt_finish(stmt);
}

struct cv_status bag_id(struct cv_books *books, int64_t hub_no, int64_t bag_no, const char **id)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT id FROM bag WHERE org_id = $1 AND hub_no = $2 AND bag_no = $3");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, bag_no);
    *id = cv_stmt_step(stmt) ? cv_stmt_get_text(stmt, 0, books->arena) : "";
    return cv_stmt_finish(stmt);
}

struct cv_status bag_way(struct cv_books *books, int64_t hub_no, int64_t bag_no, struct load *load)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        "SELECT " STATE " FROM bag b WHERE b.org_id = $1 AND b.hub_no = $2 AND b.bag_no = $3");

    *load = (struct load){0};
    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, bag_no);
    if (cv_stmt_step(stmt))
        load_row(books, stmt, 0, load);
    return cv_stmt_finish(stmt);
}

struct cv_status bag_left(struct cv_books *books, int64_t hub_no, int64_t bag_no, int64_t *left_us)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT dispatched_us FROM bag WHERE org_id = $1 AND hub_no = $2 AND "
                   "bag_no = $3");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, bag_no);
    return number_read(stmt, left_us);
}

struct cv_status bag_insert(struct cv_books *books, int64_t hub_no, struct bag *bag)
{
    struct cv_stmt *stmt;
    struct cv_status status =
        prefecture_find(books, hub_no, bag->prefecture, "bag.prefecture", &bag->prefecture_no);

    if (cv_ok(status))
        status = number_next(books,
                             "SELECT COALESCE(MAX(bag_no), 0) FROM bag "
                             "WHERE org_id = $1 AND hub_no = $2",
                             hub_no, &bag->no);
    if (!cv_ok(status))
        return status;
    bag->load = (struct load){.state = LOAD_OPEN};
    bag->load.reached_us[LOAD_OPEN] = books->recorded_us;
    stmt = cv_tx_prepare(books->tx,
                         "INSERT INTO bag (org_id, hub_no, bag_no, id, prefecture_no, state, "
                         "manifest_no, parcels, missorts, grams, removals, closed_count, "
                         "closed_grams, seal, difference_reason, created_us, closed_us, "
                         "dispatched_us, arrived_us, opened_us) VALUES ($1, $2, $3, $4, $5, 1, 0, "
                         "0, 0, 0, 0, 0, 0, '', '', $6, 0, 0, 0, 0) "
                         "ON CONFLICT (org_id, hub_no, id) DO NOTHING");
    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, bag->no);
    cv_stmt_text(stmt, 4, bag->id);
    cv_stmt_int64(stmt, 5, bag->prefecture_no);
    cv_stmt_int64(stmt, 6, books->recorded_us);
    return cv_books_insert(books, stmt, "bag", bag->id);
}

struct cv_status bag_get(struct cv_books *books, int64_t hub_no, const char *id, const char *field,
                         struct bag *bag)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND b.id = $3");
    bool found;

    number_bind(books, stmt, hub_no);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, bag);
    return cv_books_found(books, stmt, found, field, "bag %s of this hub", id);
}

struct cv_status bag_list(struct cv_books *books, int64_t hub_no, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "AND b.bag_no > $3 ORDER BY b.bag_no LIMIT $4");
    struct bag *row;

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, cv_page_number(listed->page.after));
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

struct cv_status bag_close(struct cv_books *books, int64_t hub_no, struct bag *bag,
                           const struct load_closing *closing)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE bag SET " LOAD_SET_CLOSED ", chute_no = NULL, parcels = $8, "
                   "missorts = $9, grams = $10 "
                   "WHERE org_id = $1 AND hub_no = $2 AND bag_no = $11 AND state = 1");

    load_bind_closed(books, stmt, hub_no, closing);
    cv_stmt_int64(stmt, 8, bag->parcels);
    cv_stmt_int64(stmt, 9, bag->missorts);
    cv_stmt_int64(stmt, 10, bag->grams);
    cv_stmt_int64(stmt, 11, bag->no);
    bag->chute = "";
    bag->load.state = LOAD_CLOSED;
    bag->load.closing = *closing;
    bag->load.reached_us[LOAD_CLOSED] = books->recorded_us;
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status bag_advance(struct cv_books *books, int64_t hub_no, struct bag *bag,
                             enum load_state to)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE bag SET " LOAD_SET_STATE " WHERE org_id = $1 "
                                 "AND hub_no = $2 AND bag_no = $5 AND state = $3 - 1");

    load_bind_state(books, stmt, hub_no, to);
    cv_stmt_int64(stmt, 5, bag->no);
    bag->load.state = to;
    bag->load.reached_us[to] = books->recorded_us;
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status bag_advance_all(struct cv_books *books, int64_t hub_no, int64_t manifest_no,
                                 enum load_state to)
{
    /* The inner one is answered by the index alone; else all bags of the hub are looked at. */
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE bag SET " LOAD_SET_STATE " WHERE org_id = $1 AND hub_no = $2 "
                   "AND bag_no IN (SELECT bag_no FROM bag WHERE org_id = $1 AND hub_no = $2 "
                   "AND manifest_no = $5) AND state = $3 - 1");

    load_bind_state(books, stmt, hub_no, to);
    cv_stmt_int64(stmt, 5, manifest_no);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status bag_missorts(struct cv_books *books, int64_t hub_no, int64_t bag_no,
                              int64_t *missorts)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        "SELECT " MISSORTED " FROM bag b WHERE b.org_id = $1 AND b.hub_no = $2 AND b.bag_no = $3");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, bag_no);
    return number_read(stmt, missorts);
}

struct cv_status bag_missorts_all(struct cv_books *books, int64_t hub_no, int64_t manifest_no,
                                  int64_t *missorts)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT CAST(COALESCE(SUM(" MISSORTED "), 0) AS BIGINT) FROM bag b "
                   "WHERE b.org_id = $1 AND b.hub_no = $2 AND b.manifest_no = $3");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, manifest_no);
    return number_read(stmt, missorts);
}

struct cv_status bag_hang(struct cv_books *books, int64_t hub_no, int64_t bag_no, int64_t chute_no)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE bag SET chute_no = $4 "
                                 "WHERE org_id = $1 AND hub_no = $2 AND bag_no = $3");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, bag_no);
    if (chute_no == 0)
        cv_stmt_null(stmt, 4);
    else
        cv_stmt_int64(stmt, 4, chute_no);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status bag_put(struct cv_books *books, int64_t hub_no, int64_t bag_no,
                         int64_t manifest_no)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE bag SET manifest_no = $4 "
                                 "WHERE org_id = $1 AND hub_no = $2 AND bag_no = $3");

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, bag_no);
    cv_stmt_int64(stmt, 4, manifest_no);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}
