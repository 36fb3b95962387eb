/* All addresses are connected to, and calls go to those that are ready, one after the other. */
#include "base/random.h"
#include "rpc/balancer.h"

/* READY if one is; else CONNECTING if one may soon be that has not failed yet; else FAILING. */
static void judge(struct cv_balancer *balancer)
{
    struct cv_status error = cv_status(CV_UNAVAILABLE, NULL, "there is no address to connect to");
    bool hope = false;

    balancer->ready_count = 0;
    for (size_t i = 0; i < balancer->count; i++) {
        struct cv_subchannel *sub = balancer->subs[i];

        if (sub->state == CV_CHANNEL_READY)
            balancer->ready[balancer->ready_count++] = sub;
        else if (sub->failed)
            error = sub->error;
        else
            hope = true;
    }
    if (balancer->ready_count > 0)
        cv_balancer_move(balancer, CV_CHANNEL_READY, CV_STATUS_OK);
    else if (hope)
        cv_balancer_move(balancer, CV_CHANNEL_CONNECTING, CV_STATUS_OK);
    else
        cv_balancer_move(balancer, CV_CHANNEL_FAILING, error);
}

static void connect_all(struct cv_balancer *balancer)
{
    balancer->turn = cv_random_u64() % balancer->count; /* not all clients begin with the same */
    for (size_t i = 0; i < balancer->count; i++)
        cv_subchannel_connect(balancer->subs[i]);
    judge(balancer);
}

static void changed(struct cv_balancer *balancer, struct cv_subchannel *sub)
{
    if (balancer->state == CV_CHANNEL_IDLE)
        return;
    cv_subchannel_connect(sub);
    judge(balancer);
}

static struct cv_session *pick(struct cv_balancer *balancer)
{
    for (size_t i = 0; i < balancer->ready_count; i++) {
        struct cv_session *session;

        if (balancer->turn >= balancer->ready_count)
            balancer->turn = 0;
        session = cv_subchannel_session(balancer->ready[balancer->turn++]);
        if (session != NULL)
            return session;
    }
    return NULL;
}

const struct cv_balancer_policy cv_round_robin = {connect_all, connect_all, changed, pick};
