#include "base/buf.h"

#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cv_buf_init(struct cv_buf *buf, size_t limit)
{
    memset(buf, 0, sizeof(*buf));
    buf->limit = limit;
}

void cv_buf_free(struct cv_buf *buf)
{
    free(buf->at);
    cv_buf_init(buf, buf->limit);
}

static bool reserve(struct cv_buf *buf, size_t more)
{
    size_t cap = buf->cap == 0 ? 256 : buf->cap;
    uint8_t *at;

    if (buf->failed || more > buf->limit - buf->len) {
        buf->failed = true;
        return false;
    }
    if (buf->len + more <= buf->cap)
        return true;
    while (cap < buf->len + more)
        cap *= 2;
    at = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : realloc(buf->at, cap);
    if (at == NULL) {
        buf->failed = true;
        return false;
    }
    buf->at = at;
    buf->cap = cap;
    return true;
}

void cv_buf_add(struct cv_buf *buf, const void *bytes, size_t len)
{
    if (len == 0 || !reserve(buf, len))
        return;
    memcpy(buf->at + buf->len, bytes, len);
    buf->len += len;
}

void cv_buf_add_text(struct cv_buf *buf, const char *text)
{
    cv_buf_add(buf, text, strlen(text));
}

void cv_buf_printf(struct cv_buf *buf, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0 || !reserve(buf, (size_t)n + 1))
        return;
    va_start(args, format);
    vsnprintf((char *)buf->at + buf->len, (size_t)n + 1, format, args);
    va_end(args);
    buf->len += (size_t)n;
}
