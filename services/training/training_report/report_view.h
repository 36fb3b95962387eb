/* Which records a report is of. */
#ifndef TRAINING_REPORT_VIEW_H
#define TRAINING_REPORT_VIEW_H

#include <stdint.h>

struct report_view {
    int32_t from;     /* the first day */
    int32_t through;  /* the last */
    int64_t known_us; /* what had been recorded by then */
};

#endif
