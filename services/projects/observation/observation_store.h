/* Observations in the store.
 *
 * A reversal repeats the row it names in `reverses`, and neither of the two counts any more. Its
 * value is not the opposite, as with money: a level is taken back by leaving it out of the sum, not
 * by adding its opposite, and the opposite of 0 would not show. */
#ifndef PROJECTS_OBSERVATION_STORE_H
#define PROJECTS_OBSERVATION_STORE_H

#include "indicator/indicator_store.h"
#include "record_store.h"

struct observation {
    struct record record; /* the amount is the observed value */
    const char *project;  /* its id */
    struct cv_uuid project_uid;
    const char *site;    /* "": the project as a whole */
    const char *subject; /* "": the kind needs none */
    int64_t weight;
};

struct cv_status observation_get(struct cv_books *books, const struct indicator_ref *ref,
                                 const char *id, struct observation *observation);
/* `programme`: the id of the indicator's. Sets the uids and recorded_us. NOT_FOUND for its project
 * and its site. */
struct cv_status observation_insert(struct cv_books *books, const char *programme,
                                    const struct indicator_ref *ref,
                                    struct observation *observation);
/* `observation`: the reversal, as recorded. asked->effective_on is CV_DATE_NONE. */
struct cv_status observation_reverse(struct cv_books *books, const struct indicator_ref *ref,
                                     const char *id, const struct reversal *asked,
                                     struct observation *observation);
struct cv_status observation_list(struct cv_books *books, const struct indicator_ref *ref,
                                  struct cv_listed *listed);

#endif
