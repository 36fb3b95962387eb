#include "project/project_store.h"

#include "base/arena.h"
#include "project/project_parts_store.h"
#include "service/rows.h"
#include "service/version.h"

#define SELECT                                                                                     \
    "SELECT p.uid, p.id, p.version, p.created_us, v.recorded_us, v.title, v.title_zh, v.state, "   \
    "v.planned_start_on, v.planned_end_on, v.actual_start_on, v.actual_end_on, "                   \
    "a.state, a.makers, a.note, a.approved_by, a.approved_us "                                     \
    "FROM project p JOIN project_version v "                                                       \
    "ON v.org_id = p.org_id AND v.uid = p.uid AND v.version = p.version "                          \
    "JOIN project_approval a ON a.org_id = p.org_id AND a.project_uid = p.uid "

#define DRAFT 7 /* ProjectState */

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct project *project)
{
    *project = (struct project){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .version = cv_stmt_get_int64(stmt, 2),
        .created_us = cv_stmt_get_int64(stmt, 3),
        .recorded_us = cv_stmt_get_int64(stmt, 4),
        .title = cv_stmt_get_text(stmt, 5, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 6, books->arena),
        .state = cv_stmt_get_int64(stmt, 7),
        .planned_start_on = cv_books_get_date(stmt, 8),
        .planned_end_on = cv_books_get_date(stmt, 9),
        .actual_start_on = cv_books_get_date(stmt, 10),
        .actual_end_on = cv_books_get_date(stmt, 11),
        .approval =
            {
                .state = (enum cv_approval_state)cv_stmt_get_int64(stmt, 12),
                .makers = cv_stmt_get_text(stmt, 13, books->arena),
                .note = cv_stmt_get_text(stmt, 14, books->arena),
                .approved_by = cv_stmt_get_text(stmt, 15, books->arena),
                .approved_us = cv_stmt_get_int64(stmt, 16),
            },
    };
}

struct cv_status project_find(struct cv_books *books, const char *programme, const char *id,
                              const char *field, struct project_ref *ref)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT p.programme_uid, p.uid, p.version, g.currency "
                                 "FROM programme g JOIN project p "
                                 "ON p.org_id = g.org_id AND p.programme_uid = g.uid "
                                 "WHERE g.org_id = $1 AND g.id = $2 AND p.id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, programme);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        *ref = (struct project_ref){
            .programme = cv_stmt_get_uuid(stmt, 0),
            .uid = cv_stmt_get_uuid(stmt, 1),
            .version = cv_stmt_get_int64(stmt, 2),
            .currency = cv_stmt_get_text(stmt, 3, books->arena),
        };
    return cv_books_found(books, stmt, found, field, "programmes/%s/projects/%s", programme, id);
}

struct cv_status project_site_find(struct cv_books *books, const struct project_ref *ref,
                                   const char *site, const char *field)
{
    struct cv_stmt *stmt;
    bool found;

    if (site[0] == '\0')
        return CV_STATUS_OK;
    stmt = cv_tx_prepare(books->tx, "SELECT 1 FROM project_site WHERE org_id = $1 "
                                    "AND project_uid = $2 AND version = $3 AND id = $4");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_int64(stmt, 3, ref->version);
    cv_stmt_text(stmt, 4, site);
    found = cv_stmt_step(stmt);
    return cv_books_found(books, stmt, found, field, "site %s in this project", site);
}

static struct cv_status get_parts(struct cv_books *books, struct cv_uuid programme,
                                  struct project *projects, size_t count)
{
    const struct project_run run = {programme, PROJECT_NOW_US, projects, count};

    return project_parts_get(books, &run);
}

static struct cv_status insert_version(struct cv_books *books, struct project *project)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO project_version (org_id, uid, version, recorded_us, replaced_us, "
                   "recorded_by, title, title_zh, state, planned_start_on, planned_end_on, "
                   "actual_start_on, actual_end_on) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");

    project->recorded_us = books->recorded_us;
    cv_version_bind(books, stmt, project->uid, project->version);
    cv_stmt_text(stmt, 7, project->title);
    cv_stmt_text(stmt, 8, project->title_zh);
    cv_stmt_int64(stmt, 9, project->state);
    cv_stmt_int64(stmt, 10, project->planned_start_on);
    cv_stmt_int64(stmt, 11, project->planned_end_on);
    cv_stmt_int64(stmt, 12, project->actual_start_on);
    cv_stmt_int64(stmt, 13, project->actual_end_on);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status put_approval(struct cv_books *books, const struct project *project)
{
    const struct project_approval *approval = &project->approval;
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO project_approval (org_id, project_uid, state, makers, note, "
                   "approved_by, approved_us) VALUES ($1, $2, $3, $4, $5, $6, $7) "
                   "ON CONFLICT (org_id, project_uid) DO UPDATE SET state = excluded.state, "
                   "makers = excluded.makers, note = excluded.note, "
                   "approved_by = excluded.approved_by, approved_us = excluded.approved_us");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, project->uid);
    cv_stmt_int64(stmt, 3, approval->state);
    cv_stmt_text(stmt, 4, approval->makers);
    cv_stmt_text(stmt, 5, approval->note);
    cv_stmt_text(stmt, 6, approval->approved_by);
    cv_stmt_int64(stmt, 7, approval->approved_us);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status project_insert(struct cv_books *books, struct cv_uuid programme,
                                struct project *project)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO project (org_id, programme_uid, uid, id, version, "
                                 "created_us) VALUES ($1, $2, $3, $4, $5, $6) "
                                 "ON CONFLICT (org_id, programme_uid, id) DO NOTHING");
    struct cv_status status;

    project->uid = cv_uuid7();
    project->version = 1;
    project->created_us = books->recorded_us;
    project->approval = (struct project_approval){
        .state = cv_approval_begin(books->subject, project->state != DRAFT).state,
        .makers = books->subject,
        .note = "",
        .approved_by = "",
    };
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, project->uid);
    cv_stmt_text(stmt, 4, project->id);
    cv_stmt_int64(stmt, 5, project->version);
    cv_stmt_int64(stmt, 6, project->created_us);
    status = cv_books_insert(books, stmt, "project", project->id);
    if (cv_ok(status))
        status = insert_version(books, project);
    if (cv_ok(status))
        status = put_approval(books, project);
    return cv_ok(status) ? project_parts_insert(books, programme, project) : status;
}

struct cv_status project_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                             struct project *project)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, SELECT "WHERE p.org_id = $1 AND p.programme_uid = $2 AND p.id = $3");
    struct cv_status status;
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, project);
    status = cv_books_found(books, stmt, found, NULL, "project %s in this programme", id);
    return cv_ok(status) ? get_parts(books, programme, project, 1) : status;
}

struct cv_status project_replace(struct cv_books *books, struct cv_uuid programme,
                                 struct project *project)
{
    static const struct cv_versions VERSIONS = CV_VERSIONS_IN(project, programme_uid);
    struct cv_status status = project_sites_keep(books, programme, project);

    if (cv_ok(status))
        status = cv_version_next(books, &VERSIONS, &programme, project->uid, &project->version);
    if (cv_ok(status))
        status = insert_version(books, project);
    if (cv_ok(status))
        status = put_approval(books, project);
    return cv_ok(status) ? project_parts_insert(books, programme, project) : status;
}

struct cv_status project_list(struct cv_books *books, struct cv_uuid programme,
                              struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE p.org_id = $1 AND p.programme_uid = $2 "
                                        "AND p.uid > $3 ORDER BY p.uid LIMIT $4");
    struct cv_status status;
    struct project *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) ? get_parts(books, programme, listed->rows, listed->count) : status;
}

struct cv_status project_submitted(struct cv_books *books, struct cv_uuid programme,
                                   int64_t reviewed_us, struct project **rows, size_t *count)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE p.org_id = $1 AND p.programme_uid = $2 "
                                        "AND a.state = $3 AND v.recorded_us <= $4 ORDER BY p.uid");
    struct cv_status status;
    size_t room = 0;

    *rows = NULL;
    *count = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_int64(stmt, 3, CV_APPROVAL_SUBMITTED);
    cv_stmt_int64(stmt, 4, reviewed_us);
    while (cv_stmt_step(stmt)) {
        struct project *grown = cv_rows_grow(books->arena, *rows, *count, &room, sizeof(*grown));

        if (grown == NULL)
            break;
        *rows = grown;
        read_row(books, stmt, &grown[(*count)++]);
    }
    status = cv_stmt_finish(stmt);
    return cv_ok(status) ? get_parts(books, programme, *rows, *count) : status;
}
