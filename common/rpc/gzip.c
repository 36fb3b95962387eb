#include "rpc/gzip.h"

#include "base/fault.h"

#include <stdlib.h>
#include <zlib.h>

#define WINDOW_GZIP (15 + 16)    /* zlib's way to say: gzip, not zlib's own wrapping */
#define MEMORY      8            /* zlib's usual */
#define LEVEL       Z_BEST_SPEED /* a fifth of the usual level's time for a tenth more bytes */
#define MEMBER_MIN  18           /* header and trailer */

struct cv_gzip {
    z_stream in;  /* inflates */
    z_stream out; /* compresses */
    bool has_in;
    bool has_out;
};

static void *take(void *opaque, unsigned count, unsigned size)
{
    (void)opaque;
    return cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(count, size);
}

static void give(void *opaque, void *at)
{
    (void)opaque;
    free(at);
}

static bool has_state(struct cv_gzip **state)
{
    if (*state == NULL && !cv_fault_tick(CV_FAULT_ALLOC))
        *state = calloc(1, sizeof(**state));
    return *state != NULL;
}

void cv_gzip_free(struct cv_gzip *state)
{
    if (state == NULL)
        return;
    if (state->has_in)
        (void)inflateEnd(&state->in);
    if (state->has_out)
        (void)deflateEnd(&state->out);
    free(state);
}

/* A fresh stream; NULL: no memory. */
static z_stream *begin_inflate(struct cv_gzip **state)
{
    z_stream *z;

    if (!has_state(state))
        return NULL;
    z = &(*state)->in;
    if ((*state)->has_in)
        return inflateReset(z) == Z_OK ? z : NULL;
    *z = (z_stream){.zalloc = take, .zfree = give};
    (*state)->has_in = inflateInit2(z, WINDOW_GZIP) == Z_OK;
    return (*state)->has_in ? z : NULL;
}

static z_stream *begin_compress(struct cv_gzip **state)
{
    z_stream *z;

    if (!has_state(state))
        return NULL;
    z = &(*state)->out;
    if ((*state)->has_out)
        return deflateReset(z) == Z_OK ? z : NULL;
    *z = (z_stream){.zalloc = take, .zfree = give};
    (*state)->has_out =
        deflateInit2(z, LEVEL, Z_DEFLATED, WINDOW_GZIP, MEMORY, Z_DEFAULT_STRATEGY) == Z_OK;
    return (*state)->has_out ? z : NULL;
}

size_t cv_gzip_claim(struct cv_slice in)
{
    const uint8_t *at;

    if (in.len < MEMBER_MIN)
        return CV_SIZE_UNKNOWN;
    at = in.at + in.len - 4;
    return (size_t)at[3] << 24 | (size_t)at[2] << 16 | (size_t)at[1] << 8 | at[0];
}

/* One member. Z_STREAM_END, or what stopped it. */
static int inflate_member(z_stream *z)
{
    int told = inflate(z, Z_FINISH);
    uint8_t *out = z->next_out;
    uint8_t spill;

    if (told != Z_BUF_ERROR || z->avail_out > 0)
        return told;
    /* The room is full: is there more to come, or just the trailer? */
    z->next_out = &spill;
    z->avail_out = 1;
    told = inflate(z, Z_FINISH);
    if (z->avail_out == 0)
        return Z_STREAM_ERROR;
    z->next_out = out;
    z->avail_out = 0;
    return told;
}

/* A gzip stream is one member after the other (RFC 1952, 2.2); what they hold is joined. */
enum cv_inflated cv_gzip_inflate(struct cv_gzip **state, struct cv_slice in, uint8_t *out,
                                 size_t cap, size_t *len)
{
    z_stream *z = begin_inflate(state);
    int told = Z_STREAM_END;

    if (z == NULL)
        return CV_INFLATED_NO_MEMORY;
    z->next_in = (uint8_t *)(uintptr_t)in.at;
    z->avail_in = (unsigned)in.len;
    z->next_out = out;
    z->avail_out = cap < UINT32_MAX ? (unsigned)cap : UINT32_MAX;
    do
        told = inflate_member(z);
    while (told == Z_STREAM_END && z->avail_in > 0 && inflateReset(z) == Z_OK);
    *len = (size_t)(z->next_out - out);
    if (told == Z_STREAM_END)
        return CV_INFLATED;
    if (told == Z_STREAM_ERROR)
        return CV_INFLATED_TOO_LARGE;
    return told == Z_MEM_ERROR ? CV_INFLATED_NO_MEMORY : CV_INFLATED_BROKEN;
}

size_t cv_gzip_compress(struct cv_gzip **state, struct cv_slice in, uint8_t *out, size_t cap)
{
    z_stream *z = begin_compress(state);

    if (z == NULL)
        return 0;
    z->next_in = (uint8_t *)(uintptr_t)in.at;
    z->avail_in = (unsigned)in.len;
    z->next_out = out;
    z->avail_out = cap < UINT32_MAX ? (unsigned)cap : UINT32_MAX;
    return deflate(z, Z_FINISH) == Z_STREAM_END ? (size_t)(z->next_out - out) : 0;
}
