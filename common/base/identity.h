/* Who the peer is by its certificate, once that has been verified: the subject and the alternative
 * names, as text. No name holds a NUL: such a certificate is refused.
 *
 * Memory   Borrowed from whoever hands it out, who says for how long. */
#ifndef CV_BASE_IDENTITY_H
#define CV_BASE_IDENTITY_H

#include <stddef.h>

enum cv_identity_kind {
    CV_IDENTITY_DNS,
    CV_IDENTITY_IP,    /* "10.0.0.7", "2001:db8::1" */
    CV_IDENTITY_URI,   /* such as a SPIFFE id */
    CV_IDENTITY_EMAIL, /* of the certificate, not for anything a person is to read */
};

struct cv_identity_name {
    enum cv_identity_kind kind;
    const char *text;
    size_t len;
};

struct cv_identity {
    const char *subject; /* as RFC 2253 writes it: "CN=scanner-7,O=hub"; may be empty */
    const struct cv_identity_name *names;
    size_t name_count;
};

#endif
