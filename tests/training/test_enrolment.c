/* Seats and the waiting list, through the whole service. */
#include "app/upkeep.h"
#include "base/clock.h"
#include "support/service_talk.h"
#include "training_seats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define HOUR INT64_C(3600000000)

static void who_comes_first_has_the_seat_and_the_others_wait_in_order(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 2, 2);
    persons_sow(&bench, 1, 5);
    gets(&bench, 1, "ENROLLED", 0);
    gets(&bench, 2, "ENROLLED", 0);
    gets(&bench, 3, "WAITLISTED", 1);
    gets(&bench, 4, "WAITLISTED", 2);
    assert_null(applies(&bench, 5));
    assert_int_equal(bench.op.start.status.code, CV_FAILED_PRECONDITION);
    assert_string_equal(bench.op.start.status.reason, "WAITLIST_FULL");
    cohort_has(&bench, "taken: 2 waiting: 2");
    EXPECT(&bench, "ListEnrolments", "parent: '" COHORT "'",
           "enrolments { person: 'persons/p1' sequence: 1 applied_date: 2025-07-01 "
           "enrolled_date: 2025-07-01 } "
           "enrolments { person: 'persons/p2' sequence: 2 } "
           "enrolments { person: 'persons/p3' sequence: 3 waiting_place: 1 } "
           "enrolments { person: 'persons/p4' sequence: 4 waiting_place: 2 } next_page_token: ''");
    service_down(&bench);
}

static void a_seat_that_becomes_free_is_offered_to_the_first_who_waits(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 1, 5);
    persons_sow(&bench, 1, 4);
    gets(&bench, 1, "ENROLLED", 0);
    gets(&bench, 2, "WAITLISTED", 1);
    gets(&bench, 3, "WAITLISTED", 2);
    moves(&bench, 1, "WITHDRAW", "WITHDREW");
    EXPECT(&bench, "GetEnrolment", "name: '" COHORT "/enrolments/e2'",
           "state: ENROLMENT_STATE_OFFERED hold_until_time { seconds: 1751544000 } "
           "waiting_place: 0");
    EXPECT(&bench, "GetEnrolment", "name: '" COHORT "/enrolments/e3'",
           "state: ENROLMENT_STATE_WAITLISTED waiting_place: 1");
    cohort_has(&bench, "taken: 1 waiting: 1");
    /* An offer is a seat for nobody else. */
    gets(&bench, 4, "WAITLISTED", 2);
    moves(&bench, 2, "ACCEPT", "ENROLLED");
    MOVE_REFUSED(&bench, 3, "ACCEPT", "WRONG_STATE");
    EXPECT(&bench, "ListEnrolmentSteps", "parent: '" COHORT "/enrolments/e2'",
           "steps { from_state: ENROLMENT_STATE_APPLIED to_state: ENROLMENT_STATE_WAITLISTED "
           "effective_date: 2025-07-01 } "
           "steps { from_state: ENROLMENT_STATE_WAITLISTED to_state: ENROLMENT_STATE_OFFERED } "
           "steps { from_state: ENROLMENT_STATE_OFFERED to_state: ENROLMENT_STATE_ENROLLED }");
    service_down(&bench);
}

static void an_offer_that_is_not_accepted_in_time_goes_to_the_next(void **state)
{
    const Caravan__Training__V1__EnrolPersonsResponse *both;
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 1, 5);
    persons_sow(&bench, 1, 3);
    gets(&bench, 1, "ENROLLED", 0);
    gets(&bench, 2, "WAITLISTED", 1);
    gets(&bench, 3, "WAITLISTED", 2);
    moves(&bench, 1, "WITHDRAW", "WITHDREW");
    service_clock_set(SERVICE_NOON + 48 * HOUR - 1);
    is_in(&bench, 2, "OFFERED");
    service_clock_set(SERVICE_NOON + 48 * HOUR);
    is_in(&bench, 2, "LAPSED"); /* whoever looks */
    MOVE_REFUSED(&bench, 2, "ACCEPT", "OFFER_LAPSED");
    EXPECT(&bench, "UpdateCohort",
           "cohort { name: '" COHORT "' etag: '*' place: 'Hall' } update_mask { paths: 'place' }",
           "taken: 1 waiting: 0"); /* and whoever writes */
    EXPECT(&bench, "GetEnrolment", "name: '" COHORT "/enrolments/e3'",
           "state: ENROLMENT_STATE_OFFERED hold_until_time { seconds: 1751716800 }");
    moves(&bench, 3, "ACCEPT", "ENROLLED");
    /* Neither leaving nor being late shuts anybody out. */
    both = (const void *)EXPECT(&bench, "EnrolPersons",
                                "parent: '" COHORT "' persons: 'persons/p1' persons: 'persons/p2'",
                                "enrolments { person: 'persons/p1' sequence: 4 waiting_place: 1 } "
                                "enrolments { person: 'persons/p2' sequence: 5 waiting_place: 2 }");
    for (size_t i = 0; i < 2; i++)
        EXPECT(&bench, "ListAuditEntries",
               service_text(&bench, "resource: '%s'", both->enrolments[i]->name),
               "entries { type: 'caravan.training.v1.Enrolment' "
               "method: '/caravan.training.v1.Learning/EnrolPersons' }");
    service_down(&bench);
}

static void each_wrong_field_of_an_application_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: '" COURSE "/cohorts/none'", MISSING, ""},
        {"parent: '" COURSE "'", BAD, "parent"},
        {"!enrolment", BAD, "enrolment"},
        {"enrolment_id: 'E'", BAD, "enrolment_id"},
        {"enrolment { person: 'p1' }", BAD, "enrolment.person"},
        {"enrolment { person: 'persons/none' }", MISSING, "enrolment.person"},
        {"enrolment { state: 11 }", BAD, "enrolment.state"},
        {"enrolment { applied_date: 2025-06-01 }", BAD, "enrolment.applied_date"},
        {"enrolment { enrolled_date: 2025-06-01 }", BAD, "enrolment.enrolled_date"},
        {"enrolment { ended_date: 2025-06-01 }", BAD, "enrolment.ended_date"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 1, 1);
    persons_sow(&bench, 1, 2);
    REFUSE_EACH(&bench, "CreateEnrolment",
                "parent: '" COHORT "' enrolment_id: 'e1' enrolment { person: 'persons/p1' }", ROWS);
    REFUSE(&bench, "CreateEnrolment",
           "parent: '" COHORT "' enrolment_id: 'e1' enrolment { person: 'persons/p2' }",
           CV_ALREADY_EXISTS, "ID_TAKEN", "");
    REFUSE(&bench, "CreateEnrolment",
           "parent: '" COHORT "' enrolment_id: 'e2' enrolment { person: 'persons/p1' }",
           CV_ALREADY_EXISTS, "ALREADY_ENROLLED", "");
    EXPECT(&bench, "MoveCohort", "name: '" COHORT "' move: COHORT_MOVE_START", "");
    REFUSE(&bench, "CreateEnrolment",
           "parent: '" COHORT "' enrolment_id: 'e1' enrolment { person: 'persons/p1' }",
           CV_ALREADY_EXISTS, "ID_TAKEN", "");
    bench.principal.org = "other";
    REFUSE(&bench, "GetEnrolment", "name: '" COHORT "/enrolments/e1'", MISSING, "");
    service_down(&bench);
}

static void each_wrong_field_of_an_enrolment_of_the_past_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"enrolment { state: ENROLMENT_STATE_WAITLISTED }", BAD, "enrolment.state"},
        {"enrolment { state: ENROLMENT_STATE_LAPSED }", BAD, "enrolment.state"},
        {"enrolment { state: ENROLMENT_STATE_CANCELLED }", BAD, "enrolment.state"},
        {"enrolment { !applied_date }", BAD, "enrolment.applied_date"},
        {"enrolment { applied_date: 2025-07-03 }", BAD, "enrolment.applied_date"},
        {"enrolment { !enrolled_date }", BAD, "enrolment.enrolled_date"},
        {"enrolment { enrolled_date: 2024-02-28 }", BAD, "enrolment.enrolled_date"},
        {"enrolment { !ended_date }", BAD, "enrolment.ended_date"},
        {"enrolment { ended_date: 2024-03-01 }", BAD, "enrolment.ended_date"},
        {"enrolment { state: ENROLMENT_STATE_ENROLLED }", BAD, "enrolment.ended_date"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 1, 1);
    persons_sow(&bench, 1, 4);
    REFUSE_EACH(&bench, "CreateEnrolment",
                "parent: '" COHORT "' enrolment_id: 'e1' enrolment { person: 'persons/p1' "
                "state: ENROLMENT_STATE_COMPLETED applied_date: 2024-03-01 "
                "enrolled_date: 2024-03-02 ended_date: 2024-04-01 }",
                ROWS);
    EXPECT(&bench, "ListEnrolmentSteps", "parent: '" COHORT "/enrolments/e1'",
           "steps { from_state: 1 to_state: 4 effective_date: 2024-03-02 } "
           "steps { from_state: 4 to_state: 7 effective_date: 2024-04-01 }");
    cohort_has(&bench, "taken: 1");
    REFUSE(&bench, "CreateEnrolment",
           "parent: '" COHORT "' enrolment { person: 'persons/p2' state: 4 "
           "applied_date: 2024-03-01 enrolled_date: 2024-03-02 }",
           CV_FAILED_PRECONDITION, "SEATS_TAKEN", "");
    EXPECT(&bench, "CreateEnrolment",
           "parent: '" COHORT "' enrolment_id: 'e2' enrolment { person: 'persons/p2' state: 5 "
           "applied_date: 2024-03-01 ended_date: 2024-03-02 }",
           "sequence: 2");
    EXPECT(&bench, "ListEnrolmentSteps", "parent: '" COHORT "/enrolments/e2'",
           "steps { from_state: 1 to_state: 5 effective_date: 2024-03-02 }");
    EXPECT(&bench, "MoveCohort", "name: '" COHORT "' move: COHORT_MOVE_CANCEL", "");
    REFUSE(&bench, "CreateEnrolment",
           "parent: '" COHORT "' enrolment { person: 'persons/p3' state: 5 "
           "applied_date: 2024-03-01 ended_date: 2024-03-02 }",
           CV_FAILED_PRECONDITION, "WRONG_STATE", "");
    service_down(&bench);
}

/* An enrolment of person 1 in each state, in a cohort of its own. */
static void brought_to(struct service_bench *bench, const char *want)
{
    training_up(bench, SERVICE_IN_MEMORY);
    seats_sow(bench, 1, 1);
    persons_sow(bench, 1, 2);
    if (strcmp(want, "WAITLISTED") == 0 || strcmp(want, "OFFERED") == 0 ||
        strcmp(want, "LAPSED") == 0)
        gets(bench, 2, "ENROLLED", 0);
    assert_non_null(applies(bench, 1));
    if (strcmp(want, "OFFERED") == 0 || strcmp(want, "LAPSED") == 0)
        moves(bench, 2, "WITHDRAW", "WITHDREW");
    if (strcmp(want, "LAPSED") == 0)
        service_clock_set(SERVICE_NOON + 48 * HOUR);
    if (strcmp(want, "WITHDREW") == 0)
        moves(bench, 1, "WITHDRAW", "WITHDREW");
    EXPECT(bench, "MoveCohort", "name: '" COHORT "' move: COHORT_MOVE_START", "");
    if (strcmp(want, "COMPLETED") == 0)
        moves(bench, 1, "COMPLETE", "COMPLETED");
    if (strcmp(want, "FAILED") == 0)
        moves(bench, 1, "FAIL", "FAILED");
    if (strcmp(want, "NO_SHOW") == 0)
        moves(bench, 1, "NO_SHOW", "NO_SHOW");
    if (strcmp(want, "CANCELLED") == 0)
        EXPECT(bench, "MoveCohort", "name: '" COHORT "' move: COHORT_MOVE_CANCEL", "");
    is_in(bench, 1, want);
}

static void an_enrolment_moves_only_as_the_table_says(void **state)
{
    static const char *const MOVES[] = {"ACCEPT", "WITHDRAW", "COMPLETE", "FAIL", "NO_SHOW"};
    static const struct {
        const char *from;
        const char *to[5]; /* NULL: refused */
    } ROWS[] = {
        {"WAITLISTED", {NULL, "WITHDREW", NULL, NULL, NULL}},
        {"OFFERED", {"ENROLLED", "WITHDREW", NULL, NULL, NULL}},
        {"ENROLLED", {NULL, "WITHDREW", "COMPLETED", "FAILED", "NO_SHOW"}},
        {"WITHDREW", {NULL, NULL, NULL, NULL, NULL}},
        {"LAPSED", {NULL, NULL, NULL, NULL, NULL}},
        {"COMPLETED", {NULL, NULL, NULL, NULL, NULL}},
        {"FAILED", {NULL, NULL, NULL, NULL, NULL}},
        {"NO_SHOW", {NULL, NULL, NULL, NULL, NULL}},
        {"CANCELLED", {NULL, NULL, NULL, NULL, NULL}},
    };

    (void)state;
    for (size_t row = 0; row < sizeof(ROWS) / sizeof(*ROWS); row++) {
        for (size_t move = 0; move < 5; move++) {
            bool late = row == 4 && move == 0;
            struct service_bench bench;

            brought_to(&bench, ROWS[row].from);
            if (ROWS[row].to[move] == NULL)
                MOVE_REFUSED(&bench, 1, MOVES[move], late ? "OFFER_LAPSED" : "WRONG_STATE");
            else
                moves(&bench, 1, MOVES[move], ROWS[row].to[move]);
            service_down(&bench);
        }
    }
}

static void each_wrong_field_of_a_move_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"name: 'x'", BAD, "name"},
        {"name: '" COHORT "/enrolments/none'", MISSING, ""},
        {"move: 0", BAD, "move"},
        {"move: 6", BAD, "move"},
        {"date: 2025-07-03", BAD, "date"},
        {"date: 2025-06-30", BAD, "date"},
        {"move: ENROLMENT_MOVE_WITHDRAW", BAD, "date"},
        {"etag: 'v9'", CV_ABORTED, "ETAG_MISMATCH", ""},
        {0},
    };
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 1, 1);
    persons_sow(&bench, 1, 1);
    gets(&bench, 1, "ENROLLED", 0);
    MOVE_REFUSED(&bench, 1, "COMPLETE", "WRONG_STATE"); /* it has not begun */
    EXPECT(&bench, "MoveCohort", "name: '" COHORT "' move: COHORT_MOVE_START", "");
    REFUSE_EACH(&bench, "MoveEnrolment",
                "name: '" COHORT "/enrolments/e1' move: ENROLMENT_MOVE_COMPLETE date: 2025-07-01",
                ROWS);
    EXPECT(&bench, "GetEnrolment", "name: '" COHORT "/enrolments/e1'",
           "state: ENROLMENT_STATE_COMPLETED ended_date: 2025-07-01 etag: 'v2'");
    service_down(&bench);
}

static void applications_are_taken_only_while_the_cohort_is_open(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 5, 1);
    persons_sow(&bench, 1, 3);
    EXPECT(&bench, "UpdateCohort",
           "cohort { name: '" COHORT "' etag: '*' opens_date: 2025-07-05 closes_date: 2025-07-06 } "
           "update_mask { paths: 'opens_date' paths: 'closes_date' }",
           "");
    assert_null(applies(&bench, 1));
    assert_string_equal(bench.op.start.status.reason, "ENROLMENT_CLOSED");
    service_clock_set(SERVICE_NOON + 5 * SERVICE_DAY);
    gets(&bench, 1, "ENROLLED", 0);
    service_clock_set(SERVICE_NOON + 7 * SERVICE_DAY);
    assert_null(applies(&bench, 2));
    assert_string_equal(bench.op.start.status.reason, "ENROLMENT_CLOSED");
    service_clock_set(SERVICE_NOON + 5 * SERVICE_DAY);
    EXPECT(&bench, "MoveCohort", "name: '" COHORT "' move: COHORT_MOVE_START", "");
    assert_null(applies(&bench, 2));
    assert_string_equal(bench.op.start.status.reason, "ENROLMENT_CLOSED");
    service_down(&bench);
}

static void fewer_seats_than_are_taken_are_refused_and_more_are_offered_in_order(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 2, 3);
    persons_sow(&bench, 1, 5);
    for (int i = 1; i <= 2; i++)
        gets(&bench, i, "ENROLLED", 0);
    for (int i = 3; i <= 5; i++)
        gets(&bench, i, "WAITLISTED", i - 2);
    REFUSE(&bench, "UpdateCohort",
           "cohort { name: '" COHORT "' etag: '*' capacity: 1 } update_mask { paths: 'capacity' }",
           CV_FAILED_PRECONDITION, "SEATS_TAKEN", "");
    REFUSE(&bench, "UpdateCohort",
           "cohort { name: '" COHORT "' etag: '*' waiting_capacity: 2 } "
           "update_mask { paths: 'waiting_capacity' }",
           CV_FAILED_PRECONDITION, "WAITLIST_TAKEN", "");
    EXPECT(&bench, "UpdateCohort",
           "cohort { name: '" COHORT "' etag: '*' capacity: 4 } update_mask { paths: 'capacity' }",
           "capacity: 4 taken: 4 waiting: 1");
    is_in(&bench, 3, "OFFERED");
    is_in(&bench, 4, "OFFERED");
    is_in(&bench, 5, "WAITLISTED");
    EXPECT(&bench, "UpdateCohort",
           "cohort { name: '" COHORT "' etag: '*' waiting_capacity: 1 } "
           "update_mask { paths: 'waiting_capacity' }",
           "waiting_capacity: 1");
    service_down(&bench);
}

static void a_cohort_that_is_over_leaves_nobody_waiting_and_is_told(void **state)
{
    struct service_bench bench;
    struct service_talk talk;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 2, 3);
    persons_sow(&bench, 1, 4);
    for (int i = 1; i <= 4; i++)
        assert_non_null(applies(&bench, i));
    EXPECT(&bench, "MoveCohort", "name: '" COHORT "' move: COHORT_MOVE_START", "");
    moves(&bench, 2, "WITHDRAW", "WITHDREW");
    REFUSE(&bench, "MoveCohort", "name: '" COHORT "' move: COHORT_MOVE_COMPLETE",
           CV_FAILED_PRECONDITION, "STILL_ENROLLED", "");
    moves(&bench, 1, "COMPLETE", "COMPLETED");
    EXPECT(&bench, "MoveCohort", "name: '" COHORT "' move: COHORT_MOVE_COMPLETE",
           "state: COHORT_STATE_COMPLETED taken: 1 waiting: 0");
    is_in(&bench, 3, "LAPSED");
    is_in(&bench, 4, "LAPSED");
    REFUSE(&bench, "UpdateCohort",
           "cohort { name: '" COHORT "' etag: '*' capacity: 4 } update_mask { paths: 'capacity' }",
           CV_FAILED_PRECONDITION, "WRONG_STATE", "");
    service_talk_open(&bench, &talk, "WatchEvents", "");
    HEAR(&bench, &talk,
         "sequence: 1 event { source: 'training' subject: '" COHORT "' type: 'cohort_completed' "
         "cohort_completed { participants: 1 completed: 1 } }");
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static void a_cancelled_cohort_ends_every_enrolment_that_was_not_over(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 2, 3);
    persons_sow(&bench, 1, 4);
    for (int i = 1; i <= 4; i++)
        assert_non_null(applies(&bench, i));
    moves(&bench, 2, "WITHDRAW", "WITHDREW");
    EXPECT(&bench, "MoveCohort", "name: '" COHORT "' move: COHORT_MOVE_CANCEL",
           "state: COHORT_STATE_CANCELLED taken: 0 waiting: 0");
    is_in(&bench, 1, "CANCELLED");
    is_in(&bench, 2, "WITHDREW");
    is_in(&bench, 3, "CANCELLED");
    is_in(&bench, 4, "CANCELLED");
    EXPECT(&bench, "ListEnrolmentSteps", "parent: '" COHORT "/enrolments/e3'",
           "steps { to_state: 2 } steps { to_state: 3 } steps { from_state: 3 to_state: 10 }");
    service_down(&bench);
}

static void many_are_enrolled_in_the_order_asked_for_all_or_none(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'x'", BAD, "parent"},
        {"parent: '" COURSE "/cohorts/none'", MISSING, ""},
        {"!persons", BAD, "persons"},
        {"persons: 'p4'", BAD, "persons[3]"},
        {"persons: 'persons/none'", MISSING, "persons[3]"},
        {"persons: 'persons/p3'", CV_ALREADY_EXISTS, "ALREADY_ENROLLED", "persons[3]"},
        {"persons: 'persons/p4'", CV_FAILED_PRECONDITION, "WAITLIST_FULL", "persons[3]"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 1, 2);
    persons_sow(&bench, 1, 4);
    REFUSE_EACH(&bench, "EnrolPersons",
                "parent: '" COHORT "' persons: 'persons/p3' persons: 'persons/p1' "
                "persons: 'persons/p2'",
                ROWS);
    EXPECT(&bench, "ListEnrolments", "parent: '" COHORT "'",
           "enrolments { person: 'persons/p3' sequence: 1 state: ENROLMENT_STATE_ENROLLED } "
           "enrolments { person: 'persons/p1' sequence: 2 waiting_place: 1 } "
           "enrolments { person: 'persons/p2' sequence: 3 waiting_place: 2 }");
    service_down(&bench);
}

static void of_two_open_pages_one_takes_the_last_seat(void **state)
{
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 1, 1);
    persons_sow(&bench, 1, 2);
    cohort_has(&bench, "taken: 0"); /* both pages show a free seat */
    cohort_has(&bench, "taken: 0");
    gets(&bench, 2, "ENROLLED", 0);
    gets(&bench, 1, "WAITLISTED", 1);
    service_down(&bench);
}

static void an_application_sent_twice_is_one_application(void **state)
{
    static const char REQUEST[] = "parent: '" COHORT "' enrolment { person: 'persons/p1' } "
                                  "request_id: 'r'";
    struct service_bench bench;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 2, 2);
    persons_sow(&bench, 1, 1);
    EXPECT(&bench, "CreateEnrolment", REQUEST, "sequence: 1");
    EXPECT(&bench, "CreateEnrolment", REQUEST, "sequence: 1");
    cohort_has(&bench, "taken: 1 waiting: 0");
    service_down(&bench);
}

static bool nobody_waits(void *arg)
{
    struct service_bench *bench = arg;
    const Caravan__Training__V1__Cohort *cohort =
        (const void *)service_ask(bench, "GetCohort", "name: '" COHORT "'");

    return cohort != NULL && cohort->waiting == 0;
}

static void an_offer_lapses_and_goes_on_also_when_nobody_looks(void **state)
{
    struct service_bench bench;
    struct cv_upkeep *upkeep;
    uint64_t give_up = cv_clock_ns() + 20 * CV_NS_PER_S;

    (void)state;
    training_up(&bench, SERVICE_IN_MEMORY);
    seats_sow(&bench, 1, 5);
    persons_sow(&bench, 1, 3);
    for (int i = 1; i <= 3; i++)
        assert_non_null(applies(&bench, i));
    moves(&bench, 1, "WITHDRAW", "WITHDREW");
    service_clock_set(SERVICE_NOON + 48 * HOUR);
    cohort_has(&bench, "waiting: 1");
    assert_int_equal(
        cv_upkeep_start(bench.store, bench.loop, &bench.arena, training_upkeep, &upkeep).code,
        CV_OK);
    while (!nobody_waits(&bench))
        assert_true(cv_clock_ns() < give_up);
    cv_upkeep_stop(upkeep);
    is_in(&bench, 2, "LAPSED");
    is_in(&bench, 3, "OFFERED");
    EXPECT(&bench, "ListAuditEntries", "principal: 'upkeep'",
           "entries { method: 'upkeep/lapse_offers' resource: '" COHORT "' }");
    EXPECT(&bench, "VerifyAudit", "", "problem: 0");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_comes_first_has_the_seat_and_the_others_wait_in_order),
        cmocka_unit_test(a_seat_that_becomes_free_is_offered_to_the_first_who_waits),
        cmocka_unit_test(an_offer_that_is_not_accepted_in_time_goes_to_the_next),
        cmocka_unit_test(each_wrong_field_of_an_application_is_named),
        cmocka_unit_test(each_wrong_field_of_an_enrolment_of_the_past_is_named),
        cmocka_unit_test(an_enrolment_moves_only_as_the_table_says),
        cmocka_unit_test(each_wrong_field_of_a_move_is_named),
        cmocka_unit_test(applications_are_taken_only_while_the_cohort_is_open),
        cmocka_unit_test(fewer_seats_than_are_taken_are_refused_and_more_are_offered_in_order),
        cmocka_unit_test(a_cohort_that_is_over_leaves_nobody_waiting_and_is_told),
        cmocka_unit_test(a_cancelled_cohort_ends_every_enrolment_that_was_not_over),
        cmocka_unit_test(many_are_enrolled_in_the_order_asked_for_all_or_none),
        cmocka_unit_test(of_two_open_pages_one_takes_the_last_seat),
        cmocka_unit_test(an_application_sent_twice_is_one_application),
        cmocka_unit_test(an_offer_lapses_and_goes_on_also_when_nobody_looks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
