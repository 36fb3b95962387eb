/* A number that comes again after months: each parcel that had it, and each of them with its scans.
 */
#include "logistics_hub.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define P1        "750000000001"
#define YEAR_S    (365 * 86400.0)
#define FIND(say) "parent: 'hubs/kmg' carrier: 'zto' number: '" P1 "' " say

static void a_number_names_each_parcel_that_had_it(void **state)
{
    const Caravan__Logistics__V1__FindParcelsResponse *page;
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    hub_sow(&bench);
    EXPECT(&bench, "FindParcels", FIND(""), "!parcels");
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -2 * YEAR_S, "", APPLIED);
    CAPTURE(&bench, "belt", 2, "DELIVERED", P1, -2 * YEAR_S + 86400, "", APPLIED);
    CAPTURE(&bench, "belt", 3, "INBOUND", P1, -YEAR_S, "", APPLIED);
    CAPTURE(&bench, "belt", 4, "INBOUND", P1, -60, "", APPLIED);

    page = (const void *)EXPECT(
        &bench, "FindParcels", FIND("page_size: 2"),
        "parcels { state: PARCEL_STATE_INBOUND first_time { seconds: 1751371140 } }");
    assert_int_equal(page->n_parcels, 2);
    assert_int_equal(page->parcels[1]->first_time->seconds, 1751371200 - 31536000);
    page = (const void *)EXPECT(
        &bench, "FindParcels",
        service_text(&bench, FIND("page_size: 2 page_token: '%s'"), page->next_page_token),
        "parcels { state: PARCEL_STATE_DELIVERED } next_page_token: ''");
    assert_int_equal(page->n_parcels, 1);
    page = (const void *)EXPECT(&bench, "FindParcels", FIND("view: PARCEL_VIEW_STAFF"),
                                "next_page_token: ''");
    assert_int_equal(page->n_parcels, 3);
    assert_string_equal(page->parcels[2]->last_reader, "belt");

    EXPECT(&bench, "TrackParcel", FIND("view: PARCEL_VIEW_STAFF"),
           "state: PARCEL_STATE_INBOUND scans { scan { number: 4 } }");
    EXPECT(&bench, "TrackParcel",
           service_text(&bench, FIND("view: PARCEL_VIEW_STAFF about_time { seconds: %lld }"),
                        (long long)page->parcels[2]->first_time->seconds),
           "state: PARCEL_STATE_DELIVERED scans { scan { number: 1 } } scans { scan { number: 2 } "
           "}");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_names_each_parcel_that_had_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
