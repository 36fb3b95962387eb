/* What may become of a certificate: the table of its moves, and the two persons a revocation takes.
 * Pure; the answers are told in certificate.proto.
 *
 * Memory   Texts live in the arena given. */
#ifndef TRAINING_CERTIFICATE_MOVES_H
#define TRAINING_CERTIFICATE_MOVES_H

#include "service/approval.h"

/* The numbers of CertificateState; 0: not issued yet. */
enum certificate_state {
    CERTIFICATE_ISSUED = 1,
    CERTIFICATE_SUSPENDED,
    CERTIFICATE_REVOKED,
};

/* The numbers of CertificateMove. */
enum certificate_move {
    CERTIFICATE_SUSPEND = 1,
    CERTIFICATE_REINSTATE,
    CERTIFICATE_PROPOSE_REVOCATION,
    CERTIFICATE_WITHDRAW_REVOCATION,
    CERTIFICATE_REJECT_REVOCATION,
    CERTIFICATE_REVOKE,
};

struct certificate_standing {
    int64_t state;
    int64_t revocation; /* an approval's state; 0: nobody proposed it */
    const char *makers; /* of the proposal */
    int64_t version;
};

/* Move it, if this is possible for `subject`, who read it with `etag` ("": need not have). What is
 * then true is in `standing`, but for the version. */
struct cv_status certificate_move(struct cv_arena *arena, struct certificate_standing *standing,
                                  int64_t move, const char *subject, const char *etag);

#endif
