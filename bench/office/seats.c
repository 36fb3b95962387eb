#include "seats.h"

#include "caravan/training/v1/learning.caravan.h"
#include "load/training_rows.h"

#include <stdio.h>
#include <string.h>

#define RUSHES 1000000 /* number of the first cohort of its own */

static struct {
    struct training_row rows[LOAD_LEARNERS_IMPORT];
    Caravan__Training__V1__ImportLearningRow *pointers[LOAD_LEARNERS_IMPORT];
    size_t count;
    uint64_t cohorts; /* among which applications go round */
} batch;

static void put_cohort(struct training_row *row, uint64_t n)
{
    training_put_cohort(row, n, "c", SEATS);
}

static bool import(struct crew *crew)
{
    Caravan__Training__V1__ImportLearningRequest request =
        CARAVAN__TRAINING__V1__IMPORT_LEARNING_REQUEST__INIT;
    const Caravan__Training__V1__ImportLearningResponse *answer;
    struct member member = {.crew = crew};

    request.rows = batch.pointers;
    request.n_rows = batch.count;
    crew_begin(&member, CLERK);
    caravan_training_v1_learning_import_learning(cv_client_channel(crew->client),
                                                 &member.call.unary, &request);
    if (crew_wait(crew, &member)) {
        answer = caravan_training_v1_learning_import_learning_response(&member.call.unary);
        if (answer->created_count != (int32_t)batch.count)
            crew_fail(crew, answer->n_refusals > 0 ? answer->refusals[0]->message
                                                   : "rows were there before");
    }
    crew_done(&member);
    batch.count = 0;
    return crew->why[0] == '\0';
}

static bool import_all(struct crew *crew, uint64_t first, uint64_t count,
                       void (*put)(struct training_row *, uint64_t))
{
    for (uint64_t n = first; n < first + count; n++) {
        struct training_row *row = &batch.rows[batch.count];

        caravan__training__v1__import_learning_row__init(&row->row);
        put(row, n);
        batch.pointers[batch.count++] = &row->row;
        if (batch.count == LOAD_LEARNERS_IMPORT && !import(crew))
            return false;
    }
    return batch.count == 0 || import(crew);
}

bool seats_prepare(struct crew *crew, uint64_t people, uint64_t cohorts)
{
    batch.cohorts = cohorts;
    return import_all(crew, 0, 1, training_put_course) &&
           import_all(crew, 0, cohorts, put_cohort) &&
           import_all(crew, 0, people, training_put_person);
}

/* ---- applications ---- */

static void apply(struct member *member, uint64_t cohort, uint64_t person)
{
    Caravan__Training__V1__CreateEnrolmentRequest request =
        CARAVAN__TRAINING__V1__CREATE_ENROLMENT_REQUEST__INIT;
    Caravan__Training__V1__Enrolment enrolment = CARAVAN__TRAINING__V1__ENROLMENT__INIT;
    char parent[LOAD_NAME_SIZE], who[LOAD_NAME_SIZE], request_id[48];

    (void)snprintf(parent, sizeof(parent), LOAD_COURSE "/cohorts/c%llu",
                   (unsigned long long)cohort);
    (void)snprintf(who, sizeof(who), "persons/p%llu", (unsigned long long)person);
    (void)snprintf(request_id, sizeof(request_id), "apply-%llu-%llu", (unsigned long long)cohort,
                   (unsigned long long)person);
    enrolment.person = who;
    request.parent = parent;
    request.enrolment = &enrolment;
    request.request_id = request_id;
    crew_begin(member, CLERK);
    caravan_training_v1_learning_create_enrolment(cv_client_channel(member->crew->client),
                                                  &member->call.unary, &request);
}

static bool next_applies(struct member *member, uint64_t first_cohort, uint64_t cohorts)
{
    struct crew *crew = member->crew;

    if (member->busy)
        crew_done(member);
    if (crew->next == crew->most)
        return false;
    member->n = crew->next++;
    apply(member, first_cohort + member->n % cohorts, member->n);
    return true;
}

bool seats_apply(struct member *member)
{
    return next_applies(member, 0, batch.cohorts);
}

static uint64_t rushed; /* the cohort under way */

static bool rush(struct member *member)
{
    return next_applies(member, rushed, 1);
}

static bool in_order(const Caravan__Training__V1__ListEnrolmentsResponse *list)
{
    for (size_t i = 0; i < list->n_enrolments; i++) {
        const Caravan__Training__V1__Enrolment *one = list->enrolments[i];
        bool seated =
            one->state == CARAVAN__TRAINING__V1__ENROLMENT_STATE__ENROLMENT_STATE_ENROLLED;

        if (one->sequence != (int64_t)i + 1 || seated != (i < SEATS) ||
            one->waiting_place != (i < SEATS ? 0 : (int32_t)i + 1 - SEATS))
            return false;
    }
    return list->n_enrolments == APPLICANTS;
}

bool seats_rush(struct crew *crew, unsigned cohort)
{
    Caravan__Training__V1__ListEnrolmentsRequest request =
        CARAVAN__TRAINING__V1__LIST_ENROLMENTS_REQUEST__INIT;
    struct member member = {.crew = crew};
    char parent[LOAD_NAME_SIZE];

    rushed = RUSHES + cohort;
    if (!import_all(crew, rushed, 1, put_cohort))
        return false;
    crew_run(crew, APPLICANTS, APPLICANTS, rush);
    if (crew->why[0] != '\0')
        return false;
    (void)snprintf(parent, sizeof(parent), LOAD_COURSE "/cohorts/c%llu",
                   (unsigned long long)rushed);
    request.parent = parent;
    request.page_size = 1000;
    crew_begin(&member, CLERK);
    caravan_training_v1_learning_list_enrolments(cv_client_channel(crew->client),
                                                 &member.call.unary, &request);
    if (crew_wait(crew, &member) &&
        !in_order(caravan_training_v1_learning_list_enrolments_response(&member.call.unary)))
        crew_fail(crew, "not exactly the seats are taken, or the list is not in order");
    crew_done(&member);
    return crew->why[0] == '\0';
}
