/* A client that keeps the server waiting, byte by byte in made-up time. */
#include "rpc/limits.h"
#include "support/raw_end.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* ---- tests ---- */

static void a_header_block_without_end_closes_the_connection(void **state)
{
    struct raw_end bench;

    (void)state;
    raw_server_up(&bench, NULL);
    raw_headers(&bench, WIRE_END_STREAM, 1, "/judge.v1.Judge/Say");
    raw_settle(&bench);
    raw_wait(&bench, CV_BLOCK_NS);
    assert_false(raw_said(&bench, WIRE_GOAWAY, 0, 0));
    raw_wait(&bench, 2 * CV_WATCH_NS);
    assert_true(raw_said(&bench, WIRE_GOAWAY, 0, 0));
    assert_true(bench.closed);
    raw_server_down(&bench);
}

static void a_refused_header_block_has_ended(void **state)
{
    struct cv_buf block;
    struct raw_end bench;

    raw_server_up(&bench, NULL);
    raw_headers(&bench, WIRE_END_HEADERS, 1, "/judge.v1.Judge/Sum"); /* keeps the watch going */
    cv_buf_init(&block, 4096);
    wire_field_text(&block, ":method", "POST");
    if (*state == NULL)
        wire_field_text(&block, "Upper", "x"); /* else without a path; nghttp2 resets either */
    raw_frame(&bench, WIRE_HEADERS, WIRE_END_HEADERS | WIRE_END_STREAM, 3, block.at, block.len);
    cv_buf_free(&block);
    raw_settle(&bench);
    assert_true(raw_said(&bench, WIRE_RST_STREAM, 0, 3));
    raw_wait(&bench, 10 * CV_WATCH_NS);
    assert_false(raw_said(&bench, WIRE_GOAWAY, 0, 0));
    assert_false(bench.closed);
    raw_server_down(&bench);
}

static void a_request_that_does_not_come_ends_the_call(void **state)
{
    static const uint8_t half[] = {0, 0, 0, 0, 100, 10};
    struct raw_end bench;

    (void)state;
    raw_server_up(&bench, NULL);
    raw_headers(&bench, WIRE_END_HEADERS, 1, "/judge.v1.Judge/Say");
    raw_headers(&bench, WIRE_END_HEADERS, 3, "/judge.v1.Judge/Say");
    raw_frame(&bench, WIRE_DATA, 0, 3, half, sizeof(half));
    raw_headers(&bench, WIRE_END_HEADERS, 5, "/judge.v1.Judge/Sum");
    raw_frame(&bench, WIRE_DATA, 0, 5, half, sizeof(half));
    raw_settle(&bench);
    raw_wait(&bench, CV_STALL_NS);
    for (unsigned stream = 1; stream <= 5; stream += 2)
        assert_false(raw_said(&bench, WIRE_HEADERS, WIRE_END_STREAM, stream));
    raw_wait(&bench, 2 * CV_WATCH_NS);
    for (unsigned stream = 1; stream <= 5; stream += 2)
        assert_true(raw_said(&bench, WIRE_HEADERS, WIRE_END_STREAM, stream));
    assert_false(bench.closed);
    raw_server_down(&bench);
}

/* Who speaks no gRPC is answered when his request is whole, but not waited for without end. */
static void a_plain_request_that_does_not_end_is_refused(void **state)
{
    struct cv_buf block;
    struct raw_end bench;

    (void)state;
    raw_server_up(&bench, NULL);
    cv_buf_init(&block, 4096);
    wire_field_text(&block, ":method", "POST");
    wire_field_text(&block, ":scheme", "http");
    wire_field_text(&block, ":path", "/");
    wire_field_text(&block, ":authority", "x");
    raw_frame(&bench, WIRE_HEADERS, WIRE_END_HEADERS, 1, block.at, block.len);
    cv_buf_free(&block);
    raw_settle(&bench);
    for (unsigned i = 0; i < 6; i++) {
        raw_frame(&bench, WIRE_DATA, 0, 1, "more", 4);
        raw_wait(&bench, CV_STALL_NS / 6);
        assert_false(raw_said(&bench, WIRE_HEADERS, 0, 1));
    }
    raw_wait(&bench, 2 * CV_WATCH_NS);
    assert_true(raw_said(&bench, WIRE_HEADERS, WIRE_END_STREAM, 1));
    assert_true(raw_said(&bench, WIRE_RST_STREAM, 0, 1));
    assert_false(bench.closed);
    raw_server_down(&bench);
}

/* Each message is whole in time. And whoever has said a whole one may think as long as he likes. */
static void a_slow_stream_lives(void **state)
{
    static const uint8_t whole[] = {0, 0, 0, 0, 2, 8, 1};
    struct raw_end bench;

    (void)state;
    raw_server_up(&bench, NULL);
    raw_headers(&bench, WIRE_END_HEADERS, 1, "/judge.v1.Judge/Sum");
    raw_frame(&bench, WIRE_DATA, 0, 1, whole,
              sizeof(whole) - 1); /* one byte is missing for a while */
    for (unsigned i = 0; i < 3; i++) {
        raw_settle(&bench);
        raw_wait(&bench, CV_STALL_NS - CV_WATCH_NS);
        raw_frame(&bench, WIRE_DATA, 0, 1, whole + sizeof(whole) - 1, 1);
        if (i < 2)
            raw_frame(&bench, WIRE_DATA, 0, 1, whole, sizeof(whole) - 1);
    }
    raw_settle(&bench);
    raw_wait(&bench, 2 * CV_STALL_NS);
    assert_false(raw_said(&bench, WIRE_HEADERS, 0, 1));
    raw_frame(&bench, WIRE_DATA, WIRE_END_STREAM, 1, "", 0);
    raw_settle(&bench);
    assert_true(raw_said(&bench, WIRE_HEADERS, WIRE_END_STREAM, 1));
    assert_false(raw_said(&bench, WIRE_RST_STREAM, 0, 1));
    assert_int_equal(bench.judge.received, 3);
    raw_server_down(&bench);
}

/* The window of the stream is shut: the answer is kept for a while, but not for ever. */
static void an_answer_nobody_makes_room_for_is_dropped(void **state)
{
    static const uint8_t window[] = {0, 4, 0, 0, 0, 0}; /* INITIAL_WINDOW_SIZE 0 */
    static const uint8_t say[] = {0, 0, 0, 0, 3, 10, 1, 'a'};
    struct raw_end bench;

    (void)state;
    raw_server_up(&bench, NULL);
    raw_frame(&bench, WIRE_SETTINGS, 0, 0, window, sizeof(window));
    raw_headers(&bench, WIRE_END_HEADERS, 1, "/judge.v1.Judge/Say");
    raw_frame(&bench, WIRE_DATA, WIRE_END_STREAM, 1, say, sizeof(say));
    raw_settle(&bench);
    assert_true(raw_said(&bench, WIRE_HEADERS, WIRE_END_HEADERS, 1));
    raw_wait(&bench, CV_STALL_NS);
    assert_false(raw_said(&bench, WIRE_RST_STREAM, 0, 1));
    raw_wait(&bench, 2 * CV_WATCH_NS);
    assert_true(raw_said(&bench, WIRE_RST_STREAM, 0, 1));
    assert_false(bench.closed);
    raw_server_down(&bench);
}

/* The socket itself is full. */
static void a_peer_that_reads_nothing_is_left(void **state)
{
    static const uint8_t count[] = {0, 0, 0, 0, 6, 8, 100, 16, 0xa0, 0x8d, 6}; /* 100 of 100,000 */
    struct raw_end bench;

    (void)state;
    raw_server_up(&bench, NULL);
    raw_headers(&bench, WIRE_END_HEADERS, 1, "/judge.v1.Judge/Count");
    cv_stream_pause(bench.stream);
    raw_frame(&bench, WIRE_DATA, WIRE_END_STREAM, 1, count, sizeof(count));
    raw_settle(&bench);
    raw_wait(&bench, CV_STALL_NS);
    assert_int_equal(bench.judge.ended, 0);
    raw_wait(&bench, 3 * CV_WATCH_NS);
    assert_int_equal(bench.judge.ended, 1);
    cv_stream_resume(bench.stream);
    raw_settle(&bench);
    assert_true(bench.closed);
    raw_server_down(&bench);
}

/* A message of 100,000 bytes does not fit a window of 65,535: the deadline passes in the middle.
 * What is left of it comes when there is room, and then why the call has ended. */
static void a_message_cut_by_the_deadline_is_finished_before_the_status(void **state)
{
    static const uint8_t request[] = {0, 0, 0, 0, 6, 0x08, 9, 0x10, 0xa0, 0x8d, 6};
    static const uint8_t more[] = {0, 1, 0, 0};
    struct cv_buf block;
    struct cv_slice piece;
    struct raw_end bench;
    size_t total = 0;

    (void)state;
    raw_server_up(&bench, NULL);
    cv_buf_init(&block, 4096);
    wire_field_text(&block, ":method", "POST");
    wire_field_text(&block, ":scheme", "http");
    wire_field_text(&block, ":path", "/judge.v1.Judge/Count");
    wire_field_text(&block, ":authority", "x");
    wire_field_text(&block, "te", "trailers");
    wire_field_text(&block, "content-type", "application/grpc");
    wire_field_text(&block, "grpc-timeout", "1S");
    raw_frame(&bench, WIRE_HEADERS, WIRE_END_HEADERS, 1, block.at, block.len);
    cv_buf_free(&block);
    raw_frame(&bench, WIRE_DATA, WIRE_END_STREAM, 1, request, sizeof(request));
    raw_settle(&bench);
    assert_true(raw_said(&bench, WIRE_DATA, 0, 1));
    raw_pass(&bench, 2 * CV_NS_PER_S);
    raw_settle(&bench);
    assert_false(raw_said(&bench, WIRE_RST_STREAM, 0, 1));
    assert_false(raw_said(&bench, WIRE_HEADERS, WIRE_END_STREAM, 1));
    raw_frame(&bench, WIRE_WINDOW_UPDATE, 0, 0, more, 4);
    raw_frame(&bench, WIRE_WINDOW_UPDATE, 0, 1, more, 4);
    raw_settle(&bench);
    assert_true(raw_said(&bench, WIRE_HEADERS, WIRE_END_STREAM, 1));
    assert_false(raw_said(&bench, WIRE_RST_STREAM, 0, 1));
    for (unsigned nth = 0; raw_find(&bench, WIRE_DATA, 0, 1, nth, &piece, NULL); nth++)
        total += piece.len;
    assert_int_equal(total, 5 + 2 + 4 + 100000); /* prefix, value, tag and length, padding */
    raw_server_down(&bench);
}

int main(void)
{
    static char without_path[] = "without path";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_block_without_end_closes_the_connection),
        cmocka_unit_test(a_refused_header_block_has_ended),
        cmocka_unit_test_prestate(a_refused_header_block_has_ended, without_path),
        cmocka_unit_test(a_request_that_does_not_come_ends_the_call),
        cmocka_unit_test(a_plain_request_that_does_not_end_is_refused),
        cmocka_unit_test(a_slow_stream_lives),
        cmocka_unit_test(an_answer_nobody_makes_room_for_is_dropped),
        cmocka_unit_test(a_message_cut_by_the_deadline_is_finished_before_the_status),
        cmocka_unit_test(a_peer_that_reads_nothing_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
