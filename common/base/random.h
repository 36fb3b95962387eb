/* The one door to randomness. From the kernel; a test may seed it and then sees the same numbers
 * each run. Thread: any. */
#ifndef CV_BASE_RANDOM_H
#define CV_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

void cv_random_bytes(void *out, size_t len);
uint64_t cv_random_u64(void);
void cv_random_seed(uint64_t seed); /* tests only; 0 goes back to the kernel */

#endif
