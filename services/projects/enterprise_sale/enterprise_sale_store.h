/* Sales of enterprises in the store. A reversal repeats the row it names, and neither of the two
 * counts any more. */
#ifndef PROJECTS_ENTERPRISE_SALE_STORE_H
#define PROJECTS_ENTERPRISE_SALE_STORE_H

#include "programme/programme_store.h"
#include "record_store.h"

struct enterprise_sale {
    struct record record;   /* effective_on is the last day of the period */
    const char *enterprise; /* its id */
    struct cv_uuid enterprise_uid;
    const char *subject; /* that of the enterprise */
    const char *period;
    int32_t period_from;
    int64_t basis; /* a SalesBasis */
};

/* Which sales of a list; "" and 0 choose nothing. */
struct enterprise_sale_choice {
    const char *enterprise;
    int32_t from; /* periods from this day */
    int32_t until;
};

struct cv_status enterprise_sale_get(struct cv_books *books, struct cv_uuid programme,
                                     const char *id, struct enterprise_sale *sale);
/* Sets the uids, subject and recorded_us. NOT_FOUND for its enterprise; FAILED_PRECONDITION:
 * WRONG_STATE, PERIOD_OVERLAPS. */
struct cv_status enterprise_sale_insert(struct cv_books *books, struct cv_uuid programme,
                                        struct enterprise_sale *sale);
/* `sale`: the reversal, as recorded. asked->effective_on is CV_DATE_NONE. */
struct cv_status enterprise_sale_reverse(struct cv_books *books, struct cv_uuid programme,
                                         const char *id, const struct reversal *asked,
                                         struct enterprise_sale *sale);
struct cv_status enterprise_sale_list(struct cv_books *books, struct cv_uuid programme,
                                      const struct enterprise_sale_choice *choice,
                                      struct cv_listed *listed);

#endif
