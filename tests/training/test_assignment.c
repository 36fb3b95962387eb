/* Assignments of experts and specialists and what they did, through the whole service. */
#include "support/message_text.h"
#include "support/training_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define ORGANISATION(id, kind)                                                                     \
    "rows { organisation { organisation_id: '" id "' organisation { title: '" id                   \
    "' kind: ORGANISATION_KIND_" kind " } } } "
#define CONSENT "consents { purpose: 5 text_version: 't' given_date: 2025-01-01 } "
#define LONG    LETTERS_50 LETTERS_50 "x"

#define ASSIGNMENT                                                                                 \
    "assignment_id: 'a' assignment { kind: ASSIGNMENT_KIND_EXPERT person: 'persons/p' "            \
    "sender: 'organisations/uni' host: 'organisations/no-3' field: 'education' "                   \
    "planned_start_date: 2025-06-02 planned_end_date: 2025-06-20 reference: 'R-1' } "
#define HISTORY                                                                                    \
    "assignment { state: ASSIGNMENT_STATE_COMPLETED actual_start_date: 2025-06-02 "                \
    "actual_end_date: 2025-06-20 } "
#define DAYS                                                                                       \
    "assignment_entry_id: 'd' assignment_entry { assignment: 'assignments/a' "                     \
    "kind: ASSIGNMENT_ENTRY_KIND_PERSON_DAYS days: 5 effective_date: 2025-06-06 reference: 'T' } "
#define THING                                                                                      \
    "assignment_entry_id: 't' assignment_entry { assignment: 'assignments/a' "                     \
    "kind: ASSIGNMENT_ENTRY_KIND_DELIVERABLE title: 'Plan of lessons' "                            \
    "effective_date: 2025-06-06 } "

static void up(struct service_bench *bench)
{
    training_up(bench, SERVICE_IN_MEMORY);
    EXPECT(bench, "ImportExchanges",
           ORGANISATION("uni", "UNIVERSITY") ORGANISATION("no-3", "SCHOOL")
               ORGANISATION("farm", "VILLAGE"),
           "recorded: true");
    EXPECT(bench, "CreatePerson", "person_id: 'p' person { full_name: 'P' " CONSENT "}", "");
    EXPECT(bench, "CreatePerson", "person_id: 'q' person { full_name: 'Q' " CONSENT "}", "");
    EXPECT(bench, "CreatePerson", "person_id: 'r' person { full_name: 'R' }", "");
}

static void moves(struct service_bench *bench, const char *id, const char *move, const char *want)
{
    EXPECT(bench, "MoveAssignment",
           service_text(bench, "name: 'assignments/%s' move: ASSIGNMENT_MOVE_%s", id, move), want);
}

static void cannot(struct service_bench *bench, const char *id, const char *move,
                   const char *reason)
{
    REFUSE(bench, "MoveAssignment",
           service_text(bench, "name: 'assignments/%s' move: ASSIGNMENT_MOVE_%s", id, move),
           CV_FAILED_PRECONDITION, reason, "");
}

static void an_assignment_goes_from_the_plan_to_the_end(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateAssignment", ASSIGNMENT,
           "name: 'assignments/a' state: ASSIGNMENT_STATE_PLANNED person: 'persons/p' "
           "sender: 'organisations/uni' host: 'organisations/no-3' field: 'education' "
           "reference: 'R-1' etag: 'v1' person_days: 0");
    moves(&bench, "a", "CONFIRM", "state: ASSIGNMENT_STATE_CONFIRMED");
    moves(&bench, "a", "START date: 2025-06-03",
          "state: ASSIGNMENT_STATE_UNDER_WAY actual_start_date: 2025-06-03");
    EXPECT(&bench, "CreateAssignmentEntry", DAYS "assignment_entry { days: 4 }", "days: 4");
    EXPECT(&bench, "CreateAssignmentEntry", THING, "title: 'Plan of lessons'");
    moves(&bench, "a", "COMPLETE date: 2025-06-19",
          "state: ASSIGNMENT_STATE_COMPLETED actual_end_date: 2025-06-19 person_days: 4 "
          "deliverables: 1 etag: 'v4'");
    EXPECT(&bench, "GetAssignment", "name: 'assignments/a'", "person_days: 4 deliverables: 1");
    EXPECT(&bench, "ListAssignments", "", "assignments { name: 'assignments/a' }");
    EXPECT(&bench, "ListAssignmentEntries", "parent: 'assignments/a'",
           "assignment_entries { name: 'assignmentEntries/d' } "
           "assignment_entries { name: 'assignmentEntries/t' }");
    bench.principal.org = "other";
    REFUSE(&bench, "GetAssignment", "name: 'assignments/a'", MISSING, "");
    REFUSE(&bench, "GetAssignmentEntry", "name: 'assignmentEntries/d'", MISSING, "");
    REFUSE(&bench, "ListAssignmentEntries", "parent: 'assignments/a'", MISSING, "");
    bench.principal.org = "home";
    service_down(&bench);
}

static void each_wrong_field_of_an_assignment_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!assignment", BAD, "assignment"},
        {"assignment_id: 'A'", BAD, "assignment_id"},
        {"assignment { kind: 0 }", BAD, "assignment.kind"},
        {"assignment { kind: 77 }", BAD, "assignment.kind"},
        {"assignment { !person }", BAD, "assignment.person"},
        {"assignment { person: 'persons/none' }", MISSING, "assignment.person"},
        {"assignment { person: 'persons/r' }", CV_FAILED_PRECONDITION, "CONSENT_MISSING", ""},
        {"assignment { sender: 'uni' }", BAD, "assignment.sender"},
        {"assignment { sender: 'organisations/none' }", MISSING, "assignment.sender"},
        {"assignment { !host }", BAD, "assignment.host"},
        {"assignment { host: 'organisations/none' }", MISSING, "assignment.host"},
        {"assignment { field: 'A B' }", BAD, "assignment.field"},
        {"assignment { !planned_start_date }", BAD, "assignment.planned_start_date"},
        {"assignment { !planned_end_date }", BAD, "assignment.planned_end_date"},
        {"assignment { planned_end_date: 2025-06-01 }", BAD, "assignment.planned_end_date"},
        {"assignment { state: 77 }", BAD, "assignment.state"},
        {"assignment { actual_start_date: 2025-06-02 }", BAD, "assignment.actual_start_date"},
        {"assignment { state: 3 }", BAD, "assignment.actual_start_date"},
        {"assignment { state: 3 actual_start_date: 2025-07-03 }", BAD,
         "assignment.actual_start_date"},
        {"assignment { state: 3 actual_start_date: 2025-06-02 actual_end_date: 2025-06-03 }", BAD,
         "assignment.actual_end_date"},
        {"assignment { state: 4 actual_start_date: 2025-06-02 }", BAD,
         "assignment.actual_end_date"},
        {"assignment { state: 5 actual_start_date: 2025-06-02 actual_end_date: 2025-06-01 }", BAD,
         "assignment.actual_end_date"},
        {"assignment { state: 6 actual_end_date: 2025-06-01 }", BAD, "assignment.actual_end_date"},
        {"assignment { reference: '" LONG "' }", BAD, "assignment.reference"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateAssignment", ASSIGNMENT, ROWS);
    REFUSE(&bench, "CreateAssignment", ASSIGNMENT, CV_ALREADY_EXISTS, "ID_TAKEN", "");
    service_down(&bench);
}

static void each_wrong_field_of_an_entry_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!assignment_entry", BAD, "assignment_entry"},
        {"assignment_entry { assignment: 'a' }", BAD, "assignment_entry.assignment"},
        {"assignment_entry { assignment: 'assignments/none' }", MISSING,
         "assignment_entry.assignment"},
        {"assignment_entry { kind: 0 }", BAD, "assignment_entry.kind"},
        {"assignment_entry { days: 0 }", BAD, "assignment_entry.days"},
        {"assignment_entry { days: 367 }", BAD, "assignment_entry.days"},
        {"assignment_entry { title: 'x' }", BAD, "assignment_entry.title"},
        {"assignment_entry { kind: 2 days: 0 }", BAD, "assignment_entry.title"},
        {"assignment_entry { kind: 2 title: 'x' }", BAD, "assignment_entry.days"},
        {"assignment_entry { !effective_date }", BAD, "assignment_entry.effective_date"},
        {"assignment_entry { effective_date: 2025-07-03 }", BAD, "assignment_entry.effective_date"},
        {"assignment_entry { effective_date: 2025-06-01 }", BAD, "assignment_entry.effective_date"},
        {"assignment_entry { effective_date: 2025-06-21 }", BAD, "assignment_entry.effective_date"},
        {"assignment_entry { days: 6 }", CV_FAILED_PRECONDITION, "DAYS_EXCEEDED", ""},
        {"assignment_entry { reference: '" LONG "' }", BAD, "assignment_entry.reference"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateAssignment", ASSIGNMENT HISTORY, "");
    REFUSE_EACH(&bench, "CreateAssignmentEntry", DAYS, ROWS);
    REFUSE(&bench, "CreateAssignmentEntry", DAYS, CV_ALREADY_EXISTS, "ID_TAKEN", "");
    service_down(&bench);
}

/* Planned, confirmed, under way, completed, ended early, cancelled; by six moves. */
static void every_illegal_move_is_refused(void **state)
{
    static const char *const MOVES[] = {"CONFIRM",   "START",  "COMPLETE",
                                        "END_EARLY", "CANCEL", "WITHDRAW"};
    static const char *const WAYS[] = {
        "",
        "state: 2",
        "state: 3 actual_start_date: 2025-06-02",
        "state: 4 actual_start_date: 2025-06-02 actual_end_date: 2025-06-20",
        "state: 5 actual_start_date: 2025-06-02 actual_end_date: 2025-06-20",
        "state: 6"};
    static const char LEGAL[6][7] = {"y---yy", "-y--yy", "--yy-y", "------", "------", "------"};
    struct service_bench bench;

    (void)state;
    for (int from = 0; from < 6; from++) {
        up(&bench);
        EXPECT(&bench, "CreateAssignment",
               service_text(&bench, ASSIGNMENT "assignment { %s }", WAYS[from]), "");
        for (int move = 0; move < 6; move++) {
            if (LEGAL[from][move] == '-')
                cannot(&bench, "a", MOVES[move], "WRONG_STATE");
        }
        REFUSE(&bench, "MoveAssignment", "name: 'assignments/a' move: 0", BAD, "move");
        REFUSE(&bench, "MoveAssignment", "name: 'assignments/none' move: 1", MISSING, "");
        service_down(&bench);
    }
}

static void who_withdraws_leaves_the_same_record_as_any_other_end(void **state)
{
    static const struct {
        const char *way;
        const char *other;
        const char *want;
    } ROWS[] = {
        {"", "CANCEL", "state: ASSIGNMENT_STATE_CANCELLED !actual_start_date !actual_end_date"},
        {"state: 2", "CANCEL", "state: ASSIGNMENT_STATE_CANCELLED !actual_end_date"},
        {"state: 3 actual_start_date: 2025-06-02", "END_EARLY",
         "state: ASSIGNMENT_STATE_ENDED_EARLY actual_end_date: 2025-07-01"},
    };
    struct service_bench bench;

    (void)state;
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        up(&bench);
        EXPECT(&bench, "CreateAssignment",
               service_text(&bench, ASSIGNMENT "assignment { %s }", ROWS[i].way), "");
        EXPECT(&bench, "CreateAssignment",
               service_text(&bench,
                            ASSIGNMENT "assignment_id: 'b' assignment { person: 'persons/q' %s }",
                            ROWS[i].way),
               "");
        /* Without a consent: leaving never needs one. */
        EXPECT(&bench, "WithdrawConsent", "name: 'persons/p' purpose: 5", "");
        moves(&bench, "a", "WITHDRAW", ROWS[i].want);
        moves(&bench, "b", ROWS[i].other, ROWS[i].want);
        service_down(&bench);
    }
}

static void a_withdrawn_consent_ends_what_is_new_and_hides_the_person(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateAssignment", ASSIGNMENT "assignment { state: 2 }", "");
    EXPECT(&bench, "CreateAssignment",
           ASSIGNMENT "assignment_id: 'b' assignment { person: 'persons/q' state: 3 "
                      "actual_start_date: 2025-06-02 }",
           "");
    EXPECT(&bench, "CreateAssignmentEntry", DAYS "assignment_entry { assignment: 'assignments/b' }",
           "");
    EXPECT(&bench, "CreateAssignment",
           ASSIGNMENT "assignment_id: 'c' assignment { planned_start_date: 2025-08-01 "
                      "planned_end_date: 2025-08-30 }",
           "");
    EXPECT(&bench, "WithdrawConsent", "name: 'persons/p' purpose: 5", "");
    EXPECT(&bench, "WithdrawConsent", "name: 'persons/q' purpose: 5", "");
    cannot(&bench, "c", "CONFIRM", "CONSENT_MISSING");
    cannot(&bench, "a", "START", "CONSENT_MISSING");
    REFUSE(&bench, "CreateAssignmentEntry",
           DAYS "assignment_entry_id: 'e' assignment_entry { assignment: 'assignments/b' "
                "effective_date: 2025-06-20 }",
           CV_FAILED_PRECONDITION, "CONSENT_MISSING", "");
    EXPECT(&bench, "GetAssignment", "name: 'assignments/b'", "person: '' person_days: 5");
    EXPECT(&bench, "ListAssignments", "",
           "assignments { person: '' } assignments { person: '' } assignments { person: '' }");
    EXPECT(&bench, "GiveConsent",
           "name: 'persons/q' consent { purpose: 5 text_version: 't' given_date: 2025-07-01 }", "");
    EXPECT(&bench, "GetAssignment", "name: 'assignments/b'", "person: 'persons/q'");
    service_down(&bench);
}

static void a_person_is_in_one_place_at_a_time(void **state)
{
    static const char NEXT[] =
        ASSIGNMENT "assignment_id: 'b' assignment { host: 'organisations/farm' "
                   "planned_start_date: 2025-06-21 planned_end_date: 2025-06-30 } ";
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateAssignment", ASSIGNMENT, "");
    REFUSE(&bench, "CreateAssignment",
           service_text(&bench, "%sassignment { planned_start_date: 2025-06-20 }", NEXT),
           CV_FAILED_PRECONDITION, "OVERLAP", "");
    EXPECT(&bench, "CreateAssignment",
           service_text(&bench, "%sassignment_id: 'q' assignment { person: 'persons/q' }", NEXT),
           "");
    EXPECT(&bench, "CreateAssignment", NEXT, "");
    REFUSE(&bench, "UpdateAssignment",
           "assignment { name: 'assignments/b' etag: 'v1' planned_start_date: 2025-06-19 } "
           "update_mask { paths: 'planned_start_date' }",
           CV_FAILED_PRECONDITION, "OVERLAP", "");
    moves(&bench, "a", "CONFIRM", "");
    moves(&bench, "a", "START date: 2025-06-02", "");
    /* It may go on longer than planned: the other cannot begin before it is over. */
    moves(&bench, "b", "CONFIRM", "");
    cannot(&bench, "b", "START", "OVERLAP");
    REFUSE(&bench, "CreateAssignment",
           ASSIGNMENT HISTORY "assignment_id: 'c' assignment { actual_start_date: 2025-06-30 "
                              "actual_end_date: 2025-06-30 }",
           CV_FAILED_PRECONDITION, "OVERLAP", "");
    moves(&bench, "a", "END_EARLY date: 2025-06-22", "");
    EXPECT(&bench, "UpdateAssignment",
           "assignment { name: 'assignments/b' etag: 'v2' planned_start_date: 2025-06-23 } "
           "update_mask { paths: 'planned_start_date' }",
           "planned_start_date: 2025-06-23 etag: 'v3'");
    REFUSE(&bench, "MoveAssignment", "name: 'assignments/b' move: 2 date: 2025-06-22",
           CV_FAILED_PRECONDITION, "OVERLAP", "");
    moves(&bench, "b", "START date: 2025-06-23", "");
    service_down(&bench);
}

static void what_is_cancelled_takes_no_time(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateAssignment", ASSIGNMENT, "");
    moves(&bench, "a", "CANCEL", "");
    EXPECT(&bench, "CreateAssignment", ASSIGNMENT "assignment_id: 'b'", "");
    REFUSE(&bench, "CreateAssignment", ASSIGNMENT "assignment_id: 'c'", CV_FAILED_PRECONDITION,
           "OVERLAP", "");
    service_down(&bench);
}

static void an_update_needs_the_version_it_read_and_none_is_of_what_is_over(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateAssignment", ASSIGNMENT, "");
    REFUSE(&bench, "UpdateAssignment", "assignment { name: 'assignments/a' } update_mask {}", BAD,
           "assignment.etag");
    EXPECT(&bench, "UpdateAssignment",
           "assignment { name: 'assignments/a' etag: 'v1' host: 'organisations/farm' } "
           "update_mask { paths: 'host' }",
           "host: 'organisations/farm' field: 'education' person: 'persons/p' etag: 'v2'");
    REFUSE(&bench, "UpdateAssignment",
           "assignment { name: 'assignments/a' etag: 'v1' host: 'organisations/no-3' } "
           "update_mask { paths: 'host' }",
           CV_ABORTED, "ETAG_MISMATCH", "");
    REFUSE(&bench, "UpdateAssignment",
           "assignment { name: 'assignments/a' etag: 'v2' person: 'persons/q' } "
           "update_mask { paths: 'person' }",
           BAD, "update_mask");
    REFUSE(&bench, "MoveAssignment", "name: 'assignments/a' move: 1 etag: 'v1'", CV_ABORTED,
           "ETAG_MISMATCH", "");
    moves(&bench, "a", "CANCEL", "etag: 'v3'");
    REFUSE(&bench, "UpdateAssignment",
           "assignment { name: 'assignments/a' etag: 'v3' host: 'organisations/no-3' } "
           "update_mask { paths: 'host' }",
           CV_FAILED_PRECONDITION, "WRONG_STATE", "");
    service_down(&bench);
}

static void days_are_worked_once_and_an_end_is_not_before_an_entry(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateAssignment", ASSIGNMENT, "");
    REFUSE(&bench, "CreateAssignmentEntry", DAYS, CV_FAILED_PRECONDITION, "WRONG_STATE", "");
    moves(&bench, "a", "CONFIRM", "");
    moves(&bench, "a", "START date: 2025-06-02", "");
    EXPECT(&bench, "CreateAssignmentEntry",
           DAYS "assignment_entry { days: 9 effective_date: 2025-06-10 }", "");
    /* 9 of the first 9 days are taken: an earlier entry would make a tenth. */
    REFUSE(&bench, "CreateAssignmentEntry",
           DAYS "assignment_entry_id: 'e' assignment_entry { days: 1 }", CV_FAILED_PRECONDITION,
           "DAYS_EXCEEDED", "");
    REFUSE(&bench, "MoveAssignment", "name: 'assignments/a' move: 4 date: 2025-06-09", BAD, "date");
    REFUSE(&bench, "MoveAssignment", "name: 'assignments/a' move: 3 date: 2025-07-03", BAD, "date");
    REFUSE(&bench, "StrikeAssignmentEntry", "name: 'assignmentEntries/d'", BAD, "reason");
    EXPECT(&bench, "StrikeAssignmentEntry", "name: 'assignmentEntries/d' reason: 'misread'",
           "struck_reason: 'misread'");
    REFUSE(&bench, "StrikeAssignmentEntry", "name: 'assignmentEntries/d' reason: 'again'",
           CV_FAILED_PRECONDITION, "ALREADY_STRUCK", "");
    EXPECT(&bench, "GetAssignment", "name: 'assignments/a'", "person_days: 0");
    EXPECT(&bench, "CreateAssignmentEntry", DAYS "assignment_entry_id: 'e'", "");
    moves(&bench, "a", "END_EARLY date: 2025-06-09", "person_days: 5");
    service_down(&bench);
}

/* Ten persons at the school, the first of them twice; nine at the village. */
static void sow_report(struct service_bench *bench)
{
    for (int i = 0; i < 20; i++) {
        EXPECT(bench, "CreatePerson",
               service_text(bench, "person_id: 'x%d' person { " CONSENT "}", i), "");
        EXPECT(bench, "CreateAssignment",
               service_text(bench,
                            ASSIGNMENT "assignment_id: 'x%d' assignment { person: 'persons/x%d' "
                                       "host: 'organisations/%s' state: 5 "
                                       "actual_start_date: 2025-06-%s "
                                       "actual_end_date: 2025-06-%s planned_start_date: 2025-06-%s "
                                       "planned_end_date: 2025-06-%s }",
                            i, i == 19 ? 0 : i, i < 10 || i == 19 ? "no-3" : "farm",
                            i == 19 ? "16" : "02", i == 19 ? "20" : "06", i == 19 ? "16" : "02",
                            i == 19 ? "20" : "06"),
               "");
        EXPECT(bench, "CreateAssignmentEntry",
               service_text(bench,
                            DAYS "assignment_entry_id: 'x%d' assignment_entry { days: 3 "
                                 "assignment: 'assignments/x%d' effective_date: 2025-06-%s }",
                            i, i, i == 19 ? "20" : "06"),
               "");
    }
    EXPECT(bench, "CreateAssignmentEntry",
           THING "assignment_entry { assignment: 'assignments/x3' }", "");
}

static void assignments_are_counted_as_they_were_known_and_few_people_are_withheld(void **state)
{
    static const char REQUEST[] = "effective_from: 2025-06-01 effective_through: 2025-06-30 ";
    struct service_bench bench;
    const Caravan__Training__V1__TrainingReportResponse *report;
    char known[64];

    (void)state;
    up(&bench);
    sow_report(&bench);
    report = (const void *)EXPECT(
        &bench, "TrainingReport", REQUEST,
        "assignments { kind: ASSIGNMENT_KIND_EXPERT host_kind: ORGANISATION_KIND_SCHOOL "
        "assignments: 11 persons: 10 person_days: 33 deliverables: 1 withheld: false } "
        "assignments { host_kind: ORGANISATION_KIND_VILLAGE assignments: 0 persons: 0 "
        "person_days: 0 withheld: true }");
    assert_int_equal(report->n_assignments, 2);
    (void)snprintf(known, sizeof(known), "known_at { seconds: %lld nanos: %d }",
                   (long long)report->known_at->seconds, report->known_at->nanos);
    EXPECT(&bench, "TrainingReport", "effective_from: 2025-06-07 effective_through: 2025-06-30",
           "assignments { withheld: true assignments: 0 }");
    EXPECT(&bench, "StrikeAssignmentEntry", "name: 'assignmentEntries/x4' reason: 'misread'", "");
    EXPECT(&bench, "ErasePerson", "name: 'persons/x5'", "");
    EXPECT(&bench, "TrainingReport", REQUEST,
           "assignments { assignments: 11 persons: 10 person_days: 30 }");
    EXPECT(&bench, "TrainingReport", service_text(&bench, "%s%s", REQUEST, known),
           "assignments { assignments: 11 persons: 10 person_days: 33 }");
    /* What was moved is one assignment still, in the version that is known. */
    EXPECT(&bench, "CreatePerson", "person_id: 'x20' person { " CONSENT "}", "");
    EXPECT(&bench, "CreateAssignment",
           ASSIGNMENT "assignment_id: 'x20' assignment { person: 'persons/x20' "
                      "host: 'organisations/no-3' state: 3 actual_start_date: 2025-06-10 }",
           "");
    moves(&bench, "x20", "COMPLETE date: 2025-06-20", "");
    EXPECT(&bench, "TrainingReport", REQUEST, "assignments { assignments: 12 persons: 11 }");
    report = (const void *)EXPECT(&bench, "TrainingReport", "effective_through: 2025-06-01", "");
    assert_int_equal(report->n_assignments, 0);
    service_down(&bench);
}

static void an_erased_person_has_left_every_assignment(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateAssignment",
           ASSIGNMENT "assignment { state: 3 actual_start_date: 2025-06-02 }", "");
    EXPECT(&bench, "CreateAssignment",
           ASSIGNMENT "assignment_id: 'b' assignment { planned_start_date: 2025-08-01 "
                      "planned_end_date: 2025-08-30 }",
           "");
    EXPECT(&bench, "CreateAssignmentEntry", DAYS, "");
    EXPECT(&bench, "ErasePerson", "name: 'persons/p'", "");
    EXPECT(&bench, "GetAssignment", "name: 'assignments/a'",
           "state: ASSIGNMENT_STATE_ENDED_EARLY actual_end_date: 2025-07-01 person: '' "
           "person_days: 5");
    EXPECT(&bench, "GetAssignment", "name: 'assignments/b'",
           "state: ASSIGNMENT_STATE_CANCELLED person: ''");
    REFUSE(&bench, "CreateAssignment", ASSIGNMENT, MISSING, "assignment.person");
    service_down(&bench);
}

static void an_import_takes_the_same_rows_again_whatever_became_of_them(void **state)
{
    static const char ROWS[] = "rows { assignment { " ASSIGNMENT
                               "assignment { state: 3 actual_start_date: 2025-06-02 } } } "
                               "rows { assignment_entry { " DAYS " } } "
                               "rows { assignment_entry { " THING " } } ";
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ImportExchanges", ROWS, "recorded: true created_count: 3");
    moves(&bench, "a", "COMPLETE", "");
    EXPECT(&bench, "StrikeAssignmentEntry", "name: 'assignmentEntries/d' reason: 'misread'", "");
    EXPECT(&bench, "WithdrawConsent", "name: 'persons/p' purpose: 5", "");
    EXPECT(&bench, "ImportExchanges", ROWS, "created_count: 0 unchanged_count: 3");
    EXPECT(&bench, "ImportExchanges",
           "rows { assignment { " ASSIGNMENT " assignment { person: 'persons/q' } } }",
           "recorded: false refused_count: 1 refusals { reason: 'ID_TAKEN' }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_assignment_goes_from_the_plan_to_the_end),
        cmocka_unit_test(each_wrong_field_of_an_assignment_is_named),
        cmocka_unit_test(each_wrong_field_of_an_entry_is_named),
        cmocka_unit_test(every_illegal_move_is_refused),
        cmocka_unit_test(who_withdraws_leaves_the_same_record_as_any_other_end),
        cmocka_unit_test(a_withdrawn_consent_ends_what_is_new_and_hides_the_person),
        cmocka_unit_test(a_person_is_in_one_place_at_a_time),
        cmocka_unit_test(what_is_cancelled_takes_no_time),
        cmocka_unit_test(an_update_needs_the_version_it_read_and_none_is_of_what_is_over),
        cmocka_unit_test(days_are_worked_once_and_an_end_is_not_before_an_entry),
        cmocka_unit_test(assignments_are_counted_as_they_were_known_and_few_people_are_withheld),
        cmocka_unit_test(an_erased_person_has_left_every_assignment),
        cmocka_unit_test(an_import_takes_the_same_rows_again_whatever_became_of_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
