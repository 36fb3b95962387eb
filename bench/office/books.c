#include "books.h"

#include "base/clock.h"
#include "caravan/projects/v1/projects.caravan.h"

#include <stdio.h>
#include <string.h>

/* ---- approving all ---- */

/* Until when everything is recorded: what a report says it has seen. */
static bool ask_known_at(struct crew *crew, Google__Protobuf__Timestamp *known_at)
{
    Caravan__Projects__V1__ReportRequest request = CARAVAN__PROJECTS__V1__REPORT_REQUEST__INIT;
    struct member member = {.crew = crew};

    request.programme = load_text(LOAD_PROGRAMME);
    crew_begin(&member, CHIEF);
    caravan_projects_v1_projects_report(cv_client_channel(crew->client), &member.call.unary,
                                        &request);
    google__protobuf__timestamp__init(known_at);
    if (crew_wait(crew, &member)) {
        const Caravan__Projects__V1__ReportResponse *report =
            caravan_projects_v1_projects_report_response(&member.call.unary);

        known_at->seconds = report->known_at->seconds;
        known_at->nanos = report->known_at->nanos;
    }
    crew_done(&member);
    return crew->why[0] == '\0';
}

bool books_approve(struct crew *crew)
{
    Caravan__Projects__V1__ApproveEntriesRequest request =
        CARAVAN__PROJECTS__V1__APPROVE_ENTRIES_REQUEST__INIT;
    Google__Protobuf__Timestamp known_at;
    bool more = ask_known_at(crew, &known_at);

    request.parent = load_text(LOAD_PROGRAMME);
    request.submitted_through = &known_at;
    while (more) {
        struct member member = {.crew = crew};

        crew_begin(&member, CHIEF);
        caravan_projects_v1_projects_approve_entries(cv_client_channel(crew->client),
                                                     &member.call.unary, &request);
        more = crew_wait(crew, &member) &&
               caravan_projects_v1_projects_approve_entries_response(&member.call.unary)->more;
        crew_done(&member);
    }
    return crew->why[0] == '\0';
}

/* ---- entries one by one ---- */

static void submit(struct member *member)
{
    Caravan__Projects__V1__CreateCommitmentRequest request =
        CARAVAN__PROJECTS__V1__CREATE_COMMITMENT_REQUEST__INIT;
    Caravan__Projects__V1__Commitment commitment = CARAVAN__PROJECTS__V1__COMMITMENT__INIT;
    Caravan__Common__V1__Money amount = CARAVAN__COMMON__V1__MONEY__INIT;
    unsigned long long line = member->n % ((uint64_t)PROJECTS_OF_ENTRIES * LOAD_LINES_EACH);
    char parent[LOAD_NAME_SIZE], of[LOAD_NAME_SIZE], request_id[33];
    Google__Type__Date day;

    (void)snprintf(parent, sizeof(parent), LOAD_PROGRAMME "/projects/p%llu",
                   line / LOAD_LINES_EACH);
    (void)snprintf(of, sizeof(of), LOAD_PROGRAMME "/projects/p%llu/budgetLines/l%llu",
                   line / LOAD_LINES_EACH, line);
    (void)snprintf(request_id, sizeof(request_id), "submit-%025llx", (unsigned long long)member->n);
    amount.minor_units = 100;
    commitment.budget_line = of;
    commitment.amount = &amount;
    commitment.effective_date = load_day(&day, member->n % 900);
    request.parent = parent;
    request.commitment = &commitment;
    request.request_id = request_id;
    crew_begin(member, CLERK);
    caravan_projects_v1_projects_create_commitment(cv_client_channel(member->crew->client),
                                                   &member->call.unary, &request);
}

static void approve(struct member *member, const char *name, const char *etag)
{
    Caravan__Projects__V1__MoveEntryRequest request =
        CARAVAN__PROJECTS__V1__MOVE_ENTRY_REQUEST__INIT;
    char request_id[33];

    (void)snprintf(request_id, sizeof(request_id), "approve-%024llx",
                   (unsigned long long)member->n);
    request.name = load_text(name);
    request.etag = load_text(etag);
    request.move = CARAVAN__PROJECTS__V1__ENTRY_MOVE__ENTRY_MOVE_APPROVE;
    request.request_id = request_id;
    crew_begin(member, CHIEF);
    caravan_projects_v1_projects_move_commitment(cv_client_channel(member->crew->client),
                                                 &member->call.unary, &request);
}

bool books_entry(struct member *member)
{
    struct crew *crew = member->crew;
    char name[LOAD_NAME_SIZE], etag[64];

    if (member->busy && !member->submitted) {
        const Caravan__Projects__V1__Commitment *made =
            caravan_projects_v1_projects_create_commitment_response(&member->call.unary);

        (void)snprintf(name, sizeof(name), "%s", made->name);
        (void)snprintf(etag, sizeof(etag), "%s", made->etag);
        crew_done(member);
        member->submitted = true;
        approve(member, name, etag);
        return true;
    }
    if (member->busy)
        crew_done(member);
    if (crew->next == crew->most)
        return false;
    member->n = crew->next++;
    member->submitted = false;
    submit(member);
    return true;
}

/* ---- a report right after a write ---- */

static bool observe(struct crew *crew, uint64_t number)
{
    Caravan__Projects__V1__CreateObservationRequest request =
        CARAVAN__PROJECTS__V1__CREATE_OBSERVATION_REQUEST__INIT;
    Caravan__Projects__V1__Observation observation = CARAVAN__PROJECTS__V1__OBSERVATION__INIT;
    struct member member = {.crew = crew};
    char parent[LOAD_NAME_SIZE];
    Google__Type__Date day;

    (void)snprintf(parent, sizeof(parent), LOAD_PROGRAMME "/indicators/i%llu",
                   (unsigned long long)(number % LOAD_INDICATORS));
    observation.project = load_text(LOAD_PROGRAMME "/projects/p0");
    observation.value = 1;
    observation.effective_date = load_day(&day, number);
    request.parent = parent;
    request.observation = &observation;
    crew_begin(&member, CLERK);
    caravan_projects_v1_projects_create_observation(cv_client_channel(crew->client),
                                                    &member.call.unary, &request);
    (void)crew_wait(crew, &member);
    crew_done(&member);
    return crew->why[0] == '\0';
}

bool books_report(struct crew *crew, uint64_t number, struct histogram *histogram)
{
    Google__Protobuf__Timestamp known_at;
    uint64_t began_ns;

    if (!observe(crew, number))
        return false;
    began_ns = cv_clock_ns();
    if (!ask_known_at(crew, &known_at))
        return false;
    histogram_add(histogram, cv_clock_ns() - began_ns);
    return true;
}
