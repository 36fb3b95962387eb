/* Facts of places in the store. A reversal repeats the row it names, and neither of the two counts
 * any more, as with observations of indicators. */
#ifndef PROJECTS_SITE_FACT_STORE_H
#define PROJECTS_SITE_FACT_STORE_H

#include "record_store.h"

struct site_fact {
    struct record record; /* the amount is the observed value */
    const char *project;  /* its id; "": the programme as a whole */
    struct cv_uuid project_uid;
    const char *site; /* "": none */
    const char *subject;
    int64_t kind; /* a SiteFactKind */
    const char *unit;
    int64_t decimals;
};

/* Which facts of a list; "" and 0 choose nothing. */
struct site_fact_choice {
    const char *subject;
    int64_t kind;
};

struct cv_status site_fact_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                               struct site_fact *fact);
/* `programme`: the id. Sets the uids and recorded_us. NOT_FOUND for its project and its site. */
struct cv_status site_fact_insert(struct cv_books *books, const char *programme,
                                  struct cv_uuid programme_uid, struct site_fact *fact);
/* `fact`: the reversal, as recorded. asked->effective_on is CV_DATE_NONE. */
struct cv_status site_fact_reverse(struct cv_books *books, struct cv_uuid programme, const char *id,
                                   const struct reversal *asked, struct site_fact *fact);
struct cv_status site_fact_list(struct cv_books *books, struct cv_uuid programme,
                                const struct site_fact_choice *choice, struct cv_listed *listed);

#endif
