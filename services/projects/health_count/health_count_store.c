#include "health_count/health_count_store.h"

#define SELECT                                                                                     \
    "SELECT uid, id, measure, site, first_on, last_on, value, fewer, reference, reason, version, " \
    "created_us, recorded_us FROM health_count "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct health_count *count)
{
    *count = (struct health_count){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .measure = cv_stmt_get_int64(stmt, 2),
        .site = cv_stmt_get_text(stmt, 3, books->arena),
        .first_on = cv_books_get_date(stmt, 4),
        .last_on = cv_books_get_date(stmt, 5),
        .value = cv_stmt_get_int64(stmt, 6),
        .fewer = cv_stmt_get_int64(stmt, 7) != 0,
        .reference = cv_stmt_get_text(stmt, 8, books->arena),
        .reason = cv_stmt_get_text(stmt, 9, books->arena),
        .version = cv_stmt_get_int64(stmt, 10),
        .created_us = cv_stmt_get_int64(stmt, 11),
        .recorded_us = cv_stmt_get_int64(stmt, 12),
    };
}

static struct cv_status insert_version(struct cv_books *books, struct cv_uuid campaign,
                                       struct health_count *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO health_count (org_id, campaign_uid, uid, version, id, created_us, "
                   "recorded_us, replaced_us, recorded_by, reason, measure, site, first_on, "
                   "last_on, value, fewer, reference) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
                   "$10, $11, $12, $13, $14, $15, $16, $17) "
                   "ON CONFLICT (org_id, campaign_uid, id, version) DO NOTHING");

    count->recorded_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, campaign);
    cv_stmt_uuid(stmt, 3, count->uid);
    cv_stmt_int64(stmt, 4, count->version);
    cv_stmt_text(stmt, 5, count->id);
    cv_stmt_int64(stmt, 6, count->created_us);
    cv_stmt_int64(stmt, 7, books->recorded_us);
    cv_stmt_int64(stmt, 8, CV_BOOKS_NOT_REPLACED);
    cv_stmt_text(stmt, 9, books->subject);
    cv_stmt_text(stmt, 10, count->reason);
    cv_stmt_int64(stmt, 11, count->measure);
    cv_stmt_text(stmt, 12, count->site);
    cv_stmt_int64(stmt, 13, count->first_on);
    cv_stmt_int64(stmt, 14, count->last_on);
    cv_stmt_int64(stmt, 15, count->value);
    cv_stmt_int64(stmt, 16, count->fewer ? 1 : 0);
    cv_stmt_text(stmt, 17, count->reference);
    return cv_books_insert(books, stmt, "count", count->id);
}

/* The same days twice would be counted twice. */
static struct cv_status check_period(struct cv_books *books, struct cv_uuid campaign,
                                     const struct health_count *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT id FROM health_count WHERE org_id = $1 AND campaign_uid = $2 "
                   "AND uid <> $3 AND replaced_us = $4 AND measure = $5 AND site = $6 "
                   "AND first_on <= $8 AND last_on >= $7 ORDER BY uid LIMIT 1");
    const char *other = NULL;
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, campaign);
    cv_stmt_uuid(stmt, 3, count->uid);
    cv_stmt_int64(stmt, 4, CV_BOOKS_NOT_REPLACED);
    cv_stmt_int64(stmt, 5, count->measure);
    cv_stmt_text(stmt, 6, count->site);
    cv_stmt_int64(stmt, 7, count->first_on);
    cv_stmt_int64(stmt, 8, count->last_on);
    if (cv_stmt_step(stmt))
        other = cv_stmt_get_text(stmt, 0, books->arena);
    status = cv_stmt_finish(stmt);
    if (cv_ok(status) && other != NULL)
        status =
            cv_status_f(books->arena, CV_FAILED_PRECONDITION, "PERIOD_OVERLAPS",
                        "count %s is of the same measure and site, and of some of the days", other);
    return status;
}

struct cv_status health_count_insert(struct cv_books *books, struct cv_uuid campaign,
                                     struct health_count *count)
{
    struct cv_status status;

    count->uid = cv_uuid7();
    count->version = 1;
    count->created_us = books->recorded_us;
    count->reason = "";
    status = insert_version(books, campaign, count);
    return cv_ok(status) ? check_period(books, campaign, count) : status;
}

struct cv_status health_count_get(struct cv_books *books, struct cv_uuid campaign, const char *id,
                                  struct health_count *count)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND campaign_uid = $2 AND id = $3 "
                                        "ORDER BY version DESC LIMIT 1");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, campaign);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, count);
    return cv_books_found(books, stmt, found, NULL, "count %s in this campaign", id);
}

struct cv_status health_count_replace(struct cv_books *books, struct cv_uuid campaign,
                                      struct health_count *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE health_count SET replaced_us = $5 WHERE org_id = $1 "
                   "AND campaign_uid = $2 AND uid = $3 AND version = $4 AND replaced_us = $6");
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, campaign);
    cv_stmt_uuid(stmt, 3, count->uid);
    cv_stmt_int64(stmt, 4, count->version);
    cv_stmt_int64(stmt, 5, books->recorded_us);
    cv_stmt_int64(stmt, 6, CV_BOOKS_NOT_REPLACED);
    status = cv_books_change(stmt, CV_BOOKS_CHANGED);
    count->version++;
    return cv_ok(status) ? insert_version(books, campaign, count) : status;
}

struct cv_status health_count_list(struct cv_books *books, struct cv_uuid campaign,
                                   const struct health_count_choice *choice,
                                   struct cv_listed *listed)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        SELECT "WHERE org_id = $1 AND campaign_uid = $2 AND uid > $3 AND recorded_us <= $5 "
               "AND replaced_us > $5 AND last_on >= $6 AND last_on <= $7 "
               "AND ($8 = 0 OR measure = $8) AND ($9 = '' OR site = $9) ORDER BY uid LIMIT $4");
    struct health_count *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, campaign);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    cv_stmt_int64(stmt, 5, choice->view.known_us);
    cv_stmt_int64(stmt, 6, choice->view.from);
    cv_stmt_int64(stmt, 7, choice->view.through);
    cv_stmt_int64(stmt, 8, choice->measure);
    cv_stmt_text(stmt, 9, choice->site);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
