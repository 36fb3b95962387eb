/* caravan-sales-load: a programme office before caravan-logistics, and how long it waited, as one
 * line of JSON.
 *
 * It imports sales of three years, a thousand to a call: each a row, half of them paid at once, a
 * tenth refunded by a row of its own. Then it asks for reports over all of them. What is imported
 * follows from its number alone. */
#include "app/client.h"
#include "base/arena.h"
#include "base/clock.h"
#include "caravan/logistics/v1/sales.caravan.h"
#include "load/histogram.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCH     1000
#define REFUNDED  10 /* one in so many */
#define ROWS_MAX  (BATCH + BATCH / REFUNDED)
#define SALES_MAX 10000000

struct line {
    char sale_id[24], reference[24], product[16], origin[16], region[16];
    char parent[32];
    Google__Type__Date day;
    Caravan__Common__V1__Money amount, back;
    Caravan__Logistics__V1__Sale sale;
    Caravan__Logistics__V1__CreateSaleRequest create;
    Caravan__Logistics__V1__SaleEntry entry;
    Caravan__Logistics__V1__CreateSaleEntryRequest refund;
};

struct batch {
    struct line lines[BATCH];
    Caravan__Logistics__V1__ImportSalesRow rows[ROWS_MAX];
    Caravan__Logistics__V1__ImportSalesRow *pointers[ROWS_MAX];
    size_t count;
};

static char *text(const char *of)
{
    return (char *)(uintptr_t)of;
}

/* ---- what was sold ---- */

static void set_day(Google__Type__Date *day, unsigned number)
{
    google__type__date__init(day);
    day->year = (int32_t)(2022 + number / 336 % 3);
    day->month = (int32_t)(1 + number / 28 % 12);
    day->day = (int32_t)(1 + number % 28);
}

static void set_money(Caravan__Common__V1__Money *money, int64_t fen)
{
    caravan__common__v1__money__init(money);
    money->currency = text("CNY");
    money->minor_units = fen;
}

static void set_sale(struct line *line, unsigned number)
{
    static const char *const CHANNELS[] = {"direct", "platform-832", "livestream", "exhibition",
                                           "retail"};
    Caravan__Logistics__V1__Sale *sale = &line->sale;

    (void)snprintf(line->sale_id, sizeof(line->sale_id), "s%u", number);
    (void)snprintf(line->reference, sizeof(line->reference), "A-%u", number);
    (void)snprintf(line->product, sizeof(line->product), "product-%u", number % 23);
    (void)snprintf(line->origin, sizeof(line->origin), "county-%u", number % 7);
    (void)snprintf(line->region, sizeof(line->region), "region-%u", number % 31);
    set_day(&line->day, number);
    set_money(&line->amount, 10000 + number % 100000);
    caravan__logistics__v1__sale__init(sale);
    sale->product = line->product;
    sale->origin = line->origin;
    sale->channel = text(CHANNELS[number % 5]);
    sale->external_reference = line->reference;
    sale->buyer_region = line->region;
    sale->quantity_milli = 1000 + number;
    sale->unit = text("kg");
    sale->amount = &line->amount;
    sale->signed_date = &line->day;
    if (number % 2 == 0)
        sale->paid_date = &line->day;
    caravan__logistics__v1__create_sale_request__init(&line->create);
    line->create.sale_id = line->sale_id;
    line->create.sale = sale;
}

static void set_refund(struct line *line)
{
    (void)snprintf(line->parent, sizeof(line->parent), "sales/%s", line->sale_id);
    set_money(&line->back, 5000);
    caravan__logistics__v1__sale_entry__init(&line->entry);
    line->entry.kind = CARAVAN__LOGISTICS__V1__SALE_ENTRY_KIND__SALE_ENTRY_KIND_REFUND;
    line->entry.amount = &line->back;
    line->entry.effective_date = &line->day;
    caravan__logistics__v1__create_sale_entry_request__init(&line->refund);
    line->refund.parent = line->parent;
    line->refund.sale_entry_id = text("back");
    line->refund.sale_entry = &line->entry;
}

static Caravan__Logistics__V1__ImportSalesRow *next_row(struct batch *batch)
{
    Caravan__Logistics__V1__ImportSalesRow *row = &batch->rows[batch->count];

    caravan__logistics__v1__import_sales_row__init(row);
    batch->pointers[batch->count++] = row;
    return row;
}

static void fill(struct batch *batch, unsigned first, unsigned count)
{
    batch->count = 0;
    for (unsigned i = 0; i < count; i++) {
        struct line *line = &batch->lines[i];
        Caravan__Logistics__V1__ImportSalesRow *row = next_row(batch);

        set_sale(line, first + i);
        row->record_case = CARAVAN__LOGISTICS__V1__IMPORT_SALES_ROW__RECORD_SALE;
        row->sale = &line->create;
        if ((first + i) % REFUNDED != 0)
            continue;
        set_refund(line);
        row = next_row(batch);
        row->record_case = CARAVAN__LOGISTICS__V1__IMPORT_SALES_ROW__RECORD_SALE_ENTRY;
        row->sale_entry = &line->refund;
    }
}

/* ---- asking ---- */

struct run {
    struct cv_client *client;
    struct batch batch;
    struct histogram reports;
    uint64_t rows;
    uint64_t imported_ns;
};

static struct cv_status import(struct run *run)
{
    Caravan__Logistics__V1__ImportSalesRequest request =
        CARAVAN__LOGISTICS__V1__IMPORT_SALES_REQUEST__INIT;
    const Caravan__Logistics__V1__ImportSalesResponse *answer;
    uint64_t began_ns = cv_clock_ns();
    struct cv_client_call call;
    struct cv_status status;

    request.rows = run->batch.pointers;
    request.n_rows = run->batch.count;
    cv_client_prepare(run->client, &call);
    caravan_logistics_v1_sales_import_sales(cv_client_channel(run->client), &call.unary, &request);
    status = cv_client_wait(&call);
    run->imported_ns += cv_clock_ns() - began_ns;
    if (cv_ok(status)) {
        answer = caravan_logistics_v1_sales_import_sales_response(&call.unary);
        run->rows += (uint64_t)answer->created_count;
        if (answer->created_count != (int32_t)run->batch.count)
            status = cv_status(CV_INTERNAL, NULL, "a row was refused");
    } else {
        (void)fprintf(stderr, "caravan-sales-load: %s\n", status.message);
        status = cv_status(status.code, NULL, "an import was refused");
    }
    cv_client_release(&call);
    return status;
}

static struct cv_status report(struct run *run)
{
    Caravan__Logistics__V1__SalesReportRequest request =
        CARAVAN__LOGISTICS__V1__SALES_REPORT_REQUEST__INIT;
    uint64_t began_ns = cv_clock_ns();
    struct cv_client_call call;
    struct cv_status status;

    cv_client_prepare(run->client, &call);
    caravan_logistics_v1_sales_sales_report(cv_client_channel(run->client), &call.unary, &request);
    status = cv_client_wait(&call);
    histogram_add(&run->reports, cv_clock_ns() - began_ns);
    if (cv_ok(status) &&
        caravan_logistics_v1_sales_sales_report_response(&call.unary)->total->signed_minor == 0)
        status = cv_status(CV_INTERNAL, NULL, "nothing was sold");
    cv_client_release(&call);
    return cv_ok(status) ? status : cv_status(status.code, NULL, "a report was refused");
}

static struct cv_status work(struct run *run, unsigned sales, unsigned reports)
{
    struct cv_status status = CV_STATUS_OK;

    for (unsigned first = 0; cv_ok(status) && first < sales; first += BATCH) {
        fill(&run->batch, first, sales - first < BATCH ? sales - first : BATCH);
        status = import(run);
    }
    for (unsigned i = 0; cv_ok(status) && i < reports; i++)
        status = report(run);
    return status;
}

int main(int argc, char **argv)
{
    static struct run run;
    struct cv_client_config config = {.timeout_ns = 60 * CV_NS_PER_S};
    unsigned sales = argc == 4 ? (unsigned)atoi(argv[2]) : 0;
    struct cv_status status;
    char target[64];

    if (sales == 0 || sales > SALES_MAX) {
        (void)fprintf(stderr, "usage: caravan-sales-load PORT SALES REPORTS\n");
        return 2;
    }
    (void)snprintf(target, sizeof(target), "127.0.0.1:%d", atoi(argv[1]));
    config.channel.target = target;
    status = cv_client_open(&config, &run.client);
    if (cv_ok(status))
        status = work(&run, sales, (unsigned)atoi(argv[3]));
    if (cv_ok(status))
        (void)printf("{\"rows\":%llu,\"seconds\":%.6f,\"per_second\":%.1f,\"report_p50_us\":%.1f,"
                     "\"report_p99_us\":%.1f}\n",
                     (unsigned long long)run.rows, (double)run.imported_ns / 1e9,
                     (double)sales / ((double)run.imported_ns / 1e9),
                     histogram_us(&run.reports, 0.5), histogram_us(&run.reports, 0.99));
    else
        (void)fprintf(stderr, "caravan-sales-load: %s\n", status.message);
    cv_client_close(run.client);
    cv_arena_thread_done();
    return cv_ok(status) ? 0 : 1;
}
