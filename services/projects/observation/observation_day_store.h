/* What is kept beside the observations so that a report need not read all of them: for each
 * indicator and day, what that day adds to its figures; and, of levels and distinct counts, which
 * observations count now.
 *
 * Both are changed in the transaction of each observation and reversal, by what that changes. A
 * report asks them only if nothing dated by its day was recorded after its instant; else it adds up
 * the observations themselves, as the check of a stored file does.
 *
 * A day's row remembers when it was changed last. It stays when all of its day was reversed. */
#ifndef PROJECTS_OBSERVATION_DAY_STORE_H
#define PROJECTS_OBSERVATION_DAY_STORE_H

#include "observation/observation_store.h"

/* What one day adds. */
struct observation_day {
    int32_t on;
    int64_t live;         /* observations of the day that count */
    int64_t observations; /* as in report/figure.h */
    __int128 value;
    __int128 weight;
};

/* It was recorded. */
struct cv_status observation_days_add(struct cv_books *books, const struct indicator_ref *ref,
                                      const struct observation *observation);
/* It was reversed. */
struct cv_status observation_days_remove(struct cv_books *books, const struct indicator_ref *ref,
                                         const struct observation *observation);

/* Are they those of this instant, up to this day? */
struct cv_status observation_days_current(struct cv_books *books, struct cv_uuid indicator,
                                          int64_t known_us, int32_t through, bool *current);
/* The days up to that one of which something counts, in order of time; observation_day_next() for
 * each until it is false, then cv_stmt_finish(). */
struct cv_stmt *observation_days(struct cv_books *books, struct cv_uuid indicator, int32_t through);
/* All rows, for whoever compares them. */
struct cv_stmt *observation_days_kept(struct cv_books *books, struct cv_uuid indicator);
bool observation_day_next(struct cv_stmt *stmt, struct observation_day *day);

#endif
