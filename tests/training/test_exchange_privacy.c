/* What exchanges keep of a person: exported whole, and erased with every count unchanged; and what
 * happens to it when something fails. */
#include "base/fault.h"
#include "rpc/codec.h"
#include "support/sweep.h"
#include "support/training_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COHORT  "courses/c/cohorts/k"
#define PLANTED 50
#define OTHERS  60
#define BOTH    (PLANTED + OTHERS)

#define CONSENT(purpose)                                                                           \
    "consents { purpose: " purpose " text_version: 't' given_date: 2025-01-01 } "

static void sow(struct service_bench *bench, enum service_kind kind)
{
    training_up(bench, kind);
    EXPECT(bench, "ImportExchanges",
           "rows { organisation { organisation_id: 'h' organisation { title: 'H' kind: 4 } } } "
           "rows { organisation { organisation_id: 'o' organisation { title: 'O' kind: 4 } } } "
           "rows { pairing { pairing_id: 'g' pairing { kind: PAIRING_KIND_SCHOOL "
           "home: 'organisations/h' host: 'organisations/o' start_date: 2023-09-01 } } } ",
           "recorded: true");
    EXPECT(bench, "CreateCourse", "course_id: 'c' course { title: 'C' kind: 1 }", "");
    EXPECT(bench, "CreateCohort",
           "parent: 'courses/c' cohort_id: 'k' cohort { title: 'K' capacity: 200 "
           "state: COHORT_STATE_RUNNING first_date: 2024-11-01 last_date: 2024-11-30 }",
           "");
}

static void sow_person(struct service_bench *bench, int i)
{
    EXPECT(bench, "CreatePerson",
           service_text(bench,
                        "person_id: 'p%d' person { full_name: 'P %d' " CONSENT("1") CONSENT("3")
                            CONSENT("4") CONSENT("5") "}",
                        i, i),
           "");
    EXPECT(bench, "CreateEnrolment",
           service_text(bench,
                        "parent: '" COHORT "' enrolment_id: 'e%d' enrolment { "
                        "person: 'persons/p%d' state: ENROLMENT_STATE_COMPLETED "
                        "applied_date: 2024-11-01 enrolled_date: 2024-11-01 "
                        "ended_date: 2024-11-30 }",
                        i, i),
           "");
}

/* An assignment with five days and a thing delivered, an answer, and a pair with the person half of
 * all further on. */
static void sow_records(struct service_bench *bench, int i, int mentee)
{
    EXPECT(
        bench, "ImportExchanges",
        service_text(
            bench,
            "rows { assignment { assignment_id: 'a%d' assignment { person: 'persons/p%d' "
            "kind: ASSIGNMENT_KIND_EXPERT sender: 'organisations/h' host: 'organisations/o' "
            "planned_start_date: 2025-06-02 planned_end_date: 2025-07-20 "
            "state: ASSIGNMENT_STATE_UNDER_WAY actual_start_date: 2025-06-02 } } } "
            "rows { assignment_entry { assignment_entry_id: 'd%d' assignment_entry { "
            "assignment: 'assignments/a%d' kind: 1 days: 5 effective_date: 2025-06-06 } } } "
            "rows { assignment_entry { assignment_entry_id: 't%d' assignment_entry { "
            "assignment: 'assignments/a%d' kind: 2 title: 'Plan' effective_date: 2025-06-06 } } } "
            "rows { employment_outcome { employment_outcome_id: 'o%d' employment_outcome { "
            "enrolment: '" COHORT "/enrolments/e%d' mark: 1 answer: 1 "
            "effective_date: 2025-03-01 } } } "
            "rows { mentor_pair { mentor_pair_id: 'm%d' mentor_pair { mentor: 'persons/p%d' "
            "mentee: 'persons/p%d' pairing: 'pairings/g' start_date: 2025-06-01 state: 2 } } }",
            i, i, i, i, i, i, i, i, i, i, mentee),
        "recorded: true created_count: 5");
}

static void an_export_holds_all_of_it_also_after_the_consents_were_withdrawn(void **state)
{
    static const char WANT[] =
        "assignments { name: 'assignments/a0' person: 'persons/p0' person_days: 5 } "
        "assignment_entries { name: 'assignmentEntries/d0' } "
        "assignment_entries { name: 'assignmentEntries/t0' title: 'Plan' } "
        "mentor_pairs { name: 'mentorPairs/m0' mentor: 'persons/p0' mentee: 'persons/p1' } "
        "mentor_pairs { name: 'mentorPairs/m1' mentor: 'persons/p1' mentee: 'persons/p0' } "
        "employment_outcomes { name: 'employmentOutcomes/o0' "
        "enrolment: '" COHORT "/enrolments/e0' }";
    struct service_bench bench;

    (void)state;
    sow(&bench, SERVICE_IN_MEMORY);
    sow_person(&bench, 0);
    sow_person(&bench, 1);
    sow_records(&bench, 0, 1);
    sow_records(&bench, 1, 0);
    EXPECT(&bench, "ExportPerson", "name: 'persons/p0'", WANT);
    for (int purpose = 3; purpose <= 5; purpose++)
        EXPECT(&bench, "WithdrawConsent",
               service_text(&bench, "name: 'persons/p0' purpose: %d", purpose), "");
    EXPECT(&bench, "ExportPerson", "name: 'persons/p0'", WANT);
    /* The other one is no longer told who it was. */
    EXPECT(&bench, "ExportPerson", "name: 'persons/p1'",
           "mentor_pairs { mentor: '' mentee: 'persons/p1' } mentor_pairs { mentee: '' }");
    service_down(&bench);
}

/* ---- erasure ---- */

/* Persons are numbered from 100, so that no name is the beginning of another. */
static bool names_erased(struct service_bench *bench)
{
    static const char *const LISTS[] = {"ListPersons", "ListAssignments", "ListMentorPairs",
                                        "ListEmploymentOutcomes"};
    bool found = false;

    for (size_t i = 0; i < sizeof(LISTS) / sizeof(LISTS[0]); i++) {
        const ProtobufCMessage *answer = EXPECT(bench, LISTS[i], "page_size: 1000", "");
        struct cv_slice bytes = cv_codec_encode(answer, &bench->arena);

        assert_non_null(bytes.at);
        for (int p = 100; p < 100 + PLANTED; p++) {
            const char *person = service_text(bench, "persons/p%d", p);
            const char *enrolment = service_text(bench, "enrolments/e%d", p);

            found = found || memmem(bytes.at, bytes.len, person, strlen(person)) != NULL ||
                    memmem(bytes.at, bytes.len, enrolment, strlen(enrolment)) != NULL;
        }
    }
    return found;
}

static void fifty_erased_persons_are_in_no_list_and_no_count_changes(void **state)
{
    static const char COUNTS[] =
        "assignments { assignments: 110 persons: 110 person_days: 550 deliverables: 110 } "
        "mentor_pairs { mentor_pairs: 110 mentors: 110 mentees: 110 }";
    static const char REPORT[] = "effective_from: 2025-06-01 effective_through: 2025-06-30";
    struct service_bench bench;
    const Caravan__Training__V1__ListEmploymentOutcomesResponse *outcomes;

    (void)state;
    sow(&bench, SERVICE_IN_MEMORY);
    for (int i = 100; i < 100 + BOTH; i++) {
        sow_person(&bench, i);
        service_forget(&bench);
    }
    for (int i = 100; i < 100 + BOTH; i++) {
        sow_records(&bench, i, 100 + (i - 100 + 1) % BOTH);
        service_forget(&bench);
    }
    EXPECT(&bench, "TrainingReport", REPORT, COUNTS);
    assert_true(names_erased(&bench));
    for (int i = 100; i < 100 + PLANTED; i++)
        EXPECT(&bench, "ErasePerson", service_text(&bench, "name: 'persons/p%d'", i), "");
    assert_false(names_erased(&bench));
    EXPECT(&bench, "TrainingReport", REPORT, COUNTS);
    outcomes = (const void *)EXPECT(&bench, "ListEmploymentOutcomes", "page_size: 1000", "");
    assert_int_equal(outcomes->n_employment_outcomes, BOTH);
    EXPECT(&bench, "VerifyAudit", "", "problem: 0");
    service_down(&bench);
}

static void nobody_is_forgotten_while_an_assignment_or_a_mentor_pair_goes_on(void **state)
{
    struct service_bench bench;

    (void)state;
    sow(&bench, SERVICE_IN_MEMORY);
    for (int i = 0; i < 3; i++)
        sow_person(&bench, i);
    sow_records(&bench, 0, 1);
    EXPECT(&bench, "SetRetention", "retention { class: RETENTION_CLASS_PERSON days: 30 }", "");
    service_clock_set(SERVICE_NOON + 31 * SERVICE_DAY);
    EXPECT(&bench, "RunRetention", "", "erased_persons: 1");
    REFUSE(&bench, "GetPerson", "name: 'persons/p2'", MISSING, "");
    EXPECT(&bench, "MoveAssignment", "name: 'assignments/a0' move: ASSIGNMENT_MOVE_COMPLETE", "");
    EXPECT(&bench, "MoveMentorPair", "name: 'mentorPairs/m0' move: MENTOR_PAIR_MOVE_END", "");
    service_clock_set(SERVICE_NOON + 60 * SERVICE_DAY);
    EXPECT(&bench, "RunRetention", "", "erased_persons: 0");
    service_clock_set(SERVICE_NOON + 62 * SERVICE_DAY);
    EXPECT(&bench, "RunRetention", "", "erased_persons: 2");
    service_down(&bench);
}

/* ---- faults ---- */

/* Each with the number of the round for "#"; what is so when it was done once. */
static const struct {
    const char *method;
    const char *request;
    const char *get;
    const char *name;
    const char *want;
} SWEPT[] = {
    {"CreateAssignment",
     "assignment_id: 'n#' assignment { person: 'persons/p#' kind: 1 "
     "sender: 'organisations/h' host: 'organisations/o' planned_start_date: 2025-09-01 "
     "planned_end_date: 2025-09-30 }",
     "GetAssignment", "name: 'assignments/n#'", "etag: 'v1'"},
    {"MoveAssignment", "name: 'assignments/a#' move: ASSIGNMENT_MOVE_END_EARLY", "GetAssignment",
     "name: 'assignments/a#'", "state: ASSIGNMENT_STATE_ENDED_EARLY etag: 'v2'"},
    {"CreateAssignmentEntry",
     "assignment_entry_id: 'n#' assignment_entry { assignment: 'assignments/a#' kind: 1 "
     "days: 2 effective_date: 2025-06-10 }",
     "GetAssignment", "name: 'assignments/a#'", "person_days: 7"},
    {"StrikeAssignmentEntry", "name: 'assignmentEntries/d#' reason: 'misread'", "GetAssignment",
     "name: 'assignments/a#'", "person_days: 0"},
    {"MoveMentorPair", "name: 'mentorPairs/m#' move: MENTOR_PAIR_MOVE_END", "GetMentorPair",
     "name: 'mentorPairs/m#'", "state: MENTOR_PAIR_STATE_ENDED etag: 'v2'"},
    {"CreateEmploymentOutcome",
     "employment_outcome_id: 'n#' employment_outcome { "
     "enrolment: '" COHORT "/enrolments/e#' mark: 2 answer: 5 effective_date: 2025-06-01 }",
     "GetEmploymentOutcome", "name: 'employmentOutcomes/n#'", "answer: OUTCOME_ANSWER_LEFT"},
    {"ErasePerson", "name: 'persons/p#'", "GetAssignment", "name: 'assignments/a#'",
     "person: '' state: ASSIGNMENT_STATE_ENDED_EARLY etag: 'v2'"},
};

/* Asked again, with the same request_id, it has happened exactly once. */
static bool one_round(struct service_bench *bench, size_t row, int round, unsigned long nth)
{
    const char *request = service_numbered(bench, SWEPT[row].request, (unsigned long)round);
    const ProtobufCMessage *answer;
    bool fired;

    request = service_text(bench, "%s request_id: 'r%d'", request, round);
    answer = sweep_ask(bench, SWEPT[row].method, request, nth);
    fired = cv_fault_fired();
    assert_true(answer != NULL || fired);
    if (answer == NULL)
        service_reconnect(bench);
    assert_non_null(service_ask(bench, SWEPT[row].method, request));
    EXPECT(bench, SWEPT[row].get, service_numbered(bench, SWEPT[row].name, (unsigned long)round),
           SWEPT[row].want);
    return fired;
}

static void after_any_fault_all_of_it_has_happened_once_or_nothing(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof(SWEPT) / sizeof(SWEPT[0]); row++) {
        struct service_bench bench;
        bool fired = true;
        int round = 0;

        sow(&bench, SERVICE_IN_MEMORY);
        sow_person(&bench, 9999);
        for (; fired && round < SWEEP_MAX; round++) {
            sow_person(&bench, round);
            sow_records(&bench, round, 9999);
            fired = one_round(&bench, row, round, (unsigned long)round + 1);
            service_forget(&bench);
        }
        print_message("%s: %d points\n", SWEPT[row].method, round - 1);
        assert_true(round > 10 && round < SWEEP_MAX);
        service_down(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_export_holds_all_of_it_also_after_the_consents_were_withdrawn),
        cmocka_unit_test(fifty_erased_persons_are_in_no_list_and_no_count_changes),
        cmocka_unit_test(nobody_is_forgotten_while_an_assignment_or_a_mentor_pair_goes_on),
        cmocka_unit_test(after_any_fault_all_of_it_has_happened_once_or_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
