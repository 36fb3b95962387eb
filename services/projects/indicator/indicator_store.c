#include "indicator/indicator_store.h"

#include "base/arena.h"
#include "service/version.h"

#define SELECT                                                                                     \
    "SELECT i.uid, i.id, i.version, i.created_us, v.recorded_us, v.title, v.title_zh, v.unit, "    \
    "v.unit_zh, i.kind, i.decimals, i.grain, i.counts_people, i.measure, i.people, i.descending, " \
    "i.across_sites, i.across_projects, i.collection, i.scale, v.result_type, v.source, "          \
    "v.evidence_required, v.due_days, v.baseline_value, v.baseline_on, v.baseline_comment, "       \
    "i.feed_figure, i.feed_below, i.feed_project, i.feed_site "                                    \
    "FROM indicator i JOIN indicator_version v "                                                   \
    "ON v.org_id = i.org_id AND v.uid = i.uid AND v.version = i.version "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct indicator *indicator)
{
    *indicator = (struct indicator){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .version = cv_stmt_get_int64(stmt, 2),
        .created_us = cv_stmt_get_int64(stmt, 3),
        .recorded_us = cv_stmt_get_int64(stmt, 4),
        .title = cv_stmt_get_text(stmt, 5, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 6, books->arena),
        .unit = cv_stmt_get_text(stmt, 7, books->arena),
        .unit_zh = cv_stmt_get_text(stmt, 8, books->arena),
        .kind = cv_stmt_get_int64(stmt, 9),
        .decimals = cv_stmt_get_int64(stmt, 10),
        .grain = cv_stmt_get_int64(stmt, 11),
        .counts_people = cv_stmt_get_int64(stmt, 12) != 0,
        .measure = cv_stmt_get_int64(stmt, 13),
        .people = cv_stmt_get_int64(stmt, 14),
        .descending = cv_stmt_get_int64(stmt, 15) != 0,
        .across_sites = cv_stmt_get_int64(stmt, 16),
        .across_projects = cv_stmt_get_int64(stmt, 17),
        .collection = cv_stmt_get_int64(stmt, 18),
        .scale = cv_stmt_get_text(stmt, 19, books->arena),
        .result_type = cv_stmt_get_int64(stmt, 20),
        .source = cv_stmt_get_int64(stmt, 21),
        .evidence_required = cv_stmt_get_int64(stmt, 22) != 0,
        .due_days = cv_stmt_get_int64(stmt, 23),
        .baseline = {.value = cv_stmt_get_int64(stmt, 24),
                     .on = cv_books_get_date(stmt, 25),
                     .comment = cv_stmt_get_text(stmt, 26, books->arena)},
        .feed = {.figure = cv_stmt_get_int64(stmt, 27),
                 .below = cv_stmt_get_text(stmt, 28, books->arena),
                 .project = cv_stmt_get_text(stmt, 29, books->arena),
                 .site = cv_stmt_get_text(stmt, 30, books->arena)},
    };
}

struct cv_status indicator_find(struct cv_books *books, const char *programme, const char *id,
                                struct indicator_ref *ref)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT i.programme_uid, i.uid, i.kind, i.grain, i.collection, "
                   "i.scale, v.evidence_required, i.across_sites, "
                   "i.across_projects, i.feed_figure FROM programme g JOIN indicator i "
                   "ON i.org_id = g.org_id AND i.programme_uid = g.uid "
                   "JOIN indicator_version v ON v.org_id = i.org_id "
                   "AND v.uid = i.uid AND v.version = i.version "
                   "WHERE g.org_id = $1 AND g.id = $2 AND i.id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, programme);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        *ref = (struct indicator_ref){
            .programme = cv_stmt_get_uuid(stmt, 0),
            .uid = cv_stmt_get_uuid(stmt, 1),
            .kind = cv_stmt_get_int64(stmt, 2),
            .grain = cv_stmt_get_int64(stmt, 3),
            .collection = cv_stmt_get_int64(stmt, 4),
            .scale = cv_stmt_get_text(stmt, 5, books->arena),
            .evidence_required = cv_stmt_get_int64(stmt, 6) != 0,
            .across_sites = cv_stmt_get_int64(stmt, 7),
            .across_projects = cv_stmt_get_int64(stmt, 8),
            .fed = cv_stmt_get_int64(stmt, 9) != 0,
        };
    return cv_books_found(books, stmt, found, NULL, "programmes/%s/indicators/%s", programme, id);
}

static struct cv_status insert_version(struct cv_books *books, struct indicator *indicator)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO indicator_version (org_id, uid, version, "
                                 "recorded_us, replaced_us, recorded_by, title, title_zh, "
                                 "unit, unit_zh, result_type, source, evidence_required, due_days, "
                                 "baseline_value, baseline_on, baseline_comment) VALUES ($1, $2, "
                                 "$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, "
                                 "$17)");

    indicator->recorded_us = books->recorded_us;
    cv_version_bind(books, stmt, indicator->uid, indicator->version);
    cv_stmt_text(stmt, 7, indicator->title);
    cv_stmt_text(stmt, 8, indicator->title_zh);
    cv_stmt_text(stmt, 9, indicator->unit);
    cv_stmt_text(stmt, 10, indicator->unit_zh);
    cv_stmt_int64(stmt, 11, indicator->result_type);
    cv_stmt_int64(stmt, 12, indicator->source);
    cv_stmt_int64(stmt, 13, indicator->evidence_required ? 1 : 0);
    cv_stmt_int64(stmt, 14, indicator->due_days);
    cv_stmt_int64(stmt, 15, indicator->baseline.value);
    cv_stmt_int64(stmt, 16, indicator->baseline.on);
    cv_stmt_text(stmt, 17, indicator->baseline.comment);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status indicator_insert(struct cv_books *books, struct cv_uuid programme,
                                  struct indicator *indicator)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO indicator (org_id, programme_uid, uid, id, version, created_us, "
                   "kind, decimals, grain, counts_people, measure, people, descending, "
                   "across_sites, across_projects, collection, scale, feed_figure, feed_below, "
                   "feed_project, feed_site) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
                   "$12, $13, $14, $15, $16, $17, $18, $19, $20, $21) "
                   "ON CONFLICT (org_id, programme_uid, id) DO NOTHING");
    struct cv_status status;

    indicator->uid = cv_uuid7();
    indicator->version = 1;
    indicator->created_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, indicator->uid);
    cv_stmt_text(stmt, 4, indicator->id);
    cv_stmt_int64(stmt, 5, indicator->version);
    cv_stmt_int64(stmt, 6, indicator->created_us);
    cv_stmt_int64(stmt, 7, indicator->kind);
    cv_stmt_int64(stmt, 8, indicator->decimals);
    cv_stmt_int64(stmt, 9, indicator->grain);
    cv_stmt_int64(stmt, 10, indicator->counts_people ? 1 : 0);
    cv_stmt_int64(stmt, 11, indicator->measure);
    cv_stmt_int64(stmt, 12, indicator->people);
    cv_stmt_int64(stmt, 13, indicator->descending ? 1 : 0);
    cv_stmt_int64(stmt, 14, indicator->across_sites);
    cv_stmt_int64(stmt, 15, indicator->across_projects);
    cv_stmt_int64(stmt, 16, indicator->collection);
    cv_stmt_text(stmt, 17, indicator->scale);
    cv_stmt_int64(stmt, 18, indicator->feed.figure);
    cv_stmt_text(stmt, 19, indicator->feed.below);
    cv_stmt_text(stmt, 20, indicator->feed.project);
    cv_stmt_text(stmt, 21, indicator->feed.site);
    status = cv_books_insert(books, stmt, "indicator", indicator->id);
    return cv_ok(status) ? insert_version(books, indicator) : status;
}

struct cv_status indicator_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                               struct indicator *indicator)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, SELECT "WHERE i.org_id = $1 AND i.programme_uid = $2 AND i.id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, indicator);
    return cv_books_found(books, stmt, found, NULL, "indicator %s in this programme", id);
}

struct cv_status indicator_replace(struct cv_books *books, struct cv_uuid programme,
                                   struct indicator *indicator)
{
    static const struct cv_versions VERSIONS = CV_VERSIONS_IN(indicator, programme_uid);
    struct cv_status status =
        cv_version_next(books, &VERSIONS, &programme, indicator->uid, &indicator->version);

    return cv_ok(status) ? insert_version(books, indicator) : status;
}

struct cv_status indicator_list(struct cv_books *books, struct cv_uuid programme,
                                struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE i.org_id = $1 AND i.programme_uid = $2 "
                                        "AND i.uid > $3 ORDER BY i.uid LIMIT $4");
    struct indicator *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
