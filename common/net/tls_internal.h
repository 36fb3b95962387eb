/* What the files of TLS share. */
#ifndef CV_NET_TLS_INTERNAL_H
#define CV_NET_TLS_INTERNAL_H

#include "base/buf.h"
#include "net/tls.h"

#include <openssl/ssl.h>

/* A connection's side of the present context of `tls`; NULL: out of memory. */
SSL *cv_tls_new_ssl(struct cv_tls *tls);

/* For OpenSSL's readers: never ask a terminal; an encrypted key is then an error. */
int cv_tls_no_passphrase(char *to, int cap, int writing, void *arg);

/* What OpenSSL reads from and writes to instead of a socket. */
struct cv_tls_pipe {
    struct cv_slice in; /* bytes of the peer it has not seen */
    struct cv_buf *out; /* bytes for the peer; borrowed */
};
/* `pipe` is borrowed for the life of `ssl`. False: out of memory. */
bool cv_tls_join(SSL *ssl, struct cv_tls_pipe *pipe);

/* OpenSSL's queue of errors, and what `ssl` knows of the peer's certificate, as a status with
 * static texts; empties the queue. The one place that knows OpenSSL's errors. */
struct cv_status cv_tls_status(const SSL *ssl);
/* What the queue says of a file, as a static text; empties it. */
const char *cv_tls_file_error(void);

/* False: a name of the certificate holds a NUL, or cannot be read. */
bool cv_tls_names_are_clean(X509 *cert);
/* Of the peer, held once; NULL: it showed no certificate (`failed` stays as it is) or out of memory
 * (`failed` is set). */
struct cv_identity *cv_tls_identity(const SSL *ssl, bool *failed);

#endif
