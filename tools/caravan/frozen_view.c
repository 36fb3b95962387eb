#include "frozen_view.h"

#include "cell.h"
#include "csv.h"
#include "enum_word.h"
#include "json_put.h"
#include "report_view.h"
#include "table.h"

#include <inttypes.h>

#define FROZEN   Caravan__Projects__V1__FrozenReport
#define RESTATED Caravan__Projects__V1__RestatedRow
#define CAUSE    Caravan__Projects__V1__RestatementCause

#define MARK "\xef\xbb\xbf" /* by which spreadsheet programs know UTF-8 */

/* ---- a frozen report ---- */

static void put_head(struct json_out *out, const FROZEN *report, struct cv_arena *arena)
{
    const char *through = report_date(report->effective_through, arena);

    json_put_text(out, "name", report->name);
    json_put_text(out, "title", report->title);
    json_put_text(out, "effective_through", *through == '\0' ? NULL : through);
    json_put_text(out, "known_at", report_time(report->known_at, arena));
    json_put_text(out, "sha256", report->sha256);
    json_put_number(out, "row_count", report->row_count);
    json_put_int64(out, "entry_count", report->entry_count);
    json_put_text(out, "frozen_by", report->frozen_by);
    json_put_text(out, "freeze_time", report_time(report->freeze_time, arena));
}

static void print_list_table(const struct frozen_list *list, struct cv_arena *arena, FILE *out)
{
    struct table table;

    table_init(&table, arena, T("Reports as they were published", "已公布的报告"));
    table_column(&table, T("Report", "报告"), false);
    table_column(&table, T("Title", "标题"), false);
    table_column(&table, T("Through", "截至"), false);
    table_column(&table, T("Known at", "已知于"), false);
    table_column(&table, T("By", "由"), false);
    table_column(&table, "SHA-256", false);
    for (size_t i = 0; i < list->count; i++) {
        const FROZEN *report = list->reports[i];

        table_row(&table, (const char *const[]){
                              report_last_part(report->name),
                              report->title,
                              report_date(report->effective_through, arena),
                              report_time(report->known_at, arena),
                              report->frozen_by,
                              report->sha256,
                          });
    }
    table_print(&table, out);
}

static void print_list_csv(const struct frozen_list *list, struct cv_arena *arena, FILE *out)
{
    (void)fputs(MARK "report,title,through,known_at,by,frozen,rows,entries,sha256\r\n", out);
    for (size_t i = 0; i < list->count; i++) {
        const FROZEN *report = list->reports[i];
        const char *const cells[] = {
            report_last_part(report->name),
            report->title,
            report_date(report->effective_through, arena),
            report_time(report->known_at, arena),
            report->frozen_by,
            report_time(report->freeze_time, arena),
            report_plain(report->row_count, 0, arena),
            report_plain(report->entry_count, 0, arena),
            report->sha256,
        };

        csv_print(out, cells, sizeof(cells) / sizeof(cells[0]));
    }
}

bool frozen_print_list(const struct frozen_list *list, enum frozen_form form,
                       struct cv_arena *arena, FILE *out)
{
    struct json_out json;

    if (form == FROZEN_AS_TABLE)
        print_list_table(list, arena, out);
    if (form == FROZEN_AS_CSV)
        print_list_csv(list, arena, out);
    if (form != FROZEN_AS_JSON)
        return true;
    json_out_begin(&json);
    json_put_open(&json, "frozen_reports", '[');
    for (size_t i = 0; i < list->count; i++) {
        json_put_open(&json, NULL, '{');
        put_head(&json, list->reports[i], arena);
        json_put_close(&json, '}');
    }
    json_put_close(&json, ']');
    return json_out_end(&json, out);
}

/* ---- its rows ---- */

static bool print_rows_json(const FROZEN *report, struct cv_arena *arena, FILE *out)
{
    struct json_out json;

    json_out_begin(&json);
    put_head(&json, report, arena);
    json_put_open(&json, "rows", '[');
    for (size_t i = 0; i < report->n_rows; i++) {
        json_put_open(&json, NULL, '{');
        json_put_text(&json, "path", report->rows[i]->path);
        json_put_text(&json, "value", report->rows[i]->value);
        json_put_close(&json, '}');
    }
    json_put_close(&json, ']');
    return json_out_end(&json, out);
}

bool frozen_print_rows(const FROZEN *report, enum frozen_form form, struct cv_arena *arena,
                       FILE *out)
{
    struct table table;

    if (form == FROZEN_AS_JSON)
        return print_rows_json(report, arena, out);
    if (form == FROZEN_AS_CSV)
        (void)fputs(MARK "path,value\r\n", out);
    table_init(&table, arena, report->title);
    table_column(&table, T("Value of", "数值名称"), false);
    table_column(&table, T("Value", "数值"), false);
    for (size_t i = 0; i < report->n_rows; i++) {
        const char *const cells[] = {report->rows[i]->path, report->rows[i]->value};

        if (form == FROZEN_AS_CSV)
            csv_print(out, cells, 2);
        else
            table_row(&table, cells);
    }
    if (form == FROZEN_AS_TABLE) {
        table_print(&table, out);
        (void)fprintf(out, "\nSHA-256 %s\n", report->sha256);
    }
    return true;
}

/* ---- what is otherwise now ---- */

#define KIND(cause) enum_word(&caravan__projects__v1__restatement_kind__descriptor, (int)(cause))
#define NAME(cause) enum_name(&caravan__projects__v1__restatement_kind__descriptor, (int)(cause))

static void put_causes(struct table *table, const RESTATED *row, struct cv_arena *arena)
{
    for (size_t i = 0; i < row->n_causes; i++) {
        const CAUSE *cause = row->causes[i];
        const char *text = cv_arena_printf(arena, "  %s %s", KIND(cause->kind), cause->record);
        const char *who = cv_arena_printf(arena, "%s %s", cause->recorded_by,
                                          report_time(cause->recorded_time, arena));

        table_row(table, (const char *const[]){
                             text == NULL ? "" : text,
                             report_date(cause->effective_date, arena),
                             who == NULL ? "" : who,
                             cell_decimal(arena, cause->difference, 0),
                         });
    }
    if (row->others_count > 0)
        table_row(table, (const char *const[]){
                             T("  others", "  其他"),
                             "",
                             cell_decimal(arena, row->others_count, 0),
                             cell_decimal(arena, row->others_difference, 0),
                         });
}

static void print_restated_table(const struct restated_list *list, struct cv_arena *arena,
                                 FILE *out)
{
    struct table table;

    if (list->count == 0) {
        (void)fputs(T("The report stands as it was published.\n", "报告与公布时相同。\n"), out);
        return;
    }
    table_init(&table, arena, T("Restated, in minor units, because of", "更正（最小单位）及原因"));
    table_column(&table, T("Value of", "数值名称"), false);
    table_column(&table, T("Then", "原值"), false);
    table_column(&table, T("Now", "现值"), false);
    table_column(&table, T("Difference", "差额"), true);
    for (size_t i = 0; i < list->count; i++) {
        const RESTATED *row = list->rows[i];

        table_row(&table, (const char *const[]){
                              row->path,
                              row->old_value,
                              row->new_value,
                              cell_decimal(arena, row->difference, 0),
                          });
        put_causes(&table, row, arena);
    }
    table_print(&table, out);
}

static void print_restated_csv(const struct restated_list *list, struct cv_arena *arena, FILE *out)
{
    (void)fputs(MARK "path,then,now,difference,cause,record,date,recorded,by,reference,adds\r\n",
                out);
    for (size_t i = 0; i < list->count; i++) {
        const RESTATED *row = list->rows[i];

        for (size_t j = 0; j < row->n_causes || j == 0; j++) {
            const CAUSE *cause = j < row->n_causes ? row->causes[j] : NULL;
            const char *const cells[] = {
                row->path,
                row->old_value,
                row->new_value,
                report_plain(row->difference, 0, arena),
                cause == NULL ? "" : NAME(cause->kind),
                cause == NULL ? "" : cause->record,
                cause == NULL ? "" : report_date(cause->effective_date, arena),
                cause == NULL ? "" : report_time(cause->recorded_time, arena),
                cause == NULL ? "" : cause->recorded_by,
                cause == NULL ? "" : cause->reference,
                cause == NULL ? "" : report_plain(cause->difference, 0, arena),
            };

            csv_print(out, cells, sizeof(cells) / sizeof(cells[0]));
        }
    }
}

static void put_cause(struct json_out *out, const CAUSE *cause, struct cv_arena *arena)
{
    const char *date = report_date(cause->effective_date, arena);

    json_put_open(out, NULL, '{');
    json_put_text(out, "kind", NAME(cause->kind));
    json_put_text(out, "record", cause->record);
    json_put_text(out, "effective_date", *date == '\0' ? NULL : date);
    json_put_text(out, "recorded_time", report_time(cause->recorded_time, arena));
    json_put_text(out, "recorded_by", cause->recorded_by);
    json_put_text(out, "reference", cause->reference);
    json_put_int64(out, "difference", cause->difference);
    json_put_close(out, '}');
}

static bool print_restated_json(const struct restated_list *list, struct cv_arena *arena, FILE *out)
{
    struct json_out json;

    json_out_begin(&json);
    json_put_open(&json, "rows", '[');
    for (size_t i = 0; i < list->count; i++) {
        const RESTATED *row = list->rows[i];

        json_put_open(&json, NULL, '{');
        json_put_text(&json, "path", row->path);
        json_put_text(&json, "old_value", row->old_value);
        json_put_text(&json, "new_value", row->new_value);
        json_put_int64(&json, "difference", row->difference);
        json_put_open(&json, "causes", '[');
        for (size_t j = 0; j < row->n_causes; j++)
            put_cause(&json, row->causes[j], arena);
        json_put_close(&json, ']');
        json_put_number(&json, "others_count", row->others_count);
        json_put_int64(&json, "others_difference", row->others_difference);
        json_put_close(&json, '}');
    }
    json_put_close(&json, ']');
    return json_out_end(&json, out);
}

bool frozen_print_restated(const struct restated_list *list, enum frozen_form form,
                           struct cv_arena *arena, FILE *out)
{
    if (form == FROZEN_AS_JSON)
        return print_restated_json(list, arena, out);
    if (form == FROZEN_AS_CSV)
        print_restated_csv(list, arena, out);
    else
        print_restated_table(list, arena, out);
    return true;
}
