/* The heart of SHA-256: whole blocks, in plain C and by the processor's own instructions.
 *
 * Thread   Any. */
#ifndef CV_BASE_SHA256_BLOCKS_H
#define CV_BASE_SHA256_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CV_SHA256_BLOCK 64

extern const uint32_t cv_sha256_added[64]; /* the standard's K */

void cv_sha256_blocks(uint32_t sums[8], const uint8_t *at, size_t count);

/* The same, by a processor that has instructions for it: four times as fast. */
bool cv_sha256_is_built_in(void);
void cv_sha256_blocks_built_in(uint32_t sums[8], const uint8_t *at, size_t count);

#endif
