/* The parcels that a batch of scans touches: each is read once, changed in memory, and written
 * once.
 *
 * Memory   In the books' arena; names are borrowed from the scans.
 * Errors   Those of the store. A full arena is told by the arena. */
#ifndef LOGISTICS_PARCEL_CACHE_H
#define LOGISTICS_PARCEL_CACHE_H

#include "hub_report/tally.h"
#include "parcel/by_bag.h"
#include "parcel/parcel_store.h"

struct parcel_refold;

struct parcel_entry {
    struct parcel parcel; /* its slices are in `scans` and `children` meanwhile */
    struct parcel_state before;
    int64_t first_us;
    uint8_t *scans; /* parcel.scans as it grows */
    size_t scans_len, scans_cap;
    int64_t last_seq;
    int64_t link_count; /* own scans about what it is */
    int64_t *names;     /* parcels that any scan says are it, right or wrong */
    size_t name_count, name_cap;
    size_t place; /* among those that are folded anew; only there has it a meaning */
    bool fresh;
    bool dirty;
    struct parcel_entry *next_by_name;
    struct parcel_entry *next_by_no;
    struct parcel_entry *after;
};

struct parcel_cache {
    struct cv_books *books;
    struct hub_ref *hub; /* its parcel_no counts on */
    struct parcel_entry **by_name;
    struct parcel_entry **by_no;
    size_t buckets; /* a power of two */
    struct parcel_entry *first;
    struct parcel_entry **last;
    struct bag_leavings leavings;
    struct parcel_event newest; /* the scan that is coming in, not in the store yet */
    struct parcel_refold *refold;
};

struct cv_status parcel_cache_begin(struct parcel_cache *cache, struct cv_books *books,
                                    struct hub_ref *hub, size_t count);
/* Whose number it is about `at_us`; NULL: nobody's. */
struct cv_status parcel_cache_find(struct parcel_cache *cache, const char *carrier,
                                   const char *number, int64_t at_us, struct parcel_entry **entry);
/* The same, or a new parcel. */
struct cv_status parcel_cache_get(struct parcel_cache *cache, const char *carrier,
                                  const char *number, int64_t at_us, struct parcel_entry **entry);
struct cv_status parcel_cache_load(struct parcel_cache *cache, int64_t no,
                                   struct parcel_entry **entry);
/* What it turned out to be, in the end. */
struct cv_status parcel_cache_root(struct parcel_cache *cache, struct parcel_entry *entry,
                                   struct parcel_entry **root);
void parcel_cache_append(struct parcel_cache *cache, struct parcel_entry *entry, int64_t seq);

/* A scan of `no` names `entry` as what it is. */
struct cv_status parcel_cache_name(struct parcel_cache *cache, struct parcel_entry *entry,
                                   int64_t no);

/* From the store, with cache->newest: fold all scans of `entry` anew, and of all parcels that may
 * be one with it; which are, is judged anew, too. cache->newest.cycle is set. */
struct cv_status parcel_cache_refold(struct parcel_cache *cache, struct parcel_entry *entry);

/* Write what is dirty, and add how its facts have changed. */
struct cv_status parcel_cache_write(struct parcel_cache *cache, struct tally *tally);

#endif
