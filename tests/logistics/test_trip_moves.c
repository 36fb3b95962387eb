/* What is commanded of a trip, and each command that is illegal. */
#include "logistics_corridor.h"
#include "support/message_text.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    corridor_sow(bench);
    trip_sow(bench, "t1", NOON);
}

/* Ready, and gone from Kunming. */
static void up_departed(struct service_bench *bench)
{
    up(bench);
    trip_ready(bench, "t1", "5232100");
    trip_move(bench, "t1", "DEPARTED", 0);
}

static void up_at_the_border(struct service_bench *bench)
{
    up_departed(bench);
    trip_move(bench, "t1", "ARRIVED", 1);
}

static void a_trip_goes_from_plan_to_close(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    trip_compose(&bench, "t1", "52-32100");
    TRIP_IS(&bench, "state: TRIP_STATE_COMPOSED wagons { number: '5232100' slots: 2 }");
    trip_move(&bench, "t1", "READY", 0);
    TRIP_IS(&bench, "state: TRIP_STATE_READY");
    trip_move(&bench, "t1", "DEPARTED", 0);
    TRIP_IS(&bench, "state: TRIP_STATE_DEPARTED points { position: 0 }");
    trip_move(&bench, "t1", "ARRIVED", 1);
    trip_move(&bench, "t1", "TRANSSHIPPING", 1);
    trip_move(&bench, "t1", "TRANSSHIPPED", 1);
    trip_move(&bench, "t1", "BORDER_PRESENTED", 1);
    trip_move(&bench, "t1", "BORDER_SELECTED", 1);
    trip_move(&bench, "t1", "BORDER_INSPECTED", 1);
    trip_move(&bench, "t1", "BORDER_SELECTED", 1);
    trip_move(&bench, "t1", "BORDER_INSPECTED", 1);
    trip_move(&bench, "t1", "BORDER_RELEASED", 1);
    trip_move(&bench, "t1", "BORDER_CROSSED", 1);
    TRIP_IS(&bench, "state: TRIP_STATE_ARRIVED points {} points { position: 1 "
                    "border_state: BORDER_STATE_CROSSED "
                    "transshipment: TRANSSHIPMENT_STATE_DONE }");
    trip_move(&bench, "t1", "DEPARTED", 1);
    trip_move(&bench, "t1", "ARRIVED", 2);
    TRIP_IS(&bench, "state: TRIP_STATE_FINAL_ARRIVED");
    trip_move(&bench, "t1", "UNLOADED", 2);
    EXPECT(&bench, "CloseTrip", "name: '" T1 "'", "state: TRIP_STATE_CLOSED sequence: 17");
    service_down(&bench);
}

static void a_command_based_on_an_old_version_is_refused(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    trip_compose(&bench, "t1", "5232100");
    REFUSE(&bench, "MoveTrip", "name: '" T1 "' etag: 'v1' kind: TRIP_EVENT_KIND_READY", CV_ABORTED,
           "ETAG_MISMATCH", "");
    EXPECT(&bench, "MoveTrip", "name: '" T1 "' etag: 'v2' kind: TRIP_EVENT_KIND_READY",
           "etag: 'v3'");
    service_down(&bench);
}

static void a_command_sent_again_is_made_once(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    trip_ready(&bench, "t1", "5232100");
    for (int i = 0; i < 2; i++)
        EXPECT(&bench, "MoveTrip",
               "name: '" T1 "' kind: TRIP_EVENT_KIND_DEPARTED request_id: 'once'",
               "state: TRIP_STATE_DEPARTED etag: 'v4' sequence: 3");
    service_down(&bench);
}

static void leaving_before_it_was_ready_is_illegal(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    MOVE_REFUSED(&bench, "t1", "READY", 0, "WRONG_STATE");
    MOVE_REFUSED(&bench, "t1", "DEPARTED", 0, "NOT_READY");
    trip_compose(&bench, "t1", "5232100");
    MOVE_REFUSED(&bench, "t1", "DEPARTED", 0, "NOT_READY");
    trip_move(&bench, "t1", "READY", 0);
    trip_compose(&bench, "t1", "5232101"); /* other wagons must be declared ready anew */
    MOVE_REFUSED(&bench, "t1", "DEPARTED", 0, "NOT_READY");
    TRIP_IS(&bench, "state: TRIP_STATE_COMPOSED");
    service_down(&bench);
}

static void leaving_on_the_next_leg_before_arriving_on_this_one_is_illegal(void **state)
{
    struct service_bench bench;

    (void)state;
    up_departed(&bench);
    MOVE_REFUSED(&bench, "t1", "DEPARTED", 1, "NOT_ARRIVED");
    MOVE_REFUSED(&bench, "t1", "DEPARTED", 0, "ALREADY_DEPARTED");
    MOVE_REFUSED(&bench, "t1", "ARRIVED", 2, "NOT_DEPARTED");
    MOVE_REFUSED(&bench, "t1", "ARRIVED", 0, "FIRST_POINT");
    TRIP_IS(&bench, "state: TRIP_STATE_DEPARTED sequence: 3");
    service_down(&bench);
}

static void crossing_without_being_released_is_illegal(void **state)
{
    struct service_bench bench;

    (void)state;
    up_at_the_border(&bench);
    MOVE_REFUSED(&bench, "t1", "BORDER_CROSSED", 1, "NOT_RELEASED");
    trip_move(&bench, "t1", "BORDER_PRESENTED", 1);
    MOVE_REFUSED(&bench, "t1", "BORDER_CROSSED", 1, "NOT_RELEASED");
    MOVE_REFUSED(&bench, "t1", "DEPARTED", 1, "NOT_RELEASED");
    trip_move(&bench, "t1", "BORDER_SELECTED", 1);
    MOVE_REFUSED(&bench, "t1", "BORDER_RELEASED", 1, "NOT_INSPECTED");
    MOVE_REFUSED(&bench, "t1", "BORDER_CROSSED", 1, "NOT_RELEASED");
    trip_move(&bench, "t1", "BORDER_INSPECTED", 1);
    MOVE_REFUSED(&bench, "t1", "BORDER_CROSSED", 1, "NOT_RELEASED");
    trip_move(&bench, "t1", "BORDER_RELEASED", 1);
    trip_move(&bench, "t1", "BORDER_CROSSED", 1);
    service_down(&bench);
}

static void border_steps_where_there_is_no_border_are_illegal(void **state)
{
    struct service_bench bench;

    (void)state;
    up_departed(&bench);
    MOVE_REFUSED(&bench, "t1", "BORDER_PRESENTED", 0, "NOT_A_BORDER");
    MOVE_REFUSED(&bench, "t1", "BORDER_PRESENTED", 1, "NOT_ARRIVED");
    MOVE_REFUSED(&bench, "t1", "BORDER_PRESENTED", 7, "OFF_THE_WAY");
    service_down(&bench);
}

static void an_actual_departure_in_the_future_is_illegal(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    trip_ready(&bench, "t1", "5232100");
    REFUSE(&bench, "MoveTrip",
           service_text(&bench, "%s occurred_time { seconds: %" PRId64 " }",
                        trip_move_text(&bench, "t1", "DEPARTED", 0), NOON + 5 * MINUTE + 1),
           CV_FAILED_PRECONDITION, "IN_THE_FUTURE", "");
    EXPECT(&bench, "MoveTrip",
           service_text(&bench, "%s occurred_time { seconds: %" PRId64 " }",
                        trip_move_text(&bench, "t1", "DEPARTED", 0), NOON + 5 * MINUTE),
           "state: TRIP_STATE_DEPARTED");
    service_down(&bench);
}

static void arriving_before_having_left_is_illegal(void **state)
{
    struct service_bench bench;

    (void)state;
    up_departed(&bench);
    REFUSE(&bench, "MoveTrip",
           service_text(&bench, "%s occurred_time { seconds: %" PRId64 " }",
                        trip_move_text(&bench, "t1", "ARRIVED", 1), NOON - 1),
           CV_FAILED_PRECONDITION, "ARRIVAL_BEFORE_DEPARTURE", "");
    service_down(&bench);
}

static void cancelling_after_the_first_departure_is_illegal(void **state)
{
    struct service_bench bench;

    (void)state;
    up_departed(&bench);
    REFUSE(&bench, "CancelTrip", "name: '" T1 "'", CV_FAILED_PRECONDITION, "ALREADY_DEPARTED", "");
    trip_sow(&bench, "t2", NOON);
    trip_compose(&bench, "t2", "5232101");
    EXPECT(&bench, "CancelTrip", "name: 'corridors/laos/trips/t2' cause: DELAY_CAUSE_WEATHER",
           "state: TRIP_STATE_CANCELLED");
    MOVE_REFUSED(&bench, "t2", "READY", 0, "TRIP_CANCELLED");
    service_down(&bench);
}

static void changing_the_consist_under_way_is_illegal(void **state)
{
    struct service_bench bench;

    (void)state;
    up_departed(&bench);
    REFUSE(&bench, "ComposeTrip",
           "name: '" T1 "' wagons { number: '5232101' numbering: 1 limit_grams: 1 }",
           CV_FAILED_PRECONDITION, "CONSIST_LOCKED", "");
    TRIP_IS(&bench, "consist_changed: false wagons { number: '5232100' }");
    trip_move(&bench, "t1", "ARRIVED", 1);
    trip_compose(&bench, "t1", "5232101");
    TRIP_IS(&bench, "state: TRIP_STATE_ARRIVED consist_changed: true "
                    "wagons { number: '5232101' }");
    service_down(&bench);
}

static void a_wagon_in_two_open_trips_is_illegal(void **state)
{
    static const char SAME[] = "name: 'corridors/laos/trips/t2' wagons { number: '5232100' "
                               "numbering: WAGON_NUMBERING_CHINA limit_grams: 1 }";
    struct service_bench bench;

    (void)state;
    up(&bench);
    trip_compose(&bench, "t1", "5232100");
    trip_sow(&bench, "t2", NOON);
    REFUSE(&bench, "ComposeTrip", SAME, CV_FAILED_PRECONDITION, "WAGON_ON_OTHER_TRIP", "");
    TRIP_IS(&bench, "wagons { number: '5232100' }");
    trip_compose(&bench, "t1", "5232101"); /* let go of */
    EXPECT(&bench, "ComposeTrip", SAME, "");
    EXPECT(&bench, "CancelTrip", "name: '" T1 "'", "");
    trip_compose(&bench, "t2", "5232101"); /* free again */
    service_down(&bench);
}

static void closing_with_an_open_hold_is_illegal(void **state)
{
    struct service_bench bench;

    (void)state;
    up_at_the_border(&bench);
    EXPECT(&bench, "MoveTrip",
           "name: '" T1 "' kind: TRIP_EVENT_KIND_HOLD_OPENED point: 1 hold_id: 'c-1' "
           "hold_kind: HOLD_KIND_CUSTOMS cause: DELAY_CAUSE_PAPERS",
           "holds { hold_id: 'c-1' kind: HOLD_KIND_CUSTOMS cause: DELAY_CAUSE_PAPERS point: 1 }");
    trip_move(&bench, "t1", "DEPARTED", 1);
    trip_move(&bench, "t1", "ARRIVED", 2);
    REFUSE(&bench, "CloseTrip", "name: '" T1 "'", CV_FAILED_PRECONDITION, "WRONG_STATE", "");
    trip_move(&bench, "t1", "UNLOADED", 2);
    REFUSE(&bench, "CloseTrip", "name: '" T1 "'", CV_FAILED_PRECONDITION, "HOLD_OPEN", "");
    REFUSE(&bench, "MoveTrip", "name: '" T1 "' kind: TRIP_EVENT_KIND_HOLD_CLOSED hold_id: 'c-2'",
           CV_FAILED_PRECONDITION, "NO_SUCH_HOLD", "");
    EXPECT(&bench, "MoveTrip", "name: '" T1 "' kind: TRIP_EVENT_KIND_HOLD_CLOSED hold_id: 'c-1'",
           "");
    EXPECT(&bench, "CloseTrip", "name: '" T1 "'", "state: TRIP_STATE_CLOSED");
    MOVE_REFUSED(&bench, "t1", "INCIDENT", 0, "TRIP_CLOSED");
    service_down(&bench);
}

static void an_interrupted_trip_can_resume(void **state)
{
    struct service_bench bench;

    (void)state;
    up_at_the_border(&bench);
    EXPECT(&bench, "MoveTrip",
           "name: '" T1 "' kind: TRIP_EVENT_KIND_INTERRUPTED cause: DELAY_CAUSE_WEATHER",
           "state: TRIP_STATE_ARRIVED interrupted: true "
           "interruption_cause: DELAY_CAUSE_WEATHER");
    MOVE_REFUSED(&bench, "t1", "DEPARTED", 1, "INTERRUPTED");
    MOVE_REFUSED(&bench, "t1", "INTERRUPTED", 1, "ALREADY_INTERRUPTED");
    trip_move(&bench, "t1", "RESUMED", 1);
    MOVE_REFUSED(&bench, "t1", "RESUMED", 1, "NOT_INTERRUPTED");
    trip_move(&bench, "t1", "DEPARTED", 1);
    TRIP_IS(&bench, "interrupted: false state: TRIP_STATE_DEPARTED");
    service_down(&bench);
}

static void a_transshipment_is_finished_before_the_trip_goes_on(void **state)
{
    struct service_bench bench;

    (void)state;
    up_at_the_border(&bench);
    MOVE_REFUSED(&bench, "t1", "TRANSSHIPPED", 1, "NOT_TRANSSHIPPING");
    trip_move(&bench, "t1", "TRANSSHIPPING", 1);
    MOVE_REFUSED(&bench, "t1", "TRANSSHIPPING", 1, "ALREADY_TRANSSHIPPING");
    MOVE_REFUSED(&bench, "t1", "DEPARTED", 1, "TRANSSHIPMENT_OPEN");
    trip_move(&bench, "t1", "TRANSSHIPPED", 1);
    MOVE_REFUSED(&bench, "t1", "TRANSSHIPPED", 1, "ALREADY_TRANSSHIPPED");
    service_down(&bench);
}

static void a_refused_wagon_is_marked_in_the_consist(void **state)
{
    struct service_bench bench;

    (void)state;
    up_at_the_border(&bench);
    EXPECT(&bench, "MoveTrip",
           "name: '" T1 "' kind: TRIP_EVENT_KIND_WAGON_REFUSED point: 1 wagon: '523-2100' "
           "cause: DELAY_CAUSE_ROLLING_STOCK",
           "consist_changed: true wagons { number: '5232100' refused: true }");
    TRIP_IS(&bench, "wagons { number: '5232100' refused: true }");
    service_down(&bench);
}

#define REFUSED_WAGON(number)                                                                      \
    "name: '" T1 "' kind: TRIP_EVENT_KIND_WAGON_REFUSED point: 1 wagon: '" number                  \
    "' cause: DELAY_CAUSE_ROLLING_STOCK"

static void leaving_with_a_refused_wagon_is_illegal(void **state)
{
    struct service_bench bench;

    (void)state;
    up_departed(&bench);
    EXPECT(&bench, "MoveTrip", REFUSED_WAGON("523210"), "");
    trip_move(&bench, "t1", "ARRIVED", 1);
    EXPECT(&bench, "MoveTrip", REFUSED_WAGON("5232199"), ""); /* no wagon of it */
    EXPECT(&bench, "MoveTrip", REFUSED_WAGON("5232100"), "");
    EXPECT(&bench, "MoveTrip", REFUSED_WAGON("5232198"), "");
    MOVE_REFUSED(&bench, "t1", "DEPARTED", 1, "WAGON_REFUSED");
    EXPECT(&bench, "ComposeTrip",
           "name: '" T1 "' wagons { number: '5232101' numbering: 1 limit_grams: 1 } "
           "wagons { number: '5232100' numbering: 1 limit_grams: 1 }",
           "wagons { refused: false } wagons { refused: true }");
    MOVE_REFUSED(&bench, "t1", "DEPARTED", 1, "WAGON_REFUSED");
    trip_compose(&bench, "t1", "5232101");
    trip_move(&bench, "t1", "DEPARTED", 1);
    EXPECT(&bench, "ListTripEvents", "parent: '" T1 "' page_size: 20",
           "events { kind: TRIP_EVENT_KIND_COMPOSED wagon: '5232100' } events {} events {} "
           "events {} events {} events {} events {} events {} "
           "events { kind: TRIP_EVENT_KIND_COMPOSED wagon: '5232101 5232100' } "
           "events { wagon: '5232101' } events { kind: TRIP_EVENT_KIND_DEPARTED }");
    service_down(&bench);
}

#define DIVERSION                                                                                  \
    "name: '" T1 "' cause: DELAY_CAUSE_INFRASTRUCTURE "                                            \
    "legs { mode: TRANSPORT_MODE_ROAD origin: 'places/mohan' destination: 'places/kunming' "       \
    "departure_time { seconds: 1751371300 } arrival_time { seconds: 1751371400 } } "               \
    "legs { mode: TRANSPORT_MODE_ROAD origin: 'places/kunming' destination: 'places/vientiane' "   \
    "departure_time { seconds: 1751371500 } arrival_time { seconds: 1751371600 } }"

static void a_diverted_trip_takes_another_way_from_where_it_is(void **state)
{
    const Caravan__Logistics__V1__Trip *trip;
    struct service_bench bench;

    (void)state;
    up_at_the_border(&bench);
    REFUSE(&bench, "DivertTrip",
           "name: '" T1 "' legs { mode: 1 origin: 'places/kunming' "
           "destination: 'places/vientiane' departure_time { seconds: 1 } "
           "arrival_time { seconds: 2 } }",
           BAD, "legs[0].origin");
    trip = (const void *)EXPECT(
        &bench, "DivertTrip", DIVERSION,
        "path_version: 2 state: TRIP_STATE_ARRIVED "
        "legs { origin: 'places/kunming' destination: 'places/mohan' } "
        "legs { mode: TRANSPORT_MODE_ROAD origin: 'places/mohan' destination: 'places/kunming' "
        "departure_time { seconds: 1751371300 } } "
        "legs { origin: 'places/kunming' destination: 'places/vientiane' } "
        "points { position: 0 dropped: false } points { position: 1 dropped: false } "
        "points { position: 2 dropped: true } points { position: 3 place: 'places/kunming' } "
        "points { position: 4 place: 'places/vientiane' }");
    assert_int_equal(trip->n_legs, 3);
    MOVE_REFUSED(&bench, "t1", "ARRIVED", 2, "OFF_THE_WAY");
    trip_move(&bench, "t1", "DEPARTED", 1);
    trip_move(&bench, "t1", "ARRIVED", 3);
    trip_move(&bench, "t1", "DEPARTED", 3);
    trip_move(&bench, "t1", "ARRIVED", 4);
    TRIP_IS(&bench, "state: TRIP_STATE_FINAL_ARRIVED");
    service_down(&bench);
}

static void a_trip_ends_early_only_where_it_has_arrived(void **state)
{
    struct service_bench bench;

    (void)state;
    up_departed(&bench);
    REFUSE(&bench, "DivertTrip", "name: '" T1 "'", CV_FAILED_PRECONDITION, "WRONG_STATE", "");
    trip_move(&bench, "t1", "ARRIVED", 1);
    EXPECT(&bench, "DivertTrip", "name: '" T1 "'",
           "state: TRIP_STATE_FINAL_ARRIVED path_version: 2 points {} points {} "
           "points { dropped: true }");
    trip_move(&bench, "t1", "UNLOADED", 1);
    REFUSE(&bench, "DivertTrip", DIVERSION, CV_FAILED_PRECONDITION, "WRONG_STATE", "");
    service_down(&bench);
}

#define GOOD_WAGON                                                                                 \
    "name: '" T1 "' wagons { number: '21 81 2471 217-3' numbering: WAGON_NUMBERING_UIC "           \
    "type: 'Sgns' limit_grams: 70000000 slots: 2 }"

static void each_wrong_field_of_a_consist_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!wagons", BAD, "wagons"},
        {"name: 'corridors/laos/trips/none'", MISSING, ""},
        {"!wagons wagons { number: '218124712174' numbering: 2 limit_grams: 1 }", BAD,
         "wagons[0].number"},
        {"wagons { number: '523210' numbering: 1 limit_grams: 1 }", BAD, "wagons[1].number"},
        {"wagons { number: '5232100' limit_grams: 1 }", BAD, "wagons[1].numbering"},
        {"wagons { number: '218124712173' numbering: 2 limit_grams: 1 }", BAD, "wagons[1].number"},
        {"wagons { number: 'A1' numbering: 3 limit_grams: 1 }", BAD, "wagons[1].number"},
        {"wagons { number: '5232100' numbering: 1 }", BAD, "wagons[1].limit_grams"},
        {"wagons { number: '5232100' numbering: 1 limit_grams: 200000001 }", BAD,
         "wagons[1].limit_grams"},
        {"wagons { number: '5232100' numbering: 1 limit_grams: 1 slots: 9 }", BAD,
         "wagons[1].slots"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "ComposeTrip", GOOD_WAGON, ROWS);
    service_down(&bench);
}

static void each_wrong_field_of_a_move_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"name: 'trips/t1'", BAD, "name"},
        {"!kind", BAD, "kind"},
        {"kind: TRIP_EVENT_KIND_CLOSED", BAD, "kind"},
        {"kind: 99", BAD, "kind"},
        {"point: -1", BAD, "point"},
        {"cause: 99", BAD, "cause"},
        {"utc_offset_minutes: 900", BAD, "utc_offset_minutes"},
        {"hold_id: 'h'", BAD, "hold_id"},
        {"hold_kind: HOLD_KIND_CUSTOMS", BAD, "hold_kind"},
        {"wagon: '5232100'", BAD, "wagon"},
        {"kind: TRIP_EVENT_KIND_HOLD_OPENED hold_kind: HOLD_KIND_CUSTOMS", BAD, "hold_id"},
        {"kind: TRIP_EVENT_KIND_HOLD_OPENED hold_id: 'h'", BAD, "hold_kind"},
        {"kind: TRIP_EVENT_KIND_WAGON_REFUSED cause: DELAY_CAUSE_CREW", BAD, "wagon"},
        {"kind: TRIP_EVENT_KIND_WAGON_REFUSED wagon: '5232100'", BAD, "cause"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "MoveTrip", "name: '" T1 "' kind: TRIP_EVENT_KIND_INCIDENT", ROWS);
    service_down(&bench);
}

/* Each of these commands in turn: made, or refused for its own reason. */
static void each_step_out_of_turn_is_refused_for_its_own_reason(void **state)
{
    static const struct {
        const char *kind;
        int point;
        const char *reason; /* NULL: it is made */
    } ROWS[] = {
        {"ARRIVED", 1, "ALREADY_ARRIVED"},
        {"BORDER_SELECTED", 1, "NOT_PRESENTED"},
        {"BORDER_RELEASED", 1, "NOT_PRESENTED"},
        {"BORDER_INSPECTED", 1, "NOT_SELECTED"},
        {"BORDER_PRESENTED", 1, NULL},
        {"BORDER_PRESENTED", 1, "ALREADY_PRESENTED"},
        {"BORDER_INSPECTED", 1, "NOT_SELECTED"},
        {"BORDER_SELECTED", 1, NULL},
        {"BORDER_SELECTED", 1, "ALREADY_SELECTED"},
        {"BORDER_INSPECTED", 1, NULL},
        {"BORDER_RELEASED", 1, NULL},
        {"BORDER_RELEASED", 1, "ALREADY_RELEASED"},
        {"BORDER_SELECTED", 1, "ALREADY_RELEASED"},
        {"BORDER_CROSSED", 1, NULL},
        {"BORDER_CROSSED", 1, "ALREADY_CROSSED"},
        {"DEPARTED", 1, NULL},
        {"BORDER_PRESENTED", 1, "PASSED"},
        {"ARRIVED", 2, NULL},
        {"DEPARTED", 2, "LAST_POINT"},
    };
    struct service_bench bench;

    (void)state;
    up_at_the_border(&bench);
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        if (ROWS[i].reason == NULL)
            trip_move(&bench, "t1", ROWS[i].kind, ROWS[i].point);
        else
            MOVE_REFUSED(&bench, "t1", ROWS[i].kind, ROWS[i].point, ROWS[i].reason);
    }
    service_down(&bench);
}

static void a_hold_is_opened_once_under_its_id_and_closed_once(void **state)
{
    static const char OPEN[] = "name: '" T1 "' kind: TRIP_EVENT_KIND_HOLD_OPENED point: 1 "
                               "hold_id: 'c-1' hold_kind: HOLD_KIND_CUSTOMS";
    static const char CLOSE[] = "name: '" T1 "' kind: TRIP_EVENT_KIND_HOLD_CLOSED hold_id: 'c-1'";
    struct service_bench bench;

    (void)state;
    up_at_the_border(&bench);
    EXPECT(&bench, "MoveTrip", OPEN, "");
    REFUSE(&bench, "MoveTrip", OPEN, CV_FAILED_PRECONDITION, "HOLD_EXISTS", "");
    EXPECT(&bench, "MoveTrip", CLOSE, "");
    REFUSE(&bench, "MoveTrip", CLOSE, CV_FAILED_PRECONDITION, "HOLD_CLOSED", "");
    REFUSE(&bench, "MoveTrip", OPEN, CV_FAILED_PRECONDITION, "HOLD_EXISTS", "");
    service_down(&bench);
}

static void a_command_about_what_was_before_the_last_that_happened_is_illegal(void **state)
{
    struct service_bench bench;

    (void)state;
    up_at_the_border(&bench);
    REFUSE(&bench, "MoveTrip",
           service_text(&bench, "%s occurred_time { seconds: %" PRId64 " }",
                        trip_move_text(&bench, "t1", "BORDER_PRESENTED", 1), NOON - 1),
           CV_FAILED_PRECONDITION, "BEFORE_WHAT_HAPPENED", "");
    trip_move(&bench, "t1", "BORDER_PRESENTED", 1);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trip_goes_from_plan_to_close),
        cmocka_unit_test(a_command_based_on_an_old_version_is_refused),
        cmocka_unit_test(a_command_sent_again_is_made_once),
        cmocka_unit_test(leaving_before_it_was_ready_is_illegal),
        cmocka_unit_test(leaving_on_the_next_leg_before_arriving_on_this_one_is_illegal),
        cmocka_unit_test(crossing_without_being_released_is_illegal),
        cmocka_unit_test(border_steps_where_there_is_no_border_are_illegal),
        cmocka_unit_test(an_actual_departure_in_the_future_is_illegal),
        cmocka_unit_test(arriving_before_having_left_is_illegal),
        cmocka_unit_test(cancelling_after_the_first_departure_is_illegal),
        cmocka_unit_test(changing_the_consist_under_way_is_illegal),
        cmocka_unit_test(a_wagon_in_two_open_trips_is_illegal),
        cmocka_unit_test(closing_with_an_open_hold_is_illegal),
        cmocka_unit_test(an_interrupted_trip_can_resume),
        cmocka_unit_test(a_transshipment_is_finished_before_the_trip_goes_on),
        cmocka_unit_test(a_refused_wagon_is_marked_in_the_consist),
        cmocka_unit_test(leaving_with_a_refused_wagon_is_illegal),
        cmocka_unit_test(a_diverted_trip_takes_another_way_from_where_it_is),
        cmocka_unit_test(a_trip_ends_early_only_where_it_has_arrived),
        cmocka_unit_test(each_wrong_field_of_a_consist_is_named),
        cmocka_unit_test(each_wrong_field_of_a_move_is_named),
        cmocka_unit_test(each_step_out_of_turn_is_refused_for_its_own_reason),
        cmocka_unit_test(a_hold_is_opened_once_under_its_id_and_closed_once),
        cmocka_unit_test(a_command_about_what_was_before_the_last_that_happened_is_illegal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
