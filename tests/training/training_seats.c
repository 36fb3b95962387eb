#include "training_seats.h"

void seats_sow(struct service_bench *bench, int capacity, int waiting)
{
    EXPECT(bench, "CreateCourse", "course_id: 'weld' course { title: 'Welding' }", "etag: 'v1'");
    EXPECT(bench, "CreateCohort",
           service_text(bench,
                        "parent: '" COURSE "' cohort_id: 'k1' cohort { title: 'First' "
                        "capacity: %d waiting_capacity: %d first_date: 2025-07-10 "
                        "last_date: 2025-08-10 }",
                        capacity, waiting),
           "state: COHORT_STATE_PLANNED offer_hours: 48");
    EXPECT(bench, "MoveCohort", "name: '" COHORT "' move: COHORT_MOVE_OPEN",
           "state: COHORT_STATE_OPEN etag: 'v2'");
}

void persons_sow(struct service_bench *bench, int from, int count)
{
    for (int i = from; i < from + count; i++) {
        EXPECT(bench, "CreatePerson",
               service_text(bench,
                            "person_id: 'p%d' person { consents { "
                            "purpose: CONSENT_PURPOSE_TRAINING text_version: '2025-1' "
                            "given_date: 2025-06-01 } }",
                            i),
               "etag: 'v1'");
    }
}

const Caravan__Training__V1__Enrolment *applies(struct service_bench *bench, int i)
{
    return (const Caravan__Training__V1__Enrolment *)service_ask(
        bench, "CreateEnrolment",
        service_text(bench,
                     "parent: '" COHORT "' enrolment_id: 'e%d' enrolment { person: 'persons/p%d' }",
                     i, i));
}

void gets(struct service_bench *bench, int i, const char *state, int place)
{
    EXPECT(bench, "CreateEnrolment",
           service_text(bench,
                        "parent: '" COHORT "' enrolment_id: 'e%d' enrolment { "
                        "person: 'persons/p%d' }",
                        i, i),
           service_text(bench,
                        "name: '" COHORT "/enrolments/e%d' person: 'persons/p%d' "
                        "state: ENROLMENT_STATE_%s waiting_place: %d",
                        i, i, state, place));
}

void moves(struct service_bench *bench, int i, const char *move, const char *state)
{
    EXPECT(
        bench, "MoveEnrolment",
        service_text(bench, "name: '" COHORT "/enrolments/e%d' move: ENROLMENT_MOVE_%s", i, move),
        service_text(bench, "state: ENROLMENT_STATE_%s", state));
}

void is_in(struct service_bench *bench, int i, const char *state)
{
    EXPECT(bench, "GetEnrolment", service_text(bench, "name: '" COHORT "/enrolments/e%d'", i),
           service_text(bench, "state: ENROLMENT_STATE_%s", state));
}

void cohort_has(struct service_bench *bench, const char *want)
{
    EXPECT(bench, "GetCohort", "name: '" COHORT "'", want);
}
