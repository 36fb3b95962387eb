/* Which of several parcels turned out to be one: what their scans say, MERGED, RELABELLED and
 * UNMERGED, taken in the order in which they happened, whoever's they are. Pure.
 *
 * A scan that would make a parcel itself in the end, or a chain longer than PARCEL_CHAIN_MAX, takes
 * no effect (RELABEL_CYCLE). Whether it does depends on those before it alone, so a late one may
 * free another or forbid it. */
#ifndef LOGISTICS_TIES_H
#define LOGISTICS_TIES_H

#include "parcel/fold.h"

/* A number that was given again and again; a longer chain is a mistake. */
#define PARCEL_CHAIN_MAX 32
#define PARCEL_ITSELF    SIZE_MAX

/* Parcels are known by their places in one list. */
struct parcel_tie {
    struct parcel_event *event; /* `cycle` and `in_use` are set in it */
    size_t whose;
    size_t other; /* that it names; UNMERGED names none */
};

struct parcel_tied {
    size_t into; /* PARCEL_ITSELF */
    size_t children;
};

/* Those of one parcel's own events that may tie it, into `found`, which has room for all; `events`
 * are put in order. */
size_t parcel_ties_find(struct parcel_event *events, size_t count, struct parcel_event **found);

/* Of all parcels that any of them names: puts `ties` in order and fills `parcels`. */
void parcel_ties_judge(struct parcel_tie *ties, size_t count, struct parcel_tied *parcels,
                       size_t parcel_count);
size_t parcel_ties_root(const struct parcel_tied *parcels, size_t at);

#endif
