/* The three ways in which a parcel can be found to be in the wrong place, as pure functions of what
 * is known about it.
 *
 * Hub    it came in at a hub that sends nothing to its prefecture
 * Bag    it is in a bag for another prefecture
 * Divert it fell into another chute than it was assigned to
 *
 * Numbers are those of one hub; 0: not known, not yet, none. What is not known is no missort. */
#ifndef LOGISTICS_MISSORT_H
#define LOGISTICS_MISSORT_H

#include <stdbool.h>
#include <stdint.h>

struct missort_facts {
    int64_t assigned_chute; /* by the last decision */
    int64_t diverted_chute; /* confirmed by the sorter after it */
    int64_t parcel_prefecture;
    int64_t bag_prefecture; /* of the bag it is in */
    bool inbound_here;      /* it was seen at this hub, not only announced */
    bool served_from_here;  /* the hub sends parcels to parcel_prefecture */
};

bool missort_hub(const struct missort_facts *facts);
bool missort_bag(const struct missort_facts *facts);
/* A bag for the right place makes good a wrong chute. */
bool missort_divert(const struct missort_facts *facts);

#endif
