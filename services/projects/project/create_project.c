#include "app/date.h"
#include "programme/programme_store.h"
#include "project/project.h"
#include "project/project_move.h"
#include "projects.h"

struct state {
    struct cv_creation_ids ids;
    struct programme_ref programme;
    struct project project;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;
    struct project *project = &state->project;

    project->id = state->ids.id.text;
    project->state = ((const Caravan__Projects__V1__Project *)thing)->state;
    if (project->state == CARAVAN__PROJECTS__V1__PROJECT_STATE__PROJECT_STATE_UNSPECIFIED)
        project->state = CARAVAN__PROJECTS__V1__PROJECT_STATE__PROJECT_STATE_DRAFT;
    project_read(check, thing, CV_MASK_ALL, state->ids.parent->text, project);
    project_check(check, project);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_status status = programme_find(books, state->ids.parent->text, &state->programme);

    return cv_ok(status) ? project_insert(books, state->programme.uid, &state->project) : status;
}

/* What was not history moves on, and stays what it was created as. */
static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct project *project = &state->project;
    const struct project asked = *project;
    struct cv_status status = project_get(books, state->programme.uid, state->ids.id.text, project);

    if (!cv_ok(status) || !project_is_new(asked.state))
        return status;
    project->state = asked.state;
    if (asked.actual_start_on == CV_DATE_NONE)
        project->actual_start_on = CV_DATE_NONE;
    if (asked.actual_end_on == CV_DATE_NONE)
        project->actual_end_on = CV_DATE_NONE;
    return status;
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)project_wire(arena, state->ids.parent->text, &state->project);
}

const struct cv_creation project_creation = {
    "project", "project_id", PROGRAMME_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(projects, project, Project);
