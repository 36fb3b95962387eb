#include "report_corridor.h"

#include "caravan/logistics/v1/corridors.caravan.h"
#include "cell.h"
#include "client.h"
#include "corridor_view.h"
#include "enum_word.h"
#include "report_options.h"
#include "report_view.h"

#include <string.h>

#define PAGE 1000

struct asked {
    Caravan__Logistics__V1__CorridorReportRequest request;
    Google__Protobuf__Timestamp known_at;
    Google__Type__Date through;
    Google__Type__Date from;
    unsigned sections;
    const char *corridor; /* its id */
};

/* ---- what a figure is made of ---- */

/* The rows that --down selects, "month=2025-07", into the fields of the request. */
static enum exit_code read_down(const struct run *run, const struct asked *asked,
                                Caravan__Logistics__V1__ListCorridorReportConsignmentsRequest *list)
{
    static const char *const NAMES[] = {"direction", "month", "chapter", "consignor", "trip"};
    struct report_pick pick;
    enum exit_code code = EXIT_DONE;

    for (size_t n = 0; code == EXIT_DONE; n++) {
        char *value;
        int direction;

        code = report_read_pick(run, n, NAMES, sizeof(NAMES) / sizeof(NAMES[0]), &pick);
        if (code != EXIT_DONE || pick.value == NULL)
            return code;
        value = (char *)(uintptr_t)pick.value;
        switch (pick.name) {
        case 0:
            if (!enum_read(&caravan__logistics__v1__direction__descriptor, value, strlen(value),
                           &direction))
                return run_refuse_option(run, "--down",
                                         T("direction must be outbound or inbound, not %s",
                                           "direction 必须是去程或回程，而不是 %s"),
                                         value);
            list->direction = (Caravan__Logistics__V1__Direction)direction;
            break;
        case 1:
            list->month = value;
            break;
        case 2:
            list->chapter = value;
            break;
        case 3:
            list->consignor = value;
            break;
        default:
            list->trip = cv_arena_printf(run->arena, "corridors/%s/trips/%s", asked->corridor,
                                         report_last_part(value));
            break;
        }
    }
    return code;
}

static enum corridor_form form_of(const struct run *run)
{
    if (run_option(run, "--json") != NULL)
        return CORRIDOR_AS_JSON;
    return run_option(run, "--csv") != NULL ? CORRIDOR_AS_CSV : CORRIDOR_FOR_PEOPLE;
}

/* All pages of one and the same report. */
static enum exit_code list_carried(struct client *client, struct asked *asked,
                                   const Caravan__Logistics__V1__CorridorReportResponse *report)
{
    Caravan__Logistics__V1__ListCorridorReportConsignmentsRequest request =
        CARAVAN__LOGISTICS__V1__LIST_CORRIDOR_REPORT_CONSIGNMENTS_REQUEST__INIT;
    const Caravan__Logistics__V1__ListCorridorReportConsignmentsResponse *page;
    const struct run *run = client->run;
    struct corridor_carried carried = {.currency = report->currency};
    Caravan__Logistics__V1__CarriedConsignment **list =
        cv_arena_array(run->arena, (size_t)report->consignment_count + 1, sizeof(*list));
    enum exit_code code = read_down(run, asked, &request);

    request.report = &asked->request;
    request.report->known_at = report->known_at;
    request.page_size = PAGE;
    while (code == EXIT_DONE && list != NULL) {
        struct client_call call;
        struct cv_status status;

        client_prepare(client, &call);
        caravan_logistics_v1_corridors_list_corridor_report_consignments(client->channel, &call.op,
                                                                         &request);
        status = client_wait(client, &call);
        if (!cv_ok(status))
            return client_complain(client, status);
        page = caravan_logistics_v1_corridors_list_corridor_report_consignments_response(&call.op);
        for (size_t i = 0;
             i < page->n_consignments && carried.count < (size_t)report->consignment_count; i++)
            list[carried.count++] = page->consignments[i];
        request.page_token = page->next_page_token;
        if (*request.page_token == '\0')
            break;
    }
    carried.list = list;
    return code != EXIT_DONE ? code
                             : report_end(run, corridor_print_carried(&carried, form_of(run),
                                                                      run->arena, stdout));
}

/* ---- the report ---- */

static enum exit_code print(const struct run *run, unsigned sections,
                            const Caravan__Logistics__V1__CorridorReportResponse *report)
{
    bool done = true;

    if (run_option(run, "--json") != NULL)
        done = corridor_print_json(report, run->arena, stdout);
    else if (run_option(run, "--csv") != NULL)
        corridor_print_csv(report, sections, run->arena, stdout);
    else
        corridor_print_tables(report, sections, run->arena, stdout);
    return report_end(run, done);
}

static enum exit_code ask(struct client *client, struct asked *asked)
{
    const Caravan__Logistics__V1__CorridorReportResponse *report;
    struct client_call call;
    struct cv_status status;

    client_prepare(client, &call);
    caravan_logistics_v1_corridors_corridor_report(client->channel, &call.op, &asked->request);
    status = client_wait(client, &call);
    if (!cv_ok(status))
        return client_complain(client, status);
    report = caravan_logistics_v1_corridors_corridor_report_response(&call.op);
    if (run_option_nth(client->run, "--down", 0) != NULL)
        return list_carried(client, asked, report);
    return print(client->run, asked->sections, report);
}

static enum exit_code read_options(const struct run *run, struct asked *asked)
{
    const char *currency = run_option(run, "--currency");
    const char *wrong = cell_id(run_option(run, "--corridor"), run->arena, &asked->corridor);
    enum exit_code code = report_read_form(run);

    if (wrong != NULL)
        return run_refuse_option(run, "--corridor", "%s", wrong);
    asked->request.corridor = cv_arena_printf(run->arena, "corridors/%s", asked->corridor);
    if (currency != NULL)
        asked->request.currency = (char *)(uintptr_t)currency;
    if (code == EXIT_DONE)
        code = report_read_date(run, "--effective-from", &asked->from, &asked->request.start_date);
    if (code == EXIT_DONE)
        code = report_read_date(run, "--effective-through", &asked->through,
                                &asked->request.effective_through);
    if (code == EXIT_DONE)
        code = report_read_time(run, "--known-at", &asked->known_at, &asked->request.known_at);
    if (code == EXIT_DONE)
        code =
            report_read_sections(run, CORRIDOR_SECTION_NAMES, CORRIDOR_SECTIONS, &asked->sections);
    asked->request.end_date = asked->request.effective_through;
    return code;
}

enum exit_code report_corridor(const struct run *run)
{
    struct asked asked = {.request = CARAVAN__LOGISTICS__V1__CORRIDOR_REPORT_REQUEST__INIT};
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
