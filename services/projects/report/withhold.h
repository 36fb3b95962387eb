/* Withholding figures of indicators that count people: what counts fewer than 10, and what would
 * give it away (service/withhold.h: periods are the parts, years the groups).
 *
 * What a figure counts. FLOW, LEVEL and DISTINCT_COUNT: its value. WEIGHTED_MEAN: its weight.
 * RATIO: its weight, its value (ratio times weight) and, as long as no value is greater than its
 * weight, the rest (97 of 100 passed: 3 did not). A figure is small when one of these is below 10;
 * a rest of 0 is not small, for it is nobody.
 *
 * Of LEVEL and DISTINCT_COUNT only small ones are withheld: what stands at the end of a month is no
 * part of what stands at the end of the year, so nothing can be subtracted.
 *
 * One report is protected by itself. Who may compare reports of different dates, or read the
 * observations, is for access rules to say. */
#ifndef PROJECTS_WITHHOLD_H
#define PROJECTS_WITHHOLD_H

#include "report/figure.h"

/* Marks figures of an indicator that counts people; after figures_close(). With a full arena,
 * which tells, the marks are void. */
void withhold(struct figures *figures);

#endif
