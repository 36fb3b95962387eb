#include "app/span.h"

#include "base/ring.h"

bool cv_span_may_tell(enum cv_code code)
{
    switch (code) {
    case CV_CANCELLED:
    case CV_UNKNOWN:
    case CV_DEADLINE_EXCEEDED:
    case CV_RESOURCE_EXHAUSTED:
    case CV_UNIMPLEMENTED:
    case CV_INTERNAL:
    case CV_UNAVAILABLE:
    case CV_DATA_LOSS:
        return true;
    default:
        return false;
    }
}

bool cv_span_put(struct cv_ring *ring, const struct cv_span *span)
{
    size_t lens[CV_SPAN_TEXTS];
    size_t retries = cv_span_retries(span) * sizeof(*span->retries);
    size_t all = sizeof(*span) + retries;
    struct cv_span *copy;
    char *at;

    for (size_t i = 0; i < CV_SPAN_TEXTS; i++) {
        lens[i] = span->texts[i] == NULL ? 0 : strnlen(span->texts[i], CV_SPAN_TEXT_MAX);
        all += lens[i] + 1;
    }
    copy = cv_ring_put(ring, all);
    if (copy == NULL)
        return false;
    *copy = *span;
    at = (char *)(copy + 1);
    if (retries > 0) {
        memcpy(at, span->retries, retries);
        copy->retries = (const void *)at;
        at += retries;
    }
    for (size_t i = 0; i < CV_SPAN_TEXTS; i++) {
        copy->texts[i] = at;
        if (lens[i] > 0)
            memcpy(at, span->texts[i], lens[i]);
        at[lens[i]] = '\0';
        at += lens[i] + 1;
    }
    cv_ring_done(ring);
    return true;
}
