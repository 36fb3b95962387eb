/* One side of a connection run by a script, without a socket and in virtual time. Both session
 * targets stand on it; what is special of server and client they do themselves. */
#ifndef TESTS_FUZZ_SIDE_H
#define TESTS_FUZZ_SIDE_H

#include "rpc/session_internal.h"
#include "script.h"
#include "support/wire.h"

struct side {
    struct cv_lane lane;
    struct cv_session *session;
    struct cv_buf sent;
    bool whole;  /* `sent` is all there was to send */
    bool closed; /* the session is over: a connection would be closed here */
    bool uneven; /* it would have read no more: how the bytes were cut made a difference */
};

/* `config` without lane, peer, limit and dirty. */
void side_open(struct side *side, struct cv_session_config config);
void side_feed(struct side *side, const uint8_t *bytes, size_t len, size_t piece);
/* What needs neither server nor client. False: the step is not one of those. */
bool side_step(struct side *side, const struct step *step);
/* The connection goes; then time passes until nobody waits for anything. */
void side_close(struct side *side);

struct cv_timers *side_timers(void);
uint64_t side_now_ns(void);

/* Run `run` on the script, whole and byte by byte, and judge and compare what was sent. It opens
 * and closes `side` but leaves `sent`, and may note in `log` what must come out the same. */
void side_run_twice(const struct script *script, bool server,
                    void (*run)(struct side *side, const struct script *script, size_t piece,
                                struct cv_buf *log));

#endif
