/* What follows for the load plan, the consignments and the reports from where a box has been. */
#ifndef LOGISTICS_VOYAGE_H
#define LOGISTICS_VOYAGE_H

#include "booking/booking_store.h"

/* The booking's goods are (1) or are not after all (-1) on board, and where they were to go; 0: as
 * before. */
struct cv_status voyage_count(struct cv_books *books, const struct trip_ref *trip,
                              const struct booking *booking, int loaded, int landed);

/* `voyages`, all that the box ever made, become what its loads say; a voyage that nobody planned
 * gets a load of its own. Sets each voyage's alarm. What is new counts in stock and reports, what
 * is not true any more is taken back. Right again after news of any age. */
struct cv_status voyage_follow(struct cv_books *books, const struct box *box,
                               struct box_voyage *voyages, size_t count);

#endif
