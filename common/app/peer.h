/* Other programs of the same set, which this one asks: `--peer NAME=ADDRESS` says where one is. The
 * program's spec says which it knows (app/app.h); one that is not named is not there, and the
 * program stands alone in what it has to do with it.
 *
 *     self->call.unary.done = answered;
 *     shop_v1_shop_find(cv_peer_prepare(peer, scope, &self->call), &self->call.unary, &request);
 *     (in `done`: status = cv_peer_status(&self->call, "nothing was stored");)
 *
 * Who calls and the trace of the scope are told to the peer. TLS is by the files of the service
 * itself, whose certificate must therefore be good for clients, too; never on unix sockets.
 *
 * Thread   That of the loop that is the scope's home: each loop has channels of its own.
 * Memory   Peers live as long as the app. A call is embedded by the caller, until `done`; what is
 *          answered lives in the arena of the scope.
 * Ending   What a handler asks ends with its call. Work that is of no call starts nothing more once
 *          draining began; what it then has under way ends with UNAVAILABLE when the last call of
 *          its loop has ended.
 * Cancel   The deadline is that of the scope less 5 %, so that there is time to say what happened,
 *          or CV_PEER_TIMEOUT_NS if it has none. Cancelling as in rpc/channel.h.
 * Again    A call that a peer could not answer is tried three times within a second: a method that
 *          changes something needs a request_id. While a peer is known to be down, calls fail at
 *          once.
 * Errors   cv_peer_status() makes UNAVAILABLE, PEER_UNAVAILABLE of whatever means that the peer
 *          cannot answer; what it did answer is passed on. */
#ifndef CV_APP_PEER_H
#define CV_APP_PEER_H

#include "app/app.h"
#include "base/clock.h"
#include "rpc/channel.h"

#define CV_PEER_TIMEOUT_NS (5 * CV_NS_PER_S)

struct cv_peer;

/* NULL: nobody said where it is. `name` is one of those in the spec. */
struct cv_peer *cv_app_peer(struct cv_app *app, const char *name);
const char *cv_peer_name(const struct cv_peer *peer);

struct cv_peer_call {
    struct cv_unary unary; /* for the stub; stubs of streams take &call.unary.start */
    struct cv_scope scope; /* private, and what follows */
    const struct cv_peer *peer;
};

/* The channel to give to a stub for a call made in `scope`, which is borrowed until the call is
 * done. Sets unary.start.scope and nothing else of it. */
struct cv_channel *cv_peer_prepare(const struct cv_peer *peer, const struct cv_scope *scope,
                                   struct cv_peer_call *call);

/* How it ended. `format`: what follows from it if the peer could not answer, as the end of the
 * sentence "the NAME service does not answer, so ...". */
struct cv_status cv_peer_status(const struct cv_peer_call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
