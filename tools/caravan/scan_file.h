/* The compact scan file: what a handheld or tunnel saw while it was alone, a few bytes for each
 * scan, to be sent by StreamScans once there is a way to the hub.
 *
 *     "CVSCAN1\n"
 *     text reader, "hubs/h/readers/r"; zigzag minutes from UTC; varint number of the first scan;
 *     zigzag its time, microseconds since 1970 UTC
 *     for each scan: varint step, not 0 (enum ScanStep); varint which of the fields below it has;
 *         zigzag microseconds since the scan before; then those fields in this order
 *     varint 0; varint how many scans there were
 *
 * Numbers run by one. A text is a varint, 0: as in the scan before that had one, or its length and
 * 1, and the bytes; a parcel's number instead begins with how many of its first bytes are as in the
 * scan before. Varints and zigzags as in protobuf.
 *
 * Thread   Any; one at a time for each reader or writer.
 * Memory   A reader borrows the bytes; what it gives is valid until the next scan. A writer's
 *          buffer is the caller's.
 * Errors   Hostile bytes are ordinary: SCAN_FILE_BROKEN, and what came before is good. */
#ifndef CARAVAN_SCAN_FILE_H
#define CARAVAN_SCAN_FILE_H

#include "base/buf.h"
#include "caravan/logistics/v1/scan.pb-c.h"

#define SCAN_FILE_TEXT_MAX 100

enum scan_file_field {
    SCAN_FILE_CARRIER,
    SCAN_FILE_PARCEL,
    SCAN_FILE_TRACK_ID,
    SCAN_FILE_CHUTE,
    SCAN_FILE_BAG,
    SCAN_FILE_PLAN,
    SCAN_FILE_GRAMS,
    SCAN_FILE_LENGTH,
    SCAN_FILE_WIDTH,
    SCAN_FILE_HEIGHT,
    SCAN_FILE_DESTINATION,
    SCAN_FILE_REASON,
    SCAN_FILE_OTHER_CARRIER,
    SCAN_FILE_OTHER_PARCEL,
    SCAN_FILE_FIELDS
};

/* What both sides remember of the scan before. */
struct scan_file_past {
    int64_t number;
    int64_t occur_us;
    char texts[SCAN_FILE_FIELDS][SCAN_FILE_TEXT_MAX + 1];
};

enum scan_file_next {
    SCAN_FILE_SCAN,
    SCAN_FILE_END,    /* whole */
    SCAN_FILE_BROKEN, /* no scan file, cut short, or changed */
};

struct scan_file_reader {
    char reader[SCAN_FILE_TEXT_MAX + 1];
    int32_t offset_minutes;
    int64_t count;              /* of scans read */
    struct scan_file_past past; /* private, as all below */
    const uint8_t *at;
    const uint8_t *end;
};

/* False: it is no scan file. */
bool scan_file_open(struct scan_file_reader *reader, struct cv_slice bytes);
enum scan_file_next scan_file_read(struct scan_file_reader *reader,
                                   Caravan__Logistics__V1__Scan *scan);

struct scan_file_writer {
    struct cv_buf *out;
    int64_t count;
    struct scan_file_past past;
};

void scan_file_begin(struct scan_file_writer *writer, struct cv_buf *out, const char *reader,
                     int32_t offset_minutes, int64_t first_number, int64_t occur_us);
/* Its number and offset are the file's; no text is longer than SCAN_FILE_TEXT_MAX. */
void scan_file_write(struct scan_file_writer *writer, const Caravan__Logistics__V1__Scan *scan);
void scan_file_finish(struct scan_file_writer *writer);

#endif
