/* caravan report: where the money went and what came of it. */
#include "base/time_text.h"
#include "caravan/projects/v1/projects.caravan.h"
#include "cell.h"
#include "client.h"
#include "commands.h"
#include "report_view.h"

#include <string.h>

#define ALL_SECTIONS ((1u << REPORT_SECTIONS) - 1)

/* ---- what is asked for ---- */

struct asked {
    Caravan__Projects__V1__ReportRequest request;
    Google__Type__Date through;
    Google__Protobuf__Timestamp known_at;
    unsigned sections;
};

static enum exit_code read_through(const struct run *run, struct asked *asked)
{
    const char *text = run_option(run, "--effective-through");
    struct cell_date date;
    const char *wrong;

    if (text == NULL)
        return EXIT_DONE;
    wrong = cell_date(text, run->arena, &date);
    if (wrong != NULL)
        return run_refuse_option(run, "--effective-through", "%s", wrong);
    google__type__date__init(&asked->through);
    asked->through.year = date.year;
    asked->through.month = date.month;
    asked->through.day = date.day;
    asked->request.effective_through = &asked->through;
    return EXIT_DONE;
}

static enum exit_code read_known_at(const struct run *run, struct asked *asked)
{
    const char *text = run_option(run, "--known-at");
    struct cv_time_value value;

    if (text == NULL)
        return EXIT_DONE;
    if (!cv_time_text_read_timestamp((struct cv_slice){(const uint8_t *)text, strlen(text)},
                                     &value))
        return run_refuse_option(run, "--known-at",
                                 T("must be a time such as 2026-03-31T18:00:00+08:00, not %s",
                                   "必须是时间，如 2026-03-31T18:00:00+08:00，而不是 %s"),
                                 text);
    google__protobuf__timestamp__init(&asked->known_at);
    asked->known_at.seconds = value.seconds;
    asked->known_at.nanos = value.nanos;
    asked->request.known_at = &asked->known_at;
    return EXIT_DONE;
}

static enum exit_code read_sections(const struct run *run, struct asked *asked)
{
    const char *name;

    for (size_t n = 0; (name = run_option_nth(run, "--by", n)) != NULL; n++) {
        unsigned section = 0;

        while (section < REPORT_SECTIONS && strcmp(name, REPORT_SECTION_NAMES[section]) != 0)
            section++;
        if (section == REPORT_SECTIONS)
            return run_refuse_option(run, "--by",
                                     T("must be project, sector, site, partner, year or "
                                       "indicator, not %s",
                                       "必须是 project、sector、site、partner、year 或 indicator，"
                                       "而不是 %s"),
                                     name);
        asked->sections |= 1u << section;
    }
    if (asked->sections == 0)
        asked->sections = ALL_SECTIONS;
    return EXIT_DONE;
}

static enum exit_code read_programme(const struct run *run, struct asked *asked)
{
    const char *text = run_option(run, "--programme");
    const char *wrong;
    const char *id;

    if (text == NULL)
        return run_refuse_option(run, "--programme", "%s",
                                 T("is needed: which programme?", "必须给出：哪个计划？"));
    wrong = cell_id(report_last_part(text), run->arena, &id);
    if (wrong != NULL)
        return run_refuse_option(run, "--programme", "%s", wrong);
    asked->request.programme = cv_arena_printf(run->arena, "programmes/%s", id);
    return asked->request.programme == NULL ? EXIT_FAILED : EXIT_DONE;
}

static enum exit_code read_options(const struct run *run, struct asked *asked)
{
    enum exit_code code;

    *asked = (struct asked){.request = CARAVAN__PROJECTS__V1__REPORT_REQUEST__INIT};
    if (run_option(run, "--json") != NULL && run_option(run, "--csv") != NULL)
        return run_refuse_option(run, "--csv", "%s",
                                 T("and --json exclude each other", "与 --json 只能选一个"));
    code = read_programme(run, asked);
    if (code == EXIT_DONE)
        code = read_through(run, asked);
    if (code == EXIT_DONE)
        code = read_known_at(run, asked);
    if (code == EXIT_DONE)
        code = read_sections(run, asked);
    return code;
}

/* ---- the command ---- */

static enum exit_code print(const struct run *run, const struct asked *asked,
                            const Caravan__Projects__V1__ReportResponse *report)
{
    bool done = true;

    if (run_option(run, "--json") != NULL)
        done = report_print_json(report, run->arena, stdout);
    else if (run_option(run, "--csv") != NULL)
        report_print_csv(report, asked->sections, run->arena, stdout);
    else
        report_print_tables(report, asked->sections, run->arena, stdout);
    if (done && !run->arena->exhausted)
        return EXIT_DONE;
    (void)fprintf(stderr, "%s\n", T("caravan report: out of memory", "caravan report：内存不足"));
    return EXIT_FAILED;
}

static enum exit_code ask(struct client *client, const struct asked *asked)
{
    struct client_call call;
    struct cv_status status;

    client_prepare(client, &call);
    caravan_projects_v1_projects_report(client->channel, &call.op, &asked->request);
    status = client_wait(client, &call);
    if (!cv_ok(status))
        return client_complain(client, status);
    return print(client->run, asked, caravan_projects_v1_projects_report_response(&call.op));
}

static enum exit_code run_report(struct run *run)
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

static const struct option OPTIONS[] = {
    {.name = "--programme",
     .value = "ID",
     .variable = "CARAVAN_PROGRAMME",
     .help = {"which programme", "哪个计划"}},
    {.name = "--effective-through",
     .value = "DATE",
     .help = {"what had happened up to and including this day", "截至该日（含）发生的"}},
    {.name = "--known-at",
     .value = "TIME",
     .help =
         {"what had been recorded by then, such as\n2026-03-31T18:00:00+08:00; otherwise by now",
          "截至该时刻已记录的，如\n2026-03-31T18:00:00+08:00；默认为现在"}},
    {.name = "--by",
     .value = "WHAT",
     .repeated = true,
     .help = {"only this part, may be given more than once: project,\nsector, site, partner, year, "
              "indicator",
              "只显示这一部分，可多次给出：project、sector、\nsite、partner、year、indicator"}},
    {.name = "--json", .help = {"for programs; keys below", "供程序使用；键见下"}},
    {.name = "--csv",
     .help = {"for spreadsheet programs, with every month", "供电子表格使用，含每月数字"}},
    {.name = NULL},
};

const struct command command_report = {
    .name = "report",
    .operands = "",
    .calls = true,
    .options = OPTIONS,
    .summary = {"where the money went and what came of it", "资金去向与成效报告"},
    .help =
        {"With both dates given the report is the same for ever, whatever is recorded later; the "
         "time "
         "it\nprints is what --known-at takes to show it again. \"withheld\": the figure counts "
         "fewer "
         "than 10\npeople, or would give such a figure away. \"not reported\": nothing was "
         "observed, "
         "which is not 0.\n\n"
         "--json: programme, title, title_zh, currency, effective_through, known_at, "
         "project_count,\n"
         "project_started_count; total and by_project, by_sector, by_site, by_partner, by_year, "
         "each "
         "with\nkey, title, title_zh, budget_minor, committed_minor, disbursed_minor; indicators, "
         "each "
         "with\nindicator, title, title_zh, unit, unit_zh, decimals, kind, total, by_year, "
         "by_period; "
         "a figure\nwith period, withheld, value, weight, observation_count. Amounts are in minor "
         "units (fen),\nvalues in 10^-decimals units. All numbers of 64 bits are text. total null: "
         "not reported; value\nnull: withheld.\n",
         "两个日期都给出时，报告永远相同，与以后的记录无关；报告中显示的时刻可用于 --known-at "
         "再次查看。\n"
         "“不公布”：该数字不足 10 人，或会推算出这样的数字。“未报”：没有观测，不等于 0。\n\n"
         "--json 的键：programme、title、title_zh、currency、effective_through、known_at、\n"
         "project_count、project_started_count；total 和 "
         "by_project、by_sector、by_site、by_partner、\n"
         "by_year（key、title、title_zh、budget_minor、committed_minor、disbursed_minor）；\n"
         "indicators（indicator、title、title_zh、unit、unit_zh、decimals、kind、total、by_year、\n"
         "by_period）；每个数字有 period、withheld、value、weight、observation_count。\n"
         "金额单位为分，数值单位为 10^-decimals。64 位数字均为文本。total 为 null：未报；\n"
         "value 为 null：不公布。\n"},
    .run = run_report,
};
