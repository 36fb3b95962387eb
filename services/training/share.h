/* Shares as people read them: basis points, of which 10,000 are the whole. */
#ifndef TRAINING_SHARE_H
#define TRAINING_SHARE_H

#include <stdbool.h>
#include <stdint.h>

#define SHARE_WHOLE 10000

/* part / whole, rounded half to even; 0 <= part, 0 < whole. */
static inline int32_t share_of(int64_t part, int64_t whole)
{
    int64_t twice = 2 * SHARE_WHOLE * part;
    int64_t rounded = (twice + whole) / (2 * whole);
    bool half = twice + whole == rounded * 2 * whole;

    return (int32_t)(half && rounded % 2 != 0 ? rounded - 1 : rounded);
}

#endif
