#include "project/project.h"

#include "project/project_lists.h"

#include <string.h>

enum {
    TITLE,
    TITLE_ZH,
    PARTNER,
    PARTNERS,
    SECTORS,
    SITES,
    PLANNED_START,
    PLANNED_END,
    ACTUAL_START,
    ACTUAL_END,
};

static const char *const UPDATABLE[] = {
    [TITLE] = "title",
    [TITLE_ZH] = "title_zh",
    [PARTNER] = "partner",
    [PARTNERS] = "partners",
    [SECTORS] = "sectors",
    [SITES] = "sites",
    [PLANNED_START] = "planned_start_date",
    [PLANNED_END] = "planned_end_date",
    [ACTUAL_START] = "actual_start_date",
    [ACTUAL_END] = "actual_end_date",
    NULL,
};

uint32_t project_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

void project_read(struct cv_check *check, const Caravan__Projects__V1__Project *message,
                  uint32_t mask, const char *programme, struct project *project)
{
    CV_FIELD_TAKE(mask, TITLE, project->title, message->title);
    CV_FIELD_TAKE(mask, TITLE_ZH, project->title_zh, message->title_zh);
    if ((mask & 1u << PARTNER) != 0)
        project->partner =
            message->partner[0] == '\0'
                ? ""
                : project_partner_id(check, "project.partner", message->partner, programme);
    if ((mask & 1u << PARTNERS) != 0)
        project_partners_read(check, message, programme, project);
    if ((mask & 1u << SECTORS) != 0)
        project_sectors_read(check, message, project);
    if ((mask & 1u << SITES) != 0)
        project_sites_read(check, message, project);
    CV_FIELD_TAKE(
        mask, PLANNED_START, project->planned_start_on,
        cv_wire_date_read(check, "project.planned_start_date", message->planned_start_date, false));
    CV_FIELD_TAKE(
        mask, PLANNED_END, project->planned_end_on,
        cv_wire_date_read(check, "project.planned_end_date", message->planned_end_date, false));
    CV_FIELD_TAKE(
        mask, ACTUAL_START, project->actual_start_on,
        cv_field_past_date(check, "project.actual_start_date", message->actual_start_date, false));
    CV_FIELD_TAKE(
        mask, ACTUAL_END, project->actual_end_on,
        cv_field_past_date(check, "project.actual_end_date", message->actual_end_date, false));
}

void project_check(struct cv_check *check, const struct project *project)
{
    cv_field_titles(check, "project.title", project->title, project->title_zh);
    cv_field_enum(check, "project.state", &caravan__projects__v1__project_state__descriptor,
                  project->state, true);
    if ((project->planned_start_on == 0) != (project->planned_end_on == 0))
        cv_check_fail(check, "project.planned_end_date",
                      "a project has both planned dates or none");
    if (project->planned_start_on > project->planned_end_on)
        cv_check_fail(check, "project.planned_end_date",
                      "project.planned_end_date must not be before project.planned_start_date");
    if (project->actual_end_on == 0)
        return;
    if (project->actual_start_on == 0)
        cv_check_fail(check, "project.actual_start_date",
                      "what has ended has begun: project.actual_start_date is required");
    if (project->actual_start_on > project->actual_end_on)
        cv_check_fail(check, "project.actual_end_date",
                      "project.actual_end_date must not be before project.actual_start_date");
}

static void approval_wire(struct cv_arena *arena, const struct project_approval *approval,
                          Caravan__Projects__V1__Project *message)
{
    static const Caravan__Projects__V1__ProjectApproval APPROVALS[] = {
#define APPROVAL(name)                                                                             \
    [CV_APPROVAL_##name] = CARAVAN__PROJECTS__V1__PROJECT_APPROVAL__PROJECT_APPROVAL_##name
        APPROVAL(DRAFT),    APPROVAL(SUBMITTED), APPROVAL(APPROVED),
        APPROVAL(RETURNED), APPROVAL(REJECTED),  APPROVAL(WITHDRAWN),
#undef APPROVAL
    };

    message->approval = APPROVALS[approval->state];
    message->n_makers = field_words_wire(arena, approval->makers, ' ', &message->makers);
    message->approved_by = cv_wire_text(approval->approved_by);
    if (approval->approved_us != 0)
        message->approve_time = cv_wire_time(arena, approval->approved_us);
    message->note = cv_wire_text(approval->note);
}

Caravan__Projects__V1__Project *project_wire(struct cv_arena *arena, const char *programme,
                                             const struct project *project)
{
    Caravan__Projects__V1__Project *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__project__init(message);
    message->name = cv_arena_printf(arena, "programmes/%s/projects/%s", programme, project->id);
    message->title = cv_wire_text(project->title);
    message->title_zh = cv_wire_text(project->title_zh);
    if (project->partner[0] != '\0')
        message->partner =
            cv_arena_printf(arena, "programmes/%s/partners/%s", programme, project->partner);
    project_sectors_wire(arena, project, message);
    project_sites_wire(arena, project, message);
    project_partners_wire(arena, programme, project, message);
    message->state = (Caravan__Projects__V1__ProjectState)project->state;
    message->planned_start_date = cv_wire_date(arena, project->planned_start_on);
    message->planned_end_date = cv_wire_date(arena, project->planned_end_on);
    message->actual_start_date = cv_wire_date(arena, project->actual_start_on);
    message->actual_end_date = cv_wire_date(arena, project->actual_end_on);
    message->etag = cv_wire_text(cv_field_etag(arena, project->version));
    message->create_time = cv_wire_time(arena, project->created_us);
    message->update_time = cv_wire_time(arena, project->recorded_us);
    approval_wire(arena, &project->approval, message);
    return message;
}
