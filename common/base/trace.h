/* W3C Trace Context, levels 1 and 2: which trace a piece of work is part of, as text and as bytes.
 *
 * Read are texts of version 00 and of those to come (what they append is left unread), written is
 * version 00. Of the flags the two that are known pass.
 *
 * Thread   Pure; any.
 * Errors   A text that is wrong in anything is none: a trace begins anew. */
#ifndef CV_BASE_TRACE_H
#define CV_BASE_TRACE_H

#include "base/buf.h"

#define CV_TRACE_SAMPLED 0x01u /* whoever began it wants it recorded */
#define CV_TRACE_RANDOM  0x02u /* the last seven bytes of its id are random */

#define CV_TRACE_TEXT      56  /* 55 characters and the NUL */
#define CV_TRACE_STATE_MAX 512 /* bytes of tracestate that are passed on; what W3C asks for */

/* All zero when the caller sent none. */
struct cv_trace {
    uint8_t trace_id[16];
    uint8_t parent_id[8]; /* the span that what is done for the scope is a child of */
    uint8_t flags;
    struct cv_slice state; /* tracestate, as it came; a NUL follows; outlives the scope */
};

bool cv_trace_is_set(const struct cv_trace *trace);
/* Takes ids and flags of a "traceparent"; `state` stays. False: it is wrong, and *trace as it was.
 */
bool cv_trace_parse(struct cv_slice text, struct cv_trace *trace);
/* Of texts that did not come as headers: the whole trace, whose `state` is borrowed from the
 * second. That is left out if it is too long, or is what no header can be. */
bool cv_trace_read(const char *traceparent, const char *tracestate, struct cv_trace *trace);
void cv_trace_print(const struct cv_trace *trace, char text[CV_TRACE_TEXT]);
/* `len` bytes as 2 * len digits, without a NUL. */
void cv_trace_hex(const uint8_t *bytes, size_t len, char *digits);

/* Is it of the share that is looked at? The same answer wherever the same trace is asked about, and
 * a larger share holds every smaller one. share: 0 (none) to CV_TRACE_ALL. */
#define CV_TRACE_ALL (UINT64_C(1) << 56)
bool cv_trace_in_share(const struct cv_trace *trace, uint64_t share);

#endif
