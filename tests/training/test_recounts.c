/* `verify` finds in a store whatever is kept beside the rows that it follows from and does not
 * agree with them; and nothing in one that the service alone has written. */
#include "support/message_text.h"
#include "training_seats.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void certify_again(struct service_bench *bench)
{
    const Caravan__Training__V1__Certificate *certificate = (const void *)EXPECT(
        bench, "IssueCertificate", "enrolment: '" COHORT "/enrolments/e1'", "");
    const char *name = service_text(bench, "name: '%s'", certificate->name);

    certificate = (const void *)EXPECT(
        bench, "MoveCertificate",
        service_text(bench, "%s move: CERTIFICATE_MOVE_PROPOSE_REVOCATION reason_code: 1", name),
        "");
    bench->principal.subject = "checker";
    EXPECT(
        bench, "MoveCertificate",
        service_text(bench, "%s move: CERTIFICATE_MOVE_REVOKE etag: '%s'", name, certificate->etag),
        "");
    bench->principal.subject = "clerk";
    EXPECT(bench, "ReissueCertificate", name, "");
}

/* Four with a seat, of whom one completed, one who waits, and what they did. */
static void sow(struct service_bench *bench)
{
    training_up(bench, SERVICE_IN_MEMORY);
    seats_sow(bench, 4, 2);
    persons_sow(bench, 1, 6);
    EXPECT(bench, "GiveConsent",
           "name: 'persons/p1' consent { purpose: CONSENT_PURPOSE_CERTIFICATE text_version: 't' "
           "given_date: 2025-06-01 }",
           "");
    for (int i = 1; i <= 6; i++)
        assert_non_null(applies(bench, i));
    EXPECT(bench, "CreateSession",
           "parent: '" COHORT "' session_id: 's1' session { title: 'S' date: 2025-07-01 "
           "minutes: 90 }",
           "");
    EXPECT(bench, "CreateAttendance",
           "parent: '" COHORT "/sessions/s1' attendance_id: 'a' attendance { "
           "enrolment: '" COHORT "/enrolments/e1' state: ATTENDANCE_STATE_LATE }",
           "");
    EXPECT(bench, "CreateAssessment",
           "parent: '" COHORT "' assessment_id: 'x' assessment { title: 'X' max_score: 10 "
           "pass_score: 6 attempts_allowed: 2 rule: RESULT_RULE_BEST }",
           "");
    EXPECT(bench, "CreateAttempt",
           "parent: '" COHORT "/assessments/x' attempt { person: 'persons/p1' score: 8 "
           "effective_date: 2025-07-01 }",
           "");
    EXPECT(bench, "MoveCohort", "name: '" COHORT "' move: COHORT_MOVE_START", "");
    moves(bench, 1, "COMPLETE", "COMPLETED");
    certify_again(bench);
    EXPECT(bench, "CreateOrganisation", "organisation_id: 'o' organisation { title: 'O' }", "");
    EXPECT(
        bench, "CreateExamResult",
        "exam_result { organisation: 'organisations/o' subject: 'physics' year: 2024 paper: 'nat' "
        "candidates: 40 mean_hundredths: 7000 effective_date: 2024-06-30 }",
        "");
    EXPECT(bench, "ErasePerson", "name: 'persons/p6'", "");
}

static void each_kind_of_damage_is_found(void **state)
{
    static const char *const DAMAGES[] = {
        "UPDATE cohort_seats SET taken = taken - 1",
        "UPDATE cohort_seats SET waiting = waiting + 1",
        "UPDATE cohort_seats SET last_sequence = last_sequence + 1",
        "UPDATE cohort_seats SET capacity = capacity + 1",
        "DELETE FROM cohort_seats",
        "UPDATE enrolment SET state = 8 WHERE id = 'e2'",
        "UPDATE enrolment SET version = version + 1 WHERE id = 'e2'",
        "UPDATE enrolment SET left_sequence = sequence WHERE id = 'e2'",
        "DELETE FROM enrolment_step WHERE sequence = 1 AND number = 1",
        "UPDATE enrolment_step SET from_state = 3 WHERE sequence = 1 AND number = 2",
        "UPDATE attendance SET state = 1",
        "DELETE FROM attendance_entry",
        "UPDATE attendance SET enrolment_uid = session_uid",
        "UPDATE attempt SET number = 2",
        "UPDATE attempt SET number = 3",
        "UPDATE certificate SET state = 1 WHERE state = 3",
        "UPDATE certificate_step SET from_state = 3, to_state = 1 WHERE to_state = 3",
        "DELETE FROM certificate_live",
        "DELETE FROM certificate WHERE state = 1",
        "UPDATE person SET erased_us = 1 WHERE id = 'p2'",
        "UPDATE person SET contact = 'x' WHERE id = 'p6'",
        "DELETE FROM exam_result_place",
    };
    struct service_bench bench;

    (void)state;
    sow(&bench);
    assert_int_equal(service_recount(&bench, training_recounts, NULL), 0);
    for (size_t i = 0; i < sizeof(DAMAGES) / sizeof(DAMAGES[0]); i++) {
        if (service_recount(&bench, training_recounts, DAMAGES[i]) == 0)
            fail_msg("%s was not found", DAMAGES[i]);
    }
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_damage_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
