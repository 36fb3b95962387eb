/* Statements that count rows, and how many of them do not agree with a recount. */
#ifndef LOGISTICS_AUDIT_SUM_H
#define LOGISTICS_AUDIT_SUM_H

#include "store/store.h"

struct audit_sum {
    const char *what;
    const char *sql; /* gives two numbers: the rows, and the wrong ones among them */
};

/* Up to one whose `sql` is NULL; adds to both. What is wrong is told on stdout. */
struct cv_status audit_sums_run(struct cv_tx *tx, const struct audit_sum *sums, int64_t *rows,
                                int64_t *wrong);

#endif
