/* What was received of a donation is an event for others (service/outbox.h).
 *
 * Thread   Store threads, inside `work`. */
#ifndef PROJECTS_RECEIVED_DONATION_H
#define PROJECTS_RECEIVED_DONATION_H

#include "donation/donation_fold.h"
#include "programme/programme_store.h"

/* Tell it if it is not what it was before, in minor units. `programme`: its id. */
struct cv_status donation_tell(struct cv_books *books, const char *programme, const char *currency,
                               const struct donation *donation, __int128 before);

#endif
