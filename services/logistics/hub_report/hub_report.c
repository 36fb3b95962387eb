#include "hub_report/hub_report.h"

#include "app/date.h"

#include <string.h>

static void add(struct hub_report *report, const struct count_row *row, int64_t kind, int32_t day,
                int64_t part, int64_t key)
{
    const struct count_cell cell = {kind, day, part, key};

    tally_add_amounts(&report->tally, &cell, row->amounts, 1);
}

static void take_hour(void *arg, const struct count_row *row, bool correction)
{
    struct hub_report *report = arg;

    add(report, row, REPORT_TOTAL, 0, 0, 0);
    add(report, row, REPORT_DAY, row->cell.day, 0, 0);
    add(report, row, REPORT_HOUR, row->cell.day, 0, row->cell.key);
    if (correction)
        add(report, row, REPORT_CORRECTION, row->cell.day, 0, 0);
}

static void take_chute(void *arg, const struct count_row *row, bool correction)
{
    struct hub_report *report = arg;

    (void)correction;
    add(report, row, REPORT_SHIFT, 0, 0, row->cell.part);
    add(report, row, REPORT_CHUTE, 0, 0, row->cell.key);
    add(report, row, REPORT_CHUTE_AND_SHIFT, 0, row->cell.part, row->cell.key);
}

static void take_prefecture(void *arg, const struct count_row *row, bool correction)
{
    (void)correction;
    add(arg, row, REPORT_PREFECTURE, 0, 0, row->cell.key);
}

static void take_latency(void *arg, const struct count_row *row, bool correction)
{
    struct hub_report *report = arg;

    (void)correction;
    if (row->cell.key >= 0 && row->cell.key <= COUNT_LATENCY_LAST)
        report->latencies[row->cell.key] += row->amounts[COUNT_TIMED];
    report->latency_count += row->amounts[COUNT_TIMED];
}

static void take_reader(void *arg, const struct count_row *row, bool correction)
{
    (void)correction;
    add(arg, row, REPORT_READER, row->cell.day, 0, row->cell.key);
}

static void take_before(void *arg, const struct count_row *row, bool correction)
{
    struct hub_report *report = arg;

    (void)correction;
    report->opening += row->amounts[COUNT_INBOUND] - row->amounts[COUNT_DISPATCHED];
}

struct cv_status hub_report_read(struct cv_books *books, const struct hub_ref *hub, int32_t first,
                                 int32_t last, struct hub_report *report)
{
    const struct {
        int64_t kind;
        int32_t first, last;
        count_take *take;
    } spans[] = {
        {COUNT_HOUR, 0, first - 1, take_before},
        {COUNT_HOUR, first, last, take_hour},
        {COUNT_CHUTE, first, last, take_chute},
        {COUNT_PREFECTURE, first, last, take_prefecture},
        {COUNT_LATENCY, first, last, take_latency},
        {COUNT_READER, first, last, take_reader},
    };
    struct cv_status status = CV_STATUS_OK;

    memset(report, 0, sizeof(*report));
    tally_begin(&report->tally, books->arena);
    for (size_t i = 0; cv_ok(status) && i < sizeof(spans) / sizeof(spans[0]); i++)
        status = count_each(books, hub->no, spans[i].kind, spans[i].first, spans[i].last,
                            spans[i].take, report);
    return status;
}
