/* Periods in the store: which are locked, and all that was ever done to them. */
#ifndef PROJECTS_PERIOD_STORE_H
#define PROJECTS_PERIOD_STORE_H

#include "service/books_store.h"

/* The numbers of caravan.projects.v1.PeriodState. */
enum period_state {
    PERIOD_OPEN = 1,
    PERIOD_LOCKED = 2,
    PERIOD_UNLOCK_ASKED = 3,
};

struct period_change {
    int64_t move; /* a PeriodMove */
    const char *reason;
    const char *subject;
    int64_t recorded_us;
};

struct ledger_period {
    struct cv_uuid uid;
    const char *id; /* "2025", "2025-q1", "2025-03" */
    int64_t state;
    int64_t version;      /* 0: it was never locked */
    const char *asked_by; /* "": nobody asks */
    struct period_change *changes;
    size_t change_count;
};

/* To be asked after the row is written, which is undone then: a row that was there before is told
 * to be there (ALREADY_EXISTS), so that importing it again does no harm. FAILED_PRECONDITION,
 * PERIOD_LOCKED, with `field` (NULL: none), if the month, the quarter or the year of this day is
 * locked. One statement, by keys. */
struct cv_status period_check_open(struct cv_books *books, struct cv_uuid programme, int32_t date,
                                   const char *field);

/* Also one that was never locked. */
struct cv_status period_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                            struct ledger_period *period);
/* Record its last change, which is new, with the state it leads to. ABORTED when its version is no
 * longer the newest. */
struct cv_status period_write(struct cv_books *books, struct cv_uuid programme,
                              struct ledger_period *period);
struct cv_status period_list(struct cv_books *books, struct cv_uuid programme,
                             struct cv_listed *listed);

#endif
