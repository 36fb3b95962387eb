/* Adding up what a corridor carried, without a store. */
#ifndef LOGISTICS_REPORT_SUMS_H
#define LOGISTICS_REPORT_SUMS_H

#include "corridor_report/report_store.h"

struct carriage_sum {
    const char *key;
    const char *title;
    int64_t number; /* a direction, month or chapter: what it is sorted by */
    int64_t trips;
    int64_t packages;
    int64_t grams;
    int64_t minor;
    int64_t boxes;
    int64_t units;
    int64_t empty_boxes;
    const struct report_trip *last; /* whose goods were added last */
};

/* Sums by one key, found by hashing. */
struct carriage_table {
    struct carriage_sum *rows;
    size_t count;
    size_t room;
    uint32_t *slots; /* a power of two; 0: free, else the row's number + 1 */
    size_t slot_count;
};

/* Goods of one consignment. */
struct carried {
    struct cv_uuid consignment;
    int64_t packages;
    int64_t grams;
    int64_t minor;
};

struct carriage_sums {
    struct cv_arena *arena;
    const char *currency; /* whose values count */
    struct carriage_sum total;
    struct carriage_table by_direction;
    struct carriage_table by_month;
    struct carriage_table by_chapter;
    struct carriage_table by_consignor;
    bool other_currencies;
    struct carried
        *carried; /* each row of goods; after carriage_finish() each consignment, sorted */
    size_t carried_count;
    size_t carried_room;
};

void carriage_trip(struct carriage_sums *sums, const struct report_trip *trip);
/* By trip, one after the other. */
void carriage_goods_add(struct carriage_sums *sums, const struct report_goods *goods);
/* Sort the tables, and add up what was carried of each consignment: those of which nothing was,
 * after all, are not there. */
void carriage_finish(struct carriage_sums *sums);
/* The last part of it. The number of consignments. */
size_t carried_merge(struct carried *carried, size_t count);

/* The key of a consignor. */
const char *carriage_consignor(const struct report_goods *goods);
/* "07", "2025-07", "OUTBOUND" */
const char *carriage_chapter(struct cv_arena *arena, int64_t chapter);
const char *carriage_month(struct cv_arena *arena, int32_t date);
const char *carriage_direction(int64_t direction);

#endif
