/* Something happened to a box: judging it, keeping it, and all that follows. */
#ifndef LOGISTICS_BOX_RECORD_H
#define LOGISTICS_BOX_RECORD_H

#include "box/box_store.h"

/* `event` as it was asked for; texts borrowed. A command that is not legal is refused:
 * FAILED_PRECONDITION with the reason; an observation is always kept, unless it is known
 * (*known: the event is the one there is, nothing was written) or contradicts its own id
 * (ALREADY_EXISTS, OBSERVATION_CONFLICT). Then `box` and `event` are as recorded. */
struct cv_status box_record(struct cv_books *books, const char *box_id, struct box *box,
                            struct box_event *event, bool *known);

/* The load plan was made to agree with what happened: all that follows from the box's events is
 * followed anew. */
struct cv_status box_refold(struct cv_books *books, struct box *box);

#endif
