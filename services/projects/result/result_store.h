/* Results in the store: one row each. That one is open and one stands, of a period and place, is a
 * key: the row's place among those of its period and place. */
#ifndef PROJECTS_RESULT_STORE_H
#define PROJECTS_RESULT_STORE_H

#include "indicator/indicator_store.h"
#include "service/approval.h"

/* Of caravan.projects.v1.ResultState, beside those of service/approval.h. */
#define RESULT_SUPERSEDED 8

#define RESULT_NEVER INT64_MAX /* approved_us before it is */

struct result {
    struct cv_uuid uid;
    const char *id;
    int32_t period; /* as of figures: year * 100 + its last month */
    const char *project;
    struct cv_uuid project_uid;
    const char *site;
    int64_t value;
    int64_t weight;
    const char *rating;
    const char *statement;
    const char *documents;     /* each on a line of its own */
    const char *supersedes;    /* an id; "": nothing */
    const char *superseded_by; /* an id; "": it is not */
    const char *correction;
    struct cv_approval approval; /* of what is superseded still APPROVED */
    const char *judged_by;
    const char *note;
    int64_t created_us;
    int64_t updated_us;
    int64_t approved_us;
};

/* `programme`: the id of the indicator's. Sets uid, approval and times. NOT_FOUND for its project
 * and site; FAILED_PRECONDITION: RESULT_OPEN, RESULT_STANDS, NOT_STANDING. */
struct cv_status result_insert(struct cv_books *books, const char *programme,
                               const struct indicator_ref *ref, bool draft, struct result *result);
struct cv_status result_get(struct cv_books *books, const struct indicator_ref *ref, const char *id,
                            struct result *result);
/* Record what can change of it, which was read in the version before its own. ABORTED when that is
 * no longer the newest. */
struct cv_status result_write(struct cv_books *books, const struct indicator_ref *ref,
                              struct result *result);
/* What stands in its place no longer does. ABORTED when it no longer did. */
struct cv_status result_supersede(struct cv_books *books, const struct indicator_ref *ref,
                                  const struct result *result);
/* `state`: a ResultState; 0: all. */
struct cv_status result_list(struct cv_books *books, const struct indicator_ref *ref, int64_t state,
                             struct cv_listed *listed);

/* What keeps a project from being closed (project/project_move.h). */
struct cv_status results_open(struct cv_books *books, struct cv_uuid project, const char **what);

#endif
