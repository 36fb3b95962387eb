#include "projects_rows.h"

#include <stdio.h>

static Caravan__Common__V1__Money *money(struct projects_row *row, int64_t fen)
{
    caravan__common__v1__money__init(&row->money);
    row->money.minor_units = fen;
    return &row->money;
}

#define PUT(field, FIELD, request)                                                                 \
    row->row.record_case = CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_##FIELD;                      \
    row->row.field = (request)

void projects_put_programme(struct projects_row *row, uint64_t n, uint64_t projects)
{
    Caravan__Projects__V1__CreateProgrammeRequest *create = &row->programme.create;
    Caravan__Projects__V1__Programme *programme = &row->programme.programme;

    (void)projects;
    (void)n;
    caravan__projects__v1__create_programme_request__init(create);
    caravan__projects__v1__programme__init(programme);
    programme->title = load_text("Load");
    programme->start_date = load_day(&row->day, 0);
    programme->end_date = load_day(&row->last, 1007);
    create->programme_id = load_text("load");
    create->programme = programme;
    PUT(programme, PROGRAMME, create);
}

void projects_put_project(struct projects_row *row, uint64_t n, uint64_t projects)
{
    static const char *const SECTORS[] = {"health", "roads", "schools", "trade", "villages"};
    Caravan__Projects__V1__CreateProjectRequest *create = &row->project.create;
    Caravan__Projects__V1__Project *project = &row->project.project;

    (void)projects;
    caravan__projects__v1__create_project_request__init(create);
    caravan__projects__v1__project__init(project);
    caravan__projects__v1__sector_share__init(&row->project.sector);
    caravan__projects__v1__site__init(&row->project.site);
    (void)snprintf(row->id, sizeof(row->id), "p%llu", (unsigned long long)n);
    (void)snprintf(row->other, sizeof(row->other), "town-%llu", (unsigned long long)(n % 100));
    row->project.sector.code = load_text(SECTORS[n % 5]);
    row->project.sector.share_basis_points = 10000;
    row->project.sectors[0] = &row->project.sector;
    row->project.site.id = row->project.site.title = row->other;
    row->project.site.share_basis_points = 10000;
    row->project.sites[0] = &row->project.site;
    project->title = row->id;
    project->sectors = row->project.sectors;
    project->sites = row->project.sites;
    project->n_sectors = project->n_sites = 1;
    create->parent = load_text(LOAD_PROGRAMME);
    create->project_id = row->id;
    create->project = project;
    PUT(project, PROJECT, create);
}

static void name_parent(struct projects_row *row, uint64_t project)
{
    (void)snprintf(row->parent, sizeof(row->parent), LOAD_PROGRAMME "/projects/p%llu",
                   (unsigned long long)project);
}

static void name_other(struct projects_row *row, const char *collection, char letter, uint64_t n)
{
    (void)snprintf(row->other, sizeof(row->other), "%s/%s/%c%llu", row->parent, collection, letter,
                   (unsigned long long)n);
}

void projects_put_line(struct projects_row *row, uint64_t n, uint64_t projects)
{
    Caravan__Projects__V1__CreateBudgetLineRequest *create = &row->line.create;
    Caravan__Projects__V1__BudgetLine *line = &row->line.line;

    (void)projects;
    caravan__projects__v1__create_budget_line_request__init(create);
    caravan__projects__v1__budget_line__init(line);
    name_parent(row, n / LOAD_LINES_EACH);
    (void)snprintf(row->id, sizeof(row->id), "l%llu", (unsigned long long)n);
    line->title = row->id;
    line->fiscal_year = (int32_t)(2023 + n % 3);
    line->amount = money(row, INT64_C(1000000000));
    line->effective_date = load_day(&row->day, 0);
    create->parent = row->parent;
    create->budget_line_id = row->id;
    create->budget_line = line;
    PUT(budget_line, BUDGET_LINE, create);
}

/* Entries go round the budget lines. */
void projects_put_commitment(struct projects_row *row, uint64_t n, uint64_t projects)
{
    Caravan__Projects__V1__CreateCommitmentRequest *create = &row->commitment.create;
    Caravan__Projects__V1__Commitment *commitment = &row->commitment.commitment;
    uint64_t line = n % (projects * LOAD_LINES_EACH);

    caravan__projects__v1__create_commitment_request__init(create);
    caravan__projects__v1__commitment__init(commitment);
    name_parent(row, line / LOAD_LINES_EACH);
    name_other(row, "budgetLines", 'l', line);
    (void)snprintf(row->id, sizeof(row->id), "c%llu", (unsigned long long)n);
    commitment->budget_line = row->other;
    commitment->amount = money(row, (int64_t)(2000 + n % 7));
    commitment->effective_date = load_day(&row->day, n % 900);
    create->parent = row->parent;
    create->commitment_id = row->id;
    create->commitment = commitment;
    PUT(commitment, COMMITMENT, create);
}

void projects_put_disbursement(struct projects_row *row, uint64_t n, uint64_t projects)
{
    Caravan__Projects__V1__CreateDisbursementRequest *create = &row->disbursement.create;
    Caravan__Projects__V1__Disbursement *disbursement = &row->disbursement.disbursement;

    caravan__projects__v1__create_disbursement_request__init(create);
    caravan__projects__v1__disbursement__init(disbursement);
    name_parent(row, n % (projects * LOAD_LINES_EACH) / LOAD_LINES_EACH);
    name_other(row, "commitments", 'c', n);
    (void)snprintf(row->id, sizeof(row->id), "d%llu", (unsigned long long)n);
    disbursement->commitment = row->other;
    disbursement->amount = money(row, (int64_t)(1000 + n % 11));
    disbursement->effective_date = load_day(&row->day, n % 900 + 28);
    create->parent = row->parent;
    create->disbursement_id = row->id;
    create->disbursement = disbursement;
    PUT(disbursement, DISBURSEMENT, create);
}

void projects_put_indicator(struct projects_row *row, uint64_t n, uint64_t projects)
{
    Caravan__Projects__V1__CreateIndicatorRequest *create = &row->indicator.create;
    Caravan__Projects__V1__Indicator *indicator = &row->indicator.indicator;

    (void)projects;
    caravan__projects__v1__create_indicator_request__init(create);
    caravan__projects__v1__indicator__init(indicator);
    (void)snprintf(row->id, sizeof(row->id), "i%llu", (unsigned long long)n);
    indicator->title = row->id;
    indicator->unit = load_text("things");
    indicator->kind = n % 4 == 0 ? CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_LEVEL
                                 : CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_FLOW;
    create->parent = load_text(LOAD_PROGRAMME);
    create->indicator_id = row->id;
    create->indicator = indicator;
    PUT(indicator, INDICATOR, create);
}

uint64_t projects_observed_on(uint64_t n)
{
    return n / 7;
}

void projects_put_observation(struct projects_row *row, uint64_t n, uint64_t projects)
{
    Caravan__Projects__V1__CreateObservationRequest *create = &row->observation.create;
    Caravan__Projects__V1__Observation *observation = &row->observation.observation;

    caravan__projects__v1__create_observation_request__init(create);
    caravan__projects__v1__observation__init(observation);
    (void)snprintf(row->id, sizeof(row->id), "o%llu", (unsigned long long)n);
    (void)snprintf(row->parent, sizeof(row->parent), LOAD_PROGRAMME "/indicators/i%llu",
                   (unsigned long long)(n % LOAD_INDICATORS));
    (void)snprintf(row->other, sizeof(row->other), LOAD_PROGRAMME "/projects/p%llu",
                   (unsigned long long)(n / LOAD_INDICATORS % projects));
    observation->project = row->other;
    observation->value = (int64_t)(n % 1000);
    observation->effective_date = load_day(&row->day, projects_observed_on(n));
    create->parent = row->parent;
    create->observation_id = row->id;
    create->observation = observation;
    PUT(observation, OBSERVATION, create);
}
