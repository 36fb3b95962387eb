#include "project/project_parts_store.h"

#include "base/arena.h"
#include "partner/partner_store.h"
#include "service/rows.h"

#include <string.h>

#define OWN_VOCABULARY 99 /* IATI SectorVocabulary: reporting organisation */
#define IMPLEMENTING   4  /* IATI OrganisationRole */
#define SECTORS_MAX    20

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .message = "a project's lists need more memory than a call may have",
};

/* ---- reading ---- */

static struct cv_status get_sectors(struct cv_books *books, struct project *project)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT code, share_bp FROM project_sector WHERE org_id = $1 "
                   "AND project_uid = $2 AND version = $3 AND vocabulary = $4 ORDER BY position");

    project->sector_count = 0;
    project->sectors = cv_arena_array(books->arena, SECTORS_MAX, sizeof(*project->sectors));
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, project->uid);
    cv_stmt_int64(stmt, 3, project->version);
    cv_stmt_int64(stmt, 4, OWN_VOCABULARY);
    while (project->sectors != NULL && project->sector_count < SECTORS_MAX && cv_stmt_step(stmt))
        project->sectors[project->sector_count++] = (struct sector_share){
            .code = cv_stmt_get_text(stmt, 0, books->arena),
            .share_bp = (int32_t)cv_stmt_get_int64(stmt, 1),
        };
    return project->sectors == NULL ? (cv_stmt_finish(stmt), FULL) : cv_stmt_finish(stmt);
}

static struct cv_status get_sites(struct cv_books *books, struct project *project)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT id, title, title_zh, share_bp, COUNT(*) OVER () FROM project_site "
                   "WHERE org_id = $1 AND project_uid = $2 AND version = $3 ORDER BY position");
    struct cv_status status = CV_STATUS_OK;
    struct site *sites = NULL;
    size_t count = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, project->uid);
    cv_stmt_int64(stmt, 3, project->version);
    while (cv_ok(status) && cv_stmt_step(stmt)) {
        if (sites == NULL)
            sites =
                cv_arena_array(books->arena, (size_t)cv_stmt_get_int64(stmt, 4), sizeof(*sites));
        if (sites == NULL)
            status = FULL;
        else
            sites[count++] = (struct site){
                .id = cv_stmt_get_text(stmt, 0, books->arena),
                .title = cv_stmt_get_text(stmt, 1, books->arena),
                .title_zh = cv_stmt_get_text(stmt, 2, books->arena),
                .share_bp = (int32_t)cv_stmt_get_int64(stmt, 3),
            };
    }
    project->sites = sites;
    project->site_count = count;
    return cv_ok(status) ? cv_stmt_finish(stmt) : (cv_stmt_finish(stmt), status);
}

/* The first implementing one is project->partner, all others are in the list. */
static struct cv_status get_partners(struct cv_books *books, struct project *project)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT p.role, p.position, a.id FROM project_partner p "
                                 "JOIN partner a ON a.org_id = p.org_id "
                                 "AND a.programme_uid = p.programme_uid AND a.uid = p.partner_uid "
                                 "WHERE p.org_id = $1 AND p.project_uid = $2 AND p.version = $3 "
                                 "ORDER BY p.position, p.role");
    size_t room = 0;

    project->partner = "";
    project->partners = NULL;
    project->partner_count = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, project->uid);
    cv_stmt_int64(stmt, 3, project->version);
    while (cv_stmt_step(stmt)) {
        int64_t role = cv_stmt_get_int64(stmt, 0);
        const char *id = cv_stmt_get_text(stmt, 2, books->arena);
        struct project_partner *grown;

        if (role == IMPLEMENTING && cv_stmt_get_int64(stmt, 1) == 0) {
            project->partner = id;
            continue;
        }
        grown = cv_rows_grow(books->arena, project->partners, project->partner_count, &room,
                             sizeof(*grown));
        if (grown == NULL)
            break;
        project->partners = grown;
        grown[project->partner_count++] = (struct project_partner){id, role};
    }
    return cv_stmt_finish(stmt);
}

struct cv_status project_parts_get(struct cv_books *books, struct project *project)
{
    struct cv_status status = get_sectors(books, project);

    if (cv_ok(status))
        status = get_sites(books, project);
    return cv_ok(status) ? get_partners(books, project) : status;
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

struct cv_status project_sites_keep(struct cv_books *books, const struct project *project)
{
    struct project before = {.uid = project->uid, .version = project->version};
    struct cv_status status = get_sites(books, &before);

    for (size_t i = 0; cv_ok(status) && i < before.site_count; i++) {
        if (!has_site(project, before.sites[i].id))
            status = refuse_used(books, project, before.sites[i].id);
    }
    return status;
}
