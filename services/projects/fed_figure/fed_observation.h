/* The observations of indicators that are fed. */
#ifndef PROJECTS_FED_OBSERVATION_H
#define PROJECTS_FED_OBSERVATION_H

#include "fed_figure/feed_store.h"

/* What was told so far, for an indicator that has just been made. */
struct cv_status fed_observations_begin(struct cv_books *books, const char *programme,
                                        const struct indicator *indicator);
/* The figure is this now: remember it, and change the observations of it, if it was another.
 * FAILED_PRECONDITION: NEGATIVE_FIGURE, and what a period that is locked says. */
struct cv_status fed_observations_follow(struct cv_books *books, const struct fed_figure *figure);

#endif
