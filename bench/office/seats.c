#include "seats.h"

#include "caravan/training/v1/learning.caravan.h"

#include <stdio.h>
#include <string.h>

#define COURSE     "courses/bench"
#define IMPORT_MAX 5000
#define RUSHES     1000000 /* number of the first cohort of its own */

struct row {
    Caravan__Training__V1__ImportLearningRow row;
    Caravan__Training__V1__CreatePersonRequest create_person;
    Caravan__Training__V1__Person person;
    Caravan__Training__V1__Consent consent, *consents[1];
    Caravan__Training__V1__CreateCohortRequest create_cohort;
    Caravan__Training__V1__Cohort cohort;
    Caravan__Training__V1__CreateCourseRequest create_course;
    Caravan__Training__V1__Course course;
    Google__Type__Date first, last;
    char id[24];
};

static struct {
    struct row rows[IMPORT_MAX];
    Caravan__Training__V1__ImportLearningRow *pointers[IMPORT_MAX];
    size_t count;
    uint64_t cohorts; /* among which applications go round */
} batch;

/* ---- what is there before ---- */

static void put_person(struct row *row, uint64_t n)
{
    caravan__training__v1__create_person_request__init(&row->create_person);
    caravan__training__v1__person__init(&row->person);
    caravan__training__v1__consent__init(&row->consent);
    (void)snprintf(row->id, sizeof(row->id), "p%llu", (unsigned long long)n);
    row->consent.purpose = CARAVAN__TRAINING__V1__CONSENT_PURPOSE__CONSENT_PURPOSE_TRAINING;
    row->consent.text_version = load_text("v1");
    row->consent.given_date = load_day(&row->first, 0);
    row->consents[0] = &row->consent;
    row->person.consents = row->consents;
    row->person.n_consents = 1;
    row->person.full_name = row->id;
    row->create_person.person_id = row->id;
    row->create_person.person = &row->person;
    row->row.record_case = CARAVAN__TRAINING__V1__IMPORT_LEARNING_ROW__RECORD_PERSON;
    row->row.person = &row->create_person;
}

static void put_course(struct row *row, uint64_t n)
{
    (void)n;
    caravan__training__v1__create_course_request__init(&row->create_course);
    caravan__training__v1__course__init(&row->course);
    row->course.title = load_text("Bench");
    row->course.kind = CARAVAN__TRAINING__V1__COURSE_KIND__COURSE_KIND_OTHER;
    row->create_course.course_id = load_text("bench");
    row->create_course.course = &row->course;
    row->row.record_case = CARAVAN__TRAINING__V1__IMPORT_LEARNING_ROW__RECORD_COURSE;
    row->row.course = &row->create_course;
}

static void put_cohort(struct row *row, uint64_t n)
{
    caravan__training__v1__create_cohort_request__init(&row->create_cohort);
    caravan__training__v1__cohort__init(&row->cohort);
    (void)snprintf(row->id, sizeof(row->id), "c%llu", (unsigned long long)n);
    row->cohort.title = row->id;
    row->cohort.state = CARAVAN__TRAINING__V1__COHORT_STATE__COHORT_STATE_OPEN;
    row->cohort.capacity = SEATS;
    row->cohort.waiting_capacity = 10000;
    row->cohort.first_date = load_day(&row->first, 700);
    row->cohort.last_date = load_day(&row->last, 800);
    row->create_cohort.parent = load_text(COURSE);
    row->create_cohort.cohort_id = row->id;
    row->create_cohort.cohort = &row->cohort;
    row->row.record_case = CARAVAN__TRAINING__V1__IMPORT_LEARNING_ROW__RECORD_COHORT;
    row->row.cohort = &row->create_cohort;
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
                       void (*put)(struct row *, uint64_t))
{
    for (uint64_t n = first; n < first + count; n++) {
        struct row *row = &batch.rows[batch.count];

        caravan__training__v1__import_learning_row__init(&row->row);
        put(row, n);
        batch.pointers[batch.count++] = &row->row;
        if (batch.count == IMPORT_MAX && !import(crew))
            return false;
    }
    return batch.count == 0 || import(crew);
}

bool seats_prepare(struct crew *crew, uint64_t people, uint64_t cohorts)
{
    batch.cohorts = cohorts;
    return import_all(crew, 0, 1, put_course) && import_all(crew, 0, cohorts, put_cohort) &&
           import_all(crew, 0, people, put_person);
}

/* ---- applications ---- */

static void apply(struct member *member, uint64_t cohort, uint64_t person)
{
    Caravan__Training__V1__CreateEnrolmentRequest request =
        CARAVAN__TRAINING__V1__CREATE_ENROLMENT_REQUEST__INIT;
    Caravan__Training__V1__Enrolment enrolment = CARAVAN__TRAINING__V1__ENROLMENT__INIT;
    char parent[LOAD_NAME_SIZE], who[LOAD_NAME_SIZE], request_id[48];

    (void)snprintf(parent, sizeof(parent), COURSE "/cohorts/c%llu", (unsigned long long)cohort);
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
    (void)snprintf(parent, sizeof(parent), COURSE "/cohorts/c%llu", (unsigned long long)rushed);
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
