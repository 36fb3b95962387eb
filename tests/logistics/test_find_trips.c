/* Trips by what is known of them from outside: their number, a wagon, goods. */
#include "logistics_cargo.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define FIND(what) "parent: 'corridors/laos' " what

static void trips_are_found_by_number_wagon_and_goods(void **state)
{
    const Caravan__Logistics__V1__FindTripsResponse *page;
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    boxes_sow(&bench);
    train_sow(&bench, "t1");
    train_sow_other(&bench, "t2");
    load_sow(&bench, "t2", BOX_1, "2000001", 1);
    consignment_accepted(&bench, "c1");
    consignment_accepted(&bench, "c2");
    booking_sow(&bench, "t2", BOX_1, "c1", 100);

    page = (const void *)EXPECT(&bench, "FindTrips", FIND(""), "trips { name: '" TRAIN "t2' }");
    assert_int_equal(page->n_trips, 2); /* the newest first */
    page = (const void *)EXPECT(&bench, "FindTrips", FIND("wagon: '1000002'"),
                                "trips { name: '" TRAIN "t1' }");
    assert_int_equal(page->n_trips, 1);
    page = (const void *)EXPECT(&bench, "FindTrips", FIND("consignment: 'consignments/c1'"),
                                "trips { name: '" TRAIN "t2' }");
    assert_int_equal(page->n_trips, 1);
    EXPECT(&bench, "FindTrips", FIND("consignment: 'consignments/c2'"), "!trips");
    EXPECT(&bench, "FindTrips", FIND("consignment: 'consignments/c1' wagon: '1000002'"), "!trips");
    EXPECT(&bench, "FindTrips", FIND("number: 'X0'"), "!trips");
    EXPECT(&bench, "FindTrips", service_text(&bench, FIND("number: '%s'"), page->trips[0]->number),
           "trips { name: '" TRAIN "t2' }");
    page = (const void *)EXPECT(&bench, "FindTrips", FIND("page_size: 1"),
                                "trips { name: '" TRAIN "t2' }");
    EXPECT(&bench, "FindTrips",
           service_text(&bench, FIND("page_size: 1 page_token: '%s'"), page->next_page_token),
           "trips { name: '" TRAIN "t1' } next_page_token: ''");
    REFUSE(&bench, "FindTrips", "parent: 'corridors/none'", CV_NOT_FOUND, "NOT_FOUND", "");
    REFUSE(&bench, "FindTrips", FIND("consignment: 'c1'"), CV_INVALID_ARGUMENT, "INVALID_FIELD",
           "consignment");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trips_are_found_by_number_wagon_and_goods),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
