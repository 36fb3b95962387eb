/* `--peer NAME=ADDRESS`: where the other programs of the set are (app/peer.h).
 *
 * Memory   Texts are borrowed from arguments and environment, or live in `arena`.
 * Errors   INVALID_ARGUMENT names the option or the variable, and what is allowed. */
#ifndef CV_APP_PEER_OPTIONS_H
#define CV_APP_PEER_OPTIONS_H

#include "app/peers.h"

#define CV_PEERS_MAX 8

struct cv_peer_options {
    struct cv_peer_config list[CV_PEERS_MAX];
    size_t count;
};

/* One argument; a later one for the same name replaces it. */
struct cv_status cv_peer_option(struct cv_peer_options *options, const char *value,
                                struct cv_arena *arena);
/* CARAVAN_PEER_NAME, for each name that the program knows; NULL: none. */
struct cv_status cv_peer_options_env(struct cv_peer_options *options, const char *const *known,
                                     struct cv_arena *arena);
/* Each must be known, and be on this machine unless `far`. */
struct cv_status cv_peer_options_check(const struct cv_peer_options *options,
                                       const char *const *known, bool far, struct cv_arena *arena);
/* "bank, mint", in `text`. */
const char *cv_peer_options_known(const char *const *known, char *text, size_t cap);

#endif
