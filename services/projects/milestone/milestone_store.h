/* What others ask about milestones. */
#ifndef PROJECTS_MILESTONE_STORE_H
#define PROJECTS_MILESTONE_STORE_H

#include "service/books_store.h"

/* How many milestones of a project are neither done nor waived. */
struct cv_status milestone_open_count(struct cv_books *books, struct cv_uuid project,
                                      int64_t *count);

#endif
