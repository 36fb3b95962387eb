#include "tls_bench.h"

#include "base/assert.h"
#include "base/clock.h"

#include <stdio.h>
#include <string.h>

#define PATIENCE (3 * CV_NS_PER_S)
#define CHUNK    30000

/* ---- the two who talk ---- */

static uint8_t pattern(size_t at)
{
    return (uint8_t)((at * 2654435761u) >> 13);
}

static void send_some(struct side *side)
{
    uint8_t bytes[CHUNK];

    while (side->stream != NULL && side->sent < side->to_send && !cv_stream_blocked(side->stream)) {
        size_t len = side->to_send - side->sent;

        len = len < CHUNK ? len : CHUNK;
        for (size_t i = 0; i < len; i++)
            bytes[i] = pattern(side->sent + i);
        side->sent += len;
        cv_stream_write(side->stream, bytes, len);
    }
    if (side->end_when_sent && side->sent == side->to_send && !cv_stream_blocked(side->stream)) {
        side->end_when_sent = false;
        cv_stream_end(side->stream);
        if (side->ended)
            cv_stream_close(side->stream);
    }
}

static void side_read(void *owner, const uint8_t *bytes, size_t len)
{
    struct side *side = owner;

    for (size_t i = 0; i < len; i++)
        side->right = side->right && bytes[i] == pattern(side->received + i);
    side->received += len;
    if (side->received >= side->close_at)
        cv_stream_close(side->stream);
}

static void side_drained(void *owner)
{
    struct side *side = owner;

    side->drained++;
    send_some(side);
}

static void side_ended(void *owner)
{
    struct side *side = owner;

    side->ended = true;
    if (side->sent == side->to_send && !side->end_when_sent)
        cv_stream_close(side->stream);
}

static void side_closed(void *owner, struct cv_status reason)
{
    struct side *side = owner;

    CV_ASSERT(!side->closed);
    side->closed = true;
    side->stream = NULL;
    side->reason = reason;
}

static const struct cv_stream_events SIDE = {side_read, side_drained, side_ended, side_closed};

/* ---- the wire ---- */

static void way_break(struct way *way)
{
    if (!way->closed)
        cv_stream_close(way->from);
    if (!way->back->closed)
        cv_stream_close(way->back->from);
}

static void way_run(struct cv_task *task)
{
    struct way *way = CV_CONTAINER_OF(task, struct way, task);
    struct cv_stream *to = way->back->from;
    size_t len = way->bytes.len < way->chunk ? way->bytes.len : way->chunk;

    if (way->back->closed || cv_stream_blocked(to))
        return;
    if (way->passed + len > way->cut_at)
        len = way->cut_at - way->passed;
    if (way->garbage_at - way->passed < len)
        way->bytes.at[way->garbage_at - way->passed] ^= 0x55;
    if (len > 0)
        cv_stream_write(to, way->bytes.at, len);
    way->passed += len;
    way->bytes.len -= len;
    if (way->bytes.len > 0)
        memmove(way->bytes.at, way->bytes.at + len, way->bytes.len);
    if (way->passed == way->cut_at) {
        way_break(way);
    } else if (way->bytes.len > 0) {
        cv_loop_defer(cv_stream_loop(to), &way->task);
    } else if (way->closed) {
        cv_stream_close(to);
    } else {
        cv_stream_resume(way->from);
        if (way->ended && !way->told && !cv_stream_blocked(to)) {
            way->told = true;
            cv_stream_end(to);
            if (way->back->told)
                way_break(way);
        }
    }
}

static void way_read(void *owner, const uint8_t *bytes, size_t len)
{
    struct way *way = owner;

    cv_buf_add(&way->bytes, bytes, len);
    cv_stream_pause(way->from);
    cv_loop_defer(cv_stream_loop(way->from), &way->task);
}

static void way_drained(void *owner)
{
    struct way *way = owner;

    cv_loop_defer(cv_stream_loop(way->from), &way->back->task);
}

static void way_ended(void *owner)
{
    struct way *way = owner;

    way->ended = true;
    cv_loop_defer(cv_stream_loop(way->from), &way->task);
}

static void way_closed(void *owner, struct cv_status reason)
{
    struct way *way = owner;

    (void)reason;
    way->closed = true;
    if (!way->back->closed)
        cv_loop_defer(cv_stream_loop(way->from), &way->task);
    cv_loop_undefer(&way->back->task);
    way->from = NULL;
}

static const struct cv_stream_events WAY = {way_read, way_drained, way_ended, way_closed};

/* ---- the bench ---- */

static struct cv_tls_files files_of(struct cv_arena *arena, const char *cert, const char *ca)
{
    struct cv_tls_files files = {0};

    if (cert != NULL) {
        files.cert = cv_arena_printf(arena, CERTIFICATES "%s.pem", cert);
        files.key = cv_arena_printf(arena, CERTIFICATES "%s.key", cert);
    }
    if (ca != NULL)
        files.ca = cv_arena_printf(arena, CERTIFICATES "%s.pem", ca);
    return files;
}

static void must(struct cv_status status)
{
    if (!cv_ok(status))
        print_error("%s\n", status.message);
    assert_int_equal(status.code, CV_OK);
}

struct cv_tls *bench_server_tls(struct cv_arena *arena, const char *cert, const char *client_ca)
{
    struct cv_tls_files files = files_of(arena, cert, client_ca);
    struct cv_tls *tls;

    must(cv_tls_server(&files, arena, &tls));
    return tls;
}

struct cv_tls *bench_client_tls(struct cv_arena *arena, const char *cert, const char *ca)
{
    struct cv_tls_files files = files_of(arena, cert, ca);
    struct cv_tls *tls;

    must(cv_tls_client(&files, arena, &tls));
    return tls;
}

static void way_init(struct way *way, struct way *back)
{
    *way = (struct way){.back = back,
                        .chunk = SIZE_MAX,
                        .cut_at = NOWHERE,
                        .garbage_at = NOWHERE,
                        .task.run = way_run};
    cv_buf_init(&way->bytes, SIZE_MAX);
}

void bench_init(struct tls_bench *bench, const char *server_cert, const char *client_ca,
                const char *client_cert, const char *ca)
{
    *bench = (struct tls_bench){
        .server = {.close_at = NOWHERE, .right = true},
        .client = {.close_at = NOWHERE, .right = true},
    };
    cv_arena_init(&bench->arena, 1024 * 1024);
    must(cv_loop_new(&bench->loop));
    bench->server_tls = bench_server_tls(&bench->arena, server_cert, client_ca);
    bench->client_tls = bench_client_tls(&bench->arena, client_cert, ca);
    way_init(&bench->up, &bench->down);
    way_init(&bench->down, &bench->up);
}

bool bench_connect(struct tls_bench *bench, size_t cap, const char *name)
{
    struct cv_stream *near[2];
    struct cv_stream *far[2];

    bench->client.closed = bench->server.closed = bench->up.closed = bench->down.closed = true;
    if (!cv_ok(cv_stream_pair(bench->loop, cap, near)))
        return false;
    if (!cv_ok(cv_stream_pair(bench->loop, cap, far))) {
        cv_stream_close(near[0]);
        cv_stream_close(near[1]);
        return false;
    }
    bench->up.closed = bench->down.closed = false;
    bench->up.from = near[1];
    bench->down.from = far[0];
    cv_stream_own(near[1], &WAY, &bench->up);
    cv_stream_own(far[0], &WAY, &bench->down);
    bench->client.stream = cv_tls_connect(bench->client_tls, near[0], name);
    bench->server.stream = cv_tls_accept(bench->server_tls, far[1]);
    bench->client.closed = bench->client.stream == NULL;
    bench->server.closed = bench->server.stream == NULL;
    if (!bench->client.closed)
        cv_stream_own(bench->client.stream, &SIDE, &bench->client);
    if (!bench->server.closed)
        cv_stream_own(bench->server.stream, &SIDE, &bench->server);
    return !bench->client.closed && !bench->server.closed;
}

void bench_send(struct tls_bench *bench, size_t more)
{
    bench->client.to_send += more;
    send_some(&bench->client);
}

static bool all_closed(void *arg)
{
    const struct tls_bench *bench = arg;

    return bench->client.closed && bench->server.closed && bench->up.closed && bench->down.closed;
}

bool bench_until(struct tls_bench *bench, bool (*done)(void *arg))
{
    return cv_loop_run_until(bench->loop, done, bench, PATIENCE);
}

void bench_until_closed(struct tls_bench *bench)
{
    if (!bench_until(bench, all_closed)) {
        const struct side *s[2] = {&bench->client, &bench->server};
        const struct way *w[2] = {&bench->up, &bench->down};

        for (int i = 0; i < 2; i++) {
            print_error("side %d: sent %zu of %zu, received %zu, ended %d closed %d (%s)\n", i,
                        s[i]->sent, s[i]->to_send, s[i]->received, s[i]->ended, s[i]->closed,
                        s[i]->reason.message);
            print_error("way %d: passed %zu, left %zu, ended %d told %d closed %d\n", i,
                        w[i]->passed, w[i]->bytes.len, w[i]->ended, w[i]->told, w[i]->closed);
        }
        fail_msg("the sides did not close");
    }
}

void bench_free(struct tls_bench *bench)
{
    cv_loop_undefer(&bench->up.task);
    cv_loop_undefer(&bench->down.task);
    cv_loop_free(bench->loop);
    cv_tls_free(bench->server_tls);
    cv_tls_free(bench->client_tls);
    cv_buf_free(&bench->up.bytes);
    cv_buf_free(&bench->down.bytes);
    cv_arena_release(&bench->arena);
}
