/* Which of its servers a channel gives a call to.
 *
 * A balancer keeps one subchannel for each address; a policy (pick_first.c, round_robin.c) tells
 * them when to connect, makes one state of theirs, and picks.
 *
 * Thread   The loop's thread.
 * Memory   Embedded in the channel. Subchannels are dropped, not freed: see rpc/subchannel.h.
 * Ending   `moved` runs from inside these functions and from the loop. */
#ifndef CV_RPC_BALANCER_H
#define CV_RPC_BALANCER_H

#include "rpc/subchannel.h"

struct cv_balancer;

struct cv_balancer_policy {
    void (*connect)(struct cv_balancer *balancer); /* leave IDLE */
    /* It is not IDLE, and the subchannels are other ones, or another policy had them before. */
    void (*renewed)(struct cv_balancer *balancer);
    void (*changed)(struct cv_balancer *balancer, struct cv_subchannel *subchannel);
    struct cv_session *(*pick)(struct cv_balancer *balancer); /* NULL: none has room */
};

extern const struct cv_balancer_policy cv_pick_first;
extern const struct cv_balancer_policy cv_round_robin;

struct cv_balancer {
    const struct cv_balancer_policy *policy;
    struct cv_subchannel_config *config;         /* borrowed */
    struct cv_list *owned;                       /* the owner's list of all subchannels */
    void (*moved)(struct cv_balancer *balancer); /* the state is another one, or the error is */
    unsigned state;                              /* enum cv_channel_state; READY: it can pick */
    struct cv_status error;                      /* FAILING: why */

    struct cv_subchannel **subs; /* owned array; in the order of the addresses */
    size_t count;

    /* pick_first */
    struct cv_subchannel *selected;
    size_t next;             /* the first that was not tried in this round */
    struct cv_timer stagger; /* tries it, too; always armed */

    /* round_robin */
    struct cv_subchannel **ready; /* behind `subs` */
    size_t ready_count;
    size_t turn;
};

/* The first five are set, the rest is zeroed. False: out of memory. */
bool cv_balancer_init(struct cv_balancer *balancer);
void cv_balancer_free(struct cv_balancer *balancer); /* drops all */

/* From now on these addresses, each once. What is ready at one that stays is kept. False: out of
 * memory, and nothing has changed. */
bool cv_balancer_update(struct cv_balancer *balancer, const struct cv_address *addresses,
                        size_t count);
void cv_balancer_set_policy(struct cv_balancer *balancer, const struct cv_balancer_policy *policy);
void cv_balancer_connect(struct cv_balancer *balancer); /* not IDLE: no effect */

/* For policies. */
void cv_balancer_move(struct cv_balancer *balancer, enum cv_channel_state state,
                      struct cv_status error);
void cv_balancer_stagger(struct cv_balancer *balancer, uint64_t due_ns);

#endif
