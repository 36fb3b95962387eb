/* The channels of the client: one for each server it is told of, kept until the end, so that calls
 * to one server share a connection.
 *
 * Thread   The loop's thread. */
#ifndef CONNECT_CHANNELS_H
#define CONNECT_CHANNELS_H

#include "base/list.h"
#include "connectrpc/conformance/v1/compat.pb-c.h"
#include "rpc/channel.h"

struct channels {
    struct cv_loop *loop;
    struct cv_list all; /* private */
    void (*closed)(struct channels *channels);
};

void channels_init(struct channels *channels, struct cv_loop *loop);
/* The channel to the server that `request` names; opens it if need be. Texts in `arena`. */
struct cv_status channels_find(struct channels *channels,
                               const Connectrpc__Conformance__V1__ClientCompatRequest *request,
                               struct cv_arena *arena, struct cv_channel **channel);
/* Close all; `closed` runs once, maybe from inside. */
void channels_close(struct channels *channels, void (*closed)(struct channels *channels));

#endif
