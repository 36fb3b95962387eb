#include "report_indicators.h"

#include "caravan/projects/v1/projects.caravan.h"
#include "cell.h"
#include "client.h"
#include "csv.h"
#include "enum_word.h"
#include "json_put.h"
#include "message_view.h"
#include "report_options.h"
#include "report_view.h"
#include "table.h"

#define MATRIX Caravan__Projects__V1__ResultsMatrix
#define ROW    Caravan__Projects__V1__IndicatorRow
#define CELL   Caravan__Projects__V1__IndicatorCell

enum section {
    SECTION_INDICATOR,
    SECTION_PERIOD,
    SECTIONS
};

static const char *const SECTION_NAMES[SECTIONS] = {"indicator", "period"};

struct asked {
    Caravan__Projects__V1__ReportIndicatorsRequest request;
    Google__Type__Date through;
    Google__Protobuf__Timestamp known_at;
    unsigned sections;
};

/* Of what an indicator says in one period. */
struct line {
    const ROW *row;
    const CELL *cell;
    bool for_people;
    struct cv_arena *arena;
};

/* ---- its texts ---- */

static bool is_words(const ROW *row)
{
    return row->kind == CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_QUALITATIVE;
}

static const char *number(const struct line *line, int64_t value)
{
    return line->for_people ? cell_decimal(line->arena, value, line->row->decimals)
                            : report_plain(value, line->row->decimals, line->arena);
}

static const char *baseline(const struct line *line)
{
    const Caravan__Projects__V1__Baseline *from = line->row->baseline;

    if (from == NULL)
        return "";
    return is_words(line->row) ? from->comment : number(line, from->value);
}

static const char *target(const struct line *line)
{
    const Caravan__Projects__V1__TargetFigure *to = line->cell->target;

    if (to == NULL)
        return "";
    return is_words(line->row) ? to->rating : number(line, to->value);
}

static const char *first_target(const struct line *line)
{
    const Caravan__Projects__V1__TargetFigure *to = line->cell->target;

    if (to == NULL)
        return "";
    return is_words(line->row) ? to->original_rating : number(line, to->original_value);
}

/* "reported", "withheld" or "not reported", which is not 0. */
static const char *state(const struct line *line)
{
    const CELL *cell = line->cell;
    bool said = cell->rating[0] != '\0' || cell->statement[0] != '\0';

    if (cell->actual == NULL && !(is_words(line->row) && said))
        return line->for_people ? T("not reported", "未报") : "not reported";
    if (cell->actual != NULL && cell->actual->withheld)
        return line->for_people ? T("withheld", "不公布") : "withheld";
    return "reported";
}

static const char *actual(const struct line *line)
{
    const CELL *cell = line->cell;
    bool shown = cell->actual != NULL && !cell->actual->withheld;

    if (is_words(line->row) && cell->rating[0] != '\0')
        return cell->rating;
    if (is_words(line->row) && cell->statement[0] != '\0')
        return cell->statement;
    if (shown && !is_words(line->row))
        return number(line, cell->actual->value);
    return line->for_people ? state(line) : "";
}

static const char *achieved(const struct line *line)
{
    const CELL *cell = line->cell;
    const char *text;

    if (cell->achieved_case !=
        CARAVAN__PROJECTS__V1__INDICATOR_CELL__ACHIEVED_ACHIEVED_BASIS_POINTS)
        return "";
    if (!line->for_people)
        return report_plain(cell->achieved_basis_points, 2, line->arena);
    text = cv_arena_printf(line->arena, "%s %%",
                           cell_decimal(line->arena, cell->achieved_basis_points, 2));
    return text == NULL ? "" : text;
}

/* How many of the places that were to report did: a sum says so. */
static const char *places(const struct line *line)
{
    const CELL *cell = line->cell;
    const char *text;

    if (cell->places_expected == 0)
        return "";
    text = cv_arena_printf(line->arena, T("%d of %d", "%d / %d"), (int)cell->places_reported,
                           (int)cell->places_expected);
    return text == NULL ? "" : text;
}

static const char *count(const struct line *line, int32_t value)
{
    return report_plain(value, 0, line->arena);
}

/* ---- tables ---- */

static void put_line(struct table *table, const struct line *line)
{
    const ROW *row = line->row;
    const char *period = line->cell->period;

    table_row(table,
              (const char *const[]){
                  text_title(row->title, row->title_zh),
                  text_title(row->unit, row->unit_zh),
                  *period == '\0' ? T("all", "全部") : period,
                  baseline(line),
                  target(line),
                  actual(line),
                  achieved(line),
                  places(line),
                  line->cell->places_overdue == 0 ? "" : count(line, line->cell->places_overdue),
              });
}

static void begin_table(struct table *table, struct cv_arena *arena, const char *title)
{
    table_init(table, arena, title);
    table_column(table, T("Indicator", "指标"), false);
    table_column(table, T("Unit", "单位"), false);
    table_column(table, T("Period", "时期"), false);
    table_column(table, T("Baseline", "基线"), true);
    table_column(table, T("Target", "目标"), true);
    table_column(table, T("Actual", "实际"), true);
    table_column(table, T("Reached", "完成率"), true);
    table_column(table, T("Places reported", "已报地点"), true);
    table_column(table, T("Overdue", "逾期"), true);
}

static void print_tables(const MATRIX *matrix, unsigned sections, struct cv_arena *arena)
{
    const char *through = report_date(matrix->effective_through, arena);
    struct table table;

    (void)printf(T("\n%s, up to and including %s, as recorded by %s.\n",
                   "\n%s，截至 %s（含），以 %s 前的记录为准。\n"),
                 text_title(matrix->title, matrix->title_zh),
                 *through == '\0' ? T("the last", "最后") : through,
                 report_time(matrix->known_at, arena));
    if ((sections & 1u << SECTION_INDICATOR) != 0) {
        begin_table(&table, arena, T("Indicators against their targets", "指标与目标"));
        for (size_t i = 0; i < matrix->n_indicators; i++) {
            const ROW *row = matrix->indicators[i];

            if (row->total != NULL)
                put_line(&table, &(struct line){row, row->total, true, arena});
        }
        table_print(&table, stdout);
    }
    if ((sections & 1u << SECTION_PERIOD) == 0)
        return;
    begin_table(&table, arena, T("By period", "按时期"));
    for (size_t i = 0; i < matrix->n_indicators; i++) {
        const ROW *row = matrix->indicators[i];

        for (size_t n = 0; n < row->n_periods; n++)
            put_line(&table, &(struct line){row, row->periods[n], true, arena});
    }
    table_print(&table, stdout);
}

/* ---- CSV ---- */

static void put_csv(const struct line *line)
{
    const ROW *row = line->row;
    const CELL *cell = line->cell;
    const char *const cells[] = {
        report_last_part(row->indicator),
        row->title,
        row->title_zh,
        row->unit,
        row->unit_zh,
        report_kind(row->kind),
        enum_name(&caravan__projects__v1__result_type__descriptor, (int)row->result_type),
        enum_name(&caravan__projects__v1__indicator_source__descriptor, (int)row->source),
        cell->period,
        baseline(line),
        target(line),
        first_target(line),
        actual(line),
        state(line),
        achieved(line),
        count(line, cell->places_expected),
        count(line, cell->places_reported),
        count(line, cell->places_overdue),
        report_time(cell->last_approved_time, line->arena),
        count(line, cell->document_count),
        cell->target == NULL ? "" : count(line, cell->target->change_count),
        cell->target == NULL ? "" : cell->target->reason,
    };

    csv_print(stdout, cells, sizeof(cells) / sizeof(cells[0]));
}

static void print_csv(const MATRIX *matrix, unsigned sections, struct cv_arena *arena)
{
    (void)fputs("\xef\xbb\xbf" /* by which spreadsheets know UTF-8 */
                "indicator,title,title_zh,unit,unit_zh,kind,result_type,source,period,baseline,"
                "target,first_target,actual,state,reached_percent,places_expected,places_reported,"
                "places_overdue,last_approved,documents,target_changes,change_reason\r\n",
                stdout);
    for (size_t i = 0; i < matrix->n_indicators; i++) {
        const ROW *row = matrix->indicators[i];

        if ((sections & 1u << SECTION_INDICATOR) != 0 && row->total != NULL)
            put_csv(&(struct line){row, row->total, false, arena});
        for (size_t n = 0; (sections & 1u << SECTION_PERIOD) != 0 && n < row->n_periods; n++)
            put_csv(&(struct line){row, row->periods[n], false, arena});
    }
}

/* ---- the command ---- */

static enum exit_code print(const struct run *run, const struct asked *asked, const MATRIX *matrix)
{
    struct json_out out;
    bool done = true;

    if (run_option(run, "--json") != NULL) {
        json_out_begin(&out);
        message_put_json(&out, &matrix->base, run->arena);
        done = json_out_end(&out, stdout);
    } else if (run_option(run, "--csv") != NULL) {
        print_csv(matrix, asked->sections, run->arena);
    } else {
        print_tables(matrix, asked->sections, run->arena);
    }
    return report_end(run, done);
}

static enum exit_code read_options(const struct run *run, struct asked *asked)
{
    enum exit_code code = report_read_form(run);

    *asked = (struct asked){.request = CARAVAN__PROJECTS__V1__REPORT_INDICATORS_REQUEST__INIT};
    if (code == EXIT_DONE)
        code = report_read_programme(run, &asked->request.programme);
    if (code == EXIT_DONE)
        code = report_read_date(run, "--effective-through", &asked->through,
                                &asked->request.effective_through);
    if (code == EXIT_DONE)
        code = report_read_time(run, "--known-at", &asked->known_at, &asked->request.known_at);
    if (code == EXIT_DONE)
        code = report_read_sections(run, SECTION_NAMES, SECTIONS, &asked->sections);
    return code;
}

static enum exit_code ask(struct client *client, const struct asked *asked)
{
    struct client_call call;
    struct cv_status status;

    client_prepare(client, &call);
    caravan_projects_v1_projects_report_indicators(client->channel, &call.op, &asked->request);
    status = client_wait(client, &call);
    if (!cv_ok(status))
        return client_complain(client, status);
    return print(client->run, asked,
                 caravan_projects_v1_projects_report_indicators_response(&call.op));
}

enum exit_code report_of_indicators(const struct run *run)
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
