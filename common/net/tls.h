/* TLS 1.3 and 1.2 for HTTP/2: certificates from files, and the stream that wraps another stream.
 *
 * Thread   A cv_tls is made once and shared by all loops: streams are made from it and it is
 *          reloaded from any thread at the same time. A stream belongs to its loop.
 * Memory   Owned by the caller, who frees it after the last stream was made from it; streams do not
 *          need it any more once they are made.
 * Rules    The peer must speak h2 (ALPN), 1.2 or newer, with forward secrecy and an AEAD cipher. No
 *          renegotiation, no compression, no session tickets, no early data. A certificate with a
 *          NUL in a name is refused; chains have at most CV_TLS_DEPTH_MAX authorities between root
 *          and leaf; an extended key usage, if there is one, must allow the use.
 * Errors   INVALID_ARGUMENT names the file and what is wrong with it. What goes wrong on a stream
 *          is its closing reason: UNAVAILABLE, with the reason TLS_FAILED. */
#ifndef CV_NET_TLS_H
#define CV_NET_TLS_H

#include "base/clock.h"
#include "base/identity.h"
#include "net/stream.h"

/* Authorities between the root and the certificate itself: one signs hosts, one signs it, one to
 * spare; each costs a signature check before the peer is known. */
#define CV_TLS_DEPTH_MAX 3
/* From the first byte to the last of the handshake: two round trips and one signature. A peer that
 * takes longer holds a descriptor and memory for nothing. */
#define CV_TLS_HANDSHAKE_NS (5 * CV_NS_PER_S)
/* New keys (KeyUpdate) cost us a derivation and an answer, the peer 27 bytes. An honest one wants
 * them once in 2^24 records; counted in steps of the handshake, a few for each. */
#define CV_TLS_STEPS_MAX 1000u
/* What we say last (why we refuse) may still have to reach a peer who is sending. */
#define CV_TLS_LINGER_NS CV_NS_PER_S

struct cv_tls;
struct cv_arena;

/* Paths; borrowed for the life of the cv_tls, since a reload reads them again. PEM. */
struct cv_tls_files {
    const char *cert; /* ours, then the authorities that signed it; NULL: none (client) */
    const char *key;  /* its key, not encrypted, not readable by others; NULL: none (client) */
    const char *ca;   /* whom we trust. Server: then each client must show a certificate; NULL: none
                       * does. Client: NULL: whom the system trusts */
};

/* Texts in `arena`. These read files: not on a loop that serves. */
struct cv_status cv_tls_server(const struct cv_tls_files *files, struct cv_arena *arena,
                               struct cv_tls **tls);
struct cv_status cv_tls_client(const struct cv_tls_files *files, struct cv_arena *arena,
                               struct cv_tls **tls);
/* Read the files again, for streams made from now on; those that are there keep what they have. On
 * an error nothing changes. */
struct cv_status cv_tls_reload(struct cv_tls *tls, struct cv_arena *arena);
void cv_tls_free(struct cv_tls *tls); /* NULL is fine */

/* TLS over `inner`, which is taken, also on failure. It is blocked until the handshake is over.
 * NULL: out of memory. `name`: whom the certificate must be for, a DNS name or an IP address;
 * borrowed until return. */
struct cv_stream *cv_tls_accept(struct cv_tls *tls, struct cv_stream *inner);
struct cv_stream *cv_tls_connect(struct cv_tls *tls, struct cv_stream *inner, const char *name);

/* Who the peer of a stream is. NULL: it showed no certificate, the handshake is not over, or this
 * is no TLS stream. Holds are counted on the loop's thread; each is dropped once. */
const struct cv_identity *cv_stream_identity_hold(const struct cv_stream *stream);
const struct cv_identity *cv_identity_hold(const struct cv_identity *identity); /* NULL is fine */
void cv_identity_drop(const struct cv_identity *identity);                      /* NULL is fine */

#endif
