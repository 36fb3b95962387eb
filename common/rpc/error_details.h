/* A cv_status as google.rpc.Status and back: the value of grpc-status-details-bin.
 * reason becomes ErrorInfo (domain "caravan"), field becomes BadRequest, as AIP-193 has it. */
#ifndef CV_RPC_ERROR_DETAILS_H
#define CV_RPC_ERROR_DETAILS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

/* `at` NULL when the arena is full. */
struct cv_slice cv_error_details_encode(const struct cv_status *status, struct cv_arena *arena);
/* Fill reason, field and details of `status` from what a server sent, in `arena`. Bytes that are
 * no google.rpc.Status change nothing: code and message were told before them. */
void cv_error_details_decode(struct cv_slice bytes, struct cv_arena *arena,
                             struct cv_status *status);

#endif
