/* The rules for a donation's fields and its movements', and their form on the wire. */
#ifndef PROJECTS_DONATION_H
#define PROJECTS_DONATION_H

#include "caravan/projects/v1/donation.pb-c.h"
#include "donation/donation_store.h"
#include "engagement_field.h"

#define DONATION_NAME PROGRAMME_NAME "/donations/@"

/* Take the fields and check them, and that its movements follow each other. Texts are borrowed from
 * the request. `programme`: its id. */
void donation_read(struct cv_check *check, const Caravan__Projects__V1__Donation *message,
                   const char *programme, struct donation *donation);

/* `programme`: its id. NULL when the arena is full. */
Caravan__Projects__V1__Donation *donation_wire(struct cv_arena *arena, const char *programme,
                                               const char *currency,
                                               const struct donation *donation);

/* ---- movements (donation_movement.c) ---- */

/* Check one alone, but for the lines it names; `field` is its path in the request. */
void donation_movement_check(struct cv_check *check, const char *field,
                             const Caravan__Projects__V1__DonationMovement *message,
                             struct donation_movement *movement);
/* Its quantities, of the lines of `donation`, and what they come to. */
void donation_movement_quantities(struct cv_check *check, const char *field,
                                  const Caravan__Projects__V1__DonationMovement *message,
                                  const struct donation *donation,
                                  struct donation_movement *movement);
/* NULL when the arena is full. */
Caravan__Projects__V1__DonationMovement *
donation_movement_wire(struct cv_arena *arena, const struct donation *donation,
                       const struct donation_movement *movement);

#endif
