/* What may be a part of a split, as of any two dates: commitments to a payee that are under the
 * limit and stand. */
#ifndef PROJECTS_SPLITS_STORE_H
#define PROJECTS_SPLITS_STORE_H

#include "report/report_store.h"

struct splits_row {
    const char *project; /* ids */
    const char *line;
    const char *payee;
    const char *id;
    const char *reference;
    int32_t effective_on;
    int64_t amount;
    bool approved;
};

/* Reads them one by one: those of one line and payee behind each other, by day. */
struct splits_walk {
    struct cv_stmt *stmt;
    int64_t known_us;
    struct cv_uuid line; /* of the one it stands at; these two */
    struct cv_uuid payee;
};

void splits_walk_begin(struct splits_walk *walk, struct view *view, int64_t limit);
bool splits_walk_next(struct splits_walk *walk);
/* The one it stands at, its texts in the arena. */
struct splits_row splits_walk_row(const struct splits_walk *walk, struct cv_arena *arena);
struct cv_status splits_walk_end(struct splits_walk *walk);

#endif
