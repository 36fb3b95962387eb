#include "base/trace.h"

/* 00-<trace id>-<parent id>-<flags> */
#define AT_TRACE  3
#define AT_PARENT 36
#define AT_FLAGS  53
#define LENGTH    55

#define KNOWN_FLAGS (CV_TRACE_SAMPLED | CV_TRACE_RANDOM)

static bool is_zero(const uint8_t *bytes, size_t len)
{
    uint8_t any = 0;

    for (size_t i = 0; i < len; i++)
        any |= bytes[i];
    return any == 0;
}

bool cv_trace_is_set(const struct cv_trace *trace)
{
    return !is_zero(trace->trace_id, sizeof(trace->trace_id));
}

/* Lower case only, as the standard has it. */
static bool read_hex(const uint8_t *text, uint8_t *out, size_t count)
{
    for (size_t i = 0; i < count * 2; i++) {
        uint8_t c = text[i];
        unsigned digit;

        if (c >= '0' && c <= '9')
            digit = c - (unsigned)'0';
        else if (c >= 'a' && c <= 'f')
            digit = c - (unsigned)'a' + 10;
        else
            return false;
        out[i / 2] = (uint8_t)((unsigned)out[i / 2] << 4 | digit);
    }
    return true;
}

bool cv_trace_parse(struct cv_slice text, struct cv_trace *trace)
{
    struct cv_trace read = {.state = trace->state};
    uint8_t version = 0;

    if (text.len < LENGTH || !read_hex(text.at, &version, 1) || version == 0xff)
        return false;
    if (text.len > LENGTH && (version == 0 || text.at[LENGTH] != '-'))
        return false;
    if (text.at[AT_TRACE - 1] != '-' || text.at[AT_PARENT - 1] != '-' ||
        text.at[AT_FLAGS - 1] != '-')
        return false;
    if (!read_hex(text.at + AT_TRACE, read.trace_id, sizeof(read.trace_id)) ||
        !read_hex(text.at + AT_PARENT, read.parent_id, sizeof(read.parent_id)) ||
        !read_hex(text.at + AT_FLAGS, &read.flags, 1))
        return false;
    if (!cv_trace_is_set(&read) || is_zero(read.parent_id, sizeof(read.parent_id)))
        return false;
    read.flags &= KNOWN_FLAGS;
    *trace = read;
    return true;
}

bool cv_trace_read(const char *traceparent, const char *tracestate, struct cv_trace *trace)
{
    struct cv_trace read = {.flags = 0};
    size_t len = strnlen(tracestate, CV_TRACE_STATE_MAX + 1);
    size_t good = 0;

    if (!cv_trace_parse((struct cv_slice){(const uint8_t *)traceparent, strlen(traceparent)},
                        &read))
        return false;
    while (good < len && tracestate[good] >= ' ' && tracestate[good] <= '~')
        good++;
    if (good == len && len <= CV_TRACE_STATE_MAX)
        read.state = (struct cv_slice){(const uint8_t *)tracestate, len};
    *trace = read;
    return true;
}

void cv_trace_hex(const uint8_t *bytes, size_t len, char *digits)
{
    for (size_t i = 0; i < len; i++) {
        digits[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        digits[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
}

void cv_trace_print(const struct cv_trace *trace, char text[CV_TRACE_TEXT])
{
    memcpy(text, "00-", AT_TRACE);
    cv_trace_hex(trace->trace_id, sizeof(trace->trace_id), text + AT_TRACE);
    text[AT_PARENT - 1] = '-';
    cv_trace_hex(trace->parent_id, sizeof(trace->parent_id), text + AT_PARENT);
    text[AT_FLAGS - 1] = '-';
    cv_trace_hex(&trace->flags, 1, text + AT_FLAGS);
    text[LENGTH] = '\0';
}

bool cv_trace_in_share(const struct cv_trace *trace, uint64_t share)
{
    uint64_t place = 0;

    for (size_t i = 9; i < sizeof(trace->trace_id); i++)
        place = place << 8 | trace->trace_id[i];
    return place < share;
}
