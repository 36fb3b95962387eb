#include "rpc/attempt.h"

#include "base/clock.h"
#include "base/random.h"
#include "net/tls.h"
#include "rpc/call_internal.h"
#include "rpc/limits.h"

/* A wait before the next attempt; made when first needed, since few calls do. */
struct cv_pause {
    struct cv_timer timer;
    struct cv_call *call;
};

void cv_attempts_init(struct cv_attempts *attempts,
                      void (*place)(struct cv_attempts *attempts, struct cv_call *call),
                      struct cv_service_config *service, bool off)
{
    *attempts = (struct cv_attempts){.place = place, .service = service, .off = off};
    if (service != NULL)
        attempts->throttle = service->throttle;
    cv_list_init(&attempts->between);
}

void cv_attempts_end(struct cv_attempts *attempts, struct cv_status status)
{
    struct cv_list list;
    struct cv_list *node;

    cv_list_move(&attempts->between, &list);
    while ((node = cv_list_pop(&list)) != NULL)
        cv_call_outcome(CV_CONTAINER_OF(node, struct cv_call, link), status);
}

void cv_attempt_first(struct cv_call *call, struct cv_attempts *attempts, uint64_t now_ns)
{
    const struct cv_method_config *config;

    if (attempts == NULL)
        return;
    call->attempts = attempts;
    call->keeps = true;
    if (attempts->service == NULL)
        return;
    config = cv_service_config_find(attempts->service, call->method);
    call->config = config;
    if (config == NULL)
        return;
    if (config->wait_for_ready && !call->start->fail_fast)
        call->wait_for_ready = true;
    if (config->timeout_ns < CV_NEVER - now_ns &&
        now_ns + config->timeout_ns < call->scope.deadline_ns)
        call->scope.deadline_ns = now_ns + config->timeout_ns;
}

/* ---- what is kept ---- */

/* Let go of what was kept, without ending anything. */
static void forget_kept(struct cv_call *call)
{
    while (call->kept_first != NULL) {
        struct cv_outgoing *out = call->kept_first;

        call->kept_first = out->next;
        cv_arena_release(out->arena);
    }
    call->kept_last = NULL;
    call->attempts->kept -= call->kept;
    call->kept = 0;
}

void cv_attempt_commit(struct cv_call *call)
{
    call->keeps = false;
    forget_kept(call);
}

void cv_attempt_keep(struct cv_call *call, struct cv_outgoing *out)
{
    size_t len = out->bytes.len;

    if (call->kept + len > CV_REPLAY_CALL_MAX ||
        call->attempts->kept + len > CV_REPLAY_CHANNEL_MAX) {
        cv_attempt_commit(call);
        cv_arena_release(out->arena);
        return;
    }
    out->next = NULL;
    if (call->kept_last == NULL)
        call->kept_first = out;
    else
        call->kept_last->next = out;
    call->kept_last = out;
    call->kept += len;
    call->attempts->kept += len;
}

/* What was kept goes first again, and the rest is sent from its beginning. */
static void replay(struct cv_call *call)
{
    call->out_queued += call->out_at + call->kept;
    call->out_at = 0;
    call->attempts->kept -= call->kept;
    call->kept = 0;
    if (call->kept_first == NULL)
        return;
    call->kept_last->next = call->out_first;
    if (call->out_first == NULL)
        call->out_last = call->kept_last;
    call->out_first = call->kept_first;
    call->kept_first = NULL;
    call->kept_last = NULL;
}

/* ---- from one to the next ---- */

static void start_over(struct cv_call *call)
{
    cv_session_forget(call);
    cv_identity_drop(call->identity);
    call->identity = NULL;
    call->stream_id = 0;
    call->headers_sent = false;
    call->sent_all = false;
    call->stalled = false;
    call->head = (struct cv_head){0};
    call->headers = (struct cv_metadata){0};
    call->trailers = (struct cv_metadata){0};
    cv_call_forget_received(call);
    replay(call);
}

static void pause_over(struct cv_timer *timer, uint64_t now_ns)
{
    struct cv_call *call = CV_CONTAINER_OF(timer, struct cv_pause, timer)->call;

    (void)now_ns;
    call->due = true;
    cv_attempt_next(call);
}

/* False: no memory for it. */
static bool pause_for(struct cv_call *call, uint64_t wait_ns)
{
    uint64_t now = cv_clock_ns();

    if (call->pause == NULL) {
        call->pause = cv_arena_zalloc(call->arena, sizeof(*call->pause));
        if (call->pause == NULL)
            return false;
        *call->pause = (struct cv_pause){.timer = {.fire = pause_over}, .call = call};
    }
    return cv_timer_arm(call->lane->timers, &call->pause->timer, now + wait_ns);
}

bool cv_attempt_again(struct cv_call *call, enum cv_code code, enum cv_retry_how how)
{
    struct cv_attempts *attempts = call->attempts;
    const struct cv_retry_policy *policy = NULL;
    struct cv_retry_failure failure = {
        .code = code,
        .how = how,
        .committed = !call->keeps,
        .has_pushback = call->head.has_pushback,
        .pushback_ms = call->head.pushback_ms,
    };
    uint64_t wait_ns;

    if (attempts == NULL)
        return false;
    if (call->config != NULL && call->config->retry.attempts_max > 0 && !attempts->off)
        policy = &call->config->retry;
    if (!cv_retry_again(&call->retry, policy, &attempts->throttle, &failure, cv_random_u64,
                        &wait_ns))
        return false;
    if (wait_ns > 0 && !pause_for(call, wait_ns))
        return false;
    cv_chain_again(call, code, how != CV_RETRY_FAILED);
    start_over(call);
    cv_list_push(&attempts->between, &call->link);
    call->due = wait_ns == 0;
    if (call->due) /* not here: we may be in the middle of a connection's end */
        cv_call_ready(call);
    return true;
}

void cv_attempt_next(struct cv_call *call)
{
    if (!call->due || call->is_over)
        return;
    call->due = false;
    cv_list_remove(&call->link);
    call->attempts->place(call->attempts, call);
}

void cv_attempt_stop(struct cv_call *call)
{
    call->keeps = false;
    call->due = false;
    if (call->pause != NULL)
        cv_timer_disarm(call->lane->timers, &call->pause->timer);
    forget_kept(call);
}
