/* Messages compressed by us and by others, whole, cut, changed and swollen. */
#include "base/fault.h"
#include "rpc/compressor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include <cmocka.h>

#define MAX ((size_t)1024 * 1024)

static const enum cv_encoding BOTH[] = {CV_GZIP, CV_ZSTD};

struct bench {
    struct cv_compressor compressor;
    struct cv_arena arena;
};

static void up(struct bench *bench)
{
    *bench = (struct bench){0};
    cv_arena_init(&bench->arena, 64 * MAX);
}

static void down(struct bench *bench)
{
    cv_compressor_free(&bench->compressor);
    cv_arena_release(&bench->arena);
    cv_arena_thread_done();
}

static struct cv_slice text_slice(const char *text)
{
    return (struct cv_slice){(const uint8_t *)text, strlen(text)};
}

/* Something like a message: some words again and again, and some noise. */
static struct cv_slice message_of(struct bench *bench, size_t len, uint32_t noise)
{
    uint8_t *at = cv_arena_alloc(&bench->arena, len + 1);

    for (size_t i = 0; i < len; i++)
        at[i] = noise > 0 && rand() % 100 < (int)noise
                    ? (uint8_t)rand()
                    : (uint8_t) "caravan of a hundred camels"[i % 27];
    return (struct cv_slice){at, len};
}

static struct cv_slice packed_of(struct bench *bench, enum cv_encoding encoding,
                                 struct cv_slice plain)
{
    size_t cap = cv_compress_bound(plain.len);
    uint8_t *at = cv_arena_alloc(&bench->arena, cap);
    size_t made = cv_compress(&bench->compressor, encoding, plain, at, cap);

    assert_int_not_equal(made, 0);
    return (struct cv_slice){at, made};
}

static struct cv_slice joined(struct bench *bench, struct cv_slice a, struct cv_slice b)
{
    uint8_t *at = cv_arena_alloc(&bench->arena, a.len + b.len + 1);

    memcpy(at, a.at, a.len);
    memcpy(at + a.len, b.at, b.len);
    return (struct cv_slice){at, a.len + b.len};
}

static enum cv_inflated inflated(struct bench *bench, enum cv_encoding encoding, struct cv_slice in,
                                 size_t max, struct cv_slice *out)
{
    return cv_inflate(&bench->compressor, encoding, in, max, &bench->arena, out);
}

static void assert_inflates_to(struct bench *bench, enum cv_encoding encoding, struct cv_slice in,
                               size_t max, struct cv_slice plain)
{
    struct cv_slice out;

    assert_int_equal(inflated(bench, encoding, in, max, &out), CV_INFLATED);
    assert_int_equal(out.len, plain.len);
    assert_memory_equal(out.at, plain.at, plain.len);
}

/* ---- names ---- */

static void encodings_are_known_by_their_names_on_the_wire(void **state)
{
    enum cv_encoding encoding;

    (void)state;
    for (unsigned i = 0; i < CV_ENCODING_COUNT; i++) {
        assert_true(
            cv_encoding_parse(text_slice(cv_encoding_name((enum cv_encoding)i)), &encoding));
        assert_int_equal(encoding, i);
    }
    assert_false(cv_encoding_parse(text_slice("br"), &encoding));
    assert_false(cv_encoding_parse(text_slice(""), &encoding));
    assert_false(cv_encoding_parse(text_slice("gzip "), &encoding));
    assert_false(cv_encoding_parse(text_slice("GZIP"), &encoding));
}

static void a_list_of_encodings_is_what_we_know_of_it_and_identity(void **state)
{
    const unsigned plain = 1u << CV_IDENTITY;
    const unsigned gzip = 1u << CV_GZIP;
    const unsigned zstd = 1u << CV_ZSTD;

    (void)state;
    assert_int_equal(cv_encoding_list(text_slice("")), plain);
    assert_int_equal(cv_encoding_list(text_slice("identity, deflate, gzip")), plain | gzip);
    assert_int_equal(cv_encoding_list(text_slice("zstd,gzip,identity")), plain | gzip | zstd);
    assert_int_equal(cv_encoding_list(text_slice(" ,, zstd ,\tbr")), plain | zstd);
    assert_int_equal(cv_encoding_list(text_slice("gzipp,xgzip,zst")), plain);
}

/* ---- what we make ourselves ---- */

static void any_size_comes_back_as_it_was_up_to_exactly_the_limit(void **state)
{
    struct bench bench;
    struct cv_slice out;

    (void)state;
    srand(7);
    for (unsigned round = 0; round < 400; round++) {
        enum cv_encoding encoding = BOTH[round % 2];
        size_t len = round < 40 ? round : (size_t)rand() % (round % 10 == 0 ? 300000 : 5000);
        struct cv_slice plain;
        struct cv_slice packed;

        up(&bench);
        plain = message_of(&bench, len, (uint32_t)rand() % 3 * 50);
        packed = packed_of(&bench, encoding, plain);
        assert_inflates_to(&bench, encoding, packed, len, plain);
        assert_inflates_to(&bench, encoding, packed, len + 1, plain);
        assert_inflates_to(&bench, encoding, packed, SIZE_MAX, plain);
        if (len > 0)
            assert_int_equal(inflated(&bench, encoding, packed, len - 1, &out),
                             CV_INFLATED_TOO_LARGE);
        down(&bench);
    }
}

static void what_does_not_become_smaller_is_left_alone(void **state)
{
    struct bench bench;
    uint8_t out[1024];
    struct cv_slice noise;

    (void)state;
    up(&bench);
    noise = message_of(&bench, 1000, 100);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(cv_compress(&bench.compressor, BOTH[i], noise, out, noise.len - 1), 0);
        assert_int_equal(cv_compress(&bench.compressor, BOTH[i], text_slice("a"), out, 0), 0);
    }
    down(&bench);
}

static void no_message_leaves_anything_in_the_next(void **state)
{
    struct bench bench;
    struct cv_slice plain;
    struct cv_slice first;
    struct cv_slice again;
    struct cv_slice out;

    (void)state;
    up(&bench);
    plain = message_of(&bench, 3000, 5);
    for (size_t i = 0; i < 2; i++) {
        first = packed_of(&bench, BOTH[i], plain);
        (void)packed_of(&bench, BOTH[i], message_of(&bench, 100000, 50));
        assert_int_equal(inflated(&bench, BOTH[i], text_slice("no such stream at all"), MAX, &out),
                         CV_INFLATED_BROKEN);
        again = packed_of(&bench, BOTH[i], plain);
        assert_int_equal(first.len, again.len);
        assert_memory_equal(first.at, again.at, first.len);
        assert_inflates_to(&bench, BOTH[i], again, plain.len, plain);
    }
    down(&bench);
}

/* ---- damaged ---- */

static void a_stream_cut_anywhere_is_broken(void **state)
{
    struct bench bench;
    struct cv_slice packed;
    struct cv_slice out;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < 2; i++) {
        packed = packed_of(&bench, BOTH[i], message_of(&bench, 700, 20));
        for (size_t len = 1; len < packed.len; len++)
            assert_int_equal(
                inflated(&bench, BOTH[i], (struct cv_slice){packed.at, len}, MAX, &out),
                CV_INFLATED_BROKEN);
    }
    down(&bench);
}

/* zstd as others make it, with a checksum and without the size in front. */
static struct cv_slice foreign_zstd(struct bench *bench, struct cv_slice plain, int window_log)
{
    size_t cap = ZSTD_compressBound(plain.len);
    ZSTD_inBuffer in = {plain.at, plain.len, 0};
    ZSTD_outBuffer out = {cv_arena_alloc(&bench->arena, cap), cap, 0};
    ZSTD_CCtx *context = ZSTD_createCCtx();

    (void)ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    (void)ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
    while (in.pos < in.size)
        assert_false(ZSTD_isError(ZSTD_compressStream2(context, &out, &in, ZSTD_e_flush)));
    assert_int_equal(ZSTD_compressStream2(context, &out, &in, ZSTD_e_end), 0);
    (void)ZSTD_freeCCtx(context);
    return (struct cv_slice){out.dst, out.pos};
}

static void a_changed_bit_is_noticed_or_changes_nothing(void **state)
{
    struct bench bench;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct cv_slice plain;
        struct cv_slice packed;

        up(&bench);
        plain = message_of(&bench, 300, 20);
        packed =
            BOTH[i] == CV_GZIP ? packed_of(&bench, CV_GZIP, plain) : foreign_zstd(&bench, plain, 0);
        for (size_t bit = 0; bit < packed.len * 8; bit++) {
            uint8_t *changed = cv_arena_copy(&bench.arena, packed.at, packed.len);
            struct cv_slice in = {changed, packed.len};
            struct cv_slice out;

            changed[bit / 8] = (uint8_t)(changed[bit / 8] ^ 1u << bit % 8);
            if (inflated(&bench, BOTH[i], in, 100000, &out) == CV_INFLATED) {
                assert_int_equal(out.len, plain.len);
                assert_memory_equal(out.at, plain.at, plain.len);
            }
        }
        down(&bench);
    }
}

static void what_follows_a_stream_is_another_one_or_it_is_broken(void **state)
{
    struct bench bench;
    struct cv_slice a;
    struct cv_slice b;
    struct cv_slice out;

    (void)state;
    up(&bench);
    a = message_of(&bench, 5000, 20);
    b = message_of(&bench, 70000, 3);
    for (size_t i = 0; i < 2; i++) {
        struct cv_slice packed = packed_of(&bench, BOTH[i], a);
        struct cv_slice both = joined(&bench, packed, packed_of(&bench, BOTH[i], b));
        struct cv_slice turned = joined(&bench, packed_of(&bench, BOTH[i], b), packed);

        assert_inflates_to(&bench, BOTH[i], both, a.len + b.len, joined(&bench, a, b));
        assert_inflates_to(&bench, BOTH[i], turned, a.len + b.len, joined(&bench, b, a));
        assert_int_equal(inflated(&bench, BOTH[i], turned, a.len + b.len - 1, &out),
                         CV_INFLATED_TOO_LARGE);
        assert_int_equal(
            inflated(&bench, BOTH[i], joined(&bench, packed, text_slice("x")), MAX, &out),
            CV_INFLATED_BROKEN);
        assert_int_equal(inflated(&bench, BOTH[i],
                                  joined(&bench, packed, (struct cv_slice){(uint8_t[64]){0}, 64}),
                                  MAX, &out),
                         CV_INFLATED_BROKEN);
    }
    down(&bench);
}

static void other_wrappings_are_refused(void **state)
{
    static const uint8_t ZSTD_05[] = {0x25, 0xb5, 0x2f, 0xfd, 0x40, 0, 0, 0, 0};
    struct bench bench;
    struct cv_slice plain;
    struct cv_slice out;
    uint8_t wrapped[1000];
    uLongf len = sizeof(wrapped);

    (void)state;
    up(&bench);
    plain = message_of(&bench, 500, 0);
    assert_int_equal(compress(wrapped, &len, plain.at, plain.len), Z_OK); /* zlib's own */
    assert_int_equal(inflated(&bench, CV_GZIP, (struct cv_slice){wrapped, len}, MAX, &out),
                     CV_INFLATED_BROKEN);
    assert_int_equal(inflated(&bench, CV_ZSTD, packed_of(&bench, CV_GZIP, plain), MAX, &out),
                     CV_INFLATED_BROKEN);
    assert_int_equal(inflated(&bench, CV_GZIP, packed_of(&bench, CV_ZSTD, plain), MAX, &out),
                     CV_INFLATED_BROKEN);
    assert_int_equal(
        inflated(&bench, CV_ZSTD, (struct cv_slice){ZSTD_05, sizeof(ZSTD_05)}, MAX, &out),
        CV_INFLATED_BROKEN);
    down(&bench);
}

/* ---- swollen ---- */

static void zstd_of_unknown_size_is_inflated_up_to_the_limit(void **state)
{
    struct bench bench;
    struct cv_slice plain;
    struct cv_slice packed;
    struct cv_slice out;

    (void)state;
    up(&bench);
    plain = message_of(&bench, 200000, 10);
    packed = foreign_zstd(&bench, plain, 0);
    assert_int_equal(ZSTD_getFrameContentSize(packed.at, packed.len), ZSTD_CONTENTSIZE_UNKNOWN);
    assert_inflates_to(&bench, CV_ZSTD, packed, plain.len, plain);
    assert_inflates_to(&bench, CV_ZSTD, packed, MAX, plain);
    assert_int_equal(inflated(&bench, CV_ZSTD, packed, plain.len - 1, &out), CV_INFLATED_TOO_LARGE);
    down(&bench);
}

/* As some encoders of zstd write an empty message; gzip always has its header. */
static void no_bytes_of_zstd_are_an_empty_message(void **state)
{
    static const struct cv_slice NOTHING = {(const uint8_t *)"", 0};
    struct bench bench;
    struct cv_slice out;

    (void)state;
    up(&bench);
    assert_inflates_to(&bench, CV_ZSTD, NOTHING, MAX, NOTHING);
    assert_inflates_to(&bench, CV_ZSTD, NOTHING, 0, NOTHING);
    assert_int_equal(inflated(&bench, CV_GZIP, NOTHING, MAX, &out), CV_INFLATED_BROKEN);
    down(&bench);
}

static void skippable_frames_hold_nothing(void **state)
{
    static const uint8_t SKIP[] = {0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'a', 'b', 'c'};
    struct bench bench;
    struct cv_slice skip = {SKIP, sizeof(SKIP)};
    struct cv_slice plain;
    struct cv_slice out;

    (void)state;
    up(&bench);
    plain = message_of(&bench, 100, 0);
    assert_inflates_to(&bench, CV_ZSTD, joined(&bench, skip, packed_of(&bench, CV_ZSTD, plain)),
                       MAX, plain);
    assert_int_equal(
        inflated(&bench, CV_ZSTD, (struct cv_slice){SKIP, sizeof(SKIP) - 1}, MAX, &out),
        CV_INFLATED_BROKEN);
    down(&bench);
}

/* 100 MiB of nothing: 450 KiB of gzip, 5 KiB of zstd. */
static void a_bomb_takes_no_more_memory_than_the_limit(void **state)
{
    struct bench bench;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct cv_slice plain = {calloc(100, MAX), 100 * MAX};
        struct cv_slice packed;
        struct cv_slice out;
        size_t before;
        uint8_t *at;

        up(&bench);
        at = cv_arena_alloc(&bench.arena, MAX / 2);
        packed = (struct cv_slice){at, cv_compress(&bench.compressor, BOTH[i], plain, at, MAX / 2)};
        free((void *)(uintptr_t)plain.at);
        assert_int_not_equal(packed.len, 0);
        before = bench.arena.used;
        assert_int_equal(inflated(&bench, BOTH[i], packed, MAX, &out), CV_INFLATED_TOO_LARGE);
        assert_true(bench.arena.used - before <= MAX + 65536);
        down(&bench);
    }
}

/* What gzip claims to be small and is not, and the other way round. */
static void a_false_claim_is_no_limit_and_no_memory(void **state)
{
    struct bench bench;
    struct cv_slice plain;
    struct cv_slice many;
    struct cv_slice out;
    size_t before;
    uint8_t *at;

    (void)state;
    up(&bench);
    plain = message_of(&bench, 50000, 5);
    many = joined(&bench, packed_of(&bench, CV_GZIP, plain),
                  packed_of(&bench, CV_GZIP, text_slice("end")));
    assert_int_equal(cv_inflate_claim(CV_GZIP, many), 3);
    assert_inflates_to(&bench, CV_GZIP, many, MAX, joined(&bench, plain, text_slice("end")));

    many = packed_of(&bench, CV_GZIP, plain);
    at = cv_arena_copy(&bench.arena, many.at, many.len);
    memset(at + many.len - 4, 0xff, 4);
    before = bench.arena.used;
    assert_int_equal(inflated(&bench, CV_GZIP, (struct cv_slice){at, many.len}, MAX, &out),
                     CV_INFLATED_BROKEN);
    assert_true(bench.arena.used - before <= 65536);
    down(&bench);
}

/* A frame may announce a window of 3.75 TiB. */
static void a_huge_window_is_not_allocated(void **state)
{
    static const uint8_t FRAME[] = {
        0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, /* no size; a window of 2 GiB */
        0x29, 0x00, 0x00, 'a',  'b',  'c',  'd', 'e'};
    struct bench bench;
    struct cv_slice plain;

    (void)state;
    up(&bench);
    assert_inflates_to(&bench, CV_ZSTD, (struct cv_slice){FRAME, sizeof(FRAME)}, 100,
                       text_slice("abcde"));
    plain = message_of(&bench, 300000, 1);
    assert_inflates_to(&bench, CV_ZSTD, foreign_zstd(&bench, plain, 27), plain.len, plain);
    assert_true(bench.arena.used < 4 * MAX);
    down(&bench);
}

/* ---- no memory ---- */

static void each_allocation_may_fail(void **state)
{
    struct bench bench;
    bool fired = true;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        for (unsigned long nth = 1; fired; nth++) {
            uint8_t packed[4096];
            struct cv_slice plain;
            struct cv_slice out;
            size_t made;
            enum cv_inflated told = CV_INFLATED_NO_MEMORY;

            up(&bench);
            plain = message_of(&bench, 3000, 20);
            cv_fault_arm(CV_FAULT_ALLOC, nth);
            made = cv_compress(&bench.compressor, BOTH[i], plain, packed, sizeof(packed));
            if (made > 0)
                told = inflated(&bench, BOTH[i], (struct cv_slice){packed, made}, MAX, &out);
            fired = cv_fault_fired();
            cv_fault_off();
            assert_int_equal(told, fired ? CV_INFLATED_NO_MEMORY : CV_INFLATED);
            made = cv_compress(&bench.compressor, BOTH[i], plain, packed, sizeof(packed));
            assert_inflates_to(&bench, BOTH[i], (struct cv_slice){packed, made}, MAX, plain);
            down(&bench);
        }
        fired = true;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodings_are_known_by_their_names_on_the_wire),
        cmocka_unit_test(a_list_of_encodings_is_what_we_know_of_it_and_identity),
        cmocka_unit_test(any_size_comes_back_as_it_was_up_to_exactly_the_limit),
        cmocka_unit_test(what_does_not_become_smaller_is_left_alone),
        cmocka_unit_test(no_message_leaves_anything_in_the_next),
        cmocka_unit_test(a_stream_cut_anywhere_is_broken),
        cmocka_unit_test(a_changed_bit_is_noticed_or_changes_nothing),
        cmocka_unit_test(what_follows_a_stream_is_another_one_or_it_is_broken),
        cmocka_unit_test(other_wrappings_are_refused),
        cmocka_unit_test(zstd_of_unknown_size_is_inflated_up_to_the_limit),
        cmocka_unit_test(no_bytes_of_zstd_are_an_empty_message),
        cmocka_unit_test(skippable_frames_hold_nothing),
        cmocka_unit_test(a_bomb_takes_no_more_memory_than_the_limit),
        cmocka_unit_test(a_false_claim_is_no_limit_and_no_memory),
        cmocka_unit_test(a_huge_window_is_not_allocated),
        cmocka_unit_test(each_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
