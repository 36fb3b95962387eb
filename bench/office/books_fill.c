#include "books.h"

#include "caravan/projects/v1/projects.caravan.h"

#include <stdio.h>
#include <string.h>

/* One row of an import, and all that it points at. */
struct row {
    Caravan__Projects__V1__ImportRow row;
    union {
        struct {
            Caravan__Projects__V1__CreateProjectRequest create;
            Caravan__Projects__V1__Project project;
            Caravan__Projects__V1__SectorShare sector, *sectors[1];
            Caravan__Projects__V1__Site site, *sites[1];
        } project;
        struct {
            Caravan__Projects__V1__CreateBudgetLineRequest create;
            Caravan__Projects__V1__BudgetLine line;
        } line;
        struct {
            Caravan__Projects__V1__CreateCommitmentRequest create;
            Caravan__Projects__V1__Commitment commitment;
        } commitment;
        struct {
            Caravan__Projects__V1__CreateDisbursementRequest create;
            Caravan__Projects__V1__Disbursement disbursement;
        } disbursement;
        struct {
            Caravan__Projects__V1__CreateIndicatorRequest create;
            Caravan__Projects__V1__Indicator indicator;
        } indicator;
        struct {
            Caravan__Projects__V1__CreateObservationRequest create;
            Caravan__Projects__V1__Observation observation;
        } observation;
        struct {
            Caravan__Projects__V1__CreateProgrammeRequest create;
            Caravan__Projects__V1__Programme programme;
        } programme;
    };
    Google__Type__Date day, last;
    Caravan__Common__V1__Money money;
    char id[24], parent[NAME_SIZE], other[2 * NAME_SIZE];
};

struct batch {
    struct row rows[IMPORT_MAX];
    Caravan__Projects__V1__ImportRow *pointers[IMPORT_MAX];
    size_t count;
    uint64_t projects;
};

static struct batch batch;

static Caravan__Common__V1__Money *money(struct row *row, int64_t fen)
{
    caravan__common__v1__money__init(&row->money);
    row->money.minor_units = fen;
    return &row->money;
}

#define PUT(field, FIELD, request)                                                                 \
    row->row.record_case = CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_##FIELD;                      \
    row->row.field = (request)

static void put_programme(struct row *row, uint64_t n)
{
    Caravan__Projects__V1__CreateProgrammeRequest *create = &row->programme.create;
    Caravan__Projects__V1__Programme *programme = &row->programme.programme;

    (void)n;
    caravan__projects__v1__create_programme_request__init(create);
    caravan__projects__v1__programme__init(programme);
    programme->title = crew_text("Bench");
    programme->start_date = crew_day(&row->day, 0);
    programme->end_date = crew_day(&row->last, 1007);
    create->programme_id = crew_text("bench");
    create->programme = programme;
    PUT(programme, PROGRAMME, create);
}

static void put_project(struct row *row, uint64_t n)
{
    static const char *const SECTORS[] = {"health", "roads", "schools", "trade", "villages"};
    Caravan__Projects__V1__CreateProjectRequest *create = &row->project.create;
    Caravan__Projects__V1__Project *project = &row->project.project;

    caravan__projects__v1__create_project_request__init(create);
    caravan__projects__v1__project__init(project);
    caravan__projects__v1__sector_share__init(&row->project.sector);
    caravan__projects__v1__site__init(&row->project.site);
    (void)snprintf(row->id, sizeof(row->id), "p%llu", (unsigned long long)n);
    (void)snprintf(row->other, sizeof(row->other), "town-%llu", (unsigned long long)(n % 100));
    row->project.sector.code = crew_text(SECTORS[n % 5]);
    row->project.sector.share_basis_points = 10000;
    row->project.sectors[0] = &row->project.sector;
    row->project.site.id = row->project.site.title = row->other;
    row->project.site.share_basis_points = 10000;
    row->project.sites[0] = &row->project.site;
    project->title = row->id;
    project->sectors = row->project.sectors;
    project->sites = row->project.sites;
    project->n_sectors = project->n_sites = 1;
    create->parent = crew_text(PROGRAMME);
    create->project_id = row->id;
    create->project = project;
    PUT(project, PROJECT, create);
}

static void name_parent(struct row *row, uint64_t project)
{
    (void)snprintf(row->parent, sizeof(row->parent), PROGRAMME "/projects/p%llu",
                   (unsigned long long)project);
}

static void name_other(struct row *row, const char *collection, char letter, uint64_t n)
{
    (void)snprintf(row->other, sizeof(row->other), "%s/%s/%c%llu", row->parent, collection, letter,
                   (unsigned long long)n);
}

static void put_line(struct row *row, uint64_t n)
{
    Caravan__Projects__V1__CreateBudgetLineRequest *create = &row->line.create;
    Caravan__Projects__V1__BudgetLine *line = &row->line.line;

    caravan__projects__v1__create_budget_line_request__init(create);
    caravan__projects__v1__budget_line__init(line);
    name_parent(row, n / LINES_EACH);
    (void)snprintf(row->id, sizeof(row->id), "l%llu", (unsigned long long)n);
    line->title = row->id;
    line->fiscal_year = (int32_t)(2023 + n % 3);
    line->amount = money(row, INT64_C(1000000000));
    line->effective_date = crew_day(&row->day, 0);
    create->parent = row->parent;
    create->budget_line_id = row->id;
    create->budget_line = line;
    PUT(budget_line, BUDGET_LINE, create);
}

/* Entries go round the budget lines. */
static void put_commitment(struct row *row, uint64_t n)
{
    Caravan__Projects__V1__CreateCommitmentRequest *create = &row->commitment.create;
    Caravan__Projects__V1__Commitment *commitment = &row->commitment.commitment;
    uint64_t line = n % (batch.projects * LINES_EACH);

    caravan__projects__v1__create_commitment_request__init(create);
    caravan__projects__v1__commitment__init(commitment);
    name_parent(row, line / LINES_EACH);
    name_other(row, "budgetLines", 'l', line);
    (void)snprintf(row->id, sizeof(row->id), "c%llu", (unsigned long long)n);
    commitment->budget_line = row->other;
    commitment->amount = money(row, (int64_t)(2000 + n % 7));
    commitment->effective_date = crew_day(&row->day, n % 900);
    create->parent = row->parent;
    create->commitment_id = row->id;
    create->commitment = commitment;
    PUT(commitment, COMMITMENT, create);
}

static void put_disbursement(struct row *row, uint64_t n)
{
    Caravan__Projects__V1__CreateDisbursementRequest *create = &row->disbursement.create;
    Caravan__Projects__V1__Disbursement *disbursement = &row->disbursement.disbursement;

    caravan__projects__v1__create_disbursement_request__init(create);
    caravan__projects__v1__disbursement__init(disbursement);
    name_parent(row, n % (batch.projects * LINES_EACH) / LINES_EACH);
    name_other(row, "commitments", 'c', n);
    (void)snprintf(row->id, sizeof(row->id), "d%llu", (unsigned long long)n);
    disbursement->commitment = row->other;
    disbursement->amount = money(row, (int64_t)(1000 + n % 11));
    disbursement->effective_date = crew_day(&row->day, n % 900 + 28);
    create->parent = row->parent;
    create->disbursement_id = row->id;
    create->disbursement = disbursement;
    PUT(disbursement, DISBURSEMENT, create);
}

static void put_indicator(struct row *row, uint64_t n)
{
    Caravan__Projects__V1__CreateIndicatorRequest *create = &row->indicator.create;
    Caravan__Projects__V1__Indicator *indicator = &row->indicator.indicator;

    caravan__projects__v1__create_indicator_request__init(create);
    caravan__projects__v1__indicator__init(indicator);
    (void)snprintf(row->id, sizeof(row->id), "i%llu", (unsigned long long)n);
    indicator->title = row->id;
    indicator->unit = crew_text("things");
    indicator->kind = n % 4 == 0 ? CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_LEVEL
                                 : CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_FLOW;
    create->parent = crew_text(PROGRAMME);
    create->indicator_id = row->id;
    create->indicator = indicator;
    PUT(indicator, INDICATOR, create);
}

static void put_observation(struct row *row, uint64_t n)
{
    Caravan__Projects__V1__CreateObservationRequest *create = &row->observation.create;
    Caravan__Projects__V1__Observation *observation = &row->observation.observation;

    caravan__projects__v1__create_observation_request__init(create);
    caravan__projects__v1__observation__init(observation);
    (void)snprintf(row->id, sizeof(row->id), "o%llu", (unsigned long long)n);
    (void)snprintf(row->parent, sizeof(row->parent), PROGRAMME "/indicators/i%llu",
                   (unsigned long long)(n % INDICATORS));
    (void)snprintf(row->other, sizeof(row->other), PROGRAMME "/projects/p%llu",
                   (unsigned long long)(n / INDICATORS % batch.projects));
    observation->project = row->other;
    observation->value = (int64_t)(n % 1000);
    observation->effective_date = crew_day(&row->day, n / 7);
    create->parent = row->parent;
    create->observation_id = row->id;
    create->observation = observation;
    PUT(observation, OBSERVATION, create);
}

/* ---- importing ---- */

static bool import(struct crew *crew)
{
    Caravan__Projects__V1__ImportRequest request = CARAVAN__PROJECTS__V1__IMPORT_REQUEST__INIT;
    const Caravan__Projects__V1__ImportResponse *answer;
    struct member member = {.crew = crew};

    request.rows = batch.pointers;
    request.n_rows = batch.count;
    crew_begin(&member, CLERK);
    caravan_projects_v1_projects_import(cv_client_channel(crew->client), &member.call.unary,
                                        &request);
    if (crew_wait(crew, &member)) {
        answer = caravan_projects_v1_projects_import_response(&member.call.unary);
        if (answer->created_count != (int32_t)batch.count)
            crew_fail(crew, answer->n_refusals > 0 ? answer->refusals[0]->message
                                                   : "rows were there before");
    }
    crew_done(&member);
    batch.count = 0;
    return crew->why[0] == '\0';
}

/* Rows `first` to `end`, as many to a call as it takes. */
static bool import_all(struct crew *crew, uint64_t end, void (*put)(struct row *, uint64_t))
{
    for (uint64_t n = 0; n < end; n++) {
        struct row *row = &batch.rows[batch.count];

        caravan__projects__v1__import_row__init(&row->row);
        put(row, n);
        batch.pointers[batch.count++] = &row->row;
        if (batch.count == IMPORT_MAX && !import(crew))
            return false;
    }
    return batch.count == 0 || import(crew);
}

bool books_projects(struct crew *crew, uint64_t projects)
{
    batch.projects = projects;
    return import_all(crew, 1, put_programme) && import_all(crew, projects, put_project) &&
           import_all(crew, projects * LINES_EACH, put_line);
}

bool books_money(struct crew *crew, uint64_t projects, uint64_t entries)
{
    batch.projects = projects;
    return import_all(crew, entries / 2, put_commitment) &&
           import_all(crew, entries / 2, put_disbursement);
}

bool books_observations(struct crew *crew, uint64_t projects, uint64_t observations)
{
    batch.projects = projects;
    return import_all(crew, INDICATORS, put_indicator) &&
           import_all(crew, observations, put_observation);
}
