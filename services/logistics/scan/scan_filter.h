/* Which scans of a hub are asked for (ScanFilter).
 *
 * Memory   The filter lives in the call's arena; ids are borrowed from the request. */
#ifndef LOGISTICS_SCAN_FILTER_H
#define LOGISTICS_SCAN_FILTER_H

#include "app/check.h"
#include "caravan/logistics/v1/scan.pb-c.h"
#include "scan/scan_bytes.h"
#include "service/books_store.h"

struct scan_filter {
    uint32_t steps; /* bits; 0: all */
    const Caravan__Logistics__V1__ScanFilter *asked;
    int64_t *chutes; /* their numbers, once looked up */
    int64_t *readers;
};

/* `asked` NULL: all. */
void scan_filter_read(struct cv_check *check, const Caravan__Logistics__V1__ScanFilter *asked,
                      struct scan_filter *filter);
/* Look up what it names; NOT_FOUND. */
struct cv_status scan_filter_begin(struct scan_filter *filter, struct cv_books *books,
                                   int64_t hub_no);
bool scan_filter_match(const struct scan_filter *filter, const struct scan_kept *kept);

#endif
