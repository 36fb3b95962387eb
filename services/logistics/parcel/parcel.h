/* A parcel with its scans, and its form on the wire. */
#ifndef LOGISTICS_PARCEL_H
#define LOGISTICS_PARCEL_H

#include "app/check.h"
#include "caravan/logistics/v1/parcel.pb-c.h"
#include "parcel/parcel_store.h"
#include "scan/scan.h"
#include "scan/scan_store.h"

/* A parcel, all that turned out to be it, and the scans of all. */
struct parcel_history {
    struct parcel *parcels; /* the first is the one itself */
    size_t parcel_count;
    struct scan_kept *scans; /* in the order in which they happened */
    size_t *whose;           /* for each scan, its place in `parcels` */
    size_t scan_count;
};

/* A number that is asked for; no number: the belt's `track_id`. */
void parcel_name_check(struct cv_check *check, const char *carrier, const char *number,
                       int64_t track_id, struct scan_name *name);

/* Whose number it is: the newest of them about `at_us`, and what that turned out to be in the end.
 * no 0: nobody's. */
struct cv_status parcel_known_find(struct cv_books *books, int64_t hub_no,
                                   const struct scan_name *name, int64_t at_us,
                                   struct parcel *parcel);
struct cv_status parcel_history_read(struct cv_books *books, int64_t hub_no,
                                     const struct parcel *parcel, struct parcel_history *history);

struct parcel_asked {
    const char *hub; /* its id */
    int64_t hub_no;
    int64_t now_us;
    bool staff; /* everything; else reduced */
};

/* `history` NULL: without scans. *message NULL: the arena is full. */
struct cv_status parcel_wire(struct cv_books *books, const struct parcel_asked *asked,
                             const struct parcel *parcel, const struct parcel_history *history,
                             Caravan__Logistics__V1__Parcel **message);

/* NOT_FOUND for a number that nobody has. */
struct cv_status parcel_not_found(struct cv_books *books, const struct scan_name *name);

#endif
