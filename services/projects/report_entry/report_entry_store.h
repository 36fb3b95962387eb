/* The records behind a figure of a report, page by page. */
#ifndef PROJECTS_REPORT_ENTRY_STORE_H
#define PROJECTS_REPORT_ENTRY_STORE_H

#include "report/report_store.h"
#include "report_entry/stake.h"

struct report_entry {
    struct cv_uuid uid;
    const char *project;    /* id; of observations NULL */
    const char *collection; /* such as "budgetLines"; of observations NULL */
    const char *id;
    int64_t amount;
    int64_t weight;
    int64_t counted;
    bool withheld;
    int32_t effective_on;
    int64_t recorded_us;
    const char *recorded_by;
    const char *reference;
};

/* ---- money, one project after the other ---- */

/* The records of one project that a view shows and `unless`, if there is one, does not. */
struct money_walk {
    struct cv_books *books;
    struct cv_stmt *stmt;
    struct cv_uuid uid; /* of the record it stands at, and all that follows */
    int64_t minor;
    const char *site;
    int32_t year;
    int32_t effective_on;
};

void money_walk_begin(struct money_walk *walk, const struct view *view, const struct view *unless,
                      enum measure measure, struct cv_uuid project);
/* In the order of their uids. False: there is no other. */
bool money_walk_next(struct money_walk *walk);
/* The record it stands at; its counted amount is for the caller to set. */
void money_walk_entry(const struct money_walk *walk, struct report_entry *entry);
/* What of it counts; `sum` is of all before it that is divided, and then contains it. False:
 * nothing does. A sum that does not fit in 64 bits makes the part void. */
bool money_walk_part(const struct money_walk *walk, const struct stake *stake, __int128 *sum,
                     int64_t *part);
struct cv_status money_walk_end(struct money_walk *walk);

/* OUT_OF_RANGE, SUM_TOO_LARGE, as the report itself. NOT_FOUND, with the field "money.key". */
struct cv_status money_entry_list(struct view *view, const struct money_figure *figure,
                                  struct cv_listed *listed);

/* ---- observations ---- */

struct period {
    int32_t from;
    int32_t through;
};

struct cv_status observation_entry_list(struct view *view, const struct indicator *indicator,
                                        const struct period *period, struct cv_listed *listed);

/* The observations that count in a view and not in another. */
struct observation_walk {
    struct cv_books *books;
    struct cv_stmt *stmt;
    int64_t value; /* of the one it stands at, and all that follows */
    int64_t weight;
};

void observation_walk_begin(struct observation_walk *walk, struct view *view,
                            const struct view *unless, const struct indicator *indicator,
                            const struct period *period);
bool observation_walk_next(struct observation_walk *walk);
/* The observation it stands at; or its reversal, if that is known in the other view. */
void observation_walk_entry(const struct observation_walk *walk, struct report_entry *entry);
struct cv_status observation_walk_end(struct observation_walk *walk);

#endif
