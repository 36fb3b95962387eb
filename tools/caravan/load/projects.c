/* A programme's offices: projects looked up and listed, money promised by one person and approved
 * by another one, what was observed, and the reports of it all. */
#include "caravan/projects/v1/projects.caravan.h"
#include "prepare.h"
#include "projects_rows.h"
#include "waiting.h"

#include <stdio.h>
#include <string.h>

#define PROJECTS     100
#define LINES        (PROJECTS * LOAD_LINES_EACH)
#define COMMITMENTS  5000 /* of each project as many as a page has */
#define OBSERVATIONS 4000
#define ROWS_MAX     COMMITMENTS /* of a kind */
#define PAGE         50

/* A commitment that waits for a second person. */
struct entry {
    char name[LOAD_NAME_SIZE];
    char etag[64];
};

struct projects_work {
    struct entry entries[WAITING_MAX];
    struct waiting waiting; /* places in it */
};

/* ---- the data ---- */

static bool import(struct prepare *prepare, struct projects_row *rows,
                   Caravan__Projects__V1__ImportRow **list, size_t count)
{
    Caravan__Projects__V1__ImportRequest request = CARAVAN__PROJECTS__V1__IMPORT_REQUEST__INIT;
    const Caravan__Projects__V1__ImportResponse *answer;

    for (size_t i = 0; i < count; i++)
        list[i] = &rows[i].row;
    request.rows = list;
    request.n_rows = count;
    prepare_ask(prepare, LOAD_CLERK);
    caravan_projects_v1_projects_import(prepare->client->channel, &prepare->call.op, &request);
    if (!prepare_wait(prepare, false))
        return false;
    answer = caravan_projects_v1_projects_import_response(&prepare->call.op);
    return answer->n_refusals == 0 || prepare_fail(prepare, answer->refusals[0]->message);
}

/* All in one call for each kind: what is there already stays as it is. */
static bool import_all(struct prepare *prepare)
{
    static const struct {
        projects_put *put;
        size_t count;
    } KINDS[] = {
        {projects_put_programme, 1},
        {projects_put_project, PROJECTS},
        {projects_put_line, LINES},
        {projects_put_indicator, LOAD_INDICATORS},
        {projects_put_commitment, COMMITMENTS},
        {projects_put_observation, OBSERVATIONS},
    };
    struct cv_arena *arena = prepare->client->run->arena;
    struct projects_row *rows = cv_arena_array(arena, ROWS_MAX, sizeof(*rows));
    Caravan__Projects__V1__ImportRow **list = cv_arena_array(arena, ROWS_MAX, sizeof(*list));

    if (rows == NULL || list == NULL)
        return prepare_fail(prepare, "out of memory");
    for (size_t kind = 0; kind < sizeof(KINDS) / sizeof(KINDS[0]); kind++) {
        for (size_t n = 0; n < KINDS[kind].count; n++) {
            caravan__projects__v1__import_row__init(&rows[n].row);
            KINDS[kind].put(&rows[n], n, PROJECTS);
        }
        if (!import(prepare, rows, list, KINDS[kind].count))
            return false;
    }
    return true;
}

/* Until when everything is recorded: what a report says it has seen. */
static const Google__Protobuf__Timestamp *ask_known_at(struct prepare *prepare)
{
    Caravan__Projects__V1__ReportRequest request = CARAVAN__PROJECTS__V1__REPORT_REQUEST__INIT;

    request.programme = load_text(LOAD_PROGRAMME);
    prepare_ask(prepare, LOAD_CHIEF);
    caravan_projects_v1_projects_report(prepare->client->channel, &prepare->call.op, &request);
    if (!prepare_wait(prepare, false))
        return NULL;
    return caravan_projects_v1_projects_report_response(&prepare->call.op)->known_at;
}

static bool approve_all(struct prepare *prepare)
{
    Caravan__Projects__V1__ApproveEntriesRequest request =
        CARAVAN__PROJECTS__V1__APPROVE_ENTRIES_REQUEST__INIT;
    bool more = true;

    request.parent = load_text(LOAD_PROGRAMME);
    request.submitted_through = (Google__Protobuf__Timestamp *)(uintptr_t)ask_known_at(prepare);
    while (more && prepare->code == EXIT_DONE) {
        prepare_ask(prepare, LOAD_CHIEF);
        caravan_projects_v1_projects_approve_entries(prepare->client->channel, &prepare->call.op,
                                                     &request);
        more = prepare_wait(prepare, false) &&
               caravan_projects_v1_projects_approve_entries_response(&prepare->call.op)->more;
    }
    return prepare->code == EXIT_DONE;
}

static enum exit_code prepare(struct client *client, struct dice *dice, void **work)
{
    struct projects_work *made = cv_arena_zalloc(client->run->arena, sizeof(*made));
    struct prepare prepare;

    (void)dice;
    prepare_begin(&prepare, client);
    if (made == NULL)
        (void)prepare_fail(&prepare, "out of memory");
    else if (prepare.code == EXIT_DONE && import_all(&prepare))
        (void)approve_all(&prepare);
    if (made != NULL)
        waiting_init(&made->waiting);
    *work = made;
    return prepare.code;
}

/* ---- what calls are about ---- */

static char *project_name(struct load_call *call, unsigned project)
{
    return load_print(call, LOAD_PROGRAMME "/projects/p%u", project);
}

static char *line_name(struct load_call *call, unsigned line)
{
    return load_print(call, LOAD_PROGRAMME "/projects/p%u/budgetLines/l%u", line / LOAD_LINES_EACH,
                      line);
}

/* ---- reading ---- */

static void get_project(struct load_call *call)
{
    Caravan__Projects__V1__GetProjectRequest request =
        CARAVAN__PROJECTS__V1__GET_PROJECT_REQUEST__INIT;

    request.name = project_name(call, load_any(call, PROJECTS));
    caravan_projects_v1_projects_get_project(call->channel, &call->op, &request);
}

static void list_projects(struct load_call *call)
{
    Caravan__Projects__V1__ListProjectsRequest request =
        CARAVAN__PROJECTS__V1__LIST_PROJECTS_REQUEST__INIT;

    request.parent = load_text(LOAD_PROGRAMME);
    request.page_size = PAGE;
    caravan_projects_v1_projects_list_projects(call->channel, &call->op, &request);
}

static void get_budget_line(struct load_call *call)
{
    Caravan__Projects__V1__GetBudgetLineRequest request =
        CARAVAN__PROJECTS__V1__GET_BUDGET_LINE_REQUEST__INIT;

    request.name = line_name(call, load_any(call, LINES));
    caravan_projects_v1_projects_get_budget_line(call->channel, &call->op, &request);
}

static void list_commitments(struct load_call *call)
{
    Caravan__Projects__V1__ListCommitmentsRequest request =
        CARAVAN__PROJECTS__V1__LIST_COMMITMENTS_REQUEST__INIT;

    request.parent = project_name(call, load_any(call, PROJECTS));
    request.page_size = PAGE;
    caravan_projects_v1_projects_list_commitments(call->channel, &call->op, &request);
}

static void list_observations(struct load_call *call)
{
    Caravan__Projects__V1__ListObservationsRequest request =
        CARAVAN__PROJECTS__V1__LIST_OBSERVATIONS_REQUEST__INIT;

    request.parent =
        load_print(call, LOAD_PROGRAMME "/indicators/i%u", load_any(call, LOAD_INDICATORS));
    request.page_size = PAGE;
    caravan_projects_v1_projects_list_observations(call->channel, &call->op, &request);
}

static void report(struct load_call *call)
{
    Caravan__Projects__V1__ReportRequest request = CARAVAN__PROJECTS__V1__REPORT_REQUEST__INIT;

    request.programme = load_text(LOAD_PROGRAMME);
    caravan_projects_v1_projects_report(call->channel, &call->op, &request);
}

static void report_spending(struct load_call *call)
{
    Caravan__Projects__V1__ReportSpendingRequest request =
        CARAVAN__PROJECTS__V1__REPORT_SPENDING_REQUEST__INIT;

    request.programme = load_text(LOAD_PROGRAMME);
    request.project = project_name(call, load_any(call, PROJECTS));
    caravan_projects_v1_projects_report_spending(call->channel, &call->op, &request);
}

/* ---- writing ---- */

/* Of a day that the indicator has: reports cost as much at the end of a run as at its beginning. */
static void create_observation(struct load_call *call)
{
    Caravan__Projects__V1__CreateObservationRequest request =
        CARAVAN__PROJECTS__V1__CREATE_OBSERVATION_REQUEST__INIT;
    Caravan__Projects__V1__Observation observation = CARAVAN__PROJECTS__V1__OBSERVATION__INIT;
    unsigned again = load_any(call, OBSERVATIONS);
    Google__Type__Date day;

    request.parent = load_print(call, LOAD_PROGRAMME "/indicators/i%u", again % LOAD_INDICATORS);
    request.observation = &observation;
    request.request_id = load_unique(call, "observe");
    observation.project = project_name(call, load_any(call, PROJECTS));
    observation.value = load_any(call, 1000);
    observation.effective_date = load_day(&day, projects_observed_on(again));
    caravan_projects_v1_projects_create_observation(call->channel, &call->op, &request);
}

static void create_commitment(struct load_call *call)
{
    Caravan__Projects__V1__CreateCommitmentRequest request =
        CARAVAN__PROJECTS__V1__CREATE_COMMITMENT_REQUEST__INIT;
    Caravan__Projects__V1__Commitment commitment = CARAVAN__PROJECTS__V1__COMMITMENT__INIT;
    Caravan__Common__V1__Money amount = CARAVAN__COMMON__V1__MONEY__INIT;
    unsigned line = load_any(call, LINES);
    Google__Type__Date day;

    amount.minor_units = 100 + load_any(call, 900);
    commitment.budget_line = line_name(call, line);
    commitment.amount = &amount;
    commitment.effective_date = load_day(&day, load_any(call, 900));
    request.parent = project_name(call, line / LOAD_LINES_EACH);
    request.commitment = &commitment;
    request.request_id = load_unique(call, "commit");
    caravan_projects_v1_projects_create_commitment(call->channel, &call->op, &request);
}

static void commitment_created(struct load_call *call)
{
    const Caravan__Projects__V1__Commitment *made =
        caravan_projects_v1_projects_create_commitment_response(&call->op);
    struct projects_work *work = call->work;
    uint32_t entry;

    if (!waiting_place(&work->waiting, &entry))
        return; /* it stays submitted */
    (void)snprintf(work->entries[entry].name, sizeof(work->entries[entry].name), "%s", made->name);
    (void)snprintf(work->entries[entry].etag, sizeof(work->entries[entry].etag), "%s", made->etag);
    waiting_put(&work->waiting, entry);
}

static bool something_waits(const void *work)
{
    return ((const struct projects_work *)work)->waiting.count > 0;
}

/* Under one request id however often it is tried. */
static void approve_commitment(struct load_call *call)
{
    Caravan__Projects__V1__MoveEntryRequest request =
        CARAVAN__PROJECTS__V1__MOVE_ENTRY_REQUEST__INIT;
    struct projects_work *work = call->work;
    struct entry *entry;

    call->piece = waiting_take(&work->waiting);
    entry = &work->entries[call->piece];
    request.name = entry->name;
    request.etag = entry->etag;
    request.move = CARAVAN__PROJECTS__V1__ENTRY_MOVE__ENTRY_MOVE_APPROVE;
    request.request_id = load_print(call, "approve-%s", strrchr(entry->name, '/') + 1);
    caravan_projects_v1_projects_move_commitment(call->channel, &call->op, &request);
}

static void commitment_approved(struct load_call *call)
{
    struct projects_work *work = call->work;

    waiting_free(&work->waiting, (uint32_t)call->piece);
}

/* Tried again if the service has not judged it. */
static void commitment_not_approved(struct load_call *call)
{
    struct projects_work *work = call->work;

    if (load_try_again(call))
        waiting_put(&work->waiting, (uint32_t)call->piece);
    else
        commitment_approved(call);
}

/* ---- the tables ---- */

enum {
    GET_PROJECT,
    LIST_PROJECTS,
    GET_BUDGET_LINE,
    LIST_COMMITMENTS,
    LIST_OBSERVATIONS,
    REPORT,
    REPORT_SPENDING,
    CREATE_OBSERVATION,
    CREATE_COMMITMENT,
    MOVE_COMMITMENT,
    METHODS,
};

static const struct load_method TABLE[METHODS] = {
    [GET_PROJECT] = {.name = "GetProject", .ask = get_project},
    [LIST_PROJECTS] = {.name = "ListProjects", .ask = list_projects},
    [GET_BUDGET_LINE] = {.name = "GetBudgetLine", .ask = get_budget_line},
    [LIST_COMMITMENTS] = {.name = "ListCommitments", .ask = list_commitments},
    [LIST_OBSERVATIONS] = {.name = "ListObservations", .ask = list_observations},
    [REPORT] = {.name = "Report", .ask = report, .by = LOAD_CHIEF},
    [REPORT_SPENDING] = {.name = "ReportSpending", .ask = report_spending, .by = LOAD_CHIEF},
    [CREATE_OBSERVATION] = {.name = "CreateObservation", .ask = create_observation},
    [CREATE_COMMITMENT] = {.name = "CreateCommitment",
                           .ask = create_commitment,
                           .answered = commitment_created},
    [MOVE_COMMITMENT] = {.name = "MoveCommitment",
                         .ask = approve_commitment,
                         .answered = commitment_approved,
                         .refused = commitment_not_approved,
                         .by = LOAD_CHIEF,
                         .ready = something_waits,
                         .instead = CREATE_COMMITMENT},
};

static const struct load_profile PROFILES[] = {
    {.name = "ordinary",
     .summary = {"an office day: three quarters looked up, the rest recorded and approved",
                 "平日：四分之三为查询，其余为登记与审批"},
     .rate = 200,
     .weights = {[GET_PROJECT] = 300,
                 [LIST_PROJECTS] = 60,
                 [GET_BUDGET_LINE] = 150,
                 [LIST_COMMITMENTS] = 150,
                 [LIST_OBSERVATIONS] = 80,
                 [REPORT] = 5,
                 [REPORT_SPENDING] = 15,
                 [CREATE_OBSERVATION] = 120,
                 [CREATE_COMMITMENT] = 60,
                 [MOVE_COMMITMENT] = 60}},
    {.name = "peak",
     .summary = {"the end of a quarter: everybody records, approves and reports",
                 "季末：集中登记、审批和查询报表"},
     .rate = 1000,
     .weights = {[GET_PROJECT] = 150,
                 [LIST_PROJECTS] = 20,
                 [GET_BUDGET_LINE] = 150,
                 [LIST_COMMITMENTS] = 70,
                 [LIST_OBSERVATIONS] = 40,
                 [REPORT] = 10,
                 [REPORT_SPENDING] = 20,
                 [CREATE_OBSERVATION] = 240,
                 [CREATE_COMMITMENT] = 150,
                 [MOVE_COMMITMENT] = 150}},
    {.name = "read",
     .summary = {"nothing is recorded", "只读"},
     .weights = {[GET_PROJECT] = 500,
                 [LIST_PROJECTS] = 50,
                 [GET_BUDGET_LINE] = 250,
                 [LIST_COMMITMENTS] = 150,
                 [LIST_OBSERVATIONS] = 50}},
    {.name = "write",
     .summary = {"nothing is looked up", "只写"},
     .weights = {[CREATE_OBSERVATION] = 400, [CREATE_COMMITMENT] = 300, [MOVE_COMMITMENT] = 300}},
    {.name = NULL},
};

const struct load_service load_projects = {
    .name = "projects",
    .program = "caravan-projects",
    .summary = {"a programme with 100 projects, its money and what was observed",
                "含 100 个项目的规划及其资金与观测值"},
    .methods = TABLE,
    .method_count = METHODS,
    .profiles = PROFILES,
    .prepare = prepare,
};
