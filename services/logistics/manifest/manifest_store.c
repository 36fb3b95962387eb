#include "manifest/manifest_store.h"

#include "prefecture/prefecture_store.h"

#define ITS_BAGS                                                                                   \
    "FROM bag b WHERE b.org_id = m.org_id AND b.hub_no = m.hub_no "                                \
    "AND b.manifest_no = m.manifest_no"
#define COLUMNS                                                                                    \
    "m.manifest_no, m.id, m.prefecture_no, p.id, m.vehicle, (SELECT COUNT(*) " ITS_BAGS "), "      \
    "(SELECT CAST(COALESCE(SUM(b.parcels), 0) AS BIGINT) " ITS_BAGS "), " LOAD_COLUMNS("m")
#define FROM                                                                                       \
    " FROM manifest m LEFT JOIN prefecture p ON p.org_id = m.org_id AND p.hub_no = m.hub_no "      \
    "AND p.prefecture_no = m.prefecture_no WHERE m.org_id = $1 AND m.hub_no = $2 "
#define SELECT "SELECT " COLUMNS FROM

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct manifest *manifest)
{
    *manifest = (struct manifest){
        .no = cv_stmt_get_int64(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .prefecture_no = cv_stmt_get_int64(stmt, 2),
        .prefecture = cv_stmt_get_text(stmt, 3, books->arena),
        .vehicle = cv_stmt_get_text(stmt, 4, books->arena),
        .bags = cv_stmt_get_int64(stmt, 5),
        .parcels = cv_stmt_get_int64(stmt, 6),
    };
    load_row(books, stmt, 7, &manifest->load);
}

struct cv_status manifest_insert(struct cv_books *books, int64_t hub_no, struct manifest *manifest)
{
    struct cv_stmt *stmt;
    struct cv_status status = prefecture_find(books, hub_no, manifest->prefecture,
                                              "manifest.prefecture", &manifest->prefecture_no);

    if (cv_ok(status))
        status = number_next(books,
                             "SELECT COALESCE(MAX(manifest_no), 0) FROM manifest "
                             "WHERE org_id = $1 AND hub_no = $2",
                             hub_no, &manifest->no);
    if (!cv_ok(status))
        return status;
    manifest->load = (struct load){.state = LOAD_OPEN};
    manifest->load.reached_us[LOAD_OPEN] = books->recorded_us;
    stmt = cv_tx_prepare(books->tx,
                         "INSERT INTO manifest (org_id, hub_no, manifest_no, id, prefecture_no, "
                         "vehicle, state, closed_count, closed_grams, seal, difference_reason, "
                         "created_us, closed_us, dispatched_us, arrived_us, opened_us) VALUES "
                         "($1, $2, $3, $4, $5, $6, 1, 0, 0, '', '', $7, 0, 0, 0, 0) "
                         "ON CONFLICT (org_id, hub_no, id) DO NOTHING");
    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, manifest->no);
    cv_stmt_text(stmt, 4, manifest->id);
    cv_stmt_int64(stmt, 5, manifest->prefecture_no);
    cv_stmt_text(stmt, 6, manifest->vehicle);
    cv_stmt_int64(stmt, 7, books->recorded_us);
    return cv_books_insert(books, stmt, "manifest", manifest->id);
}

struct cv_status manifest_get(struct cv_books *books, int64_t hub_no, const char *id,
                              struct manifest *manifest)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND m.id = $3");
    bool found;

    number_bind(books, stmt, hub_no);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, manifest);
    return cv_books_found(books, stmt, found, NULL, "manifest %s of this hub", id);
}

struct cv_status manifest_list(struct cv_books *books, int64_t hub_no, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "AND m.manifest_no > $3 ORDER BY m.manifest_no LIMIT $4");
    struct manifest *row;

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, cv_page_number(listed->page.after));
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

struct cv_status manifest_close(struct cv_books *books, int64_t hub_no, struct manifest *manifest,
                                const struct load_closing *closing)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE manifest SET " LOAD_SET_CLOSED
                   " WHERE org_id = $1 AND hub_no = $2 AND manifest_no = $8 AND state = 1");

    load_bind_closed(books, stmt, hub_no, closing);
    cv_stmt_int64(stmt, 8, manifest->no);
    manifest->load.state = LOAD_CLOSED;
    manifest->load.closing = *closing;
    manifest->load.reached_us[LOAD_CLOSED] = books->recorded_us;
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status manifest_advance(struct cv_books *books, int64_t hub_no, struct manifest *manifest,
                                  enum load_state to)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE manifest SET " LOAD_SET_STATE " WHERE org_id = $1 "
                                 "AND hub_no = $2 AND manifest_no = $5 AND state = $3 - 1");

    load_bind_state(books, stmt, hub_no, to);
    cv_stmt_int64(stmt, 5, manifest->no);
    manifest->load.state = to;
    manifest->load.reached_us[to] = books->recorded_us;
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}
