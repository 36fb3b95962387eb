/* What the texts of a scan mean at its hub: chutes, bags, destinations. Looked up once for a batch,
 * in which none of them can change.
 *
 * Memory   In the books' arena; ids are borrowed from the scans. */
#ifndef LOGISTICS_SCAN_PLACES_H
#define LOGISTICS_SCAN_PLACES_H

#include "bag/bag_store.h"
#include "chute/chute_store.h"
#include "destination/destination_store.h"
#include "scan/scan_bytes.h"
#include "sort_plan/sort_plan_store.h"

#define SCAN_PLACES_BUCKETS 256

struct scan_place;

struct scan_places {
    struct cv_books *books;
    int64_t hub_no;
    struct scan_place *buckets[SCAN_PLACES_BUCKETS];
    struct sort_plan_span plan; /* the last that was needed */
};

void scan_places_begin(struct scan_places *places, struct cv_books *books, int64_t hub_no);
/* Put numbers in place of the texts of `kept`; what does not exist stays a text. Tells what is odd,
 * unless something worse was. */
struct cv_status scan_places_look(struct scan_places *places, const struct scan *scan,
                                  struct scan_kept *kept);

#endif
