/* What the results matrix reads beside the figures. */
#ifndef PROJECTS_RESULTS_MATRIX_STORE_H
#define PROJECTS_RESULTS_MATRIX_STORE_H

#include "results_matrix/matrix_row.h"

/* The targets known then. Rows in the arena of the books, as below. */
struct cv_status view_targets(struct view *view, const struct indicator *indicator,
                              struct known_target **rows, size_t *count);
/* Who reported: by results that stood then, or by observations; these only `where` it is asked
 * for. */
struct cv_status view_reported(struct view *view, const struct indicator *indicator, bool where,
                               struct reported **rows, size_t *count);

#endif
