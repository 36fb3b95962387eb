/* Putting a parcel into a bag or taking it out, by a command: what both methods do. */
#ifndef LOGISTICS_BAGGING_H
#define LOGISTICS_BAGGING_H

#include "bag/bag.h"
#include "scan/scan.h"

struct bagging {
    struct hub_unit unit;
    struct scan_name parcel;
    enum parcel_step step;   /* BAGGED or UNBAGGED */
    struct scan_result kept; /* of the scan that says so */
};

/* `self` is the handler's state. */
void bagging_run(struct bagging *self, struct cv_call *call, const char *bag, const char *carrier,
                 const char *number, const char *request_id, enum parcel_step step);

#endif
