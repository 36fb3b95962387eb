#include "parcel/parcel_store.h"

#include "base/arena.h"
#include "number.h"

#include <string.h>

#define COLUMNS "p.parcel_no, p.into_no, p.carrier, p.number, p.state, p.scans, p.links"
#define OF_ROW  COLUMNS ", 0"

#define MINUTE_US INT64_C(60000000)
/* Postal numbers and SSCCs are not given again within a year; the belt's numbers go round. */
#define NUMBER_WINDOW_US (INT64_C(259200) * MINUTE_US) /* 180 days */
#define TRACK_WINDOW_US  (INT64_C(120) * MINUTE_US)

static const struct cv_status DAMAGED = {
    .code = CV_DATA_LOSS,
    .reason = "DAMAGED",
    .message = "a parcel in the store cannot be read; run caravan-logistics verify",
};

int64_t parcel_window_us(const char *carrier)
{
    return strcmp(carrier, "track") == 0 ? TRACK_WINDOW_US : NUMBER_WINDOW_US;
}

static bool read_row(struct cv_books *books, struct cv_stmt *stmt, struct parcel *parcel)
{
    parcel->no = cv_stmt_get_int64(stmt, 0);
    parcel->since_us = cv_stmt_get_int64(stmt, 7) * MINUTE_US;
    parcel->into_no = cv_stmt_get_int64(stmt, 1);
    parcel->carrier = cv_stmt_get_text(stmt, 2, books->arena);
    parcel->number = cv_stmt_get_text(stmt, 3, books->arena);
    parcel->scans = cv_stmt_get_blob(stmt, 5, books->arena);
    parcel->links = cv_stmt_get_blob(stmt, 6, books->arena);
    return state_get(cv_stmt_get_blob(stmt, 4, books->arena), &parcel->state);
}

static struct cv_status read_one(struct cv_books *books, struct cv_stmt *stmt,
                                 struct parcel *parcel)
{
    struct cv_status status;
    bool fine = true;

    parcel->no = 0;
    if (cv_stmt_step(stmt))
        fine = read_row(books, stmt, parcel);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) && !fine ? DAMAGED : status;
}

struct cv_status parcel_find(struct cv_books *books, int64_t hub_no, const char *carrier,
                             const char *number, int64_t from_us, int64_t until_us,
                             struct parcel *parcel)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        "SELECT " COLUMNS ", n.since_min FROM parcel_number n JOIN parcel p ON p.org_id = n.org_id "
        "AND p.hub_no = n.hub_no AND p.parcel_no = n.parcel_no "
        "WHERE n.org_id = $1 AND n.hub_no = $2 AND n.carrier = $3 AND n.number = $4 "
        "AND n.since_min >= $5 AND n.since_min <= $6 "
        "ORDER BY n.since_min DESC LIMIT 1");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_text(stmt, 3, carrier);
    cv_stmt_text(stmt, 4, number);
    cv_stmt_int64(stmt, 5, from_us / MINUTE_US);
    cv_stmt_int64(stmt, 6, until_us / MINUTE_US);
    return read_one(books, stmt, parcel);
}

struct cv_status parcel_since_list(struct cv_books *books, int64_t hub_no, const char *carrier,
                                   const char *number, struct cv_listed *listed)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT since_min FROM parcel_number WHERE org_id = $1 AND hub_no = $2 AND "
                   "carrier = $3 AND number = $4 AND since_min < $5 ORDER BY since_min DESC "
                   "LIMIT $6");
    int64_t before_us = cv_page_number(listed->page.after);
    int64_t *since_us;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_text(stmt, 3, carrier);
    cv_stmt_text(stmt, 4, number);
    cv_stmt_int64(stmt, 5, before_us == 0 ? INT64_MAX : before_us / MINUTE_US);
    cv_stmt_int64(stmt, 6, listed->page.size + 1);
    while ((since_us = cv_listed_next(listed, books, stmt, sizeof(*since_us))) != NULL)
        *since_us = cv_stmt_get_int64(stmt, 0) * MINUTE_US;
    return cv_stmt_finish(stmt);
}

struct cv_status parcel_load(struct cv_books *books, int64_t hub_no, int64_t no,
                             struct parcel *parcel)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT " OF_ROW " FROM parcel p WHERE p.org_id = $1 AND "
                                 "p.hub_no = $2 AND p.parcel_no = $3");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_int64(stmt, 3, no);
    return read_one(books, stmt, parcel);
}

struct cv_status parcel_list(struct cv_books *books, int64_t hub_no, int64_t after, size_t max,
                             struct parcel *rows, size_t *count)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT " OF_ROW " FROM parcel p WHERE p.org_id = $1 AND "
                                 "p.hub_no = $2 AND p.parcel_no > $3 ORDER BY p.parcel_no "
                                 "LIMIT $4");
    struct cv_status status;
    bool fine = true;

    *count = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_int64(stmt, 3, after);
    cv_stmt_int64(stmt, 4, (int64_t)max);
    while (fine && cv_stmt_step(stmt))
        fine = read_row(books, stmt, &rows[(*count)++]);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) && !fine ? DAMAGED : status;
}

struct cv_status parcel_each_bagged(struct cv_books *books, int64_t hub_no, int64_t bag_no,
                                    int64_t manifest_no, parcel_take *take, void *arg)
{
    static const char OF_BAG[] =
        "SELECT p.state FROM bag_parcel x JOIN parcel p ON p.org_id = x.org_id AND "
        "p.hub_no = x.hub_no AND p.parcel_no = x.parcel_no WHERE x.org_id = $1 AND "
        "x.hub_no = $2 AND x.bag_no = $3";
    static const char OF_MANIFEST[] =
        "SELECT p.state FROM bag b JOIN bag_parcel x ON x.org_id = b.org_id AND "
        "x.hub_no = b.hub_no AND x.bag_no = b.bag_no JOIN parcel p ON p.org_id = x.org_id AND "
        "p.hub_no = x.hub_no AND p.parcel_no = x.parcel_no WHERE b.org_id = $1 AND "
        "b.hub_no = $2 AND b.manifest_no = $3";
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, manifest_no == 0 ? OF_BAG : OF_MANIFEST);
    struct parcel_state state;
    struct cv_status status;
    bool fine = true;

    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, manifest_no == 0 ? bag_no : manifest_no);
    while (fine && cv_stmt_step(stmt)) {
        fine = state_get(cv_stmt_get_blob(stmt, 0, books->arena), &state);
        if (fine)
            take(arg, &state);
    }
    status = cv_stmt_finish(stmt);
    return cv_ok(status) && !fine ? DAMAGED : status;
}

static struct cv_status insert_number(struct cv_books *books, int64_t hub_no,
                                      const struct parcel *parcel, int64_t first_us)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO parcel_number (org_id, hub_no, carrier, number, since_min, "
                   "parcel_no) VALUES ($1, $2, $3, $4, $5, $6)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_text(stmt, 3, parcel->carrier);
    cv_stmt_text(stmt, 4, parcel->number);
    cv_stmt_int64(stmt, 5, first_us / MINUTE_US);
    cv_stmt_int64(stmt, 6, parcel->no);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status parcel_insert(struct cv_books *books, int64_t hub_no, const struct parcel *parcel,
                               int64_t first_us)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO parcel (org_id, hub_no, parcel_no, carrier, number, into_no, "
                   "state, scans, links) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    uint8_t state[STATE_BYTES_MAX];
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_int64(stmt, 3, parcel->no);
    cv_stmt_text(stmt, 4, parcel->carrier);
    cv_stmt_text(stmt, 5, parcel->number);
    cv_stmt_int64(stmt, 6, parcel->into_no);
    cv_stmt_blob(stmt, 7, state, state_put(state, &parcel->state));
    cv_stmt_blob(stmt, 8, parcel->scans.at, parcel->scans.len);
    cv_stmt_blob(stmt, 9, parcel->links.at, parcel->links.len);
    (void)cv_stmt_step(stmt);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) ? insert_number(books, hub_no, parcel, first_us) : status;
}

struct cv_status parcel_update(struct cv_books *books, int64_t hub_no, const struct parcel *parcel)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE parcel SET into_no = $4, state = $5, scans = $6, links = $7 "
                   "WHERE org_id = $1 AND hub_no = $2 AND parcel_no = $3");
    uint8_t state[STATE_BYTES_MAX];

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_int64(stmt, 3, parcel->no);
    cv_stmt_int64(stmt, 4, parcel->into_no);
    cv_stmt_blob(stmt, 5, state, state_put(state, &parcel->state));
    cv_stmt_blob(stmt, 6, parcel->scans.at, parcel->scans.len);
    cv_stmt_blob(stmt, 7, parcel->links.at, parcel->links.len);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}
