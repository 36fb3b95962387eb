/* What waits for approval in a programme, of one kind. */
#ifndef PROJECTS_WAITING_STORE_H
#define PROJECTS_WAITING_STORE_H

#include "money_entry/entry_store.h"

struct waiting {
    struct cv_uuid project;
    const char *project_id;
    const char *id;
};

struct waiting_list {
    struct waiting *rows;
    size_t count;
    int32_t own_count; /* left out: the caller made them */
    bool more;         /* there are others than these `max` */
};

/* Those submitted up to `held_us`, in the order in which they were recorded, project by project. In
 * the arena of the books. */
struct cv_status waiting_find(struct cv_books *books, struct cv_uuid programme,
                              enum entry_table table, int64_t held_us, size_t max,
                              struct waiting_list *list);

/* What keeps a project from being closed: entries that wait (project_open of project_move.h). */
struct cv_status waiting_open(struct cv_books *books, struct cv_uuid project, const char **what);

#endif
