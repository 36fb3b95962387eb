/* Whole cohorts of the past at once. */
#include "support/service_talk.h"
#include "training_seats.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define ROWS                                                                                       \
    "rows { organisation { organisation_id: 'wks' organisation { title: 'Workshop' } } } "         \
    "rows { person { person_id: 'p1' person { full_name: 'A' organisation: 'organisations/wks' "   \
    "consents { purpose: CONSENT_PURPOSE_TRAINING text_version: '1' given_date: 2024-01-02 } } } " \
    "} "                                                                                           \
    "rows { person { person_id: 'p2' person { consents { purpose: CONSENT_PURPOSE_TRAINING "       \
    "text_version: '1' given_date: 2024-01-03 } } } } "                                            \
    "rows { course { course_id: 'weld' course { title: 'Welding' minutes: 5400 } } } "             \
    "rows { cohort { parent: '" COURSE "' cohort_id: 'k1' cohort { title: 'Spring 2024' "          \
    "state: COHORT_STATE_COMPLETED capacity: 2 first_date: 2024-03-01 last_date: 2024-04-30 } } "  \
    "} "                                                                                           \
    "rows { enrolment { parent: '" COHORT "' enrolment_id: 'e1' enrolment { "                      \
    "person: 'persons/p1' state: ENROLMENT_STATE_COMPLETED applied_date: 2024-02-01 "              \
    "enrolled_date: 2024-02-01 ended_date: 2024-04-30 } } } "                                      \
    "rows { enrolment { parent: '" COHORT "' enrolment_id: 'e2' enrolment { "                      \
    "person: 'persons/p2' state: ENROLMENT_STATE_ENROLLED applied_date: 2024-02-02 "               \
    "enrolled_date: 2024-02-03 } } } "                                                             \
    "rows { session { parent: '" COHORT "' session_id: 's1' session { title: 'Day 1' "             \
    "date: 2024-03-01 minutes: 240 } } } "                                                         \
    "rows { attendance { parent: '" COHORT "/sessions/s1' attendance_id: 'a1' attendance { "       \
    "enrolment: '" COHORT "/enrolments/e1' state: ATTENDANCE_STATE_PRESENT } } } "

static void a_cohort_of_the_past_is_imported_and_again_unchanged(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "ImportLearning", ROWS "validate_only: true",
           "recorded: false created_count: 9 refused_count: 0");
    EXPECT(&bench, "ImportLearning", ROWS, "recorded: true created_count: 9 refused_count: 0");
    cohort_has(&bench, "state: COHORT_STATE_COMPLETED taken: 2");
    is_in(&bench, 1, "COMPLETED");
    EXPECT(&bench, "GetAttendanceRates", "name: '" COHORT "'", "cohort { present: 1 }");
    EXPECT(&bench, "ImportLearning", ROWS, "recorded: true unchanged_count: 9 refused_count: 0");
    service_down(&bench);
}

static void what_went_on_since_is_no_other_row(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "ImportLearning", ROWS, "created_count: 9");
    moves(&bench, 2, "COMPLETE", "COMPLETED");
    EXPECT(&bench, "CorrectAttendance",
           "name: '" COHORT "/sessions/s1/attendances/a1' state: ATTENDANCE_STATE_LATE", "");
    EXPECT(&bench, "CloseAttendance", "name: '" COHORT "/sessions/s1'", "");
    EXPECT(&bench, "WithdrawConsent", "name: 'persons/p1' purpose: CONSENT_PURPOSE_TRAINING", "");
    EXPECT(&bench, "ImportLearning", ROWS, "unchanged_count: 9 refused_count: 0");
    service_down(&bench);
}

static void history_of_a_cohort_that_is_over_is_told_once_a_unit_of_work(void **state)
{
    struct service_bench bench;
    struct service_talk talk;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "ImportLearning", ROWS, "created_count: 9");
    moves(&bench, 2, "FAIL", "FAILED");
    EXPECT(&bench, "ImportLearning", ROWS, "unchanged_count: 9");
    service_talk_open(&bench, &talk, "WatchEvents", "");
    HEAR(&bench, &talk,
         "sequence: 1 event { subject: '" COHORT "' subject_sequence: 1 cohort_completed { "
         "end_date: 2024-04-30 participants: 1 completed: 1 } }");
    HEAR(&bench, &talk,
         "sequence: 2 event { subject: '" COHORT "' subject_sequence: 2 cohort_completed { "
         "end_date: 2024-04-30 participants: 2 completed: 1 } }");
    HEAR(&bench, &talk, "sequence: 2 caught_up: true");
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static void a_row_with_other_content_or_without_consent_is_refused(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "ImportLearning", ROWS, "created_count: 9");
    EXPECT(&bench, "ImportLearning",
           "rows { attendance { parent: '" COHORT "/sessions/s1' attendance_id: 'a1' "
           "attendance { enrolment: '" COHORT "/enrolments/e1' "
           "state: ATTENDANCE_STATE_ABSENT } } } "
           "rows { enrolment { parent: '" COHORT "' enrolment_id: 'e1' enrolment { "
           "person: 'persons/p2' state: ENROLMENT_STATE_COMPLETED applied_date: 2024-02-01 "
           "enrolled_date: 2024-02-01 ended_date: 2024-04-30 } } } "
           "rows { person { person_id: 'p3' person { } } } "
           "rows { enrolment { parent: '" COHORT "' enrolment_id: 'e3' enrolment { "
           "person: 'persons/p3' state: ENROLMENT_STATE_WITHDREW applied_date: 2024-02-01 "
           "ended_date: 2024-04-30 } } } ",
           "recorded: false refused_count: 3 "
           "refusals { row: 0 reason: 'ID_TAKEN' field: 'attendance.state' } "
           "refusals { row: 1 reason: 'ID_TAKEN' field: 'enrolment.person' } "
           "refusals { row: 3 reason: 'CONSENT_MISSING' }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cohort_of_the_past_is_imported_and_again_unchanged),
        cmocka_unit_test(what_went_on_since_is_no_other_row),
        cmocka_unit_test(history_of_a_cohort_that_is_over_is_told_once_a_unit_of_work),
        cmocka_unit_test(a_row_with_other_content_or_without_consent_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
