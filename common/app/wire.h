/* Between the common messages of Google's APIs and plain values: dates, times, field masks, texts.
 *
 * Memory   Messages made here live in the arena. Making one returns NULL when the arena is full,
 * and also for "none", which on the wire is the same: a field that is not set. Whoever encodes
 *          looks at arena->exhausted once, at the end. */
#ifndef CV_APP_WIRE_H
#define CV_APP_WIRE_H

#include "app/check.h"
#include "google/protobuf/field_mask.pb-c.h"
#include "google/protobuf/timestamp.pb-c.h"
#include "google/type/date.pb-c.h"

/* Not set or all zero: CV_DATE_NONE, wrong only if required. */
int32_t cv_wire_date_read(struct cv_check *check, const char *field,
                          const Google__Type__Date *message, bool required);
Google__Type__Date *cv_wire_date(struct cv_arena *arena, int32_t date);

/* Microseconds since 1970, finer digits cut off. Not set: 0. */
int64_t cv_wire_time_read(struct cv_check *check, const char *field,
                          const Google__Protobuf__Timestamp *message);
Google__Protobuf__Timestamp *cv_wire_time(struct cv_arena *arena, int64_t us);

/* protobuf-c's text fields are not const; packing does not write to them. */
static inline char *cv_wire_text(const char *text)
{
    return text == NULL ? (char *)(uintptr_t) "" : (char *)(uintptr_t)text;
}

/* Which fields an update takes: bit i for allowed[i] (ends with NULL, at most 31). No mask, an
 * empty one or "*": all. INVALID_ARGUMENT for a path that is not allowed, naming those that are. */
uint32_t cv_wire_mask_read(struct cv_check *check, const Google__Protobuf__FieldMask *mask,
                           const char *const *allowed);

#define CV_MASK_ALL UINT32_MAX

#endif
