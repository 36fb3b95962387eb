/* caravan report: where the money went and what came of it. */
#include "caravan/projects/v1/projects.caravan.h"
#include "client.h"
#include "commands.h"
#include "report_ageing.h"
#include "report_corridor.h"
#include "report_development.h"
#include "report_engagement.h"
#include "report_frozen.h"
#include "report_hub.h"
#include "report_indicators.h"
#include "report_joined.h"
#include "report_options.h"
#include "report_sales.h"
#include "report_spending.h"
#include "report_splits.h"
#include "report_training.h"
#include "report_view.h"

#include <string.h>

/* ---- what is asked for ---- */

struct asked {
    Caravan__Projects__V1__ReportRequest request;
    Google__Type__Date through;
    Google__Protobuf__Timestamp known_at;
    unsigned sections;
};

static enum exit_code read_options(const struct run *run, struct asked *asked)
{
    enum exit_code code;

    *asked = (struct asked){.request = CARAVAN__PROJECTS__V1__REPORT_REQUEST__INIT};
    code = report_read_form(run);
    if (code == EXIT_DONE)
        code = report_read_programme(run, &asked->request.programme);
    if (code == EXIT_DONE)
        code = report_read_date(run, "--effective-through", &asked->through,
                                &asked->request.effective_through);
    if (code == EXIT_DONE)
        code = report_read_time(run, "--known-at", &asked->known_at, &asked->request.known_at);
    if (code == EXIT_DONE)
        code = report_read_sections(run, REPORT_SECTION_NAMES, REPORT_SECTIONS, &asked->sections);
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
    return report_end(run, done);
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

static enum exit_code report_programme(const struct run *run)
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

static enum exit_code run_report(struct run *run)
{
    static const struct {
        const char *name;
        enum exit_code (*run)(const struct run *run);
        bool goes_down;
        bool named; /* takes one more word */
    } REPORTS[] = {
        {"programme", report_programme, false},
        {"all", report_joined, false},
        {"corridor", report_corridor, true},
        {"hub", report_hub, false},
        {"sales", report_sales, true},
        {"training", report_training, false},
        {"development", report_development, false},
        {"engagement", report_engagement, false},
        {"spending", report_of_spending, false},
        {"indicators", report_of_indicators, false},
        {"ageing", report_of_ageing, false},
        {"splits", report_of_splits, false},
        {"freeze", report_freeze, false, true},
        {"frozen", report_frozen, false, true},
        {"compare", report_compare, false, true},
    };
    const char *name = run->operand_count > 0  ? run->operands[0]
                       : report_is_joined(run) ? "all"
                                               : REPORTS[0].name;

    for (size_t i = 0; i < sizeof(REPORTS) / sizeof(REPORTS[0]); i++) {
        if (strcmp(name, REPORTS[i].name) != 0)
            continue;
        if (!REPORTS[i].goes_down && run_option_nth(run, "--down", 0) != NULL)
            return run_refuse_option(
                run, "--down", "%s",
                T("is of corridor and sales only", "只用于 corridor 和 sales"));
        if (run->operand_count > 1 && !REPORTS[i].named)
            break;
        return REPORTS[i].run(run);
    }
    (void)fprintf(
        stderr,
        T("caravan report: there is no report %s, but all, programme, corridor, hub, sales, "
          "training, development, engagement, spending, ageing, splits, indicators, freeze, frozen "
          "and compare\n",
          "caravan report：没有报告 %s；有 all、programme、corridor、hub、sales、training、"
          "development、engagement、spending、ageing、splits、indicators、freeze、frozen、compare"
          "\n"),
        run->operand_count > 1 ? run->operands[1] : name);
    return EXIT_USAGE;
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
     .help =
         {"only this part, may be given more than once: project,\nsector, site, partner, year, "
          "indicator; of sales: product,\nchannel, origin, buyer, month, closed; of a hub: day, "
          "hour, shift,\nchute, prefecture, correction; of a corridor: direction, month,\nchapter, "
          "consignor, point; of training: pairing, award, medal,\nexam, exam-change; of "
          "development: standing, reached, fact,\ntrade, sales, enterprise-sales, milestone; of "
          "engagement:\nactivity, activity-year, activity-project, people, "
          "health, donation, donor,\ndifference, challenge; of indicators:\nindicator, period",
          "只显示这一部分，可多次给出：project、sector、\nsite、partner、year、indicator；"
          "销售：product、channel、\norigin、buyer、month、closed；分拨中心：day、hour、shift、"
          "\nchute、prefecture、correction；通道：direction、\nmonth、chapter、consignor、point；"
          "培训：pairing、award、\nmedal、exam、exam-change；建设成果：standing、reached、\nfact、"
          "trade、sales、enterprise-sales、milestone；共同活动：\nactivity、activity-"
          "year、people、health、"
          "donation、donor、\ndifference、challenge；指标：indicator、period"}},
    {.name = "--down",
     .value = "WHAT=KEY",
     .repeated = true,
     .help =
         {"what a figure is made of, in place of the report; may be\ngiven more than once. Of "
          "a corridor its consignments:\ndirection, month, chapter, consignor, trip; of sales "
          "what\nwas recorded: product, channel, origin, buyer, month;\nall: of everything",
          "代替报告，列出构成某数字的记录，可多次给出。\n通道（运单）：direction、month、chapter、"
          "consignor、trip；\n销售（记录）：product、channel、origin、buyer、month；\nall：全部"}},
    {.name = "--effective-from",
     .value = "DATE",
     .help = {"of all but programmes: what happened from this day on",
              "除计划外：从该日（含）起发生的"}},
    {.name = "--project",
     .value = "ID",
     .help = {"of spending and ageing: only this project", "spending 和 ageing：只看该项目"}},
    {.name = "--limit",
     .value = "AMOUNT",
     .help = {"of splits: what no commitment reaches alone, such as 50万元",
              "splits：单份合同未达到的限额，如 50万元"}},
    {.name = "--days",
     .value = "N",
     .help = {"of splits: so many days apart at most, up to 366",
              "splits：首尾最多相隔的天数，至多 366"}},
    {.name = "--corridor",
     .value = "ID",
     .variable = "CARAVAN_CORRIDOR",
     .fallback = "yiwu-vientiane",
     .help = {"which corridor", "哪条通道"}},
    {.name = "--hub",
     .value = "ID",
     .variable = "CARAVAN_HUB",
     .fallback = "west",
     .help = {"which hub", "哪个分拨中心"}},
    {.name = "--currency",
     .value = "CODE",
     .help = {"of sales: those in this currency; otherwise CNY", "销售：该币种；默认为 CNY"}},
    {.name = "--title",
     .value = "TEXT",
     .help = {"of freeze: what the report is published as", "freeze：公布的标题"}},
    {.name = "--with",
     .value = "ID",
     .help = {"of compare: another frozen report; otherwise what is known now",
              "compare：另一份已公布的报告；默认为现在已知的"}},
    {.name = "--json", .help = {"for programs; keys below", "供程序使用；键见下"}},
    {.name = "--csv",
     .help = {"for spreadsheet programs, with every month", "供电子表格使用，含每月数字"}},
    CLIENT_LOGISTICS,
    CLIENT_TRAINING,
    {.name = NULL},
};

const struct command command_report = {
    .name = "report",
    .operands =
        "[all|programme|corridor|hub|sales|training|development|engagement|spending|ageing|splits|"
        "indicators|freeze [ID]|frozen [ID]|compare ID]",
    .operands_max = 2,
    .calls = true,
    .options = OPTIONS,
    .summary = {"where the money went and what came of it; what was carried, sold and learned",
                "资金去向与成效报告；运输、销售、培训报告"},
    .help =
        {"`all` asks the three services for the same two dates and puts together what they say: "
         "programme,\ncorridors, hubs (the 93 days up to then), sales, training; indicators that "
         "repeat what another\nservice counts beside that count; and how fresh each part is. What "
         "does not answer within --timeout\nis missing, and said to be so: it ends with 5 then, "
         "with 3 if none answers. `programme`, `corridor`,\n`hub`, `sales` and `training` are one "
         "of them. Without a word it is `all`, of those services whose\naddress is given if any "
         "is; with only --server, or with --by or --csv, it is `programme`.\n"
         "`spending` has by month what was planned, committed and disbursed by "
         "its end,\n`indicators` each indicator against its targets, `ageing` how old "
         "commitments\nare that are not wholly disbursed, `splits` which commitments to one payee "
         "from one budget line\nstay under --limit alone and reach it together within --days "
         "days.\n"
         "With both dates given the report is the same for ever, whatever is recorded later; the "
         "time "
         "it\nprints is what --known-at takes to show it again. \"withheld\": the figure counts "
         "fewer "
         "than 10\npeople, or would give such a figure away. \"not reported\": nothing was "
         "observed, "
         "which is not 0.\n"
         "`freeze` keeps a programme's report as it is published, with a SHA-256 of its rows; "
         "`frozen` shows\nthose, and with ID the rows, each as path TAB value LF in the hash; "
         "`compare` says what of one is\notherwise now and because of which records.\n\n"
         "--json: programme, title, title_zh, currency, effective_through, known_at, "
         "project_count,\n"
         "project_started_count; total and by_project, by_sector, by_site, by_partner, by_year, "
         "each "
         "with\nkey, title, title_zh, budget_minor, original_budget_minor, committed_minor, "
         "disbursed_minor and\n"
         "pending_budget_minor, pending_committed_minor, pending_disbursed_minor (submitted, not "
         "approved yet),\n"
         "reserved_minor, available_minor, budget_bp (of that of all rows, 10000 being all), parts "
         "(null, or\ndisbursed_bp, undisbursed_bp, reserved_bp, available_bp of its budget); "
         "indicators, each with\nindicator, title, title_zh, unit, unit_zh, decimals, kind, total, "
         "by_year, "
         "by_period; "
         "a figure\nwith period, withheld, value, weight, observation_count. Amounts are in minor "
         "units (fen),\nvalues in 10^-decimals units. All numbers of 64 bits are text. total null: "
         "not reported; value\nnull: withheld.\n"
         "Of spending: programme, project, currency, effective_through, known_at; months, each "
         "with "
         "month,\nplanned_minor, committed_minor, disbursed_minor.\n"
         "Of indicators: programme, title, title_zh, effective_through, known_at; indicators, each "
         "with "
         "indicator,\ntitle, unit, decimals, kind, baseline, total and periods, each with period, "
         "target, "
         "actual,\nachieved_basis_points, places_expected, places_reported, places_overdue; what "
         "is not "
         "set is left out.\n"
         "Of ageing: buckets and by_project, each with days, project, commitment_count, "
         "committed_minor,\ndisbursed_minor, open_minor; commitments, each with commitment, "
         "effective_date, age_days, reference.\n"
         "Of splits: currency, limit_minor, days; splits, each with number, payee, budget_line, "
         "first_date,\nlast_date, commitment_count, sum_minor; commitments, each with split, "
         "commitment, effective_date,\nreference, amount_minor, state.\n"
         "Of sales: currency, effective_from, effective_through, known_at; total and by_product, "
         "by_channel,\nby_origin, by_buyer_region, by_month, each with key, signed_minor, "
         "gross_minor (paid),\nrefunded_minor, net_minor, unpaid_minor; closed_months, each with "
         "month, version, stated_time,\nstated, restatements; other_currencies.\n"
         "Of a hub: latency_p50_minutes, latency_p90_minutes, closed_date; total and by_day, "
         "by_hour, "
         "by_shift,\nby_chute, by_chute_and_shift, by_prefecture, by_correction, each with key, "
         "inbound, sorted, missorted,\nmissort_ppm, no_read, no_read_ppm, recirculated, "
         "recirculations, rejected, dispatched, backlog,\nlatency_count, latency_mean_ms; "
         "lateness, each with date, reader, scans, late, "
         "late_ppm, late_mean_ms.\n"
         "Of a corridor: corridor, start_date, end_date, effective_through, known_at, currency, "
         "other_currencies,\nconsignment_count, box_balance, empty_box_balance; total and "
         "by_direction, by_month, by_chapter,\nby_consignor, each with key, title, trips, "
         "packages, gross_grams, value_minor, boxes, units,\nempty_boxes; by_point, each with "
         "place, against_plan, against_estimate, own_against_plan and\nown_against_estimate "
         "(arrivals, within_15, within_30, within_60, late_minutes_p50,\nlate_minutes_p90), stays, "
         "stay_minutes_p50, stay_minutes_p90, stay_minutes, held_stays,\nheld_minutes, "
         "own_minutes, own_minutes_p50, own_minutes_p90.\n"
         "Frozen: name, title, effective_through, known_at, sha256, row_count, entry_count, "
         "frozen_by,\nfreeze_time, rows (path, value). Compared: rows, each with path, old_value, "
         "new_value, difference,\ncauses (kind, record, effective_date, recorded_time, "
         "recorded_by, "
         "reference, difference),\nothers_count, others_difference.\n"
         "Of all: effective_through, known_at, complete; parts, each with part, service, server, "
         "state (THERE,\nMISSING, NOT_ASKED), code, why, known_at, events (last_sequence, "
         "delivered_sequence, delivered_time,\nheld_count, parked_count, oldest_waiting_time: of "
         "what the projects service is told); fed, each with\nindicator, figure, below, decimals, "
         "state (EQUAL, DIFFERS, WITHHELD, UNKNOWN), value, counted,\ndifference, why; programme, "
         "corridors, hubs, sales, training as alone, null if missing.\n"
         "With --down: currency, sum, consignments (consignment, packages, gross_grams, "
         "value_minor); or\ncurrency, postings (sale, entry, effective_date, measure, "
         "amount_minor, cause, recorded_time).\n",
         "`all` 以相同的两个日期查询三个服务并合并：计划、通道、分拨中心（此前 93 "
         "天）、销售、培训，\n"
         "将取自其他服务的指标与其来源对照，并说明各部分的时效。--timeout "
         "内没有答复的部分会注明缺少，\n"
         "此时退出码为 5；全部没有答复时为 3。`programme`、`corridor`、`hub`、`sales`、`training` "
         "为其中\n之一。不写报告名时为 `all`（给出了任一地址时只查询给出的服务）；只给出 --server，"
         "或有 --by、--csv\n时为 `programme`。\n`spending` "
         "为逐月累计的计划、承诺和支付金额，`indicators` 为指标与目标的对照，\n`ageing` "
         "为未付清合同的账龄，`splits` 为同一预算、同一收款单位在 --days 天内单份低于、\n"
         "合计达到 --limit 的合同。\n"
         "两个日期都给出时，报告永远相同，与以后的记录无关；报告中显示的时刻可用于 --known-at "
         "再次查看。\n"
         "“不公布”：该数字不足 10 人，或会推算出这样的数字。“未报”：没有观测，不等于 0。\n"
         "`freeze` 按公布时的样子保存计划报告及其各行的 SHA-256；`frozen` 列出已保存的报告，给出 "
         "ID "
         "时列出各行\n（哈希按“路径 TAB 数值 LF”计算）；`compare` 说明与现在的差别及其原因。\n\n"
         "--json 的键：programme、title、title_zh、currency、effective_through、known_at、\n"
         "project_count、project_started_count；total 和 "
         "by_project、by_sector、by_site、by_partner、\n"
         "by_year（key、title、title_zh、budget_minor、original_budget_minor、committed_"
         "minor、disbursed_"
         "minor，以及已提交未批准的\n"
         "pending_budget_minor、pending_committed_minor、pending_disbursed_minor、reserved_"
         "minor、\n"
         "available_minor、budget_bp（占全部行，合计 10000）、parts（null，或 disbursed_bp、\n"
         "undisbursed_bp、reserved_bp、available_bp））；\n"
         "indicators（indicator、title、title_zh、unit、unit_zh、decimals、kind、total、by_year、\n"
         "by_period）；每个数字有 period、withheld、value、weight、observation_count。\n"
         "金额单位为分，数值单位为 10^-decimals。64 位数字均为文本。total 为 null：未报；\n"
         "value 为 null：不公布。\n"
         "资金进度：programme、project、currency、effective_through、known_at；months（month、\n"
         "planned_minor、committed_minor、disbursed_minor）。\n"
         "指标与目标：programme、title、title_zh、effective_through、known_"
         "at；indicators（indicator、title、\n"
         "unit、decimals、kind、baseline、total、periods；每个数字有 period、target、actual、\n"
         "achieved_basis_points、places_expected、places_reported、places_"
         "overdue；未设置的略去）。\n"
         "销售：currency、effective_from、effective_through、known_at；total 和 by_product、\n"
         "by_channel、by_origin、by_buyer_region、by_month（key、signed_minor、gross_minor、\n"
         "refunded_minor、net_minor、unpaid_minor）；closed_months（month、version、stated_time、\n"
         "stated、restatements）；other_currencies。\n"
         "分拨中心：latency_p50_minutes、latency_p90_minutes、closed_date；total 和 "
         "by_day、by_hour、"
         "\nby_shift、by_chute、by_chute_and_shift、by_prefecture、by_correction（key、inbound、"
         "sorted、\nmissorted、missort_ppm、no_read、no_read_ppm、recirculated、recirculations、"
         "rejected、\ndispatched、backlog、latency_count、latency_mean_ms）。\n"
         "通道：corridor、start_date、end_date、effective_through、known_at、currency、\n"
         "other_currencies、consignment_count、box_balance、empty_box_balance；total 和 "
         "by_direction、\nby_month、by_chapter、by_consignor（key、title、trips、packages、"
         "gross_grams、value_minor、\nboxes、units、empty_boxes）；by_point（place、against_plan、"
         "against_estimate、stays、\nstay_minutes_p50、stay_minutes_p90）。\n"
         "公布的报告：name、title、effective_through、known_at、sha256、row_count、entry_count、\n"
         "frozen_by、freeze_time、rows；比较：rows（path、old_value、new_"
         "value、difference、causes、\n"
         "others_count、others_difference）。\n"
         "all：effective_through、known_"
         "at、complete；parts（part、service、server、state、code、why、\n"
         "known_at、events）；fed（indicator、figure、below、decimals、state、value、counted、\n"
         "difference、why）；programme、corridors、hubs、sales、training（缺少时为 null）。\n"
         "--down：currency、sum、consignments；或 currency、postings。\n"},
    .run = run_report,
};
