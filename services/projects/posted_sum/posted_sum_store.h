/* What is kept beside commitments and disbursements so that a report of now need not read all of
 * them: for each budget line and year, what was posted of either.
 *
 * It is changed in the transaction of each posting. A report asks it only if it is of all that is
 * recorded, and nothing is dated after its day; else it adds up the entries themselves, as the
 * check of a stored file does. */
#ifndef PROJECTS_POSTED_SUM_STORE_H
#define PROJECTS_POSTED_SUM_STORE_H

#include "field.h"
#include "money_entry/entry_store.h"

enum posted_kind {
    POSTED_COMMITTED,
    POSTED_DISBURSED,
    POSTED_KINDS
};

/* What a line had posted in a year: commitments and disbursements of that year. */
struct posted_sum {
    struct cv_uuid line;
    int32_t year;
    __int128 minor[POSTED_KINDS];
};

/* The entry is posted: its posted_minor is. */
struct cv_status posted_sum_add(struct cv_books *books, const struct project_ref *ref,
                                struct cv_uuid line, enum posted_kind kind,
                                const struct entry *entry);

/* Is what is kept of the programme what was posted by this instant, and dated up to this day? */
struct cv_status posted_sums_current(struct cv_books *books, struct cv_uuid programme,
                                     int64_t known_us, int32_t through, bool *current);
/* Those of the programme; posted_sum_next() for each until it is false, then cv_stmt_finish(). */
struct cv_stmt *posted_sums(struct cv_books *books, struct cv_uuid programme);
bool posted_sum_next(struct cv_stmt *stmt, struct posted_sum *sum);

#endif
