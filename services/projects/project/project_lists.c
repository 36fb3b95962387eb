#include "project/project_lists.h"

#include "partner/partner.h"
#include "split.h"

#include <string.h>

#define SECTORS_MAX  20
#define PARTNERS_MAX 50

static const char *path(struct cv_check *check, const char *format, size_t index)
{
    char *text = cv_arena_string(check->arena, format);
    char *at = text == NULL ? NULL : strchr(text, '#');

    if (at == NULL)
        return format;
    *at = '\0';
    text = cv_arena_printf(check->arena, "%s%zu%s", text, index, at + 1);
    return text == NULL ? format : text;
}

static void *room(struct cv_check *check, const char *field, size_t count, size_t size)
{
    void *at = cv_arena_array(check->arena, count + 1, size);

    if (at == NULL)
        cv_check_fail(check, field, "%s needs more memory than a call may have", field);
    return at;
}

void project_sectors_read(struct cv_check *check, const Caravan__Projects__V1__Project *message,
                          struct project *project)
{
    size_t count = message->n_sectors;
    int64_t total = 0;

    cv_check_range(check, "project.sectors", (int64_t)count, 1, SECTORS_MAX);
    project->sectors = room(check, "project.sectors", count, sizeof(*project->sectors));
    project->sector_count = 0;
    for (size_t i = 0; cv_check_fine(check) && i < count; i++) {
        const Caravan__Projects__V1__SectorShare *from = message->sectors[i];

        cv_check_id(check, path(check, "project.sectors[#].code", i), from->code, true);
        cv_check_range(check, path(check, "project.sectors[#].share_basis_points", i),
                       from->share_basis_points, 1, SPLIT_WHOLE);
        for (size_t j = 0; j < i; j++) {
            if (strcmp(project->sectors[j].code, from->code) == 0)
                cv_check_fail(check, path(check, "project.sectors[#].code", i),
                              "the sector %s is there twice", from->code);
        }
        project->sectors[i] = (struct sector_share){from->code, from->share_basis_points};
        project->sector_count++;
        total += from->share_basis_points;
    }
    if (cv_check_fine(check) && total != SPLIT_WHOLE)
        cv_check_fail(check, "project.sectors",
                      "the sectors' share_basis_points must add up to %d, not %d", SPLIT_WHOLE,
                      (int)total);
}

/* All of them equal, as nearly as basis points allow. */
static void share_equally(struct project *project)
{
    static const int32_t NOTHING[SPLIT_MAX];
    int64_t parts[SPLIT_MAX];

    split(SPLIT_WHOLE, NOTHING, project->site_count, parts);
    for (size_t i = 0; i < project->site_count; i++)
        project->sites[i].share_bp = (int32_t)parts[i];
}

static void read_site(struct cv_check *check, const Caravan__Projects__V1__Site *from, size_t i,
                      struct project *project)
{
    const char *field = path(check, "project.sites[#].id", i);

    cv_check_id(check, field, from->id, true);
    for (size_t j = 0; j < i; j++) {
        if (strcmp(project->sites[j].id, from->id) == 0)
            cv_check_fail(check, field, "the site %s is there twice", from->id);
    }
    cv_field_titles(check, path(check, "project.sites[#].title", i), from->title, from->title_zh);
    cv_check_range(check, path(check, "project.sites[#].share_basis_points", i),
                   from->share_basis_points, 0, SPLIT_WHOLE);
    project->sites[i] = (struct site){
        .id = from->id,
        .title = from->title,
        .title_zh = from->title_zh,
        .share_bp = from->share_basis_points,
    };
}

void project_sites_read(struct cv_check *check, const Caravan__Projects__V1__Project *message,
                        struct project *project)
{
    size_t count = message->n_sites;
    int64_t total = 0;

    cv_check_range(check, "project.sites", (int64_t)count, 0, SPLIT_MAX);
    project->sites = room(check, "project.sites", count, sizeof(*project->sites));
    project->site_count = 0;
    for (size_t i = 0; cv_check_fine(check) && i < count; i++) {
        read_site(check, message->sites[i], i, project);
        project->site_count++;
        total += message->sites[i]->share_basis_points;
    }
    if (!cv_check_fine(check) || count == 0)
        return;
    if (total == 0)
        share_equally(project);
    else if (total != SPLIT_WHOLE)
        cv_check_fail(check, "project.sites",
                      "the sites' share_basis_points must add up to %d, not %d, or all be 0",
                      SPLIT_WHOLE, (int)total);
}

const char *project_partner_id(struct cv_check *check, const char *field, const char *name,
                               const char *programme)
{
    struct cv_id ids[2] = {0};
    const char *id;

    cv_check_name(check, field, name, PARTNER_NAME, ids);
    if (strcmp(ids[0].text, programme) != 0)
        cv_check_fail(check, field, "%s must be of the same programme, %s", field, programme);
    id = cv_arena_string(check->arena, ids[1].text);
    return id == NULL ? "" : id;
}

#define IMPLEMENTING CARAVAN__PROJECTS__V1__ORGANISATION_ROLE__ORGANISATION_ROLE_IMPLEMENTING

static void refuse_twice(struct cv_check *check, const struct project *project, size_t at)
{
    const struct project_partner *partner = &project->partners[at];
    bool twice = partner->role == IMPLEMENTING && strcmp(partner->id, project->partner) == 0;

    for (size_t i = 0; i < at; i++)
        twice = twice || (project->partners[i].role == partner->role &&
                          strcmp(project->partners[i].id, partner->id) == 0);
    if (twice)
        cv_check_fail(check, path(check, "project.partners[#].partner", at),
                      "the partner %s is there twice in this role", partner->id);
}

void project_partners_read(struct cv_check *check, const Caravan__Projects__V1__Project *message,
                           const char *programme, struct project *project)
{
    size_t count = message->n_partners;

    cv_check_range(check, "project.partners", (int64_t)count, 0, PARTNERS_MAX);
    project->partners = room(check, "project.partners", count, sizeof(*project->partners));
    project->partner_count = 0;
    for (size_t i = 0; cv_check_fine(check) && i < count; i++) {
        const Caravan__Projects__V1__ProjectPartner *from = message->partners[i];

        cv_field_enum(check, path(check, "project.partners[#].role", i),
                      &caravan__projects__v1__organisation_role__descriptor, from->role, true);
        project->partners[i] = (struct project_partner){
            .id = project_partner_id(check, path(check, "project.partners[#].partner", i),
                                     from->partner, programme),
            .role = from->role,
        };
        refuse_twice(check, project, i);
        if (from->role == IMPLEMENTING && project->partner[0] == '\0')
            cv_check_fail(check, "project.partner",
                          "project.partner is the first of the implementing partners; the others "
                          "follow in project.partners");
        project->partner_count++;
    }
}

/* ---- to the wire ---- */

void project_sectors_wire(struct cv_arena *arena, const struct project *project,
                          Caravan__Projects__V1__Project *message)
{
    message->sectors = cv_arena_array(arena, project->sector_count + 1, sizeof(*message->sectors));
    for (size_t i = 0; message->sectors != NULL && i < project->sector_count; i++) {
        Caravan__Projects__V1__SectorShare *to = cv_arena_alloc(arena, sizeof(*to));

        if (to == NULL)
            return;
        caravan__projects__v1__sector_share__init(to);
        to->code = cv_wire_text(project->sectors[i].code);
        to->share_basis_points = project->sectors[i].share_bp;
        message->sectors[message->n_sectors++] = to;
    }
}

void project_sites_wire(struct cv_arena *arena, const struct project *project,
                        Caravan__Projects__V1__Project *message)
{
    message->sites = cv_arena_array(arena, project->site_count + 1, sizeof(*message->sites));
    for (size_t i = 0; message->sites != NULL && i < project->site_count; i++) {
        const struct site *from = &project->sites[i];
        Caravan__Projects__V1__Site *to = cv_arena_alloc(arena, sizeof(*to));

        if (to == NULL)
            return;
        caravan__projects__v1__site__init(to);
        to->id = cv_wire_text(from->id);
        to->title = cv_wire_text(from->title);
        to->title_zh = cv_wire_text(from->title_zh);
        to->share_basis_points = from->share_bp;
        message->sites[message->n_sites++] = to;
    }
}

void project_partners_wire(struct cv_arena *arena, const char *programme,
                           const struct project *project, Caravan__Projects__V1__Project *message)
{
    message->partners =
        cv_arena_array(arena, project->partner_count + 1, sizeof(*message->partners));
    for (size_t i = 0; message->partners != NULL && i < project->partner_count; i++) {
        Caravan__Projects__V1__ProjectPartner *to = cv_arena_alloc(arena, sizeof(*to));

        if (to == NULL)
            return;
        caravan__projects__v1__project_partner__init(to);
        to->partner = cv_wire_text(cv_arena_printf(arena, "programmes/%s/partners/%s", programme,
                                                   project->partners[i].id));
        to->role = (Caravan__Projects__V1__OrganisationRole)project->partners[i].role;
        message->partners[message->n_partners++] = to;
    }
}
