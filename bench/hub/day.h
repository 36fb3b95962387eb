/* A synthetic hub: parcel after parcel through eight steps, each seen by a reader of its own, to
 * four prefectures. Everything about a scan follows from its step and its place in the reader's
 * row, so that any run can go on where another ended and anything can be counted again.
 *
 * Neighbours change places on the way: not all parcels are seen in the order in which they came.
 * Labels are those of 500 senders, who number theirs one after the other. */
#ifndef BENCH_DAY_H
#define BENCH_DAY_H

#include "caravan/logistics/v1/scan.pb-c.h"
#include "load/hub_data.h"

#include <stdint.h>

#define DAY_HUB            "bench"
#define DAY_STEPS          8
#define DAY_PREFECTURES    HUB_PREFECTURES
#define DAY_CHUTES         HUB_CHUTES
#define DAY_BAG_PARCELS    1000 /* in a bag */
#define DAY_NUMBER_MAX     32
#define DAY_BAG_MAX        32
#define DAY_OFFSET_MINUTES HUB_OFFSET_MINUTES
#define DAY_NEIGHBOURS     4 /* among whom places change; what is sent at once is a multiple */

extern const char *const DAY_READERS[DAY_STEPS];

struct day {
    int64_t first_us; /* midnight before the first parcel, where the hub is */
    uint64_t parcels; /* of a day; they come in within 20 hours */
};

/* A scan and the memory of its texts. */
struct day_scan {
    Caravan__Logistics__V1__Scan message;
    char number[DAY_NUMBER_MAX];
    char chute[8];
    char bag[DAY_BAG_MAX];
};

/* Twelve days ago, so that twenty million scans end before today. */
struct day day_of(uint64_t parcels);
/* The n-th scan, from 0, of the reader of that step. */
void day_scan(const struct day *day, unsigned step, uint64_t n, struct day_scan *scan);
/* Which parcel that is. */
uint64_t day_parcel(unsigned step, uint64_t n);
/* A parcel's label: its carrier; the number is written to `number`. */
const char *day_label(uint64_t parcel, char number[DAY_NUMBER_MAX]);
/* How many parcels are between this step and the first one, as time goes at that hub. */
uint64_t day_distance(const struct day *day, unsigned step);
/* The bag's id, which holds such parcels. */
void day_bag(uint64_t parcel, char bag[DAY_BAG_MAX]);
/* The day on which it comes in, where the hub is: days since 1970. */
int64_t day_number(const struct day *day, uint64_t parcel);

#endif
