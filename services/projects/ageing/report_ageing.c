/* How old open commitments are, as of two dates. */
#include "ageing/ageing.h"
#include "ageing/ageing_store.h"
#include "app/date.h"
#include "field.h"
#include "projects.h"
#include "report/view_call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LISTED_MAX 1000

struct state {
    struct view_call view; /* the first */
    const Caravan__Projects__V1__ReportAgeingRequest *request;
    struct cv_id programme;
    struct cv_id project[2]; /* of its name; "": all */
};

/* All that one call does. */
struct run {
    struct view *view;
    const struct state *state;
    struct project *projects; /* by uid */
    size_t project_count;
    struct ageing total;
    struct ageing *by_project; /* of each of them */
    Caravan__Projects__V1__ReportAgeingResponse *answer;
};

/* ---- adding up ---- */

static int by_uid(const void *key, const void *project)
{
    return memcmp(key, &((const struct project *)project)->uid, sizeof(struct cv_uuid));
}

static char *project_name(const struct run *run, const struct project *project)
{
    return field_project_name(run->view->books->arena, run->state->programme.text, project->id);
}

static void list_one(struct run *run, const struct ageing_walk *walk, const struct project *project,
                     int32_t days)
{
    struct cv_arena *arena = run->view->books->arena;
    Caravan__Projects__V1__OpenCommitment *message = cv_arena_alloc(arena, sizeof(*message));
    struct cv_id ids[2] = {run->state->programme};
    const char *id;
    const char *reference;

    if (message == NULL)
        return;
    caravan__projects__v1__open_commitment__init(message);
    ageing_walk_texts(walk, &id, &reference);
    (void)snprintf(ids[1].text, sizeof(ids[1].text), "%s", project->id);
    message->commitment = field_child_name(arena, ids, "commitments", id);
    message->effective_date = cv_wire_date(arena, walk->effective_on);
    message->age_days = days;
    message->reference = cv_wire_text(reference);
    message->committed_minor = walk->committed;
    message->disbursed_minor = walk->disbursed;
    message->open_minor = walk->committed - walk->disbursed;
    run->answer->commitments[run->answer->n_commitments++] = message;
}

static struct cv_status take(struct run *run, const struct ageing_walk *walk)
{
    const struct project *project = run->project_count == 0
                                        ? NULL
                                        : bsearch(&walk->project, run->projects, run->project_count,
                                                  sizeof(*run->projects), by_uid);
    const char *only = run->state->project[1].text;
    int32_t days = cv_date_number(run->view->through) - cv_date_number(walk->effective_on);

    if (project == NULL)
        return cv_status(CV_DATA_LOSS, "PROJECT_MISSING",
                         "there is money of a project that was not known then");
    if (only[0] != '\0' && strcmp(project->id, only) != 0)
        return CV_STATUS_OK;
    ageing_add(&run->total, days, walk->committed, walk->disbursed);
    ageing_add(&run->by_project[project - run->projects], days, walk->committed, walk->disbursed);
    if (run->answer->commitment_count++ < LISTED_MAX)
        list_one(run, walk, project, days);
    return CV_STATUS_OK;
}

static struct cv_status add_up(struct run *run)
{
    struct ageing_walk walk;
    struct cv_status status = CV_STATUS_OK;
    struct cv_status ended;

    ageing_walk_begin(&walk, run->view);
    while (cv_ok(status) && ageing_walk_next(&walk))
        status = take(run, &walk);
    ended = ageing_walk_end(&walk);
    if (cv_ok(status))
        status = ended;
    if (cv_ok(status) && !ageing_fits(&run->total))
        return cv_status(CV_OUT_OF_RANGE, "SUM_TOO_LARGE",
                         "the programme's money: a figure is greater than 9223372036854775807");
    return status;
}

/* ---- the wire ---- */

static void put_bucket(struct run *run, size_t i, const struct ageing_bucket *bucket, char *project,
                       Caravan__Projects__V1__AgeingBucket ***list, size_t *count)
{
    Caravan__Projects__V1__AgeingBucket *message =
        cv_arena_alloc(run->view->books->arena, sizeof(*message));

    if (message == NULL || project == NULL)
        return;
    caravan__projects__v1__ageing_bucket__init(message);
    message->days = cv_wire_text(ageing_days(i));
    message->project = project;
    message->commitment_count = bucket->count;
    message->committed_minor = (int64_t)bucket->committed;
    message->disbursed_minor = (int64_t)bucket->disbursed;
    message->open_minor = (int64_t)(bucket->committed - bucket->disbursed);
    (*list)[(*count)++] = message;
}

static void put_buckets(struct run *run)
{
    Caravan__Projects__V1__ReportAgeingResponse *answer = run->answer;

    for (size_t i = 0; i < AGEING_BUCKETS; i++)
        put_bucket(run, i, &run->total.buckets[i], cv_wire_text(""), &answer->buckets,
                   &answer->n_buckets);
    for (size_t p = 0; p < run->project_count; p++) {
        for (size_t i = 0; i < AGEING_BUCKETS; i++) {
            const struct ageing_bucket *bucket = &run->by_project[p].buckets[i];

            if (bucket->count > 0)
                put_bucket(run, i, bucket, project_name(run, &run->projects[p]),
                           &answer->by_project, &answer->n_by_project);
        }
    }
}

/* Room for all that can be; false: there is none. */
static bool make_room(struct run *run)
{
    struct cv_arena *arena = run->view->books->arena;
    size_t rows = run->project_count * AGEING_BUCKETS + 1;
    Caravan__Projects__V1__ReportAgeingResponse *answer = cv_arena_alloc(arena, sizeof(*answer));

    run->answer = answer;
    run->by_project = cv_arena_zalloc(arena, (run->project_count + 1) * sizeof(struct ageing));
    if (answer == NULL || run->by_project == NULL)
        return false;
    caravan__projects__v1__report_ageing_response__init(answer);
    answer->buckets = cv_arena_array(arena, AGEING_BUCKETS, sizeof(void *));
    answer->by_project = cv_arena_array(arena, rows, sizeof(void *));
    answer->commitments = cv_arena_array(arena, LISTED_MAX, sizeof(void *));
    return answer->buckets != NULL && answer->by_project != NULL && answer->commitments != NULL;
}

/* ---- the method ---- */

static int by_id(const void *a, const void *b)
{
    const Caravan__Projects__V1__AgeingBucket *const *x = a;
    const Caravan__Projects__V1__AgeingBucket *const *y = b;
    int order = strcmp((*x)->project, (*y)->project);

    return order != 0 ? order : strcmp((*x)->days, (*y)->days);
}

static bool knows(const struct run *run, const char *id)
{
    for (size_t i = 0; i < run->project_count; i++) {
        if (strcmp(run->projects[i].id, id) == 0)
            return true;
    }
    return id[0] == '\0';
}

static struct cv_status make(struct view *view, const struct view_call *asked,
                             const struct programme *programme, ProtobufCMessage **answer)
{
    const struct state *state = (const void *)asked;
    struct run run = {.view = view, .state = state};
    struct cv_status status;

    if (asked->effective_through == CV_DATE_NONE)
        view->through = cv_date_latest(view->known_us);
    status = view_projects(view, &run.projects, &run.project_count);
    if (!cv_ok(status) || !make_room(&run))
        return status;
    if (!knows(&run, state->project[1].text))
        return cv_books_not_found(view->books, "project",
                                  "project %s in this programme, or was none yet at known_at",
                                  state->project[1].text);
    status = add_up(&run);
    if (!cv_ok(status))
        return status;
    put_buckets(&run);
    if (run.answer->n_by_project > 0)
        qsort(run.answer->by_project, run.answer->n_by_project, sizeof(void *), by_id);
    run.answer->programme = state->request->programme;
    run.answer->project = state->request->project;
    run.answer->currency = cv_wire_text(programme->currency);
    run.answer->effective_through = cv_wire_date(view->books->arena, view->through);
    run.answer->known_at = cv_wire_time(view->books->arena, view->known_us);
    *answer = (ProtobufCMessage *)run.answer;
    return status;
}

static const struct view_method METHOD = {.make = make};

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ReportAgeingRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->request = request;
    cv_check_name(&check, "programme", request->programme, PROGRAMME_NAME, &state->programme);
    if (request->project[0] != '\0')
        cv_check_name(&check, "project", request->project, PROJECT_NAME, state->project);
    if (request->project[0] != '\0' && strcmp(state->project[0].text, state->programme.text) != 0)
        cv_check_fail(&check, "project", "project must be of the same programme, %s",
                      state->programme.text);
    view_call_run(&METHOD, &state->view, call, &check, request->programme,
                  request->effective_through, request->known_at);
}

const struct caravan_projects_v1_projects_report_ageing_method report_ageing = {
    handle, sizeof(struct state)};
