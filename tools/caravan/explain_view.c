#include "explain_view.h"

#include "cell.h"
#include "csv.h"
#include "json_put.h"
#include "report_view.h"
#include "table.h"

#include <string.h>

#define ENTRY Caravan__Projects__V1__ReportEntry

bool explained_add(struct explained *explained, struct cv_arena *arena, ENTRY *entry)
{
    if (explained->count == explained->room) {
        size_t room = explained->room == 0 ? 64 : 2 * explained->room;
        ENTRY **grown = cv_arena_array(arena, room, sizeof(*grown));

        if (grown == NULL)
            return false;
        if (explained->count > 0)
            memcpy(grown, explained->entries, explained->count * sizeof(*grown));
        explained->entries = grown;
        explained->room = room;
    }
    explained->entries[explained->count++] = entry;
    return true;
}

int64_t explained_sum(const struct explained *explained)
{
    int64_t sum = 0;

    for (size_t i = 0; i < explained->count; i++)
        sum += explained->entries[i]->counted;
    return sum;
}

/* "0042/disbursements/d7": what the programme's name would only repeat. */
static const char *record_of(const ENTRY *entry)
{
    const char *name = entry->record;

    if (strncmp(name, "programmes/", strlen("programmes/")) != 0)
        return name;
    for (int part = 0; part < 3 && strchr(name, '/') != NULL; part++)
        name = strchr(name, '/') + 1;
    return name;
}

static const char *number(const ENTRY *entry, int64_t value, int decimals, struct cv_arena *arena)
{
    return entry->withheld ? T("withheld", "不公布") : cell_decimal(arena, value, decimals);
}

static void put_end(struct table *table, const struct explained *explained, const char *name,
                    int64_t value, struct cv_arena *arena)
{
    table_row(table, (const char *const[]){
                         name,
                         "",
                         "",
                         "",
                         "",
                         "",
                         cell_decimal(arena, value, explained->decimals),
                     });
}

void explain_print_table(const struct explained *explained, struct cv_arena *arena, FILE *out)
{
    const char *title = cv_arena_printf(
        arena, T("Records behind %s, in %s, known at %s", "%s 的记录，单位 %s，已知于 %s"),
        explained->figure, explained->unit, report_time(explained->known_at, arena));
    int decimals = explained->decimals;
    bool told = explained->is_sum;
    struct table table;

    table_init(&table, arena, title == NULL ? "" : title);
    table_column(&table, T("Record", "记录"), false);
    table_column(&table, T("Day", "日期"), false);
    table_column(&table, T("Recorded", "记录时间"), false);
    table_column(&table, T("By", "记录人"), false);
    table_column(&table, T("Amount", "数额"), true);
    table_column(&table, T("Weight", "权重"), true);
    table_column(&table, T("Counts", "计入"), true);
    for (size_t i = 0; i < explained->count; i++) {
        const ENTRY *entry = explained->entries[i];

        told = told && !entry->withheld;
        table_row(&table, (const char *const[]){
                              record_of(entry),
                              report_date(entry->effective_date, arena),
                              report_time(entry->recorded_time, arena),
                              entry->recorded_by,
                              number(entry, entry->amount, decimals, arena),
                              explained->weighed
                                  ? number(entry, entry->weight, explained->weight_decimals, arena)
                                  : "",
                              number(entry, entry->counted, decimals, arena),
                          });
    }
    if (told)
        put_end(&table, explained, T("all", "合计"), explained_sum(explained), arena);
    put_end(&table, explained, T("the report", "报告"), explained->value, arena);
    table_print(&table, out);
    (void)fprintf(out, T("\nAsked by %s\n", "\n查询：%s\n"), explained->query);
}

void explain_print_csv(const struct explained *explained, struct cv_arena *arena, FILE *out)
{
    int decimals = explained->decimals;

    (void)fputs("\xef\xbb\xbf"
                "record,date,recorded,by,reference,amount,weight,counted,unit,state\r\n",
                out);
    for (size_t i = 0; i < explained->count; i++) {
        const ENTRY *entry = explained->entries[i];
        bool told = !entry->withheld;
        const char *const cells[] = {
            entry->record,
            report_date(entry->effective_date, arena),
            report_time(entry->recorded_time, arena),
            entry->recorded_by,
            entry->reference,
            told ? report_plain(entry->amount, decimals, arena) : "",
            told && explained->weighed
                ? report_plain(entry->weight, explained->weight_decimals, arena)
                : "",
            told ? report_plain(entry->counted, decimals, arena) : "",
            explained->unit,
            told ? "reported" : "withheld",
        };

        csv_print(out, cells, sizeof(cells) / sizeof(cells[0]));
    }
}

static void put_number(struct json_out *out, const char *name, const ENTRY *entry, int64_t value)
{
    if (entry->withheld)
        json_put_text(out, name, NULL);
    else
        json_put_int64(out, name, value);
}

bool explain_print_json(const struct explained *explained, struct cv_arena *arena, FILE *file)
{
    struct json_out out;

    json_out_begin(&out);
    json_put_text(&out, "programme", explained->programme);
    json_put_text(&out, "figure", explained->figure);
    json_put_text(&out, "query", explained->query);
    json_put_text(&out, "unit", explained->unit);
    json_put_number(&out, "decimals", explained->decimals);
    json_put_text(&out, "effective_through",
                  explained->effective_through == NULL
                      ? NULL
                      : report_date(explained->effective_through, arena));
    json_put_text(&out, "known_at", report_time(explained->known_at, arena));
    json_put_int64(&out, "value", explained->value);
    json_put_open(&out, "entries", '[');
    for (size_t i = 0; i < explained->count; i++) {
        const ENTRY *entry = explained->entries[i];

        json_put_open(&out, NULL, '{');
        json_put_text(&out, "record", entry->record);
        json_put_text(&out, "effective_date", report_date(entry->effective_date, arena));
        json_put_text(&out, "recorded_time", report_time(entry->recorded_time, arena));
        json_put_text(&out, "recorded_by", entry->recorded_by);
        json_put_text(&out, "reference", entry->reference);
        put_number(&out, "amount", entry, entry->amount);
        put_number(&out, "weight", entry, entry->weight);
        put_number(&out, "counted", entry, entry->counted);
        json_put_bool(&out, "withheld", entry->withheld);
        json_put_close(&out, '}');
    }
    json_put_close(&out, ']');
    return json_out_end(&out, file);
}
