#include "books.h"

#include "caravan/projects/v1/projects.caravan.h"

struct batch {
    struct projects_row rows[LOAD_IMPORT_MAX];
    Caravan__Projects__V1__ImportRow *pointers[LOAD_IMPORT_MAX];
    size_t count;
    uint64_t projects;
};

static struct batch batch;

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
static bool import_all(struct crew *crew, uint64_t end, projects_put *put)
{
    for (uint64_t n = 0; n < end; n++) {
        struct projects_row *row = &batch.rows[batch.count];

        caravan__projects__v1__import_row__init(&row->row);
        put(row, n, batch.projects);
        batch.pointers[batch.count++] = &row->row;
        if (batch.count == LOAD_IMPORT_MAX && !import(crew))
            return false;
    }
    return batch.count == 0 || import(crew);
}

bool books_projects(struct crew *crew, uint64_t projects)
{
    batch.projects = projects;
    return import_all(crew, 1, projects_put_programme) &&
           import_all(crew, projects, projects_put_project) &&
           import_all(crew, projects * LOAD_LINES_EACH, projects_put_line);
}

bool books_money(struct crew *crew, uint64_t projects, uint64_t entries)
{
    batch.projects = projects;
    return import_all(crew, entries / 2, projects_put_commitment) &&
           import_all(crew, entries / 2, projects_put_disbursement);
}

bool books_observations(struct crew *crew, uint64_t projects, uint64_t observations)
{
    batch.projects = projects;
    return import_all(crew, LOAD_INDICATORS, projects_put_indicator) &&
           import_all(crew, observations, projects_put_observation);
}
