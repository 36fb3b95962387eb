/* The attempts of a client's call: one after the other, until one is answered. What was sent is
 * kept meanwhile to be sent again, and what a failed one has received is forgotten.
 *
 * Thread   That of the channel.
 * Memory   A call is in `between` from the end of an attempt until the next is placed. */
#ifndef CV_RPC_ATTEMPT_H
#define CV_RPC_ATTEMPT_H

#include "base/list.h"
#include "rpc/retry.h"
#include "rpc/service_config.h"

struct cv_call;
struct cv_outgoing;
struct cv_target_counts;

/* What the calls of one channel share. */
struct cv_attempts {
    /* Give a call to a connection, let it wait for one, or end it. */
    void (*place)(struct cv_attempts *attempts, struct cv_call *call);
    struct cv_service_config *service; /* NULL: none was given */
    struct cv_retry_throttle throttle;
    struct cv_list between;          /* struct cv_call, by link */
    size_t kept;                     /* bytes their calls keep */
    bool off;                        /* policies do not count */
    struct cv_target_counts *counts; /* of its channel; NULL: nothing is counted. Set after init */
};

void cv_attempts_init(struct cv_attempts *attempts,
                      void (*place)(struct cv_attempts *attempts, struct cv_call *call),
                      struct cv_service_config *service, bool off);
/* End the calls that are between two attempts. */
void cv_attempts_end(struct cv_attempts *attempts, struct cv_status status);

/* A new call: what the service config says of its method. `attempts` NULL: there will be one. */
void cv_attempt_first(struct cv_call *call, struct cv_attempts *attempts, uint64_t now_ns);
/* An attempt has failed. True: there will be another, and the call is as if it had never been on a
 * stream (the hold of the stream is the caller's to drop). */
bool cv_attempt_again(struct cv_call *call, enum cv_code code, enum cv_retry_how how);
/* Place it, if it is time; from the lane's turn. */
void cv_attempt_next(struct cv_call *call);
/* The call ends: no attempt will follow. */
void cv_attempt_stop(struct cv_call *call);

/* A message has been sent whole. */
void cv_attempt_keep(struct cv_call *call, struct cv_outgoing *out);
/* No attempt will follow this one. */
void cv_attempt_commit(struct cv_call *call);

#endif
