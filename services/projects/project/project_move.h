/* The steps of a project: which there are, and what must hold before each.
 *
 * Thread   Store threads.
 * Memory   Texts made live in the arena of the books. */
#ifndef PROJECTS_PROJECT_MOVE_H
#define PROJECTS_PROJECT_MOVE_H

#include "caravan/projects/v1/project.pb-c.h"
#include "project/project_store.h"

/* What a move asks for. */
struct project_move {
    Caravan__Projects__V1__ProjectMove move;
    const char *etag;
    const char *reason; /* "": none */
    int32_t date;       /* CV_DATE_NONE: none */
};

bool project_move_needs_reason(Caravan__Projects__V1__ProjectMove move);
bool project_move_takes_date(Caravan__Projects__V1__ProjectMove move);

/* Of a project that waits for its first approval: a draft, or submitted. */
bool project_is_new(int64_t state);

/* Move `project`, as it was read, and record it. FAILED_PRECONDITION: WRONG_STATE, NOT_APPROVED,
 * PROJECT_INCOMPLETE, STILL_OPEN. PERMISSION_DENIED, SELF_APPROVAL. ABORTED, ETAG_MISMATCH. */
struct cv_status project_move(struct cv_books *books, struct cv_uuid programme,
                              const struct project_move *asked, struct project *project);

/* Somebody changes its fields; `project` is then to be replaced. */
struct cv_status project_edit(struct cv_books *books, struct project *project);

/* ---- what is open ---- */

/* Nouns that can keep a project from being closed join the table in project_move.c. *what: in
 * words what is open, such as "2 commitments that are not wholly disbursed"; NULL: nothing. */
typedef struct cv_status project_open(struct cv_books *books, struct cv_uuid project,
                                      const char **what);

#endif
