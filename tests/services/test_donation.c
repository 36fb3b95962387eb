/* Donations in kind, from the pledge to where they went. */
#include "caravan/projects/v1/donation.pb-c.h"
#include "support/message_text.h"
#include "support/projects_bench.h"
#include "support/service_talk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define GOOD                                                                                       \
    "parent: 'programmes/jw' donation_id: 'd' donation { title: 'Coats' "                          \
    "donor: 'programmes/jw/partners/bank' pledge_date: 2025-05-01 "                                \
    "lines { item: 'coats' goods: 'Winter coats' quantity: 100 unit: 'piece' unit_value: 20000 "   \
    "basis: 1 } lines { item: 'rice' goods: 'Rice' quantity: 500 unit: 'kg' unit_value: 600 "      \
    "basis: 2 } } "
#define MOVE(etag, text) "name: 'programmes/jw/donations/d' etag: '" etag "' movement { " text " } "
#define SHIP             "move: 1 date: 2025-05-10 "
#define RECEIVE          "move: 2 date: 2025-05-20 "
#define EXPLAIN          "move: 3 date: 2025-05-21 difference: 1 reason: 'fell off' "
#define DISTRIBUTE       "move: 4 date: 2025-06-01 site: 'north' "
#define CLOSE            "move: 5 date: 2025-06-20 reason: 'done' "
#define CANCEL           "move: 6 date: 2025-06-20 reason: 'changed their minds' "
#define RETRACT          "move: 7 reason: 'wrong' "
#define COATS(n)         "quantities { item: 'coats' quantity: " n " } "
#define RICE(n)          "quantities { item: 'rice' quantity: " n " } "

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
}

static void a_donation_goes_from_its_pledge_to_a_site(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateDonation", GOOD,
           "name: 'programmes/jw/donations/d' state: 1 state_date: 2025-05-01 etag: 'v1' "
           "donor: 'programmes/jw/partners/bank' lines { item: 'coats' quantity: 100 "
           "unit_value { currency: 'CNY' minor_units: 20000 } basis: 1 shipped_quantity: 0 }");
    EXPECT(&bench, "MoveDonation", MOVE("v1", SHIP "reference: 'trip 7'"),
           "state: 2 state_date: 2025-05-10 etag: 'v2' lines { shipped_quantity: 100 } "
           "lines { shipped_quantity: 500 } movements { move: 1 reference: 'trip 7' }");
    EXPECT(&bench, "MoveDonation", MOVE("v2", RECEIVE COATS("97") RICE("500")),
           "state: 3 lines { received_quantity: 97 unexplained: 1 } "
           "lines { received_quantity: 500 unexplained: 0 }");
    EXPECT(&bench, "MoveDonation", MOVE("v3", EXPLAIN COATS("0")),
           "state: 3 lines { received_quantity: 97 unexplained: 0 }");
    EXPECT(&bench, "MoveDonation", MOVE("v4", DISTRIBUTE COATS("90")),
           "state: 4 lines { distributed_quantity: 90 } lines { distributed_quantity: 0 }");
    EXPECT(&bench, "MoveDonation", MOVE("v5", DISTRIBUTE COATS("7") RICE("500")),
           "state: 4 lines { distributed_quantity: 97 } lines { distributed_quantity: 500 }");
    EXPECT(&bench, "MoveDonation", MOVE("v6", CLOSE "reason: ''"), "state: 5 etag: 'v7'");
    EXPECT(&bench, "GetDonation", "name: 'programmes/jw/donations/d'",
           "state: 5 movements {} movements {} movements {} movements {} movements {} "
           "movements { move: 5 }");
    service_down(&bench);
}

static void what_was_received_is_told_and_taken_back(void **state)
{
    struct service_bench bench;
    struct service_talk talk;

    (void)state;
    up(&bench);
    service_talk_open(&bench, &talk, "WatchEvents", "");
    HEAR(&bench, &talk, "sequence: 0 caught_up: true");
    EXPECT(&bench, "CreateDonation", GOOD, "");
    EXPECT(&bench, "MoveDonation", MOVE("v1", SHIP), "");
    EXPECT(&bench, "MoveDonation", MOVE("v2", RECEIVE COATS("97") RICE("500")), "");
    HEAR(&bench, &talk,
         "sequence: 1 event { source: 'projects' subject: 'programmes/jw/donations/d' "
         "subject_sequence: 1 donation_received { received_date: 2025-05-20 "
         "donor: 'programmes/jw/partners/bank' currency: 'CNY' received_minor: 2240000 } }");
    EXPECT(&bench, "MoveDonation", MOVE("v3", RETRACT), "");
    HEAR(&bench, &talk,
         "sequence: 2 event { subject_sequence: 2 donation_received { received_minor: 0 "
         "!received_date } }");
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static void each_wrong_field_of_a_new_donation_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!donation", BAD, "donation"},
        {"donation_id: 'A'", BAD, "donation_id"},
        {"parent: 'jw'", BAD, "parent"},
        {"donation { title: '' }", BAD, "donation.title"},
        {"donation { donor: '' }", BAD, "donation.donor"},
        {"donation { donor: 'programmes/x/partners/bank' }", BAD, "donation.donor"},
        {"donation { donor: 'programmes/jw/partners/none' }", MISSING, "donation.donor"},
        {"donation { !pledge_date }", BAD, "donation.pledge_date"},
        {"donation { pledge_date: 2025-07-03 }", BAD, "donation.pledge_date"},
        {"donation { reference: '" LETTERS_200 "' }", BAD, "donation.reference"},
        {"donation { !lines }", BAD, "donation.lines"},
        {"donation { lines { goods: 'x' } }", BAD, "donation.lines[2].unit_value"},
        {"donation { lines { unit_value: 1 goods: 'x' unit: 'x' quantity: 1 basis: 1 } }", BAD,
         "donation.lines[2].item"},
        {"donation { lines { item: 'x' unit_value: 1 unit: 'x' quantity: 1 basis: 1 } }", BAD,
         "donation.lines[2].goods"},
        {"donation { lines { item: 'x' unit_value: 1 goods: 'x' quantity: 1 basis: 1 } }", BAD,
         "donation.lines[2].unit"},
        {"donation { lines { item: 'x' unit_value: 1 goods: 'x' unit: 'x' basis: 1 } }", BAD,
         "donation.lines[2].quantity"},
        {"donation { lines { item: 'x' unit_value: 1 goods: 'x' unit: 'x' quantity: 1 } }", BAD,
         "donation.lines[2].basis"},
        {"donation { lines { item: 'rice' unit_value: 1 goods: 'x' unit: 'x' quantity: 1 basis: 1 "
         "} }",
         BAD, "donation.lines[2].item"},
        {"donation { lines { item: 'x' unit_value: 100000000001 goods: 'x' unit: 'x' quantity: 1 "
         "basis: 1 } }",
         BAD, "donation.lines[2].unit_value"},
        {"donation { lines { item: 'x' unit_value: 100000000000 goods: 'x' unit: 'x' "
         "quantity: 1000 basis: 1 } }",
         BAD, "donation.lines"},
        {"donation { lines { item: 'x' unit_value { currency: 'USD' minor_units: 5 } goods: 'x' "
         "unit: 'x' quantity: 1 basis: 1 } }",
         BAD, "donation.lines"},
        {"donation { movements { " RETRACT " } }", BAD, "donation.movements[0]"},
        {"donation { movements { " SHIP " } movements { move: 9 } }", BAD,
         "donation.movements[1].move"},
        {"donation { movements { " RECEIVE " } }", CV_FAILED_PRECONDITION, "WRONG_STATE", ""},
        {"donation { movements { " SHIP " date: 2025-04-30 } }", CV_FAILED_PRECONDITION,
         "BACKDATED", ""},
        {NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateDonation", GOOD, ROWS);
    service_down(&bench);
}

static void each_wrong_field_of_a_movement_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!name", BAD, "name"},
        {"name: 'programmes/jw/donations/x'", MISSING, ""},
        {"etag: ''", BAD, "etag"},
        {"etag: 'v7'", CV_ABORTED, "ETAG_MISMATCH", ""},
        {"!movement", BAD, "movement"},
        {"movement { move: 0 }", BAD, "movement.move"},
        {"movement { move: 8 }", BAD, "movement.move"},
        {"movement { !date }", BAD, "movement.date"},
        {"movement { date: 2025-07-03 }", BAD, "movement.date"},
        {"movement { date: 2025-05-09 }", CV_FAILED_PRECONDITION, "BACKDATED", ""},
        {"movement { site: 'north' }", BAD, "movement.site"},
        {"movement { reference: '" LETTERS_200 "' }", BAD, "movement.reference"},
        {"movement { reason: '" LETTERS_200 "x' }", BAD, "movement.reason"},
        {"movement { difference: 1 }", BAD, "movement.difference"},
        {"movement { " COATS("1") "}", BAD, "movement.quantities"},
        {"movement { " COATS("1") COATS("1") "}", BAD, "movement.quantities[1]"},
        {"movement { " COATS("1") "quantities { item: 'x' quantity: 1 } }", BAD,
         "movement.quantities[1]"},
        {"movement { " COATS("1") RICE("-1") "}", BAD, "movement.quantities[1]"},
        {"movement { " COATS("1") RICE("1") COATS("1") "}", BAD, "movement.quantities"},
        {"movement { " COATS("1000000001") RICE("1") "}", BAD, "movement.quantities[0]"},
        {"movement { " RETRACT " }", BAD, "movement.date"},
        {"movement { " RETRACT " !date reason: '' }", BAD, "movement.reason"},
        {"movement { " RETRACT " !date " COATS("1") "}", BAD, "movement.quantities"},
        {"movement { " EXPLAIN " reason: '' }", BAD, "movement.reason"},
        {"movement { " EXPLAIN " difference: 0 }", BAD, "movement.difference"},
        {"movement { " EXPLAIN " difference: 5 }", BAD, "movement.difference"},
        {"movement { " EXPLAIN " }", BAD, "movement.quantities"},
        {"movement { " EXPLAIN COATS("1") " }", BAD, "movement.quantities[0]"},
        {"movement { " DISTRIBUTE " site: '' }", BAD, "movement.site"},
        {"movement { " DISTRIBUTE " }", BAD, "movement.quantities"},
        {"movement { " DISTRIBUTE COATS("0") " }", BAD, "movement.quantities[0]"},
        {"movement { " CANCEL " reason: '' }", BAD, "movement.reason"},
        {"movement { " CANCEL COATS("1") " }", BAD, "movement.quantities"},
        {NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateDonation", GOOD "donation { movements { " SHIP " } }", "state: 2");
    REFUSE_EACH(&bench, "MoveDonation", MOVE("v1", RECEIVE), ROWS);
    EXPECT(&bench, "CreateDonation",
           GOOD "donation_id: 'dear' donation { !lines lines { item: 'x' goods: 'x' unit: 'x' "
                "quantity: 1000 unit_value: 100000000000 basis: 1 } }",
           "");
    REFUSE(&bench, "MoveDonation",
           MOVE("*", SHIP
                "quantities { item: 'x' quantity: 1001 }") "name: 'programmes/jw/donations/dear'",
           BAD, "movement.quantities");
    service_down(&bench);
}

/* What leads to each state, and what may be done there: SHIP, RECEIVE, EXPLAIN, DISTRIBUTE, CLOSE,
 * CANCEL. */
static void a_donation_makes_only_the_moves_of_its_state(void **state)
{
    static const struct {
        const char *so_far;
        int state;
        bool legal[6];
    } ROWS[] = {
        {"", 1, {true, false, false, false, false, true}},
        {"movements { " SHIP "}", 2, {false, true, false, false, false, true}},
        {"movements { " SHIP "} movements { " RECEIVE COATS("97") RICE("500") "}",
         3,
         {false, false, true, false, false, false}},
        {"movements { " SHIP "} movements { " RECEIVE "}",
         3,
         {false, false, false, true, true, false}},
        {"movements { " SHIP "} movements { " RECEIVE "} movements { " DISTRIBUTE COATS("1") "}",
         4,
         {false, false, false, true, true, false}},
        {"movements { " SHIP "} movements { " RECEIVE "} movements { " CLOSE "}",
         5,
         {false, false, false, false, false, false}},
        {"movements { " CANCEL "}", 6, {false, false, false, false, false, false}},
    };
    static const char *const MOVES[6] = {
        "move: 1",
        "move: 2",
        "move: 3 difference: 1 reason: 'so' " COATS("0"),
        "move: 4 site: 'south' " COATS("1"),
        "move: 5 reason: 'so'",
        "move: 6 reason: 'so'",
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        for (int move = 0; move < 6; move++) {
            const char *text = service_text(
                &bench,
                "name: 'programmes/jw/donations/d%zu%d' etag: '*' movement { %s date: 2025-06-25 }",
                i, move, MOVES[move]);

            EXPECT(&bench, "CreateDonation",
                   service_text(&bench, GOOD "donation_id: 'd%zu%d' donation { %s }", i, move,
                                ROWS[i].so_far),
                   service_text(&bench, "state: %d", ROWS[i].state));
            if (ROWS[i].legal[move])
                EXPECT(&bench, "MoveDonation", text, "etag: 'v2'");
            else if (i == 2 && (move == 3 || move == 4))
                REFUSE(&bench, "MoveDonation", text, CV_FAILED_PRECONDITION,
                       "DIFFERENCE_UNEXPLAINED", "");
            else if (i == 3 && move == 2)
                REFUSE(&bench, "MoveDonation", text, BAD, "movement.quantities");
            else
                REFUSE(&bench, "MoveDonation", text, CV_FAILED_PRECONDITION, "WRONG_STATE", "");
        }
    }
    service_down(&bench);
}

static void more_than_was_received_is_not_distributed(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateDonation",
           GOOD "donation { movements { " SHIP "} movements { " RECEIVE "} }", "state: 3");
    REFUSE(&bench, "MoveDonation", MOVE("*", DISTRIBUTE COATS("101")), CV_FAILED_PRECONDITION,
           "MORE_THAN_RECEIVED", "");
    EXPECT(&bench, "MoveDonation", MOVE("*", DISTRIBUTE COATS("60")), "");
    REFUSE(&bench, "MoveDonation", MOVE("*", DISTRIBUTE RICE("1") COATS("41")),
           CV_FAILED_PRECONDITION, "MORE_THAN_RECEIVED", "");
    REFUSE(&bench, "MoveDonation", MOVE("*", CLOSE "reason: ''"), BAD, "movement.reason");
    EXPECT(&bench, "MoveDonation", MOVE("*", DISTRIBUTE COATS("40")),
           "lines { distributed_quantity: 100 } lines { distributed_quantity: 0 }");
    service_down(&bench);
}

static void more_than_was_shipped_is_explained_too(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateDonation",
           GOOD "donation { movements { " SHIP "} movements { " RECEIVE COATS("120")
               RICE("0") "} }",
           "lines { received_quantity: 120 unexplained: 1 } "
           "lines { received_quantity: 0 unexplained: 1 }");
    EXPECT(&bench, "MoveDonation", MOVE("*", EXPLAIN COATS("0") "difference: 4"), "");
    REFUSE(&bench, "MoveDonation", MOVE("*", DISTRIBUTE COATS("1")), CV_FAILED_PRECONDITION,
           "DIFFERENCE_UNEXPLAINED", "");
    EXPECT(&bench, "MoveDonation", MOVE("*", EXPLAIN RICE("0")), "");
    EXPECT(&bench, "MoveDonation", MOVE("*", DISTRIBUTE COATS("120")), "state: 4");
    service_down(&bench);
}

static void a_movement_recorded_by_mistake_is_retracted_and_stays_known(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateDonation", GOOD, "");
    REFUSE(&bench, "MoveDonation", MOVE("*", RETRACT), CV_FAILED_PRECONDITION, "NOTHING_TO_RETRACT",
           "");
    EXPECT(&bench, "MoveDonation", MOVE("*", SHIP), "");
    EXPECT(&bench, "MoveDonation", MOVE("*", RECEIVE COATS("1") RICE("1")), "state: 3");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(&bench, "MoveDonation", MOVE("*", RETRACT),
           "state: 2 state_date: 2025-05-10 lines { received_quantity: 0 } movements { move: 1 } "
           "movements { move: 2 retracted_time { seconds: 1751457600 } } movements { move: 7 }");
    EXPECT(&bench, "MoveDonation", MOVE("*", RECEIVE), "state: 3 lines { received_quantity: 100 }");
    EXPECT(&bench, "ListDonations",
           "parent: 'programmes/jw' known_at { seconds: 1751371200 nanos: 1000000 }",
           "donations { state: 3 lines { received_quantity: 1 } }");
    EXPECT(&bench, "ListDonations", "parent: 'programmes/jw' effective_through: 2025-05-15",
           "donations { state: 2 }");
    EXPECT(&bench, "MoveDonation", MOVE("*", RETRACT), "state: 2");
    EXPECT(&bench, "MoveDonation", MOVE("*", RETRACT), "state: 1");
    REFUSE(&bench, "MoveDonation", MOVE("*", RETRACT), CV_FAILED_PRECONDITION, "NOTHING_TO_RETRACT",
           "");
    service_down(&bench);
}

static void a_donation_sent_twice_is_there_once(void **state)
{
    const char *row = "rows { donation { " GOOD "donation { movements { " SHIP "} } } }";
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ImportEngagement", row, "created_count: 1");
    EXPECT(&bench, "MoveDonation", MOVE("v1", RECEIVE) "request_id: 'r'", "etag: 'v2'");
    EXPECT(&bench, "MoveDonation", MOVE("v1", RECEIVE) "request_id: 'r'", "etag: 'v2'");
    REFUSE(&bench, "MoveDonation", MOVE("v1", RECEIVE), CV_ABORTED, "ETAG_MISMATCH", "");
    EXPECT(&bench, "ImportEngagement", row, "unchanged_count: 1");
    EXPECT(&bench, "ImportEngagement", "rows { donation { " GOOD " } }",
           "refused_count: 1 refusals { reason: 'ID_TAKEN' }");
    EXPECT(&bench, "ListDonations",
           "parent: 'programmes/jw' donor: 'programmes/jw/partners/bank' page_size: 1",
           "donations { state: 3 } next_page_token: ''");
    REFUSE(&bench, "ListDonations", "parent: 'programmes/jw' donor: 'bank'", BAD, "donor");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_donation_goes_from_its_pledge_to_a_site),
        cmocka_unit_test(what_was_received_is_told_and_taken_back),
        cmocka_unit_test(each_wrong_field_of_a_new_donation_is_named),
        cmocka_unit_test(each_wrong_field_of_a_movement_is_named),
        cmocka_unit_test(a_donation_makes_only_the_moves_of_its_state),
        cmocka_unit_test(more_than_was_received_is_not_distributed),
        cmocka_unit_test(more_than_was_shipped_is_explained_too),
        cmocka_unit_test(a_movement_recorded_by_mistake_is_retracted_and_stays_known),
        cmocka_unit_test(a_donation_sent_twice_is_there_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
