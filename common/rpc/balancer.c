#include "rpc/balancer.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/fault.h"

#include <stdlib.h>
#include <string.h>

bool cv_balancer_init(struct cv_balancer *balancer)
{
    balancer->state = CV_CHANNEL_IDLE;
    return cv_timer_arm(balancer->config->session.lane->timers, &balancer->stagger, CV_NEVER);
}

void cv_balancer_free(struct cv_balancer *balancer)
{
    cv_timer_disarm(balancer->config->session.lane->timers, &balancer->stagger);
    for (size_t i = 0; i < balancer->count; i++)
        cv_subchannel_drop(balancer->subs[i]);
    free(balancer->subs);
    balancer->subs = NULL;
    balancer->count = 0;
    balancer->ready_count = 0;
    balancer->selected = NULL;
}

/* ---- addresses ---- */

static struct cv_subchannel *find(struct cv_subchannel **subs, size_t count,
                                  const struct cv_address *address)
{
    for (size_t i = 0; i < count; i++) {
        if (cv_address_equal(&subs[i]->address, address))
            return subs[i];
    }
    return NULL;
}

/* Fill `subs` with one for each address, those that are there already first. */
static bool collect(struct cv_balancer *balancer, const struct cv_address *addresses, size_t count,
                    struct cv_subchannel **subs, size_t *got)
{
    for (size_t i = 0; i < count; i++) {
        struct cv_subchannel *sub = find(balancer->subs, balancer->count, &addresses[i]);

        if (find(subs, *got, &addresses[i]) != NULL)
            continue;
        if (sub == NULL)
            sub = cv_subchannel_new(balancer->config, &addresses[i], balancer->owned);
        if (sub == NULL)
            return false;
        subs[(*got)++] = sub;
    }
    return true;
}

/* Drop those of `from` that are not in `kept`. */
static void drop_others(struct cv_subchannel **from, size_t count, struct cv_subchannel **kept,
                        size_t kept_count)
{
    for (size_t i = 0; i < count; i++) {
        if (find(kept, kept_count, &from[i]->address) == NULL)
            cv_subchannel_drop(from[i]);
    }
}

bool cv_balancer_update(struct cv_balancer *balancer, const struct cv_address *addresses,
                        size_t count)
{
    struct cv_subchannel **subs = cv_fault_tick(CV_FAULT_ALLOC)
                                      ? NULL
                                      : calloc(2 * count + 1, sizeof(struct cv_subchannel *));
    size_t got = 0;

    if (subs == NULL)
        return false;
    if (!collect(balancer, addresses, count, subs, &got)) {
        drop_others(subs, got, balancer->subs, balancer->count);
        free(subs);
        return false;
    }
    if (balancer->selected != NULL && find(subs, got, &balancer->selected->address) == NULL)
        balancer->selected = NULL;
    drop_others(balancer->subs, balancer->count, subs, got);
    free(balancer->subs);
    balancer->subs = subs;
    balancer->count = got;
    balancer->ready = subs + got;
    balancer->ready_count = 0;
    if (balancer->state != CV_CHANNEL_IDLE)
        balancer->policy->renewed(balancer);
    return true;
}

/* ---- policies ---- */

void cv_balancer_set_policy(struct cv_balancer *balancer, const struct cv_balancer_policy *policy)
{
    if (policy == balancer->policy)
        return;
    balancer->policy = policy;
    balancer->selected = NULL;
    balancer->ready_count = 0;
    cv_balancer_stagger(balancer, CV_NEVER);
    if (balancer->state != CV_CHANNEL_IDLE)
        policy->renewed(balancer);
}

void cv_balancer_connect(struct cv_balancer *balancer)
{
    if (balancer->state == CV_CHANNEL_IDLE)
        balancer->policy->connect(balancer);
}

void cv_balancer_move(struct cv_balancer *balancer, enum cv_channel_state state,
                      struct cv_status error)
{
    if (balancer->state == state && state != CV_CHANNEL_FAILING)
        return;
    balancer->state = state;
    balancer->error = error;
    balancer->moved(balancer);
}

void cv_balancer_stagger(struct cv_balancer *balancer, uint64_t due_ns)
{
    bool armed = cv_timer_arm(balancer->config->session.lane->timers, &balancer->stagger, due_ns);

    CV_ASSERT(armed); /* it keeps its place among the loop's timers */
}
