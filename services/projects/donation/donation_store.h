/* Donations in the store: what was pledged, and movements that are only added to. */
#ifndef PROJECTS_DONATION_STORE_H
#define PROJECTS_DONATION_STORE_H

#include "donation/donation_fold.h"
#include "engagement_view.h"

#define DONATION_LINES_MAX     100
#define DONATION_MOVEMENTS_MAX 1000

/* Which of a list. */
struct donation_choice {
    const char *donor; /* "": any */
    struct engagement_view view;
};

/* With its movements, which follow each other. Sets uid, version and times. NOT_FOUND for its
 * donor. */
struct cv_status donation_insert(struct cv_books *books, struct cv_uuid programme,
                                 struct donation *donation);
/* As it was known then, all days. NOT_FOUND names it. */
struct cv_status donation_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                              int64_t known_us, struct donation *donation);
/* Record another movement, which follows. A RETRACT: of the last that stands, and there is one.
 * ABORTED when somebody else's came between. */
struct cv_status donation_move_insert(struct cv_books *books, struct cv_uuid programme,
                                      struct donation *donation,
                                      struct donation_movement *movement);
struct cv_status donation_list(struct cv_books *books, struct cv_uuid programme,
                               const struct donation_choice *choice, struct cv_listed *listed);

#endif
