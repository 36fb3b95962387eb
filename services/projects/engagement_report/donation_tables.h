/* What became of donations, added up from one after the other. Pure.
 *
 * Memory   Rows live in the arena given; their texts are those of the donations.
 * Errors   A full arena tells, and the tables are void. */
#ifndef PROJECTS_DONATION_TABLES_H
#define PROJECTS_DONATION_TABLES_H

#include "donation/donation_fold.h"

/* shipped + difference = received + in transit. */
enum donation_measure {
    DONATED_PLEDGED,
    DONATED_SHIPPED,
    DONATED_IN_TRANSIT, /* shipped and not yet received */
    DONATED_RECEIVED,
    DONATED_DISTRIBUTED,
    DONATED_DIFFERENCE, /* received less shipped, of what was received */
    DONATED_MEASURES,
};

/* A row, or the key of one: what a table is not by is "" or 0. */
struct donation_row {
    const char *site;
    const char *item;
    const char *unit;
    const char *donor; /* its id */
    int64_t state;     /* a donation_state */
    int64_t reason;    /* a DifferenceReason; 0 in a table by it: nobody has said yet */
    int64_t records;   /* donations; of differences, lines of them */
    __int128 quantity[DONATED_MEASURES];
    __int128 minor[DONATED_MEASURES];
};

struct donation_table {
    struct donation_row *rows;
    size_t count;
    size_t room;
};

struct donation_tables {
    struct donation_row total;
    struct donation_table items; /* by item and unit */
    struct donation_table donors;
    struct donation_table states;
    struct donation_table sites;       /* by site, item and unit: what was distributed there */
    struct donation_table differences; /* by item, unit and reason */
};

void donation_tables_begin(struct donation_tables *tables);
/* As it was on that day. */
void donation_tables_add(struct donation_tables *tables, struct cv_arena *arena,
                         const struct donation *donation, int32_t through);
/* Sort them. False: a sum does not fit in 64 bits. */
bool donation_tables_close(struct donation_tables *tables);

#endif
