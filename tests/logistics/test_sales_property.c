/* 100,000 random commands, eight at once, held against a model that only adds up. What was accepted
 * is put in the order in which it was recorded, and each must have been allowed there; what was
 * refused must not have been allowed at every moment. Then sums, duplicates and closed months are
 * what the model says. */
#include "logistics_audit.h"
#include "support/dice.h"
#include "support/logistics_bench.h"
#include "support/message_text.h"
#include "support/rounds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LEDGERS     50 /* of an organisation each */
#define ROUNDS      CV_ROUNDS(252)
#define CALLERS     8
#define SALES_MAX   48
#define ENTRIES_MAX (2 * ROUNDS * CALLERS) /* one a command, and its id */
#define MATCHES_MAX 400
#define POSTED_MAX  20000
#define CHANNELS    3
#define REFERENCES  16
#define TRANSPORTS  20
#define DAYS        90 /* from 1 March 2025, three months of 30 days each */
#define STATED_MAX  200

enum measure {
    SIGNED,
    PAID,
    REFUNDED,
    MEASURES,
};

enum what {
    CREATE,
    ENTER,
    COUNTER, /* an entry is reversed */
    WITHDRAW,
    PROPOSE,
    CONFIRM,
    REJECT,
    UNDO,
    STATE, /* a month is closed, or restated */
    WHATS,
};

enum match_state {
    PROPOSED = 1,
    CONFIRMED,
    REJECTED,
};

struct entry {
    int sale;
    enum measure measure;
    int64_t amount; /* what it adds */
    int day;
    bool there;
    bool reversed;
};

struct model_sale {
    bool there;
    int channel;
    int reference; /* 0: none */
    int transport;
    int64_t amount;
    int day;
    bool reversed;
    int duplicate_of; /* -1: none */
};

struct model_match {
    int sale;
    int duplicate;
    enum match_state state;
    char name[64]; /* "": not read yet */
};

struct posted {
    int sale;
    enum measure measure;
    int64_t amount;
    int day;
    int step;
};

struct command {
    struct cv_unary op;
    int *waiting;
    const char *text; /* of the request */
    enum what what;
    int sale;
    int other; /* sale, entry, match or month */
    struct model_sale made;
    struct entry entered;
    bool accepted;
    bool explained; /* refused, and rightly */
    int64_t at_us;
};

struct model {
    uint64_t dice;
    struct model_sale sales[SALES_MAX];
    int sale_count; /* asked for; not each is there */
    struct entry entries[ENTRIES_MAX];
    int entry_count;
    struct model_match matches[MATCHES_MAX];
    int match_count;
    struct posted posted[POSTED_MAX];
    int posted_count;
    int step;
    int stated[3][STATED_MAX]; /* steps of the statements of each month */
    int stated_count[3];
};

static struct model model;
static struct service_bench bench;
static int accepted_of[WHATS];
static int refused_of[WHATS];

static int roll(int below)
{
    return dice_roll(&model.dice, below);
}

static const char *day_text(int day)
{
    return service_text(&bench, "2025-%02d-%02d", 3 + day / 30, 1 + day % 30);
}

/* ---- what is allowed ---- */

static void sum_until(int sale, int day, int64_t sums[MEASURES])
{
    memset(sums, 0, MEASURES * sizeof(*sums));
    for (int i = 0; i < model.entry_count; i++) {
        const struct entry *entry = &model.entries[i];

        if (entry->there && entry->sale == sale && entry->day <= day)
            sums[entry->measure] += entry->amount;
    }
    if (model.sales[sale].day <= day)
        sums[SIGNED] += model.sales[sale].amount;
}

/* Would each day end well with one more? Only days change on which something happens. */
static bool may(int sale, enum measure measure, int64_t amount, int day)
{
    for (int i = -2; i < model.entry_count; i++) {
        int64_t sums[MEASURES];
        int end = i == -2 ? day : i == -1 ? model.sales[sale].day : model.entries[i].day;

        if (i >= 0 && (model.entries[i].sale != sale || !model.entries[i].there))
            continue;
        sum_until(sale, end, sums);
        if (day <= end)
            sums[measure] += amount;
        if (sums[PAID] > sums[SIGNED] || sums[REFUNDED] > sums[PAID])
            return false;
    }
    return day >= model.sales[sale].day;
}

static bool counts(int sale)
{
    return model.sales[sale].there && !model.sales[sale].reversed &&
           model.sales[sale].duplicate_of < 0;
}

static bool has_duplicates(int sale)
{
    for (int i = 0; i < model.sale_count; i++) {
        if (model.sales[i].there && model.sales[i].duplicate_of == sale)
            return true;
    }
    return false;
}

static bool may_create(const struct model_sale *made)
{
    for (int i = 0; i < model.sale_count; i++) {
        const struct model_sale *sale = &model.sales[i];

        if (sale->there && !sale->reversed && made->reference != 0 &&
            sale->channel == made->channel && sale->reference == made->reference)
            return false;
    }
    return true;
}

static bool may_withdraw(int sale)
{
    for (int i = 0; i < model.entry_count; i++) {
        const struct entry *entry = &model.entries[i];
        int64_t sum = 0;

        if (!entry->there || entry->sale != sale || entry->measure == REFUNDED)
            continue;
        for (int j = 0; j < model.entry_count; j++) {
            if (model.entries[j].there && model.entries[j].sale == sale &&
                model.entries[j].measure == entry->measure)
                sum += model.entries[j].amount;
        }
        if (sum != 0)
            return false;
    }
    return counts(sale) && !has_duplicates(sale) &&
           may(sale, SIGNED, -model.sales[sale].amount, model.sales[sale].day);
}

static bool may_propose(int one, int other)
{
    for (int i = 0; i < model.match_count; i++) {
        const struct model_match *match = &model.matches[i];

        if ((match->sale == one && match->duplicate == other) ||
            (match->sale == other && match->duplicate == one))
            return false;
    }
    return model.sales[one].there && !model.sales[one].reversed && model.sales[other].there &&
           !model.sales[other].reversed;
}

static bool may_counter(const struct entry *entry)
{
    return entry->there && !entry->reversed && counts(entry->sale) &&
           may(entry->sale, entry->measure, -entry->amount, entry->day);
}

/* Closed for the first time, or something was recorded since. */
static bool may_state(int month)
{
    int count = model.stated_count[month];

    for (int i = 0; count > 0 && i < model.posted_count; i++) {
        if (model.posted[i].day / 30 == month &&
            model.posted[i].step > model.stated[month][count - 1])
            return true;
    }
    return count == 0;
}

static bool may_decide(enum what what, const struct model_match *match)
{
    if (what == UNDO)
        return match->state != PROPOSED;
    return match->state == PROPOSED &&
           (what == REJECT ||
            (counts(match->sale) && counts(match->duplicate) && !has_duplicates(match->duplicate)));
}

static bool allowed(const struct command *command)
{
    switch (command->what) {
    case CREATE:
        return may_create(&command->made);
    case ENTER:
        return counts(command->sale) && may(command->sale, command->entered.measure,
                                            command->entered.amount, command->entered.day);
    case COUNTER:
        return may_counter(&model.entries[command->other]);
    case WITHDRAW:
        return may_withdraw(command->sale);
    case PROPOSE:
        return may_propose(command->sale, command->other);
    case CONFIRM:
    case REJECT:
    case UNDO:
        return may_decide(command->what, &model.matches[command->other]);
    default:
        return may_state(command->other);
    }
}

/* ---- what it does ---- */

static void post(int sale, enum measure measure, int64_t amount, int day)
{
    assert_true(model.posted_count < POSTED_MAX);
    model.posted[model.posted_count++] = (struct posted){sale, measure, amount, day, model.step};
}

static void propose(int sale, int duplicate)
{
    assert_true(model.match_count < MATCHES_MAX);
    model.matches[model.match_count++] = (struct model_match){sale, duplicate, PROPOSED, ""};
}

static void create(int number, const struct model_sale *made)
{
    model.sales[number] = *made;
    post(number, SIGNED, made->amount, made->day);
    for (int i = 0; i < model.sale_count; i++) {
        const struct model_sale *other = &model.sales[i];

        if (i != number && other->there && !other->reversed && other->channel != made->channel &&
            other->transport == made->transport)
            propose(i, number);
    }
}

static void enter(int number, const struct entry *entry)
{
    model.entries[number] = *entry;
    post(entry->sale, entry->measure, entry->amount, entry->day);
}

/* A counter-entry; it can itself not be reversed. */
static void counter(struct entry *entry)
{
    struct entry opposite = *entry;

    entry->reversed = true;
    opposite.amount = -entry->amount;
    opposite.reversed = true;
    assert_true(model.entry_count < ENTRIES_MAX);
    enter(model.entry_count++, &opposite);
}

/* What comes to nothing on a day is nothing that is recorded. */
static void count_again(int duplicate, int64_t sign)
{
    int64_t days[DAYS][MEASURES] = {{0}};

    days[model.sales[duplicate].day][SIGNED] = model.sales[duplicate].amount;
    for (int i = 0; i < model.entry_count; i++) {
        const struct entry *entry = &model.entries[i];

        if (entry->there && entry->sale == duplicate)
            days[entry->day][entry->measure] += entry->amount;
    }
    for (int day = 0; day < DAYS; day++) {
        for (int m = 0; m < MEASURES; m++) {
            if (days[day][m] != 0)
                post(duplicate, (enum measure)m, sign * days[day][m], day);
        }
    }
}

static void decide(struct model_match *match, enum match_state state)
{
    struct model_sale *duplicate = &model.sales[match->duplicate];

    if (state == CONFIRMED) {
        duplicate->duplicate_of = match->sale;
        count_again(match->duplicate, -1);
    } else if (match->state == CONFIRMED) {
        duplicate->duplicate_of = -1;
        count_again(match->duplicate, 1);
    }
    match->state = state;
}

static void apply(const struct command *command)
{
    struct model_sale *sale = &model.sales[command->sale];

    model.step++;
    switch (command->what) {
    case CREATE:
        create(command->sale, &command->made);
        break;
    case ENTER:
        enter(command->other, &command->entered);
        break;
    case COUNTER:
        counter(&model.entries[command->other]);
        break;
    case WITHDRAW:
        sale->reversed = true;
        post(command->sale, SIGNED, -sale->amount, sale->day);
        break;
    case PROPOSE:
        propose(command->sale, command->other);
        break;
    case CONFIRM:
        decide(&model.matches[command->other], CONFIRMED);
        break;
    case REJECT:
        decide(&model.matches[command->other], REJECTED);
        break;
    case UNDO:
        decide(&model.matches[command->other], PROPOSED);
        break;
    default:
        assert_true(model.stated_count[command->other] < STATED_MAX);
        model.stated[command->other][model.stated_count[command->other]++] = model.step;
    }
}

/* ---- asking ---- */

static const char *ask_create(struct command *command)
{
    struct model_sale *made = &command->made;

    *made = (struct model_sale){
        .there = true,
        .channel = roll(CHANNELS),
        .reference = roll(REFERENCES),
        .transport = roll(TRANSPORTS),
        .amount = 1 + roll(100000),
        .day = roll(DAYS),
        .duplicate_of = -1,
    };
    command->sale = model.sale_count++;
    return service_text(
        &bench,
        "sale_id: 's%d' sale { product: 'p' origin: 'o' buyer_region: 'b' channel: 'c%d' "
        "external_reference: '%s' quantity_milli: %d unit: 't' amount { currency: 'CNY' "
        "minor_units: %d } signed_date: %s transport_reference: 'w%d' }",
        command->sale, made->channel,
        made->reference == 0 ? "" : service_text(&bench, "A-%d", made->reference),
        command->sale + 1, (int)made->amount, day_text(made->day), made->transport);
}

static const char *ask_enter(struct command *command)
{
    static const char *const KINDS[] = {"PAYMENT", "REFUND", "CANCELLATION"};
    static const enum measure OF[] = {PAID, REFUNDED, SIGNED};
    int kind = roll(3);
    int amount = 1 + roll(30000);

    command->entered = (struct entry){
        .sale = command->sale,
        .measure = OF[kind],
        .amount = kind == 2 ? -amount : amount,
        .day = roll(DAYS),
        .there = true,
    };
    command->other = model.entry_count++;
    return service_text(&bench,
                        "parent: 'sales/s%d' sale_entry_id: 'e%d' sale_entry { kind: "
                        "SALE_ENTRY_KIND_%s amount { minor_units: %d } effective_date: %s }",
                        command->sale, command->other, KINDS[kind], amount,
                        day_text(command->entered.day));
}

static const char *ask_match(struct command *command)
{
    command->other = model.match_count == 0 ? 0 : roll(model.match_count);
    return model.match_count == 0 ? NULL
                                  : service_text(&bench, "name: '%s' reason: 'papers'",
                                                 model.matches[command->other].name);
}

static const char *ask_counter(struct command *command)
{
    command->other = roll(model.entry_count + 1);
    if (command->other == model.entry_count || !model.entries[command->other].there ||
        model.entries[command->other].reversed)
        return NULL;
    return service_text(&bench, "name: 'sales/s%d/entries/e%d' reference: 'wrong'",
                        model.entries[command->other].sale, command->other);
}

static const char *ask_state(struct command *command)
{
    command->other = roll(3);
    return service_text(&bench, "name: 'salePeriods/2025-%02d'%s", command->other + 3,
                        model.stated_count[command->other] > 0 ? " reason: 'late'" : "");
}

static const char *ask_propose(struct command *command)
{
    command->other = roll(model.sale_count);
    if (command->other == command->sale)
        return NULL;
    return service_text(&bench, "sale: 'sales/s%d' duplicate: 'sales/s%d' reason: 'papers'",
                        command->sale, command->other);
}

/* The request, or NULL: there is nothing to ask. */
static const char *text_of(struct command *command)
{
    command->sale = model.sale_count == 0 ? 0 : roll(model.sale_count);
    if (command->what == CREATE)
        return model.sale_count == SALES_MAX ? NULL : ask_create(command);
    if (model.sale_count == 0)
        return NULL;
    switch (command->what) {
    case ENTER:
        return ask_enter(command);
    case COUNTER:
        return ask_counter(command);
    case WITHDRAW:
        return service_text(&bench, "name: 'sales/s%d' reversal_id: 'x' reference: 'wrong'",
                            command->sale);
    case PROPOSE:
        return ask_propose(command);
    case STATE:
        return ask_state(command);
    default:
        return ask_match(command);
    }
}

static const char *method_of(const struct command *command)
{
    static const char *const METHODS[WHATS] = {
        "CreateSale",       "CreateSaleEntry",  "ReverseSaleEntry", "ReverseSale",
        "ProposeSaleMatch", "ConfirmSaleMatch", "RejectSaleMatch",  "UndoSaleMatch",
    };

    if (command->what != STATE)
        return METHODS[command->what];
    return model.stated_count[command->other] > 0 ? "RestateSalePeriod" : "CloseSalePeriod";
}

static void on_done(struct cv_unary *op)
{
    (*CV_CONTAINER_OF(op, struct command, op)->waiting)--;
}

static bool nobody_waits(void *arg)
{
    return *(int *)arg == 0;
}

static void submit(struct command *command, int *waiting)
{
    const struct cv_method *method = service_method(&bench, method_of(command));
    const char *problem;

    command->waiting = waiting;
    command->op.start.scope = &bench.scope;
    command->op.start.method = method;
    command->op.request = message_from_text(method->request, command->text, &bench.arena, &problem);
    command->op.done = on_done;
    assert_non_null(command->op.request);
    (*waiting)++;
    cv_unary_submit(bench.channel, &command->op);
}

/* Mostly entries, and sales rather at the beginning; up to CALLERS of them, all at once. */
static int ask_round(struct command commands[CALLERS])
{
    static const enum what DICE[] = {CREATE, CREATE,  ENTER,    ENTER,   ENTER,   ENTER,
                                     ENTER,  COUNTER, WITHDRAW, CONFIRM, CONFIRM, REJECT,
                                     UNDO,   UNDO,    PROPOSE,  STATE};
    int waiting = 0;
    int count = 0;

    for (int tries = 0; count < CALLERS && tries < 100; tries++) {
        struct command *command = &commands[count];

        *command = (struct command){.what = DICE[roll((int)(sizeof(DICE) / sizeof(DICE[0])))]};
        command->text = text_of(command);
        if (command->text == NULL)
            continue;
        submit(command, &waiting);
        count++;
    }
    assert_true(cv_loop_run_until(bench.loop, nobody_waits, &waiting, UINT64_C(20000000000)));
    return count;
}

/* ---- in which order ---- */

static int64_t instant(const Google__Protobuf__Timestamp *time)
{
    assert_non_null(time);
    return time->seconds * 1000000 + time->nanos / 1000;
}

static int64_t reversed_at(int sale)
{
    const Caravan__Logistics__V1__SaleEntry *entry = (const void *)service_ask(
        &bench, "GetSaleEntry", service_text(&bench, "name: 'sales/s%d/entries/x'", sale));

    assert_non_null(entry);
    return instant(entry->recorded_time);
}

static int64_t recorded_at(const struct command *command)
{
    const Caravan__Logistics__V1__SaleMatch *match = (const void *)command->op.response;
    const Caravan__Logistics__V1__SalePeriod *period = (const void *)command->op.response;

    switch (command->what) {
    case CREATE:
        return instant(((const Caravan__Logistics__V1__Sale *)command->op.response)->recorded_time);
    case ENTER:
    case COUNTER:
        return instant(
            ((const Caravan__Logistics__V1__SaleEntry *)command->op.response)->recorded_time);
    case WITHDRAW:
        return reversed_at(command->sale);
    case STATE:
        return instant(period->statements[period->n_statements - 1]->recorded_time);
    default:
        return instant(match->steps[match->n_steps - 1]->recorded_time);
    }
}

static int by_time(const void *a, const void *b)
{
    const struct command *const *x = a;
    const struct command *const *y = b;

    return ((*x)->at_us > (*y)->at_us) - ((*x)->at_us < (*y)->at_us);
}

static void explain(struct command *commands, int count)
{
    for (int i = 0; i < count; i++)
        commands[i].explained |= !commands[i].accepted && !allowed(&commands[i]);
}

static void replay(struct command *commands, int count)
{
    struct command *order[CALLERS];
    int accepted = 0;

    for (int i = 0; i < count; i++) {
        commands[i].accepted = cv_ok(commands[i].op.start.status);
        if (!commands[i].accepted)
            continue;
        commands[i].at_us = recorded_at(&commands[i]);
        order[accepted++] = &commands[i];
    }
    if (accepted > 0)
        qsort(order, (size_t)accepted, sizeof(order[0]), by_time);
    explain(commands, count);
    for (int i = 0; i < accepted; i++) {
        if (!allowed(order[i]))
            fail_msg("%s was accepted: %s", method_of(order[i]), order[i]->text);
        apply(order[i]);
        explain(commands, count);
    }
    for (int i = 0; i < count; i++) {
        (commands[i].accepted ? accepted_of : refused_of)[commands[i].what]++;
        if (!commands[i].accepted && !commands[i].explained)
            fail_msg("%s was refused, %s: %s", method_of(&commands[i]),
                     commands[i].op.start.status.message, commands[i].text);
    }
}

/* ---- what must be there ---- */

static struct model_match *match_of(const Caravan__Logistics__V1__SaleMatch *match)
{
    int duplicate;
    int sale;

    assert_int_equal(sscanf(match->sale, "sales/s%d", &sale), 1);
    assert_int_equal(sscanf(match->duplicate, "sales/s%d", &duplicate), 1);
    for (int i = 0; i < model.match_count; i++) {
        if (model.matches[i].sale == sale && model.matches[i].duplicate == duplicate)
            return &model.matches[i];
    }
    fail_msg("nobody proposed %s and %s", match->sale, match->duplicate);
    return NULL;
}

static void check_matches(void)
{
    const Caravan__Logistics__V1__ListSaleMatchesResponse *all =
        (const void *)service_ask(&bench, "ListSaleMatches", "page_size: 1000");

    assert_non_null(all);
    assert_int_equal(all->n_sale_matches, model.match_count);
    for (size_t i = 0; i < all->n_sale_matches; i++) {
        struct model_match *match = match_of(all->sale_matches[i]);

        assert_int_equal(all->sale_matches[i]->state, match->state);
        (void)snprintf(match->name, sizeof(match->name), "%s", all->sale_matches[i]->name);
    }
}

/* From the sales alone: each that is no duplicate, with all its entries. */
static void check_total(const Caravan__Logistics__V1__SalesRow *row)
{
    int64_t total[MEASURES] = {0};

    for (int i = 0; i < model.sale_count; i++) {
        int64_t sums[MEASURES];

        if (!counts(i))
            continue;
        sum_until(i, DAYS, sums);
        for (int m = 0; m < MEASURES; m++)
            total[m] += sums[m];
    }
    assert_int_equal(row->signed_minor, total[SIGNED]);
    assert_int_equal(row->gross_minor, total[PAID]);
    assert_int_equal(row->refunded_minor, total[REFUNDED]);
    assert_int_equal(row->net_minor, total[PAID] - total[REFUNDED]);
    assert_int_equal(row->unpaid_minor, total[SIGNED] - total[PAID]);
}

/* What was recorded of a month by a step. */
static void sum_month(int month, int step, int64_t sums[MEASURES])
{
    memset(sums, 0, MEASURES * sizeof(*sums));
    for (int i = 0; i < model.posted_count; i++) {
        if (model.posted[i].day / 30 == month && model.posted[i].step <= step)
            sums[model.posted[i].measure] += model.posted[i].amount;
    }
}

static void check_month(int month)
{
    const Caravan__Logistics__V1__SalePeriod *period = (const void *)service_ask(
        &bench, "GetSalePeriod", service_text(&bench, "name: 'salePeriods/2025-%02d'", month + 3));

    if (model.stated_count[month] == 0) {
        assert_null(period);
        return;
    }
    assert_non_null(period);
    assert_int_equal(period->n_statements, model.stated_count[month]);
    for (int v = 0; v < model.stated_count[month]; v++) {
        const Caravan__Logistics__V1__SaleStatement *statement = period->statements[v];
        int64_t told[MEASURES] = {0};
        int64_t sums[MEASURES];

        sum_month(month, model.stated[month][v], sums);
        for (size_t i = 0; i < statement->n_rows; i++) {
            told[SIGNED] += statement->rows[i]->signed_minor;
            told[PAID] += statement->rows[i]->gross_minor;
            told[REFUNDED] += statement->rows[i]->refunded_minor;
        }
        assert_memory_equal(told, sums, sizeof(told));
    }
}

static void check_report(void)
{
    const Caravan__Logistics__V1__SalesReportResponse *report =
        (const void *)service_ask(&bench, "SalesReport", "");

    assert_non_null(report);
    check_total(report->total);
    for (int month = 0; month < 3; month++)
        check_month(month);
}

/* ---- the run ---- */

static void keep_a_ledger(int number)
{
    static struct command commands[CALLERS];
    char org[16];

    memset(&model, 0, sizeof(model));
    model.dice = (uint64_t)number;
    (void)snprintf(org, sizeof(org), "org-%d", number);
    bench.principal.org = org;
    for (int round = 0; round < ROUNDS; round++) {
        int before = model.match_count;
        int count = ask_round(commands);

        replay(commands, count);
        if (model.match_count != before || round % 25 == 24)
            check_matches();
        if (round % 25 == 24)
            check_report();
        service_forget(&bench);
    }
}

static void many_callers_and_a_model_agree(void **state)
{
    struct sales_audit found;
    int commands = 0;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    for (int i = 1; i <= LEDGERS; i++)
        keep_a_ledger(i);
    found = sales_audited(&bench);
    assert_true(found.rows > 0);
    assert_int_equal(found.wrong, 0);
    for (int what = 0; what < WHATS; what++) { /* nothing is always refused, or always accepted */
        assert_true(accepted_of[what] > CV_ROUNDS(100));
        assert_true(refused_of[what] > CV_ROUNDS(100));
        commands += accepted_of[what] + refused_of[what];
    }
    assert_true(commands >= CV_ROUNDS(100000));
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_callers_and_a_model_agree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
