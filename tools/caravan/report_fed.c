#include "report_fed.h"

#include "app/date.h"
#include "caravan/logistics/v1/corridor_report.pb-c.h"
#include "caravan/logistics/v1/sales_report.pb-c.h"
#include "caravan/training/v1/training_report.pb-c.h"
#include "report_view.h"

#include <stdio.h>
#include <string.h>

#define FIGURE(name) CARAVAN__PROJECTS__V1__FED_FIGURE__FED_FIGURE_##name

/* ---- what the other service counts ---- */

struct count {
    bool known;
    bool withheld;
    int64_t value;
    const char *why; /* it is not known */
};

/* The feed is of all, or of this resource or one above it. */
static bool is_within(const char *below, const char *name)
{
    size_t len = strlen(below);

    return len == 0 || (strncmp(below, name, len) == 0 && (name[len] == '\0' || name[len] == '/'));
}

static struct count narrower(void)
{
    return (struct count){.why = T("no report is of that little", "没有这样细的报告")};
}

static struct count of_freight(const struct joined *joined,
                               const Caravan__Projects__V1__IndicatorFeed *feed)
{
    const struct joined_part *part = &joined->parts[JOINED_CORRIDORS];
    struct count count = {.known = false};
    bool found = *feed->below == '\0';

    if (found && joined->some_corridors)
        return (struct count){.why = T("not all corridors were asked for", "未查询全部通道")};
    for (size_t i = 0; i < part->count; i++) {
        const Caravan__Logistics__V1__CorridorReportResponse *report =
            (const void *)part->answers[i].message;

        if (!is_within(feed->below, part->answers[i].name))
            continue;
        found = true;
        if (report->total == NULL)
            continue;
        count.value += feed->figure == FIGURE(FREIGHT_TONNES)  ? report->total->gross_grams
                       : feed->figure == FIGURE(FREIGHT_TRIPS) ? report->total->trips
                                                               : report->total->boxes;
    }
    if (!found)
        return narrower();
    count.known = true;
    return count;
}

/* Its last day is in the report. */
static bool is_over(const char *month, const Google__Type__Date *through)
{
    int32_t after;
    int year;
    int number;

    if (through == NULL || sscanf(month, "%4d-%2d", &year, &number) != 2)
        return true;
    if (year * 12 + number != through->year * 12 + through->month)
        return year * 12 + number < through->year * 12 + through->month;
    return !cv_date_make(through->year, through->month, through->day + 1, &after);
}

static struct count of_sales(const struct joined *joined,
                             const Caravan__Projects__V1__Indicator *indicator)
{
    const Caravan__Logistics__V1__SalesReportResponse *report = joined_answer(joined, JOINED_SALES);
    const Caravan__Projects__V1__IndicatorFeed *feed = indicator->feed;
    struct count count = {.known = true};

    if (strcmp(report->currency, indicator->unit) != 0)
        return (struct count){.why = T("the sales are in another currency", "销售报告为其他币种")};
    for (size_t i = 0; i < report->n_closed_months; i++) {
        const Caravan__Logistics__V1__RestatedMonth *month = report->closed_months[i];
        const char *name = cv_arena_printf(joined->run->arena, "salePeriods/%s", month->month);

        if (name == NULL || month->stated == NULL || !is_within(feed->below, name) ||
            !is_over(month->month, joined->through))
            continue;
        count.value += feed->figure == FIGURE(SALES_SIGNED) ? month->stated->signed_minor
                                                            : month->stated->gross_minor;
    }
    return count;
}

/* Of all courses, or of one. */
static const Caravan__Training__V1__TrainingReportLearning *
learned(const Caravan__Training__V1__TrainingReportResponse *report, const char *below)
{
    if (*below == '\0')
        return report->learning;
    for (size_t i = 0; i < report->n_courses; i++) {
        if (strcmp(report->courses[i]->course, below) == 0)
            return report->courses[i];
    }
    return NULL;
}

static struct count of_training(const struct joined *joined,
                                const Caravan__Projects__V1__IndicatorFeed *feed)
{
    const Caravan__Training__V1__TrainingReportResponse *report =
        joined_answer(joined, JOINED_LEARNING);
    const Caravan__Training__V1__TrainingReportLearning *row = learned(report, feed->below);
    bool all = feed->figure == FIGURE(TRAINING_PARTICIPANTS);

    if (row == NULL)
        return narrower();
    return (struct count){
        .known = true,
        .withheld = row->withheld || row->completion_withheld || (all && row->ends_withheld),
        .value = row->completed + (all ? row->failed : 0),
    };
}

static struct count count_of(const struct joined *joined,
                             const Caravan__Projects__V1__Indicator *indicator,
                             enum joined_service *service)
{
    Caravan__Projects__V1__FedFigure figure = indicator->feed->figure;
    bool sales = figure == FIGURE(SALES_SIGNED) || figure == FIGURE(SALES_PAID);
    enum joined_kind part =
        figure == FIGURE(TRAINING_PARTICIPANTS) || figure == FIGURE(TRAINING_COMPLETED)
            ? JOINED_LEARNING
        : sales ? JOINED_SALES
                : JOINED_CORRIDORS;

    *service = JOINED_PARTS_OF[part].service;
    if (!joined->servers[*service].asked)
        return (struct count){.why = T("that service was not asked", "未查询该服务")};
    if (joined->parts[part].missing != NULL)
        return (struct count){.why = joined->parts[part].missing};
    if (part == JOINED_LEARNING)
        return of_training(joined, indicator->feed);
    return sales ? of_sales(joined, indicator) : of_freight(joined, indicator->feed);
}

/* ---- both of them ---- */

/* What is known of the way from there to here; if all has come, the other service counts something
 * that it does not tell yet. */
static const char *why_differs(const struct joined *joined, const struct fed_row *row)
{
    const Caravan__Events__V1__Delivery *delivery = joined->servers[row->service].delivery;
    struct cv_arena *arena = joined->run->arena;
    const char *text;

    if (delivery == NULL)
        return T("how far its events were delivered is not known", "不知道事件投递到哪里");
    if (delivery->oldest_waiting_time == NULL)
        return row->service == JOINED_TRAINING
                   ? T("what is not completed yet is counted there only", "未结业的只计入对方")
               : row->indicator->feed->figure >= FIGURE(SALES_SIGNED)
                   ? T("delivered since", "之后已投递")
                   : T("trips that are not closed are counted there only",
                       "未关闭的车次只计入对方");
    text =
        cv_arena_printf(arena,
                        delivery->parked_count > 0
                            ? T("events since %s wait to be accepted, of %d subjects parked ones",
                                "%s 起的事件尚未被接收，其中搁置 %d 个对象")
                            : T("events since %s wait to be accepted", "%s 起的事件尚未被接收"),
                        report_time(delivery->oldest_waiting_time, arena), delivery->parked_count);
    return text == NULL ? "" : text;
}

static const Caravan__Projects__V1__IndicatorReport *
report_of(const struct joined *joined, const Caravan__Projects__V1__Indicator *indicator)
{
    const Caravan__Projects__V1__ReportResponse *report = joined_answer(joined, JOINED_PROGRAMME);

    for (size_t i = 0; report != NULL && i < report->n_indicators; i++) {
        if (strcmp(report->indicators[i]->indicator, indicator->name) == 0)
            return report->indicators[i];
    }
    return NULL;
}

static void compare(const struct joined *joined, struct fed_row *row)
{
    const Caravan__Projects__V1__Figure *figure = row->report->total;
    struct count count = count_of(joined, row->indicator, &row->service);

    row->value = figure == NULL ? 0 : figure->value;
    row->counted = count.value;
    row->why = count.why;
    row->state = FED_UNKNOWN;
    if (count.withheld || (figure != NULL && figure->withheld))
        row->state = FED_WITHHELD;
    else if (count.known)
        row->state = row->value == row->counted ? FED_EQUAL : FED_DIFFERS;
    if (row->state == FED_DIFFERS)
        row->why = why_differs(joined, row);
}

bool fed_next(const struct joined *joined, size_t *at, struct fed_row *row)
{
    while (*at < joined->indicator_count) {
        *row = (struct fed_row){.indicator = joined->indicators[(*at)++]};
        if (row->indicator->feed == NULL)
            continue;
        row->report = report_of(joined, row->indicator);
        if (row->report == NULL)
            continue;
        compare(joined, row);
        return true;
    }
    return false;
}
