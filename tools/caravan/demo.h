/* The demonstration programme: a home city supports a county and a farm regiment for three years.
 * Invented organisations, single records, the same for the same seed. demo_plan.c says what is to
 * happen, demo_data.c lets it happen in records and writes them as CSV files. */
#ifndef CARAVAN_DEMO_H
#define CARAVAN_DEMO_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/* Projects of one line of work share a sector, a partner and a pot of money. */
struct demo_line {
    const char *sector;
    const char *partner;
    const char *subject; /* of the titles, English and Chinese */
    const char *subject_zh;
    int projects;
    int64_t yuan; /* disbursed in all its projects over the three years */
};

struct demo_partner {
    const char *id;
    const char *title;
    const char *title_zh;
    const char *kind;
    const char *users; /* who acts for it */
};

struct demo_place {
    const char *id;
    const char *title;
    const char *title_zh;
};

/* What is counted besides money. `total` is spread over months and sites between the two months,
 * counted from April 2023 (0); with `of_year` set all of it falls into those months and other years
 * get something else. */
struct demo_indicator {
    const char *id;
    const char *title;
    const char *title_zh;
    const char *unit;
    const char *unit_zh;
    const char *sector; /* whose projects observe it */
    int projects;       /* how many of them */
    int decimals;
    int counts_people;
    int64_t total; /* in 10^-decimals units */
    int first_month;
    int last_month;
};

/* What is not observed, but told by another service that counts it. */
struct demo_fed {
    const char *id;
    const char *title;
    const char *title_zh;
    const char *kind;
    const char *unit;
    const char *unit_zh;
    const char *decimals;
    const char *counts_people;
    const char *feed;
    const char *sector; /* whose first project has it */
};

extern const struct demo_line DEMO_LINES[];
extern const size_t DEMO_LINE_COUNT;
extern const struct demo_partner DEMO_PARTNERS[];
extern const size_t DEMO_PARTNER_COUNT;
extern const struct demo_place DEMO_PLACES[];
extern const size_t DEMO_PLACE_COUNT;
extern const struct demo_indicator DEMO_INDICATORS[];
extern const size_t DEMO_INDICATOR_COUNT;
extern const struct demo_fed DEMO_FED[];
extern const size_t DEMO_FED_COUNT;

/* The id of the n-th project, from 1, of a line of work; `out`, filled. */
#define DEMO_ID 8
const char *demo_project_of(const char *sector, int n, char out[DEMO_ID]);
/* A budget line of the first of "science", for open challenges. */
#define DEMO_PRIZES "prizes"

/* Write the files to the folder, which is made if it is not there. The text of an error is in
 * `arena`. */
struct cv_arena;
struct cv_status demo_write(const char *folder, uint64_t seed, struct cv_arena *arena);
/* 170 trips of the goods corridor, to DIR/corridor. */
struct cv_status demo_corridor_write(const char *folder, uint64_t seed, struct cv_arena *arena);
/* The two published days of the hub, tables and scan files, to DIR/hub. */
struct cv_status demo_hub_write(const char *folder, uint64_t seed, struct cv_arena *arena);

/* What stands: villages certified, enterprises that settled, a trade event and others, to
 * DIR/development. */
struct cv_status demo_development_write(const char *folder, uint64_t seed, struct cv_arena *arena);
/* Activities, a campaign, donations and open challenges, to DIR/engagement. */
struct cv_status demo_engagement_write(const char *folder, uint64_t seed, struct cv_arena *arena);
/* Pairings, awards, medals and exams, to DIR/exchanges, and whose they are, to DIR/training. */
struct cv_status demo_exchanges_write(const char *folder, uint64_t seed, struct cv_arena *arena);
/* Courses and who took part, to DIR/training, too: nobody has a name there. */
struct cv_status demo_learning_write(const char *folder, uint64_t seed, struct cv_arena *arena);

/* What parcels are sorted by and seen by today (demo_live.c); in the tables of the hub, too. */
#define DEMO_PLAN   "everyday"
#define DEMO_ADVICE "advice"
#define DEMO_TUNNEL "tunnel"
#define DEMO_SORTER "sorter"
#define DEMO_DOCK   "dock"

#endif
