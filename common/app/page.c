#include "app/page.h"

#include <string.h>

#define KEY_BYTES   16
#define CHECK_BYTES 8
#define TOKEN_TEXT  (2 * (KEY_BYTES + CHECK_BYTES))

/* FNV-1a over the bytes and a separator: finds mistakes, keeps no secret. */
static uint64_t mix(uint64_t hash, const void *bytes, size_t len)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
    return (hash ^ 0xff) * UINT64_C(0x100000001b3);
}

static uint64_t check_of(const struct cv_page *page, struct cv_uuid key)
{
    uint64_t hash = mix(page->bound, key.bytes, KEY_BYTES);

    return hash ^ (hash >> 29);
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool unhex(const char *text, uint8_t bytes[KEY_BYTES + CHECK_BYTES])
{
    if (strlen(text) != TOKEN_TEXT)
        return false;
    for (size_t i = 0; i < KEY_BYTES + CHECK_BYTES; i++) {
        int high = hex_value(text[2 * i]);
        int low = hex_value(text[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        bytes[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}

static bool read_token(struct cv_page *page, const char *token)
{
    uint8_t bytes[KEY_BYTES + CHECK_BYTES];
    uint64_t check = 0;

    if (!unhex(token, bytes))
        return false;
    memcpy(page->after.bytes, bytes, KEY_BYTES);
    for (size_t i = 0; i < CHECK_BYTES; i++)
        check = check << 8 | bytes[KEY_BYTES + i];
    return check == check_of(page, page->after);
}

struct cv_status cv_page_read(struct cv_page *page, struct cv_arena *arena, const char *org,
                              const char *method, const char *parent, int64_t page_size,
                              const char *page_token)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    if (page_size < 0)
        return cv_status_field(arena, "page_size", "page_size must not be negative; 0 means %d",
                               CV_PAGE_DEFAULT);
    hash = mix(hash, org, strlen(org));
    hash = mix(hash, method, strlen(method));
    hash = mix(hash, parent, strlen(parent));
    *page = (struct cv_page){
        .size = page_size == 0 ? CV_PAGE_DEFAULT : page_size,
        .bound = hash,
    };
    if (page->size > CV_PAGE_MAX)
        page->size = CV_PAGE_MAX;
    if (page_token[0] != '\0' && !read_token(page, page_token))
        return cv_status_field(arena, "page_token",
                               "page_token is not the next_page_token of this method with these "
                               "parameters; start again without one");
    return CV_STATUS_OK;
}

char *cv_page_next(const struct cv_page *page, struct cv_arena *arena, struct cv_uuid last)
{
    static const char DIGITS[] = "0123456789abcdef";
    uint64_t check = check_of(page, last);
    uint8_t bytes[KEY_BYTES + CHECK_BYTES];
    char *text = cv_arena_alloc(arena, TOKEN_TEXT + 1);

    if (text == NULL)
        return NULL;
    memcpy(bytes, last.bytes, KEY_BYTES);
    for (size_t i = 0; i < CHECK_BYTES; i++)
        bytes[KEY_BYTES + i] = (uint8_t)(check >> (56 - 8 * i));
    for (size_t i = 0; i < sizeof(bytes); i++) {
        text[2 * i] = DIGITS[bytes[i] >> 4];
        text[2 * i + 1] = DIGITS[bytes[i] & 15];
    }
    text[TOKEN_TEXT] = '\0';
    return text;
}

struct cv_uuid cv_page_key(int64_t number)
{
    struct cv_uuid key = {0};

    for (size_t i = 0; i < 8; i++)
        key.bytes[15 - i] = (uint8_t)((uint64_t)number >> (8 * i));
    return key;
}

int64_t cv_page_number(struct cv_uuid key)
{
    uint64_t number = 0;

    for (size_t i = 8; i < 16; i++)
        number = number << 8 | key.bytes[i];
    return (int64_t)(number & INT64_MAX);
}
