/* TLS from certificates that came in a message, where the library wants files.
 *
 * Memory   PEM texts are borrowed until return. The cv_tls is the caller's; its files are gone, so
 *          it cannot be reloaded. */
#ifndef CONNECT_CREDENTIALS_H
#define CONNECT_CREDENTIALS_H

#include "net/tls.h"

#include <protobuf-c/protobuf-c.h>

struct credentials {
    ProtobufCBinaryData cert; /* ours; empty: none */
    ProtobufCBinaryData key;  /* of it */
    ProtobufCBinaryData ca;   /* whom we trust; empty: as net/tls.h says */
};

/* Texts in `arena`. */
struct cv_status credentials_server(const struct credentials *from, struct cv_arena *arena,
                                    struct cv_tls **tls);
struct cv_status credentials_client(const struct credentials *from, struct cv_arena *arena,
                                    struct cv_tls **tls);

#endif
