/* What other services told of themselves, and the indicators that are made of it. */
#ifndef PROJECTS_FEED_STORE_H
#define PROJECTS_FEED_STORE_H

#include "indicator/indicator_store.h"

/* What is known of one subject. */
struct fed_figure {
    int64_t figure;       /* a FedFigure */
    const char *subject;  /* "corridors/east/trips/0042" */
    const char *currency; /* "": it is no money */
    struct cv_uuid event; /* that told it last */
    int32_t on;           /* CV_DATE_NONE: there is nothing of it any more */
    int64_t value;
};

/* An indicator that is made of a figure. */
struct fed_indicator {
    const char *programme; /* ids, both */
    const char *id;
    const char *unit;
    struct feed feed;
};

/* As it was told last; *found: it was. */
struct cv_status fed_figure_get(struct cv_books *books, const struct fed_figure *of,
                                struct fed_figure *known, bool *found);
struct cv_status fed_figure_set(struct cv_books *books, const struct fed_figure *figure);
/* All there is of a figure. */
struct cv_status fed_figure_all(struct cv_books *books, int64_t figure, struct fed_figure **rows,
                                size_t *count);
struct cv_status fed_indicators(struct cv_books *books, int64_t figure, struct fed_indicator **rows,
                                size_t *count);

#endif
