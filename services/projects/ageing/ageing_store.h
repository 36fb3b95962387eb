/* The open commitments of a programme, as of any two dates. */
#ifndef PROJECTS_AGEING_STORE_H
#define PROJECTS_AGEING_STORE_H

#include "report/report_store.h"

/* Reads them one by one, the oldest first. Rows are in the arena of the books. */
struct ageing_walk {
    struct cv_books *books;
    struct cv_stmt *stmt;
    struct cv_uuid project; /* of the one it stands at, and all that follows */
    int32_t effective_on;
    int64_t committed;
    int64_t disbursed;
};

void ageing_walk_begin(struct ageing_walk *walk, const struct view *view);
bool ageing_walk_next(struct ageing_walk *walk);
/* Of the one it stands at: its id and reference. */
void ageing_walk_texts(const struct ageing_walk *walk, const char **id, const char **reference);
struct cv_status ageing_walk_end(struct ageing_walk *walk);

#endif
