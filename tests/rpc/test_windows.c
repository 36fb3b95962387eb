/* How much a client may send: windows that grow with its line, and what nobody takes. */
#include "rpc/limits.h"
#include "support/raw_end.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define CHUNK 16000u /* of padding in one DATA frame */

static uint32_t number_at(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* A Number with padding, alone in a DATA frame. */
static size_t send_number(struct raw_end *client, unsigned stream)
{
    static uint8_t bytes[8 + CHUNK] = {0, 0, 0, (3 + CHUNK) >> 8, (3 + CHUNK) & 0xff, 0x12};

    bytes[6] = 0x80 | (CHUNK & 0x7f);
    bytes[7] = CHUNK >> 7;
    raw_frame(client, WIRE_DATA, 0, stream, bytes, sizeof(bytes));
    return sizeof(bytes);
}

/* The stream's window as the server announced it last. */
static uint32_t window_of(const struct raw_end *client)
{
    struct cv_slice settings;
    uint32_t window = 65535;

    for (unsigned n = 0; raw_find(client, WIRE_SETTINGS, 0, 0, n, &settings, NULL); n++) {
        for (size_t at = 0; at + 6 <= settings.len; at += 6)
            window = settings.at[at + 1] == 4 ? number_at(settings.at + at + 2) : window;
    }
    return window;
}

static void answer_ping(struct raw_end *client, unsigned nth)
{
    struct cv_slice payload;
    uint8_t copy[8];

    assert_true(raw_find(client, WIRE_PING, 0, 0, nth, &payload, NULL));
    memcpy(copy, payload.at, sizeof(copy));
    raw_frame(client, WIRE_PING, WIRE_ACK, 0, copy, sizeof(copy));
    raw_frame(client, WIRE_SETTINGS, WIRE_ACK, 0, "", 0);
    raw_settle(client);
}

static void the_window_grows_with_what_a_client_sends(void **state)
{
    struct raw_end client;

    (void)state;
    raw_server_up(&client, NULL);
    raw_frame(&client, WIRE_SETTINGS, WIRE_ACK, 0, "", 0);
    raw_headers(&client, WIRE_END_HEADERS, 1, "/judge.v1.Judge/Sum");
    assert_int_equal(window_of(&client), CV_STREAM_WINDOW);
    for (unsigned n = 0; n < 4; n++) {
        uint32_t window = window_of(&client);

        /* Half a window makes it ask; a whole one is on its way until the answer. */
        for (size_t sent = 0; sent < window * 3 / 2;) {
            sent += send_number(&client, 1);
            raw_settle(&client);
        }
        raw_pass(&client, 20 * CV_NS_PER_MS);
        answer_ping(&client, n);
        assert_in_range(window_of(&client), window + window / 4, 4 * window);
    }
    raw_frame(&client, WIRE_DATA, WIRE_END_STREAM, 1, "", 0);
    raw_settle(&client);
    assert_true(raw_said(&client, WIRE_HEADERS, WIRE_END_STREAM, 1));
    raw_server_down(&client);
}

static void small_calls_are_not_measured(void **state)
{
    static const uint8_t text[] = {0, 0, 0, 0, 3, 10, 1, 'a'};
    struct raw_end client;

    (void)state;
    raw_server_up(&client, NULL);
    for (unsigned i = 0; i < 500; i++) {
        raw_headers(&client, WIRE_END_HEADERS, 2 * i + 1, "/judge.v1.Judge/Say");
        raw_frame(&client, WIRE_DATA, WIRE_END_STREAM, 2 * i + 1, text, sizeof(text));
        raw_settle(&client);
    }
    assert_int_equal(client.judge.ended, 500);
    assert_false(raw_said(&client, WIRE_PING, 0, 0));
    raw_server_down(&client);
}

/* What the connection's window has ever let a client send. */
static size_t allowed(const struct raw_end *client)
{
    struct cv_slice update;
    size_t sum = 65535;

    for (unsigned n = 0; raw_find(client, WIRE_WINDOW_UPDATE, 0, 0, n, &update, NULL); n++)
        sum += number_at(update.at);
    return sum;
}

/* Chat's handler waits for room for its answers, which the client never makes; each stream is
 * within its own window. */
static void what_no_handler_takes_is_bounded(void **state)
{
    const size_t most = CV_BACKLOG_MAX + CV_CONNECTION_WINDOW;
    struct raw_end client;
    unsigned stream = 1;
    size_t sent = 0;

    (void)state;
    raw_server_up(&client, NULL);
    raw_frame(&client, WIRE_SETTINGS, 0, 0, "\0\4\0\0\0\0", 6);
    for (bool room = true; room && stream < 2 * CV_STREAMS_MAX; stream += 2) {
        raw_headers(&client, WIRE_END_HEADERS, stream, "/judge.v1.Judge/Chat");
        for (unsigned n = 0; room && n < 9; n++) { /* so many more than answers find room for */
            sent += send_number(&client, stream);
            raw_settle(&client);
            room = allowed(&client) >= sent + CHUNK + 8;
        }
    }
    assert_true(stream < 2 * CV_STREAMS_MAX);
    assert_false(raw_said(&client, WIRE_GOAWAY, 0, 0));
    assert_in_range(sent, CV_BACKLOG_MAX, 9 * most);
    for (unsigned id = 1; id < stream; id += 2)
        raw_frame(&client, WIRE_RST_STREAM, 0, id, "\0\0\0\10", 4);
    raw_settle(&client);
    assert_int_equal(client.judge.started, client.judge.ended);
    assert_true(allowed(&client) >= sent + CV_CONNECTION_WINDOW / 2);
    raw_server_down(&client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_window_grows_with_what_a_client_sends),
        cmocka_unit_test(small_calls_are_not_measured),
        cmocka_unit_test(what_no_handler_takes_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
