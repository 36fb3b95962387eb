/* The ledger of sales, added up anew from sales, entries and matches, and compared with what is
 * kept beside them: sums of each sale, postings, duplicates, closed months. */
#ifndef LOGISTICS_SALES_AUDIT_STORE_H
#define LOGISTICS_SALES_AUDIT_STORE_H

#include "store/store.h"

struct sales_audit {
    int64_t rows;  /* compared */
    int64_t wrong; /* of them; each kind is told on stdout */
};

/* All of all organisations. */
struct cv_status sales_audit_run(struct cv_tx *tx, struct sales_audit *audit);

#endif
