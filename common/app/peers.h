/* All peers of one program (app/peer.h): opened before it serves, closed loop by loop.
 *
 * Thread   Opened before the loops run; closed on each loop's thread, or when it runs no more.
 * Memory   Lives in the arena it is given, which outlasts the loops.
 * Ending   Calls under way end with UNAVAILABLE when their loop's channels are closed. */
#ifndef CV_APP_PEERS_H
#define CV_APP_PEERS_H

#include "base/status.h"

#include <stddef.h>

struct cv_arena;
struct cv_client_counts;
struct cv_loop;
struct cv_peer;
struct cv_peers;
struct cv_tls;
struct cv_tracer;

struct cv_peer_config {
    const char *name;   /* borrowed as long as the peers */
    const char *target; /* as in rpc/target.h */
};

/* To all of `configs`, on each of `loops`; nothing is connected before the first call. `tls`: NULL
 * for cleartext. `counts`: where calls are counted, or NULL. On errors *peers is what is to be
 * closed, or NULL. */
struct cv_status cv_peers_open(const struct cv_peer_config *configs, size_t count,
                               struct cv_loop *const *loops, size_t loop_count, struct cv_tls *tls,
                               struct cv_client_counts *counts, struct cv_arena *arena,
                               struct cv_peers **peers);
/* Calls of theirs are traced by it from now on; before the loops run. NULL: traces are passed on.
 */
void cv_peers_trace(struct cv_peers *peers, struct cv_tracer *tracer);
struct cv_peer *cv_peers_find(struct cv_peers *peers, const char *name); /* or NULL */
/* Calls end, and the loop can, too. NULL and more than once are fine. */
void cv_peers_close(struct cv_peers *peers, const struct cv_loop *loop);

#endif
