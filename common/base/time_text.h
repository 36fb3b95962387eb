/* google.protobuf.Timestamp and Duration as text: "2024-03-05T08:00:00.25Z" (RFC 3339), "-1.5s". */
#ifndef CV_BASE_TIME_TEXT_H
#define CV_BASE_TIME_TEXT_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

#define CV_TIME_TEXT_MAX 48

struct cv_time_value {
    int64_t seconds; /* since 1970 UTC, or of the duration */
    int32_t nanos;   /* of a duration: of the same sign as the seconds */
};

/* Years 0001 to 9999, any offset, up to nine digits of a second. False: it is none. */
bool cv_time_text_read_timestamp(struct cv_slice text, struct cv_time_value *value);
/* 315,576,000,000 seconds (10,000 years) at most. */
bool cv_time_text_read_duration(struct cv_slice text, struct cv_time_value *value);

/* False: out of that range, there is no text for it. 0, 3, 6 or 9 digits of a second. */
bool cv_time_text_print_timestamp(struct cv_time_value value, char out[CV_TIME_TEXT_MAX]);
bool cv_time_text_print_duration(struct cv_time_value value, char out[CV_TIME_TEXT_MAX]);

#endif
