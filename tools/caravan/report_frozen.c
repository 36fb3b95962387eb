#include "report_frozen.h"

#include "caravan/projects/v1/projects.caravan.h"
#include "client.h"
#include "frozen_view.h"
#include "report_options.h"
#include "report_view.h"

#include <string.h>

#define PAGE 200 /* restated rows with their causes: at most some 2 MiB */

/* ---- what is asked for ---- */

struct asked {
    char *programme; /* names */
    char *report;
    char *with; /* "": now */
    const char *id;
    Google__Type__Date through;
    Google__Type__Date *effective_through;
    Google__Protobuf__Timestamp time;
    Google__Protobuf__Timestamp *known_at;
    enum frozen_form form;
};

static char *frozen_name(const struct run *run, const char *programme, const char *id)
{
    return cv_arena_printf(run->arena, "programmes/%s/frozenReports/%s", programme,
                           report_last_part(id));
}

static enum exit_code read_names(const struct run *run, struct asked *asked)
{
    const char *with = run_option(run, "--with");
    enum exit_code code = report_read_programme(run, &asked->programme);
    const char *id;

    if (code != EXIT_DONE)
        return code;
    id = report_last_part(asked->programme);
    asked->id = run->operand_count < 2 ? "" : run->operands[1];
    asked->report = frozen_name(run, id, asked->id);
    asked->with = with == NULL ? (char *)(uintptr_t) "" : frozen_name(run, id, with);
    return asked->report == NULL || asked->with == NULL ? EXIT_FAILED : EXIT_DONE;
}

static enum exit_code read_options(const struct run *run, struct asked *asked)
{
    enum exit_code code = report_read_form(run);

    *asked = (struct asked){
        .form = run_option(run, "--json") != NULL  ? FROZEN_AS_JSON
                : run_option(run, "--csv") != NULL ? FROZEN_AS_CSV
                                                   : FROZEN_AS_TABLE,
    };
    if (code == EXIT_DONE)
        code = read_names(run, asked);
    if (code == EXIT_DONE)
        code = report_read_date(run, "--effective-through", &asked->through,
                                &asked->effective_through);
    if (code == EXIT_DONE)
        code = report_read_time(run, "--known-at", &asked->time, &asked->known_at);
    return code;
}

/* All of a command but its calls. */
static enum exit_code run_with(const struct run *run,
                               enum exit_code (*ask)(struct client *client,
                                                     const struct asked *asked))
{
    struct asked asked;
    struct client client;
    enum exit_code code = read_options(run, &asked);

    if (code != EXIT_DONE)
        return code;
    code = client_open(&client, run);
    if (code == EXIT_DONE)
        code = ask(&client, &asked);
    client_close(&client);
    return code;
}

/* Pages put one behind the other. */
static bool join(struct cv_arena *arena, void **all, size_t *count, const void *rows, size_t more)
{
    void *grown = cv_arena_array(arena, *count + more + 1, sizeof(void *));

    if (grown == NULL)
        return false;
    if (*count > 0)
        memcpy(grown, *all, *count * sizeof(void *));
    if (more > 0)
        memcpy((char *)grown + *count * sizeof(void *), rows, more * sizeof(void *));
    *all = grown;
    *count += more;
    return true;
}

/* ---- freeze ---- */

static enum exit_code ask_freeze(struct client *client, const struct asked *asked)
{
    Caravan__Projects__V1__FreezeReportRequest request =
        CARAVAN__PROJECTS__V1__FREEZE_REPORT_REQUEST__INIT;
    Caravan__Projects__V1__FrozenReport *made;
    struct client_call call;
    struct cv_status status;

    request.parent = asked->programme;
    request.frozen_report_id = (char *)(uintptr_t)asked->id;
    request.title = (char *)(uintptr_t)run_option(client->run, "--title");
    request.effective_through = asked->effective_through;
    request.known_at = asked->known_at;
    client_prepare(client, &call);
    caravan_projects_v1_projects_freeze_report(client->channel, &call.op, &request);
    status = client_wait(client, &call);
    if (!cv_ok(status))
        return client_complain(client, status);
    made = (Caravan__Projects__V1__FrozenReport *)(uintptr_t)
        caravan_projects_v1_projects_freeze_report_response(&call.op);
    return report_end(client->run, frozen_print_list(&(const struct frozen_list){&made, 1},
                                                     asked->form, client->run->arena, stdout));
}

enum exit_code report_freeze(const struct run *run)
{
    if (run_option(run, "--title") == NULL)
        return run_refuse_option(run, "--title", "%s",
                                 T("is needed: what is it published as?", "必须给出：公布的标题"));
    return run_with(run, ask_freeze);
}

/* ---- frozen ---- */

static enum exit_code ask_list(struct client *client, const struct asked *asked)
{
    Caravan__Projects__V1__ListFrozenReportsRequest request =
        CARAVAN__PROJECTS__V1__LIST_FROZEN_REPORTS_REQUEST__INIT;
    struct cv_arena *arena = client->run->arena;
    struct frozen_list list = {0};
    void *all = NULL;

    request.parent = asked->programme;
    do {
        const Caravan__Projects__V1__ListFrozenReportsResponse *page;
        struct client_call call;
        struct cv_status status;

        client_prepare(client, &call);
        caravan_projects_v1_projects_list_frozen_reports(client->channel, &call.op, &request);
        status = client_wait(client, &call);
        if (!cv_ok(status))
            return client_complain(client, status);
        page = caravan_projects_v1_projects_list_frozen_reports_response(&call.op);
        if (!join(arena, &all, &list.count, page->frozen_reports, page->n_frozen_reports))
            return report_end(client->run, false);
        request.page_token = page->next_page_token;
    } while (*request.page_token != '\0');
    list.reports = all;
    return report_end(client->run, frozen_print_list(&list, asked->form, arena, stdout));
}

static enum exit_code ask_rows(struct client *client, const struct asked *asked)
{
    Caravan__Projects__V1__GetFrozenReportRequest request =
        CARAVAN__PROJECTS__V1__GET_FROZEN_REPORT_REQUEST__INIT;
    struct client_call call;
    struct cv_status status;

    request.name = asked->report;
    client_prepare(client, &call);
    caravan_projects_v1_projects_get_frozen_report(client->channel, &call.op, &request);
    status = client_wait(client, &call);
    if (!cv_ok(status))
        return client_complain(client, status);
    return report_end(
        client->run,
        frozen_print_rows(caravan_projects_v1_projects_get_frozen_report_response(&call.op),
                          asked->form, client->run->arena, stdout));
}

enum exit_code report_frozen(const struct run *run)
{
    return run_with(run, run->operand_count < 2 ? ask_list : ask_rows);
}

/* ---- compare ---- */

static enum exit_code ask_restated(struct client *client, const struct asked *asked)
{
    Caravan__Projects__V1__CompareFrozenReportRequest request =
        CARAVAN__PROJECTS__V1__COMPARE_FROZEN_REPORT_REQUEST__INIT;
    struct cv_arena *arena = client->run->arena;
    struct restated_list list = {0};
    void *all = NULL;

    request.name = asked->report;
    request.with = asked->with;
    request.known_at = asked->known_at;
    request.page_size = PAGE;
    do {
        const Caravan__Projects__V1__CompareFrozenReportResponse *page;
        struct client_call call;
        struct cv_status status;

        client_prepare(client, &call);
        caravan_projects_v1_projects_compare_frozen_report(client->channel, &call.op, &request);
        status = client_wait(client, &call);
        if (!cv_ok(status))
            return client_complain(client, status);
        page = caravan_projects_v1_projects_compare_frozen_report_response(&call.op);
        if (!join(arena, &all, &list.count, page->rows, page->n_rows))
            return report_end(client->run, false);
        request.page_token = page->next_page_token;
    } while (*request.page_token != '\0');
    list.rows = all;
    return report_end(client->run, frozen_print_restated(&list, asked->form, arena, stdout));
}

enum exit_code report_compare(const struct run *run)
{
    if (run->operand_count < 2) {
        (void)fputs(T("caravan report compare: which frozen report? caravan report frozen lists "
                      "them\n",
                      "caravan report compare：请给出报告；用 caravan report frozen 查看\n"),
                    stderr);
        return EXIT_USAGE;
    }
    return run_with(run, ask_restated);
}
