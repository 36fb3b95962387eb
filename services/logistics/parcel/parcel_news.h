/* Which parcels have news, told by those who write and asked by those who watch one, so that a
 * watch reads the store only when something may have come to its own parcel.
 *
 * A parcel has two places in a small table: one by the number as scanned, one by what it turned out
 * to be. Each is a count of what was told. Parcels share places: now and then a watch reads for
 * nothing, but it never misses anything.
 *
 * Thread   Any. Tell after the commit and before posting to the feed. */
#ifndef LOGISTICS_PARCEL_NEWS_H
#define LOGISTICS_PARCEL_NEWS_H

#include "scan/scan.h"

#include <stdatomic.h>

#define PARCEL_NEWS_PLACES 4096

struct parcel_news {
    atomic_bool watched; /* ever: until then nothing need be told */
    atomic_uint told[PARCEL_NEWS_PLACES];
};

uint32_t parcel_news_place_of_name(const struct scan_name *name);
uint32_t parcel_news_place_of_no(int64_t parcel_no);

/* A scan of that number was kept. */
void parcel_news_tell(struct parcel_news *news, const struct scan_name *name,
                      const struct scan_result *result);

#endif
