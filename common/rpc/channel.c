/* The channel as its users see it: calls that are placed or wait, a state that is watched. The work
 * is done by the resolver, which finds addresses, the balancer, which chooses among them, and the
 * subchannels, which connect. */
#include "rpc/channel.h"

#include "base/assert.h"
#include "base/fault.h"
#include "net/loop.h"
#include "rpc/attempt.h"
#include "rpc/balancer.h"
#include "rpc/call_internal.h"
#include "rpc/channel_internal.h"
#include "rpc/client_counts.h"
#include "rpc/limits.h"
#include "rpc/resolver.h"
#include "rpc/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define USER_AGENT  "grpc-c-caravan/" CV_VERSION
#define REFUSAL_MAX 512

struct cv_channel {
    struct cv_loop *loop;
    struct cv_lane lane;
    struct cv_task turn;
    struct cv_channel_config config;
    struct cv_chain chain;
    char authority[CV_ADDRESS_TEXT_MAX + 16];
    char server_name[CV_ADDRESS_TEXT_MAX]; /* with TLS: of the certificate */
    enum cv_channel_state state;
    struct cv_status error; /* while FAILING: what calls end with */
    struct cv_resolver resolver;
    struct cv_subchannel_config subchannel;
    struct cv_list subchannels; /* all that are not gone yet, by link */
    struct cv_balancer balancer;
    struct cv_list waiting; /* struct cv_call, by link */
    struct cv_list failed;  /* struct cv_start: no memory for a call */
    struct cv_list watches; /* struct cv_channel_watch */
    struct cv_service_config service;
    struct cv_attempts attempts;
    cv_channel_closed *closed;
    void *closed_arg;
};

/* ---- waiting calls ---- */

static void place_waiting(struct cv_channel *channel)
{
    struct cv_session *session;

    while (!cv_list_empty(&channel->waiting) && channel->state == CV_CHANNEL_READY &&
           (session = channel->balancer.policy->pick(&channel->balancer)) != NULL)
        cv_call_begin(CV_CONTAINER_OF(cv_list_pop(&channel->waiting), struct cv_call, link),
                      session);
}

/* All that wait for a connection or for another attempt. */
static void end_waiting(struct cv_channel *channel, struct cv_status status)
{
    struct cv_list list;
    struct cv_list *node;

    cv_list_move(&channel->waiting, &list);
    while ((node = cv_list_pop(&list)) != NULL)
        cv_call_outcome(CV_CONTAINER_OF(node, struct cv_call, link), status);
    cv_attempts_end(&channel->attempts, status);
}

/* Those who would not wait for a connection get none. */
static void fail_waiting(struct cv_channel *channel, struct cv_status status)
{
    struct cv_list list;
    struct cv_list *node;

    cv_list_move(&channel->waiting, &list);
    while ((node = cv_list_pop(&list)) != NULL) {
        struct cv_call *call = CV_CONTAINER_OF(node, struct cv_call, link);

        if (call->wait_for_ready)
            cv_list_push(&channel->waiting, node);
        else
            cv_call_unplaced(call, status);
    }
}

/* ---- state ---- */

static void leave_idle(struct cv_channel *channel);

static void set_state(struct cv_channel *channel, enum cv_channel_state state,
                      struct cv_status error)
{
    channel->state = state;
    channel->error = error;
    cv_lane_want(&channel->lane); /* watches are told */
    if (state == CV_CHANNEL_FAILING)
        fail_waiting(channel, error);
    else if (state == CV_CHANNEL_READY)
        place_waiting(channel);
    else if (state == CV_CHANNEL_IDLE && !cv_list_empty(&channel->waiting))
        leave_idle(channel);
}

static void balancer_moved(struct cv_balancer *balancer)
{
    struct cv_channel *channel = CV_CONTAINER_OF(balancer, struct cv_channel, balancer);

    set_state(channel, balancer->state, balancer->error);
}

/* A connection that was lost or could not be made may mean that the addresses are old. */
static void subchannel_changed(void *owner, struct cv_subchannel *subchannel)
{
    struct cv_channel *channel = owner;

    if (subchannel->state != CV_CHANNEL_READY)
        cv_resolver_want(&channel->resolver);
    channel->balancer.policy->changed(&channel->balancer, subchannel);
}

static bool resolver_told(struct cv_resolver *resolver, struct cv_status status,
                          const struct cv_address *addresses, size_t count)
{
    struct cv_channel *channel = CV_CONTAINER_OF(resolver, struct cv_channel, resolver);
    bool first = channel->balancer.count == 0;

    if (channel->state == CV_CHANNEL_CLOSED) {
        cv_lane_want(&channel->lane); /* it looks whether it may go */
        return true;
    }
    if (cv_ok(status) && !cv_balancer_update(&channel->balancer, addresses, count))
        status = cv_status(CV_UNAVAILABLE, NULL, "out of memory");
    if (!first) /* whatever is wrong, the old addresses stay */
        return cv_ok(status);
    if (cv_ok(status))
        cv_balancer_connect(&channel->balancer);
    else
        set_state(channel, CV_CHANNEL_FAILING, status);
    return cv_ok(status);
}

static void leave_idle(struct cv_channel *channel)
{
    if (channel->balancer.count > 0) {
        cv_balancer_connect(&channel->balancer);
        return;
    }
    set_state(channel, CV_CHANNEL_CONNECTING, CV_STATUS_OK);
    cv_resolver_want(&channel->resolver);
}

enum cv_channel_state cv_channel_state(const struct cv_channel *channel)
{
    return channel->state;
}

void cv_channel_connect(struct cv_channel *channel)
{
    if (channel->state == CV_CHANNEL_IDLE)
        leave_idle(channel);
}

void cv_channel_set_balancing(struct cv_channel *channel, enum cv_balancing balancing)
{
    cv_balancer_set_policy(&channel->balancer,
                           balancing == CV_ROUND_ROBIN ? &cv_round_robin : &cv_pick_first);
}

/* ---- watches ---- */

void cv_channel_watch_submit(struct cv_channel *channel, struct cv_channel_watch *op)
{
    op->status = CV_STATUS_OK;
    cv_list_push(&channel->watches, &op->link);
    cv_lane_want(&channel->lane);
}

void cv_channel_watch_cancel(struct cv_channel *channel, struct cv_channel_watch *op)
{
    op->status = cv_status(CV_CANCELLED, NULL, "cancelled");
    cv_lane_want(&channel->lane);
}

static void tell_watches(struct cv_channel *channel)
{
    struct cv_list list;
    struct cv_list *node;

    cv_list_move(&channel->watches, &list);
    while ((node = cv_list_pop(&list)) != NULL) {
        struct cv_channel_watch *op = CV_CONTAINER_OF(node, struct cv_channel_watch, link);

        if (cv_ok(op->status) && op->state == channel->state) {
            cv_list_push(&channel->watches, node);
            continue;
        }
        op->state = channel->state;
        op->done(op);
    }
}

/* ---- life ---- */

static void lane_wanted(struct cv_lane *lane)
{
    struct cv_channel *channel = CV_CONTAINER_OF(lane, struct cv_channel, lane);

    cv_loop_defer(channel->loop, &channel->turn);
}

static void tell_failed(struct cv_channel *channel)
{
    struct cv_list *node;

    while ((node = cv_list_pop(&channel->failed)) != NULL) {
        struct cv_start *start = CV_CONTAINER_OF(node, struct cv_start, link);

        start->status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory for the call");
        start->later_ns = 0;
        start->done(start);
    }
}

static bool may_go(const struct cv_channel *channel)
{
    return channel->state == CV_CHANNEL_CLOSED && !channel->resolver.running &&
           channel->lane.calls == 0 && cv_list_empty(&channel->subchannels) &&
           cv_list_empty(&channel->failed) && cv_list_empty(&channel->watches);
}

static void turn_run(struct cv_task *task)
{
    struct cv_channel *channel = CV_CONTAINER_OF(task, struct cv_channel, turn);

    tell_failed(channel);
    /* Whatever makes room on a connection also asks for a turn: calls that have ended before it,
     * and those that end in it. */
    place_waiting(channel);
    cv_lane_turn(&channel->lane);
    place_waiting(channel);
    tell_watches(channel);
    if (!may_go(channel))
        return;
    cv_loop_undefer(&channel->turn);
    if (channel->closed != NULL)
        channel->closed(channel->closed_arg);
    cv_lane_free(&channel->lane);
    cv_service_config_free(&channel->service);
    free(channel);
}

static void set_defaults(struct cv_channel_config *config)
{
    config->target = NULL;
    config->server_name = NULL;
    config->service_config = NULL;
    if (config->user_agent == NULL)
        config->user_agent = USER_AGENT;
    if (config->receive_message_max == 0)
        config->receive_message_max = CV_MESSAGE_BYTES_MAX;
    if (config->connect_timeout_ns == 0)
        config->connect_timeout_ns = CV_CONNECT_NS;
    if (config->backoff_first_ns == 0)
        config->backoff_first_ns = CV_BACKOFF_FIRST_NS;
}

/* What calls say they are for, and what the certificate must be for. */
static struct cv_status name_server(struct cv_channel *channel, const char *name,
                                    const struct cv_target *target)
{
    const char *authority = name == NULL ? target->authority : name;

    if (name == NULL)
        name = cv_target_host(target);
    if (*name == '\0' || strlen(name) >= sizeof(channel->server_name))
        return cv_status(CV_INVALID_ARGUMENT, "BAD_SERVER_NAME",
                         "the server's name must have 1 to 159 bytes");
    memcpy(channel->server_name, name, strlen(name) + 1);
    memcpy(channel->authority, authority, strlen(authority) + 1);
    return CV_STATUS_OK;
}

static void place_again(struct cv_attempts *attempts, struct cv_call *call)
{
    cv_channel_place(CV_CONTAINER_OF(attempts, struct cv_channel, attempts), call);
}

/* What the program itself asks for counts more than what the service config says. */
static struct cv_status set_service(struct cv_channel *channel,
                                    const struct cv_channel_config *config)
{
    static _Thread_local char told[REFUSAL_MAX]; /* readable when the channel is not there */
    struct cv_service_config *service = NULL;
    struct cv_status status = CV_STATUS_OK;
    struct cv_arena texts;

    cv_arena_init(&texts, CV_SERVICE_CONFIG_MEMORY_MAX);
    if (config->service_config != NULL) {
        service = &channel->service;
        status = cv_service_config_parse(config->service_config, &texts, service);
    }
    if (!cv_ok(status)) {
        (void)snprintf(told, sizeof(told), "%s", status.message);
        status.message = told;
    } else if (service != NULL) {
        if (service->round_robin)
            channel->config.balancing = CV_ROUND_ROBIN;
        if (config->health_service == NULL)
            channel->config.health_service = service->health_service;
    }
    cv_arena_release(&texts);
    cv_attempts_init(&channel->attempts, place_again, service, config->retries_off);
    return status;
}

static void set_parts(struct cv_channel *channel, const struct cv_target *target)
{
    const struct cv_channel_config *config = &channel->config;

    channel->subchannel = (struct cv_subchannel_config){
        .loop = channel->loop,
        .channel = config,
        .session = {.lane = &channel->lane,
                    .authority = channel->authority,
                    .secure = config->tls != NULL,
                    .user_agent = config->user_agent,
                    .receive_message_max = config->receive_message_max},
        .server_name = channel->server_name,
        .keepalive = cv_keepalive_of_client(config->keepalive),
        .changed = subchannel_changed,
        .owner = channel,
    };
    channel->balancer = (struct cv_balancer){
        .policy = config->balancing == CV_ROUND_ROBIN ? &cv_round_robin : &cv_pick_first,
        .config = &channel->subchannel,
        .owned = &channel->subchannels,
        .moved = balancer_moved,
    };
    channel->resolver = (struct cv_resolver){
        .loop = channel->loop,
        .name = target->addresses[0],
        .hook = config->resolve,
        .hook_arg = config->resolve_arg,
    };
    if (config->resolve != NULL || (target->is_name && config->dial == NULL))
        channel->resolver.told = resolver_told;
}

/* False: out of memory. */
static bool count(struct cv_channel *channel, const struct cv_channel_config *config)
{
    if (config->counts != NULL)
        channel->attempts.counts = cv_target_counts_new(config->counts, config->target);
    return config->counts == NULL || channel->attempts.counts != NULL;
}

static bool build(struct cv_channel *channel, const struct cv_target *target)
{
    set_parts(channel, target);
    if (!cv_resolver_init(&channel->resolver))
        return false;
    if (cv_balancer_init(&channel->balancer) &&
        (channel->resolver.told != NULL ||
         cv_balancer_update(&channel->balancer, target->addresses, target->count)))
        return true;
    cv_resolver_stop(&channel->resolver);
    cv_balancer_free(&channel->balancer);
    return false;
}

struct cv_status cv_channel_open(struct cv_loop *loop, const struct cv_channel_config *config,
                                 struct cv_channel **channel)
{
    struct cv_channel *made = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*made));
    struct cv_target target;
    struct cv_status status;

    *channel = NULL;
    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    made->loop = loop;
    made->config = *config;
    set_defaults(&made->config);
    cv_list_init(&made->subchannels);
    cv_list_init(&made->waiting);
    cv_list_init(&made->failed);
    cv_list_init(&made->watches);
    made->turn.run = turn_run;
    cv_lane_init(&made->lane, cv_loop_timers(loop), cv_loop_wake(loop), lane_wanted);
    made->lane.workers = loop;
    status = cv_target_parse(config->target, &target);
    if (cv_ok(status))
        status = name_server(made, config->server_name, &target);
    if (cv_ok(status))
        status = set_service(made, config);
    if (cv_ok(status) && !(count(made, config) && build(made, &target)))
        status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    if (cv_ok(status)) {
        *channel = made;
        return status;
    }
    cv_loop_undefer(&made->turn);
    cv_service_config_free(&made->service);
    free(made);
    return status;
}

void cv_channel_close(struct cv_channel *channel, cv_channel_closed *closed, void *arg)
{
    struct cv_status status = cv_status(CV_UNAVAILABLE, NULL, "the channel was closed");

    CV_ASSERT(channel->state != CV_CHANNEL_CLOSED);
    channel->closed = closed;
    channel->closed_arg = arg;
    set_state(channel, CV_CHANNEL_CLOSED, status);
    end_waiting(channel, status);
    cv_resolver_stop(&channel->resolver);
    CV_LIST_EACH(node, &channel->subchannels)
    cv_subchannel_fail_calls(CV_CONTAINER_OF(node, struct cv_subchannel, link), status);
    cv_balancer_free(&channel->balancer);
}

/* ---- what it says of itself ---- */

struct cv_status cv_channel_intercept(struct cv_channel *channel,
                                      struct cv_interceptor *interceptor)
{
    return cv_chain_add(&channel->chain, interceptor);
}

struct cv_credentials *cv_channel_credentials(const struct cv_channel *channel)
{
    return channel->config.credentials;
}

const char *cv_channel_authority(const struct cv_channel *channel)
{
    return channel->authority;
}

bool cv_channel_is_secure(const struct cv_channel *channel)
{
    return channel->config.tls != NULL;
}

/* ---- calls ---- */

void cv_channel_place(struct cv_channel *channel, struct cv_call *call)
{
    if (channel->attempts.counts != NULL)
        cv_attempt_count_begun(call);
    if (channel->state == CV_CHANNEL_READY && cv_list_empty(&channel->waiting)) {
        struct cv_session *session = channel->balancer.policy->pick(&channel->balancer);

        if (session != NULL) {
            cv_call_begin(call, session);
            return;
        }
    }
    if (channel->state == CV_CHANNEL_CLOSED) {
        cv_call_outcome(call, channel->error);
    } else if (channel->state == CV_CHANNEL_FAILING && !call->wait_for_ready) {
        cv_call_unplaced(call, channel->error);
    } else {
        cv_list_push(&channel->waiting, &call->link);
        if (channel->state == CV_CHANNEL_IDLE)
            leave_idle(channel);
    }
}

void cv_call_start(struct cv_channel *channel, struct cv_start *start)
{
    struct cv_call *call = cv_call_new_client(&channel->lane, &channel->attempts, start);

    start->call = call;
    if (call == NULL) {
        cv_list_push(&channel->failed, &start->link);
        cv_lane_want(&channel->lane);
        return;
    }
    call->channel = channel;
    if (call->is_over)
        return;
    if (channel->chain.count > 0)
        cv_chain_begin(call, &channel->chain);
    else
        cv_call_begun_client(call, CV_STATUS_OK);
}
