#include "sales_report/sales_report_wire.h"

#include "app/date.h"
#include "app/wire.h"

static Caravan__Logistics__V1__SalesRow *row_wire(struct cv_arena *arena, const char *key,
                                                  const struct sales_sums *sums)
{
    Caravan__Logistics__V1__SalesRow *row = cv_arena_alloc(arena, sizeof(*row));

    if (row == NULL)
        return NULL;
    caravan__logistics__v1__sales_row__init(row);
    row->key = cv_wire_text(key);
    row->signed_minor = (int64_t)sums->agreed;
    row->gross_minor = (int64_t)sums->paid;
    row->refunded_minor = (int64_t)sums->refunded;
    row->net_minor = (int64_t)(sums->paid - sums->refunded);
    row->unpaid_minor = (int64_t)sums->unpaid;
    return row;
}

static size_t table_wire(struct cv_arena *arena, const struct sales_table *table,
                         Caravan__Logistics__V1__SalesRow ***rows)
{
    *rows = cv_arena_array(arena, table->count + 1, sizeof(**rows));
    if (*rows == NULL)
        return 0;
    for (size_t i = 0; i < table->count; i++)
        (*rows)[i] = row_wire(arena, table->rows[i].key, &table->rows[i].sums);
    return table->count;
}

/* ---- closed months ---- */

static Caravan__Logistics__V1__RestatedMonth *month_wire(struct cv_arena *arena,
                                                         const struct sales_closed_month *closed)
{
    static const char *const CAUSES[] = {
        [SALE_RECORDED] = "late",
        [SALE_COUNTER_ENTRY] = "counter-entry",
        [SALE_MATCHED] = "match",
    };
    Caravan__Logistics__V1__RestatedMonth *message = cv_arena_alloc(arena, sizeof(*message));
    char month[SALES_MONTH_TEXT];

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__restated_month__init(message);
    sales_month_print(closed->month, month);
    message->month = cv_wire_text(cv_arena_string(arena, month));
    message->version = (int32_t)closed->version;
    message->stated_time = cv_wire_time(arena, closed->stated_us);
    message->stated = row_wire(arena, "", &closed->stated);
    message->restatements = cv_arena_array(arena, SALE_MATCHED, sizeof(*message->restatements));
    if (message->restatements == NULL)
        return NULL;
    for (int cause = SALE_RECORDED; cause <= SALE_MATCHED; cause++) {
        if (closed->has_later[cause])
            message->restatements[message->n_restatements++] =
                row_wire(arena, CAUSES[cause], &closed->later[cause]);
    }
    return message;
}

static bool put_closed(struct cv_arena *arena, const struct sales_report *report,
                       Caravan__Logistics__V1__SalesReportResponse *message)
{
    message->closed_months =
        cv_arena_array(arena, report->closed_count + 1, sizeof(*message->closed_months));
    if (message->closed_months == NULL)
        return false;
    for (size_t i = 0; i < report->closed_count; i++)
        message->closed_months[i] = month_wire(arena, &report->closed[i]);
    message->n_closed_months = report->closed_count;
    return true;
}

/* ---- the whole ---- */

static bool put_others(struct cv_arena *arena, const struct sales_report *report,
                       Caravan__Logistics__V1__SalesReportResponse *message)
{
    message->other_currencies =
        cv_arena_array(arena, report->other_count + 1, sizeof(*message->other_currencies));
    if (message->other_currencies == NULL)
        return false;
    for (size_t i = 0; i < report->other_count; i++)
        message->other_currencies[i] = cv_wire_text(report->other_currencies[i]);
    message->n_other_currencies = report->other_count;
    return true;
}

Caravan__Logistics__V1__SalesReportResponse *sales_report_wire(struct cv_arena *arena,
                                                               const struct sale_view *view,
                                                               const struct sales_report *report)
{
    const struct sales_table *tables = report->tables;
    Caravan__Logistics__V1__SalesReportResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__sales_report_response__init(message);
    message->currency = cv_wire_text(view->currency);
    message->effective_from = cv_wire_date(arena, view->from);
    message->effective_through =
        cv_wire_date(arena, view->through == CV_DATE_LAST ? CV_DATE_NONE : view->through);
    message->known_at = cv_wire_time(arena, view->known_us);
    message->total = row_wire(arena, "", &report->total);
    message->n_by_product = table_wire(arena, &tables[SALES_BY_PRODUCT], &message->by_product);
    message->n_by_channel = table_wire(arena, &tables[SALES_BY_CHANNEL], &message->by_channel);
    message->n_by_origin = table_wire(arena, &tables[SALES_BY_ORIGIN], &message->by_origin);
    message->n_by_buyer_region =
        table_wire(arena, &tables[SALES_BY_BUYER_REGION], &message->by_buyer_region);
    message->n_by_month = table_wire(arena, &tables[SALES_BY_MONTH], &message->by_month);
    return put_closed(arena, report, message) && put_others(arena, report, message) ? message
                                                                                    : NULL;
}
