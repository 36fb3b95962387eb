#include "health_campaign/health_campaign_store.h"

#include "partner/partner_store.h"

#define SELECT                                                                                     \
    "SELECT uid, id, title, title_zh, organiser, reference, recorded_us FROM health_campaign "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct health_campaign *campaign)
{
    *campaign = (struct health_campaign){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .title = cv_stmt_get_text(stmt, 2, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 3, books->arena),
        .organiser = cv_stmt_get_text(stmt, 4, books->arena),
        .reference = cv_stmt_get_text(stmt, 5, books->arena),
        .recorded_us = cv_stmt_get_int64(stmt, 6),
    };
}

struct cv_status health_campaign_insert(struct cv_books *books, struct cv_uuid programme,
                                        struct health_campaign *campaign)
{
    struct cv_stmt *stmt;
    struct cv_uuid partner;
    struct cv_status status =
        partner_find(books, programme, campaign->organiser, "health_campaign.organiser", &partner);

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(
        books->tx, "INSERT INTO health_campaign (org_id, programme_uid, uid, id, title, title_zh, "
                   "organiser, reference, recorded_us, recorded_by) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
                   "ON CONFLICT (org_id, programme_uid, id) DO NOTHING");
    campaign->uid = cv_uuid7();
    campaign->recorded_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, campaign->uid);
    cv_stmt_text(stmt, 4, campaign->id);
    cv_stmt_text(stmt, 5, campaign->title);
    cv_stmt_text(stmt, 6, campaign->title_zh);
    cv_stmt_text(stmt, 7, campaign->organiser);
    cv_stmt_text(stmt, 8, campaign->reference);
    cv_stmt_int64(stmt, 9, books->recorded_us);
    cv_stmt_text(stmt, 10, books->subject);
    return cv_books_insert(books, stmt, "campaign", campaign->id);
}

struct cv_status health_campaign_get(struct cv_books *books, struct cv_uuid programme,
                                     const char *id, struct health_campaign *campaign)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND programme_uid = $2 AND id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, campaign);
    return cv_books_found(books, stmt, found, NULL, "campaign %s in this programme", id);
}

struct cv_status health_campaign_list(struct cv_books *books, struct cv_uuid programme,
                                      struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND programme_uid = $2 "
                                        "AND uid > $3 ORDER BY uid LIMIT $4");
    struct health_campaign *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
