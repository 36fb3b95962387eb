/* Withholding what counts fewer than 10 people, and what would give it away.
 *
 * What a figure counts. FLOW, LEVEL and DISTINCT_COUNT: its value. WEIGHTED_MEAN: its weight.
 * RATIO: its weight, its value (ratio times weight) and, as long as no value is greater than its
 * weight, the rest (97 of 100 passed: 3 did not). A figure is small when one of these is below 10;
 * a rest of 0 is not small, for it is nobody.
 *
 * Small figures are withheld. For LEVEL and DISTINCT_COUNT that is all: what stands at the end of a
 * month is no part of what stands at the end of the year, so nothing can be subtracted.
 *
 * The other kinds add up: periods to years, years to the whole. A reader can therefore work out,
 * for each year and the whole that is shown, the sum of the withheld periods below it: the figure
 * less all that is shown below it. (A withheld year is no wall: its periods are then below the
 * whole.) These sums are of different periods, so adding and subtracting them gives nothing but
 * sums of such sums. It is enough, then, that none of them is small itself:
 *   - no small figure can be worked out, for it would have to be such a sum;
 *   - a small period is never alone in one, and cannot be concluded from the others being at least
 *     0 either: of 10 or more there is always one more or less for another to have.
 * Where this does not hold, one more period is withheld: that after the last withheld one or, when
 * there is none, the last that is shown. Below the whole it is first one more year that is
 * withheld, so that its periods come under the whole. The choice goes by position and never by
 * value: had it been the smallest, the size of the others would say more about it.
 *
 * One report is protected by itself. Who may compare reports of different dates, or read the
 * observations, is for access rules to say. */
#ifndef PROJECTS_WITHHOLD_H
#define PROJECTS_WITHHOLD_H

#include "report/figure.h"

#define WITHHOLD_BELOW 10

/* Marks figures of an indicator that counts people; after figures_close(). */
void withhold(struct figures *figures);

#endif
