/* Export and erasure of persons, and how long things are kept, through the whole service. */
#include "base/clock.h"
#include "base/fault.h"
#include "enrolment/enrolment_store.h"
#include "privacy/retention_store.h"
#include "rpc/codec.h"
#include "support/message_text.h"
#include "support/training_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COHORT  "courses/c/cohorts/c"
#define EXAM    COHORT "/assessments/x"
#define PLANTED 50
#define OTHERS  100
#define YEAR    (366 * SERVICE_DAY)

/* Nothing else in the service has these letters. */
static const char *const NEEDLES[] = {"Qwxzyvplanted", "qwxzyv-at-", "Qwxzyvearlier"};

#define CONSENTS                                                                                   \
    "consents { purpose: 1 text_version: 'tq' given_date: 2025-01-01 } "                           \
    "consents { purpose: 2 text_version: 'tq' given_date: 2025-01-01 } "

static void sow_cohort(struct service_bench *bench, int capacity)
{
    EXPECT(bench, "CreateOrganisation", "organisation_id: 'o' organisation { title: 'O' }", "");
    EXPECT(bench, "CreateCourse", "course_id: 'c' course { title: 'C' kind: 1 }", "");
    EXPECT(bench, "CreateCohort",
           service_text(bench,
                        "parent: 'courses/c' cohort_id: 'c' cohort { title: 'C' capacity: %d "
                        "waiting_capacity: 20 state: COHORT_STATE_OPEN first_date: 2025-03-01 "
                        "last_date: 2025-12-31 }",
                        capacity),
           "");
    EXPECT(bench, "CreateAssessment",
           "parent: '" COHORT "' assessment_id: 'x' assessment { title: 'X' max_score: 100 "
           "pass_score: 60 attempts_allowed: 2 rule: RESULT_RULE_BEST }",
           "");
    EXPECT(bench, "CreateSession",
           "parent: '" COHORT "' session_id: 's' session { title: 'S' date: 2025-03-02 "
           "minutes: 90 }",
           "");
}

/* In no order, and longer and shorter in turn, so that the store moves rows from page to page. */
static void sow_person(struct service_bench *bench, int i, bool planted)
{
    const unsigned mixed = (unsigned)i * 2654435761u;
    const char *early = planted ? "Qwxzyvearlier" : "Plain";
    const char *late = planted ? "Qwxzyvplanted" : "Plain";

    EXPECT(bench, "CreatePerson",
           service_text(bench,
                        "person_id: 'p%d' request_id: '%08x' person { full_name: '%s %d' "
                        "contact: '%s%d.example' organisation: 'organisations/o' " CONSENTS "}",
                        i, mixed, early, i, planted ? "qwxzyv-at-" : "plain-at-", i),
           "");
    for (int round = 1; round <= 4; round++)
        EXPECT(bench, "UpdatePerson",
               service_text(bench,
                            "request_id: '%08x' person { name: 'persons/p%d' etag: 'v%d' "
                            "full_name: '%s %d%.*s' } update_mask { paths: 'full_name' }",
                            mixed ^ (unsigned)round * 0x5bd1e995u, i, round, late, i,
                            (int)(mixed >> round) % 2 * 60, round == 4 ? "" : LETTERS_200),
               "");
}

/* Completed, with an attempt and a certificate; or one that waits. */
static void sow_place(struct service_bench *bench, int i, bool waits)
{
    const char *history = waits ? ""
                                : "state: ENROLMENT_STATE_COMPLETED applied_date: 2025-03-01 "
                                  "enrolled_date: 2025-03-01 ended_date: 2025-05-31";

    EXPECT(bench, "CreateEnrolment",
           service_text(bench,
                        "parent: '" COHORT "' enrolment_id: 'e%d' enrolment { "
                        "person: 'persons/p%d' %s }",
                        i, i, history),
           "");
    if (waits)
        return;
    EXPECT(bench, "CreateAttempt",
           service_text(bench,
                        "parent: '" EXAM "' attempt_id: 'a%d' attempt { person: 'persons/p%d' "
                        "score: 80 effective_date: 2025-05-30 }",
                        i, i),
           "");
    EXPECT(bench, "CreateAttendance",
           service_text(bench,
                        "parent: '" COHORT "/sessions/s' attendance_id: 'h%d' attendance { "
                        "enrolment: '" COHORT "/enrolments/e%d' state: ATTENDANCE_STATE_LATE }",
                        i, i),
           "");
    EXPECT(bench, "IssueCertificate",
           service_text(bench, "enrolment: '" COHORT "/enrolments/e%d'", i), "");
}

/* ---- looking for what is gone ---- */

static bool holds(const void *bytes, size_t len, const char *needle)
{
    return memmem(bytes, len, needle, strlen(needle)) != NULL;
}

static bool holds_any(const void *bytes, size_t len)
{
    for (size_t i = 0; i < sizeof(NEEDLES) / sizeof(NEEDLES[0]); i++) {
        if (holds(bytes, len, NEEDLES[i]))
            return true;
    }
    return false;
}

static bool answer_holds(struct service_bench *bench, const char *method, const char *request)
{
    const ProtobufCMessage *answer = service_ask(bench, method, request);
    struct cv_slice bytes;

    if (answer == NULL)
        return false;
    bytes = cv_codec_encode(answer, &bench->arena);
    assert_non_null(bytes.at);
    return holds_any(bytes.at, bytes.len);
}

static bool file_holds(struct service_bench *bench, const char *suffix)
{
    FILE *file = fopen(service_text(bench, "%s/s.db%s", bench->dir, suffix), "rb");
    char *bytes;
    size_t len;
    long size;
    bool found;

    if (file == NULL)
        return false;
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size = ftell(file);
    assert_true(size >= 0);
    rewind(file);
    bytes = malloc((size_t)size + 1);
    assert_non_null(bytes);
    len = fread(bytes, 1, (size_t)size, file);
    assert_int_equal(len, size);
    found = holds_any(bytes, len);
    free(bytes);
    (void)fclose(file);
    return found;
}

static bool any_answer_holds(struct service_bench *bench)
{
    static const char *const ASKED[][2] = {
        {"ListPersons", "page_size: 1000"},
        {"ListOrganisations", "page_size: 1000"},
        {"ListCourses", ""},
        {"ListCohorts", "parent: 'courses/c'"},
        {"ListEnrolments", "page_size: 1000 parent: '" COHORT "'"},
        {"ListAssessments", "parent: '" COHORT "'"},
        {"ListAttempts", "page_size: 1000 parent: '" EXAM "'"},
        {"ListSessions", "parent: '" COHORT "'"},
        {"ListAttendances", "page_size: 1000 parent: '" COHORT "/sessions/s'"},
        {"GetAttendanceRates", "name: '" COHORT "'"},
        {"ListEnrolmentSteps", "page_size: 1000 parent: '" COHORT "/enrolments/e1'"},
        {"ListAssignments", "page_size: 1000"},
        {"ListPairings", ""},
        {"ListAwards", ""},
        {"ListMedals", ""},
        {"ListExamResults", ""},
        {"ListReviewTasks", "page_size: 1000"},
        {"ListAuditEntries", "page_size: 1000"},
        {"TrainingReport", ""},
    };
    bool found = false;

    for (size_t i = 0; i < sizeof(ASKED) / sizeof(ASKED[0]); i++) {
        found = answer_holds(bench, ASKED[i][0], ASKED[i][1]) || found;
        assert_int_equal(bench->op.start.status.code, CV_OK);
    }
    for (int i = 0; i < PLANTED; i++) {
        found = answer_holds(bench, "GetPerson", service_text(bench, "name: 'persons/p%d'", i)) ||
                found;
        found =
            answer_holds(bench, "ExportPerson", service_text(bench, "name: 'persons/p%d'", i)) ||
            found;
        service_forget(bench);
    }
    return found;
}

static int64_t enrolments_of(struct service_bench *bench, int state)
{
    const Caravan__Training__V1__ListEnrolmentsResponse *list =
        (const void *)EXPECT(bench, "ListEnrolments", "page_size: 1000 parent: '" COHORT "'", "");
    int64_t count = 0;

    for (size_t i = 0; i < list->n_enrolments; i++)
        count += (int)list->enrolments[i]->state == state;
    return count;
}

/* What a report tells, whoever of them is erased. */
#define REPORTED                                                                                   \
    "learning { participations: 150 persons: 150 completed: 150 attendances: 150 attended: 150 "   \
    "attended_minutes: 13500 certificates: 150 certificates_valid: 150 results: 150 passed: 150 }"

static void of_fifty_erased_persons_nothing_is_found_and_no_count_changes(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_FILE);
    sow_cohort(&bench, PLANTED + OTHERS);
    for (int i = 0; i < PLANTED + OTHERS; i++) {
        sow_person(&bench, i, i < PLANTED);
        sow_place(&bench, i, false);
        service_forget(&bench);
    }
    assert_int_equal(enrolments_of(&bench, ENROLMENT_COMPLETED), PLANTED + OTHERS);
    EXPECT(&bench, "TrainingReport", "effective_through: 2025-07-01", REPORTED);
    assert_true(any_answer_holds(&bench));
    assert_true(file_holds(&bench, "") || file_holds(&bench, "-wal"));
    for (int i = 0; i < PLANTED; i++) {
        const char *erase = service_text(&bench, "name: 'persons/p%d' request_id: 'x%d'", i, i);

        EXPECT(&bench, "ErasePerson", erase, service_text(&bench, "name: 'persons/p%d'", i));
        EXPECT(&bench, "ErasePerson", erase, "");
        REFUSE(&bench, "GetPerson", service_text(&bench, "name: 'persons/p%d'", i), MISSING, "");
        REFUSE(&bench, "ExportPerson", service_text(&bench, "name: 'persons/p%d'", i), MISSING, "");
        REFUSE(&bench, "UpdatePerson",
               service_text(&bench, "person { name: 'persons/p%d' etag: '*' full_name: 'x' }", i),
               MISSING, "");
    }
    /* The writer is done with the scrub before it begins the next group. */
    EXPECT(&bench, "CreateOrganisation", "organisation { title: 'After' }", "");
    assert_false(any_answer_holds(&bench));
    assert_false(file_holds(&bench, ""));
    assert_false(file_holds(&bench, "-wal"));
    assert_int_equal(enrolments_of(&bench, ENROLMENT_COMPLETED), PLANTED + OTHERS);
    EXPECT(&bench, "TrainingReport", "effective_through: 2025-07-01", REPORTED);
    EXPECT(&bench, "ListPersons", "page_size: 1000", "persons { name: 'persons/p50' }");
    EXPECT(&bench, "VerifyAudit", "", "problem: 0");
    service_restart(&bench);
    assert_false(file_holds(&bench, ""));
    assert_false(file_holds(&bench, "-wal"));
    EXPECT(&bench, "VerifyAudit", "", "problem: 0");
    service_down(&bench);
}

static void a_certificate_outlives_its_holder_by_its_code_alone(void **state)
{
    struct service_bench bench;
    const Caravan__Training__V1__Certificate *made;
    const char *code;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    sow_cohort(&bench, 10);
    sow_person(&bench, 1, true);
    sow_place(&bench, 1, false);
    made = (const void *)((const Caravan__Training__V1__PersonExport *)EXPECT(
                              &bench, "ExportPerson", "name: 'persons/p1'",
                              "person { full_name: 'Qwxzyvplanted 1'"
                              " consents { text_version: 'tq' } } enrolments { person: "
                              "'persons/p1' } attempts { score: 80 } certificates {} "
                              "attendances { enrolment: '" COHORT "/enrolments/e1' entries { "
                              "state: ATTENDANCE_STATE_LATE } }"))
               ->certificates[0];
    code = service_text(&bench, "code: '%s' full_name: '%s'", made->code, "Qwxzyvplanted 1");
    EXPECT(&bench, "VerifyCertificate", code,
           "validity: CERTIFICATE_VALIDITY_VALID name_check: NAME_CHECK_SAME");
    EXPECT(&bench, "ErasePerson", "name: 'persons/p1'", "");
    EXPECT(&bench, "VerifyCertificate", code,
           "validity: CERTIFICATE_VALIDITY_VALID name_check: NAME_CHECK_CANNOT_TELL");
    REFUSE(&bench, "ErasePerson", "name: 'persons/none'", MISSING, "");
    REFUSE(&bench, "ErasePerson", "name: 'p1'", BAD, "name");
    service_down(&bench);
}

static void who_is_erased_gives_up_the_place_and_the_next_is_offered_it(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    sow_cohort(&bench, 1);
    for (int i = 1; i <= 3; i++) {
        sow_person(&bench, i, true);
        sow_place(&bench, i, true);
    }
    EXPECT(&bench, "ErasePerson", "name: 'persons/p2'", "");
    EXPECT(&bench, "ErasePerson", "name: 'persons/p1'", "");
    EXPECT(&bench, "GetEnrolment", "name: '" COHORT "/enrolments/e1'",
           "state: ENROLMENT_STATE_WITHDREW person: ''");
    EXPECT(&bench, "GetEnrolment", "name: '" COHORT "/enrolments/e2'",
           "state: ENROLMENT_STATE_WITHDREW");
    EXPECT(&bench, "GetEnrolment", "name: '" COHORT "/enrolments/e3'",
           "state: ENROLMENT_STATE_OFFERED");
    service_down(&bench);
}

static void an_answer_kept_for_a_repeated_call_goes_with_the_person(void **state)
{
    static const char CREATE[] = "person_id: 'p' request_id: 'r' person { full_name: 'P' }";
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CreatePerson", CREATE, "full_name: 'P'");
    EXPECT(&bench, "CreatePerson", CREATE, "full_name: 'P'");
    EXPECT(&bench, "ErasePerson", "name: 'persons/p'", "");
    REFUSE(&bench, "CreatePerson", CREATE, CV_ALREADY_EXISTS, "ID_TAKEN", "");
    service_down(&bench);
}

static void what_was_kept_long_enough_is_erased_bite_by_bite(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_FILE);
    sow_cohort(&bench, 10);
    for (int i = 0; i < 150; i++) {
        sow_person(&bench, i, true);
        service_forget(&bench);
    }
    sow_place(&bench, 7, true);
    EXPECT(&bench, "WithdrawConsent", "name: 'persons/p7' purpose: 2", "");
    EXPECT(&bench, "ListRetentions", "",
           "retentions { class: RETENTION_CLASS_PERSON days: 1826 } "
           "retentions { class: RETENTION_CLASS_WITHDRAWN_CONSENT days: 1096 }");
    REFUSE(&bench, "SetRetention", "", BAD, "retention");
    REFUSE(&bench, "SetRetention", "retention { days: 100 }", BAD, "retention.class");
    REFUSE(&bench, "SetRetention", "retention { class: 1 days: 29 }", BAD, "retention.days");
    EXPECT(&bench, "SetRetention", "retention { class: 1 days: 1000 }", "days: 1000");
    EXPECT(&bench, "SetRetention", "retention { class: 1 days: 700 }", "days: 700");
    EXPECT(&bench, "RunRetention", "", "erased_persons: 0 deleted_consents: 0 more: false");
    service_clock_set(SERVICE_NOON + 2 * YEAR);
    EXPECT(&bench, "RunRetention", "", "erased_persons: 100 more: true");
    service_restart(&bench);
    EXPECT(&bench, "RunRetention", "", "erased_persons: 49 deleted_consents: 0 more: false");
    EXPECT(&bench, "GetPerson", "name: 'persons/p7'", "consents {} consents { purpose: 2 }");
    service_clock_set(SERVICE_NOON + 4 * YEAR);
    EXPECT(&bench, "RunRetention", "", "erased_persons: 0 deleted_consents: 1 more: false");
    assert_int_equal(((const Caravan__Training__V1__Person *)EXPECT(&bench, "GetPerson",
                                                                    "name: 'persons/p7'", ""))
                         ->n_consents,
                     1);
    service_down(&bench);
}

/* ---- by itself ---- */

struct bite {
    struct cv_store_op op;
    struct cv_scope scope;
    bool more;
    bool done;
};

static void bite_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct bite *bite = CV_CONTAINER_OF(op, struct bite, op);

    op->status =
        cv_upkeep_bite(&(struct cv_upkeep_job){.bite = erase_due}, &bite->scope, tx, &bite->more);
}

static void bite_done(struct cv_store_op *op)
{
    CV_CONTAINER_OF(op, struct bite, op)->done = true;
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

/* One of the job that is upkeep. */
static struct cv_status bite_off(struct service_bench *bench, bool *more)
{
    struct cv_arena memory;
    struct bite bite = {
        .scope = {.arena = &memory, .deadline_ns = CV_NEVER, .home = cv_loop_wake(bench->loop)},
        .op = {.mode = CV_STORE_WRITE, .work = bite_work, .done = bite_done, .scope = &bite.scope},
    };

    cv_arena_init(&memory, 64 * 1024);
    cv_store_submit(bench->store, &bite.op);
    assert_true(cv_loop_run_until(bench->loop, is_set, &bite.done, 20 * CV_NS_PER_S));
    cv_arena_release(&memory);
    *more = bite.more;
    return bite.op.status;
}

static int persons_left(struct service_bench *bench)
{
    const Caravan__Training__V1__ListPersonsResponse *list =
        (const void *)EXPECT(bench, "ListPersons", "page_size: 1000", "");

    return (int)list->n_persons;
}

static bool nobody_is_left(void *arg)
{
    return persons_left(arg) == 0;
}

static void what_is_due_is_erased_by_itself_and_goes_on_after_a_restart(void **state)
{
    uint64_t give_up = cv_clock_ns() + 60 * CV_NS_PER_S;
    struct service_bench bench;
    struct cv_upkeep *upkeep;
    bool more;

    (void)state;
    training_up(&bench, SERVICE_IN_FILE);
    sow_cohort(&bench, 10);
    for (int i = 0; i < 230; i++) {
        sow_person(&bench, i, true);
        service_forget(&bench);
    }
    assert_int_equal(bite_off(&bench, &more).code, CV_OK);
    assert_false(more);
    assert_int_equal(persons_left(&bench), 230);
    service_clock_set(SERVICE_NOON + 6 * YEAR);
    assert_int_equal(bite_off(&bench, &more).code, CV_OK);
    assert_true(more);
    assert_int_equal(persons_left(&bench), 130);
    service_restart(&bench);
    assert_int_equal(persons_left(&bench), 130);
    assert_int_equal(
        cv_upkeep_start(bench.store, bench.loop, &bench.arena, training_upkeep, &upkeep).code,
        CV_OK);
    while (!nobody_is_left(&bench))
        assert_true(cv_clock_ns() < give_up);
    cv_upkeep_stop(upkeep);
    EXPECT(&bench, "ListAuditEntries", "principal: 'upkeep'",
           "entries { method: 'upkeep/erase_due' resource: '100 persons, 0 consents' } "
           "entries { resource: '100 persons, 0 consents' } "
           "entries { resource: '30 persons, 0 consents' }");
    EXPECT(&bench, "CreateOrganisation", "organisation { title: 'After' }", "");
    assert_false(file_holds(&bench, ""));
    assert_false(file_holds(&bench, "-wal"));
    service_down(&bench);
}

static void a_bite_of_erasing_that_fails_erases_nobody(void **state)
{
    struct service_bench bench;
    unsigned long nth = 1;
    bool fired = true;
    bool more;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    sow_cohort(&bench, 10);
    for (int i = 1; i <= 3; i++)
        sow_person(&bench, i, true);
    service_clock_set(SERVICE_NOON + 6 * YEAR);
    for (; fired; nth++) {
        struct cv_status status;

        assert_int_equal(persons_left(&bench), 3);
        cv_fault_arm(CV_FAULT_ALLOC | CV_FAULT_STATEMENT, nth);
        status = bite_off(&bench, &more);
        cv_fault_off();
        fired = cv_fault_fired();
        assert_true(cv_ok(status) != fired);
        EXPECT(&bench, "VerifyAudit", "", "problem: 0");
    }
    assert_in_range(nth, 20, 1000);
    assert_int_equal(persons_left(&bench), 0);
    service_down(&bench);
}

static void who_is_on_an_assignment_is_kept(void **state)
{
    struct service_bench bench;
    bool more;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CreateOrganisation", "organisation_id: 'o' organisation { title: 'O' }", "");
    EXPECT(&bench, "CreateOrganisation", "organisation_id: 'h' organisation { title: 'H' }", "");
    EXPECT(&bench, "CreatePerson",
           "person_id: 'p' person { full_name: 'P' consents { purpose: CONSENT_PURPOSE_ASSIGNMENT "
           "text_version: 't' given_date: 2025-01-01 } }",
           "");
    EXPECT(&bench, "CreateAssignment",
           "assignment_id: 'a' assignment { kind: ASSIGNMENT_KIND_EXPERT person: 'persons/p' "
           "sender: 'organisations/o' host: 'organisations/h' planned_start_date: 2025-08-01 "
           "planned_end_date: 2025-09-01 }",
           "");
    service_clock_set(SERVICE_NOON + 6 * YEAR);
    assert_int_equal(bite_off(&bench, &more).code, CV_OK);
    assert_int_equal(persons_left(&bench), 1);
    EXPECT(&bench, "MoveAssignment", "name: 'assignments/a' move: ASSIGNMENT_MOVE_CANCEL", "");
    assert_int_equal(bite_off(&bench, &more).code, CV_OK);
    assert_int_equal(persons_left(&bench), 1);
    service_clock_set(SERVICE_NOON + 12 * YEAR);
    assert_int_equal(bite_off(&bench, &more).code, CV_OK);
    assert_int_equal(persons_left(&bench), 0);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_fifty_erased_persons_nothing_is_found_and_no_count_changes),
        cmocka_unit_test(a_certificate_outlives_its_holder_by_its_code_alone),
        cmocka_unit_test(who_is_erased_gives_up_the_place_and_the_next_is_offered_it),
        cmocka_unit_test(an_answer_kept_for_a_repeated_call_goes_with_the_person),
        cmocka_unit_test(what_was_kept_long_enough_is_erased_bite_by_bite),
        cmocka_unit_test(what_is_due_is_erased_by_itself_and_goes_on_after_a_restart),
        cmocka_unit_test(a_bite_of_erasing_that_fails_erases_nobody),
        cmocka_unit_test(who_is_on_an_assignment_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
