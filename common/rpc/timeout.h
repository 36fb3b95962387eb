/* The grpc-timeout header: 1 to 8 digits and a unit, one of H M S m u n.
 * Source: grpc doc/PROTOCOL-HTTP2.md, "Timeout". */
#ifndef CV_RPC_TIMEOUT_H
#define CV_RPC_TIMEOUT_H

#include "base/buf.h"

#define CV_TIMEOUT_TEXT 12

/* False: not a timeout. One that nanoseconds cannot hold (584 years) reads as UINT64_MAX. */
bool cv_timeout_parse(struct cv_slice text, uint64_t *ns);
/* The finest unit that holds it, rounded up so that it never becomes 0. Returns the length; no NUL.
 */
size_t cv_timeout_print(uint64_t ns, char out[CV_TIMEOUT_TEXT]);

#endif
