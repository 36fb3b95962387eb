/* A piece of work that has ended: a line of the call log, a span of a trace.
 *
 * Thread   Made on a loop, read by whoever takes it out of a ring (base/ring.h).
 * Memory   In the ring with its texts; method and name are static. */
#ifndef CV_APP_SPAN_H
#define CV_APP_SPAN_H

#include "base/ring.h"
#include "base/status.h"
#include "base/trace.h"
#include "rpc/method.h"

/* By OpenTelemetry's numbers. */
enum cv_span_kind {
    CV_SPAN_SERVER = 2,
    CV_SPAN_CLIENT = 3,
    CV_SPAN_CONSUMER = 5,
};

/* Not more of any text is kept. */
#define CV_SPAN_TEXT_MAX CV_TRACE_STATE_MAX

enum cv_span_text {
    CV_SPAN_PEER,      /* address of the other end */
    CV_SPAN_PRINCIPAL, /* the subject that called */
    CV_SPAN_REASON,    /* of what went wrong, as are the next */
    CV_SPAN_FIELD,
    CV_SPAN_MESSAGE,
    CV_SPAN_STATE, /* tracestate */
    CV_SPAN_TEXTS
};

/* An attempt of a call that failed, and was followed by another. */
struct cv_span_retry {
    int64_t at_us; /* UTC */
    enum cv_code code;
    bool transparent; /* no server had looked at it */
};

/* Not more of them are told. */
#define CV_SPAN_RETRIES_MAX 8u

struct cv_span {
    enum cv_span_kind kind;
    enum cv_code code;
    uint8_t trace_id[16];
    uint8_t span_id[8];
    uint8_t parent_id[8]; /* all zero: it began the trace */
    uint8_t flags;
    int64_t ended_us; /* UTC */
    uint64_t duration_ns;
    uint64_t waited_ns;
    uint64_t bytes_received;
    uint64_t bytes_sent;
    unsigned messages_received;
    unsigned messages_sent;
    uint64_t share;                      /* of those like it that are told (base/trace.h) */
    const struct cv_method *method;      /* NULL: none that is known */
    const char *name;                    /* static; NULL: that of the method */
    const char *texts[CV_SPAN_TEXTS];    /* in a ring none is NULL */
    unsigned retry_count;                /* all there were */
    const struct cv_span_retry *retries; /* the first of them; NULL: they are only counted */
};

/* Says a failure of this kind something of the service, and not of what it was asked? Other
 * messages may repeat what stood in the request, and stay with who sent it. */
bool cv_span_may_tell(enum cv_code code);

/* A copy with its texts. False: there is no room. */
bool cv_span_put(struct cv_ring *ring, const struct cv_span *span);

static inline unsigned cv_span_retries(const struct cv_span *span)
{
    if (span->retries == NULL)
        return 0;
    return span->retry_count < CV_SPAN_RETRIES_MAX ? span->retry_count : CV_SPAN_RETRIES_MAX;
}

static inline bool cv_span_has_parent(const struct cv_span *span)
{
    static const uint8_t NONE[sizeof(span->parent_id)] = {0};

    return memcmp(span->parent_id, NONE, sizeof(NONE)) != 0;
}

#endif
