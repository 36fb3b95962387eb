/* What a hub must come to, told in the plainest way: all scans that were accepted are kept in one
 * array, and whatever is asked is made from nothing each time, by sorting and going through them.
 * It shares no code with the service, and knows nothing of arrival, batches or caches. */
#ifndef TESTS_LOGISTICS_NAIVE_HUB_H
#define TESTS_LOGISTICS_NAIVE_HUB_H

#include "caravan/logistics/v1/parcel.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAIVE_PARCELS 200
#define NAIVE_SCANS   4096
#define NAIVE_PLACES  10

/* Chutes, bags and prefectures by number from 1; 0: none. Parcels by number from 0. */
struct naive_scan {
    Caravan__Logistics__V1__ScanStep step;
    int parcel;
    int other; /* RELABELLED: the new number; MERGED: what it is; else -1 */
    int64_t at_us;
    int reader; /* 0: the hub itself */
    int64_t number;
    int chute, bag, prefecture;
    bool chute_unknown, bag_unknown, prefecture_unknown;
    int64_t plan, grams;
};

struct naive_hub {
    struct naive_scan scans[NAIVE_SCANS];
    size_t count;
    int64_t now_us;
    int64_t bag_closed_us[NAIVE_PLACES]; /* 0: it is open */
    int bag_prefecture[NAIVE_PLACES];
    bool served[NAIVE_PLACES]; /* prefectures */
    bool out_of_service[NAIVE_PLACES];
    struct naive_plan { /* growing; the last goes on */
        int64_t from_us;
        bool has[NAIVE_PLACES];
    } plans[4];
    size_t plan_count;

    int is[NAIVE_PARCELS]; /* itself, or which parcel it turned out to be */
    bool circle[NAIVE_SCANS];
    bool in_use[NAIVE_SCANS];
};

/* As Parcel has it on the wire; times 0: never. */
struct naive_parcel {
    Caravan__Logistics__V1__ParcelState state;
    int64_t state_us, first_us, last_us;
    int prefecture, assigned, chute, bag, left_bag;
    int64_t plan, declared, grams;
    int rounds, failures, found;
    bool held, lost_inferred;
    const char *missort;
    unsigned odd; /* 1 << place in NAIVE_ODDS */

    int64_t inbound_us, sorted_us, missorted_us, no_read_us, round_us, rejected_us, dispatched_us;
    int sorted_chute, missorted_chute;
};
extern const char *const NAIVE_ODDS[12];

/* Puts the scans in order and tells what each parcel is: first, after the last scan was added. */
void naive_judge(struct naive_hub *hub);
/* Of one that is itself. */
struct naive_parcel naive_fold(const struct naive_hub *hub, int parcel);

#endif
