/* What the calls of channels come to, by the names, labels and buckets of gRPC's proposal A66: of
 * each call, and of each of its attempts.
 *
 * Thread   Each channel's counts are its loop's; printed by any thread. A channel may be opened on
 * any thread at any time. Memory   All of it stays until cv_client_counts_free(), also that of
 * channels that are gone. Without memory a call is not counted, and goes on. */
#ifndef CV_RPC_CLIENT_COUNTS_H
#define CV_RPC_CLIENT_COUNTS_H

#include "rpc/channel.h"

struct cv_call;
struct cv_target_counts;

/* For one more channel. NULL: out of memory. */
struct cv_target_counts *cv_target_counts_new(struct cv_client_counts *counts, const char *target);

/* Of a call whose channel counts. */
void cv_call_count_started(struct cv_call *call, uint64_t now_ns);
void cv_call_count_done(struct cv_call *call, enum cv_code code);
void cv_attempt_count_begun(struct cv_call *call);
void cv_attempt_count_ended(struct cv_call *call, enum cv_code code);

#endif
