/* Borrowed bytes, and a buffer that grows. */
#ifndef CV_BASE_BUF_H
#define CV_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes somebody else owns. */
struct cv_slice {
    const uint8_t *at;
    size_t len;
};

/* Are they this text, without its NUL? */
static inline bool cv_slice_is(struct cv_slice slice, const char *text)
{
    return slice.len == strlen(text) && memcmp(slice.at, text, slice.len) == 0;
}

/* Grows by doubling up to `limit`. Errors are sticky: after a refused growth `failed` stays set
 * and appending does nothing, so a writer checks once, at the end. */
struct cv_buf {
    uint8_t *at; /* owned */
    size_t len;
    size_t cap;
    size_t limit;
    bool failed;
};

void cv_buf_init(struct cv_buf *buf, size_t limit);
void cv_buf_free(struct cv_buf *buf);
void cv_buf_add(struct cv_buf *buf, const void *bytes, size_t len);
void cv_buf_add_text(struct cv_buf *buf, const char *text);
void cv_buf_printf(struct cv_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
