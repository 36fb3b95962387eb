/* Withholding what counts fewer than 10 people, and what would give it away. Pure.
 *
 * A table has parts that add up to groups, and these to a total; a cell has one count or several,
 * such as persons and person-times. What is small is for a rule to say: it is withheld, with all
 * counts of its cell.
 *
 * A reader can then work out, for each group and the total that is shown, the sum of the withheld
 * parts below it: the cell less all that is shown below it. (A withheld group is no wall: its parts
 * are then below the total.) These sums are of different parts, so adding and subtracting them
 * gives nothing but sums of such sums. It is enough, then, that none of them is small itself:
 *   - no small cell can be worked out, for it would have to be such a sum;
 *   - a small part is never alone in one, and cannot be concluded from the others being at least
 *     0 either: of 10 or more there is always one more or less for another to have.
 * Where this does not hold, one more part is withheld: that after the last withheld one or, when
 * there is none, the last that is shown. Below the total it is first one more group that is
 * withheld, so that its parts come under the total. The choice goes by position and never by
 * value: had it been the smallest, the size of the others would say more about it.
 *
 * One table is protected by itself: of two that are shown side by side, cells of both must not be
 * of the same people but for their totals. Where one says more about the cells of another (who
 * completed, of those who took part), what the other withholds is withheld in it from the start. */
#ifndef CV_SERVICE_WITHHOLD_H
#define CV_SERVICE_WITHHOLD_H

#include <stdbool.h>
#include <stddef.h>

#define CV_WITHHOLD_BELOW  10
#define CV_WITHHOLD_COUNTS 7

struct cv_withhold_cell {
    __int128 counts[CV_WITHHOLD_COUNTS]; /* those that are not used are 0 */
    bool withheld;
};

struct cv_withhold_group {
    struct cv_withhold_cell whole;
    struct cv_withhold_cell *parts; /* in table->parts, after those of the group before */
    size_t count;                   /* 1 and more */
};

struct cv_withhold_table {
    struct cv_withhold_cell total;
    struct cv_withhold_group *groups;
    size_t group_count;
    struct cv_withhold_cell *parts; /* of all groups */
    size_t part_count;
};

struct cv_withhold_rule {
    bool (*small)(const void *self, const __int128 *counts);
    const void *self;
};

/* Small is each count from 1 to 9: 0 is nobody. */
extern const struct cv_withhold_rule cv_withhold_people;

/* Mark what is small, each cell alone; what is withheld already stays so. */
void cv_withhold_small(struct cv_withhold_table *table, const struct cv_withhold_rule *rule);

/* And what would give it away. */
void cv_withhold(struct cv_withhold_table *table, const struct cv_withhold_rule *rule);

/* The like of one group alone: its whole is the total. */
void cv_withhold_flat(struct cv_withhold_group *group, const struct cv_withhold_rule *rule);

#endif
