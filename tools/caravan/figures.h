/* What was published of the programme that the demonstration is modelled on. */
#ifndef CARAVAN_FIGURES_H
#define CARAVAN_FIGURES_H

#include "text.h"

#include <stddef.h>
#include <stdint.h>

/* Where the figure comes from that is held against it. */
enum source {
    ALL_DISBURSED,
    PROJECTS_STARTED,
    SECTOR_DISBURSED,
    INDICATOR_TOTAL,
    INDICATOR_YEAR,
    SALES_NET, /* of the logistics services, from here on */
    CORRIDOR_TRIPS,
    CORRIDOR_TONNES,
    CORRIDOR_VALUE,
    CORRIDOR_YEAR_TRIPS,
    HUB_SORTED,
    HUB_PREFECTURES,
};

enum unit {
    IN_MONEY,
    IN_PROJECTS,
    IN_PERSON_TIMES,
    IN_OPERATIONS,
    IN_EVENTS,
    IN_PERSONS,
    IN_TRIPS,
    IN_TONNES,
    IN_PARCELS,
    IN_PREFECTURES,
};

struct figure {
    const char *key;
    struct text title;
    enum unit unit;
    int64_t min; /* in whole units, as published: "nearly", "more than" */
    int64_t max;
    enum source source;
    const char *of; /* sector, indicator or day */
    const char *year;
};

extern const struct figure FIGURES[];
extern const size_t FIGURE_COUNT;

#endif
