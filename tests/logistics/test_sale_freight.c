/* Sales that are drawn from delivered consignments, and found again in other channels. */
#include "base/fault.h"
#include "logistics_cargo.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define C1 "name: 'consignments/c1'"
#define DRAW                                                                                       \
    "consignment: 'consignments/c1' line: 1 sale_id: 'f1' product: 'tomato' origin: 'Yuxi' "       \
    "buyer_region: 'Vientiane'"
/* As a platform has them: in boxes, at a price of its own. */
#define ORDERED(id, order)                                                                         \
    "sale_id: '" id "' sale { product: 'tomatoes' origin: 'Yuxi' channel: 'platform-832' "         \
    "external_reference: '" order "' buyer_region: 'Laos' quantity_milli: 400000 unit: 'box' "     \
    "amount { currency: 'CNY' minor_units: 6000000 } signed_date: 2025-05-01 }"

static void moved(struct service_bench *bench, const char *what)
{
    EXPECT(bench, "MoveTrip",
           service_text(bench, "name: '" TRAIN "t1' kind: TRIP_EVENT_KIND_%s", what), "");
}

/* c1, 100 packages of which three have numbers, is at Vientiane in BOX_1. */
static void arrive(struct service_bench *bench)
{
    static const char *const MOVES[] = {
        "READY",
        "DEPARTED point: 0",
        "ARRIVED point: 1",
        "BORDER_PRESENTED point: 1",
        "BORDER_RELEASED point: 1",
        "BORDER_CROSSED point: 1",
        "DEPARTED point: 1",
        "ARRIVED point: 2",
    };

    logistics_up(bench, SERVICE_IN_MEMORY);
    corridor_sow(bench);
    boxes_sow(bench);
    train_sow(bench, "t1");
    load_sow(bench, "t1", BOX_1, "1000001", 1);
    consignment_sow(bench, "c1");
    EXPECT(bench, "UpdateConsignment",
           "consignment { " C1 " etag: '*' lines { description: 'tomatoes' hs_code: '070200' "
           "packages: 100 gross_grams: 10000000 value { currency: 'CNY' minor_units: 5000000 } "
           "package_ids: 'P-1' package_ids: 'P-2' package_ids: 'P-3' } } "
           "update_mask { paths: 'lines' }",
           "");
    consignment_moves(bench, "c1", "SUBMIT");
    consignment_moves(bench, "c1", "ACCEPT");
    booking_sow(bench, "t1", BOX_1, "c1", 100);
    box_packed(bench, BOX_1, "S1");
    box_moves(bench, BOX_1, "move: BOX_MOVE_LOAD trip: '" TRAIN "t1' wagon: '1000001'");
    for (size_t i = 0; i < sizeof(MOVES) / sizeof(MOVES[0]); i++)
        moved(bench, MOVES[i]);
    box_moves(bench, BOX_1, "move: BOX_MOVE_DISCHARGE place: 'places/vientiane'");
    consignment_moves(bench, "c1", "MAKE_AVAILABLE");
}

static void deliver(struct service_bench *bench, int packages, int missing)
{
    EXPECT(bench, "DeliverConsignment",
           service_text(bench,
                        C1 " reference: 'P' lines { line: 1 packages: %d missing_packages: %d }",
                        packages, missing),
           "");
}

static void up(struct service_bench *bench)
{
    arrive(bench);
    deliver(bench, 98, 2);
}

/* The one match there is. */
static const char *match(struct service_bench *bench, const char *more)
{
    const Caravan__Logistics__V1__ListSaleMatchesResponse *answer =
        (const void *)service_ask(bench, "ListSaleMatches", "");

    assert_non_null(answer);
    assert_int_equal(answer->n_sale_matches, 1);
    return service_text(bench, "name: '%s' %s", answer->sale_matches[0]->name, more);
}

static void what_was_delivered_of_a_line_is_a_sale(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "DrawSale", DRAW,
           "name: 'sales/f1' product: 'tomato' hs_code: '070200' hs_edition: 2022 origin: 'Yuxi' "
           "channel: 'freight' external_reference: 'consignments/c1/lines/1' "
           "buyer_region: 'Vientiane' quantity_milli: 9800000 unit: 'kg' "
           "amount { currency: 'CNY' minor_units: 4900000 } signed_date: 2025-07-01 "
           "paid_minor: 0 duplicate_of: ''");
    EXPECT(&bench, "GetSale", "name: 'sales/f1'", "channel: 'freight' quantity_milli: 9800000");
    EXPECT(&bench, "SalesReport", "",
           "total { signed_minor: 4900000 unpaid_minor: 4900000 } by_channel { key: 'freight' }");
    service_down(&bench);
}

static void a_line_is_drawn_once(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int i = 0; i < 2; i++)
        EXPECT(&bench, "DrawSale", DRAW " request_id: 'r' signed_date: 2025-06-01",
               "name: 'sales/f1' signed_date: 2025-06-01");
    REFUSE(&bench, "DrawSale", DRAW " sale_id: 'f2'", CV_ALREADY_EXISTS, "REFERENCE_TAKEN",
           "sale.external_reference");
    EXPECT(&bench, "ReverseSale", "name: 'sales/f1' reference: 'wrong buyer'", "");
    EXPECT(&bench, "DrawSale", DRAW " sale_id: 'f2' buyer_region: 'Luang Prabang'", "");
    EXPECT(&bench, "SalesReport", "", "total { signed_minor: 4900000 }");
    service_down(&bench);
}

static void what_is_not_delivered_is_not_sold(void **state)
{
    struct service_bench bench;

    (void)state;
    arrive(&bench);
    REFUSE(&bench, "DrawSale", DRAW, CV_FAILED_PRECONDITION, "NOT_DELIVERED", "");
    deliver(&bench, 0, 40);
    REFUSE(&bench, "DrawSale", DRAW, CV_FAILED_PRECONDITION, "NOT_DELIVERED", "");
    deliver(&bench, 0, 60);
    REFUSE(&bench, "DrawSale", DRAW, CV_FAILED_PRECONDITION, "NOTHING_DELIVERED", "");
    EXPECT(&bench, "SalesReport", "", "total { signed_minor: 0 }");
    service_down(&bench);
}

static void each_wrong_field_of_a_drawn_sale_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"consignment: 'c1'", BAD, "consignment"},
        {"consignment: 'consignments/none'", MISSING, "consignment"},
        {"line: 0", BAD, "line"},
        {"line: 2", BAD, "line"},
        {"line: 501", BAD, "line"},
        {"sale_id: 'F'", BAD, "sale_id"},
        {"origin: ''", BAD, "origin"},
        {"buyer_region: ''", BAD, "buyer_region"},
        {"signed_date: 2025-07-03", BAD, "signed_date"},
        {"channel: 'platform-832'", BAD, "order"},
        {"order: 'A-1'", BAD, "channel"},
        {"channel: 'freight' order: 'A-1'", BAD, "channel"},
        {NULL, CV_OK, NULL, NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "DrawSale", DRAW, ROWS);
    bench.principal.org = "other";
    REFUSE(&bench, "DrawSale", DRAW, MISSING, "consignment");
    service_down(&bench);
}

/* ---- one sale, seen on a platform and in freight ---- */

static void counts_once(struct service_bench *bench, const char *evidence)
{
    EXPECT(bench, "GetSaleMatch", match(bench, ""),
           service_text(bench,
                        "sale: 'sales/p1' duplicate: 'sales/f1' state: SALE_MATCH_STATE_PROPOSED "
                        "evidence: SALE_MATCH_EVIDENCE_%s",
                        evidence));
    EXPECT(bench, "SalesReport", "", "total { signed_minor: 10900000 }");
    EXPECT(bench, "ConfirmSaleMatch", match(bench, ""), "state: SALE_MATCH_STATE_CONFIRMED");
    EXPECT(bench, "SalesReport", "", "total { signed_minor: 6000000 }");
    EXPECT(bench, "GetSale", "name: 'sales/f1'", "duplicate_of: 'sales/p1'");
}

#define MARKED DRAW " channel: 'platform-832' order: 'A-1'"

static void goods_marked_with_an_order_are_proposed_as_that_sale(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSale", ORDERED("p1", "A-1"), "");
    EXPECT(&bench, "CreateSale", ORDERED("p2", "A-2") " sale { buyer_region: 'Vinh' }", "");
    EXPECT(&bench, "ReverseSale", "name: 'sales/p2' reference: 'another'", "");
    EXPECT(&bench, "DrawSale", MARKED, "");
    counts_once(&bench, "ORDER");
    service_down(&bench);
}

static void an_order_that_is_recorded_later_is_proposed_too(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "DrawSale", MARKED, "");
    EXPECT(&bench, "CreateSale", ORDERED("p1", "A-1"), "");
    counts_once(&bench, "ORDER");
    service_down(&bench);
}

static void every_number_it_travelled_under_finds_it(void **state)
{
    static const char *const NUMBERS[] = {"N-c1", "CSQU3054383", "P-3"};

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        bool first = i % 2 == 0;
        struct service_bench bench;

        up(&bench);
        if (!first)
            EXPECT(&bench, "DrawSale", DRAW, "");
        EXPECT(&bench, "CreateSale",
               service_text(&bench, ORDERED("p1", "A-1") " sale { transport_reference: '%s' }",
                            NUMBERS[i / 2]),
               "");
        if (first)
            EXPECT(&bench, "DrawSale", DRAW, "");
        counts_once(&bench, "TRANSPORT_REFERENCE");
        service_down(&bench);
    }
}

/* ---- faults ---- */

#define ROUNDS_MAX 3000

/* False: nothing fired. The request is made before, so that only the call can fail. */
static bool one_round(struct service_bench *bench, int round)
{
    const char *problem;
    const Caravan__Logistics__V1__DrawSaleRequest *request = (const void *)message_from_text(
        &caravan__logistics__v1__draw_sale_request__descriptor,
        service_text(bench, MARKED " sale_id: 'f%d' request_id: 'r-%d'", round, round),
        &bench->arena, &problem);
    bool fired;

    assert_non_null(request);
    cv_fault_arm(CV_FAULT_ALLOC | CV_FAULT_STATEMENT, (unsigned long)round);
    (void)SALES_ASK(bench, draw_sale, request);
    cv_fault_off();
    fired = cv_fault_fired();
    assert_non_null(SALES_ASK(bench, draw_sale, request));
    EXPECT(bench, "SalesReport", "", "total { signed_minor: 10900000 }");
    EXPECT(bench, "ReverseSale",
           service_text(bench, "name: 'sales/f%d' reference: 'once more'", round), "");
    return fired;
}

static int count_matches(struct service_bench *bench)
{
    const char *token = "";
    int count = 0;

    do {
        const Caravan__Logistics__V1__ListSaleMatchesResponse *page = (const void *)service_ask(
            bench, "ListSaleMatches",
            service_text(bench, "page_size: 1000 page_token: '%s'", token));

        assert_non_null(page);
        count += (int)page->n_sale_matches;
        token = page->next_page_token;
    } while (*token != '\0');
    return count;
}

static void any_fault_leaves_a_drawn_sale_whole_or_not_at_all(void **state)
{
    struct service_bench bench;
    int round = 1;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSale", ORDERED("p1", "A-1"), "");
    while (one_round(&bench, round) && round < ROUNDS_MAX)
        round++;
    assert_in_range(round, 20, ROUNDS_MAX - 1);
    assert_int_equal(count_matches(&bench), round);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_delivered_of_a_line_is_a_sale),
        cmocka_unit_test(a_line_is_drawn_once),
        cmocka_unit_test(what_is_not_delivered_is_not_sold),
        cmocka_unit_test(each_wrong_field_of_a_drawn_sale_is_named),
        cmocka_unit_test(goods_marked_with_an_order_are_proposed_as_that_sale),
        cmocka_unit_test(an_order_that_is_recorded_later_is_proposed_too),
        cmocka_unit_test(every_number_it_travelled_under_finds_it),
        cmocka_unit_test(any_fault_leaves_a_drawn_sale_whole_or_not_at_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
