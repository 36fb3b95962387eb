#include "report_sales.h"

#include "caravan/logistics/v1/sales.caravan.h"
#include "client.h"
#include "report_options.h"
#include "sales_view.h"

#include <stdio.h>
#include <string.h>

#define PAGE 1000

struct asked {
    Caravan__Logistics__V1__SalesReportRequest request;
    Google__Type__Date from;
    Google__Type__Date through;
    Google__Protobuf__Timestamp known_at;
    Google__Type__Date month_first; /* of --down month= */
    Google__Type__Date month_last;
    unsigned sections;
};

static enum exit_code read_options(const struct run *run, struct asked *asked)
{
    const char *currency = run_option(run, "--currency");
    enum exit_code code = report_read_form(run);

    *asked = (struct asked){.request = CARAVAN__LOGISTICS__V1__SALES_REPORT_REQUEST__INIT};
    if (currency != NULL)
        asked->request.currency = (char *)(uintptr_t)currency;
    if (code == EXIT_DONE)
        code =
            report_read_date(run, "--effective-from", &asked->from, &asked->request.effective_from);
    if (code == EXIT_DONE)
        code = report_read_date(run, "--effective-through", &asked->through,
                                &asked->request.effective_through);
    if (code == EXIT_DONE)
        code = report_read_time(run, "--known-at", &asked->known_at, &asked->request.known_at);
    if (code == EXIT_DONE)
        code = report_read_sections(run, SALES_SECTION_NAMES, SALES_SECTIONS, &asked->sections);
    return code;
}

/* ---- what a figure is made of ---- */

/* A month is the days of it that the report has. */
static enum exit_code read_month(const struct run *run, const char *text, struct asked *asked)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int used = 0;
    int month;
    int year;
    Google__Type__Date *first = &asked->month_first;
    Google__Type__Date *last = &asked->month_last;

    if (sscanf(text, "%4d-%2d%n", &year, &month, &used) < 2 || text[used] != '\0' || month < 1 ||
        month > 12 || year < 1)
        return run_refuse_option(
            run, "--down",
            T("month must be such as 2025-03, not %s", "month 必须如 2025-03，而不是 %s"), text);
    google__type__date__init(first);
    google__type__date__init(last);
    first->year = last->year = year;
    first->month = last->month = month;
    first->day = 1;
    last->day =
        DAYS[month - 1] + (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    return EXIT_DONE;
}

static int number_of(const Google__Type__Date *date)
{
    return (date->year * 100 + date->month) * 100 + date->day;
}

static enum exit_code read_down(const struct run *run, struct asked *asked,
                                Caravan__Logistics__V1__ListSalePostingsRequest *list)
{
    static const char *const NAMES[] = {"product", "channel", "origin", "buyer", "month"};
    char **const fields[] = {&list->product, &list->channel, &list->origin, &list->buyer_region};
    struct report_pick pick;
    enum exit_code code = EXIT_DONE;

    for (size_t n = 0; code == EXIT_DONE; n++) {
        code = report_read_pick(run, n, NAMES, sizeof(NAMES) / sizeof(NAMES[0]), &pick);
        if (code != EXIT_DONE || pick.value == NULL)
            return code;
        if (pick.name < sizeof(fields) / sizeof(fields[0])) {
            *fields[pick.name] = (char *)(uintptr_t)pick.value;
            continue;
        }
        code = read_month(run, pick.value, asked);
        if (code != EXIT_DONE)
            return code;
        if (list->effective_from == NULL ||
            number_of(list->effective_from) < number_of(&asked->month_first))
            list->effective_from = &asked->month_first;
        if (list->effective_through == NULL ||
            number_of(list->effective_through) > number_of(&asked->month_last))
            list->effective_through = &asked->month_last;
    }
    return code;
}

static enum sales_form form_of(const struct run *run)
{
    if (run_option(run, "--json") != NULL)
        return SALES_AS_JSON;
    return run_option(run, "--csv") != NULL ? SALES_AS_CSV : SALES_FOR_PEOPLE;
}

/* The rows of a page behind those there are; false: out of memory. */
static bool add_page(struct cv_arena *arena, struct sales_postings *postings,
                     const Caravan__Logistics__V1__ListSalePostingsResponse *page)
{
    size_t all = postings->count + page->n_sale_postings;
    Caravan__Logistics__V1__SalePosting **grown = cv_arena_array(arena, all + 1, sizeof(*grown));

    if (grown == NULL)
        return false;
    if (postings->count > 0)
        memcpy(grown, postings->list, postings->count * sizeof(*grown));
    for (size_t i = 0; i < page->n_sale_postings; i++)
        grown[postings->count + i] = page->sale_postings[i];
    postings->list = grown;
    postings->count = all;
    return true;
}

static enum exit_code list_postings(struct client *client, struct asked *asked,
                                    const Caravan__Logistics__V1__SalesReportResponse *report)
{
    Caravan__Logistics__V1__ListSalePostingsRequest request =
        CARAVAN__LOGISTICS__V1__LIST_SALE_POSTINGS_REQUEST__INIT;
    struct sales_postings postings = {.currency = report->currency};
    const Caravan__Logistics__V1__ListSalePostingsResponse *page;
    const struct run *run = client->run;
    bool done = true;
    enum exit_code code;

    request.currency = report->currency;
    request.effective_from = report->effective_from;
    request.effective_through = report->effective_through;
    request.known_at = report->known_at;
    request.page_size = PAGE;
    code = read_down(run, asked, &request);
    while (code == EXIT_DONE && done) {
        struct client_call call;
        struct cv_status status;

        client_prepare(client, &call);
        caravan_logistics_v1_sales_list_sale_postings(client->channel, &call.op, &request);
        status = client_wait(client, &call);
        if (!cv_ok(status))
            return client_complain(client, status);
        page = caravan_logistics_v1_sales_list_sale_postings_response(&call.op);
        done = add_page(run->arena, &postings, page);
        request.page_token = page->next_page_token;
        if (*request.page_token == '\0')
            break;
    }
    if (code == EXIT_DONE && done)
        done = sales_print_postings(&postings, form_of(run), run->arena, stdout);
    return code == EXIT_DONE ? report_end(run, done) : code;
}

/* ---- the report ---- */

static enum exit_code print(const struct run *run, const struct asked *asked,
                            const Caravan__Logistics__V1__SalesReportResponse *report)
{
    bool done = true;

    if (run_option(run, "--json") != NULL)
        done = sales_print_json(report, run->arena, stdout);
    else if (run_option(run, "--csv") != NULL)
        sales_print_csv(report, asked->sections, run->arena, stdout);
    else
        sales_print_tables(report, asked->sections, run->arena, stdout);
    return report_end(run, done);
}

static enum exit_code ask(struct client *client, struct asked *asked)
{
    struct client_call call;
    struct cv_status status;

    client_prepare(client, &call);
    caravan_logistics_v1_sales_sales_report(client->channel, &call.op, &asked->request);
    status = client_wait(client, &call);
    if (!cv_ok(status))
        return client_complain(client, status);
    if (run_option_nth(client->run, "--down", 0) != NULL)
        return list_postings(client, asked,
                             caravan_logistics_v1_sales_sales_report_response(&call.op));
    return print(client->run, asked, caravan_logistics_v1_sales_sales_report_response(&call.op));
}

enum exit_code report_sales(const struct run *run)
{
    struct asked asked;
    struct client client;
    enum exit_code code = read_options(run, &asked);

    if (code != EXIT_DONE)
        return code;
    code = client_open_logistics(&client, run);
    if (code == EXIT_DONE)
        code = ask(&client, &asked);
    client_close(&client);
    return code;
}
