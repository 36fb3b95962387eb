/* Consignments until their goods are on board, through the whole service. */
#include "logistics_cargo.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    corridor_sow(bench);
}

#define MOVE(id, what) "name: 'consignments/" id "' action: CONSIGNMENT_ACTION_" what " reason: 'r'"

static void a_consignment_is_submitted_and_accepted(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    consignment_sow(&bench, "c1");
    EXPECT(&bench, "GetConsignment", "name: 'consignments/c1'",
           "corridor: 'corridors/laos' consignor { uscc: '91110000600037341L' } "
           "direction: DIRECTION_OUTBOUND incoterm: 'FCA' packages: 100 gross_grams: 10000000 "
           "value { currency: 'CNY' minor_units: 5000000 } etag: 'v1' "
           "lines { hs_code: '070200' hs_edition: 2022 } "
           "papers { kind: PAPER_KIND_CONSIGNMENT_NOTE reference: 'N-c1' }");
    EXPECT(&bench, "MoveConsignment", MOVE("c1", "SUBMIT"), "state: CONSIGNMENT_STATE_SUBMITTED");
    EXPECT(&bench, "MoveConsignment", MOVE("c1", "ACCEPT"), "state: CONSIGNMENT_STATE_ACCEPTED");
    REFUSE(&bench, "MoveConsignment", MOVE("c1", "SUBMIT"), CV_FAILED_PRECONDITION, "WRONG_STATE",
           "");
    REFUSE(&bench, "MoveConsignment", MOVE("c1", "REJECT"), CV_FAILED_PRECONDITION, "WRONG_STATE",
           "");
    REFUSE(&bench, "MoveConsignment", MOVE("c1", "MAKE_AVAILABLE"), CV_FAILED_PRECONDITION,
           "WRONG_STATE", "");
    REFUSE(&bench, "MoveConsignment", MOVE("c1", "CLOSE"), CV_FAILED_PRECONDITION, "WRONG_STATE",
           "");
    EXPECT(&bench, "MoveConsignment", MOVE("c1", "CANCEL"), "state: CONSIGNMENT_STATE_CANCELLED");
    EXPECT(&bench, "ListConsignments", "", "consignments { name: 'consignments/c1' }");
    service_down(&bench);
}

static void a_submitted_consignment_can_be_rejected(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    consignment_sow(&bench, "c1");
    consignment_moves(&bench, "c1", "SUBMIT");
    REFUSE(&bench, "MoveConsignment", "name: 'consignments/c1' action: CONSIGNMENT_ACTION_REJECT",
           BAD, "reason");
    EXPECT(&bench, "MoveConsignment", MOVE("c1", "REJECT"), "state: CONSIGNMENT_STATE_REJECTED");
    REFUSE(&bench, "MoveConsignment", MOVE("c1", "ACCEPT"), CV_FAILED_PRECONDITION, "WRONG_STATE",
           "");
    service_down(&bench);
}

#define CONSIGNMENT(id)                                                                            \
    "consignment_id: '" id "' consignment { corridor: 'corridors/laos' "                           \
    "consignor { title: 'A' } consignee { title: 'B' } origin: 'places/kunming' "                  \
    "destination: 'places/vientiane' "

static void each_wrong_field_of_a_consignment_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"consignment { corridor: 'corridors/none' }", MISSING, "consignment.corridor"},
        {"consignment { corridor: 'laos' }", BAD, "consignment.corridor"},
        {"consignment { consignor { !title } }", BAD, "consignment.consignor.title"},
        {"consignment { consignor { uscc: '911100006000373411' } }", BAD,
         "consignment.consignor.uscc"},
        {"consignment { !consignee }", BAD, "consignment.consignee"},
        {"consignment { origin: 'places/none' }", MISSING, "consignment.origin"},
        {"consignment { destination: 'places/kunming' }", BAD, "consignment.destination"},
        {"consignment { incoterm: 'XYZ' incoterm_place: 'K' }", BAD, "consignment.incoterm"},
        {"consignment { incoterm: 'FCA' }", BAD, "consignment.incoterm_place"},
        {"consignment { !lines }", BAD, "consignment.lines"},
        {"consignment { lines { description: '' } }", BAD, "consignment.lines[1].description"},
        {"consignment { lines { description: 'x' hs_code: '770200' } }", BAD,
         "consignment.lines[1].hs_code"},
        {"consignment { lines { description: 'x' hs_edition: 1999 } }", BAD,
         "consignment.lines[1].hs_edition"},
        {"consignment { lines { description: 'x' packages: -1 } }", BAD,
         "consignment.lines[1].packages"},
        {"consignment { lines { description: 'x' gross_grams: -1 } }", BAD,
         "consignment.lines[1].gross_grams"},
        {"consignment { lines { description: 'x' value { minor_units: 5 currency: 'USD' } } }", BAD,
         "consignment.lines[1].value.currency"},
        {"consignment { papers { reference: 'x' } }", BAD, "consignment.papers.kind"},
        {"consignment { papers { kind: 1 } }", BAD, "consignment.papers.reference"},
        {NULL, CV_OK, NULL, NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateConsignment",
                CONSIGNMENT("c1") "lines { description: 'x' value { currency: 'CNY' "
                                  "minor_units: 1 } } }",
                ROWS);
    service_down(&bench);
}

/* ---- what is illegal ---- */

static void a_value_without_a_currency_is_refused(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "CreateConsignment",
           CONSIGNMENT("c1") "lines { description: 'x' value { minor_units: 5 } } }", BAD,
           "consignment.lines[0].value.currency");
    service_down(&bench);
}

static void a_direction_that_contradicts_the_way_is_refused(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "CreateConsignment",
           CONSIGNMENT("c1") "direction: DIRECTION_INBOUND lines { description: 'x' } }", BAD,
           "consignment.direction");
    EXPECT(&bench, "CreateConsignment",
           CONSIGNMENT("c1") "direction: DIRECTION_OUTBOUND lines { description: 'x' } }",
           "direction: DIRECTION_OUTBOUND");
    service_down(&bench);
}

static void two_consignments_do_not_claim_the_same_package(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateConsignment",
           CONSIGNMENT("c1") "lines { description: 'x' package_ids: 'P1' package_ids: 'P2' } }",
           "lines { package_ids: 'P1' package_ids: 'P2' }");
    REFUSE(&bench, "CreateConsignment",
           CONSIGNMENT("c2") "lines { description: 'x' package_ids: 'P2' } }",
           CV_FAILED_PRECONDITION, "PACKAGE_CLAIMED", "");
    EXPECT(&bench, "MoveConsignment", MOVE("c1", "CANCEL"), "");
    EXPECT(&bench, "CreateConsignment",
           CONSIGNMENT("c2") "lines { description: 'x' package_ids: 'P2' } }", "");
    service_down(&bench);
}

static void a_consignment_without_hs_code_mass_or_value_is_not_submitted(void **state)
{
    static const char *const LINES[] = {
        "packages: 1 gross_grams: 1 value { currency: 'CNY' minor_units: 1 }",
        "hs_code: '060310' gross_grams: 1 value { currency: 'CNY' minor_units: 1 }",
        "hs_code: '060310' packages: 1 value { currency: 'CNY' minor_units: 1 }",
        "hs_code: '060310' packages: 1 gross_grams: 1",
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int i = 0; i < 4; i++) {
        EXPECT(&bench, "CreateConsignment",
               service_text(&bench, CONSIGNMENT("c%d") "lines { description: 'roses' %s } }", i,
                            LINES[i]),
               "");
        REFUSE(
            &bench, "MoveConsignment",
            service_text(&bench, "name: 'consignments/c%d' action: CONSIGNMENT_ACTION_SUBMIT", i),
            CV_FAILED_PRECONDITION, "CONSIGNMENT_INCOMPLETE", "");
    }
    service_down(&bench);
}

static void accepted_goods_are_changed_by_an_amendment_only(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    consignment_sow(&bench, "c1");
    EXPECT(&bench, "UpdateConsignment",
           "consignment { name: 'consignments/c1' etag: 'v1' lines { description: 'chillies' "
           "hs_code: '070960' packages: 10 gross_grams: 5000 value { currency: 'CNY' "
           "minor_units: 300 } } } update_mask { paths: 'lines' }",
           "etag: 'v2' packages: 10");
    consignment_moves(&bench, "c1", "SUBMIT");
    consignment_moves(&bench, "c1", "ACCEPT");
    REFUSE(&bench, "UpdateConsignment",
           "consignment { name: 'consignments/c1' etag: 'v2' lines { description: 'x' } } "
           "update_mask { paths: 'lines' }",
           CV_FAILED_PRECONDITION, "AMENDMENT_NEEDED", "");
    EXPECT(&bench, "UpdateConsignment",
           "consignment { name: 'consignments/c1' etag: 'v2' project: 'programmes/p/projects/q' } "
           "update_mask { paths: 'project' }",
           "etag: 'v3' project: 'programmes/p/projects/q'");
    REFUSE(&bench, "AmendConsignment",
           "name: 'consignments/c1' etag: 'v3' lines { description: 'x' }", BAD, "reason");
    REFUSE(&bench, "AmendConsignment",
           "name: 'consignments/c1' etag: 'v1' reason: 'r' lines { description: 'x' }", CV_ABORTED,
           "ETAG_MISMATCH", "");
    EXPECT(&bench, "AmendConsignment",
           "name: 'consignments/c1' etag: 'v3' reason: 'weighed again' lines { "
           "description: 'chillies' hs_code: '070960' packages: 10 gross_grams: 5100 "
           "value { currency: 'CNY' minor_units: 310 } }",
           "etag: 'v4' gross_grams: 5100");
    EXPECT(&bench, "ListAmendments", "parent: 'consignments/c1'",
           "amendments { reason: 'weighed again' before { gross_grams: 5000 } "
           "after { gross_grams: 5100 value { minor_units: 310 } } }");
    service_down(&bench);
}

static void flags_open_and_close_beside_the_main_line(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    consignment_sow(&bench, "c1");
    EXPECT(&bench, "FlagConsignment",
           "name: 'consignments/c1' flag: CONSIGNMENT_FLAG_DAMAGE open: true reason: 'wet'",
           "damage: true claim: false state: CONSIGNMENT_STATE_DRAFT");
    REFUSE(&bench, "FlagConsignment",
           "name: 'consignments/c1' flag: CONSIGNMENT_FLAG_DAMAGE open: true reason: 'wet'",
           CV_FAILED_PRECONDITION, "ALREADY_OPEN", "");
    EXPECT(&bench, "FlagConsignment",
           "name: 'consignments/c1' flag: CONSIGNMENT_FLAG_DAMAGE reason: 'dry'", "damage: false");
    REFUSE(&bench, "FlagConsignment",
           "name: 'consignments/c1' flag: CONSIGNMENT_FLAG_CLAIM reason: 'x'",
           CV_FAILED_PRECONDITION, "NOT_OPEN", "");
    service_down(&bench);
}

static void an_incoterm_for_ships_is_accepted_with_a_warning(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateConsignment",
           CONSIGNMENT("c1") "incoterm: 'fob' incoterm_place: 'Kunming' "
                             "lines { description: 'x' } }",
           "incoterm: 'FOB' warnings: 'INCOTERM_FOR_SEA'");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_consignment_is_submitted_and_accepted),
        cmocka_unit_test(a_submitted_consignment_can_be_rejected),
        cmocka_unit_test(each_wrong_field_of_a_consignment_is_named),
        cmocka_unit_test(a_value_without_a_currency_is_refused),
        cmocka_unit_test(a_direction_that_contradicts_the_way_is_refused),
        cmocka_unit_test(two_consignments_do_not_claim_the_same_package),
        cmocka_unit_test(a_consignment_without_hs_code_mass_or_value_is_not_submitted),
        cmocka_unit_test(accepted_goods_are_changed_by_an_amendment_only),
        cmocka_unit_test(flags_open_and_close_beside_the_main_line),
        cmocka_unit_test(an_incoterm_for_ships_is_accepted_with_a_warning),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
