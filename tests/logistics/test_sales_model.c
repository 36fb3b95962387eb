/* Random sales, payments, refunds, counter-entries, matches and closings, held against a model that
 * only adds up: every figure of a report at random days and instants, and every refusal. */
#include "base/clock.h"
#include "support/dice.h"
#include "support/logistics_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SALES_MAX  40
#define EVENTS_MAX 4000
#define STEPS      1500
#define CHANNELS   3
#define DAYS       90 /* from 1 March 2025, three months of 30 days each */

enum measure {
    SIGNED,
    PAID,
    REFUNDED,
    MEASURES,
};

struct event { /* what counts from an instant on */
    int sale;
    enum measure measure;
    int64_t amount;
    int day;
    int known; /* number of the step that recorded it */
};

struct model_sale {
    int channel;
    int64_t amount;
    int day;
    bool reversed;
    int duplicate_of; /* -1: none */
    bool has_duplicates;
};

struct model {
    struct service_bench bench;
    uint64_t dice;
    struct model_sale sales[SALES_MAX];
    int sale_count;
    struct event own[EVENTS_MAX]; /* of sales and entries, whether they count or not */
    int own_count;
    struct event counted[EVENTS_MAX * 4];
    int counted_count;
    int64_t instants[STEPS + 1]; /* known_at after each step */
    int step;
    int closed[3]; /* step of the last statement of each month; 0: open */
};

static struct model model;

static int roll(int below)
{
    return dice_roll(&model.dice, below);
}

static const char *day_text(int day)
{
    return service_text(&model.bench, "2025-%02d-%02d", 3 + day / 30, 1 + day % 30);
}

static void record(int sale, enum measure measure, int64_t amount, int day)
{
    struct event event = {sale, measure, amount, day, model.step};

    assert_true(model.own_count < EVENTS_MAX && model.counted_count < EVENTS_MAX * 4);
    model.own[model.own_count++] = event;
    model.counted[model.counted_count++] = event;
}

/* Would every day end well with one more event? */
static bool may(int sale, enum measure measure, int64_t amount, int day)
{
    for (int d = 0; d < DAYS; d++) {
        int64_t sums[MEASURES] = {0};

        for (int i = 0; i < model.own_count; i++) {
            if (model.own[i].sale == sale && model.own[i].day <= d)
                sums[model.own[i].measure] += model.own[i].amount;
        }
        if (day <= d)
            sums[measure] += amount;
        if (sums[PAID] > sums[SIGNED] || sums[REFUNDED] > sums[PAID])
            return false;
    }
    return day >= model.sales[sale].day;
}

static bool ask(const char *method, const char *request)
{
    return service_ask(&model.bench, method, request) != NULL;
}

/* ---- commands ---- */

static void create(void)
{
    struct model_sale *sale = &model.sales[model.sale_count];

    if (model.sale_count == SALES_MAX)
        return;
    *sale = (struct model_sale){.channel = roll(CHANNELS),
                                .amount = 1 + roll(100000),
                                .day = roll(DAYS),
                                .duplicate_of = -1};
    /* a transport reference of few makes matches */
    assert_true(ask("CreateSale",
                    service_text(&model.bench,
                                 "sale_id: 's%d' sale { product: 'p' origin: 'o' buyer_region: 'b' "
                                 "channel: 'c%d' quantity_milli: 1 unit: 't' amount { "
                                 "currency: 'CNY' minor_units: %d } signed_date: %s "
                                 "transport_reference: 'w%d' }",
                                 model.sale_count, sale->channel, (int)sale->amount,
                                 day_text(sale->day), roll(8))));
    record(model.sale_count, SIGNED, sale->amount, sale->day);
    model.sale_count++;
}

static void enter(void)
{
    static const char *const KINDS[] = {"PAYMENT", "REFUND", "CANCELLATION"};
    static const enum measure OF[] = {PAID, REFUNDED, SIGNED};
    int sale = roll(model.sale_count);
    int kind = roll(3);
    int64_t amount = 1 + roll((int)model.sales[sale].amount);
    int day = roll(DAYS);
    int64_t effect = kind == 2 ? -amount : amount;
    bool allowed = !model.sales[sale].reversed && model.sales[sale].duplicate_of < 0 &&
                   may(sale, OF[kind], effect, day);
    bool done = ask("CreateSaleEntry",
                    service_text(&model.bench,
                                 "parent: 'sales/s%d' sale_entry_id: 'e%d' sale_entry { kind: "
                                 "SALE_ENTRY_KIND_%s amount { minor_units: %d } "
                                 "effective_date: %s }",
                                 sale, model.own_count, KINDS[kind], (int)amount, day_text(day)));

    assert_int_equal(done, allowed);
    if (done)
        record(sale, OF[kind], effect, day);
}

/* An entry's id is the number of its event; sales have events without an entry. */
static void reverse_entry(void)
{
    int number = roll(model.own_count);
    struct event event = model.own[number];
    const struct model_sale *sale = &model.sales[event.sale];

    if (!ask("GetSaleEntry",
             service_text(&model.bench, "name: 'sales/s%d/entries/e%d'", event.sale, number)))
        return;
    if (ask("ReverseSaleEntry", service_text(&model.bench,
                                             "name: 'sales/s%d/entries/e%d' reversal_id: 'r%d' "
                                             "reference: 'wrong'",
                                             event.sale, number, number))) {
        assert_true(!sale->reversed && sale->duplicate_of < 0);
        assert_true(may(event.sale, event.measure, -event.amount, event.day));
        record(event.sale, event.measure, -event.amount, event.day);
    } else if (strcmp(model.bench.op.start.status.reason, "ALREADY_REVERSED") != 0) {
        assert_true(sale->reversed || sale->duplicate_of >= 0 ||
                    !may(event.sale, event.measure, -event.amount, event.day));
    }
}

static void withdraw(void)
{
    int number = roll(model.sale_count);
    struct model_sale *sale = &model.sales[number];
    int64_t paid = 0;
    int64_t agreed = 0;
    bool allowed;

    for (int i = 0; i < model.own_count; i++) {
        if (model.own[i].sale == number && model.own[i].measure == PAID)
            paid += model.own[i].amount;
        if (model.own[i].sale == number && model.own[i].measure == SIGNED)
            agreed += model.own[i].amount;
    }
    allowed = !sale->reversed && sale->duplicate_of < 0 && !sale->has_duplicates && paid == 0 &&
              agreed == sale->amount && may(number, SIGNED, -sale->amount, sale->day);
    assert_int_equal(ask("ReverseSale", service_text(&model.bench,
                                                     "name: 'sales/s%d' reversal_id: 'x' "
                                                     "reference: 'wrong'",
                                                     number)),
                     allowed);
    if (allowed) {
        sale->reversed = true;
        record(number, SIGNED, -sale->amount, sale->day);
    }
}

/* ---- matches ---- */

static void count_again(int duplicate, int64_t sign)
{
    for (int i = 0; i < model.own_count; i++) {
        struct event event = model.own[i];

        if (event.sale != duplicate)
            continue;
        event.amount *= sign;
        event.known = model.step;
        assert_true(model.counted_count < EVENTS_MAX * 4);
        model.counted[model.counted_count++] = event;
    }
}

static void find_duplicates(void)
{
    for (int i = 0; i < model.sale_count; i++)
        model.sales[i].has_duplicates = false;
    for (int i = 0; i < model.sale_count; i++) {
        if (model.sales[i].duplicate_of >= 0)
            model.sales[model.sales[i].duplicate_of].has_duplicates = true;
    }
}

static void decide(void)
{
    const Caravan__Logistics__V1__ListSaleMatchesResponse *all =
        (const void *)service_ask(&model.bench, "ListSaleMatches", "page_size: 1000");
    const Caravan__Logistics__V1__SaleMatch *match;
    int duplicate;
    int sale;

    assert_non_null(all);
    if (all->n_sale_matches == 0)
        return;
    match = all->sale_matches[roll((int)all->n_sale_matches)];
    assert_int_equal(sscanf(match->sale, "sales/s%d", &sale), 1);
    assert_int_equal(sscanf(match->duplicate, "sales/s%d", &duplicate), 1);
    if (match->state == CARAVAN__LOGISTICS__V1__SALE_MATCH_STATE__SALE_MATCH_STATE_PROPOSED) {
        bool allowed;

        if (roll(2) == 0) { /* the other of the two counts */
            int other = sale;

            sale = duplicate;
            duplicate = other;
        }
        allowed = !model.sales[sale].reversed && !model.sales[duplicate].reversed &&
                  model.sales[sale].duplicate_of < 0 && model.sales[duplicate].duplicate_of < 0 &&
                  !model.sales[duplicate].has_duplicates;

        assert_int_equal(
            ask("ConfirmSaleMatch",
                service_text(&model.bench, "name: '%s' counts: 'sales/s%d'", match->name, sale)),
            allowed);
        if (!allowed)
            return;
        model.sales[duplicate].duplicate_of = sale;
        count_again(duplicate, -1);
    } else {
        assert_true(ask("UndoSaleMatch",
                        service_text(&model.bench, "name: '%s' reason: 'two'", match->name)));
        model.sales[duplicate].duplicate_of = -1;
        count_again(duplicate, 1);
    }
    find_duplicates();
}

static void state_month(void)
{
    int month = roll(3);
    bool any = false;

    for (int i = 0; i < model.counted_count; i++) /* a sum of nothing may still be a row */
        any = any ||
              (model.counted[i].day / 30 == month && model.counted[i].known > model.closed[month]);
    if (model.closed[month] == 0)
        assert_true(ask("CloseSalePeriod",
                        service_text(&model.bench, "name: 'salePeriods/2025-%02d'", month + 3)));
    else if (!ask("RestateSalePeriod",
                  service_text(&model.bench, "name: 'salePeriods/2025-%02d' reason: 'late'",
                               month + 3)))
        return;
    assert_true(any || model.closed[month] == 0);
    model.closed[month] = model.step;
}

/* ---- what the report must say ---- */

static void expect_row(const Caravan__Logistics__V1__SalesRow *row, const int64_t sums[MEASURES])
{
    assert_int_equal(row->signed_minor, sums[SIGNED]);
    assert_int_equal(row->gross_minor, sums[PAID]);
    assert_int_equal(row->refunded_minor, sums[REFUNDED]);
    assert_int_equal(row->net_minor, sums[PAID] - sums[REFUNDED]);
}

static void expect_channels(const Caravan__Logistics__V1__SalesReportResponse *report,
                            int64_t sums[CHANNELS][MEASURES])
{
    size_t seen = 0;

    for (int c = 0; c < CHANNELS; c++) {
        const char *key = service_text(&model.bench, "c%d", c);

        for (size_t i = 0; i < report->n_by_channel; i++) {
            if (strcmp(report->by_channel[i]->key, key) != 0)
                continue;
            expect_row(report->by_channel[i], sums[c]);
            seen++;
        }
    }
    assert_int_equal(seen, report->n_by_channel);
}

static void expect_closed(const Caravan__Logistics__V1__SalesReportResponse *report)
{
    for (size_t i = 0; i < report->n_closed_months; i++) {
        const Caravan__Logistics__V1__RestatedMonth *closed = report->closed_months[i];
        int64_t stated[MEASURES] = {0};
        int64_t later[MEASURES] = {0};
        int64_t told[MEASURES] = {0};
        int month = closed->month[6] - '3';

        for (int e = 0; e < model.counted_count; e++) {
            const struct event *event = &model.counted[e];

            if (event->day / 30 == month)
                (event->known <= model.closed[month] ? stated : later)[event->measure] +=
                    event->amount;
        }
        for (size_t r = 0; r < closed->n_restatements; r++) {
            told[SIGNED] += closed->restatements[r]->signed_minor;
            told[PAID] += closed->restatements[r]->gross_minor;
            told[REFUNDED] += closed->restatements[r]->refunded_minor;
        }
        expect_row(closed->stated, stated);
        assert_memory_equal(told, later, sizeof(told));
    }
}

static void check_report(void)
{
    int known = roll(4) == 0 ? 1 + roll(model.step) : model.step;
    int from = roll(2) == 0 ? 0 : roll(DAYS);
    int through = from + roll(DAYS - from);
    int64_t channels[CHANNELS][MEASURES] = {{0}};
    int64_t total[MEASURES] = {0};
    int64_t unpaid = 0;
    const Caravan__Logistics__V1__SalesReportResponse *report = (const void *)service_ask(
        &model.bench, "SalesReport",
        service_text(&model.bench,
                     "effective_from: %s effective_through: %s known_at { seconds: %lld "
                     "nanos: %d }",
                     day_text(from), day_text(through),
                     (long long)(model.instants[known] / 1000000),
                     (int)(model.instants[known] % 1000000 * 1000)));

    assert_non_null(report);
    for (int i = 0; i < model.counted_count; i++) {
        const struct event *event = &model.counted[i];
        const struct model_sale *sale = &model.sales[event->sale];

        if (event->known > known || event->day < from || event->day > through)
            continue;
        total[event->measure] += event->amount;
        channels[sale->channel][event->measure] += event->amount;
        if (sale->day >= from && event->measure != REFUNDED)
            unpaid += event->measure == SIGNED ? event->amount : -event->amount;
    }
    expect_row(report->total, total);
    assert_int_equal(report->total->unpaid_minor, unpaid);
    expect_channels(report, channels);
    if (known == model.step)
        expect_closed(report);
}

/* ---- the run ---- */

static void step(void)
{
    static void (*const COMMANDS[])(void) = {create, enter,         enter,  enter,    enter,
                                             enter,  reverse_entry, decide, withdraw, state_month};

    model.step++;
    service_clock_set(SERVICE_NOON + (int64_t)model.step * 1000000);
    if (model.sale_count == 0)
        create();
    else
        COMMANDS[roll((int)(sizeof(COMMANDS) / sizeof(COMMANDS[0])))]();
    model.instants[model.step] = SERVICE_NOON + (int64_t)model.step * 1000000 + 500000;
    service_clock_set(model.instants[model.step]);
    if (model.step % 5 == 0)
        check_report();
    service_forget(&model.bench);
}

static void reports_agree_with_a_model_that_only_adds_up(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        memset(&model, 0, sizeof(model));
        model.dice = seed;
        logistics_up(&model.bench, SERVICE_IN_MEMORY);
        while (model.step < STEPS && model.own_count < EVENTS_MAX - 2 &&
               model.counted_count < EVENTS_MAX * 3)
            step();
        service_down(&model.bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_agree_with_a_model_that_only_adds_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
