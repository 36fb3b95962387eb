#include "encoding.h"

#include "base/utf8.h"

#include <iconv.h>
#include <string.h>

static struct cv_status from_gb18030(struct cv_slice bytes, struct cv_arena *arena,
                                     struct cv_slice *text)
{
    size_t room = bytes.len * 2 + 4; /* two bytes become at most three, four at most four */
    char *out = cv_arena_alloc(arena, room);
    char *to = out;
    char *from = (char *)(uintptr_t)bytes.at;
    size_t left = bytes.len;
    iconv_t iconv_handle = iconv_open("UTF-8", "GB18030");
    size_t result;

    if (out == NULL || iconv_handle == (iconv_t)-1) {
        if (iconv_handle != (iconv_t)-1)
            (void)iconv_close(iconv_handle);
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory to read GB18030");
    }
    result = iconv(iconv_handle, &from, &left, &to, &room);
    (void)iconv_close(iconv_handle);
    if (result == (size_t)-1 || left > 0 || memchr(out, '\0', (size_t)(to - out)) != NULL)
        return cv_status(CV_INVALID_ARGUMENT, "BAD_ENCODING",
                         "the file is neither UTF-8 nor GB18030; save it as \"CSV UTF-8\"");
    *text = (struct cv_slice){(const uint8_t *)out, (size_t)(to - out)};
    return CV_STATUS_OK;
}

struct cv_status encoding_to_utf8(struct cv_slice bytes, struct cv_arena *arena,
                                  struct cv_slice *text)
{
    if (bytes.len >= 3 && memcmp(bytes.at, "\xef\xbb\xbf", 3) == 0)
        bytes = (struct cv_slice){bytes.at + 3, bytes.len - 3};
    if (bytes.len > 0 && !cv_utf8_valid(bytes.at, bytes.len))
        return from_gb18030(bytes, arena, text);
    *text = bytes;
    return CV_STATUS_OK;
}

/* The character at `at`, which is valid UTF-8, and its length. */
static uint32_t decode(const uint8_t *at, size_t *len)
{
    static const uint8_t FIRST[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t c;

    *len = cv_utf8_length(at, strnlen((const char *)at, 4));
    if (*len == 0) {
        *len = 1;
        return 0xfffd;
    }
    c = at[0] & FIRST[*len];
    for (size_t i = 1; i < *len; i++)
        c = c << 6 | (at[i] & 0x3fu);
    return c;
}

char *encoding_half_width(const char *text, struct cv_arena *arena)
{
    char *out = cv_arena_alloc(arena, strlen(text) + 1);
    size_t at = 0;

    if (out == NULL)
        return NULL;
    while (*text != '\0') {
        size_t len;
        uint32_t c = decode((const uint8_t *)text, &len);

        if (c >= 0xff01 && c <= 0xff5e) {
            out[at++] = (char)(c - 0xfee0);
        } else if (c == 0x3000) {
            out[at++] = ' ';
        } else {
            memcpy(out + at, text, len);
            at += len;
        }
        text += len;
    }
    out[at] = '\0';
    return out;
}

/* Unicode's East_Asian_Width W and F, as far as the scripts of these tables go. */
static bool wide(uint32_t c)
{
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0x303e) ||
           (c >= 0x3041 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) ||
           (c >= 0xff00 && c <= 0xff60) || (c >= 0xffe0 && c <= 0xffe6) ||
           (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd);
}

size_t encoding_width(const char *text)
{
    size_t width = 0;

    while (*text != '\0') {
        size_t len;
        uint32_t c = decode((const uint8_t *)text, &len);
        bool combining = c >= 0x300 && c <= 0x36f;

        width += combining ? 0 : wide(c) ? 2 : 1;
        text += len;
    }
    return width;
}
