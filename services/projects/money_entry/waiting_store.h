/* What waits for approval in a programme, of one kind. */
#ifndef PROJECTS_WAITING_STORE_H
#define PROJECTS_WAITING_STORE_H

#include "money_entry/entry_store.h"
#include "partner/partner_tie_store.h"

struct waiting {
    struct cv_uuid project;
    const char *project_id;
    const char *id;
};

/* One that the caller may not approve. */
struct waiting_left {
    struct waiting entry;
    struct cv_status why;
};
#define WAITING_LEFT_MAX 200 /* of these it is told which and why: a page to read */

struct waiting_list {
    struct waiting *rows;
    size_t count;
    int32_t own_count;         /* left out: the caller made them, */
    int32_t payee_count;       /* or has a tie with who is paid */
    struct waiting_left *left; /* the first of both */
    size_t left_count;
    bool more; /* there are others than these `max` */
};

/* Those submitted up to `held_us` that the caller may approve, in the order in which they were
 * submitted. `ties`: his, with all partners of the programme. In the arena of the books. */
struct cv_status waiting_find(struct cv_books *books, struct cv_uuid programme,
                              enum entry_table table, int64_t held_us,
                              const struct partner_ties *ties, size_t max,
                              struct waiting_list *list);

/* What keeps a project from being closed: entries that wait (project_open of project_move.h). */
struct cv_status waiting_open(struct cv_books *books, struct cv_uuid project, const char **what);

#endif
