#include "script.h"

#include "support/wire.h"

#include <stdlib.h>

static void add_step(struct script *script, enum step_kind kind, uint32_t arg)
{
    if (script->count < SCRIPT_STEPS_MAX)
        script->steps[script->count++] = (struct step){kind, script->bytes.len, arg};
}

static void add_frame(struct script *script, unsigned type, unsigned flags, uint32_t stream,
                      const struct cv_buf *payload)
{
    wire_frame(&script->bytes, type, flags, stream, (struct cv_slice){payload->at, payload->len});
}

/* One of the first streams, the newest, or any. */
static uint32_t pick_stream(const struct script *script, struct fuzz *fuzz)
{
    uint8_t how = fuzz_byte(fuzz);

    if (how < 0x80)
        return 2 * (how & 7u) + 1;
    if (how < 0xf8)
        return script->next_stream > 2 ? script->next_stream - 2 : 1;
    return fuzz_number(fuzz, 4);
}

/* ---- header blocks ---- */

/* Names both sides give a meaning to, and some that mean nothing. */
static const char *const NAMES[] = {
    "grpc-timeout",
    "grpc-encoding",
    "traceparent",
    "echo-a",
    "trail-b-bin",
    "echo-bin",
    "te",
    "user-agent",
    "grpc-status",
    "grpc-message",
    "grpc-status-details-bin",
    "content-type",
    ":status",
    "grpc-x",
    "x-Upper",
    "cookie",
};

static void add_fields(struct cv_buf *block, struct fuzz *fuzz)
{
    unsigned count = fuzz_byte(fuzz) & 7u;

    while (count-- > 0) {
        const char *name = NAMES[fuzz_byte(fuzz) % (sizeof(NAMES) / sizeof(NAMES[0]))];
        uint8_t len = fuzz_byte(fuzz);
        struct cv_slice value = fuzz_bytes(fuzz, len & 0x3fu);
        unsigned times = len < 0xc0 ? 1 : 64; /* too much of it, now and then */

        while (times-- > 0)
            wire_field(block, name, value);
    }
}

/* As a HEADERS frame, or cut in two. */
static void add_block(struct script *script, const struct cv_buf *block, unsigned how,
                      uint32_t stream)
{
    unsigned last = (how & 0x80) != 0 ? WIRE_END_STREAM : 0;
    size_t half = block->len / 2;

    if ((how & 0x40) == 0) {
        add_frame(script, WIRE_HEADERS, last | WIRE_END_HEADERS, stream, block);
        return;
    }
    wire_frame(&script->bytes, WIRE_HEADERS, last, stream, (struct cv_slice){block->at, half});
    wire_frame(&script->bytes, WIRE_CONTINUATION, WIRE_END_HEADERS, stream,
               (struct cv_slice){block->at + half, block->len - half});
}

static void add_request(struct script *script, struct fuzz *fuzz)
{
    static const char *const PATHS[] = {"/judge.v1.Judge/Say",   "/judge.v1.Judge/Sum",
                                        "/judge.v1.Judge/Count", "/judge.v1.Judge/Chat",
                                        "/judge.v1.Judge/Weigh", "/judge.v1.Judge/Tally",
                                        "/judge.v1.Judge/Other", "/"};
    uint8_t how = fuzz_byte(fuzz);
    struct cv_buf block;

    cv_buf_init(&block, SCRIPT_BYTES_MAX);
    wire_field_text(&block, ":method", (how & 0x10) != 0 ? "GET" : "POST");
    wire_field_text(&block, ":scheme", "http");
    wire_field_text(&block, ":authority", "fuzz");
    wire_field_text(&block, ":path", PATHS[how & 7]);
    wire_field_text(&block, "content-type", (how & 0x20) != 0 ? "text/html" : "application/grpc");
    wire_field_text(&block, "te", "trailers");
    add_fields(&block, fuzz);
    add_block(script, &block, how, script->next_stream);
    script->next_stream += 2;
    cv_buf_free(&block);
}

static void add_response(struct script *script, struct fuzz *fuzz)
{
    static const char *const STATUSES[] = {"200", "200", "200", "100", "404", "503", "abc", ""};
    uint8_t how = fuzz_byte(fuzz);
    uint32_t stream = pick_stream(script, fuzz);
    struct cv_buf block;

    cv_buf_init(&block, SCRIPT_BYTES_MAX);
    if ((how & 0x08) == 0) {
        wire_field_text(&block, ":status", STATUSES[how & 7]);
        wire_field_text(&block, "content-type",
                        (how & 0x10) != 0 ? "text/html" : "application/grpc+proto");
    }
    if ((how & 0x20) != 0)
        wire_field_text(&block, "grpc-status", (how & 1) != 0 ? "0" : "5");
    add_fields(&block, fuzz);
    add_block(script, &block, how, stream);
    cv_buf_free(&block);
}

/* ---- the other frames ---- */

static void add_message(struct script *script, struct fuzz *fuzz, bool many)
{
    uint8_t how = fuzz_byte(fuzz);
    uint32_t stream = pick_stream(script, fuzz);
    unsigned times = many ? 1u + fuzz_byte(fuzz) % 16 : 1;
    struct cv_slice bytes = fuzz_bytes(fuzz, fuzz_byte(fuzz));
    struct cv_buf message;
    struct cv_buf data;

    cv_buf_init(&data, SCRIPT_BYTES_MAX);
    cv_buf_init(&message, SCRIPT_BYTES_MAX);
    cv_buf_add(&message, bytes.at, bytes.len);
    while (times-- > 0) {
        wire_message(&data, how < 0xf0 ? 0 : how & 3u, (struct cv_slice){message.at, message.len});
        if (many) /* each has another value in field 1 */
            cv_buf_add(&message, (const uint8_t[]){8, (uint8_t)times}, 2);
    }
    cv_buf_free(&message);
    if ((how & 2) != 0 && data.len > 0)
        data.len--; /* torn */
    add_frame(script, WIRE_DATA, how & WIRE_END_STREAM, stream, &data);
    cv_buf_free(&data);
}

static void add_settings(struct script *script, struct fuzz *fuzz)
{
    uint8_t how = fuzz_byte(fuzz);
    unsigned entries = (how >> 1) & 7u;
    struct cv_buf payload;

    cv_buf_init(&payload, 1024);
    while (entries-- > 0) {
        uint8_t id = fuzz_byte(fuzz) & 15u;
        struct cv_slice value = fuzz_bytes(fuzz, 4);

        cv_buf_add(&payload, (const uint8_t[]){0, id}, 2);
        cv_buf_add(&payload, value.at, value.len);
        cv_buf_add(&payload, "\0\0\0\0", 4 - value.len);
    }
    add_frame(script, WIRE_SETTINGS, how & WIRE_ACK, 0, &payload);
    cv_buf_free(&payload);
}

/* A frame of any type with any payload, repeated now and then. */
static void add_any(struct script *script, struct fuzz *fuzz, unsigned type, size_t len)
{
    uint8_t flags = fuzz_byte(fuzz);
    uint32_t stream = pick_stream(script, fuzz);
    unsigned times = (flags & 0xc0) == 0xc0 ? 1 + 4u * fuzz_byte(fuzz) : 1;
    struct cv_slice payload = fuzz_bytes(fuzz, len);

    if (type == WIRE_PING || type == WIRE_GOAWAY)
        stream = 0;
    while (times-- > 0)
        wire_frame(&script->bytes, type, flags & 0x3fu, stream, payload);
}

/* ---- what happens meanwhile ---- */

static void add_event(struct script *script, struct fuzz *fuzz, bool server)
{
    uint8_t what = fuzz_byte(fuzz);

    switch (what & 7) {
    case 0:
        add_step(script, STEP_CLOCK, 1u << (what >> 3));
        break;
    case 1:
        add_step(script, STEP_DRAIN, 0);
        break;
    case 2:
        add_step(script, STEP_DRAIN_NOW, 0);
        break;
    case 3:
        add_step(script, STEP_FAIL, 0);
        break;
    case 4:
        add_step(script, STEP_TURN, what >> 3);
        break;
    case 5:
        add_step(script, server ? STEP_TURN : STEP_CANCEL, what >> 3);
        break;
    case 6:
        add_step(script, server ? STEP_TURN : STEP_SEND, what >> 3);
        break;
    default:
        add_step(script, server ? STEP_TURN : STEP_START, what >> 3);
        break;
    }
}

static void add_part(struct script *script, struct fuzz *fuzz, bool server)
{
    static const uint8_t LENGTHS[] = {0, 0, 5, 4, 0, 8, 8, 12, 4, 40};
    uint8_t what = fuzz_byte(fuzz) & 15;

    switch (what) {
    case 0:
    case 10:
        if (server)
            add_request(script, fuzz);
        else
            add_response(script, fuzz);
        break;
    case 11:
    case 12:
        add_message(script, fuzz, what == 12);
        break;
    case WIRE_SETTINGS:
        add_settings(script, fuzz);
        break;
    case WIRE_HEADERS:
        add_any(script, fuzz, WIRE_HEADERS, fuzz_byte(fuzz));
        break;
    case 13:
        add_any(script, fuzz, WIRE_DATA, fuzz_byte(fuzz));
        break;
    case 14:
    case 15:
        add_event(script, fuzz, server);
        break;
    default:
        add_any(script, fuzz, what, LENGTHS[what]);
        break;
    }
}

static bool is_uneven(struct cv_slice bytes)
{
    size_t continuations = 0;

    for (size_t at = 0; bytes.len - at >= 9;) {
        const uint8_t *head = bytes.at + at;
        size_t len = (size_t)head[0] << 16 | (size_t)head[1] << 8 | head[2];

        continuations += head[3] == WIRE_CONTINUATION;
        at += len < bytes.len - at - 9 ? len + 9 : bytes.len - at;
    }
    return continuations > 3;
}

static void make_frames(struct script *script, struct fuzz *fuzz, bool server)
{
    wire_frame(&script->bytes, WIRE_SETTINGS, 0, 0, (struct cv_slice){NULL, 0});
    while (fuzz_left(fuzz) > 0 && script->count < SCRIPT_STEPS_MAX - 1 &&
           script->bytes.len < SCRIPT_BYTES_MAX / 8)
        add_part(script, fuzz, server);
    add_step(script, STEP_TURN, 64);
}

static void make_raw(struct script *script, struct fuzz *fuzz, size_t piece)
{
    while (fuzz_left(fuzz) > 0) {
        struct cv_slice bytes = fuzz_bytes(fuzz, piece);

        cv_buf_add(&script->bytes, bytes.at, bytes.len);
        add_step(script, STEP_TURN, 64);
    }
}

void script_make(struct script *script, struct fuzz *fuzz, bool server)
{
    uint8_t how = fuzz_byte(fuzz);
    size_t from;

    *script = (struct script){.next_stream = 1};
    cv_buf_init(&script->bytes, SCRIPT_BYTES_MAX);
    if (!server) {
        add_step(script, STEP_START, how >> 3);
        add_step(script, STEP_START, how >> 5);
    }
    if (server && (how & 3) != 3)
        cv_buf_add(&script->bytes, WIRE_MAGIC, WIRE_MAGIC_LEN);
    from = script->bytes.len;
    if ((how & 1) != 0)
        make_raw(script, fuzz, 16u + 64u * (how >> 2));
    else
        make_frames(script, fuzz, server);
    CV_ASSERT(!script->bytes.failed);
    script->uneven =
        is_uneven((struct cv_slice){script->bytes.at + from, script->bytes.len - from});
}

void script_free(struct script *script)
{
    cv_buf_free(&script->bytes);
}
