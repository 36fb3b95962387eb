#include "report_sales.h"

#include "caravan/logistics/v1/sales.caravan.h"
#include "client.h"
#include "report_options.h"
#include "sales_view.h"

struct asked {
    Caravan__Logistics__V1__SalesReportRequest request;
    Google__Type__Date from;
    Google__Type__Date through;
    Google__Protobuf__Timestamp known_at;
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

static enum exit_code ask(struct client *client, const struct asked *asked)
{
    struct client_call call;
    struct cv_status status;

    client_prepare(client, &call);
    caravan_logistics_v1_sales_sales_report(client->channel, &call.op, &asked->request);
    status = client_wait(client, &call);
    if (!cv_ok(status))
        return client_complain(client, status);
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
