/* The interceptors of a server or channel, and how a call passes them. */
#ifndef CV_RPC_CHAIN_H
#define CV_RPC_CHAIN_H

#include "rpc/interceptor.h"

struct cv_chain {
    struct cv_interceptor *items[CV_INTERCEPTORS_MAX];
    size_t offsets[CV_INTERCEPTORS_MAX]; /* of each one's state in the call's */
    unsigned count;
    size_t state_size; /* of all */
};

/* Of one call. Zeroed: it passes none. */
struct cv_passage {
    const struct cv_chain *chain;
    uint8_t *states;
    unsigned begun; /* how many have been asked */
    bool waits;     /* the last of them has not said cv_call_proceed() */
    bool ended;     /* they have heard the end */
};

struct cv_status cv_chain_add(struct cv_chain *chain, struct cv_interceptor *interceptor);

/* Ask them one after the other; cv_call_begun_server() or cv_call_begun_client() says how it went,
 * now or later. */
void cv_chain_begin(struct cv_call *call, const struct cv_chain *chain);

/* A message on its way through those begun. `first`: bytes of a request, else of a response. */
struct cv_status cv_chain_request(struct cv_call *call, const ProtobufCMessage **message);
struct cv_status cv_chain_response(struct cv_call *call, const ProtobufCMessage **message);

/* An attempt has failed, and another follows. */
void cv_chain_again(struct cv_call *call, enum cv_code code, bool transparent);

/* The end, once; what they make of `status` is returned. */
struct cv_status cv_chain_end(struct cv_call *call, struct cv_status status);

#endif
