/* Who calls the Sales service, how often, and how many at once; and what stays after a fault. */
#include "base/fault.h"
#include "support/logistics_bench.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define SALE(id, channel)                                                                          \
    "sale_id: '" id "' sale { product: 'apple' origin: 'Wensu' channel: '" channel                 \
    "' buyer_region: 'Hangzhou' quantity_milli: 1000 unit: 't' amount { currency: 'CNY' "          \
    "minor_units: 1000 } signed_date: 2025-03-01 }"

#define PAYMENT(fen)                                                                               \
    "parent: 'sales/s1' sale_entry { kind: SALE_ENTRY_KIND_PAYMENT amount { minor_units: " #fen    \
    " } effective_date: 2025-03-02 }"

static void up(struct service_bench *bench, enum service_kind kind)
{
    logistics_up(bench, kind);
    EXPECT(bench, "CreateSale", SALE("s1", "retail"), "");
}

/* ---- one caller ---- */

static void a_repeated_call_has_one_effect(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    for (int i = 0; i < 2; i++) {
        EXPECT(&bench, "CreateSale", SALE("", "retail") " request_id: 'a'", "");
        EXPECT(&bench, "CreateSaleEntry", PAYMENT(10) " request_id: 'b'", "");
        EXPECT(&bench, "CloseSalePeriod", "name: 'salePeriods/2025-03' request_id: 'c'", "");
    }
    EXPECT(&bench, "GetSale", "name: 'sales/s1'", "paid_minor: 10");
    EXPECT(&bench, "SalesReport", "", "total { signed_minor: 2000 gross_minor: 10 }");
    REFUSE(&bench, "CreateSaleEntry", PAYMENT(11) " request_id: 'b'", CV_ALREADY_EXISTS,
           "REQUEST_ID_REUSED", "request_id");
    service_down(&bench);
}

static void another_organisation_sees_nothing(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CreateSale", SALE("s2", "freight"), "");
    EXPECT(&bench, "CloseSalePeriod", "name: 'salePeriods/2025-03'", "");
    bench.principal.org = "other";
    REFUSE(&bench, "GetSale", "name: 'sales/s1'", MISSING, "");
    REFUSE(&bench, "CreateSaleEntry", PAYMENT(10), MISSING, "parent");
    REFUSE(&bench, "ReverseSale", "name: 'sales/s1' reference: 'mine'", MISSING, "");
    REFUSE(&bench, "GetSalePeriod", "name: 'salePeriods/2025-03'", MISSING, "");
    EXPECT(&bench, "SalesReport", "", "total { signed_minor: 0 }");
    EXPECT(&bench, "CreateSale", SALE("s1", "retail"), "");
    EXPECT(&bench, "CreateSale", SALE("s2", "direct"), "");
    assert_int_equal(((const Caravan__Logistics__V1__ListSaleMatchesResponse *)service_ask(
                          &bench, "ListSaleMatches", ""))
                         ->n_sale_matches,
                     1);
    service_down(&bench);
}

static const char *token_of(const ProtobufCMessage *answer)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(answer->descriptor, "next_page_token");
    const char *token;

    memcpy(&token, (const char *)answer + field->offset, sizeof(token));
    return token;
}

/* The pages of one row each, and a token that is not for another question. */
static void page_through(struct service_bench *bench, const char *method, const char *other,
                         int rows)
{
    const char *token = "";

    for (int i = 0; i < rows; i++) {
        const ProtobufCMessage *answer =
            service_ask(bench, method, service_text(bench, "page_size: 1 page_token: '%s'", token));

        assert_non_null(answer);
        token = token_of(answer);
        assert_int_equal(*token == '\0', i == rows - 1);
        if (*token != '\0' && other != NULL)
            REFUSE(bench, method,
                   service_text(bench, "%s page_size: 1 page_token: '%s'", other, token),
                   CV_INVALID_ARGUMENT, "INVALID_FIELD", "page_token");
    }
}

static void lists_come_in_pages(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CreateSale", SALE("s2", "freight"), "");
    EXPECT(&bench, "CreateSale", SALE("s3", "direct"), "");
    EXPECT(&bench, "CreateSaleEntry", PAYMENT(10), "");
    EXPECT(&bench, "CreateSaleEntry", PAYMENT(20), "");
    EXPECT(&bench, "CloseSalePeriod", "name: 'salePeriods/2025-03'", "");
    EXPECT(&bench, "CloseSalePeriod", "name: 'salePeriods/2025-02'", "");
    page_through(&bench, "ListSales", "channel: 'retail'", 3);
    page_through(&bench, "ListSaleMatches", "state: SALE_MATCH_STATE_REJECTED", 3);
    page_through(&bench, "ListSalePeriods", NULL, 2);
    page_through(&bench, "ListSalePostings", "product: 'apple'", 5);
    page_through(&bench, "ListSalePostings", "effective_from: 2025-01-01", 5);
    service_down(&bench);
}

/* ---- many at once ---- */

#define CALLERS 64

struct caller {
    struct cv_unary op;
    int *waiting;
};

static void on_done(struct cv_unary *op)
{
    (*CV_CONTAINER_OF(op, struct caller, op)->waiting)--;
}

static bool nobody_waits(void *arg)
{
    return *(int *)arg == 0;
}

/* How many of CALLERS calls, all under way at once, are accepted. */
static int rush(struct service_bench *bench, const char *name, const char *request,
                const char *refusal)
{
    static struct caller callers[CALLERS];
    const struct cv_method *method = service_method(bench, name);
    int waiting = CALLERS;
    int accepted = 0;
    const char *problem;

    for (int i = 0; i < CALLERS; i++) {
        callers[i] = (struct caller){.waiting = &waiting};
        callers[i].op.start.scope = &bench->scope;
        callers[i].op.start.method = method;
        callers[i].op.request =
            message_from_text(method->request, request, &bench->arena, &problem);
        callers[i].op.done = on_done;
        assert_non_null(callers[i].op.request);
        cv_unary_submit(bench->channel, &callers[i].op);
    }
    assert_true(cv_loop_run_until(bench->loop, nobody_waits, &waiting, UINT64_C(20000000000)));
    for (int i = 0; i < CALLERS; i++) {
        struct cv_status status = callers[i].op.start.status;

        accepted += cv_ok(status);
        if (!cv_ok(status))
            assert_string_equal(status.reason, refusal);
    }
    return accepted;
}

static void no_number_of_callers_pays_more_than_was_agreed(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, SERVICE_IN_FILE);
    assert_int_equal(rush(&bench, "CreateSaleEntry", PAYMENT(30), "PAYMENT_EXCEEDS_SALE"), 33);
    EXPECT(&bench, "GetSale", "name: 'sales/s1'", "paid_minor: 990");
    EXPECT(&bench, "SalesReport", "", "total { gross_minor: 990 unpaid_minor: 10 }");
    service_down(&bench);
}

static void one_of_many_callers_takes_a_reference(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, SERVICE_IN_FILE);
    assert_int_equal(rush(&bench, "CreateSale",
                          SALE("", "direct") " sale { external_reference: 'A' }",
                          "REFERENCE_TAKEN"),
                     1);
    service_down(&bench);
}

static void one_of_many_callers_closes_a_month(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, SERVICE_IN_FILE);
    assert_int_equal(
        rush(&bench, "CloseSalePeriod", "name: 'salePeriods/2025-03'", "PERIOD_CLOSED"), 1);
    service_down(&bench);
}

/* ---- faults ---- */

#define ROUNDS_MAX 900

/* A sale that is paid and is proposed as another: false when nothing fired. The request is made
 * before, so that only the call can fail. */
static bool one_round(struct service_bench *bench, int round, unsigned long nth)
{
    const char *problem;
    const Caravan__Logistics__V1__CreateSaleRequest *request = (const void *)message_from_text(
        &caravan__logistics__v1__create_sale_request__descriptor,
        service_text(bench,
                     SALE("", "direct") " request_id: 'r-%d' sale { paid_date: 2025-03-02 "
                                        "transport_reference: 'w-%d' }",
                     round, round),
        &bench->arena, &problem);
    bool fired;

    assert_non_null(request);
    EXPECT(bench, "CreateSale",
           service_text(bench,
                        SALE("", "freight") " sale { transport_reference: 'w-%d' "
                                            "quantity_milli: 7 }",
                        round),
           "");
    cv_fault_arm(CV_FAULT_ALLOC | CV_FAULT_STATEMENT, nth);
    (void)SALES_ASK(bench, create_sale, request);
    cv_fault_off();
    fired = cv_fault_fired();
    assert_non_null(SALES_ASK(bench, create_sale, request));
    return fired;
}

static void any_fault_leaves_a_sale_whole_or_not_at_all(void **state)
{
    const Caravan__Logistics__V1__ListSaleMatchesResponse *matches;
    struct service_bench bench;
    int round = 1;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    while (one_round(&bench, round, (unsigned long)round) && round < ROUNDS_MAX)
        round++;
    assert_in_range(round, 20, ROUNDS_MAX - 1);
    EXPECT(&bench, "SalesReport", "",
           service_text(&bench, "total { signed_minor: %d gross_minor: %d }", 2000 * round,
                        1000 * round));
    matches = (const void *)service_ask(&bench, "ListSaleMatches", "page_size: 1000");
    assert_non_null(matches);
    assert_int_equal(matches->n_sale_matches, round);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_repeated_call_has_one_effect),
        cmocka_unit_test(another_organisation_sees_nothing),
        cmocka_unit_test(lists_come_in_pages),
        cmocka_unit_test(no_number_of_callers_pays_more_than_was_agreed),
        cmocka_unit_test(one_of_many_callers_takes_a_reference),
        cmocka_unit_test(one_of_many_callers_closes_a_month),
        cmocka_unit_test(any_fault_leaves_a_sale_whole_or_not_at_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
