/* What a number may be of, by its form alone. A form proves nothing: whoever asks looks it up, one
 * kind after the other.
 *
 * Thread   Any; nothing is kept. */
#ifndef CARAVAN_TRACK_NUMBER_H
#define CARAVAN_TRACK_NUMBER_H

#include "base/arena.h"

#include <stdbool.h>

enum track_kind {
    TRACK_PARCEL,
    TRACK_BOX,
    TRACK_WAGON,
    TRACK_TRIP,
    TRACK_CONSIGNMENT,
    TRACK_KINDS
};

/* "parcel", "box" and so on, as --as takes them. */
extern const char *const TRACK_KIND_NAMES[TRACK_KINDS];

struct track_number {
    const char *text; /* as it is looked for: of a resource name the last part or parts */
    const char *bare; /* in capitals, without blanks, dots and hyphens */
    enum track_kind kinds[TRACK_KINDS]; /* the likeliest first */
    size_t kind_count;
};

/* Also takes resource names: "consignments/n1", "corridors/c/trips/t1", "boxes/csqu3054383"; and
 * "c/t1" for a trip. False: out of memory. */
bool track_number_read(const char *text, struct cv_arena *arena, struct track_number *number);

/* Whose parcel number it is, where the form says it; NULL: it does not. */
const char *track_number_carrier(const char *bare);

#endif
