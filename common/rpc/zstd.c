#include "rpc/zstd.h"

#include "base/fault.h"
#include "rpc/limits.h"

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

/* As small as at the usual level 3, in two thirds of the time and half the memory. */
#define LEVEL 1

struct cv_zstd {
    ZSTD_DCtx *in;  /* inflates */
    ZSTD_CCtx *out; /* compresses */
};

static bool has_state(struct cv_zstd **state)
{
    if (*state == NULL && !cv_fault_tick(CV_FAULT_ALLOC))
        *state = calloc(1, sizeof(**state));
    return *state != NULL;
}

void cv_zstd_free(struct cv_zstd *state)
{
    if (state == NULL)
        return;
    (void)ZSTD_freeDCtx(state->in);
    (void)ZSTD_freeCCtx(state->out);
    free(state);
}

void cv_zstd_trim(struct cv_zstd *state)
{
    if (state == NULL)
        return;
    if (ZSTD_sizeof_DCtx(state->in) > CV_COMPRESSOR_KEPT) {
        (void)ZSTD_freeDCtx(state->in);
        state->in = NULL;
    }
    if (ZSTD_sizeof_CCtx(state->out) > CV_COMPRESSOR_KEPT) {
        (void)ZSTD_freeCCtx(state->out);
        state->out = NULL;
    }
}

static uint32_t magic_of(const uint8_t *at)
{
    return (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | (uint32_t)at[1] << 8 | at[0];
}

static bool is_skippable(uint32_t magic)
{
    return (magic & ZSTD_MAGIC_SKIPPABLE_MASK) == ZSTD_MAGIC_SKIPPABLE_START;
}

size_t cv_zstd_claim(struct cv_slice in)
{
    unsigned long long size;

    if (in.len < 4 || magic_of(in.at) != ZSTD_MAGICNUMBER)
        return CV_SIZE_UNKNOWN;
    size = ZSTD_getFrameContentSize(in.at, in.len);
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR)
        return CV_SIZE_UNKNOWN;
    return size < CV_SIZE_UNKNOWN ? (size_t)size : CV_SIZE_UNKNOWN - 1;
}

static enum cv_inflated what_is(size_t error)
{
    switch (ZSTD_getErrorCode(error)) {
    case ZSTD_error_dstSize_tooSmall:
        return CV_INFLATED_TOO_LARGE;
    case ZSTD_error_memory_allocation:
        return CV_INFLATED_NO_MEMORY;
    default:
        return CV_INFLATED_BROKEN;
    }
}

/* Whole frames one after the other (RFC 8878, 3); what they hold is joined. Each is looked at
 * first: libzstd would take frames of its own past formats, too. */
enum cv_inflated cv_zstd_inflate(struct cv_zstd **state, struct cv_slice in, uint8_t *out,
                                 size_t cap, size_t *len)
{
    if (!has_state(state))
        return CV_INFLATED_NO_MEMORY;
    if ((*state)->in == NULL && !cv_fault_tick(CV_FAULT_ALLOC))
        (*state)->in = ZSTD_createDCtx();
    if ((*state)->in == NULL)
        return CV_INFLATED_NO_MEMORY;
    *len = 0;
    while (in.len > 0) { /* no frame at all is how some encoders write an empty message */
        uint32_t magic = in.len < 4 ? 0 : magic_of(in.at);
        size_t frame;
        size_t made = 0;

        if (magic != ZSTD_MAGICNUMBER && !is_skippable(magic))
            return CV_INFLATED_BROKEN;
        frame = ZSTD_findFrameCompressedSize(in.at, in.len);
        if (ZSTD_isError(frame))
            return CV_INFLATED_BROKEN;
        if (magic == ZSTD_MAGICNUMBER)
            made = ZSTD_decompressDCtx((*state)->in, out + *len, cap - *len, in.at, frame);
        if (ZSTD_isError(made))
            return what_is(made);
        *len += made;
        in = (struct cv_slice){in.at + frame, in.len - frame};
    }
    return CV_INFLATED;
}

size_t cv_zstd_compress(struct cv_zstd **state, struct cv_slice in, uint8_t *out, size_t cap)
{
    size_t made;

    if (!has_state(state))
        return 0;
    if ((*state)->out == NULL && !cv_fault_tick(CV_FAULT_ALLOC))
        (*state)->out = ZSTD_createCCtx();
    if ((*state)->out == NULL)
        return 0;
    made = ZSTD_compressCCtx((*state)->out, out, cap, in.at, in.len, LEVEL);
    return ZSTD_isError(made) ? 0 : made;
}
