/* Closed months in the store: one statement when a month is closed, one for each restatement. */
#ifndef LOGISTICS_SALE_PERIOD_STORE_H
#define LOGISTICS_SALE_PERIOD_STORE_H

#include "service/books_store.h"

struct sale_statement_row {
    const char *currency;
    int64_t minor[4]; /* by enum sale_measure; [0] is not used */
};

struct sale_statement {
    int64_t version;
    const char *reason;
    int64_t recorded_us;
    const char *recorded_by;
    struct sale_statement_row *rows; /* what was recorded of the month by then */
    size_t row_count;
};

struct sale_period {
    int64_t month; /* 202503 */
    struct sale_statement *statements;
    size_t statement_count;
};

/* NOT_FOUND: the month is not closed. */
struct cv_status sale_period_get(struct cv_books *books, int32_t month, struct sale_period *period);
/* FAILED_PRECONDITION: PERIOD_CLOSED. */
struct cv_status sale_period_close(struct cv_books *books, int32_t month);
/* FAILED_PRECONDITION: PERIOD_NOT_CLOSED, NOTHING_TO_RESTATE. */
struct cv_status sale_period_restate(struct cv_books *books, int32_t month, const char *reason);
/* The months of a page, without their statements. */
struct cv_status sale_period_list(struct cv_books *books, struct cv_listed *listed);

#endif
