/* One connection of the load maker: HTTP/2 frames by hand, closed loop. What is sent next waits in
 * `out` until conn_flush(); one read answers many calls and one write starts as many again. */
#ifndef BENCH_CONN_H
#define BENCH_CONN_H

#include "answer.h"
#include "load/histogram.h"
#include "request.h"

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONN_STREAMS_MAX 128
#define CONN_SLOTS       1024 /* by stream id; a call that lags so far behind stops new ones */
#define CONN_IN_BYTES    (256 * 1024)
#define CONN_OUT_BYTES   (64 * 1024)

/* What all connections share. */
struct load {
    struct request request;
    struct histogram histogram;
    uint64_t done;   /* calls answered rightly, ever */
    uint64_t failed; /* calls or connections that went wrong */
    uint64_t keys;   /* used so far, with `unique_keys` */
    bool unique_keys;
    SSL_CTX *tls;  /* NULL: cleartext */
    char why[160]; /* the first failure */
};

struct slot {
    uint32_t id;  /* 0: free */
    uint32_t got; /* bytes of the answer's message */
    uint64_t since_ns;
    char key[REQUEST_KEY_BYTES];
};

struct conn {
    struct load *load;
    int fd;   /* -1: closed */
    SSL *tls; /* NULL: cleartext */
    unsigned in_flight;
    uint32_t next_id;
    int64_t window;    /* DATA the server takes on this connection */
    uint64_t unopened; /* DATA received since our last WINDOW_UPDATE */
    struct answer answer;
    size_t in_len;
    size_t out_len;
    size_t out_at;
    struct slot slots[CONN_SLOTS];
    uint8_t in[CONN_IN_BYTES];
    uint8_t out[CONN_OUT_BYTES];
};

/* Connect to 127.0.0.1 and queue the preface. NULL: it failed, the reason is in load->why. */
struct conn *conn_new(struct load *load, uint16_t port);
void conn_free(struct conn *conn);
/* Queue one call that counts from `since_ns`; false: there is no room for it now. */
bool conn_call(struct conn *conn, uint64_t since_ns);
/* Send what is queued. True: some is left, wait until the socket is writable. */
bool conn_flush(struct conn *conn);
/* Read once and take the answers. False: there was nothing, or the connection is closed. */
bool conn_read(struct conn *conn);

/* All connections from now on speak TLS 1.3 with AES-128-GCM; no certificate is checked. */
bool load_use_tls(struct load *load);

uint64_t load_now_ns(void);
void load_fail(struct load *load, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
