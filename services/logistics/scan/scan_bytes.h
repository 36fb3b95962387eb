/* A scan as it is kept, and the bytes it is packed in. */
#ifndef LOGISTICS_SCAN_BYTES_H
#define LOGISTICS_SCAN_BYTES_H

#include "parcel/state_bytes.h"
#include "scan/scan.h"

struct scan_kept {
    struct parcel_event event; /* with seq, reader and number */
    int64_t parcel_no;         /* whose number it bears; it may have turned out to be another */
    int64_t received_us;
    int64_t occur_us; /* by the reader's clock; event.at_us is that or corrected */
    int64_t offset_minutes;
    int64_t outcome; /* a scan_outcome */
    int64_t mm[3];
    /* As said. Of chute and bag only those of which there was none; in the arena, not ended by NUL
     * as long as they are slices. */
    struct cv_slice chute;
    struct cv_slice bag;
    struct cv_slice destination_key;
    struct cv_slice reason;
    struct cv_slice raw; /* numbers as read; empty: as they are kept */
    struct cv_slice other_raw;
    struct cv_slice retracts_reader; /* of which there was none */
};

#define SCAN_BYTES_MAX 768

size_t scan_put(uint8_t to[SCAN_BYTES_MAX], const struct scan_kept *kept);
/* All but what has columns of its own. Texts are borrowed from the bytes. False: these are not the
 * bytes of a scan. */
bool scan_get(struct cv_slice bytes, struct scan_kept *kept);

/* Was the same said, when it was sent before? */
bool scan_same(const struct scan_kept *a, const struct scan_kept *b);

#endif
