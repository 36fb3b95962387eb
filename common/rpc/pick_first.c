/* One connection carries all calls: to the first address that answers. The addresses are tried in
 * their order, IPv6 and IPv4 in turn, each a moment after the one before (happy eyeballs, gRFC
 * A61), so that a dead one costs that moment and not a timeout. */
#include "base/clock.h"
#include "rpc/balancer.h"

#include <string.h>

/* ---- the order ---- */

static int family(const struct cv_subchannel *sub)
{
    if (sub->address.kind != CV_ADDRESS_IP)
        return 2;
    return strchr(sub->address.host, ':') != NULL ? 1 : 0;
}

/* The first is whoever was first; then one of another family, as long as there is one. */
static void interleave(struct cv_balancer *balancer)
{
    struct cv_subchannel **subs = balancer->subs;

    for (size_t i = 1; i < balancer->count; i++) {
        size_t other = i;
        struct cv_subchannel *moved;

        while (other < balancer->count && family(subs[other]) == family(subs[i - 1]))
            other++;
        if (other == balancer->count)
            return;
        moved = subs[other];
        memmove(&subs[i + 1], &subs[i], (other - i) * sizeof(struct cv_subchannel *));
        subs[i] = moved;
    }
}

/* ---- a round over all addresses ---- */

static const struct cv_subchannel *any(const struct cv_balancer *balancer,
                                       enum cv_channel_state state)
{
    for (size_t i = 0; i < balancer->count; i++) {
        if (balancer->subs[i]->state == state)
            return balancer->subs[i];
    }
    return NULL;
}

/* All have failed. From now on each is tried again when its backoff is over, until one is ready;
 * meanwhile calls fail. */
static void exhausted(struct cv_balancer *balancer)
{
    struct cv_status error = cv_status(CV_UNAVAILABLE, NULL, "there is no address to connect to");

    for (size_t i = 0; i < balancer->count; i++) {
        if (balancer->subs[i]->failed)
            error = balancer->subs[i]->error;
        cv_subchannel_connect(balancer->subs[i]);
    }
    cv_balancer_move(balancer, CV_CHANNEL_FAILING, error);
}

static void go_on(struct cv_balancer *balancer)
{
    while (balancer->next < balancer->count) {
        struct cv_subchannel *sub = balancer->subs[balancer->next++];

        cv_subchannel_connect(sub);
        if (sub->state == CV_CHANNEL_CONNECTING) {
            cv_balancer_stagger(balancer, cv_clock_ns() + CV_STAGGER_NS);
            return;
        }
    }
    cv_balancer_stagger(balancer, CV_NEVER);
    if (any(balancer, CV_CHANNEL_CONNECTING) == NULL)
        exhausted(balancer);
}

static void stagger_over(struct cv_timer *timer, uint64_t now_ns)
{
    struct cv_balancer *balancer = CV_CONTAINER_OF(timer, struct cv_balancer, stagger);

    (void)now_ns;
    cv_balancer_stagger(balancer, CV_NEVER);
    go_on(balancer);
}

static void begin_round(struct cv_balancer *balancer)
{
    balancer->stagger.fire = stagger_over;
    balancer->next = 0;
    go_on(balancer);
}

static void take(struct cv_balancer *balancer, struct cv_subchannel *sub)
{
    balancer->selected = sub;
    cv_balancer_stagger(balancer, CV_NEVER);
    for (size_t i = 0; i < balancer->count; i++) {
        if (balancer->subs[i] != sub)
            cv_subchannel_rest(balancer->subs[i]);
    }
    cv_balancer_move(balancer, CV_CHANNEL_READY, CV_STATUS_OK);
}

/* ---- the policy ---- */

static void connect_one(struct cv_balancer *balancer)
{
    interleave(balancer);
    cv_balancer_move(balancer, CV_CHANNEL_CONNECTING, CV_STATUS_OK);
    begin_round(balancer);
}

static void renewed(struct cv_balancer *balancer)
{
    interleave(balancer);
    if (balancer->selected != NULL)
        return;
    for (size_t i = 0; i < balancer->count; i++) {
        if (balancer->subs[i]->state == CV_CHANNEL_READY) { /* round_robin had connected it */
            take(balancer, balancer->subs[i]);
            return;
        }
    }
    if (balancer->state == CV_CHANNEL_READY)
        cv_balancer_move(balancer, CV_CHANNEL_CONNECTING, CV_STATUS_OK);
    begin_round(balancer);
}

static void changed(struct cv_balancer *balancer, struct cv_subchannel *sub)
{
    if (balancer->state == CV_CHANNEL_IDLE)
        return;
    if (sub->state == CV_CHANNEL_READY) {
        if (balancer->selected == NULL)
            take(balancer, sub);
    } else if (sub == balancer->selected) {
        balancer->selected = NULL;
        if (sub->state == CV_CHANNEL_IDLE) { /* the connection was lost */
            cv_balancer_move(balancer, CV_CHANNEL_IDLE, CV_STATUS_OK);
        } else { /* the server is not healthy: perhaps another is */
            cv_balancer_move(balancer, CV_CHANNEL_CONNECTING, CV_STATUS_OK);
            begin_round(balancer);
        }
    } else if (balancer->state == CV_CHANNEL_FAILING) {
        if (sub->state == CV_CHANNEL_FAILING)
            cv_balancer_move(balancer, CV_CHANNEL_FAILING, sub->error);
        else
            cv_subchannel_connect(sub);
    } else if (balancer->state == CV_CHANNEL_CONNECTING && sub->state == CV_CHANNEL_FAILING) {
        if (balancer->next == balancer->count || sub == balancer->subs[balancer->next - 1])
            go_on(balancer);
    }
}

static struct cv_session *pick(struct cv_balancer *balancer)
{
    return balancer->selected == NULL ? NULL : cv_subchannel_session(balancer->selected);
}

const struct cv_balancer_policy cv_pick_first = {connect_one, renewed, changed, pick};
