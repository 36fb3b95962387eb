/* Certificates of one's own: a private authority, and what it vouches for.
 *
 * Thread   Any that may wait: files are read and written.
 * Memory   Nothing is kept; texts of errors are static or live in the arena given.
 * Files    PEM. Keys are of the curve P-256, not encrypted, and only their owner reads them. Each
 *          file is whole or as it was; a crash between key and certificate leaves two that do not
 *          belong together, which cv_tls_inspect() finds.
 * Errors   INVALID_ARGUMENT, BAD_TLS_FILE, names the file and what is wrong with it. */
#ifndef CV_NET_TLS_ISSUE_H
#define CV_NET_TLS_ISSUE_H

#include "base/status.h"

#include <stdint.h>

struct cv_arena;

enum cv_tls_use {
    CV_TLS_USE_AUTHORITY, /* signs others, which sign no more */
    CV_TLS_USE_BOTH,      /* a server that is also a client of others */
    CV_TLS_USE_CLIENT,
};

struct cv_tls_wish {
    const char *name;         /* whose it is; not a host's name */
    const char *const *hosts; /* DNS names and IP addresses, ended by NULL; NULL: none */
    enum cv_tls_use use;
    int64_t valid_us; /* from now, but not longer than the authority's */
};

/* Paths. */
struct cv_tls_pair {
    const char *cert;
    const char *key;
};

/* Make both files anew. `authority` NULL: it vouches for itself. */
struct cv_status cv_tls_issue(const struct cv_tls_wish *wish, const struct cv_tls_pair *authority,
                              const struct cv_tls_pair *to, struct cv_arena *arena);

/* Until when it is good, in microseconds UTC. NOT_FOUND: a file is not there; FAILED_PRECONDITION:
 * they do not belong together, or `authority` (the path of a certificate) did not sign it. */
struct cv_status cv_tls_inspect(const struct cv_tls_pair *pair, const char *authority,
                                int64_t *until_us, struct cv_arena *arena);

/* Copy an authority's certificate, for those who shall trust it. */
struct cv_status cv_tls_copy(const char *cert, const char *to, struct cv_arena *arena);

#endif
