/* What came of courses, as a report of training tells it. */
#include "support/message_text.h"
#include "support/training_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define BASICS                                                                                     \
    "rows { organisation { organisation_id: 'wks' organisation { title: 'W' "                      \
    "kind: ORGANISATION_KIND_WORKSHOP } } } "                                                      \
    "rows { course { course_id: 'sew' course { title: 'S' kind: COURSE_KIND_VOCATIONAL "           \
    "organisation: 'organisations/wks' } } } "                                                     \
    "rows { course { course_id: 'farm' course { title: 'F' kind: COURSE_KIND_FARMING } } } "       \
    "rows { cohort { parent: 'courses/sew' cohort_id: 'k' cohort { title: 'K' capacity: 100 "      \
    "state: COHORT_STATE_COMPLETED first_date: 2024-06-01 last_date: 2024-06-30 } } } "            \
    "rows { cohort { parent: 'courses/farm' cohort_id: 'k' cohort { title: 'K' capacity: 100 "     \
    "state: COHORT_STATE_COMPLETED first_date: 2024-06-01 last_date: 2024-06-30 } } } "

static void up(struct service_bench *bench)
{
    training_up(bench, SERVICE_IN_MEMORY);
    EXPECT(bench, "ImportLearning", BASICS, "created_count: 5");
}

/* So many more persons of the course who answer this at the mark. */
static void answer(struct service_bench *bench, const char *course, int count, const char *word,
                   int mark)
{
    static int person;

    for (int i = 0; i < count; i++) {
        person++;
        EXPECT(bench, "CreatePerson",
               service_text(bench,
                            "person_id: 'p%d' person { consents { purpose: 1 text_version: 't' "
                            "given_date: 2024-01-01 } consents { purpose: 3 text_version: 't' "
                            "given_date: 2024-01-01 } }",
                            person),
               "");
        EXPECT(bench, "CreateEnrolment",
               service_text(bench,
                            "parent: 'courses/%s/cohorts/k' enrolment_id: 'e%d' enrolment { "
                            "person: 'persons/p%d' state: ENROLMENT_STATE_COMPLETED "
                            "applied_date: 2024-06-01 enrolled_date: 2024-06-01 "
                            "ended_date: 2024-06-30 }",
                            course, person, person),
               "");
        EXPECT(bench, "CreateEmploymentOutcome",
               service_text(bench,
                            "employment_outcome_id: 'o%d' employment_outcome { enrolment: "
                            "'courses/%s/cohorts/k/enrolments/e%d' mark: %d "
                            "answer: OUTCOME_ANSWER_%s effective_date: 2025-0%d-01 }",
                            person, course, person, mark, word, mark),
               "");
    }
}

static void who_did_not_answer_lowers_the_response_and_nothing_else(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    answer(&bench, "sew", 20, "EMPLOYED", 1);
    answer(&bench, "sew", 10, "LEFT", 1);
    answer(&bench, "sew", 10, "NO_ANSWER", 1);
    answer(&bench, "sew", 5, "NOT_ASKED", 1);
    answer(&bench, "sew", 10, "STUDYING", 2);
    EXPECT(&bench, "TrainingReport", "",
           "outcomes { mark: OUTCOME_MARK_3_MONTHS kind: COURSE_KIND_VOCATIONAL all: false "
           "holder_kind: ORGANISATION_KIND_WORKSHOP asked: 40 answered: 30 "
           "response_basis_points: 7500 employed: 20 left: 10 studying: 0 withheld: false "
           "answers_withheld: false } "
           "outcomes { mark: OUTCOME_MARK_3_MONTHS all: true asked: 40 answered: 30 } "
           "outcomes { mark: OUTCOME_MARK_6_MONTHS kind: COURSE_KIND_VOCATIONAL asked: 10 "
           "studying: 10 } "
           "outcomes { mark: OUTCOME_MARK_6_MONTHS all: true studying: 10 }");
    EXPECT(&bench, "TrainingReport", "effective_through: 2025-01-31",
           "outcomes { mark: OUTCOME_MARK_3_MONTHS all: false } "
           "outcomes { mark: OUTCOME_MARK_3_MONTHS all: true }");
    service_down(&bench);
}

/* 3 of 33: their group is not told, and neither is the other, which would give them away. */
static void few_are_not_told_and_cannot_be_worked_out(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    answer(&bench, "sew", 30, "EMPLOYED", 1);
    answer(&bench, "farm", 3, "EMPLOYED", 1);
    EXPECT(&bench, "TrainingReport", "",
           "outcomes { kind: COURSE_KIND_VOCATIONAL withheld: true answered: 0 "
           "answers_withheld: true employed: 0 } "
           "outcomes { kind: COURSE_KIND_FARMING withheld: true answered: 0 "
           "answers_withheld: true employed: 0 } "
           "outcomes { all: true withheld: false answered: 33 employed: 33 }");
    service_down(&bench);
}

/* Who answered may be told where what they answered may not. */
static void a_rare_answer_is_withheld_with_the_others(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    answer(&bench, "sew", 30, "EMPLOYED", 1);
    answer(&bench, "sew", 1, "NOT_EMPLOYED", 1);
    EXPECT(
        &bench, "TrainingReport", "",
        "outcomes { kind: COURSE_KIND_VOCATIONAL withheld: false answered: 31 "
        "answers_withheld: true employed: 0 not_employed: 0 } "
        "outcomes { all: true withheld: false answered: 31 answers_withheld: true employed: 0 }");
    service_down(&bench);
}

static void a_struck_answer_counts_in_reports_of_before(void **state)
{
    const Caravan__Training__V1__TrainingReportResponse *report;
    struct service_bench bench;
    char known[96];

    (void)state;
    up(&bench);
    answer(&bench, "sew", 11, "EMPLOYED", 1);
    report = (const void *)service_ask(&bench, "TrainingReport", "");
    assert_non_null(report);
    (void)snprintf(known, sizeof(known), "known_at { seconds: %lld nanos: %d }",
                   (long long)report->known_at->seconds, report->known_at->nanos);
    EXPECT(&bench, "StrikeEmploymentOutcome",
           service_text(&bench, "name: '%s' reason: 'misheard'",
                        ((const Caravan__Training__V1__ListEmploymentOutcomesResponse *)service_ask(
                             &bench, "ListEmploymentOutcomes", ""))
                            ->employment_outcomes[0]
                            ->name),
           "");
    EXPECT(&bench, "TrainingReport", "", "outcomes { answered: 10 } outcomes { answered: 10 }");
    EXPECT(&bench, "TrainingReport", known, "outcomes { answered: 11 } outcomes { answered: 11 }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_did_not_answer_lowers_the_response_and_nothing_else),
        cmocka_unit_test(few_are_not_told_and_cannot_be_worked_out),
        cmocka_unit_test(a_rare_answer_is_withheld_with_the_others),
        cmocka_unit_test(a_struck_answer_counts_in_reports_of_before),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
