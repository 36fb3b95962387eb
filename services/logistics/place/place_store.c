#include "place/place_store.h"

#include "base/arena.h"

#define SELECT                                                                                     \
    "SELECT uid, id, title, title_zh, kind, functions, country, unlocode, unlocode_edition, "      \
    "border_country, offset_minutes, version, created_us, recorded_us, unlocode_status FROM "      \
    "place "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct place *place)
{
    *place = (struct place){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .title = cv_stmt_get_text(stmt, 2, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 3, books->arena),
        .kind = cv_stmt_get_int64(stmt, 4),
        .functions = cv_stmt_get_int64(stmt, 5),
        .country = cv_stmt_get_text(stmt, 6, books->arena),
        .unlocode = cv_stmt_get_text(stmt, 7, books->arena),
        .unlocode_edition = cv_stmt_get_text(stmt, 8, books->arena),
        .border_country = cv_stmt_get_text(stmt, 9, books->arena),
        .offset_minutes = cv_stmt_get_int64(stmt, 10),
        .version = cv_stmt_get_int64(stmt, 11),
        .created_us = cv_stmt_get_int64(stmt, 12),
        .recorded_us = cv_stmt_get_int64(stmt, 13),
        .unlocode_status = cv_stmt_get_text(stmt, 14, books->arena),
    };
}

struct cv_status place_find(struct cv_books *books, const char *id, const char *field,
                            struct place_ref *ref)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT uid, country, kind FROM place WHERE org_id = $1 AND id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        *ref = (struct place_ref){
            .uid = cv_stmt_get_uuid(stmt, 0),
            .country = cv_stmt_get_text(stmt, 1, books->arena),
            .border = cv_stmt_get_int64(stmt, 2) == PLACE_BORDER_POINT,
        };
    return cv_books_found(books, stmt, found, field, "places/%s", id);
}

/* $1 to $4 are the key, what changes follows: the same in both statements. */
static void bind(struct cv_stmt *stmt, const struct place *place)
{
    cv_stmt_text(stmt, 5, place->title);
    cv_stmt_text(stmt, 6, place->title_zh);
    cv_stmt_int64(stmt, 7, place->kind);
    cv_stmt_int64(stmt, 8, place->functions);
    cv_stmt_text(stmt, 9, place->country);
    cv_stmt_text(stmt, 10, place->unlocode);
    cv_stmt_text(stmt, 11, place->unlocode_edition);
    cv_stmt_text(stmt, 12, place->border_country);
    cv_stmt_int64(stmt, 13, place->offset_minutes);
    cv_stmt_text(stmt, 14, place->unlocode_status);
}

struct cv_status place_insert(struct cv_books *books, struct place *place)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        "INSERT INTO place (org_id, uid, recorded_us, recorded_by, title, title_zh, kind, "
        "functions, country, unlocode, unlocode_edition, border_country, offset_minutes, "
        "unlocode_status, id, created_us, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
        "$10, $11, $12, $13, $14, $15, $3, 1) ON CONFLICT (org_id, id) DO NOTHING");

    place->uid = cv_uuid7();
    place->version = 1;
    place->created_us = books->recorded_us;
    place->recorded_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, place->uid);
    cv_stmt_int64(stmt, 3, books->recorded_us);
    cv_stmt_text(stmt, 4, books->subject);
    bind(stmt, place);
    cv_stmt_text(stmt, 15, place->id);
    return cv_books_insert(books, stmt, "place", place->id);
}

struct cv_status place_get(struct cv_books *books, const char *id, struct place *place)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, place);
    return cv_books_found(books, stmt, found, NULL, "places/%s", id);
}

struct cv_status place_replace(struct cv_books *books, struct place *place)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        "UPDATE place SET version = version + 1, recorded_us = $3, recorded_by = $4, title = $5, "
        "title_zh = $6, kind = $7, functions = $8, country = $9, unlocode = $10, "
        "unlocode_edition = $11, border_country = $12, offset_minutes = $13, "
        "unlocode_status = $14 WHERE org_id = $1 AND uid = $2 AND version = $15");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, place->uid);
    cv_stmt_int64(stmt, 3, books->recorded_us);
    cv_stmt_text(stmt, 4, books->subject);
    bind(stmt, place);
    cv_stmt_int64(stmt, 15, place->version);
    place->version++;
    place->recorded_us = books->recorded_us;
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status place_list(struct cv_books *books, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND uid > $2 ORDER BY uid LIMIT $3");
    struct place *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, listed->page.after);
    cv_stmt_int64(stmt, 3, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
