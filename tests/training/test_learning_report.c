/* What a training report tells of courses, by examples. */
#include "support/message_text.h"
#include "support/training_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define COHORT "courses/weld/cohorts/k1"

static void sow(struct service_bench *bench)
{
    training_up(bench, SERVICE_IN_MEMORY);
    EXPECT(bench, "CreateOrganisation",
           "organisation_id: 'shop' organisation { title: 'S' kind: ORGANISATION_KIND_WORKSHOP }",
           "");
    EXPECT(bench, "CreateCourse",
           "course_id: 'weld' course { title: 'W' kind: COURSE_KIND_VOCATIONAL "
           "organisation: 'organisations/shop' }",
           "");
    EXPECT(bench, "CreateCohort",
           "parent: 'courses/weld' cohort_id: 'k1' cohort { title: 'K' capacity: 60 "
           "state: COHORT_STATE_RUNNING first_date: 2025-03-01 last_date: 2025-05-31 }",
           "");
}

/* Persons p<from> and on, with a seat from 1 March on; `state` says what became of it. */
static void enrol(struct service_bench *bench, int from, int count, const char *state)
{
    for (int i = from; i < from + count; i++) {
        EXPECT(bench, "CreatePerson",
               service_text(bench,
                            "person_id: 'p%d' person { full_name: 'P' "
                            "consents { purpose: CONSENT_PURPOSE_TRAINING text_version: 't1' "
                            "given_date: 2025-01-01 } "
                            "consents { purpose: CONSENT_PURPOSE_CERTIFICATE text_version: 't1' "
                            "given_date: 2025-01-01 } }",
                            i),
               "");
        EXPECT(bench, "CreateEnrolment",
               service_text(bench,
                            "parent: '" COHORT "' enrolment_id: 'e%d' enrolment { "
                            "person: 'persons/p%d' applied_date: 2025-03-01 "
                            "enrolled_date: 2025-03-01 %s }",
                            i, i, state),
               "");
    }
}

#define COMPLETED "state: ENROLMENT_STATE_COMPLETED ended_date: 2025-05-31"

static void issue(struct service_bench *bench, int from, int count)
{
    for (int i = from; i < from + count; i++)
        EXPECT(bench, "IssueCertificate",
               service_text(bench,
                            "enrolment: '" COHORT "/enrolments/e%d' expires_date: 2025-08-31", i),
               "");
}

static void participations_and_persons_of_a_course_its_group_and_all_are_told(void **state)
{
    struct service_bench bench;

    (void)state;
    sow(&bench);
    enrol(&bench, 1, 30, COMPLETED);
    enrol(&bench, 31, 10, "state: ENROLMENT_STATE_NO_SHOW ended_date: 2025-03-02");
    EXPECT(&bench, "TrainingReport", "",
           "courses { kind: COURSE_KIND_VOCATIONAL holder_kind: ORGANISATION_KIND_WORKSHOP "
           "course: 'courses/weld' participations: 40 persons: 40 completed: 30 "
           "not_completed: 10 open: 0 completion_basis_points: 7500 no_show: 10 withheld: false } "
           "course_groups { kind: COURSE_KIND_VOCATIONAL course: '' participations: 40 } "
           "learning { kind: 0 holder_kind: 0 course: '' participations: 40 persons: 40 }");
    EXPECT(&bench, "TrainingReport", "effective_through: 2025-05-30",
           "learning { completed: 0 open: 30 under_way: 30 no_show: 10 }");
    EXPECT(&bench, "TrainingReport", "effective_from: 2025-03-02",
           "learning { participations: 0 persons: 0 withheld: false }");
    service_down(&bench);
}

static void what_became_of_few_is_withheld_and_how_many_took_part_is_not(void **state)
{
    struct service_bench bench;

    (void)state;
    sow(&bench);
    enrol(&bench, 1, 30, COMPLETED);
    enrol(&bench, 31, 6, "state: ENROLMENT_STATE_NO_SHOW ended_date: 2025-03-02");
    enrol(&bench, 37, 6, "state: ENROLMENT_STATE_FAILED ended_date: 2025-05-02");
    EXPECT(&bench, "TrainingReport", "",
           "learning { participations: 42 completed: 30 not_completed: 12 "
           "completion_withheld: false ends_withheld: true failed: 0 no_show: 0 }");
    EXPECT(&bench, "TrainingReport", "effective_through: 2025-05-01",
           "learning { participations: 42 completion_withheld: true ends_withheld: true "
           "open: 0 completion_basis_points: 0 }");
    service_down(&bench);
}

static void certificates_do_not_tell_how_few_completed_without_one(void **state)
{
    struct service_bench bench;

    (void)state;
    sow(&bench);
    enrol(&bench, 1, 30, COMPLETED);
    issue(&bench, 1, 27);
    EXPECT(&bench, "TrainingReport", "",
           "learning { completed: 30 certificates: 0 certificates_withheld: true }");
    issue(&bench, 28, 3);
    EXPECT(&bench, "TrainingReport", "",
           "learning { completed: 30 certificates: 30 certificates_valid: 30 }");
    service_down(&bench);
}

static void a_certificate_is_valid_on_its_last_day_and_expired_on_the_next(void **state)
{
    struct service_bench bench;

    (void)state;
    sow(&bench);
    enrol(&bench, 1, 12, COMPLETED);
    issue(&bench, 1, 12);
    EXPECT(&bench, "TrainingReport", "effective_through: 2025-08-31",
           "learning { certificates: 12 certificates_valid: 12 certificates_expired: 0 }");
    EXPECT(&bench, "TrainingReport", "effective_through: 2025-09-01",
           "learning { certificates: 12 certificates_valid: 0 certificates_expired: 12 }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(participations_and_persons_of_a_course_its_group_and_all_are_told),
        cmocka_unit_test(what_became_of_few_is_withheld_and_how_many_took_part_is_not),
        cmocka_unit_test(certificates_do_not_tell_how_few_completed_without_one),
        cmocka_unit_test(a_certificate_is_valid_on_its_last_day_and_expired_on_the_next),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
