/* Sales, what is paid and paid back of them, and sales seen twice, through the whole service. */
#include "support/logistics_bench.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define YUAN(fen) "amount { currency: 'CNY' minor_units: " #fen " }"

/* 1,000.00 yuan of apples, signed on 1 March 2025, not paid. */
#define APPLES(id, channel, reference)                                                             \
    "sale_id: '" id "' sale { product: 'apple-80' hs_code: '080810' hs_edition: 2022 "             \
    "origin: 'Wensu' channel: '" channel "' external_reference: '" reference "' "                  \
    "buyer_region: 'Hangzhou' quantity_milli: 12500 unit: 't' " YUAN(                              \
        100000) " signed_date: 2025-03-01 }"

#define ENTRY(id, kind_of, fen, on)                                                                \
    "parent: 'sales/s1' sale_entry_id: '" id "' sale_entry { kind: SALE_ENTRY_KIND_" kind_of       \
    " amount { minor_units: " #fen " } effective_date: " on " }"

static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    EXPECT(bench, "CreateSale", APPLES("s1", "platform-832", "A-1"), "");
}

static void pay(struct service_bench *bench, const char *entry)
{
    EXPECT(bench, "CreateSaleEntry", entry, "");
}

/* ---- sales ---- */

static void a_sale_is_recorded_and_read(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "GetSale", "name: 'sales/s1'",
           "name: 'sales/s1' product: 'apple-80' hs_code: '080810' hs_edition: 2022 "
           "origin: 'Wensu' channel: 'platform-832' external_reference: 'A-1' "
           "buyer_region: 'Hangzhou' quantity_milli: 12500 unit: 't' " YUAN(
               100000) " signed_date: 2025-03-01 paid_minor: 0 refunded_minor: 0 "
                       "cancelled_minor: 0 reversed_by: '' duplicate_of: '' "
                       "recorded_time { seconds: 1751371200 }");
    EXPECT(&bench, "ListSales", "", "sales { name: 'sales/s1' } next_page_token: ''");
    EXPECT(&bench, "ListSales", "channel: 'retail'", "next_page_token: ''");
    service_down(&bench);
}

static void a_sale_paid_at_once_has_its_payment(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSale", APPLES("s2", "retail", "") " sale { paid_date: 2025-03-02 }",
           "name: 'sales/s2' paid_date: 2025-03-02 paid_minor: 100000");
    EXPECT(&bench, "GetSaleEntry", "name: 'sales/s2/entries/paid'",
           "kind: SALE_ENTRY_KIND_PAYMENT " YUAN(100000) " effective_date: 2025-03-02");
    service_down(&bench);
}

static void a_sale_that_is_wrong_is_refused(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"sale_id: 'S 1'", BAD, "sale_id"},
        {"!sale", BAD, "sale"},
        {"sale { product: '' !hs_code hs_edition: 0 }", BAD, "sale.product"},
        {"sale { product: '" LETTERS_50 "12345678901' }", BAD, "sale.product"},
        {"sale { hs_code: '8081' }", BAD, "sale.hs_code"},
        {"sale { hs_code: '770100' }", BAD, "sale.hs_code"},
        {"sale { hs_edition: 0 }", BAD, "sale.hs_edition"},
        {"sale { hs_edition: 2020 }", BAD, "sale.hs_edition"},
        {"sale { hs_code: '' }", BAD, "sale.hs_edition"},
        {"sale { origin: '' }", BAD, "sale.origin"},
        {"sale { channel: '' }", BAD, "sale.channel"},
        {"sale { channel: 'Platform 832' }", BAD, "sale.channel"},
        {"sale { buyer_region: '' }", BAD, "sale.buyer_region"},
        {"sale { quantity_milli: 0 }", BAD, "sale.quantity_milli"},
        {"sale { quantity_milli: 1000000000000001 }", BAD, "sale.quantity_milli"},
        {"sale { unit: '' }", BAD, "sale.unit"},
        {"sale { !amount }", BAD, "sale.amount"},
        {"sale { amount { currency: '' } }", BAD, "sale.amount"},
        {"sale { amount { currency: 'yuan' } }", BAD, "sale.amount"},
        {"sale { amount { minor_units: 0 } }", BAD, "sale.amount"},
        {"sale { amount { minor_units: -1 } }", BAD, "sale.amount"},
        {"sale { amount { minor_units: 1000000000001 } }", BAD, "sale.amount"},
        {"sale { !signed_date }", BAD, "sale.signed_date"},
        {"sale { signed_date: 2025-07-03 }", BAD, "sale.signed_date"},
        {"sale { paid_date: 2025-02-28 }", BAD, "sale.paid_date"},
        {"sale { paid_date: 2025-07-03 }", BAD, "sale.paid_date"},
        {"sale_id: 's1'", CV_ALREADY_EXISTS, "ID_TAKEN", ""},
        {"sale { external_reference: 'A-1' }", CV_ALREADY_EXISTS, "REFERENCE_TAKEN",
         "sale.external_reference"},
        {NULL, CV_OK, NULL, NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateSale", APPLES("s2", "platform-832", "A-2"), ROWS);
    service_down(&bench);
}

static void a_reference_is_taken_in_its_own_channel_only(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSale", APPLES("s2", "retail", "A-1"), "");
    EXPECT(&bench, "CreateSale", APPLES("s3", "retail", ""), "");
    EXPECT(&bench, "CreateSale", APPLES("s4", "retail", ""), "");
    service_down(&bench);
}

static void a_reversed_sale_gives_its_reference_back(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "ReverseSale", "name: 'sales/s1'", BAD, "reference");
    REFUSE(&bench, "ReverseSale", "name: 'sales/s1' reference: 'typo' effective_date: 2025-02-28",
           BAD, "effective_date");
    EXPECT(&bench, "ReverseSale", "name: 'sales/s1' reversal_id: 'r' reference: 'typo'",
           "reversed_by: 'sales/s1/entries/r'");
    EXPECT(&bench, "GetSaleEntry", "name: 'sales/s1/entries/r'",
           "kind: SALE_ENTRY_KIND_REVERSAL " YUAN(-100000) " effective_date: 2025-03-01 "
                                                           "reference: 'typo'");
    REFUSE(&bench, "ReverseSale", "name: 'sales/s1' reference: 'again'", CV_FAILED_PRECONDITION,
           "SALE_REVERSED", "");
    REFUSE(&bench, "CreateSaleEntry", ENTRY("p", "PAYMENT", 1, "2025-03-01"),
           CV_FAILED_PRECONDITION, "SALE_REVERSED", "");
    REFUSE(&bench, "ReverseSaleEntry", "name: 'sales/s1/entries/r' reference: 'undo'",
           CV_FAILED_PRECONDITION, "IS_REVERSAL", "");
    EXPECT(&bench, "CreateSale", APPLES("s2", "platform-832", "A-1"), "");
    service_down(&bench);
}

/* ---- entries ---- */

static void entries_add_up_in_their_sale(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    pay(&bench, ENTRY("p1", "PAYMENT", 60000, "2025-03-05"));
    pay(&bench, ENTRY("p2", "PAYMENT", 30000, "2025-04-05"));
    pay(&bench, ENTRY("c1", "CANCELLATION", 10000, "2025-04-06"));
    pay(&bench, ENTRY("f1", "REFUND", 20000, "2025-05-01"));
    EXPECT(&bench, "GetSale", "name: 'sales/s1'",
           "paid_minor: 90000 refunded_minor: 20000 cancelled_minor: 10000");
    EXPECT(&bench, "ReverseSaleEntry",
           "name: 'sales/s1/entries/p2' reversal_id: 'x' reference: 'bounced'",
           YUAN(-30000) " effective_date: 2025-04-05 reverses: 'sales/s1/entries/p2'");
    EXPECT(&bench, "GetSale", "name: 'sales/s1'", "paid_minor: 60000");
    EXPECT(&bench, "ListSaleEntries", "parent: 'sales/s1'",
           "sale_entries { name: 'sales/s1/entries/p1' } "
           "sale_entries { reversed_by: 'sales/s1/entries/x' } "
           "sale_entries { kind: SALE_ENTRY_KIND_CANCELLATION } "
           "sale_entries { kind: SALE_ENTRY_KIND_REFUND } "
           "sale_entries { name: 'sales/s1/entries/x' } next_page_token: ''");
    service_down(&bench);
}

static void an_entry_that_is_wrong_is_refused(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'sales/S'", BAD, "parent"},
        {"parent: 'sales/none'", MISSING, "parent"},
        {"!sale_entry", BAD, "sale_entry"},
        {"sale_entry { kind: 0 }", BAD, "sale_entry.kind"},
        {"sale_entry { kind: 9 }", BAD, "sale_entry.kind"},
        {"sale_entry { kind: SALE_ENTRY_KIND_REVERSAL }", BAD, "sale_entry.kind"},
        {"sale_entry { !amount }", BAD, "sale_entry.amount"},
        {"sale_entry { amount { minor_units: -5 } }", BAD, "sale_entry.amount"},
        {"sale_entry { amount { currency: 'USD' } }", BAD, "sale_entry.amount.currency"},
        {"sale_entry { !effective_date }", BAD, "sale_entry.effective_date"},
        {"sale_entry { effective_date: 2025-02-28 }", BAD, "sale_entry.effective_date"},
        {"sale_entry { effective_date: 2025-07-03 }", BAD, "sale_entry.effective_date"},
        {"sale_entry { amount { minor_units: 100001 } }", CV_FAILED_PRECONDITION,
         "PAYMENT_EXCEEDS_SALE", ""},
        {"sale_entry { kind: SALE_ENTRY_KIND_CANCELLATION amount { minor_units: 100001 } }",
         CV_FAILED_PRECONDITION, "PAYMENT_EXCEEDS_SALE", ""},
        {"sale_entry { kind: SALE_ENTRY_KIND_REFUND }", CV_FAILED_PRECONDITION,
         "REFUND_EXCEEDS_PAID", ""},
        {NULL, CV_OK, NULL, NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateSaleEntry", ENTRY("p1", "PAYMENT", 100000, "2025-03-05"), ROWS);
    service_down(&bench);
}

static void no_day_ends_with_more_refunded_than_paid(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    pay(&bench, ENTRY("p1", "PAYMENT", 60000, "2025-03-05"));
    REFUSE(&bench, "CreateSaleEntry", ENTRY("f1", "REFUND", 1, "2025-03-04"),
           CV_FAILED_PRECONDITION, "REFUND_EXCEEDS_PAID", "");
    pay(&bench, ENTRY("f1", "REFUND", 60000, "2025-03-05"));
    REFUSE(&bench, "ReverseSaleEntry", "name: 'sales/s1/entries/p1' reference: 'bounced'",
           CV_FAILED_PRECONDITION, "REFUND_EXCEEDS_PAID", "");
    EXPECT(&bench, "ReverseSaleEntry",
           "name: 'sales/s1/entries/f1' reversal_id: 'x' reference: 'not paid out'", "");
    REFUSE(&bench, "ReverseSaleEntry", "name: 'sales/s1/entries/f1' reference: 'again'",
           CV_FAILED_PRECONDITION, "ALREADY_REVERSED", "");
    REFUSE(&bench, "ReverseSaleEntry", "name: 'sales/s1/entries/x' reference: 'undo'",
           CV_FAILED_PRECONDITION, "IS_REVERSAL", "");
    REFUSE(&bench, "ReverseSaleEntry",
           "name: 'sales/s1/entries/p1' reference: 'early' effective_date: 2025-03-04", BAD,
           "effective_date");
    REFUSE(&bench, "ReverseSale", "name: 'sales/s1' reference: 'typo'", CV_FAILED_PRECONDITION,
           "STILL_PAID", "");
    service_down(&bench);
}

/* ---- matches ---- */

/* The same apples in the papers of a freight, 1 % less. */
#define SEEN_IN_FREIGHT                                                                            \
    APPLES("f1", "freight", "CSQU3054383")                                                         \
    " sale { product: '' hs_code: '08081090' amount { minor_units: 99000 } "                       \
    "signed_date: 2025-03-16 }"

/* The name of the one match there is. */
static const char *only_match(struct service_bench *bench)
{
    const Caravan__Logistics__V1__ListSaleMatchesResponse *answer =
        (const void *)service_ask(bench, "ListSaleMatches", "");

    assert_non_null(answer);
    assert_int_equal(answer->n_sale_matches, 1);
    return answer->sale_matches[0]->name;
}

static const char *decide(struct service_bench *bench, const char *more)
{
    return service_text(bench, "name: '%s' %s", only_match(bench), more);
}

static void the_same_sale_in_another_channel_is_proposed(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSale", SEEN_IN_FREIGHT, "");
    EXPECT(&bench, "GetSaleMatch", decide(&bench, ""),
           "sale: 'sales/s1' duplicate: 'sales/f1' state: SALE_MATCH_STATE_PROPOSED etag: 'v1' "
           "evidence: SALE_MATCH_EVIDENCE_GOODS evidence: SALE_MATCH_EVIDENCE_BUYER_REGION "
           "evidence: SALE_MATCH_EVIDENCE_AMOUNT evidence: SALE_MATCH_EVIDENCE_DATE "
           "steps { state: SALE_MATCH_STATE_PROPOSED }");
    service_down(&bench);
}

static void what_differs_too_much_is_not_proposed(void **state)
{
    static const char *const OTHERS[] = {
        "sale { channel: 'platform-832' }", "sale { hs_code: '080820' }",
        "sale { origin: 'Aksu' }",          "sale { buyer_region: 'Jiaxing' }",
        "sale { quantity_milli: 12501 }",   "sale { unit: 'kg' }",
        "sale { signed_date: 2025-03-17 }", "sale { amount { minor_units: 97999 } }",
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < sizeof(OTHERS) / sizeof(OTHERS[0]); i++)
        EXPECT(&bench, "CreateSale",
               service_text(&bench, "%s %s sale_id: 'o%zu' sale { external_reference: '' }",
                            SEEN_IN_FREIGHT, OTHERS[i], i),
               "");
    /* some of the others are alike among themselves, none is like s1 */
    const Caravan__Logistics__V1__ListSaleMatchesResponse *answer =
        (const void *)service_ask(&bench, "ListSaleMatches", "");

    for (size_t i = 0; i < answer->n_sale_matches; i++) {
        assert_string_not_equal(answer->sale_matches[i]->sale, "sales/s1");
        assert_string_not_equal(answer->sale_matches[i]->duplicate, "sales/s1");
    }
    service_down(&bench);
}

static void one_transport_reference_is_enough_to_ask(void **state)
{
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CreateSale",
           SEEN_IN_FREIGHT " sale { transport_reference: 'W-7' quantity_milli: 1 }", "");
    EXPECT(&bench, "CreateSale",
           APPLES("s1", "direct", "") " sale { transport_reference: 'W-7' origin: 'Aksu' }", "");
    EXPECT(&bench, "GetSaleMatch", decide(&bench, ""),
           "sale: 'sales/s1' duplicate: 'sales/f1' "
           "evidence: SALE_MATCH_EVIDENCE_TRANSPORT_REFERENCE");
    service_down(&bench);
}

static void a_match_is_confirmed_and_undone(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSale", SEEN_IN_FREIGHT, "");
    REFUSE(&bench, "UndoSaleMatch", decide(&bench, "reason: 'wrong'"), CV_FAILED_PRECONDITION,
           "NOT_DECIDED", "");
    REFUSE(&bench, "ConfirmSaleMatch", decide(&bench, "etag: 'v7'"), CV_ABORTED, "ETAG_MISMATCH",
           "");
    EXPECT(&bench, "ConfirmSaleMatch", decide(&bench, "etag: 'v1'"),
           "state: SALE_MATCH_STATE_CONFIRMED etag: 'v2'");
    EXPECT(&bench, "GetSale", "name: 'sales/f1'", "duplicate_of: 'sales/s1'");
    REFUSE(&bench, "ConfirmSaleMatch", decide(&bench, ""), CV_FAILED_PRECONDITION, "NOT_PROPOSED",
           "");
    REFUSE(&bench, "RejectSaleMatch", decide(&bench, ""), CV_FAILED_PRECONDITION, "NOT_PROPOSED",
           "");
    REFUSE(&bench, "CreateSaleEntry", ENTRY("p", "PAYMENT", 1, "2025-03-20") " parent: 'sales/f1'",
           CV_FAILED_PRECONDITION, "IS_DUPLICATE", "");
    REFUSE(&bench, "ReverseSale", "name: 'sales/f1' reference: 'typo'", CV_FAILED_PRECONDITION,
           "IS_DUPLICATE", "");
    REFUSE(&bench, "ReverseSale", "name: 'sales/s1' reference: 'typo'", CV_FAILED_PRECONDITION,
           "ALREADY_MATCHED", "");
    REFUSE(&bench, "UndoSaleMatch", decide(&bench, ""), BAD, "reason");
    EXPECT(&bench, "UndoSaleMatch", decide(&bench, "reason: 'two deliveries'"),
           "state: SALE_MATCH_STATE_PROPOSED etag: 'v3' steps { } steps { } "
           "steps { reason: 'two deliveries' }");
    EXPECT(&bench, "GetSale", "name: 'sales/f1'", "duplicate_of: ''");
    EXPECT(&bench, "RejectSaleMatch", decide(&bench, "reason: 'two deliveries'"),
           "state: SALE_MATCH_STATE_REJECTED");
    EXPECT(&bench, "ListSaleMatches", "state: SALE_MATCH_STATE_REJECTED",
           "sale_matches { sale: 'sales/s1' }");
    EXPECT(&bench, "UndoSaleMatch", decide(&bench, "reason: 'look again'"),
           "state: SALE_MATCH_STATE_PROPOSED");
    EXPECT(&bench, "ConfirmSaleMatch", decide(&bench, ""), "state: SALE_MATCH_STATE_CONFIRMED");
    service_down(&bench);
}

static void a_person_says_which_of_the_two_counts(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSale", SEEN_IN_FREIGHT, "");
    REFUSE(&bench, "ConfirmSaleMatch", decide(&bench, "counts: 'sales/other'"), BAD, "counts");
    REFUSE(&bench, "ConfirmSaleMatch", decide(&bench, "counts: 'f1'"), BAD, "counts");
    EXPECT(&bench, "ConfirmSaleMatch", decide(&bench, "counts: 'sales/f1'"),
           "sale: 'sales/f1' duplicate: 'sales/s1' state: SALE_MATCH_STATE_CONFIRMED");
    EXPECT(&bench, "GetSale", "name: 'sales/s1'", "duplicate_of: 'sales/f1'");
    EXPECT(&bench, "SalesReport", "", "total { signed_minor: 99000 }");
    EXPECT(&bench, "UndoSaleMatch", decide(&bench, "reason: 'wrong'"), "");
    EXPECT(&bench, "ConfirmSaleMatch", decide(&bench, "counts: 'sales/s1'"), "");
    EXPECT(&bench, "SalesReport", "", "total { signed_minor: 100000 }");
    service_down(&bench);
}

static void a_reversed_sale_is_no_match(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSale", SEEN_IN_FREIGHT, "");
    EXPECT(&bench, "ReverseSale", "name: 'sales/s1' reference: 'typo'", "");
    REFUSE(&bench, "ConfirmSaleMatch", decide(&bench, ""), CV_FAILED_PRECONDITION, "SALE_REVERSED",
           "");
    service_down(&bench);
}

static void a_duplicate_is_never_what_another_counts_as(void **state)
{
    const Caravan__Logistics__V1__ListSaleMatchesResponse *all;
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSale", APPLES("s2", "retail", "B"), "");
    EXPECT(&bench, "CreateSale", APPLES("s3", "direct", "C"), ""); /* of s1 and of s2 */
    all = (const void *)service_ask(&bench, "ListSaleMatches", "");
    assert_int_equal(all->n_sale_matches, 3);
    assert_string_equal(all->sale_matches[2]->sale, "sales/s2");
    EXPECT(&bench, "ConfirmSaleMatch", /* s3 counts as s2 */
           service_text(&bench, "name: '%s'", all->sale_matches[2]->name), "");
    REFUSE(&bench, "ConfirmSaleMatch", /* s2 as s1 */
           service_text(&bench, "name: '%s'", all->sale_matches[0]->name), CV_FAILED_PRECONDITION,
           "ALREADY_MATCHED", "");
    REFUSE(&bench, "ConfirmSaleMatch", /* s3 as s1 */
           service_text(&bench, "name: '%s'", all->sale_matches[1]->name), CV_FAILED_PRECONDITION,
           "ALREADY_MATCHED", "");
    service_down(&bench);
}

static void two_sales_are_one_because_somebody_says_so(void **state)
{
    struct service_bench bench;
    const char *pair = "sale: 'sales/s1' duplicate: 'sales/s2' reason: 'one delivery' ";

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSale", APPLES("s2", "platform-832", "A-2") " sale { unit: 'box' }", "");
    for (int i = 0; i < 2; i++)
        EXPECT(&bench, "ProposeSaleMatch", service_text(&bench, "%s request_id: 'r'", pair),
               "sale: 'sales/s1' duplicate: 'sales/s2' state: SALE_MATCH_STATE_PROPOSED "
               "evidence: SALE_MATCH_EVIDENCE_BUYER_REGION evidence: SALE_MATCH_EVIDENCE_AMOUNT "
               "evidence: SALE_MATCH_EVIDENCE_DATE evidence: SALE_MATCH_EVIDENCE_PERSON "
               "steps { state: SALE_MATCH_STATE_PROPOSED reason: 'one delivery' }");
    REFUSE(&bench, "ProposeSaleMatch", pair, CV_ALREADY_EXISTS, "MATCH_EXISTS", "");
    REFUSE(&bench, "ProposeSaleMatch",
           "sale: 'sales/s2' duplicate: 'sales/s1' reason: 'the other way'", CV_ALREADY_EXISTS,
           "MATCH_EXISTS", "");
    EXPECT(&bench, "ConfirmSaleMatch", decide(&bench, "reason: 'same papers'"),
           "state: SALE_MATCH_STATE_CONFIRMED");
    EXPECT(&bench, "SalesReport", "", "total { signed_minor: 100000 }");
    EXPECT(&bench, "UndoSaleMatch", decide(&bench, "reason: 'two trucks'"), "");
    EXPECT(&bench, "RejectSaleMatch", decide(&bench, "reason: 'two trucks'"),
           "state: SALE_MATCH_STATE_REJECTED steps { reason: 'one delivery' } "
           "steps { reason: 'same papers' } steps { } steps { }");
    EXPECT(&bench, "SalesReport", "", "total { signed_minor: 200000 }");
    service_down(&bench);
}

static void a_match_by_hand_that_is_wrong_is_refused(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"sale: 's1'", BAD, "sale"},
        {"sale: 'sales/none'", MISSING, "sale"},
        {"duplicate: ''", BAD, "duplicate"},
        {"duplicate: 'sales/s1'", BAD, "duplicate"},
        {"duplicate: 'sales/none'", MISSING, "duplicate"},
        {"duplicate: 'sales/s3'", CV_FAILED_PRECONDITION, "SALE_REVERSED", ""},
        {"sale: 'sales/s3'", CV_FAILED_PRECONDITION, "SALE_REVERSED", ""},
        {"reason: ''", BAD, "reason"},
        {NULL, CV_OK, NULL, NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSale", APPLES("s2", "platform-832", "A-2"), "");
    EXPECT(&bench, "CreateSale", APPLES("s3", "platform-832", "A-3"), "");
    EXPECT(&bench, "ReverseSale", "name: 'sales/s3' reference: 'typo'", "");
    REFUSE_EACH(&bench, "ProposeSaleMatch",
                "sale: 'sales/s1' duplicate: 'sales/s2' reason: 'one delivery'", ROWS);
    service_down(&bench);
}

/* ---- imports ---- */

static void an_import_sent_again_does_no_harm(void **state)
{
    static const char ROWS[] = "rows { sale { " APPLES(
        "i1", "retail",
        "R-1") " } } "
               "rows { sale_entry { parent: 'sales/i1' sale_entry_id: 'p' sale_entry { "
               "kind: SALE_ENTRY_KIND_PAYMENT amount { minor_units: 40000 } "
               "effective_date: 2025-03-09 } } }";
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "ImportSales", service_text(&bench, "%s validate_only: true", ROWS),
           "recorded: false created_count: 2");
    EXPECT(&bench, "ImportSales", ROWS, "recorded: true created_count: 2 refused_count: 0");
    EXPECT(&bench, "ReverseSaleEntry", "name: 'sales/i1/entries/p' reference: 'bounced'", "");
    EXPECT(&bench, "ReverseSale", "name: 'sales/i1' reference: 'typo'", "");
    EXPECT(&bench, "ImportSales", ROWS, "created_count: 0 unchanged_count: 2 refused_count: 0");
    EXPECT(&bench, "ImportSales",
           service_text(&bench, "%s rows { sale { %s sale { unit: 'kg' } } } rows { }", ROWS,
                        APPLES("i1", "retail", "R-1")),
           "recorded: false unchanged_count: 2 refused_count: 2 "
           "refusals { row: 2 code: 6 reason: 'ID_TAKEN' field: 'sale.unit' } "
           "refusals { row: 3 code: 3 field: 'record' }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sale_is_recorded_and_read),
        cmocka_unit_test(a_sale_paid_at_once_has_its_payment),
        cmocka_unit_test(a_sale_that_is_wrong_is_refused),
        cmocka_unit_test(a_reference_is_taken_in_its_own_channel_only),
        cmocka_unit_test(a_reversed_sale_gives_its_reference_back),
        cmocka_unit_test(entries_add_up_in_their_sale),
        cmocka_unit_test(an_entry_that_is_wrong_is_refused),
        cmocka_unit_test(no_day_ends_with_more_refunded_than_paid),
        cmocka_unit_test(the_same_sale_in_another_channel_is_proposed),
        cmocka_unit_test(what_differs_too_much_is_not_proposed),
        cmocka_unit_test(one_transport_reference_is_enough_to_ask),
        cmocka_unit_test(a_match_is_confirmed_and_undone),
        cmocka_unit_test(a_person_says_which_of_the_two_counts),
        cmocka_unit_test(a_reversed_sale_is_no_match),
        cmocka_unit_test(a_duplicate_is_never_what_another_counts_as),
        cmocka_unit_test(two_sales_are_one_because_somebody_says_so),
        cmocka_unit_test(a_match_by_hand_that_is_wrong_is_refused),
        cmocka_unit_test(an_import_sent_again_does_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
