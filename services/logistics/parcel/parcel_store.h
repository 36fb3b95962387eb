/* Parcels in the store: a folded state, and where in the log its scans are. */
#ifndef LOGISTICS_PARCEL_STORE_H
#define LOGISTICS_PARCEL_STORE_H

#include "app/page.h"
#include "parcel/state_bytes.h"
#include "service/books_store.h"

struct parcel {
    int64_t no;       /* from 1 in its hub, in the order of first sight */
    int64_t since_us; /* of its first scan, to the minute; of one that was looked for by number */
    int64_t into_no;  /* the parcel it turned out to be; 0: itself. Then its state is not kept */
    const char *carrier;
    const char *number;
    struct parcel_state state;
    struct cv_slice scans; /* of this number: distances from one place in the log to the next */
    /* Varints: how many of its scans are MERGED, UNMERGED or RELABELLED, then the numbers of the
     * parcels that any scan says are this one: those are whose into_no it is. Empty: none. */
    struct cv_slice links;
};

/* Whose number it was, first seen within [from_us, until_us]. no 0: nobody's. */
struct cv_status parcel_find(struct cv_books *books, int64_t hub_no, const char *carrier,
                             const char *number, int64_t from_us, int64_t until_us,
                             struct parcel *parcel);
/* When each parcel of that number was first seen (int64_t, microseconds), the newest first; that is
 * the key, too. */
struct cv_status parcel_since_list(struct cv_books *books, int64_t hub_no, const char *carrier,
                                   const char *number, struct cv_listed *listed);
/* no 0: there is none. */
struct cv_status parcel_load(struct cv_books *books, int64_t hub_no, int64_t no,
                             struct parcel *parcel);
/* Those of greater number, up to `max`, for reading through all of them. */
struct cv_status parcel_list(struct cv_books *books, int64_t hub_no, int64_t after, size_t max,
                             struct parcel *rows, size_t *count);
/* The states of all that is in a bag, or in the bags of a manifest; the other is 0. `take` asks the
 * store for nothing. */
typedef void parcel_take(void *arg, const struct parcel_state *state);
struct cv_status parcel_each_bagged(struct cv_books *books, int64_t hub_no, int64_t bag_no,
                                    int64_t manifest_no, parcel_take *take, void *arg);
/* first_us: of its first scan, about which its number is found again. */
struct cv_status parcel_insert(struct cv_books *books, int64_t hub_no, const struct parcel *parcel,
                               int64_t first_us);
struct cv_status parcel_update(struct cv_books *books, int64_t hub_no, const struct parcel *parcel);

/* How far from its first scan a number means the same parcel. */
int64_t parcel_window_us(const char *carrier);

#endif
