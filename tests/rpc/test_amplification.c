/* What a connection makes us hold, against what its peer had to send for it: each hostile shape in
 * a table, with the heap really taken, and the most it may be. The peer reads nothing and ends
 * nothing. */
#include "base/arena.h"
#include "base/clock.h"
#include "google/protobuf/struct.pb-c.h"
#include "judge/v1/scalars.pb-c.h"
#include "net/loop.h"
#include "rpc/codec.h"
#include "rpc/limits.h"
#include "rpc/router.h"
#include "rpc/session.h"
#include "support/judge.h"
#include "support/wire.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MIB          ((size_t)1024 * 1024)
#define FEED         ((size_t)16 * 1024) /* what comes in one read */

struct peer {
    struct cv_loop *loop;
    struct cv_lane lane;
    struct cv_router router;
    struct judge judge;
    struct cv_session *session;
    struct cv_buf out; /* what it sends */
};

static size_t heap(void)
{
    struct mallinfo2 now = mallinfo2();

    return now.uordblks + now.hblkhd;
}

static void wanted(struct cv_lane *lane)
{
    (void)lane;
}

static void dirty(void *owner)
{
    (void)owner;
}

static void up(struct peer *peer)
{
    static const struct cv_principal PRINCIPAL = {"nobody", "demo"};
    struct cv_session_config config = {
        .lane = &peer->lane,
        .router = &peer->router,
        .principal = &PRINCIPAL,
        .peer = "test",
        .receive_message_max = CV_MESSAGE_BYTES_MAX,
        .dirty = dirty,
    };

    *peer = (struct peer){0};
    assert_int_equal(cv_loop_new(&peer->loop).code, CV_OK);
    cv_lane_init(&peer->lane, cv_loop_timers(peer->loop), cv_loop_wake(peer->loop), wanted);
    assert_int_equal(judge_route(&peer->router, &peer->judge).code, CV_OK);
    peer->session = cv_session_new(&config);
    assert_non_null(peer->session);
    cv_buf_init(&peer->out, 64 * MIB);
    cv_buf_add(&peer->out, WIRE_MAGIC, WIRE_MAGIC_LEN);
    wire_frame(&peer->out, WIRE_SETTINGS, 0, 0, (struct cv_slice){NULL, 0});
}

static void down(struct peer *peer)
{
    struct cv_timers *timers = cv_loop_timers(peer->loop);

    cv_session_free(peer->session, cv_status(CV_UNAVAILABLE, NULL, "gone"));
    while (peer->lane.asked || cv_timers_next(timers) != CV_NEVER) {
        cv_lane_turn(&peer->lane);
        cv_timers_run(timers, cv_timers_next(timers)); /* in no time */
    }
    assert_int_equal(peer->judge.started, peer->judge.ended);
    cv_lane_free(&peer->lane);
    cv_router_free(&peer->router);
    cv_buf_free(&peer->out);
    cv_loop_free(peer->loop);
    cv_arena_thread_done();
}

/* Feed all of it and run what is ready; what the heap has grown by. */
static size_t taken(struct peer *peer)
{
    size_t before = heap();

    for (size_t at = 0; at < peer->out.len; at += FEED) {
        size_t left = peer->out.len - at;

        cv_session_feed(peer->session, peer->out.at + at, left < FEED ? left : FEED);
        for (unsigned i = 0; i < 16 && peer->lane.asked; i++)
            cv_lane_turn(&peer->lane);
    }
    return heap() - before;
}

/* ---- header blocks ---- */

#define SUM "/judge.v1.Judge/Sum" /* its handler waits for messages */
#define SAY "/judge.v1.Judge/Say"

static void begin_block(struct cv_buf *block, const char *path)
{
    cv_buf_init(block, MIB);
    wire_field_text(block, ":method", "POST");
    wire_field_text(block, ":scheme", "http");
    wire_field_text(block, ":path", path);
    wire_field_text(block, ":authority", "x");
    wire_field_text(block, "content-type", "application/grpc");
}

static void send_block(struct peer *peer, struct cv_buf *block, unsigned flags, uint32_t stream)
{
    wire_frame(&peer->out, WIRE_HEADERS, flags, stream, (struct cv_slice){block->at, block->len});
    cv_buf_free(block);
}

static void requests(struct peer *peer, unsigned count, void (*add)(struct cv_buf *, unsigned))
{
    for (unsigned n = 0; n < count; n++) {
        struct cv_buf block;

        begin_block(&block, SUM);
        add(&block, n);
        send_block(peer, &block, WIRE_END_HEADERS, 2 * n + 1);
    }
}

static void add_large(struct cv_buf *block, unsigned n)
{
    static uint8_t value[1000];

    (void)n;
    memset(value, 'v', sizeof(value));
    for (unsigned i = 0; i < 7; i++)
        wire_field(block, "name", (struct cv_slice){value, sizeof(value)});
}

static void add_tiny(struct cv_buf *block, unsigned n)
{
    (void)n;
    for (unsigned i = 0; i < 120; i++)
        wire_field_text(block, "a", "b");
}

/* The first puts 4,000 bytes into the peer's table, all others name them by one byte. */
static void add_bomb(struct cv_buf *block, unsigned n)
{
    static uint8_t value[3900];

    memset(value, 'v', sizeof(value));
    if (n == 0) {
        size_t at = block->len;

        wire_field(block, "name", (struct cv_slice){value, sizeof(value)});
        block->at[at] = 0x40; /* literal with indexing */
    }
    for (unsigned i = 0; i < 8; i++)
        cv_buf_add(block, "\xbe", 1); /* the newest of the table */
}

static void add_nothing(struct cv_buf *block, unsigned n)
{
    (void)block;
    (void)n;
}

static void large_fields(struct peer *peer)
{
    requests(peer, CV_STREAMS_MAX, add_large);
}

static void tiny_fields(struct peer *peer)
{
    requests(peer, CV_STREAMS_MAX, add_tiny);
}

static void bomb(struct peer *peer)
{
    requests(peer, CV_STREAMS_MAX, add_bomb);
}

static void bare_requests(struct peer *peer)
{
    requests(peer, CV_STREAMS_MAX, add_nothing);
}

static void endless_block(struct peer *peer)
{
    struct cv_buf block;
    struct cv_buf more;

    begin_block(&block, SUM);
    send_block(peer, &block, 0, 1);
    cv_buf_init(&more, MIB);
    for (unsigned i = 0; i < 15; i++)
        add_large(&more, 0);
    for (unsigned i = 0; i < 30; i++)
        wire_frame(&peer->out, WIRE_CONTINUATION, 0, 1,
                   (struct cv_slice){more.at, more.len < 16384 ? more.len : 16384});
    cv_buf_free(&more);
}

/* All beyond the limit are refused, which the peer does not read either. */
static void too_many_requests(struct peer *peer)
{
    requests(peer, 8 * CV_STREAMS_MAX, add_nothing);
}

/* Each is reset when its handler runs, which goes on. */
static void reset_requests(struct peer *peer)
{
    static const uint8_t WAIT[] = {0x38, 0xe8, 0x07}; /* delay_ms: 1000 */
    static const uint8_t CANCEL[] = {0, 0, 0, 8};
    const unsigned behind = CV_STREAMS_MAX / 2;

    for (unsigned n = 0; n < 3 * CV_STREAMS_MAX; n++) {
        struct cv_buf block;
        struct cv_buf data;

        begin_block(&block, SAY);
        send_block(peer, &block, WIRE_END_HEADERS, 2 * n + 1);
        cv_buf_init(&data, 64);
        wire_message(&data, 0, (struct cv_slice){WAIT, sizeof(WAIT)});
        wire_frame(&peer->out, WIRE_DATA, WIRE_END_STREAM, 2 * n + 1,
                   (struct cv_slice){data.at, data.len});
        cv_buf_free(&data);
        if (n >= behind)
            wire_frame(&peer->out, WIRE_RST_STREAM, 0, 2 * (n - behind) + 1,
                       (struct cv_slice){CANCEL, 4});
    }
}

static void pings(struct peer *peer)
{
    for (unsigned i = 0; i < 50000; i++)
        wire_frame(&peer->out, WIRE_PING, 0, 0, (struct cv_slice){(const uint8_t *)"12345678", 8});
}

static void settings(struct peer *peer)
{
    for (unsigned i = 0; i < 50000; i++)
        wire_frame(&peer->out, WIRE_SETTINGS, 0, 0, (struct cv_slice){NULL, 0});
}

static void what_is_held_for_headers_is_bounded(void **state)
{
    /* A call takes 18 KiB at most before its first message: a small block of its arena and a large
     * one. Up to the limit of calls that is what a peer gets for few bytes; beyond it nothing. */
    static const struct {
        const char *what;
        void (*send)(struct peer *peer);
        size_t most; /* bytes held */
    } ROWS[] = {
        {"header block without end", endless_block, 64 * 1024},
        {"large fields", large_fields, CV_STREAMS_MAX * 20 * 1024},
        {"tiny fields", tiny_fields, CV_STREAMS_MAX * 20 * 1024},
        {"fields out of the table", bomb, CV_STREAMS_MAX * 20 * 1024},
        {"bare requests", bare_requests, CV_STREAMS_MAX * 4 * 1024},
        {"eight times the streams", too_many_requests, CV_STREAMS_MAX * 4 * 1024},
        {"reset while they run", reset_requests, CV_STREAMS_MAX * 4 * 1024},
        {"PING", pings, 64 * 1024},
        {"SETTINGS", settings, 64 * 1024},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        struct peer peer;
        size_t held;

        up(&peer);
        ROWS[i].send(&peer);
        held = taken(&peer);
        print_message("%-26s %8zu bytes sent, %8zu held\n", ROWS[i].what, peer.out.len, held);
        assert_in_range(held, 0, ROWS[i].most);
        if (peer.out.len > MIB) /* where the calls' own share does not count: what is sent */
            assert_in_range(held, 0, 8 * peer.out.len);
        down(&peer);
    }
}

/* ---- messages ---- */

static void repeat(struct cv_buf *out, const char *unit, size_t len, size_t times)
{
    for (size_t i = 0; i < times; i++)
        cv_buf_add(out, unit, len);
}

static void add_varint(struct cv_buf *out, size_t value)
{
    for (; value >= 128; value >>= 7)
        cv_buf_add(out, (const uint8_t[]){(uint8_t)(value | 128)}, 1);
    cv_buf_add(out, (const uint8_t[]){(uint8_t)value}, 1);
}

/* Values in lists in values. Written from the inside out: each level before what it holds. */
static void deep(struct cv_buf *out)
{
    static size_t sizes[20000];
    size_t len = 0;

    for (size_t i = 0; i < COUNT(sizes); i++) { /* two levels: list_value = 6, values = 1 */
        struct cv_buf head;

        sizes[i] = len;
        cv_buf_init(&head, 32);
        cv_buf_add_text(&head, i % 2 == 0 ? "\x0a" : "\x32");
        add_varint(&head, len);
        len += head.len;
        cv_buf_free(&head);
    }
    for (size_t i = COUNT(sizes); i-- > 0;) {
        cv_buf_add_text(out, i % 2 == 0 ? "\x0a" : "\x32");
        add_varint(out, sizes[i]);
    }
}

static void empties(struct cv_buf *out)
{
    add_varint(out, 6 << 3 | 2);
    add_varint(out, 2 * MIB);
    repeat(out, "\x0a\0", 2, MIB); /* a million empty values */
}

static void empties_allowed(struct cv_buf *out)
{
    add_varint(out, 6 << 3 | 2);
    add_varint(out, (size_t)2 * 260000);
    repeat(out, "\x0a\0", 2, 260000);
}

static void packed(struct cv_buf *out)
{
    add_varint(out, 28 << 3 | 2); /* r8: sint64, one byte each, unpacked eight */
    add_varint(out, 260000);
    repeat(out, "\1", 1, 260000);
}

static void packed_too_many(struct cv_buf *out)
{
    add_varint(out, 28 << 3 | 2);
    add_varint(out, 3 * MIB);
    repeat(out, "\1", 1, 3 * MIB);
}

static void empty_texts(struct cv_buf *out)
{
    repeat(out, "\x92\2\0", 3, 260000); /* r14 */
}

static void empty_messages(struct cv_buf *out)
{
    repeat(out, "\xaa\2\0", 3, 260000); /* r17: each as large as a message with every type */
}

static void empty_entries(struct cv_buf *out)
{
    repeat(out, "\xca\2\0", 3, 260000); /* children */
}

static void one_field_again_and_again(struct cv_buf *out)
{
    repeat(out, "\x72\1x", 3, 260000); /* f14: only the last counts */
}

static void what_is_held_for_messages_is_within_the_budget(void **state)
{
    static const struct {
        const char *what;
        const ProtobufCMessageDescriptor *type;
        void (*make)(struct cv_buf *out);
    } ROWS[] = {
        {"nested 20,000 deep", &google__protobuf__value__descriptor, deep},
        {"a million empty values", &google__protobuf__value__descriptor, empties},
        {"as many as are allowed", &google__protobuf__value__descriptor, empties_allowed},
        {"packed numbers", &judge__v1__scalars__descriptor, packed},
        {"too many packed numbers", &judge__v1__scalars__descriptor, packed_too_many},
        {"empty texts", &judge__v1__scalars__descriptor, empty_texts},
        {"empty messages", &judge__v1__scalars__descriptor, empty_messages},
        {"empty map entries", &judge__v1__scalars__descriptor, empty_entries},
        {"one field, many times", &judge__v1__scalars__descriptor, one_field_again_and_again},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        struct cv_arena arena;
        struct cv_buf bytes;
        ProtobufCMessage *message;
        struct cv_status status;
        size_t before;
        size_t held;

        cv_buf_init(&bytes, CV_MESSAGE_BYTES_MAX);
        ROWS[i].make(&bytes);
        assert_false(bytes.failed);
        cv_arena_init(&arena, CV_CALL_MEMORY_MAX);
        before = heap();
        status =
            cv_codec_decode(ROWS[i].type, (struct cv_slice){bytes.at, bytes.len}, &arena, &message);
        held = heap() - before;
        print_message("%-26s %8zu bytes sent, %8zu held: %s\n", ROWS[i].what, bytes.len, held,
                      cv_ok(status) ? "taken" : status.reason);
        assert_true(cv_ok(status) || status.code == CV_RESOURCE_EXHAUSTED);
        assert_in_range(held, 0, CV_CALL_MEMORY_MAX + CV_CALL_MEMORY_MAX / 50);
        cv_arena_release(&arena);
        cv_buf_free(&bytes);
    }
    cv_arena_thread_done();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_held_for_headers_is_bounded),
        cmocka_unit_test(what_is_held_for_messages_is_within_the_budget),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
