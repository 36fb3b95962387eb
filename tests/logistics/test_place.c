/* Places and corridors, through the whole service. */
#include "logistics_corridor.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void a_place_is_created_updated_and_read(void **state)
{
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CreatePlace",
           "place_id: 'mohan' place { title: 'Mohan' title_zh: '磨憨' "
           "kind: PLACE_KIND_BORDER_POINT functions: PLACE_FUNCTION_CUSTOMS "
           "functions: PLACE_FUNCTION_RAIL country: 'cn' unlocode: 'CN MHN' "
           "unlocode_edition: '2024-2' border_country: 'LA' utc_offset_minutes: 480 }",
           "name: 'places/mohan' title: 'Mohan' title_zh: '磨憨' functions: PLACE_FUNCTION_RAIL "
           "functions: PLACE_FUNCTION_CUSTOMS country: 'CN' unlocode: 'CNMHN' "
           "unlocode_edition: '2024-2' border_country: 'LA' utc_offset_minutes: 480 etag: 'v1'");
    EXPECT(&bench, "UpdatePlace",
           "place { name: 'places/mohan' etag: 'v1' kind: PLACE_KIND_STATION } "
           "update_mask { paths: 'kind' paths: 'border_country' paths: 'functions' }",
           "kind: PLACE_KIND_STATION border_country: '' title: 'Mohan' etag: 'v2'");
    EXPECT(&bench, "GetPlace", "name: 'places/mohan'", "kind: PLACE_KIND_STATION etag: 'v2'");
    REFUSE(&bench, "UpdatePlace", "place { name: 'places/mohan' etag: 'v1' title: 'x' }",
           CV_ABORTED, "ETAG_MISMATCH", "");
    service_down(&bench);
}

#define GOOD_PLACE                                                                                 \
    "place_id: 'x' place { title: 'X' kind: PLACE_KIND_BORDER_POINT country: 'CN' "                \
    "border_country: 'LA' unlocode: 'CNXXX' unlocode_edition: '2024-2' }"

static void each_wrong_field_of_a_place_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!place", BAD, "place"},
        {"place_id: 'X'", BAD, "place_id"},
        {"place_id: 'kunming'", CV_ALREADY_EXISTS, "ID_TAKEN", ""},
        {"place { !title }", BAD, "place.title"},
        {"place { !kind }", BAD, "place.kind"},
        {"place { kind: 99 }", BAD, "place.kind"},
        {"place { functions: 0 }", BAD, "place.functions"},
        {"place { functions: 99 }", BAD, "place.functions"},
        {"place { functions: 1 functions: 1 }", BAD, "place.functions"},
        {"place { !country }", BAD, "place.country"},
        {"place { country: 'ZZ' }", BAD, "place.country"},
        {"place { unlocode: 'CNKM0' }", BAD, "place.unlocode"},
        {"place { unlocode: 'LAVTE' }", BAD, "place.unlocode"},
        {"place { !unlocode_edition }", BAD, "place.unlocode_edition"},
        {"place { unlocode_status: 'RR' }", BAD, "place.unlocode_status"},
        {"place { unlocode_status: 'ZZ' }", BAD, "place.unlocode_status"},
        {"place { !unlocode !unlocode_edition unlocode_status: 'AI' }", BAD,
         "place.unlocode_status"},
        {"place { !border_country }", BAD, "place.border_country"},
        {"place { border_country: 'CN' }", BAD, "place.border_country"},
        {"place { kind: PLACE_KIND_DEPOT }", BAD, "place.border_country"},
        {"place { utc_offset_minutes: 841 }", BAD, "place.utc_offset_minutes"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    REFUSE_EACH(&bench, "CreatePlace", GOOD_PLACE, ROWS);
    service_down(&bench);
}

static void a_code_that_will_be_removed_is_taken_and_warned_of(void **state)
{
    const Caravan__Logistics__V1__Place *place;
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    place =
        (const void *)EXPECT(&bench, "CreatePlace", GOOD_PLACE " place { unlocode_status: 'ai' }",
                             "unlocode_status: 'AI'");
    assert_int_equal(place->n_warnings, 0);
    place = (const void *)EXPECT(&bench, "UpdatePlace",
                                 "place { name: 'places/x' etag: 'v1' unlocode_status: 'XX' } "
                                 "update_mask { paths: 'unlocode_status' }",
                                 "unlocode: 'CNXXX' unlocode_status: 'XX'");
    assert_int_equal(place->n_warnings, 1);
    place = (const void *)EXPECT(&bench, "GetPlace", "name: 'places/x'", "unlocode_status: 'XX'");
    assert_int_equal(place->n_warnings, 1);
    service_down(&bench);
}

static void another_organisations_place_is_not_there(void **state)
{
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    bench.principal.org = "other";
    REFUSE(&bench, "GetPlace", "name: 'places/kunming'", MISSING, "");
    EXPECT(&bench, "CreatePlace",
           "place_id: 'kunming' place { title: 'Theirs' kind: PLACE_KIND_DEPOT country: 'CN' }",
           "etag: 'v1'");
    REFUSE(&bench, "GetCorridor", "name: 'corridors/laos'", MISSING, "");
    service_down(&bench);
}

static void a_corridor_is_created_updated_and_listed(void **state)
{
    const Caravan__Logistics__V1__Corridor *corridor;
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    corridor = (const void *)EXPECT(
        &bench, "GetCorridor", "name: 'corridors/laos'",
        "title: 'Laos' etag: 'v1' "
        "points { place: 'places/kunming' mode: TRANSPORT_MODE_RAIL run_minutes: 600 } "
        "points { place: 'places/mohan' run_minutes: 420 dwell_minutes: 240 } "
        "points { place: 'places/vientiane' run_minutes: 0 }");
    assert_int_equal(corridor->n_points, 3);
    EXPECT(&bench, "UpdateCorridor",
           "corridor { name: 'corridors/laos' etag: 'v1' title_zh: '老挝' "
           "points { place: 'places/vientiane' mode: TRANSPORT_MODE_ROAD run_minutes: 1 } "
           "points { place: 'places/mohan' } } update_mask { paths: 'points' paths: 'title_zh' }",
           "title: 'Laos' etag: 'v2'");
    corridor = (const void *)EXPECT(
        &bench, "GetCorridor", "name: 'corridors/laos'",
        "title_zh: '老挝' points { place: 'places/vientiane' } points { place: 'places/mohan' }");
    assert_int_equal(corridor->n_points, 2);
    EXPECT(&bench, "ListCorridors", "page_size: 1",
           "corridors { name: 'corridors/laos' points { place: 'places/vientiane' } } "
           "next_page_token: ''");
    EXPECT(&bench, "ListPlaces", "page_size: 3",
           "places { name: 'places/kunming' } places { name: 'places/mohan' } "
           "places { name: 'places/vientiane' } next_page_token: ''");
    service_down(&bench);
}

#define GOOD_CORRIDOR                                                                              \
    "corridor_id: 'x' corridor { title: 'X' "                                                      \
    "points { place: 'places/kunming' mode: TRANSPORT_MODE_ROAD run_minutes: 43200 } "             \
    "points { place: 'places/vientiane' } }"

static void each_wrong_field_of_a_corridor_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!corridor", BAD, "corridor"},
        {"corridor_id: 'laos'", CV_ALREADY_EXISTS, "ID_TAKEN", ""},
        {"corridor { !title }", BAD, "corridor.title"},
        {"corridor { !points }", BAD, "corridor.points"},
        {"corridor { !points points { place: 'places/kunming' } }", BAD, "corridor.points"},
        {"corridor { points { place: 'places/mohan' } }", BAD, "corridor.points[1].mode"},
        {"corridor { !points points { place: 'kunming' mode: 1 run_minutes: 1 } "
         "points { place: 'places/mohan' } }",
         BAD, "corridor.points[0].place"},
        {"corridor { !points points { place: 'places/nowhere' mode: 1 run_minutes: 1 } "
         "points { place: 'places/mohan' } }",
         MISSING, "corridor.points[0].place"},
        {"corridor { !points points { place: 'places/mohan' mode: 1 run_minutes: 1 } "
         "points { place: 'places/mohan' } }",
         BAD, "corridor.points[1].place"},
        {"corridor { !points points { place: 'places/mohan' mode: 1 } "
         "points { place: 'places/kunming' } }",
         BAD, "corridor.points[0].run_minutes"},
        {"corridor { !points points { place: 'places/mohan' mode: 1 run_minutes: 43201 } "
         "points { place: 'places/kunming' } }",
         BAD, "corridor.points[0].run_minutes"},
        {"corridor { !points points { place: 'places/mohan' mode: 1 run_minutes: 9 } "
         "points { place: 'places/kunming' mode: 1 } }",
         BAD, "corridor.points[1].mode"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    REFUSE_EACH(&bench, "CreateCorridor", GOOD_CORRIDOR, ROWS);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_is_created_updated_and_read),
        cmocka_unit_test(each_wrong_field_of_a_place_is_named),
        cmocka_unit_test(a_code_that_will_be_removed_is_taken_and_warned_of),
        cmocka_unit_test(another_organisations_place_is_not_there),
        cmocka_unit_test(a_corridor_is_created_updated_and_listed),
        cmocka_unit_test(each_wrong_field_of_a_corridor_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
