/* What verify says of the ledger of sales: that it adds up, and each way in which it may not. */
#include "logistics_audit.h"
#include "support/logistics_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define SALE(id, channel)                                                                          \
    "sale_id: '" id "' sale { product: 'apple' origin: 'Wensu' channel: '" channel                 \
    "' external_reference: 'A-1' buyer_region: 'Hangzhou' quantity_milli: 1000 unit: 't' "         \
    "amount { currency: 'CNY' minor_units: 1000 } signed_date: 2025-03-01 }"
#define ENTRY(id, kind_of, fen)                                                                    \
    "parent: 'sales/s1' sale_entry_id: '" id "' sale_entry { kind: SALE_ENTRY_KIND_" kind_of       \
    " amount { minor_units: " fen " } effective_date: 2025-03-10 }"

static const char *the_match(struct service_bench *bench)
{
    const Caravan__Logistics__V1__ListSaleMatchesResponse *answer =
        (const void *)service_ask(bench, "ListSaleMatches", "");

    assert_non_null(answer);
    assert_int_equal(answer->n_sale_matches, 1);
    return service_text(bench, "name: '%s' reason: 'papers'", answer->sale_matches[0]->name);
}

static int64_t wrong(struct service_bench *bench)
{
    struct sales_audit found = sales_audited(bench);

    assert_true(found.rows > 0);
    return found.wrong;
}

/* A bit of everything: s1 paid, refunded, cancelled and corrected; f1 its duplicate; s3 reversed; a
 * month closed and restated. */
static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    EXPECT(bench, "CreateSale", SALE("s1", "retail"), "");
    EXPECT(bench, "CreateSale", SALE("f1", "freight") " sale { paid_date: 2025-03-02 }", "");
    EXPECT(bench, "CreateSale", SALE("s3", "direct") " sale { origin: 'Aksu' }", "");
    EXPECT(bench, "CreateSaleEntry", ENTRY("p1", "PAYMENT", "600"), "");
    EXPECT(bench, "CreateSaleEntry", ENTRY("p2", "PAYMENT", "200"), "");
    EXPECT(bench, "CreateSaleEntry", ENTRY("r1", "REFUND", "50"), "");
    EXPECT(bench, "CloseSalePeriod", "name: 'salePeriods/2025-03'", "");
    service_clock_set(SERVICE_NOON + 1000000);
    EXPECT(bench, "CreateSaleEntry", ENTRY("c1", "CANCELLATION", "100"), "");
    EXPECT(bench, "ReverseSaleEntry", "name: 'sales/s1/entries/p2' reference: 'bounced'", "");
    EXPECT(bench, "ReverseSale", "name: 'sales/s3' reference: 'typo'", "");
    EXPECT(bench, "ConfirmSaleMatch", the_match(bench), "");
    EXPECT(bench, "UndoSaleMatch", the_match(bench), "");
    EXPECT(bench, "ConfirmSaleMatch", the_match(bench), "");
    EXPECT(bench, "RestateSalePeriod", "name: 'salePeriods/2025-03' reason: 'late papers'", "");
}

static void a_ledger_that_adds_up_is_found_to(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    assert_int_equal(wrong(&bench), 0);
    service_down(&bench);
}

static void whatever_does_not_add_up_is_found(void **state)
{
    static const char *const SPOILT[] = {
        "UPDATE sale SET paid_minor = paid_minor + 1 WHERE id = 's1'",
        "UPDATE sale SET refunded_minor = refunded_minor - 1 WHERE id = 's1'",
        "UPDATE sale SET cancelled_minor = 0 WHERE id = 's1'",
        "UPDATE sale SET reversed_by = NULL WHERE id = 's3'",
        "UPDATE sale SET reference_held = NULL WHERE id = 's1'",
        "UPDATE sale SET signed_on = 20250311 WHERE id = 's1'",
        "UPDATE sale SET amount_minor = 1001 WHERE id = 's1'",
        "UPDATE sale_entry SET amount_minor = 60 WHERE id = 'p1'",
        "UPDATE sale_entry SET effective_on = 20250309 WHERE id = 'r1'",
        "UPDATE sale_entry SET amount_minor = -199 WHERE reverses IS NOT NULL",
        "DELETE FROM sale_entry WHERE id = 'c1'",
        "DELETE FROM sale_posting WHERE entry_uid IS NULL AND match_uid IS NULL",
        "DELETE FROM sale_posting WHERE amount_minor = 50",
        "UPDATE sale_posting SET amount_minor = 601 WHERE amount_minor = 600",
        "UPDATE sale_posting SET recorded_us = recorded_us + 1 WHERE amount_minor = 600",
        "UPDATE sale_posting SET measure = 3 WHERE amount_minor = 600",
        "DELETE FROM sale_posting WHERE match_uid IS NOT NULL AND amount_minor > 0",
        "UPDATE sale SET duplicate_of = NULL WHERE id = 'f1'",
        "UPDATE sale SET duplicate_of = 's3' WHERE id = 'f1'",
        "UPDATE sale SET duplicate_of = 'f1' WHERE id = 's1'",
        "UPDATE sale_match SET state = 1",
        "UPDATE sale_match SET sale = 's3'",
        "DELETE FROM sale_match_step WHERE version = 2",
        "UPDATE sale_match_step SET state = 3 WHERE version = 4",
        "DELETE FROM sale_statement WHERE version = 1",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(SPOILT) / sizeof(SPOILT[0]); i++) {
        struct service_bench bench;

        up(&bench);
        store_spoiled(&bench, SPOILT[i]);
        if (wrong(&bench) == 0)
            fail_msg("not found: %s", SPOILT[i]);
        service_down(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ledger_that_adds_up_is_found_to),
        cmocka_unit_test(whatever_does_not_add_up_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
