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
    DEVELOPMENT_ROWS, /* added up over rows of a report (figure_rows.h), from here on */
    TRAINING_ROWS,
    ENGAGEMENT_ROWS,
    SOURCES
};

struct figure_day {
    int year;
    int month;
    int day;
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
    IN_ENTERPRISES,
    IN_VILLAGES,
    IN_PLACES,
    IN_ITEMS,
    IN_SQUARE_METRES,
    IN_KINDS,
    IN_EFFORTS,
    IN_CHALLENGES,
    IN_GRANTS,
    IN_PRODUCTS,
    IN_MONEY_PER_MU,
    IN_PIGS,
    IN_DISTRICTS,
    IN_SCHOOLS,
    IN_AWARDS,
    IN_MEDALS,
    IN_POINTS,
};

struct figure {
    const char *key;
    struct text title;
    enum unit unit;
    int64_t min; /* in whole units, as published: "nearly", "more than" */
    int64_t max;
    enum source source;
    const char *of; /* sector, indicator or day; of rows: the field that has them */
    const char *year;
    /* Of rows: "field=value,field=value", what they must have, and the field that is added up. */
    const char *where;
    const char *value;
    const char *withheld; /* besides "withheld", the flag that withholds it; or NULL */
    int decimals;         /* of that field */
    int scale;            /* min and max are in 10^-scale */
};

/* The programme's time; exams before it are what later ones are held against. */
extern const struct figure_day FIGURES_FROM;
extern const struct figure_day FIGURES_THROUGH;
extern const struct figure_day FIGURES_EXAMS_FROM;
#define FIGURES_CORRIDOR      "yiwu-vientiane"
#define FIGURES_CORRIDOR_FROM 2023 /* years */
#define FIGURES_CORRIDOR_LAST 2025
#define FIGURES_HUB           "west"

extern const struct figure FIGURES[];
extern const size_t FIGURE_COUNT;
extern const struct text FIGURE_UNITS[]; /* by enum unit */

#endif
