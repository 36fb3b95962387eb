/* Seats, lists and certificates, failing at every allocation and statement at which they can: each
 * call asked again with its request_id has happened exactly once. That the counters agree with what
 * they count is asserted at the end of each store. */
#include "support/sweep.h"
#include "training_seats.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* In all texts # is the number of the round: a cohort c# of one seat, and two persons. */
#define NEW_COHORT                                                                                 \
    {"CreateCohort",                                                                               \
     "parent: '" COURSE "' cohort_id: 'c#' cohort { title: 'x' capacity: 1 waiting_capacity: 2 "   \
     "first_date: 2025-06-10 last_date: 2025-08-10 }"},                                            \
    {                                                                                              \
        "MoveCohort", "name: '" COURSE "/cohorts/c#' move: COHORT_MOVE_OPEN"                       \
    }
#define PERSON(id)                                                                                 \
    {                                                                                              \
        "CreatePerson", "person_id: '" id "#' person { consents { purpose: 1 "                     \
                        "text_version: 't' given_date: 2025-06-01 } }"                             \
    }
#define APPLIES(id)                                                                                \
    "parent: '" COURSE "/cohorts/c#' enrolment_id: '" id "' enrolment { person: 'persons/" id "#'" \
    " }"
#define ENROLMENT(id) "name: '" COURSE "/cohorts/c#/enrolments/" id "'"
#define FULL                                                                                       \
    NEW_COHORT, PERSON("a"), PERSON("b"), {"CreateEnrolment", APPLIES("a")},                       \
    {                                                                                              \
        "CreateEnrolment", APPLIES("b")                                                            \
    }
#define OFFERED                                                                                    \
    {                                                                                              \
        "GetEnrolment", ENROLMENT("b"), "state: ENROLMENT_STATE_OFFERED"                           \
    }

static const struct sweep SWEEPS[] = {
    {{{NULL}},
     "CreatePerson",
     "person_id: 'a#' person { full_name: 'A' consents { purpose: 1 text_version: 't' "
     "given_date: 2025-06-01 } }",
     {"GetPerson", "name: 'persons/a#'", "etag: 'v1' consents { purpose: 1 }"}},
    {{NEW_COHORT, PERSON("a")},
     "CreateEnrolment",
     APPLIES("a"),
     {"GetCohort", "name: '" COURSE "/cohorts/c#'", "taken: 1 waiting: 0"}},
    {{NEW_COHORT, PERSON("a"), PERSON("b"), {"CreateEnrolment", APPLIES("a")}},
     "CreateEnrolment",
     APPLIES("b"),
     {"GetCohort", "name: '" COURSE "/cohorts/c#'", "taken: 1 waiting: 1"}},
    {{FULL}, "MoveEnrolment", ENROLMENT("a") " move: ENROLMENT_MOVE_WITHDRAW", OFFERED},
    {{FULL},
     "UpdateCohort",
     "cohort { name: '" COURSE "/cohorts/c#' etag: '*' capacity: 2 } "
     "update_mask { paths: 'capacity' }",
     OFFERED},
    {{FULL}, "ErasePerson", "name: 'persons/a#'", OFFERED},
    {{FULL},
     "MoveCohort",
     "name: '" COURSE "/cohorts/c#' move: COHORT_MOVE_CANCEL",
     {"GetEnrolment", ENROLMENT("b"), "state: ENROLMENT_STATE_CANCELLED"}},
    {{NEW_COHORT,
      PERSON("a"),
      {"CreateEnrolment", APPLIES("a")},
      {"CreateSession", "parent: '" COURSE "/cohorts/c#' session_id: 's' session { title: 'x' "
                        "date: 2025-07-01 minutes: 90 }"}},
     "CreateAttendance",
     "parent: '" COURSE "/cohorts/c#/sessions/s' attendance_id: 'x' attendance { "
     "enrolment: '" COURSE "/cohorts/c#/enrolments/a' state: ATTENDANCE_STATE_PRESENT }",
     {"ListAttendances", "parent: '" COURSE "/cohorts/c#/sessions/s'",
      "attendances { state: ATTENDANCE_STATE_PRESENT entries { reason: '' } }"}},
};

static void each_call_has_happened_exactly_once_when_it_is_asked_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(SWEEPS) / sizeof(SWEEPS[0]); i++) {
        struct service_bench bench;

        training_up(&bench, SERVICE_IN_MEMORY);
        EXPECT(&bench, "CreateCourse", "course_id: 'weld' course { title: 'Welding' }", "");
        (void)sweep_run(&bench, &SWEEPS[i]);
        service_down(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_call_has_happened_exactly_once_when_it_is_asked_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
