#include "project/project_parts_store.h"

#include "base/arena.h"
#include "partner/partner_store.h"
#include "service/rows.h"

#include <string.h>

#define OWN_VOCABULARY 99 /* IATI SectorVocabulary: reporting organisation */
#define IMPLEMENTING   4  /* IATI OrganisationRole */

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .message = "a project's lists need more memory than a call may have",
};

/* ---- reading ---- */

/* $1 org, $2 programme, $3 and $4 the first and the last project, $5 the instant. Lists of many
 * projects come out of one statement, in the order of the projects. CROSS says in which order the
 * tables are looked up, and the pairs keep an engine from looking up `v` and `m` by the range, too,
 * and not by the project. */
#define LISTS(columns, tables, condition, order)                                                   \
    "SELECT t.uid, v.version, " columns                                                            \
    " FROM project t CROSS JOIN project_version v CROSS JOIN " tables                              \
    " WHERE t.org_id = $1 AND (t.programme_uid, t.uid) >= ($2, $3) "                               \
    "AND (t.programme_uid, t.uid) <= ($2, $4) AND v.org_id = $1 AND v.uid = t.uid "                \
    "AND v.recorded_us <= $5 AND v.replaced_us > $5 "                                              \
    "AND m.org_id = $1 AND m.project_uid = t.uid AND m.version = v.version " condition             \
    "ORDER BY t.programme_uid, t.uid, v.version, " order

/* The rows of one list of all projects, which each project then has a run of. */
struct lists {
    struct cv_books *books;
    struct project *projects;
    size_t project_count;
    size_t at; /* the project of the row at hand */
    struct cv_stmt *stmt;
};

static struct lists begin(struct cv_books *books, const struct project_run *run, const char *sql)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, sql);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, run->programme);
    cv_stmt_uuid(stmt, 3, run->projects[0].uid);
    cv_stmt_uuid(stmt, 4, run->projects[run->count - 1].uid);
    cv_stmt_int64(stmt, 5, run->known_us);
    return (struct lists){
        .books = books, .projects = run->projects, .project_count = run->count, .stmt = stmt};
}

/* Step to the next row that is of one of the projects, in its version. NULL: there is none. */
static struct project *next_row(struct lists *lists)
{
    while (cv_stmt_step(lists->stmt)) {
        struct cv_uuid uid = cv_stmt_get_uuid(lists->stmt, 0);
        struct project *project;
        int order = 1;

        while (lists->at < lists->project_count &&
               (order = memcmp(&lists->projects[lists->at].uid, &uid, sizeof(uid))) < 0)
            lists->at++;
        project = &lists->projects[lists->at];
        if (order == 0 && project->version == cv_stmt_get_int64(lists->stmt, 1))
            return project;
    }
    return NULL;
}

static struct cv_status get_sectors(struct cv_books *books, const struct project_run *run)
{
    static const char SQL[] =
        LISTS("m.code, m.share_bp", "project_sector m", "AND m.vocabulary = 99 ", "m.position");
    struct lists lists = begin(books, run, SQL);
    struct sector_share *rows = NULL;
    struct project *project;
    size_t count = 0;
    size_t room = 0;

    while ((project = next_row(&lists)) != NULL) {
        rows = cv_rows_grow(books->arena, rows, count, &room, sizeof(*rows));
        if (rows == NULL)
            return (cv_stmt_finish(lists.stmt), FULL);
        rows[count++] = (struct sector_share){
            .code = cv_stmt_get_text(lists.stmt, 2, books->arena),
            .share_bp = (int32_t)cv_stmt_get_int64(lists.stmt, 3),
        };
        project->sector_count++;
    }
    for (size_t i = 0; rows != NULL && i < run->count; i++) {
        run->projects[i].sectors = rows;
        rows += run->projects[i].sector_count;
    }
    return cv_stmt_finish(lists.stmt);
}

static struct cv_status get_sites(struct cv_books *books, const struct project_run *run)
{
    static const char SQL[] =
        LISTS("m.id, m.title, m.title_zh, m.share_bp", "project_site m", "", "m.position");
    struct lists lists = begin(books, run, SQL);
    struct site *rows = NULL;
    struct project *project;
    size_t count = 0;
    size_t room = 0;

    while ((project = next_row(&lists)) != NULL) {
        rows = cv_rows_grow(books->arena, rows, count, &room, sizeof(*rows));
        if (rows == NULL)
            return (cv_stmt_finish(lists.stmt), FULL);
        rows[count++] = (struct site){
            .id = cv_stmt_get_text(lists.stmt, 2, books->arena),
            .title = cv_stmt_get_text(lists.stmt, 3, books->arena),
            .title_zh = cv_stmt_get_text(lists.stmt, 4, books->arena),
            .share_bp = (int32_t)cv_stmt_get_int64(lists.stmt, 5),
        };
        project->site_count++;
    }
    for (size_t i = 0; rows != NULL && i < run->count; i++) {
        run->projects[i].sites = rows;
        rows += run->projects[i].site_count;
    }
    return cv_stmt_finish(lists.stmt);
}

/* The first implementing one is project->partner, all others are in the list. */
static struct cv_status get_partners(struct cv_books *books, const struct project_run *run)
{
    static const char SQL[] =
        LISTS("m.role, m.position, a.id", "project_partner m CROSS JOIN partner a",
              "AND a.org_id = $1 AND a.programme_uid = m.programme_uid AND a.uid = m.partner_uid ",
              "m.position, m.role");
    struct lists lists = begin(books, run, SQL);
    struct project_partner *rows = NULL;
    struct project *project;
    size_t count = 0;
    size_t room = 0;

    while ((project = next_row(&lists)) != NULL) {
        int64_t role = cv_stmt_get_int64(lists.stmt, 2);
        const char *id = cv_stmt_get_text(lists.stmt, 4, books->arena);

        if (role == IMPLEMENTING && cv_stmt_get_int64(lists.stmt, 3) == 0) {
            project->partner = id;
            continue;
        }
        rows = cv_rows_grow(books->arena, rows, count, &room, sizeof(*rows));
        if (rows == NULL)
            return (cv_stmt_finish(lists.stmt), FULL);
        rows[count++] = (struct project_partner){id, role};
        project->partner_count++;
    }
    for (size_t i = 0; rows != NULL && i < run->count; i++) {
        run->projects[i].partners = rows;
        rows += run->projects[i].partner_count;
    }
    return cv_stmt_finish(lists.stmt);
}

struct cv_status project_parts_get(struct cv_books *books, const struct project_run *run)
{
    struct cv_status status = CV_STATUS_OK;

    if (run->count == 0)
        return status;
    for (size_t i = 0; i < run->count; i++) {
        struct project *project = &run->projects[i];

        project->partner = "";
        project->sectors = NULL;
        project->sites = NULL;
        project->partners = NULL;
        project->sector_count = project->site_count = project->partner_count = 0;
    }
    status = get_sectors(books, run);
    if (cv_ok(status))
        status = get_sites(books, run);
    return cv_ok(status) ? get_partners(books, run) : status;
}

/* ---- writing ---- */

static struct cv_status insert_sector(struct cv_books *books, const struct project *project,
                                      size_t i)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO project_sector (org_id, project_uid, version, vocabulary, "
                   "position, code, share_bp) VALUES ($1, $2, $3, $4, $5, $6, $7)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, project->uid);
    cv_stmt_int64(stmt, 3, project->version);
    cv_stmt_int64(stmt, 4, OWN_VOCABULARY);
    cv_stmt_int64(stmt, 5, (int64_t)i);
    cv_stmt_text(stmt, 6, project->sectors[i].code);
    cv_stmt_int64(stmt, 7, project->sectors[i].share_bp);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status insert_site(struct cv_books *books, const struct project *project, size_t i)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO project_site (org_id, project_uid, version, position, id, title, "
                   "title_zh, share_bp) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
    const struct site *site = &project->sites[i];

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, project->uid);
    cv_stmt_int64(stmt, 3, project->version);
    cv_stmt_int64(stmt, 4, (int64_t)i);
    cv_stmt_text(stmt, 5, site->id);
    cv_stmt_text(stmt, 6, site->title);
    cv_stmt_text(stmt, 7, site->title_zh);
    cv_stmt_int64(stmt, 8, site->share_bp);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status insert_partner(struct cv_books *books, struct cv_uuid programme,
                                       const struct project *project, const char *field,
                                       const struct project_partner *partner, int64_t position)
{
    struct cv_uuid uid;
    struct cv_stmt *stmt;
    struct cv_status status = partner_find(books, programme, partner->id, field, &uid);

    if (!cv_ok(status))
        return status;
    stmt =
        cv_tx_prepare(books->tx, "INSERT INTO project_partner (org_id, project_uid, version, role, "
                                 "position, programme_uid, partner_uid) "
                                 "VALUES ($1, $2, $3, $4, $5, $6, $7)");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, project->uid);
    cv_stmt_int64(stmt, 3, project->version);
    cv_stmt_int64(stmt, 4, partner->role);
    cv_stmt_int64(stmt, 5, position);
    cv_stmt_uuid(stmt, 6, programme);
    cv_stmt_uuid(stmt, 7, uid);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status insert_partners(struct cv_books *books, struct cv_uuid programme,
                                        const struct project *project)
{
    const struct project_partner first = {project->partner, IMPLEMENTING};
    struct cv_status status = CV_STATUS_OK;

    if (project->partner[0] != '\0')
        status = insert_partner(books, programme, project, "project.partner", &first, 0);
    for (size_t i = 0; cv_ok(status) && i < project->partner_count; i++)
        status = insert_partner(books, programme, project, "project.partners",
                                &project->partners[i], (int64_t)i + 1);
    return status;
}

struct cv_status project_parts_insert(struct cv_books *books, struct cv_uuid programme,
                                      const struct project *project)
{
    struct cv_status status = insert_partners(books, programme, project);

    for (size_t i = 0; cv_ok(status) && i < project->sector_count; i++)
        status = insert_sector(books, project, i);
    for (size_t i = 0; cv_ok(status) && i < project->site_count; i++)
        status = insert_site(books, project, i);
    return status;
}

/* ---- sites in use ---- */

static bool has_site(const struct project *project, const char *id)
{
    for (size_t i = 0; i < project->site_count; i++) {
        if (strcmp(project->sites[i].id, id) == 0)
            return true;
    }
    return false;
}

static struct cv_status refuse_used(struct cv_books *books, const struct project *project,
                                    const char *site)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT 1 FROM budget_line WHERE org_id = $1 AND project_uid = $2 "
                   "AND site = $3 UNION ALL SELECT 1 FROM observation WHERE org_id = $1 "
                   "AND project_uid = $2 AND site = $3 UNION ALL SELECT 1 FROM dossier "
                   "WHERE org_id = $1 AND project_uid = $2 AND site = $3 "
                   "UNION ALL SELECT 1 FROM site_fact WHERE org_id = $1 "
                   "AND project_uid = $2 AND site = $3 UNION ALL SELECT 1 FROM target "
                   "WHERE org_id = $1 AND project_uid = $2 AND site = $3 "
                   "UNION ALL SELECT 1 FROM result WHERE org_id = $1 "
                   "AND project_uid = $2 AND site = $3 LIMIT 1");
    struct cv_status status;
    bool used;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, project->uid);
    cv_stmt_text(stmt, 3, site);
    used = cv_stmt_step(stmt);
    status = cv_stmt_finish(stmt);
    if (cv_ok(status) && used) {
        status = cv_status_f(books->arena, CV_FAILED_PRECONDITION, "SITE_IN_USE",
                             "records name the site %s; it must stay", site);
        status.field = "project.sites";
    }
    return status;
}

struct cv_status project_sites_keep(struct cv_books *books, struct cv_uuid programme,
                                    const struct project *project)
{
    struct project before = {.uid = project->uid, .version = project->version};
    const struct project_run run = {programme, PROJECT_NOW_US, &before, 1};
    struct cv_status status = get_sites(books, &run);

    for (size_t i = 0; cv_ok(status) && i < before.site_count; i++) {
        if (!has_site(project, before.sites[i].id))
            status = refuse_used(books, project, before.sites[i].id);
    }
    return status;
}
