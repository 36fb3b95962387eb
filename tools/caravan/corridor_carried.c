/* The consignments that a figure of a corridor's report is made of. */
#include "cell.h"
#include "corridor_view.h"
#include "csv.h"
#include "json_put.h"
#include "report_view.h"
#include "table.h"

#define ROW Caravan__Logistics__V1__CarriedConsignment

static ROW sum_of(const struct corridor_carried *carried)
{
    ROW sum = CARAVAN__LOGISTICS__V1__CARRIED_CONSIGNMENT__INIT;

    for (size_t i = 0; i < carried->count; i++) {
        sum.packages += carried->list[i]->packages;
        sum.gross_grams += carried->list[i]->gross_grams;
        sum.value_minor += carried->list[i]->value_minor;
    }
    return sum;
}

static void put_line(struct table *table, const char *name, const ROW *row, int decimals,
                     struct cv_arena *arena)
{
    table_row(table, (const char *const[]){
                         name,
                         cell_decimal(arena, row->packages, 0),
                         cell_decimal(arena, row->gross_grams, 6),
                         cell_decimal(arena, row->value_minor, decimals),
                     });
}

static void print_table(const struct corridor_carried *carried, struct cv_arena *arena, FILE *out)
{
    int decimals = cell_currency_decimals(carried->currency);
    ROW sum = sum_of(carried);
    struct table table;

    table_init(&table, arena, T("Consignments of this figure", "构成该数字的运单"));
    table_column(&table, T("Consignment", "运单"), false);
    table_column(&table, T("Packages", "件数"), true);
    table_column(&table, T("Tonnes", "吨"), true);
    table_column(&table, carried->currency, true);
    for (size_t i = 0; i < carried->count; i++)
        put_line(&table, report_last_part(carried->list[i]->consignment), carried->list[i],
                 decimals, arena);
    if (carried->count > 0)
        put_line(&table, T("all", "合计"), &sum, decimals, arena);
    table_print(&table, out);
}

static void print_csv(const struct corridor_carried *carried, struct cv_arena *arena, FILE *out)
{
    int decimals = cell_currency_decimals(carried->currency);

    (void)fputs("\xef\xbb\xbf"
                "consignment,packages,tonnes,value\r\n",
                out);
    for (size_t i = 0; i < carried->count; i++) {
        const ROW *row = carried->list[i];
        const char *const cells[] = {
            report_last_part(row->consignment),
            report_plain(row->packages, 0, arena),
            report_plain(row->gross_grams, 6, arena),
            report_plain(row->value_minor, decimals, arena),
        };

        csv_print(out, cells, sizeof(cells) / sizeof(cells[0]));
    }
}

static void put_json(struct json_out *out, const char *name, const ROW *row)
{
    json_put_open(out, name, '{');
    json_put_text(out, "consignment", row->consignment);
    json_put_number(out, "packages", row->packages);
    json_put_number(out, "gross_grams", row->gross_grams);
    json_put_number(out, "value_minor", row->value_minor);
    json_put_close(out, '}');
}

static bool print_json(const struct corridor_carried *carried, FILE *file)
{
    ROW sum = sum_of(carried);
    struct json_out out;

    json_out_begin(&out);
    json_put_text(&out, "currency", carried->currency);
    put_json(&out, "sum", &sum);
    json_put_open(&out, "consignments", '[');
    for (size_t i = 0; i < carried->count; i++)
        put_json(&out, NULL, carried->list[i]);
    json_put_close(&out, ']');
    return json_out_end(&out, file);
}

bool corridor_print_carried(const struct corridor_carried *carried, enum corridor_form form,
                            struct cv_arena *arena, FILE *out)
{
    if (form == CORRIDOR_AS_JSON)
        return print_json(carried, out);
    if (form == CORRIDOR_AS_CSV)
        print_csv(carried, arena, out);
    else
        print_table(carried, arena, out);
    return true;
}
