/* Assessments, attempts and certificates, through the whole service. */
#include "certificate/code.h"
#include "support/message_text.h"
#include "support/training_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COHORT    "courses/weld/cohorts/c1"
#define EXAM      COHORT "/assessments/final"
#define ENROLMENT COHORT "/enrolments/"
#define ASSESSMENT                                                                                 \
    "parent: '" COHORT "' assessment_id: 'final' assessment { title: 'Final' max_score: 100 "      \
    "pass_score: 60 attempts_allowed: 3 rule: RESULT_RULE_BEST } "
#define ATTEMPT                                                                                    \
    "parent: '" EXAM "' attempt { person: 'persons/p1' score: 70 effective_date: 2025-05-01 } "
#define ISSUE "enrolment: '" ENROLMENT "p1' "

static void person(struct service_bench *bench, const char *id)
{
    EXPECT(bench, "CreatePerson",
           service_text(bench,
                        "person_id: '%s' person { full_name: 'Aynur %s' "
                        "consents { purpose: CONSENT_PURPOSE_TRAINING text_version: 't1' "
                        "given_date: 2025-01-01 } "
                        "consents { purpose: CONSENT_PURPOSE_CERTIFICATE text_version: 't1' "
                        "given_date: 2025-01-01 } }",
                        id, id),
           "");
    EXPECT(bench, "CreateEnrolment",
           service_text(bench,
                        "parent: '" COHORT "' enrolment_id: '%s' enrolment { person: 'persons/%s' "
                        "state: ENROLMENT_STATE_COMPLETED applied_date: 2025-03-01 "
                        "enrolled_date: 2025-03-01 ended_date: 2025-05-31 }",
                        id, id),
           "");
}

static void up(struct service_bench *bench)
{
    training_up(bench, SERVICE_IN_MEMORY);
    EXPECT(bench, "CreateCourse",
           "course_id: 'weld' course { title: 'Welding' "
           "kind: COURSE_KIND_VOCATIONAL minutes: 600 }",
           "");
    EXPECT(bench, "CreateCohort",
           "parent: 'courses/weld' cohort_id: 'c1' cohort { title: 'Spring' capacity: 28 "
           "state: COHORT_STATE_RUNNING first_date: 2025-03-01 last_date: 2025-05-31 }",
           "");
    person(bench, "p1");
}

/* p1 has a certificate: its name and code in these. */
static void issue(struct service_bench *bench, const char **name, const char **code)
{
    const Caravan__Training__V1__Certificate *certificate;

    EXPECT(bench, "CreateAssessment", ASSESSMENT, "");
    EXPECT(bench, "CreateAttempt", ATTEMPT "attempt_id: 'a1'", "");
    certificate = (const void *)EXPECT(bench, "IssueCertificate", ISSUE,
                                       "state: CERTIFICATE_STATE_ISSUED etag: 'v1'");
    *name = service_text(bench, "%s", certificate->name);
    *code = service_text(bench, "%s", certificate->code);
}

static const char *move(struct service_bench *bench, const char *name, const char *move,
                        const char *more)
{
    return service_text(bench, "name: '%s' move: CERTIFICATE_MOVE_%s %s", name, move, more);
}

#define WHY "reason_code: CERTIFICATE_REASON_ISSUED_IN_ERROR "

static void revoke(struct service_bench *bench, const char *name, const char *more)
{
    const Caravan__Training__V1__Certificate *certificate =
        (const void *)EXPECT(bench, "MoveCertificate", move(bench, name, "PROPOSE_REVOCATION", WHY),
                             "revocation_proposed: true");
    const char *etag = service_text(bench, "etag: '%s' %s", certificate->etag, more);

    bench->principal.subject = "checker";
    EXPECT(bench, "MoveCertificate", move(bench, name, "REVOKE", etag),
           "state: CERTIFICATE_STATE_REVOKED revocation_proposed: false "
           "revocation_reason: CERTIFICATE_REASON_ISSUED_IN_ERROR");
    bench->principal.subject = "clerk";
}

/* ---- assessments ---- */

static void each_wrong_field_of_an_assessment_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!assessment", BAD, "assessment"},
        {"parent: 'courses/weld'", BAD, "parent"},
        {"parent: 'courses/weld/cohorts/none'", MISSING, ""},
        {"assessment { !title }", BAD, "assessment.title"},
        {"assessment { max_score: 0 }", BAD, "assessment.max_score"},
        {"assessment { max_score: 1000001 }", BAD, "assessment.max_score"},
        {"assessment { pass_score: 0 }", BAD, "assessment.pass_score"},
        {"assessment { pass_score: 101 }", BAD, "assessment.pass_score"},
        {"assessment { attempts_allowed: 0 }", BAD, "assessment.attempts_allowed"},
        {"assessment { attempts_allowed: 21 }", BAD, "assessment.attempts_allowed"},
        {"assessment { rule: 0 }", BAD, "assessment.rule"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateAssessment", ASSESSMENT, ROWS);
    REFUSE(&bench, "CreateAssessment", ASSESSMENT, CV_ALREADY_EXISTS, "ID_TAKEN", "");
    EXPECT(&bench, "GetAssessment", "name: '" EXAM "'", "title: 'Final' pass_score: 60");
    EXPECT(&bench, "ListAssessments", "parent: '" COHORT "'", "assessments { title: 'Final' }");
    service_down(&bench);
}

static void each_wrong_field_of_an_attempt_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!attempt", BAD, "attempt"},
        {"parent: '" COHORT "'", BAD, "parent"},
        {"parent: '" COHORT "/assessments/none'", MISSING, ""},
        {"attempt { person: 'p1' }", BAD, "attempt.person"},
        {"attempt { person: 'persons/none' }", MISSING, "attempt.person"},
        {"attempt { person: 'persons/idle' }", CV_FAILED_PRECONDITION, "NOT_ENROLLED", ""},
        {"attempt { score: -1 }", BAD, "attempt.score"},
        {"attempt { score: 101 }", BAD, "attempt.score"},
        {"attempt { effective_date: 2025-07-03 }", BAD, "attempt.effective_date"},
        {"attempt { !effective_date }", BAD, "attempt.effective_date"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreatePerson", "person_id: 'idle' person {}", "");
    EXPECT(&bench, "CreateAssessment", ASSESSMENT, "");
    REFUSE_EACH(&bench, "CreateAttempt", ATTEMPT, ROWS);
    service_down(&bench);
}

static void the_best_or_the_last_attempt_is_the_result_and_no_more_than_allowed(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateAssessment", ASSESSMENT, "");
    EXPECT(&bench, "CreateAssessment",
           ASSESSMENT "assessment_id: 'last' assessment { rule: RESULT_RULE_LAST }", "");
    EXPECT(&bench, "GetAssessmentResult", "name: '" EXAM "' person: 'persons/p1'",
           "state: RESULT_STATE_NONE attempts: 0 attempts_left: 3");
    for (int i = 0; i < 3; i++) {
        static const int SCORES[] = {59, 60, 20};
        const char *score = service_text(&bench, "attempt { score: %d }", SCORES[i]);
        const char *number = service_text(&bench, "number: %d score: %d", i + 1, SCORES[i]);

        EXPECT(&bench, "CreateAttempt", service_text(&bench, ATTEMPT "%s", score), number);
        EXPECT(&bench, "CreateAttempt",
               service_text(&bench, ATTEMPT "%s parent: '" COHORT "/assessments/last'", score),
               number);
    }
    EXPECT(&bench, "GetAssessmentResult", "name: '" EXAM "' person: 'persons/p1'",
           "state: RESULT_STATE_PASSED score: 60 attempts: 3 attempts_left: 0");
    EXPECT(&bench, "GetAssessmentResult",
           "name: '" COHORT "/assessments/last' person: 'persons/p1'",
           "state: RESULT_STATE_FAILED score: 20");
    REFUSE(&bench, "CreateAttempt", ATTEMPT, CV_FAILED_PRECONDITION, "ATTEMPTS_USED", "");
    service_down(&bench);
}

static void a_regrade_is_added_and_every_score_is_kept(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateAssessment", ASSESSMENT, "");
    EXPECT(&bench, "CreateAttempt", ATTEMPT "attempt_id: 'a1'", "score: 70");
    REFUSE(&bench, "RegradeAttempt", "name: '" EXAM "/attempts/a1' score: 50", BAD, "reason");
    REFUSE(&bench, "RegradeAttempt", "name: '" EXAM "/attempts/a1' score: 101 reason: 'x'", BAD,
           "score");
    REFUSE(&bench, "RegradeAttempt", "name: '" EXAM "/attempts/a2' score: 50 reason: 'x'", MISSING,
           "");
    EXPECT(&bench, "RegradeAttempt", "name: '" EXAM "/attempts/a1' score: 50 reason: 'misread'",
           "score: 50 regrades { score_before: 70 score: 50 reason: 'misread' }");
    EXPECT(&bench, "RegradeAttempt", "name: '" EXAM "/attempts/a1' score: 65 reason: 'again'",
           "score: 65 regrades { score_before: 70 } regrades { score_before: 50 score: 65 }");
    EXPECT(&bench, "GetAttempt", "name: '" EXAM "/attempts/a1'", "score: 65");
    EXPECT(&bench, "ListAttempts", "parent: '" EXAM "'",
           "attempts { score: 65 regrades { score: 50 } regrades { score: 65 } }");
    service_down(&bench);
}

/* ---- certificates ---- */

static void a_certificate_needs_completion_passes_and_consent(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateAssessment", ASSESSMENT, "");
    EXPECT(&bench, "CreatePerson",
           "person_id: 'p2' person { consents { purpose: CONSENT_PURPOSE_TRAINING "
           "text_version: 't1' given_date: 2025-01-01 } }",
           "");
    EXPECT(&bench, "CreateEnrolment",
           "parent: '" COHORT "' enrolment_id: 'p2' enrolment { person: 'persons/p2' "
           "state: ENROLMENT_STATE_ENROLLED applied_date: 2025-03-01 enrolled_date: 2025-03-01 }",
           "");
    EXPECT(&bench, "GetEligibility", "name: '" ENROLMENT "p2'",
           "eligible: false gaps: ELIGIBILITY_GAP_NOT_COMPLETED gaps: ELIGIBILITY_GAP_NOT_PASSED "
           "gaps: ELIGIBILITY_GAP_NO_CONSENT");
    REFUSE(&bench, "IssueCertificate", "enrolment: '" ENROLMENT "p2'", CV_FAILED_PRECONDITION,
           "NOT_ELIGIBLE", "");
    REFUSE(&bench, "IssueCertificate", ISSUE, CV_FAILED_PRECONDITION, "NOT_ELIGIBLE", "");
    EXPECT(&bench, "CreateAttempt", ATTEMPT, "");
    EXPECT(&bench, "GetEligibility", "name: '" ENROLMENT "p1'", "eligible: true certificate: ''");
    REFUSE(&bench, "IssueCertificate", ISSUE "expires_date: 2025-06-30", BAD, "expires_date");
    REFUSE(&bench, "IssueCertificate", "enrolment: '" ENROLMENT "none'", MISSING, "");
    EXPECT(&bench, "IssueCertificate", ISSUE, "person: 'persons/p1'");
    EXPECT(&bench, "GetEligibility", "name: '" ENROLMENT "p1'",
           "eligible: false gaps: ELIGIBILITY_GAP_HAS_ONE");
    REFUSE(&bench, "IssueCertificate", ISSUE, CV_ALREADY_EXISTS, "CERTIFICATE_EXISTS", "");
    service_down(&bench);
}

static void each_illegal_move_of_a_certificate_is_refused(void **state)
{
    static const char *const MOVES[] = {
        "SUSPEND",           "REINSTATE", "PROPOSE_REVOCATION", "WITHDRAW_REVOCATION",
        "REJECT_REVOCATION", "REVOKE"};
    /* By state: ISSUED, SUSPENDED, each with nothing proposed; then REVOKED. */
    static const char *const REASONS[][6] = {
        {NULL, "WRONG_STATE", NULL, "NOT_PROPOSED", "NOT_PROPOSED", "NOT_PROPOSED"},
        {"WRONG_STATE", NULL, NULL, "NOT_PROPOSED", "NOT_PROPOSED", "NOT_PROPOSED"},
        {"WRONG_STATE", "WRONG_STATE", "WRONG_STATE", "WRONG_STATE", "WRONG_STATE", "WRONG_STATE"},
    };
    struct service_bench bench;
    const char *name;
    const char *code;

    (void)state;
    up(&bench);
    issue(&bench, &name, &code);
    for (int s = 0; s < 3; s++) {
        if (s == 1)
            EXPECT(&bench, "MoveCertificate", move(&bench, name, "SUSPEND", WHY), "");
        if (s == 2)
            revoke(&bench, name, "");
        for (int m = 0; m < 6; m++) {
            if (REASONS[s][m] != NULL)
                REFUSE(&bench, "MoveCertificate", move(&bench, name, MOVES[m], WHY "etag: 'v1'"),
                       CV_FAILED_PRECONDITION, REASONS[s][m], "");
        }
    }
    service_down(&bench);
}

static void each_wrong_field_of_a_move_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"name: 'x'", BAD, "name"},
        {"name: 'certificates/none'", MISSING, ""},
        {"move: 0", BAD, "move"},
        {"move: 9", BAD, "move"},
        {"!reason_code", BAD, "reason_code"},
        {"move: CERTIFICATE_MOVE_PROPOSE_REVOCATION !reason_code", BAD, "reason_code"},
        {"move: CERTIFICATE_MOVE_REVOKE", BAD, "etag"},
        {"move: CERTIFICATE_MOVE_REJECT_REVOCATION etag: '*'", BAD, "etag"},
        {"reason: '" LETTERS_200 "x'", BAD, "reason"},
        {"effective_date: 2025-07-03", BAD, "effective_date"},
        {"effective_date: 2025-06-30", CV_FAILED_PRECONDITION, "BACKDATED", ""},
        {"etag: 'v7'", CV_ABORTED, "ETAG_MISMATCH", ""},
        {0},
    };
    struct service_bench bench;
    const char *name;
    const char *code;

    (void)state;
    up(&bench);
    issue(&bench, &name, &code);
    REFUSE_EACH(&bench, "MoveCertificate", move(&bench, name, "SUSPEND", WHY), ROWS);
    service_down(&bench);
}

static void revoking_takes_two_persons_and_the_version_that_was_seen(void **state)
{
    struct service_bench bench;
    const char *name;
    const char *code;

    (void)state;
    up(&bench);
    issue(&bench, &name, &code);
    EXPECT(&bench, "MoveCertificate", move(&bench, name, "PROPOSE_REVOCATION", WHY), "etag: 'v2'");
    REFUSE(&bench, "MoveCertificate", move(&bench, name, "PROPOSE_REVOCATION", WHY),
           CV_FAILED_PRECONDITION, "WRONG_STATE", "");
    REFUSE(&bench, "MoveCertificate", move(&bench, name, "REVOKE", "etag: 'v2'"),
           CV_PERMISSION_DENIED, "SELF_APPROVAL", "");
    REFUSE(&bench, "MoveCertificate", move(&bench, name, "REJECT_REVOCATION", "etag: 'v2'"),
           CV_PERMISSION_DENIED, "SELF_APPROVAL", "");
    bench.principal.subject = "checker";
    REFUSE(&bench, "MoveCertificate", move(&bench, name, "REVOKE", "etag: 'v1'"), CV_ABORTED,
           "ETAG_MISMATCH", "");
    REFUSE(&bench, "MoveCertificate", move(&bench, name, "WITHDRAW_REVOCATION", ""),
           CV_PERMISSION_DENIED, "NOT_MAKER", "");
    EXPECT(&bench, "MoveCertificate", move(&bench, name, "REJECT_REVOCATION", "etag: 'v2'"),
           "state: CERTIFICATE_STATE_ISSUED revocation_proposed: false");
    bench.principal.subject = "clerk";
    EXPECT(&bench, "MoveCertificate", move(&bench, name, "PROPOSE_REVOCATION", WHY), "");
    EXPECT(&bench, "MoveCertificate", move(&bench, name, "WITHDRAW_REVOCATION", ""),
           "revocation_proposed: false");
    revoke(&bench, name, "");
    service_down(&bench);
}

static void a_revoked_certificate_is_replaced_once_and_never_valid_again(void **state)
{
    struct service_bench bench;
    const Caravan__Training__V1__Certificate *made;
    const char *name;
    const char *code;

    (void)state;
    up(&bench);
    issue(&bench, &name, &code);
    REFUSE(&bench, "ReissueCertificate", service_text(&bench, "name: '%s'", name),
           CV_FAILED_PRECONDITION, "WRONG_STATE", "");
    revoke(&bench, name, "");
    made =
        (const void *)EXPECT(&bench, "ReissueCertificate", service_text(&bench, "name: '%s'", name),
                             service_text(&bench, "supersedes: '%s'", name));
    assert_string_not_equal(made->code, code);
    EXPECT(&bench, "VerifyCertificate", service_text(&bench, "code: '%s'", code),
           "validity: CERTIFICATE_VALIDITY_REVOKED superseded: true");
    EXPECT(&bench, "VerifyCertificate", service_text(&bench, "code: '%s'", made->code),
           "validity: CERTIFICATE_VALIDITY_VALID superseded: false");
    REFUSE(&bench, "ReissueCertificate", service_text(&bench, "name: '%s'", name),
           CV_FAILED_PRECONDITION, "ALREADY_REISSUED", "");
    EXPECT(&bench, "GetCertificate", service_text(&bench, "name: '%s'", name),
           service_text(&bench, "superseded_by: '%s'", made->name));
    service_down(&bench);
}

static void anybody_verifies_a_code_and_learns_no_name(void **state)
{
    struct service_bench bench;
    const char *name;
    const char *code;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateAssessment", ASSESSMENT, "");
    EXPECT(&bench, "CreateAttempt", ATTEMPT, "");
    {
        const Caravan__Training__V1__Certificate *made =
            (const void *)EXPECT(&bench, "IssueCertificate", ISSUE "expires_date: 2025-07-31", "");

        name = service_text(&bench, "%s", made->name);
        code = service_text(&bench, "%s", made->code);
    }
    EXPECT(&bench, "VerifyCertificate", service_text(&bench, "code: '%s'", code),
           "validity: CERTIFICATE_VALIDITY_VALID name_check: NAME_CHECK_UNSPECIFIED "
           "course_title: 'Welding' expires_date: 2025-07-31");
    EXPECT(&bench, "VerifyCertificate",
           service_text(&bench, "code: '%s' full_name: 'Aynur p1'", code),
           "name_check: NAME_CHECK_SAME");
    EXPECT(&bench, "VerifyCertificate",
           service_text(&bench, "code: '%s' full_name: 'Aynur p2'", code),
           "name_check: NAME_CHECK_OTHER");
    EXPECT(&bench, "MoveCertificate", move(&bench, name, "SUSPEND", WHY), "");
    EXPECT(&bench, "VerifyCertificate", service_text(&bench, "code: '%s'", code),
           "validity: CERTIFICATE_VALIDITY_SUSPENDED");
    EXPECT(&bench, "MoveCertificate", move(&bench, name, "REINSTATE", ""), "");
    service_clock_set(SERVICE_NOON + 40 * SERVICE_DAY);
    EXPECT(&bench, "VerifyCertificate", service_text(&bench, "code: '%s'", code),
           "validity: CERTIFICATE_VALIDITY_EXPIRED");
    EXPECT(&bench, "VerifyCertificate", "code: '00000-00000-00000-00000-00000-00'",
           "validity: CERTIFICATE_VALIDITY_UNKNOWN mistyped: false course_title: ''");
    EXPECT(&bench, "VerifyCertificate", "code: 'weld'",
           "validity: CERTIFICATE_VALIDITY_UNKNOWN mistyped: false");
    REFUSE(&bench, "VerifyCertificate", "", BAD, "code");
    bench.principal.org = "other";
    EXPECT(&bench, "VerifyCertificate", service_text(&bench, "code: '%s'", code),
           "validity: CERTIFICATE_VALIDITY_UNKNOWN");
    service_down(&bench);
}

static void every_slip_and_every_swap_in_a_code_is_noticed(void **state)
{
    static const char SIGNS[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    char code[CODE_TEXT];
    char read[CODE_TEXT];
    char wrong[CODE_TEXT];
    bool mistyped;

    (void)state;
    for (int round = 0; round < 20; round++) {
        code_make(code);
        assert_true(code_read(code, read, &mistyped));
        assert_string_equal(code, read);
        for (size_t i = 0; i < strlen(code); i++) {
            for (size_t s = 0; code[i] != '-' && s < 32; s++) {
                memcpy(wrong, code, sizeof(wrong));
                wrong[i] = SIGNS[s];
                assert_int_equal(code_read(wrong, read, &mistyped), wrong[i] == code[i]);
                assert_int_equal(mistyped, wrong[i] != code[i]);
            }
            memcpy(wrong, code, sizeof(wrong));
            if (i + 1 < strlen(code) && code[i] != '-' && code[i + 1] != '-') {
                wrong[i] = code[i + 1];
                wrong[i + 1] = code[i];
                assert_int_equal(code_read(wrong, read, &mistyped), code[i] == code[i + 1]);
            }
        }
    }
    assert_false(code_read("", read, &mistyped));
    assert_false(code_read("U0000-00000-00000-00000-00000-00", read, &mistyped));
    assert_true(code_read("ooooo ooooo-OOOOO 00000 00000 00", read, &mistyped));
    assert_string_equal(read, "00000-00000-00000-00000-00000-00");
}

static void a_result_that_changes_after_the_issue_raises_one_review_task(void **state)
{
    struct service_bench bench;
    const Caravan__Training__V1__ListReviewTasksResponse *tasks;
    const char *task;
    const char *name;
    const char *code;

    (void)state;
    up(&bench);
    issue(&bench, &name, &code);
    EXPECT(&bench, "RegradeAttempt", "name: '" EXAM "/attempts/a1' score: 65 reason: 'x'", "");
    tasks = (const void *)EXPECT(&bench, "ListReviewTasks", "", "");
    assert_int_equal(tasks->n_review_tasks, 0);
    EXPECT(&bench, "RegradeAttempt", "name: '" EXAM "/attempts/a1' score: 30 reason: 'x'", "");
    EXPECT(&bench, "CreateAttempt", ATTEMPT, "");
    EXPECT(&bench, "GetCertificate", service_text(&bench, "name: '%s'", name),
           "state: CERTIFICATE_STATE_ISSUED etag: 'v1'");
    tasks = (const void *)EXPECT(&bench, "ListReviewTasks", "",
                                 "review_tasks { cause: REVIEW_CAUSE_RESULT_CHANGED outcome: 0 }");
    assert_int_equal(tasks->n_review_tasks, 1);
    assert_string_equal(tasks->review_tasks[0]->certificate, name);
    task = service_text(&bench, "name: '%s' ", tasks->review_tasks[0]->name);
    REFUSE(&bench, "CloseReviewTask", task, BAD, "outcome");
    REFUSE(&bench, "CloseReviewTask",
           service_text(&bench, "%s outcome: REVIEW_OUTCOME_REVOKED", task), CV_FAILED_PRECONDITION,
           "WRONG_STATE", "");
    revoke(&bench, name, "");
    REFUSE(&bench, "CloseReviewTask", service_text(&bench, "%s outcome: REVIEW_OUTCOME_KEPT", task),
           CV_FAILED_PRECONDITION, "WRONG_STATE", "");
    EXPECT(&bench, "CloseReviewTask",
           service_text(&bench, "%s outcome: REVIEW_OUTCOME_REVOKED reason: 'done'", task),
           "outcome: REVIEW_OUTCOME_REVOKED reason: 'done'");
    REFUSE(&bench, "CloseReviewTask",
           service_text(&bench, "%s outcome: REVIEW_OUTCOME_REVOKED", task), CV_FAILED_PRECONDITION,
           "ALREADY_CLOSED", "");
    EXPECT(&bench, "GetReviewTask", task, "outcome: REVIEW_OUTCOME_REVOKED");
    REFUSE(&bench, "GetReviewTask", "name: 'reviewTasks/none'", MISSING, "");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_wrong_field_of_an_assessment_is_named),
        cmocka_unit_test(each_wrong_field_of_an_attempt_is_named),
        cmocka_unit_test(the_best_or_the_last_attempt_is_the_result_and_no_more_than_allowed),
        cmocka_unit_test(a_regrade_is_added_and_every_score_is_kept),
        cmocka_unit_test(a_certificate_needs_completion_passes_and_consent),
        cmocka_unit_test(each_illegal_move_of_a_certificate_is_refused),
        cmocka_unit_test(each_wrong_field_of_a_move_is_named),
        cmocka_unit_test(revoking_takes_two_persons_and_the_version_that_was_seen),
        cmocka_unit_test(a_revoked_certificate_is_replaced_once_and_never_valid_again),
        cmocka_unit_test(anybody_verifies_a_code_and_learns_no_name),
        cmocka_unit_test(every_slip_and_every_swap_in_a_code_is_noticed),
        cmocka_unit_test(a_result_that_changes_after_the_issue_raises_one_review_task),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
