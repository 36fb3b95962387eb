/* Open commitments by how old they are.
 *
 * Knows neither SQL nor protobuf. Sums have 128 bits, and what does not fit in 64 at the end is an
 * error, never a wrong figure. */
#ifndef PROJECTS_AGEING_H
#define PROJECTS_AGEING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AGEING_BUCKETS 5

struct ageing_bucket {
    int64_t count;
    __int128 committed;
    __int128 disbursed;
};

struct ageing {
    struct ageing_bucket buckets[AGEING_BUCKETS]; /* the youngest first */
};

/* "0-30"; static. */
const char *ageing_days(size_t bucket);
void ageing_add(struct ageing *ageing, int32_t days, int64_t committed, int64_t disbursed);
/* False: a sum does not fit in 64 bits. */
bool ageing_fits(const struct ageing *ageing);

#endif
