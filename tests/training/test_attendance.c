/* Sessions and who was there, through the whole service. */
#include "support/message_text.h"
#include "training_seats.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define SESSION COHORT "/sessions/s1"

/* With three enrolled, one who waits, and two sessions. */
static void sow(struct service_bench *bench)
{
    training_up(bench, SERVICE_IN_MEMORY);
    seats_sow(bench, 3, 2);
    persons_sow(bench, 1, 4);
    for (int i = 1; i <= 4; i++)
        assert_non_null(applies(bench, i));
    EXPECT(bench, "CreateSession",
           "parent: '" COHORT "' session_id: 's1' session { title: 'Safety' date: 2025-07-01 "
           "minutes: 90 }",
           "name: '" SESSION "' title: 'Safety' date: 2025-07-01 minutes: 90 etag: 'v1'");
    EXPECT(bench, "CreateSession",
           "parent: '" COHORT "' session_id: 's2' session { title: 'Seams' date: 2025-07-01 "
           "minutes: 45 }",
           "");
}

static void records(struct service_bench *bench, const char *session, int i, const char *state)
{
    EXPECT(bench, "CreateAttendance",
           service_text(bench,
                        "parent: '" COHORT "/sessions/%s' attendance_id: 'a%d' attendance { "
                        "enrolment: '" COHORT "/enrolments/e%d' state: ATTENDANCE_STATE_%s }",
                        session, i, i, state),
           service_text(bench, "state: ATTENDANCE_STATE_%s entries { reason: '' }", state));
}

static void a_session_is_created_updated_read_and_listed(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'x'", BAD, "parent"},
        {"parent: '" COURSE "/cohorts/none'", MISSING, ""},
        {"!session", BAD, "session"},
        {"session_id: 'S'", BAD, "session_id"},
        {"session { !title }", BAD, "session.title"},
        {"session { !date }", BAD, "session.date"},
        {"session { minutes: 0 }", BAD, "session.minutes"},
        {"session { minutes: 1441 }", BAD, "session.minutes"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    sow(&bench);
    REFUSE_EACH(&bench, "CreateSession",
                "parent: '" COHORT "' session_id: 's3' session { title: 'X' date: 2025-07-09 "
                "minutes: 45 }",
                ROWS);
    REFUSE(&bench, "CreateSession",
           "parent: '" COHORT "' session_id: 's3' session { title: 'X' date: 2025-07-09 "
           "minutes: 45 }",
           CV_ALREADY_EXISTS, "ID_TAKEN", "");
    EXPECT(&bench, "UpdateSession",
           "session { name: '" SESSION
           "' etag: 'v1' minutes: 60 } update_mask { paths: 'minutes' }",
           "title: 'Safety' minutes: 60 etag: 'v2'");
    REFUSE(&bench, "UpdateSession", "session { name: '" SESSION "' etag: 'v1' }", CV_ABORTED,
           "ETAG_MISMATCH", "");
    EXPECT(&bench, "GetSession", "name: '" SESSION "'", "minutes: 60");
    EXPECT(&bench, "ListSessions", "parent: '" COHORT "'",
           "sessions { title: 'Safety' } sessions { title: 'Seams' } sessions { title: 'X' } "
           "next_page_token: ''");
    bench.principal.org = "other";
    REFUSE(&bench, "GetSession", "name: '" SESSION "'", MISSING, "");
    service_down(&bench);
}

static void each_wrong_field_of_an_attendance_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'x'", BAD, "parent"},
        {"parent: '" COHORT "/sessions/none'", MISSING, ""},
        {"!attendance", BAD, "attendance"},
        {"attendance_id: 'A'", BAD, "attendance_id"},
        {"attendance { enrolment: 'e1' }", BAD, "attendance.enrolment"},
        {"attendance { enrolment: '" COURSE "/cohorts/k2/enrolments/e1' }", BAD,
         "attendance.enrolment"},
        {"attendance { enrolment: '" COHORT "/enrolments/none' }", MISSING, "attendance.enrolment"},
        {"attendance { enrolment: '" COHORT "/enrolments/e4' }", CV_FAILED_PRECONDITION,
         "NOT_ENROLLED", ""},
        {"attendance { state: 0 }", BAD, "attendance.state"},
        {"attendance { state: 5 }", BAD, "attendance.state"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    sow(&bench);
    REFUSE_EACH(&bench, "CreateAttendance",
                "parent: '" SESSION "' attendance_id: 'a1' attendance { "
                "enrolment: '" COHORT "/enrolments/e1' state: ATTENDANCE_STATE_PRESENT }",
                ROWS);
    REFUSE(&bench, "CreateAttendance",
           "parent: '" SESSION "' attendance_id: 'a1' attendance { "
           "enrolment: '" COHORT "/enrolments/e2' state: ATTENDANCE_STATE_PRESENT }",
           CV_ALREADY_EXISTS, "ID_TAKEN", "");
    REFUSE(&bench, "CreateAttendance",
           "parent: '" SESSION "' attendance { "
           "enrolment: '" COHORT "/enrolments/e1' state: ATTENDANCE_STATE_ABSENT }",
           CV_ALREADY_EXISTS, "ALREADY_RECORDED", "");
    service_down(&bench);
}

static void attendance_needs_a_day_that_has_come_and_a_consent_that_holds(void **state)
{
    static const char REQUEST[] = "parent: '" SESSION "' attendance { enrolment: '" COHORT
                                  "/enrolments/e1' state: ATTENDANCE_STATE_PRESENT }";
    struct service_bench bench;

    (void)state;
    sow(&bench);
    EXPECT(&bench, "UpdateSession",
           "session { name: '" SESSION "' etag: '*' date: 2025-07-05 } update_mask { "
           "paths: 'date' }",
           "");
    REFUSE(&bench, "CreateAttendance", REQUEST, CV_FAILED_PRECONDITION, "SESSION_NOT_YET", "");
    service_clock_set(SERVICE_NOON + 4 * SERVICE_DAY);
    EXPECT(&bench, "WithdrawConsent", "name: 'persons/p1' purpose: CONSENT_PURPOSE_TRAINING", "");
    REFUSE(&bench, "CreateAttendance", REQUEST, CV_FAILED_PRECONDITION, "CONSENT_MISSING", "");
    service_down(&bench);
}

static void an_entry_is_corrected_by_another_and_never_edited(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"name: 'x'", BAD, "name"},
        {"name: '" SESSION "/attendances/none'", MISSING, ""},
        {"state: 0", BAD, "state"},
        {"reason: '" LETTERS_200 "x'", BAD, "reason"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    sow(&bench);
    records(&bench, "s1", 1, "ABSENT");
    REFUSE_EACH(&bench, "CorrectAttendance",
                "name: '" SESSION "/attendances/a1' state: ATTENDANCE_STATE_LATE", ROWS);
    EXPECT(&bench, "ListAttendances", "parent: '" SESSION "'",
           "attendances { enrolment: '" COHORT "/enrolments/e1' state: ATTENDANCE_STATE_LATE "
           "entries { state: ATTENDANCE_STATE_ABSENT } entries { state: ATTENDANCE_STATE_LATE } } "
           "next_page_token: ''");
    REFUSE(&bench, "ListAttendances", "parent: '" COHORT "/sessions/none'", MISSING, "");
    service_down(&bench);
}

static void a_closed_list_is_corrected_with_a_reason_by_a_second_person_only(void **state)
{
    static const char CORRECT[] = "name: '" SESSION "/attendances/a1' "
                                  "state: ATTENDANCE_STATE_PRESENT reason: 'signed the sheet'";
    struct service_bench bench;

    (void)state;
    sow(&bench);
    records(&bench, "s1", 1, "ABSENT");
    REFUSE(&bench, "CloseAttendance", "name: 'x'", BAD, "name");
    REFUSE(&bench, "CloseAttendance", "name: '" COHORT "/sessions/none'", MISSING, "");
    EXPECT(&bench, "CloseAttendance", "name: '" SESSION "'",
           "closed_time { seconds: 1751371200 } etag: 'v2'");
    REFUSE(&bench, "CloseAttendance", "name: '" SESSION "'", CV_FAILED_PRECONDITION,
           "ATTENDANCE_CLOSED", "");
    REFUSE(&bench, "UpdateSession", "session { name: '" SESSION "' etag: '*' title: 'x' }",
           CV_FAILED_PRECONDITION, "ATTENDANCE_CLOSED", "");
    REFUSE(&bench, "CreateAttendance",
           "parent: '" SESSION "' attendance { enrolment: '" COHORT "/enrolments/e2' "
           "state: ATTENDANCE_STATE_PRESENT }",
           CV_FAILED_PRECONDITION, "ATTENDANCE_CLOSED", "");
    REFUSE(&bench, "CorrectAttendance", CORRECT, CV_PERMISSION_DENIED, "SELF_APPROVAL", "");
    bench.principal.subject = "second";
    REFUSE(&bench, "CorrectAttendance",
           "name: '" SESSION "/attendances/a1' state: ATTENDANCE_STATE_PRESENT", BAD, "reason");
    EXPECT(&bench, "CorrectAttendance", CORRECT,
           "state: ATTENDANCE_STATE_PRESENT entries { reason: '' } "
           "entries { reason: 'signed the sheet' }");
    REFUSE(&bench, "CorrectAttendance", CORRECT, CV_PERMISSION_DENIED, "SELF_APPROVAL", "");
    service_down(&bench);
}

static void rates_count_late_as_present_and_excused_not_at_all(void **state)
{
    struct service_bench bench;
    const Caravan__Training__V1__AttendanceRates *rates;

    (void)state;
    sow(&bench);
    EXPECT(&bench, "GetAttendanceRates", "name: '" COHORT "'", "cohort { name: '" COHORT "' }");
    records(&bench, "s1", 1, "PRESENT");
    records(&bench, "s2", 1, "LATE");
    records(&bench, "s1", 2, "ABSENT");
    records(&bench, "s2", 2, "EXCUSED");
    records(&bench, "s1", 3, "EXCUSED");
    rates = (const void *)EXPECT(
        &bench, "GetAttendanceRates", "name: '" COHORT "'",
        "cohort { present: 1 late: 1 absent: 1 excused: 2 basis_points: 6667 } "
        "enrolments { name: '" COHORT "/enrolments/e1' basis_points: 10000 } "
        "enrolments { name: '" COHORT "/enrolments/e2' absent: 1 excused: 1 basis_points: 0 } "
        "enrolments { name: '" COHORT "/enrolments/e3' excused: 1 }");
    assert_int_equal(rates->n_enrolments, 3);
    assert_int_equal(rates->enrolments[2]->rate_case, 0); /* nothing counts: no rate, not 0 */
    REFUSE(&bench, "GetAttendanceRates", "name: '" COURSE "/cohorts/none'", MISSING, "");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_is_created_updated_read_and_listed),
        cmocka_unit_test(each_wrong_field_of_an_attendance_is_named),
        cmocka_unit_test(attendance_needs_a_day_that_has_come_and_a_consent_that_holds),
        cmocka_unit_test(an_entry_is_corrected_by_another_and_never_edited),
        cmocka_unit_test(a_closed_list_is_corrected_with_a_reason_by_a_second_person_only),
        cmocka_unit_test(rates_count_late_as_present_and_excused_not_at_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
