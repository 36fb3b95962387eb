#include "sale/likeness_store.h"

#include "base/arena.h"
#include "sale_match/evidence.h"

#include <inttypes.h>
#include <string.h>

struct uids {
    struct cv_uuid list[SALE_SIMILAR_MAX];
    uint32_t shared[SALE_SIMILAR_MAX];
    size_t count;
};

static void note(struct uids *uids, struct cv_uuid uid, uint32_t shared)
{
    size_t at = 0;

    while (at < uids->count && memcmp(&uids->list[at], &uid, sizeof(uid)) != 0)
        at++;
    if (at == SALE_SIMILAR_MAX)
        return;
    if (at == uids->count) {
        uids->list[at] = uid;
        uids->shared[at] = 0;
        uids->count++;
    }
    uids->shared[at] |= shared;
}

/* A `likeness` is NULL when the arena is full, which is told at the end. */
static struct cv_status find(struct cv_books *books, const char *likeness, uint32_t shared,
                             struct uids *uids)
{
    struct cv_stmt *stmt;

    if (likeness == NULL)
        return CV_STATUS_OK;
    stmt = cv_tx_prepare(books->tx, "SELECT sale_uid FROM sale_likeness WHERE org_id = $1 "
                                    "AND likeness = $2 ORDER BY sale_uid LIMIT $3");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, likeness);
    cv_stmt_int64(stmt, 3, SALE_SIMILAR_MAX);
    while (cv_stmt_step(stmt))
        note(uids, cv_stmt_get_uuid(stmt, 0), shared);
    return cv_stmt_finish(stmt);
}

static struct cv_status keep(struct cv_books *books, struct cv_uuid sale, const char *likeness)
{
    struct cv_stmt *stmt;

    if (likeness == NULL)
        return CV_STATUS_OK;
    stmt = cv_tx_prepare(books->tx, "INSERT INTO sale_likeness (org_id, likeness, sale_uid) "
                                    "VALUES ($1, $2, $3) "
                                    "ON CONFLICT (org_id, likeness, sale_uid) DO NOTHING");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, likeness);
    cv_stmt_uuid(stmt, 3, sale);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status find_and_keep(struct cv_books *books, const struct sale *sale,
                                      const char *likeness, uint32_t shared, struct uids *uids)
{
    struct cv_status status = find(books, likeness, shared, uids);

    return cv_ok(status) ? keep(books, sale->uid, likeness) : status;
}

/* ---- orders ---- */

static const char *order_likeness(struct cv_books *books, const char *channel, const char *order)
{
    return cv_arena_printf(books->arena, "order\n%s\n%s", channel, order);
}

/* The sale that has this reference in its channel. */
static struct cv_status find_order(struct cv_books *books, const struct sale_freight *freight,
                                   struct uids *uids)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, "SELECT uid FROM sale WHERE org_id = $1 "
                                                    "AND channel = $2 AND reference_held = $3");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, freight->channel);
    cv_stmt_text(stmt, 3, freight->order);
    if (cv_stmt_step(stmt))
        note(uids, cv_stmt_get_uuid(stmt, 0), EVIDENCE_ORDER);
    return cv_stmt_finish(stmt);
}

/* A freight looks for the order it is marked with, an order for the freight. */
static struct cv_status by_order(struct cv_books *books, const struct sale *sale, struct uids *uids)
{
    const struct sale_freight *freight = sale->freight;
    struct cv_status status = CV_STATUS_OK;

    if (sale->external_reference[0] != '\0')
        status = find(books, order_likeness(books, sale->channel, sale->external_reference),
                      EVIDENCE_ORDER, uids);
    if (!cv_ok(status) || freight == NULL || freight->order[0] == '\0')
        return status;
    status = find_order(books, freight, uids);
    return cv_ok(status)
               ? keep(books, sale->uid, order_likeness(books, freight->channel, freight->order))
               : status;
}

/* ---- what travelled, and what it was ---- */

static struct cv_status by_number(struct cv_books *books, const struct sale *sale,
                                  const char *number, struct uids *uids)
{
    return number[0] == '\0'
               ? CV_STATUS_OK
               : find_and_keep(books, sale, cv_arena_printf(books->arena, "transport\n%s", number),
                               EVIDENCE_TRANSPORT, uids);
}

static struct cv_status by_transport(struct cv_books *books, const struct sale *sale,
                                     struct uids *uids)
{
    struct cv_status status = by_number(books, sale, sale->transport_reference, uids);

    for (size_t i = 0; cv_ok(status) && sale->freight != NULL && i < sale->freight->count; i++)
        status = by_number(books, sale, sale->freight->numbers[i], uids);
    return status;
}

static struct cv_status by_goods(struct cv_books *books, const struct sale *sale, struct uids *uids)
{
    return find_and_keep(books, sale,
                         cv_arena_printf(books->arena, "goods\n%s\n%s\n%" PRId64 "\n%s\n%s",
                                         sale->origin, sale->buyer_region, sale->quantity_milli,
                                         sale->unit, sale->currency),
                         0, uids);
}

struct cv_status sale_find_similar(struct cv_books *books, const struct sale *sale,
                                   struct sale_like found[SALE_SIMILAR_MAX], size_t *count)
{
    struct uids uids = {.count = 0};
    struct cv_status status = by_order(books, sale, &uids);

    *count = 0;
    if (cv_ok(status))
        status = by_transport(books, sale, &uids);
    if (cv_ok(status))
        status = by_goods(books, sale, &uids);
    for (size_t i = 0; cv_ok(status) && i < uids.count; i++) {
        struct sale_like *like = &found[*count];

        status = sale_read_uid(books, uids.list[i], &like->sale);
        like->shared = uids.shared[i];
        *count += cv_ok(status) && strcmp(like->sale.channel, sale->channel) != 0 &&
                  like->sale.reversed_by[0] == '\0';
    }
    return cv_ok(status) && books->arena->exhausted
               ? cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory")
               : status;
}
