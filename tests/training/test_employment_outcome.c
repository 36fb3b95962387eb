/* What people answered some months after a course, through the whole service. */
#include "support/message_text.h"
#include "support/training_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COHORT  "courses/c/cohorts/k"
#define CONSENT "consents { purpose: 3 text_version: 't' given_date: 2025-01-15 } "
#define PAST    "applied_date: 2024-11-01 enrolled_date: 2024-11-01 ended_date: 2024-11-30 "
#define OUTCOME                                                                                    \
    "employment_outcome_id: 'o' employment_outcome { enrolment: '" COHORT "/enrolments/p' "        \
    "mark: OUTCOME_MARK_3_MONTHS answer: OUTCOME_ANSWER_EMPLOYED in_field: true "                  \
    "effective_date: 2025-03-01 } "

static void sow_person(struct service_bench *bench, const char *id, const char *consent,
                       const char *state)
{
    EXPECT(bench, "CreatePerson",
           service_text(bench,
                        "person_id: '%s' person { consents { purpose: 1 text_version: 't' "
                        "given_date: 2024-01-01 } %s }",
                        id, consent),
           "");
    EXPECT(bench, "CreateEnrolment",
           service_text(bench,
                        "parent: '" COHORT "' enrolment_id: '%s' enrolment { "
                        "person: 'persons/%s' state: ENROLMENT_STATE_%s " PAST "}",
                        id, id, state),
           "");
}

static void up(struct service_bench *bench)
{
    training_up(bench, SERVICE_IN_MEMORY);
    EXPECT(bench, "CreateCourse", "course_id: 'c' course { title: 'C' kind: 1 }", "");
    EXPECT(bench, "CreateCohort",
           "parent: 'courses/c' cohort_id: 'k' cohort { title: 'K' capacity: 50 "
           "state: COHORT_STATE_RUNNING first_date: 2024-11-01 last_date: 2024-11-30 }",
           "");
    sow_person(bench, "p", CONSENT, "COMPLETED");
    sow_person(bench, "unasked", "", "COMPLETED");
    sow_person(bench, "left", CONSENT, "WITHDREW");
}

static void an_answer_is_recorded_read_listed_and_struck_once(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateEmploymentOutcome", OUTCOME,
           "name: 'employmentOutcomes/o' enrolment: '" COHORT "/enrolments/p' course: 'courses/c' "
           "mark: OUTCOME_MARK_3_MONTHS answer: OUTCOME_ANSWER_EMPLOYED in_field: true "
           "effective_date: 2025-03-01");
    EXPECT(&bench, "GetEmploymentOutcome", "name: 'employmentOutcomes/o'", "in_field: true");
    EXPECT(&bench, "ListEmploymentOutcomes", "",
           "employment_outcomes { name: 'employmentOutcomes/o' }");
    REFUSE(&bench, "StrikeEmploymentOutcome", "name: 'employmentOutcomes/o'", BAD, "reason");
    EXPECT(&bench, "StrikeEmploymentOutcome", "name: 'employmentOutcomes/o' reason: 'misread'",
           "struck_reason: 'misread' answer: OUTCOME_ANSWER_EMPLOYED");
    REFUSE(&bench, "StrikeEmploymentOutcome", "name: 'employmentOutcomes/o' reason: 'again'",
           CV_FAILED_PRECONDITION, "ALREADY_STRUCK", "");
    bench.principal.org = "other";
    REFUSE(&bench, "GetEmploymentOutcome", "name: 'employmentOutcomes/o'", MISSING, "");
    REFUSE(&bench, "StrikeEmploymentOutcome", "name: 'employmentOutcomes/o' reason: 'x'", MISSING,
           "");
    bench.principal.org = "home";
    service_down(&bench);
}

static void each_wrong_field_of_an_answer_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!employment_outcome", BAD, "employment_outcome"},
        {"employment_outcome_id: 'O'", BAD, "employment_outcome_id"},
        {"employment_outcome { enrolment: 'persons/p' }", BAD, "employment_outcome.enrolment"},
        {"employment_outcome { enrolment: '" COHORT "/enrolments/none' }", MISSING,
         "employment_outcome.enrolment"},
        {"employment_outcome { enrolment: '" COHORT "/enrolments/unasked' }",
         CV_FAILED_PRECONDITION, "CONSENT_MISSING", ""},
        {"employment_outcome { enrolment: '" COHORT "/enrolments/left' }", CV_FAILED_PRECONDITION,
         "NOT_COMPLETED", ""},
        {"employment_outcome { mark: 0 }", BAD, "employment_outcome.mark"},
        {"employment_outcome { mark: 4 }", BAD, "employment_outcome.mark"},
        {"employment_outcome { answer: 0 }", BAD, "employment_outcome.answer"},
        {"employment_outcome { answer: 8 }", BAD, "employment_outcome.answer"},
        {"employment_outcome { answer: OUTCOME_ANSWER_STUDYING }", BAD,
         "employment_outcome.in_field"},
        {"employment_outcome { !effective_date }", BAD, "employment_outcome.effective_date"},
        {"employment_outcome { effective_date: 2025-02-27 }", BAD,
         "employment_outcome.effective_date"},
        {"employment_outcome { mark: OUTCOME_MARK_6_MONTHS effective_date: 2025-05-29 }", BAD,
         "employment_outcome.effective_date"},
        {"employment_outcome { mark: OUTCOME_MARK_12_MONTHS effective_date: 2025-07-01 }", BAD,
         "employment_outcome.effective_date"},
        {"employment_outcome { effective_date: 2025-07-03 }", BAD,
         "employment_outcome.effective_date"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateEmploymentOutcome", OUTCOME, ROWS);
    REFUSE(&bench, "CreateEmploymentOutcome", OUTCOME, CV_ALREADY_EXISTS, "ID_TAKEN", "");
    service_down(&bench);
}

static void who_is_asked_has_agreed_by_that_day_and_still_does(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "GiveConsent",
           "name: 'persons/unasked' consent { purpose: 3 text_version: 't' course: 'courses/c' "
           "given_date: 2025-05-01 }",
           "");
    REFUSE(&bench, "CreateEmploymentOutcome",
           OUTCOME "employment_outcome { enrolment: '" COHORT "/enrolments/unasked' "
                   "effective_date: 2025-04-30 }",
           CV_FAILED_PRECONDITION, "CONSENT_MISSING", "");
    EXPECT(&bench, "CreateEmploymentOutcome",
           OUTCOME "employment_outcome { enrolment: '" COHORT "/enrolments/unasked' "
                   "effective_date: 2025-05-01 }",
           "");
    EXPECT(&bench, "WithdrawConsent", "name: 'persons/unasked' purpose: 3 course: 'courses/c'", "");
    REFUSE(&bench, "CreateEmploymentOutcome",
           OUTCOME "employment_outcome_id: 'six' employment_outcome { "
                   "enrolment: '" COHORT "/enrolments/unasked' mark: OUTCOME_MARK_6_MONTHS "
                   "effective_date: 2025-06-01 }",
           CV_FAILED_PRECONDITION, "CONSENT_MISSING", "");
    /* What he said before stays; whose it was is not told. */
    EXPECT(&bench, "GetEmploymentOutcome", "name: 'employmentOutcomes/o'",
           "enrolment: '' course: 'courses/c' answer: OUTCOME_ANSWER_EMPLOYED");
    EXPECT(&bench, "ListEmploymentOutcomes", "", "employment_outcomes { enrolment: '' }");
    EXPECT(&bench, "StrikeEmploymentOutcome", "name: 'employmentOutcomes/o' reason: 'misread'",
           "enrolment: ''");
    service_down(&bench);
}

static void one_answer_stands_for_an_enrolment_and_mark(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateEmploymentOutcome", OUTCOME, "");
    REFUSE(&bench, "CreateEmploymentOutcome", OUTCOME "employment_outcome_id: 'p'",
           CV_ALREADY_EXISTS, "OUTCOME_EXISTS", "");
    EXPECT(&bench, "CreateEmploymentOutcome",
           OUTCOME "employment_outcome_id: 'six' employment_outcome { "
                   "mark: OUTCOME_MARK_6_MONTHS effective_date: 2025-05-30 }",
           "");
    EXPECT(&bench, "StrikeEmploymentOutcome", "name: 'employmentOutcomes/o' reason: 'misread'", "");
    EXPECT(&bench, "CreateEmploymentOutcome",
           OUTCOME "employment_outcome_id: 'p' employment_outcome { "
                   "answer: OUTCOME_ANSWER_LEFT in_field: false }",
           "answer: OUTCOME_ANSWER_LEFT");
    service_down(&bench);
}

/* Every answer is taken, and the message has no place for a rank, a score or a reason. */
static void leaving_is_as_good_an_answer_as_staying(void **state)
{
    static const char *const FORBIDDEN[] = {"score", "rank",   "penalty", "rating",
                                            "wage",  "salary", "employer"};
    const ProtobufCMessageDescriptor *type = &caravan__training__v1__employment_outcome__descriptor;
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int answer = 1; answer <= 7; answer++) {
        const char *id = service_text(&bench, "a%d", answer);

        sow_person(&bench, id, CONSENT, "COMPLETED");
        EXPECT(&bench, "CreateEmploymentOutcome",
               service_text(&bench,
                            OUTCOME "employment_outcome_id: '%s' employment_outcome { "
                                    "enrolment: '" COHORT "/enrolments/%s' answer: %d "
                                    "in_field: false }",
                            id, id, answer),
               service_text(&bench, "answer: %d", answer));
        EXPECT(&bench, "GetEnrolment", service_text(&bench, "name: '" COHORT "/enrolments/%s'", id),
               "state: ENROLMENT_STATE_COMPLETED etag: 'v2'");
    }
    for (unsigned i = 0; i < type->n_fields; i++) {
        for (size_t j = 0; j < sizeof(FORBIDDEN) / sizeof(FORBIDDEN[0]); j++)
            assert_null(strstr(type->fields[i].name, FORBIDDEN[j]));
    }
    service_down(&bench);
}

static void the_answers_of_an_erased_person_stay_and_are_nobodys(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateEmploymentOutcome", OUTCOME, "");
    EXPECT(&bench, "ErasePerson", "name: 'persons/p'", "");
    EXPECT(&bench, "ListEmploymentOutcomes", "",
           "employment_outcomes { enrolment: '' answer: OUTCOME_ANSWER_EMPLOYED }");
    REFUSE(&bench, "CreateEmploymentOutcome",
           OUTCOME "employment_outcome_id: 'six' employment_outcome { "
                   "mark: OUTCOME_MARK_6_MONTHS effective_date: 2025-06-01 }",
           CV_FAILED_PRECONDITION, "CONSENT_MISSING", "");
    service_down(&bench);
}

static void an_import_takes_the_same_rows_again_whatever_became_of_them(void **state)
{
    static const char ROWS[] = "rows { employment_outcome { " OUTCOME "} } ";
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ImportExchanges", ROWS, "recorded: true created_count: 1");
    EXPECT(&bench, "StrikeEmploymentOutcome", "name: 'employmentOutcomes/o' reason: 'misread'", "");
    EXPECT(&bench, "WithdrawConsent", "name: 'persons/p' purpose: 3", "");
    EXPECT(&bench, "ImportExchanges", ROWS, "created_count: 0 unchanged_count: 1");
    EXPECT(&bench, "ImportExchanges",
           "rows { employment_outcome { " OUTCOME "employment_outcome { in_field: false } } }",
           "refused_count: 1 refusals { reason: 'ID_TAKEN' "
           "field: 'employment_outcome.in_field' }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_recorded_read_listed_and_struck_once),
        cmocka_unit_test(each_wrong_field_of_an_answer_is_named),
        cmocka_unit_test(who_is_asked_has_agreed_by_that_day_and_still_does),
        cmocka_unit_test(one_answer_stands_for_an_enrolment_and_mark),
        cmocka_unit_test(leaving_is_as_good_an_answer_as_staying),
        cmocka_unit_test(the_answers_of_an_erased_person_stay_and_are_nobodys),
        cmocka_unit_test(an_import_takes_the_same_rows_again_whatever_became_of_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
