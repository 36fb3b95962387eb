/* Trips as they are planned, through the whole service. */
#include "logistics_corridor.h"
#include "support/message_text.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void a_trip_without_legs_is_planned_along_its_corridor(void **state)
{
    const Caravan__Logistics__V1__Trip *trip;
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    trip_sow(&bench, "t1", NOON);
    trip = (const void *)EXPECT(
        &bench, "GetTrip", "name: 'corridors/laos/trips/t1'",
        service_text(&bench,
                     "number: 'X9101' direction: DIRECTION_OUTBOUND state: TRIP_STATE_PLANNED "
                     "path_version: 1 etag: 'v1' "
                     "legs { mode: TRANSPORT_MODE_RAIL origin: 'places/kunming' "
                     "destination: 'places/mohan' departure_time { seconds: %" PRId64 " } "
                     "arrival_time { seconds: %" PRId64 " } } "
                     "legs { origin: 'places/mohan' destination: 'places/vientiane' "
                     "departure_time { seconds: %" PRId64 " } arrival_time { seconds: %" PRId64
                     " } } "
                     "points { position: 0 place: 'places/kunming' border: false "
                     "departure { first_plan_time { seconds: %" PRId64 " } } } "
                     "points { position: 1 place: 'places/mohan' border: true } "
                     "points { position: 2 place: 'places/vientiane' }",
                     NOON, NOON + 10 * HOUR, NOON + 14 * HOUR, NOON + 21 * HOUR, NOON));
    assert_int_equal(trip->n_legs, 2);
    assert_int_equal(trip->n_points, 3);
    assert_null(trip->points[0]->departure->actual_time);
    service_down(&bench);
}

static void an_inbound_trip_takes_the_corridor_from_its_end(void **state)
{
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    EXPECT(&bench, "CreateTrip",
           service_text(&bench,
                        "parent: 'corridors/laos' trip_id: 'b' trip { number: '7' "
                        "direction: DIRECTION_INBOUND departure_time { seconds: %" PRId64 " } }",
                        NOON),
           service_text(&bench,
                        "legs { origin: 'places/vientiane' destination: 'places/mohan' "
                        "departure_time { seconds: %" PRId64 " } "
                        "arrival_time { seconds: %" PRId64 " } } "
                        "legs { origin: 'places/mohan' destination: 'places/kunming' "
                        "departure_time { seconds: %" PRId64 " } "
                        "arrival_time { seconds: %" PRId64 " } }",
                        NOON, NOON + 7 * HOUR, NOON + 11 * HOUR, NOON + 21 * HOUR));
    service_down(&bench);
}

#define LEG(from, to, left, came)                                                                  \
    "legs { mode: TRANSPORT_MODE_ROAD origin: 'places/" from "' destination: 'places/" to "' "     \
    "departure_time { seconds: " left " } arrival_time { seconds: " came " } } "
#define TRIP "parent: 'corridors/laos' trip_id: 'x' trip { number: 'N' direction: 1 "
#define GOOD                                                                                       \
    TRIP LEG("kunming", "mohan", "1000", "2000") LEG("mohan", "vientiane", "2000", "3000") "}"

static void each_wrong_field_of_a_trip_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'corridors/none'", MISSING, ""},
        {"parent: 'laos'", BAD, "parent"},
        {"trip_id: 't1'", CV_ALREADY_EXISTS, "ID_TAKEN", ""},
        {"trip { !number }", BAD, "trip.number"},
        {"trip { !direction }", BAD, "trip.direction"},
        {"trip { project: '" LETTERS_200 "x' }", BAD, "trip.project"},
        {"trip { departure_time { seconds: 5 } }", BAD, "trip.departure_time"},
        {"trip { !legs departure_time { seconds: 7258118400 } }", BAD, "trip.departure_time"},
        {"trip { " LEG("vientiane", "kunming", "3000", "7258118400") "}", BAD,
         "trip.legs[2].arrival_time"},
        {"trip { " LEG("vientiane", "nowhere", "3000", "4000") "}", MISSING,
         "trip.legs[2].destination"},
        {"trip { " LEG("vientiane", "vientiane", "3000", "4000") "}", BAD,
         "trip.legs[2].destination"},
        {"trip { " LEG("vientiane", "kunming", "2999", "4000") "}", BAD,
         "trip.legs[2].departure_time"},
        {"trip { legs { mode: 1 origin: 'places/vientiane' destination: 'places/mohan' "
         "departure_time { seconds: 3000 } } }",
         BAD, "trip.legs[2].arrival_time"},
        {"trip { legs { origin: 'places/vientiane' destination: 'places/mohan' "
         "departure_time { seconds: 3000 } arrival_time { seconds: 3000 } } }",
         BAD, "trip.legs[2].mode"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    trip_sow(&bench, "t1", NOON);
    REFUSE_EACH(&bench, "CreateTrip", GOOD, ROWS);
    service_down(&bench);
}

static void refused(const char *request, const char *field)
{
    struct service_bench bench;

    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    REFUSE(&bench, "CreateTrip", request, BAD, field);
    service_down(&bench);
}

static void a_trip_of_zero_legs_is_refused(void **state)
{
    (void)state;
    refused(TRIP "}", "trip.legs");
}

static void a_leg_that_does_not_begin_where_the_one_before_ends_is_refused(void **state)
{
    (void)state;
    refused(TRIP LEG("kunming", "mohan", "1000", "2000")
                LEG("kunming", "mohan", "2000", "3000") "}",
            "trip.legs[1].origin");
}

static void a_leg_that_arrives_before_it_has_left_is_refused(void **state)
{
    (void)state;
    refused(TRIP LEG("kunming", "mohan", "1000", "999") "}", "trip.legs[0].arrival_time");
}

static void trips_are_listed_page_by_page(void **state)
{
    const Caravan__Logistics__V1__ListTripsResponse *page;
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    for (int i = 0; i < 3; i++)
        trip_sow(&bench, service_text(&bench, "t%d", i), NOON + i);
    page = (const void *)EXPECT(&bench, "ListTrips", "parent: 'corridors/laos' page_size: 2",
                                "trips { name: 'corridors/laos/trips/t0' } "
                                "trips { name: 'corridors/laos/trips/t1' }");
    assert_int_equal(page->n_trips, 2);
    assert_int_equal(page->trips[0]->n_points, 0);
    page = (const void *)EXPECT(
        &bench, "ListTrips",
        service_text(&bench, "parent: 'corridors/laos' page_size: 2 page_token: '%s'",
                     page->next_page_token),
        "trips { name: 'corridors/laos/trips/t2' } next_page_token: ''");
    assert_int_equal(page->n_trips, 1);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trip_without_legs_is_planned_along_its_corridor),
        cmocka_unit_test(an_inbound_trip_takes_the_corridor_from_its_end),
        cmocka_unit_test(each_wrong_field_of_a_trip_is_named),
        cmocka_unit_test(a_trip_of_zero_legs_is_refused),
        cmocka_unit_test(a_leg_that_does_not_begin_where_the_one_before_ends_is_refused),
        cmocka_unit_test(a_leg_that_arrives_before_it_has_left_is_refused),
        cmocka_unit_test(trips_are_listed_page_by_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
