#include "watch_view.h"

#include "cell.h"
#include "enum_word.h"
#include "report_view.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

#define CHUTES_SHOWN 12

static const char *step_of(int step)
{
    return enum_word(&caravan__logistics__v1__scan_step__descriptor, step);
}

/* ---- counting ---- */

static void count_chute(struct watch_counts *counts, const char *id)
{
    size_t i = 0;

    while (i < counts->chute_count && strcmp(counts->chutes[i].id, id) != 0)
        i++;
    if (i == counts->chute_count) {
        if (i == WATCH_CHUTES || strlen(id) >= sizeof(counts->chutes[i].id))
            return;
        memcpy(counts->chutes[i].id, id, strlen(id) + 1);
        counts->chutes[i].scans = 0;
        counts->chute_count++;
    }
    counts->chutes[i].scans++;
}

void watch_count(struct watch_counts *counts, const Caravan__Logistics__V1__ScanRecord *record)
{
    counts->scans++;
    counts->steps[(unsigned)record->scan->step % WATCH_STEPS]++;
    counts->odd += *record->reason != '\0';
    if (record->scan->step == CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_DIVERTED)
        count_chute(counts, record->scan->chute);
}

void watch_print_record(const Caravan__Logistics__V1__ScanRecord *record)
{
    const Caravan__Logistics__V1__Scan *scan = record->scan;
    struct cv_arena arena;

    cv_arena_init(&arena, 4096);
    (void)printf("%lld %s %s %s %s %s %s %s\n", (long long)record->sequence,
                 report_time(record->event_time, &arena),
                 enum_name(&caravan__logistics__v1__scan_step__descriptor, (int)scan->step),
                 *scan->carrier == '\0' ? "-" : scan->carrier,
                 *scan->parcel_number == '\0' ? "-" : scan->parcel_number,
                 *record->reader == '\0' ? "-" : report_last_part(record->reader),
                 *scan->chute == '\0' ? "-" : scan->chute,
                 *record->reason == '\0' ? "-" : record->reason);
    cv_arena_release(&arena);
}

/* ---- the picture ---- */

static int by_scans(const void *left, const void *right)
{
    const struct watch_chute *a = left;
    const struct watch_chute *b = right;

    if (a->scans != b->scans)
        return a->scans > b->scans ? -1 : 1;
    return strcmp(a->id, b->id);
}

static void print_steps(const struct watch_counts *counts, struct cv_arena *arena, FILE *out)
{
    struct table table;

    table_init(&table, arena, T("Scans", "扫描"));
    table_column(&table, T("Step", "环节"), false);
    table_column(&table, T("Count", "数量"), true);
    for (int i = 0; i < WATCH_STEPS; i++) {
        if (counts->steps[i] > 0)
            table_row(&table,
                      (const char *const[]){step_of(i), cell_decimal(arena, counts->steps[i], 0)});
    }
    table_print(&table, out);
}

static void print_chutes(struct watch_counts *counts, struct cv_arena *arena, FILE *out)
{
    struct table table;

    if (counts->chute_count == 0)
        return;
    qsort(counts->chutes, counts->chute_count, sizeof(counts->chutes[0]), by_scans);
    table_init(&table, arena, T("Busiest chutes", "最忙的格口"));
    table_column(&table, T("Chute", "格口"), false);
    table_column(&table, T("Parcels", "件数"), true);
    for (size_t i = 0; i < counts->chute_count && i < CHUTES_SHOWN; i++)
        table_row(&table, (const char *const[]){counts->chutes[i].id,
                                                cell_decimal(arena, counts->chutes[i].scans, 0)});
    table_print(&table, out);
}

static void print_head(const struct watch_counts *counts, const struct watch_head *head,
                       struct cv_arena *arena, FILE *out)
{
    (void)fprintf(out,
                  T("%s: %s scans, %s a second, %s strange; as of %lld%s\n",
                    "%s：扫描 %s 次，每秒 %s 次，异常 %s 次；序号 %lld%s\n"),
                  head->hub, cell_decimal(arena, counts->scans, 0),
                  cell_decimal(arena, head->rate, 0), cell_decimal(arena, counts->odd, 0),
                  (long long)head->sequence,
                  head->caught_up || head->lost_s >= 0 ? "" : T(", catching up", "，追赶中"));
    if (head->lost_s >= 0)
        (void)fprintf(
            out, T("No connection for %lld s; trying again.\n", "连接已断开 %lld 秒，正在重试。\n"),
            (long long)head->lost_s);
    else if (head->live)
        (void)fputs(T("q ends it.\n", "按 q 结束。\n"), out);
}

const char *watch_picture(struct watch_counts *counts, const struct watch_head *head,
                          struct cv_arena *arena)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    const char *copy;

    if (out == NULL)
        return NULL;
    print_head(counts, head, arena, out);
    print_steps(counts, arena, out);
    print_chutes(counts, arena, out);
    (void)fclose(out);
    copy = text == NULL ? NULL : cv_arena_string(arena, text);
    free(text);
    return copy;
}
