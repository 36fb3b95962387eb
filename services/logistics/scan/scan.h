/* A scan: the rules for its fields, and what becomes of it. */
#ifndef LOGISTICS_SCAN_H
#define LOGISTICS_SCAN_H

#include "caravan/logistics/v1/scan.pb-c.h"
#include "identifier/identifier.h"
#include "parcel/fold.h"

#define SCAN_CARRIER_MAX 20 /* characters of a carrier's code */
#define SCAN_BATCH_MAX   10000
#define SCAN_RAW_MAX     63      /* bytes of a number as it was read; more are not kept */
#define SCAN_TRACK       "track" /* the carrier of what is known by the belt's number alone */

/* A parcel's number as it is kept: upper case, no blanks, dots or hyphens. */
struct scan_name {
    char carrier[SCAN_CARRIER_MAX + 1]; /* an id (app/name.h) */
    char number[IDENTIFIER_MAX + 1];
};

/* Texts borrowed; "" or 0: not said. */
struct scan {
    int64_t number;
    int64_t step;   /* a parcel_step */
    bool not_valid; /* the number fails its check digit, or is none of its carrier */
    struct scan_name name;
    struct scan_name other; /* "": none */
    const char *raw;        /* both numbers as they were read; "": as they are kept */
    const char *other_raw;
    int64_t occur_us;
    int64_t offset_minutes;
    const char *chute;
    const char *bag;
    const char *destination_key;
    const char *reason;
    int64_t plan_version;
    int64_t grams;
    int64_t mm[3]; /* length, width, height */
    const char *retracts_reader;
    int64_t retracts_number; /* 0: retracts none */
};

/* = ScanOutcome */
enum scan_outcome {
    SCAN_APPLIED = 1,
    SCAN_LATE,
    SCAN_DUPLICATE,
    SCAN_FOLDED,
    SCAN_ANOMALY,
    SCAN_CONFLICT,
    SCAN_REJECTED,
};

struct scan_result {
    int64_t outcome; /* a scan_outcome */
    int64_t seq;
    int64_t odd;         /* a parcel_odd, of ANOMALY */
    int64_t parcel_no;   /* what its parcel turned out to be, before it; 0: not kept */
    int64_t into_no;     /* and with it, where that may be another; else 0 */
    const char *field;   /* of REJECTED; this and the next are static */
    const char *message; /* NULL: none */
};

/* From the wire. False: *result says what is wrong. */
bool scan_read(const Caravan__Logistics__V1__Scan *message, struct scan *scan,
               struct scan_result *result);
/* Normalise a carrier's code and number. NULL: fine; else what is wrong, static. */
const char *scan_name_read(struct scan_name *name, const char *carrier, const char *number,
                           bool *not_valid);
void scan_name_track(struct scan_name *name, int64_t track_id);

/* `read` if it is not how `name` is kept; else "". */
const char *scan_name_raw(const struct scan_name *name, const char *read);

/* "BAG_NOT_OPEN"; "" for ODD_NONE. */
const char *scan_odd_name(int64_t odd);
/* Into a zeroed message; texts are static. */
void scan_result_wire(const struct scan_result *result,
                      Caravan__Logistics__V1__ScanResult *message);

#endif
