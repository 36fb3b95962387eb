#include "encoding.h"

#include "base/utf8.h"
#include "text.h"

#include <iconv.h>
#include <string.h>

static size_t line_of(const char *from, const char *at)
{
    size_t line = 1;

    for (; from < at; from++)
        line += *from == '\n';
    return line;
}

static struct cv_slice without_bom(struct cv_slice text)
{
    if (text.len >= 3 && memcmp(text.at, "\xef\xbb\xbf", 3) == 0)
        return (struct cv_slice){text.at + 3, text.len - 3};
    return text;
}

/* What is said of bytes that cannot be read as `charset`. */
static struct cv_status unreadable(struct cv_arena *arena, const char *charset, size_t line)
{
    if (strcmp(charset, "GB18030") != 0)
        return cv_status_f(arena, CV_INVALID_ARGUMENT, "BAD_ENCODING",
                           T("line %zu is no valid UTF-16; save the file as \"CSV UTF-8\"",
                             "第 %zu 行不是有效的 UTF-16；请另存为“CSV UTF-8”"),
                           line);
    return cv_status_f(arena, CV_INVALID_ARGUMENT, "BAD_ENCODING",
                       T("line %zu is neither UTF-8 nor GB18030; save the file as \"CSV UTF-8\"",
                         "第 %zu 行既不是 UTF-8 也不是 GB18030；请另存为“CSV UTF-8”"),
                       line);
}

static struct cv_status convert(struct cv_slice bytes, const char *charset, struct cv_arena *arena,
                                struct cv_slice *text)
{
    size_t room = bytes.len * 2 + 4; /* two bytes become at most three, four at most four */
    char *out = cv_arena_alloc(arena, room);
    char *to = out;
    char *from = (char *)(uintptr_t)bytes.at;
    size_t left = bytes.len;
    iconv_t iconv_handle = iconv_open("UTF-8", charset);
    size_t result;

    if (out == NULL || iconv_handle == (iconv_t)-1) {
        if (iconv_handle != (iconv_t)-1)
            (void)iconv_close(iconv_handle);
        return cv_status_f(arena, CV_RESOURCE_EXHAUSTED, NULL,
                           T("this machine cannot read %s", "本机无法读取 %s"), charset);
    }
    result = iconv(iconv_handle, &from, &left, &to, &room);
    (void)iconv_close(iconv_handle);
    if (result == (size_t)-1 || left > 0 || memchr(out, '\0', (size_t)(to - out)) != NULL)
        return unreadable(arena, charset, line_of(out, to));
    *text = without_bom((struct cv_slice){(const uint8_t *)out, (size_t)(to - out)});
    return CV_STATUS_OK;
}

static bool starts_with(struct cv_slice bytes, const char *magic, size_t len)
{
    return bytes.len >= len && memcmp(bytes.at, magic, len) == 0;
}

struct cv_status encoding_to_utf8(struct cv_slice bytes, struct cv_arena *arena,
                                  struct cv_slice *text)
{
    if (starts_with(bytes, "PK\x03\x04", 4) || starts_with(bytes, "\xd0\xcf\x11\xe0", 4))
        return cv_status(CV_INVALID_ARGUMENT, "BAD_ENCODING",
                         T("this is a workbook, not a CSV file; save its sheet as \"CSV UTF-8\"",
                           "这是电子表格文件而不是 CSV；请将工作表另存为“CSV UTF-8”"));
    if (starts_with(bytes, "\xff\xfe", 2) || starts_with(bytes, "\xfe\xff", 2))
        return convert(bytes, "UTF-16", arena, text);
    bytes = without_bom(bytes);
    if (bytes.len > 0 && !cv_utf8_valid(bytes.at, bytes.len))
        return convert(bytes, "GB18030", arena, text);
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
