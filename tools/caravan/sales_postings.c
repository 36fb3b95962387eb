/* What a figure of the sales is made of: what was recorded, one by one. */
#include "cell.h"
#include "csv.h"
#include "enum_word.h"
#include "json_put.h"
#include "report_view.h"
#include "sales_view.h"
#include "table.h"

#define POSTING Caravan__Logistics__V1__SalePosting

#define WORD(type, value) enum_word(&caravan__logistics__v1__##type##__descriptor, (int)(value))
#define NAME(type, value) enum_name(&caravan__logistics__v1__##type##__descriptor, (int)(value))

struct sums {
    int64_t of[8]; /* by SaleMeasure */
};

static struct sums sums_of(const struct sales_postings *postings)
{
    struct sums sums = {{0}};

    for (size_t i = 0; i < postings->count; i++)
        sums.of[(unsigned)postings->list[i]->measure % 8] += postings->list[i]->amount_minor;
    return sums;
}

static const char *amount(const struct sales_postings *postings, int64_t minor,
                          struct cv_arena *arena)
{
    return cell_decimal(arena, minor, cell_currency_decimals(postings->currency));
}

static void put_sum(struct table *table, const struct sales_postings *postings, int measure,
                    int64_t minor, struct cv_arena *arena)
{
    if (minor != 0)
        table_row(table, (const char *const[]){
                             T("all", "合计"),
                             "",
                             WORD(sale_measure, measure),
                             amount(postings, minor, arena),
                             "",
                             "",
                         });
}

static void print_table(const struct sales_postings *postings, struct cv_arena *arena, FILE *out)
{
    const char *title = cv_arena_printf(arena, T("What was recorded, in %s", "记录明细，单位 %s"),
                                        postings->currency);
    struct sums sums = sums_of(postings);
    struct table table;

    table_init(&table, arena, title == NULL ? "" : title);
    table_column(&table, T("Sale", "销售"), false);
    table_column(&table, T("Day", "日期"), false);
    table_column(&table, T("Measure", "项目"), false);
    table_column(&table, T("Amount", "金额"), true);
    table_column(&table, T("Cause", "原因"), false);
    table_column(&table, T("Recorded", "记录时间"), false);
    for (size_t i = 0; i < postings->count; i++) {
        const POSTING *posting = postings->list[i];

        table_row(&table, (const char *const[]){
                              report_last_part(posting->sale),
                              report_date(posting->effective_date, arena),
                              WORD(sale_measure, posting->measure),
                              amount(postings, posting->amount_minor, arena),
                              WORD(sale_cause, posting->cause),
                              report_time(posting->recorded_time, arena),
                          });
    }
    for (int measure = 1; measure < 8; measure++)
        put_sum(&table, postings, measure, sums.of[measure], arena);
    table_print(&table, out);
}

static void print_csv(const struct sales_postings *postings, struct cv_arena *arena, FILE *out)
{
    int decimals = cell_currency_decimals(postings->currency);

    (void)fputs("\xef\xbb\xbf"
                "sale,entry,date,measure,amount,cause,recorded\r\n",
                out);
    for (size_t i = 0; i < postings->count; i++) {
        const POSTING *posting = postings->list[i];
        const char *const cells[] = {
            report_last_part(posting->sale),
            report_last_part(posting->entry),
            report_date(posting->effective_date, arena),
            NAME(sale_measure, posting->measure),
            report_plain(posting->amount_minor, decimals, arena),
            NAME(sale_cause, posting->cause),
            report_time(posting->recorded_time, arena),
        };

        csv_print(out, cells, sizeof(cells) / sizeof(cells[0]));
    }
}

static bool print_json(const struct sales_postings *postings, struct cv_arena *arena, FILE *file)
{
    struct json_out out;

    json_out_begin(&out);
    json_put_text(&out, "currency", postings->currency);
    json_put_open(&out, "postings", '[');
    for (size_t i = 0; i < postings->count; i++) {
        const POSTING *posting = postings->list[i];

        json_put_open(&out, NULL, '{');
        json_put_text(&out, "sale", posting->sale);
        json_put_text(&out, "entry", *posting->entry == '\0' ? NULL : posting->entry);
        json_put_text(&out, "effective_date", report_date(posting->effective_date, arena));
        json_put_text(&out, "measure", NAME(sale_measure, posting->measure));
        json_put_int64(&out, "amount_minor", posting->amount_minor);
        json_put_text(&out, "cause", NAME(sale_cause, posting->cause));
        json_put_text(&out, "recorded_time", report_time(posting->recorded_time, arena));
        json_put_close(&out, '}');
    }
    json_put_close(&out, ']');
    return json_out_end(&out, file);
}

bool sales_print_postings(const struct sales_postings *postings, enum sales_form form,
                          struct cv_arena *arena, FILE *out)
{
    if (form == SALES_AS_JSON)
        return print_json(postings, arena, out);
    if (form == SALES_AS_CSV)
        print_csv(postings, arena, out);
    else
        print_table(postings, arena, out);
    return true;
}
