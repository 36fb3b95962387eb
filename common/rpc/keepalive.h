/* When to PING a silent peer and when to give it up, and when a peer's own PINGs are too many: two
 * machines without clock, timer or I/O. They are told the time and say what to do.
 *
 * Thread   One at a time.
 * Memory   Values; zeroed is new; nothing to free or to cancel.
 * Errors   None.
 * Units    Nanoseconds of cv_clock_ns(). */
#ifndef CV_RPC_KEEPALIVE_H
#define CV_RPC_KEEPALIVE_H

#include <stdbool.h>
#include <stdint.h>

/* What a user asks for. Zeroed, a server PINGs after two hours and a client never. */
struct cv_keepalive {
    uint64_t time_ns;    /* without a byte from the peer; then it is sent a PING. Of a client at
                          * least 10 s, of a server at least 1 s; CV_NEVER: no PINGs */
    uint64_t timeout_ns; /* for the next byte after it; 0: 20 s. Then the connection is closed */
    bool without_calls;  /* client: also while no call is under way. A server always does */
};

/* The rules in force: gRPC's proposals A8 and A9. */
struct cv_keepalive cv_keepalive_of_client(struct cv_keepalive wanted);
struct cv_keepalive cv_keepalive_of_server(struct cv_keepalive wanted);
/* The server has told us "too_many_pings": from now on half as often. */
struct cv_keepalive cv_keepalive_calmed(struct cv_keepalive rules);

struct cv_keeper {
    struct cv_keepalive rules;
    uint64_t asked_ns; /* when the PING went that nobody answered yet; 0: none is out */
};

enum cv_keeper_advice {
    CV_KEEPER_WAIT,
    CV_KEEPER_PING,
    CV_KEEPER_GIVE_UP,
};

/* `heard_ns`: when the last byte was read. `due_ns`: when to ask next; CV_NEVER: not again. */
enum cv_keeper_advice cv_keeper_look(struct cv_keeper *keeper, uint64_t heard_ns, bool calls,
                                     uint64_t now_ns, uint64_t *due_ns);

/* ---- the other way round: what a server lets its clients do ---- */

struct cv_ping_rules {
    uint64_t interval_ns; /* at least, while calls are under way; 0: 5 min */
    bool without_calls;   /* the same holds without; else two hours */
};

struct cv_ping_watch {
    uint64_t last_ns;
    unsigned strikes;
    bool any;
};

/* A PING has come. `paid`: HEADERS or DATA were sent since the one before; peers measure their
 * bandwidth with such PINGs. False: it was one too often too soon. */
bool cv_ping_allowed(struct cv_ping_watch *watch, const struct cv_ping_rules *rules, bool paid,
                     bool calls, uint64_t now_ns);

#endif
