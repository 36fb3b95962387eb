#include "sale/sale_store.h"

#include "sale_entry/sale_entry_store.h"
#include "sale_match/sale_match_store.h"
#include "sale_posting/sale_posting_store.h"

#include <string.h>

#define SELECT                                                                                     \
    "SELECT uid, id, product, hs_code, hs_edition, origin, channel, external_reference, "          \
    "buyer_region, quantity_milli, unit, currency, amount_minor, signed_on, paid_on, "             \
    "transport_reference, paid_minor, refunded_minor, cancelled_minor, reversed_by, "              \
    "duplicate_of, revision, recorded_us FROM sale "

static struct sale read_row(struct cv_books *books, struct cv_stmt *stmt)
{
    return (struct sale){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .product = cv_stmt_get_text(stmt, 2, books->arena),
        .hs_code = cv_stmt_get_text(stmt, 3, books->arena),
        .hs_edition = cv_stmt_get_int64(stmt, 4),
        .origin = cv_stmt_get_text(stmt, 5, books->arena),
        .channel = cv_stmt_get_text(stmt, 6, books->arena),
        .external_reference = cv_stmt_get_text(stmt, 7, books->arena),
        .buyer_region = cv_stmt_get_text(stmt, 8, books->arena),
        .quantity_milli = cv_stmt_get_int64(stmt, 9),
        .unit = cv_stmt_get_text(stmt, 10, books->arena),
        .currency = cv_stmt_get_text(stmt, 11, books->arena),
        .amount = cv_stmt_get_int64(stmt, 12),
        .signed_on = cv_books_get_date(stmt, 13),
        .paid_on = cv_books_get_date(stmt, 14),
        .transport_reference = cv_stmt_get_text(stmt, 15, books->arena),
        .paid = cv_stmt_get_int64(stmt, 16),
        .refunded = cv_stmt_get_int64(stmt, 17),
        .cancelled = cv_stmt_get_int64(stmt, 18),
        .reversed_by = cv_stmt_get_text(stmt, 19, books->arena),
        .duplicate_of = cv_stmt_get_text(stmt, 20, books->arena),
        .revision = cv_stmt_get_int64(stmt, 21),
        .recorded_us = cv_stmt_get_int64(stmt, 22),
    };
}

static const char *or_null(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

struct cv_status sale_get(struct cv_books *books, const char *id, const char *field,
                          struct sale *sale)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        *sale = read_row(books, stmt);
    return cv_books_found(books, stmt, found, field, "sales/%s", id);
}

struct cv_status sale_read_uid(struct cv_books *books, struct cv_uuid uid, struct sale *sale)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND uid = $2");
    struct cv_status status;
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    found = cv_stmt_step(stmt);
    if (found)
        *sale = read_row(books, stmt);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) && !found ? cv_status(CV_DATA_LOSS, "SALE_MISSING", "a sale is not there")
                                   : status;
}

/* ---- recording ---- */

/* The same sale sent again is for its id to tell. */
static struct cv_status check_reference(struct cv_books *books, const struct sale *sale)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT id FROM sale WHERE org_id = $1 AND channel = $2 "
                                 "AND reference_held = $3 AND id <> $4");
    const char *holder = NULL;
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, sale->channel);
    cv_stmt_text(stmt, 3, sale->external_reference);
    cv_stmt_text(stmt, 4, sale->id);
    if (cv_stmt_step(stmt))
        holder = cv_stmt_get_text(stmt, 0, books->arena);
    status = cv_stmt_finish(stmt);
    if (!cv_ok(status) || holder == NULL)
        return status;
    status = cv_status_f(books->arena, CV_ALREADY_EXISTS, "REFERENCE_TAKEN",
                         "sales/%s has the reference %s in the channel %s already", holder,
                         sale->external_reference, sale->channel);
    status.field = "sale.external_reference";
    return status;
}

static struct cv_status insert_row(struct cv_books *books, const struct sale *sale)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        "INSERT INTO sale (org_id, uid, id, product, hs_code, hs_edition, origin, channel, "
        "external_reference, reference_held, buyer_region, quantity_milli, unit, currency, "
        "amount_minor, signed_on, paid_on, transport_reference, paid_minor, refunded_minor, "
        "cancelled_minor, revision, recorded_us, recorded_by) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, "
        "$18, 0, 0, 0, 1, $19, $20) ON CONFLICT (org_id, id) DO NOTHING");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, sale->uid);
    cv_stmt_text(stmt, 3, sale->id);
    cv_stmt_text(stmt, 4, sale->product);
    cv_stmt_text(stmt, 5, sale->hs_code);
    cv_stmt_int64(stmt, 6, sale->hs_edition);
    cv_stmt_text(stmt, 7, sale->origin);
    cv_stmt_text(stmt, 8, sale->channel);
    cv_stmt_text(stmt, 9, sale->external_reference);
    cv_stmt_text(stmt, 10, or_null(sale->external_reference));
    cv_stmt_text(stmt, 11, sale->buyer_region);
    cv_stmt_int64(stmt, 12, sale->quantity_milli);
    cv_stmt_text(stmt, 13, sale->unit);
    cv_stmt_text(stmt, 14, sale->currency);
    cv_stmt_int64(stmt, 15, sale->amount);
    cv_stmt_int64(stmt, 16, sale->signed_on);
    cv_stmt_int64(stmt, 17, sale->paid_on);
    cv_stmt_text(stmt, 18, or_null(sale->transport_reference));
    cv_stmt_int64(stmt, 19, sale->recorded_us);
    cv_stmt_text(stmt, 20, books->subject);
    return cv_books_insert(books, stmt, "sale", sale->id);
}

struct cv_status sale_insert(struct cv_books *books, struct sale *sale)
{
    struct sale_entry paid = {
        .id = SALE_ENTRY_PAID,
        .kind = SALE_PAYMENT,
        .amount = sale->amount,
        .effective_on = sale->paid_on,
        .reference = "",
        .reverses = "",
        .reversed_by = "",
    };
    struct cv_status status = check_reference(books, sale);

    sale->uid = cv_uuid7();
    sale->recorded_us = books->recorded_us;
    sale->paid = sale->refunded = sale->cancelled = 0;
    sale->revision = 1;
    if (cv_ok(status))
        status = insert_row(books, sale);
    if (cv_ok(status))
        status = sale_posting_add(books, sale->uid, NULL,
                                  &(struct sale_posting){
                                      .measure = SALE_SIGNED,
                                      .cause = SALE_RECORDED,
                                      .amount = sale->amount,
                                      .effective_on = sale->signed_on,
                                  });
    if (cv_ok(status) && sale->paid_on != 0)
        status = sale_entry_add(books, sale, &paid, NULL);
    return cv_ok(status) ? sale_match_propose(books, sale) : status;
}

struct cv_status sale_update(struct cv_books *books, const struct sale *sale)
{
    bool is_reversed = sale->reversed_by[0] != '\0';
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE sale SET paid_minor = $1, refunded_minor = $2, cancelled_minor = $3, "
                   "reversed_by = $4, duplicate_of = $5, reference_held = $6, "
                   "revision = revision + 1 WHERE org_id = $7 AND uid = $8 AND revision = $9");

    cv_stmt_int64(stmt, 1, sale->paid);
    cv_stmt_int64(stmt, 2, sale->refunded);
    cv_stmt_int64(stmt, 3, sale->cancelled);
    cv_stmt_text(stmt, 4, or_null(sale->reversed_by));
    cv_stmt_text(stmt, 5, or_null(sale->duplicate_of));
    cv_stmt_text(stmt, 6, is_reversed ? NULL : or_null(sale->external_reference));
    cv_stmt_text(stmt, 7, books->org);
    cv_stmt_uuid(stmt, 8, sale->uid);
    cv_stmt_int64(stmt, 9, sale->revision);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

/* ---- looking for others ---- */

struct cv_status sale_list(struct cv_books *books, const char *channel, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND uid > $2 "
                                        "AND ($3 = '' OR channel = $3) ORDER BY uid LIMIT $4");
    struct sale *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, listed->page.after);
    cv_stmt_text(stmt, 3, channel);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        *row = read_row(books, stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status sale_has_duplicates(struct cv_books *books, const char *id, bool *has)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT 1 FROM sale WHERE org_id = $1 AND duplicate_of = $2 "
                                 "LIMIT 1");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    *has = cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}
