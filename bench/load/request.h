/* The calls the load maker sends, encoded once: a HEADERS and a DATA frame with a Scan of 100
 * bytes.
 *
 * The first call of a connection puts its header fields into the HPACK table; every later one is
 * the same few bytes naming them, as any gRPC client's are. */
#ifndef BENCH_REQUEST_H
#define BENCH_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REQUEST_BYTES_MAX 1024
#define REQUEST_KEY_BYTES 36

struct request_template {
    uint8_t bytes[REQUEST_BYTES_MAX];
    size_t len;
    size_t data_at; /* of the DATA frame; the HEADERS frame is in front */
};

struct request {
    struct request_template first; /* of a connection */
    struct request_template later;
    uint8_t
        message[REQUEST_BYTES_MAX]; /* with gRPC's five bytes in front: also what must come back */
    size_t message_len;
    size_t key_at; /* of idem_key in the message */
};

/* `timeout_s`: as grpc-timeout, 0: none. False: the path does not fit. */
bool request_init(struct request *request, const char *path, unsigned timeout_s);

/* Write one call to `out` (REQUEST_BYTES_MAX); returns its length. `key` NULL: that of the
 * template. */
size_t request_write(const struct request *request, bool first, uint32_t stream_id, const char *key,
                     uint8_t *out);

/* The n-th random-looking key of this process, in the form of a UUID. */
void request_key(uint64_t n, char key[REQUEST_KEY_BYTES]);

#endif
