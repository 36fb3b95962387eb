#include "hub/hub_store.h"

#include "base/arena.h"
#include "base/assert.h"

#define COLUMNS                                                                                    \
    "hub_no, offset_minutes, shifts, seq, parcel_no, closed_on, id, title, title_zh, version, "    \
    "created_us, recorded_us"

/* Two bytes for each shift. */
static void read_ref(struct cv_books *books, struct cv_stmt *stmt, struct hub_ref *ref)
{
    struct cv_slice shifts = cv_stmt_get_blob(stmt, 2, books->arena);

    *ref = (struct hub_ref){
        .no = cv_stmt_get_int64(stmt, 0),
        .offset_minutes = cv_stmt_get_int64(stmt, 1),
        .seq = cv_stmt_get_int64(stmt, 3),
        .parcel_no = cv_stmt_get_int64(stmt, 4),
        .closed_on = cv_books_get_date(stmt, 5),
    };
    for (size_t i = 0; i + 1 < shifts.len && ref->shift_count < HUB_SHIFTS_MAX; i += 2)
        ref->shifts[ref->shift_count++] = shifts.at[i] << 8 | shifts.at[i + 1];
}

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct hub *hub)
{
    *hub = (struct hub){
        .id = cv_stmt_get_text(stmt, 6, books->arena),
        .title = cv_stmt_get_text(stmt, 7, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 8, books->arena),
        .version = cv_stmt_get_int64(stmt, 9),
        .created_us = cv_stmt_get_int64(stmt, 10),
        .recorded_us = cv_stmt_get_int64(stmt, 11),
    };
    read_ref(books, stmt, &hub->ref);
}

struct cv_status hub_find(struct cv_books *books, const char *id, struct hub_ref *ref)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT hub_no, offset_minutes, shifts, seq, parcel_no, "
                                 "closed_on FROM hub WHERE org_id = $1 AND id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_ref(books, stmt, ref);
    return cv_books_found(books, stmt, found, NULL, "hub %s", id);
}

struct cv_status hub_get(struct cv_books *books, const char *id, struct hub *hub)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT " COLUMNS " FROM hub WHERE org_id = $1 AND id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, hub);
    return cv_books_found(books, stmt, found, NULL, "hub %s", id);
}

static struct cv_status next_no(struct cv_books *books, int64_t *no)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT hub_no FROM hub WHERE org_id = $1 ORDER BY hub_no DESC LIMIT 1");

    *no = 1;
    cv_stmt_text(stmt, 1, books->org);
    if (cv_stmt_step(stmt))
        *no = cv_stmt_get_int64(stmt, 0) + 1;
    return cv_stmt_finish(stmt);
}

struct cv_status hub_insert(struct cv_books *books, struct hub *hub)
{
    struct cv_status status = next_no(books, &hub->ref.no);
    uint8_t shifts[2 * HUB_SHIFTS_MAX];
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    for (int64_t i = 0; i < hub->ref.shift_count; i++) {
        shifts[2 * i] = (uint8_t)(hub->ref.shifts[i] >> 8);
        shifts[2 * i + 1] = (uint8_t)hub->ref.shifts[i];
    }
    hub->version = 1;
    hub->created_us = books->recorded_us;
    hub->recorded_us = books->recorded_us;
    stmt = cv_tx_prepare(books->tx, "INSERT INTO hub (org_id, hub_no, id, version, created_us, "
                                    "recorded_us, title, title_zh, offset_minutes, shifts, seq, "
                                    "parcel_no, closed_on) VALUES ($1, $2, $3, $4, $5, $6, $7, "
                                    "$8, $9, $10, 0, 0, 0) ON CONFLICT (org_id, id) DO NOTHING");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub->ref.no);
    cv_stmt_text(stmt, 3, hub->id);
    cv_stmt_int64(stmt, 4, hub->version);
    cv_stmt_int64(stmt, 5, hub->created_us);
    cv_stmt_int64(stmt, 6, hub->recorded_us);
    cv_stmt_text(stmt, 7, hub->title);
    cv_stmt_text(stmt, 8, hub->title_zh);
    cv_stmt_int64(stmt, 9, hub->ref.offset_minutes);
    cv_stmt_blob(stmt, 10, shifts, 2 * (size_t)hub->ref.shift_count);
    return cv_books_insert(books, stmt, "hub", hub->id);
}

struct cv_status hub_replace(struct cv_books *books, struct hub *hub)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE hub SET version = version + 1, recorded_us = $4, title = $5, "
                   "title_zh = $6 WHERE org_id = $1 AND hub_no = $2 AND version = $3");

    hub->recorded_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub->ref.no);
    cv_stmt_int64(stmt, 3, hub->version);
    cv_stmt_int64(stmt, 4, hub->recorded_us);
    cv_stmt_text(stmt, 5, hub->title);
    cv_stmt_text(stmt, 6, hub->title_zh);
    hub->version++;
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status hub_list(struct cv_books *books, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT " COLUMNS " FROM hub WHERE org_id = $1 AND hub_no > $2 "
                                 "ORDER BY hub_no LIMIT $3");
    struct hub *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, cv_page_number(listed->page.after));
    cv_stmt_int64(stmt, 3, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

struct cv_status hub_advance(struct cv_books *books, const struct hub_ref *ref)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, "UPDATE hub SET seq = $3, parcel_no = $4 "
                                                    "WHERE org_id = $1 AND hub_no = $2");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, ref->no);
    cv_stmt_int64(stmt, 3, ref->seq);
    cv_stmt_int64(stmt, 4, ref->parcel_no);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status hub_close(struct cv_books *books, const struct hub_ref *ref, int32_t day)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, "UPDATE hub SET closed_on = $3 "
                                                    "WHERE org_id = $1 AND hub_no = $2");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, ref->no);
    cv_stmt_int64(stmt, 3, day);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status hub_places(struct cv_tx *tx, struct cv_arena *arena, struct hub_place **places,
                            size_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(tx, "SELECT COUNT(*) FROM hub");
    struct cv_status status;
    int64_t hubs = 0;

    if (cv_stmt_step(stmt))
        hubs = cv_stmt_get_int64(stmt, 0);
    status = cv_stmt_finish(stmt);
    *count = 0;
    *places = cv_arena_array(arena, (size_t)hubs + 1, sizeof(**places));
    if (!cv_ok(status) || *places == NULL)
        return cv_ok(status) ? cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory") : status;
    stmt = cv_tx_prepare(tx, "SELECT org_id, id FROM hub ORDER BY org_id, hub_no");
    while (*count < (size_t)hubs && cv_stmt_step(stmt)) {
        (*places)[*count].org = cv_stmt_get_text(stmt, 0, arena);
        (*places)[(*count)++].id = cv_stmt_get_text(stmt, 1, arena);
    }
    return cv_stmt_finish(stmt);
}
