/* The log of a hub in the store: rows that are added and never changed. */
#ifndef LOGISTICS_SCAN_STORE_H
#define LOGISTICS_SCAN_STORE_H

#include "scan/scan_bytes.h"
#include "service/books_store.h"

struct cv_status scan_insert(struct cv_books *books, int64_t hub_no, const struct scan_kept *kept);
/* By its identity; seq 0: there is none. */
struct cv_status scan_find(struct cv_books *books, int64_t hub_no, int64_t reader_no,
                           int64_t number, struct scan_kept *kept);
/* By its place in the log. DATA_LOSS: it must be there and is not. */
struct cv_status scan_load(struct cv_books *books, int64_t hub_no, int64_t seq,
                           struct scan_kept *kept);
/* Those after `after`, up to `max`. */
struct cv_status scan_list(struct cv_books *books, int64_t hub_no, int64_t after, size_t max,
                           struct scan_kept *rows, size_t *count);
/* How many there are: for the verification. */
struct cv_status scan_count(struct cv_books *books, int64_t hub_no, int64_t *count);

#endif
