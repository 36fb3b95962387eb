/* Which records of an Engagement list or report count. */
#ifndef PROJECTS_ENGAGEMENT_VIEW_H
#define PROJECTS_ENGAGEMENT_VIEW_H

#include "service/books_store.h"

/* What is dated from one day to another, as it was known at an instant. */
struct engagement_view {
    int32_t from;
    int32_t through;
    int64_t known_us;
};

#endif
