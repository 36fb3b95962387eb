#include "report/report_store.h"

#include "project/project_parts_store.h"
#include "service/rows.h"

/* ---- what has versions ---- */

/* $1 org, $2 programme, $3 the instant; `t` has one version valid then, or was not known. */
#define KNOWN(table)                                                                               \
    "FROM " table " t JOIN " table "_version v ON v.org_id = t.org_id AND v.uid = t.uid "          \
    "AND v.recorded_us <= $3 AND v.replaced_us > $3 WHERE t.org_id = $1 "
#define OF_PROGRAMME "AND t.programme_uid = $2 ORDER BY t.uid"

static struct cv_stmt *prepare(struct view *view, const char *sql)
{
    struct cv_stmt *stmt = cv_tx_prepare(view->books->tx, sql);

    cv_stmt_text(stmt, 1, view->books->org);
    cv_stmt_uuid(stmt, 2, view->programme);
    cv_stmt_int64(stmt, 3, view->known_us);
    return stmt;
}

struct cv_status view_programme(struct view *view, const char *id, struct programme *programme)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        view->books->tx,
        "SELECT t.uid, t.currency, v.title, v.title_zh " KNOWN("programme") "AND t.id = $2");
    struct cv_status status;
    bool found;

    cv_stmt_text(stmt, 1, view->books->org);
    cv_stmt_text(stmt, 2, id);
    cv_stmt_int64(stmt, 3, view->known_us);
    found = cv_stmt_step(stmt);
    if (found)
        *programme = (struct programme){
            .uid = cv_stmt_get_uuid(stmt, 0),
            .id = id,
            .currency = cv_stmt_get_text(stmt, 1, view->books->arena),
            .title = cv_stmt_get_text(stmt, 2, view->books->arena),
            .title_zh = cv_stmt_get_text(stmt, 3, view->books->arena),
        };
    status = cv_books_found(view->books, stmt, found, NULL,
                            "programmes/%s, or was none yet at known_at", id);
    if (cv_ok(status))
        view->programme = programme->uid;
    return status;
}

struct cv_status view_projects(struct view *view, struct project **rows, size_t *count)
{
    struct cv_stmt *stmt =
        prepare(view, "SELECT t.uid, t.id, v.version, v.title, v.title_zh, v.actual_start_on, "
                      "v.planned_start_on, v.planned_end_on " KNOWN("project") OF_PROGRAMME);
    struct cv_arena *arena = view->books->arena;
    struct cv_status status;
    size_t room = 0;

    *rows = NULL;
    *count = 0;
    while (cv_stmt_step(stmt)) {
        struct project *grown = cv_rows_grow(arena, *rows, *count, &room, sizeof(*grown));

        if (grown == NULL)
            break;
        *rows = grown;
        grown[(*count)++] = (struct project){
            .uid = cv_stmt_get_uuid(stmt, 0),
            .id = cv_stmt_get_text(stmt, 1, arena),
            .version = cv_stmt_get_int64(stmt, 2),
            .title = cv_stmt_get_text(stmt, 3, arena),
            .title_zh = cv_stmt_get_text(stmt, 4, arena),
            .actual_start_on = cv_books_get_date(stmt, 5),
            .planned_start_on = cv_books_get_date(stmt, 6),
            .planned_end_on = cv_books_get_date(stmt, 7),
        };
    }
    status = cv_stmt_finish(stmt);
    if (cv_ok(status)) {
        const struct project_run run = {view->programme, view->known_us, *rows, *count};

        status = project_parts_get(view->books, &run);
    }
    return status;
}

struct cv_status view_partners(struct view *view, struct partner **rows, size_t *count)
{
    struct cv_stmt *stmt =
        prepare(view, "SELECT t.uid, t.id, v.title, v.title_zh " KNOWN("partner") OF_PROGRAMME);
    struct cv_arena *arena = view->books->arena;
    size_t room = 0;

    *rows = NULL;
    *count = 0;
    while (cv_stmt_step(stmt)) {
        struct partner *grown = cv_rows_grow(arena, *rows, *count, &room, sizeof(*grown));

        if (grown == NULL)
            break;
        *rows = grown;
        grown[(*count)++] = (struct partner){
            .uid = cv_stmt_get_uuid(stmt, 0),
            .id = cv_stmt_get_text(stmt, 1, arena),
            .title = cv_stmt_get_text(stmt, 2, arena),
            .title_zh = cv_stmt_get_text(stmt, 3, arena),
        };
    }
    return cv_stmt_finish(stmt);
}

struct cv_status view_indicators(struct view *view, struct indicator **rows, size_t *count)
{
    struct cv_stmt *stmt =
        prepare(view, "SELECT t.uid, t.id, v.title, v.title_zh, v.unit, v.unit_zh, t.kind, "
                      "t.decimals, t.grain, t.counts_people, t.descending, t.across_sites, "
                      "t.across_projects, t.collection, t.scale, v.result_type, v.source, "
                      "v.due_days, v.baseline_value, v.baseline_on, v.baseline_comment, t.measure, "
                      "t.people " KNOWN("indicator") OF_PROGRAMME);
    struct cv_arena *arena = view->books->arena;
    size_t room = 0;

    *rows = NULL;
    *count = 0;
    while (cv_stmt_step(stmt)) {
        struct indicator *grown = cv_rows_grow(arena, *rows, *count, &room, sizeof(*grown));

        if (grown == NULL)
            break;
        *rows = grown;
        grown[(*count)++] = (struct indicator){
            .uid = cv_stmt_get_uuid(stmt, 0),
            .id = cv_stmt_get_text(stmt, 1, arena),
            .title = cv_stmt_get_text(stmt, 2, arena),
            .title_zh = cv_stmt_get_text(stmt, 3, arena),
            .unit = cv_stmt_get_text(stmt, 4, arena),
            .unit_zh = cv_stmt_get_text(stmt, 5, arena),
            .kind = cv_stmt_get_int64(stmt, 6),
            .decimals = cv_stmt_get_int64(stmt, 7),
            .grain = cv_stmt_get_int64(stmt, 8),
            .counts_people = cv_stmt_get_int64(stmt, 9) != 0,
            .descending = cv_stmt_get_int64(stmt, 10) != 0,
            .across_sites = cv_stmt_get_int64(stmt, 11),
            .across_projects = cv_stmt_get_int64(stmt, 12),
            .collection = cv_stmt_get_int64(stmt, 13),
            .scale = cv_stmt_get_text(stmt, 14, arena),
            .result_type = cv_stmt_get_int64(stmt, 15),
            .source = cv_stmt_get_int64(stmt, 16),
            .due_days = cv_stmt_get_int64(stmt, 17),
            .baseline = {.value = cv_stmt_get_int64(stmt, 18),
                         .on = cv_books_get_date(stmt, 19),
                         .comment = cv_stmt_get_text(stmt, 20, arena)},
            .measure = cv_stmt_get_int64(stmt, 21),
            .people = cv_stmt_get_int64(stmt, 22),
        };
    }
    return cv_stmt_finish(stmt);
}
