/* What is kept beside the rows that it follows from, counted anew: statements that count rows, and
 * how many of them do not agree.
 *
 * Thread   A store thread. Memory: none is kept. Errors: those of the store; what is wrong is told
 * on stdout. */
#ifndef CV_SERVICE_RECOUNT_STORE_H
#define CV_SERVICE_RECOUNT_STORE_H

#include "store/store.h"

struct cv_recount {
    const char *what;
    const char *sql; /* gives two numbers: the rows, and the wrong ones among them */
};

/* The rows of `from`, and those of them that are `wrong`. */
#define CV_RECOUNT(what, from, wrong)                                                              \
    {                                                                                              \
        what, "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN " wrong                                \
              " THEN 1 ELSE 0 END), 0) AS BIGINT) FROM " from                                      \
    }

/* Up to one whose `sql` is NULL; adds to both. */
struct cv_status cv_recounts_run(struct cv_tx *tx, const struct cv_recount *recounts, int64_t *rows,
                                 int64_t *wrong);

#endif
