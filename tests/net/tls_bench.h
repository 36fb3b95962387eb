/* A server's and a client's TLS stream in one loop, with a wire between them that can be slow, cut
 * or lie. Bytes sent are a pattern by their place, so that nothing can be lost or swapped unseen.
 */
#ifndef TESTS_NET_TLS_BENCH_H
#define TESTS_NET_TLS_BENCH_H

#include "base/arena.h"
#include "base/buf.h"
#include "net/loop.h"
#include "net/tls.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define NOWHERE SIZE_MAX

/* One end: whoever speaks through the stream. */
struct side {
    struct cv_stream *stream; /* NULL: closed */
    size_t to_send;
    size_t sent;
    size_t received;
    size_t drained;
    size_t close_at; /* close once so much has been received; NOWHERE: never */
    bool end_when_sent;
    bool right; /* what was received is what was sent */
    bool ended; /* the other side said so */
    bool closed;
    struct cv_status reason;
};

/* One way: what one end wrote goes to the other end by `chunk` bytes a turn. */
struct way {
    struct cv_stream *from; /* NULL: closed */
    struct way *back;
    struct cv_buf bytes;
    size_t chunk;
    size_t passed;
    size_t cut_at;     /* the connection breaks before this byte */
    size_t garbage_at; /* this byte arrives wrong */
    bool ended;
    bool told;
    bool closed;
    struct cv_task task;
};

struct tls_bench {
    struct cv_loop *loop;
    struct cv_arena arena;
    struct cv_tls *server_tls;
    struct cv_tls *client_tls;
    struct side server;
    struct side client;
    struct way up; /* from the client */
    struct way down;
};

/* The usual: certificates "server" and, with `client_cert` not NULL, a client's; wire without
 * faults. Paths are names in the folder of certificates. */
void bench_init(struct tls_bench *bench, const char *server_cert, const char *client_ca,
                const char *client_cert, const char *ca);
/* Make the streams; what the test has set in `up`, `down`, `server`, `client` counts from here.
 * False: one could not be made, and nothing is open. */
bool bench_connect(struct tls_bench *bench, size_t cap, const char *name);
void bench_send(struct tls_bench *bench, size_t more); /* from the client; after the handshake */
void bench_until_closed(struct tls_bench *bench);      /* both sides */
bool bench_until(struct tls_bench *bench, bool (*done)(void *arg));
void bench_free(struct tls_bench *bench);

struct cv_tls *bench_server_tls(struct cv_arena *arena, const char *cert, const char *client_ca);
struct cv_tls *bench_client_tls(struct cv_arena *arena, const char *cert, const char *ca);

#endif
