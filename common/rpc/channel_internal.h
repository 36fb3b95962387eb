/* What the client side of a call needs of its channel. */
#ifndef CV_RPC_CHANNEL_INTERNAL_H
#define CV_RPC_CHANNEL_INTERNAL_H

#include "rpc/channel.h"

struct cv_credentials;

/* Give a client's call, begun on no session or no longer on one, to a connection; or let it wait
 * for one, first come first served; or end it, since there is none and it would not wait. */
void cv_channel_place(struct cv_channel *channel, struct cv_call *call);

struct cv_credentials *cv_channel_credentials(const struct cv_channel *channel); /* or NULL */
const char *cv_channel_authority(const struct cv_channel *channel);
bool cv_channel_is_secure(const struct cv_channel *channel);

#endif
