/* What a report of sales is made of, read from the store. */
#ifndef LOGISTICS_SALES_REPORT_STORE_H
#define LOGISTICS_SALES_REPORT_STORE_H

#include "sale_posting/sale_posting_store.h"
#include "sales_report/sales_table.h"

enum sales_dimension {
    SALES_BY_PRODUCT,
    SALES_BY_CHANNEL,
    SALES_BY_ORIGIN,
    SALES_BY_BUYER_REGION,
    SALES_BY_MONTH,
    SALES_DIMENSIONS,
};

struct sales_closed_month {
    int32_t month; /* 202503 */
    int64_t version;
    int64_t stated_us;
    struct sales_sums stated;
    struct sales_sums later[SALE_MATCHED + 1]; /* by enum sale_cause */
    bool has_later[SALE_MATCHED + 1];
};

struct sales_report {
    struct sales_sums total;
    struct sales_table tables[SALES_DIMENSIONS];
    struct sales_closed_month *closed;
    size_t closed_count;
    const char **other_currencies;
    size_t other_count;
};

/* OUT_OF_RANGE: a figure needs more than 64 bits. */
struct cv_status sales_report_read(struct cv_books *books, const struct sale_view *view,
                                   struct sales_report *report);

/* "2025-03", in a buffer of SALES_MONTH_TEXT. */
#define SALES_MONTH_TEXT 16
void sales_month_print(int32_t month, char text[SALES_MONTH_TEXT]);

#endif
