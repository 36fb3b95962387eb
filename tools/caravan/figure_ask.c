#include "figure_ask.h"

#include "caravan/logistics/v1/corridors.caravan.h"
#include "caravan/logistics/v1/hubs.caravan.h"
#include "caravan/logistics/v1/sales.caravan.h"
#include "caravan/projects/v1/projects.caravan.h"

#include <string.h>

static enum exit_code ask_programme(struct client *client, const char *programme,
                                    struct reports *reports)
{
    Caravan__Projects__V1__ReportRequest request = CARAVAN__PROJECTS__V1__REPORT_REQUEST__INIT;
    Google__Type__Date through = figure_date(FIGURES_THROUGH);
    struct client_call call;
    struct cv_status status;

    request.effective_through = &through;
    request.programme = (char *)(uintptr_t)programme;
    client_prepare(client, &call);
    caravan_projects_v1_projects_report(client->channel, &call.op, &request);
    status = client_wait(client, &call);
    reports->programme =
        cv_ok(status) ? caravan_projects_v1_projects_report_response(&call.op) : NULL;
    return cv_ok(status) ? EXIT_DONE : client_complain(client, status);
}

static enum exit_code ask_sales(struct client *client, struct reports *reports)
{
    Caravan__Logistics__V1__SalesReportRequest request =
        CARAVAN__LOGISTICS__V1__SALES_REPORT_REQUEST__INIT;
    Google__Type__Date from = figure_date(FIGURES_FROM);
    Google__Type__Date through = figure_date(FIGURES_THROUGH);
    struct client_call call;
    struct cv_status status;

    request.effective_from = &from;
    request.effective_through = &through;
    client_prepare(client, &call);
    caravan_logistics_v1_sales_sales_report(client->channel, &call.op, &request);
    status = client_wait(client, &call);
    reports->sales =
        cv_ok(status) ? caravan_logistics_v1_sales_sales_report_response(&call.op) : NULL;
    return cv_ok(status) ? EXIT_DONE : client_complain(client, status);
}

/* Trips that left from the first day of one year to the last of another. */
static struct cv_status ask_years(struct client *client, int from, int through,
                                  const Caravan__Logistics__V1__CorridorReportResponse **report)
{
    Caravan__Logistics__V1__CorridorReportRequest request =
        CARAVAN__LOGISTICS__V1__CORRIDOR_REPORT_REQUEST__INIT;
    Google__Type__Date start = figure_date((struct figure_day){from, 1, 1});
    Google__Type__Date end = figure_date((struct figure_day){through, 12, 31});
    struct client_call call;
    struct cv_status status;

    request.corridor = (char *)(uintptr_t) "corridors/" FIGURES_CORRIDOR;
    request.start_date = &start;
    request.end_date = &end;
    client_prepare(client, &call);
    caravan_logistics_v1_corridors_corridor_report(client->channel, &call.op, &request);
    status = client_wait(client, &call);
    *report =
        cv_ok(status) ? caravan_logistics_v1_corridors_corridor_report_response(&call.op) : NULL;
    return status;
}

/* A service without the corridor has none of its figures. */
static enum exit_code ask_corridor(struct client *client, struct reports *reports)
{
    struct cv_status status =
        ask_years(client, FIGURES_CORRIDOR_FROM, FIGURES_CORRIDOR_LAST, &reports->corridor);

    if (cv_ok(status))
        status = ask_years(client, FIGURES_CORRIDOR_LAST, FIGURES_CORRIDOR_LAST,
                           &reports->corridor_2025);
    if (cv_ok(status) || status.code == CV_NOT_FOUND)
        return EXIT_DONE;
    return client_complain(client, status);
}

/* A service without the hub has none of its figures. */
static enum exit_code ask_hub(struct client *client, struct reports *reports)
{
    static const struct {
        const char *text;
        int month;
    } DAYS[] = {{"2025-05-15", 5}, {"2025-10-15", 10}};

    for (size_t i = 0; i < sizeof(DAYS) / sizeof(DAYS[0]); i++) {
        Caravan__Logistics__V1__HubReportRequest request =
            CARAVAN__LOGISTICS__V1__HUB_REPORT_REQUEST__INIT;
        Google__Type__Date day = figure_date((struct figure_day){2025, DAYS[i].month, 15});
        struct client_call call;
        struct cv_status status;

        request.parent = (char *)(uintptr_t) "hubs/" FIGURES_HUB;
        request.first_date = &day;
        client_prepare(client, &call);
        caravan_logistics_v1_hubs_hub_report(client->channel, &call.op, &request);
        status = client_wait(client, &call);
        if (status.code == CV_NOT_FOUND)
            return EXIT_DONE;
        if (!cv_ok(status))
            return client_complain(client, status);
        reports->hub[i].day = DAYS[i].text;
        reports->hub[i].report = caravan_logistics_v1_hubs_hub_report_response(&call.op);
    }
    return EXIT_DONE;
}

/* All reports of rows that the services of this package have: so many letters of the name. */
static enum exit_code ask_rows(struct client *client, const char *name, size_t package,
                               const char *programme, struct reports *reports)
{
    enum exit_code code = EXIT_DONE;

    for (size_t i = 0; code == EXIT_DONE && i < FIGURE_REPORTS_MAX; i++) {
        if (strncmp(FIGURE_REPORTS[i].service->name, name, package) == 0)
            code = figure_rows_ask(client, &FIGURE_REPORTS[i], programme, &reports->rows[i]);
    }
    return code;
}

static enum exit_code ask_logistics(struct client *client, struct reports *reports)
{
    enum exit_code code = ask_sales(client, reports);

    if (code == EXIT_DONE)
        code = ask_corridor(client, reports);
    return code == EXIT_DONE ? ask_hub(client, reports) : code;
}

enum exit_code figure_ask(struct client *client, const struct cv_service_type *service,
                          const char *programme, struct reports *reports)
{
    size_t package = strlen("caravan.");
    enum exit_code code = EXIT_DONE;

    package += strcspn(service->name + package, ".");
    if (strncmp(service->name, "caravan.projects", package) == 0)
        code = ask_programme(client, programme, reports);
    if (strncmp(service->name, "caravan.logistics", package) == 0)
        code = ask_logistics(client, reports);
    return code == EXIT_DONE ? ask_rows(client, service->name, package, programme, reports) : code;
}
