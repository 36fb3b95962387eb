/* Whom a channel is for, as people write it (grpc doc/naming.md):
 *
 *   HOST:PORT, [IPV6]:PORT             as in net/address.h
 *   dns:HOST[:PORT], dns:///HOST[:PORT]   all addresses of the name
 *   ipv4:A[:PORT][,B[:PORT]...]        these addresses
 *   ipv6:[A][:PORT][,[B][:PORT]...]
 *   unix:PATH, unix:///ABSOLUTE/PATH, unix-abstract:NAME
 *
 * After a scheme a port that is left out is 443. */
#ifndef CV_RPC_TARGET_H
#define CV_RPC_TARGET_H

#include "net/address.h"
#include "rpc/limits.h"

struct cv_target {
    bool is_name; /* the first address is a name to look up, and the only one */
    struct cv_address addresses[CV_TARGET_ADDRESSES_MAX];
    size_t count;
    char authority[CV_ADDRESS_TEXT_MAX + 16]; /* what calls say they are for */
};

/* INVALID_ARGUMENT says what is allowed; its message is static. */
struct cv_status cv_target_parse(const char *text, struct cv_target *target);
/* Is all of it on this machine? Of a name only "localhost" is known to be. */
bool cv_target_is_local(const struct cv_target *target);
/* Whom a certificate must be for. */
const char *cv_target_host(const struct cv_target *target);

#endif
