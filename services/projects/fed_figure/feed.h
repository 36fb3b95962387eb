/* Indicators that are fed: their observations are not recorded by hand, but follow from what
 * another service tells of itself (service/outbox.h), and so are equal to what it counts.
 *
 * Of each subject, a trip or a month of sales, the newest figures are kept here, so that an
 * indicator made later begins with all of them. When a figure changes, the observation of it is
 * reversed, and another one recorded.
 *
 * Thread   Store threads, inside `work`; feed_read() and feed_check() any. */
#ifndef PROJECTS_FEED_H
#define PROJECTS_FEED_H

#include "caravan/projects/v1/indicator.pb-c.h"
#include "fed_figure/feed_store.h"
#include "field.h"
#include "service/event_service.h"

/* What the events of others do here. */
extern const struct cv_event_effect feed_effects[];

/* Texts are borrowed from the request or in the arena. `programme`: its id. */
void feed_read(struct cv_check *check, const Caravan__Projects__V1__IndicatorFeed *message,
               const char *programme, struct feed *feed);
/* What must hold for an indicator that is fed. */
void feed_check(struct cv_check *check, const struct indicator *indicator);
/* NULL: it is not fed, or the arena is full. */
Caravan__Projects__V1__IndicatorFeed *feed_wire(struct cv_arena *arena, const char *programme,
                                                const struct feed *feed);

#endif
