#include "request.h"

#include "bench/v1/echo.pb-c.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define FRAME_HEAD     9
#define MESSAGE_PREFIX 5

enum {
    FRAME_DATA = 0,
    FRAME_HEADERS = 1,
    FLAG_END_STREAM = 1,
    FLAG_END_HEADERS = 4,
};

/* Representations of RFC 7541, section 6, and the static entries used here (its appendix A). */
enum {
    INDEXED = 0x80,
    LITERAL_KEPT = 0x40,
    LITERAL_ONCE = 0x00,
    NAME_AUTHORITY = 1,
    METHOD_POST = 3,
    NAME_PATH = 4,
    SCHEME_HTTP = 6,
    NAME_CONTENT_TYPE = 31,
    NAME_USER_AGENT = 58,
    STATIC_COUNT = 61,
};

struct block {
    uint8_t *at;
    unsigned kept; /* entries put into the table so far */
};

static void put_string(struct block *block, const char *text)
{
    size_t len = strlen(text); /* below 127: one byte of length */

    *block->at++ = (uint8_t)len;
    memcpy(block->at, text, len);
    block->at += len;
}

/* `name_index` 0: the name is spelled out. */
static void put_kept(struct block *block, unsigned name_index, const char *name, const char *value)
{
    *block->at++ = (uint8_t)(LITERAL_KEPT | name_index);
    if (name_index == 0)
        put_string(block, name);
    put_string(block, value);
    block->kept++;
}

/* The entry put in as the `nth` of `count`, counted from 1. */
static unsigned index_of(unsigned nth, unsigned count)
{
    return STATIC_COUNT + 1 + count - nth;
}

static void put_first(struct block *block, const char *path, const char *timeout)
{
    *block->at++ = INDEXED | METHOD_POST;
    *block->at++ = INDEXED | SCHEME_HTTP;
    put_kept(block, NAME_PATH, NULL, path);
    put_kept(block, NAME_AUTHORITY, NULL, "127.0.0.1");
    if (timeout[0] != '\0')
        put_kept(block, 0, "grpc-timeout", timeout);
    put_kept(block, 0, "te", "trailers");
    put_kept(block, NAME_CONTENT_TYPE, NULL, "application/grpc");
    put_kept(block, NAME_USER_AGENT, NULL, "caravan-load/1");
}

/* The same fields by their place in the table; a timeout is never the same twice in real life, so
 * only its name is taken from there. */
static void put_later(struct block *block, unsigned count, const char *timeout)
{
    *block->at++ = INDEXED | METHOD_POST;
    *block->at++ = INDEXED | SCHEME_HTTP;
    for (unsigned nth = 1; nth <= count; nth++) {
        unsigned index = index_of(nth, count);

        if (nth == 3 && timeout[0] != '\0') {
            *block->at++ = LITERAL_ONCE | 15;
            *block->at++ = (uint8_t)(index - 15);
            put_string(block, timeout);
        } else {
            *block->at++ = (uint8_t)(INDEXED | index);
        }
    }
}

static void frame_head(uint8_t *at, size_t len, unsigned type, unsigned flags)
{
    memset(at, 0, FRAME_HEAD);
    at[0] = (uint8_t)(len >> 16);
    at[1] = (uint8_t)(len >> 8);
    at[2] = (uint8_t)len;
    at[3] = (uint8_t)type;
    at[4] = (uint8_t)flags;
}

static void make(struct request_template *made, const struct request *request, const uint8_t *block,
                 size_t block_len)
{
    uint8_t *at = made->bytes;

    frame_head(at, block_len, FRAME_HEADERS, FLAG_END_HEADERS);
    memcpy(at + FRAME_HEAD, block, block_len);
    made->data_at = FRAME_HEAD + block_len;
    at += made->data_at;
    frame_head(at, request->message_len, FRAME_DATA, FLAG_END_STREAM);
    memcpy(at + FRAME_HEAD, request->message, request->message_len);
    made->len = made->data_at + FRAME_HEAD + request->message_len;
}

static void make_message(struct request *request)
{
    static char key[] = "6e9a4f10-52c8-4d7b-9c3e-0d5f1a2b3c4d";
    static char parcel[] = "RB123456785CN";
    static char note[] = "left at the gate of bay 7, by hand";
    Bench__V1__Scan scan = BENCH__V1__SCAN__INIT;
    uint8_t *at = request->message;
    size_t len;

    scan.parcel_id = parcel;
    scan.hub_id = 4711;
    scan.time_ms = 1790000000123;
    scan.code = 42;
    scan.idem_key = key;
    scan.note = note;
    len = bench__v1__scan__pack(&scan, at + MESSAGE_PREFIX);
    at[0] = 0;
    at[1] = 0;
    at[2] = 0;
    at[3] = (uint8_t)(len >> 8);
    at[4] = (uint8_t)len;
    request->message_len = len + MESSAGE_PREFIX;
    request->key_at =
        (size_t)((uint8_t *)memmem(at, request->message_len, key, REQUEST_KEY_BYTES) - at);
}

bool request_init(struct request *request, const char *path, unsigned timeout_s)
{
    uint8_t bytes[REQUEST_BYTES_MAX];
    struct block block = {.at = bytes};
    char timeout[16] = "";
    unsigned kept;

    if (strlen(path) > 120)
        return false;
    if (timeout_s > 0)
        (void)snprintf(timeout, sizeof(timeout), "%uS", timeout_s % 100000000);
    make_message(request);
    put_first(&block, path, timeout);
    make(&request->first, request, bytes, (size_t)(block.at - bytes));
    kept = block.kept;
    block.at = bytes;
    put_later(&block, kept, timeout);
    make(&request->later, request, bytes, (size_t)(block.at - bytes));
    return true;
}

static void put_id(uint8_t *frame, uint32_t id)
{
    frame[5] = (uint8_t)(id >> 24);
    frame[6] = (uint8_t)(id >> 16);
    frame[7] = (uint8_t)(id >> 8);
    frame[8] = (uint8_t)id;
}

size_t request_write(const struct request *request, bool first, uint32_t stream_id, const char *key,
                     uint8_t *out)
{
    const struct request_template *from = first ? &request->first : &request->later;

    memcpy(out, from->bytes, from->len);
    put_id(out, stream_id);
    put_id(out + from->data_at, stream_id);
    if (key != NULL)
        memcpy(out + from->data_at + FRAME_HEAD + request->key_at, key, REQUEST_KEY_BYTES);
    return from->len;
}

static uint64_t mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

void request_key(uint64_t n, char key[REQUEST_KEY_BYTES])
{
    static const char DIGITS[] = "0123456789abcdef";
    static uint64_t salt;
    uint64_t bits[2];
    struct timespec now;

    if (salt == 0) {
        clock_gettime(CLOCK_REALTIME, &now);
        salt = mix((uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec) | 1;
    }
    bits[0] = mix(salt + 2 * n);
    bits[1] = mix(salt + 2 * n + 1);
    for (unsigned i = 0, digit = 0; i < REQUEST_KEY_BYTES; i++) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            key[i] = '-';
            continue;
        }
        key[i] = DIGITS[bits[digit / 16] >> (digit % 16 * 4) & 15];
        digit++;
    }
}
