#include "training_rows.h"

#include <stdio.h>

void training_put_person(struct training_row *row, uint64_t n)
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

void training_put_course(struct training_row *row, uint64_t n)
{
    (void)n;
    caravan__training__v1__create_course_request__init(&row->create_course);
    caravan__training__v1__course__init(&row->course);
    row->course.title = load_text("Load");
    row->course.kind = CARAVAN__TRAINING__V1__COURSE_KIND__COURSE_KIND_OTHER;
    row->create_course.course_id = load_text("load");
    row->create_course.course = &row->course;
    row->row.record_case = CARAVAN__TRAINING__V1__IMPORT_LEARNING_ROW__RECORD_COURSE;
    row->row.course = &row->create_course;
}

void training_put_cohort(struct training_row *row, uint64_t n, const char *prefix, int32_t seats)
{
    caravan__training__v1__create_cohort_request__init(&row->create_cohort);
    caravan__training__v1__cohort__init(&row->cohort);
    (void)snprintf(row->id, sizeof(row->id), "%s%llu", prefix, (unsigned long long)n);
    row->cohort.title = row->id;
    row->cohort.state = CARAVAN__TRAINING__V1__COHORT_STATE__COHORT_STATE_OPEN;
    row->cohort.capacity = seats;
    row->cohort.waiting_capacity = 10000;
    row->cohort.first_date = load_day(&row->first, 700);
    row->cohort.last_date = load_day(&row->last, 800);
    row->create_cohort.parent = load_text(LOAD_COURSE);
    row->create_cohort.cohort_id = row->id;
    row->create_cohort.cohort = &row->cohort;
    row->row.record_case = CARAVAN__TRAINING__V1__IMPORT_LEARNING_ROW__RECORD_COHORT;
    row->row.cohort = &row->create_cohort;
}

void training_put_session(struct training_row *row, uint64_t n, const char *prefix, uint64_t cohort)
{
    caravan__training__v1__create_session_request__init(&row->create_session);
    caravan__training__v1__session__init(&row->session);
    (void)snprintf(row->id, sizeof(row->id), "s%llu", (unsigned long long)n);
    (void)snprintf(row->parent, sizeof(row->parent), LOAD_COURSE "/cohorts/%s%llu", prefix,
                   (unsigned long long)cohort);
    row->session.title = row->id;
    row->session.date = load_day(&row->first, 700 + n);
    row->session.minutes = 90;
    row->create_session.parent = row->parent;
    row->create_session.session_id = row->id;
    row->create_session.session = &row->session;
    row->row.record_case = CARAVAN__TRAINING__V1__IMPORT_LEARNING_ROW__RECORD_SESSION;
    row->row.session = &row->create_session;
}
