/* The results matrix on the wire. */
#ifndef PROJECTS_RESULTS_MATRIX_WIRE_H
#define PROJECTS_RESULTS_MATRIX_WIRE_H

#include "caravan/projects/v1/results_matrix.pb-c.h"
#include "results_matrix/matrix_row.h"

/* When the arena is full, it tells, and the message is void. */
Caravan__Projects__V1__ResultsMatrix *
results_matrix_wire(struct cv_arena *arena, const struct programme *programme,
                    int32_t effective_through, int64_t known_us, const struct matrix_row *rows,
                    size_t count);

#endif
