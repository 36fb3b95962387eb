#include "rpc/health_check.h"

#include "base/assert.h"
#include "base/fault.h"
#include "google/protobuf/wrappers.pb-c.h"
#include "rpc/backoff.h"
#include "rpc/call_internal.h"

#include <stdlib.h>

#define SERVING 1

/* HealthCheckRequest is a string under number 1, HealthCheckResponse an enum under number 1: the
 * very bytes of a StringValue and an Int32Value. So this layer need not stand on the generated
 * health service, which stands on this layer. */
static const struct cv_method WATCH = {
    .path = "/grpc.health.v1.Health/Watch",
    .name = "Watch",
    .kind = CV_SERVER_STREAMING,
    .request = &google__protobuf__string_value__descriptor,
    .response = &google__protobuf__int32_value__descriptor,
};

struct cv_health_check {
    struct cv_lane *lane;
    struct cv_session *session;
    const char *service;
    cv_health_told *told; /* NULL: dropped */
    void *owner;
    struct cv_timer timer; /* of the next call; always armed until the drop */
    struct cv_backoff backoff;
    struct cv_arena arena;
    struct cv_scope scope;
    struct cv_start start;
    struct cv_send send;
    struct cv_receive receive;
    bool calling;
    bool heard; /* the call has brought a message */
};

static void set_timer(struct cv_health_check *check, uint64_t due_ns)
{
    bool armed = cv_timer_arm(check->lane->timers, &check->timer, due_ns);

    CV_ASSERT(armed);
}

static void free_if_gone(struct cv_health_check *check)
{
    if (check->told != NULL || check->calling)
        return;
    cv_arena_release(&check->arena);
    free(check);
}

static void again(struct cv_health_check *check, struct cv_status why)
{
    uint64_t wait = check->heard ? 0 : cv_backoff_take(&check->backoff);

    set_timer(check, cv_clock_ns() + wait);
    check->told(check->owner, false, why);
}

static void ended(struct cv_start *start)
{
    struct cv_health_check *check = CV_CONTAINER_OF(start, struct cv_health_check, start);

    check->calling = false;
    if (check->told == NULL)
        free_if_gone(check);
    else if (start->status.code == CV_UNIMPLEMENTED)
        check->told(check->owner, true, CV_STATUS_OK);
    else
        again(check, cv_status(CV_UNAVAILABLE, NULL, "the server does not say how healthy it is"));
}

static void sent(struct cv_send *op)
{
    (void)op; /* an error ends the call, and that is told once */
}

static void received(struct cv_receive *op)
{
    struct cv_health_check *check = CV_CONTAINER_OF(op, struct cv_health_check, receive);
    const Google__Protobuf__Int32Value *health = (const void *)op->message;
    bool serving;

    if (!cv_ok(op->status) || health == NULL || check->told == NULL)
        return;
    serving = health->value == SERVING;
    check->heard = true;
    check->backoff = (struct cv_backoff){0};
    cv_call_receive(check->start.call, op);
    check->told(check->owner, serving,
                cv_status(CV_UNAVAILABLE, NULL, "the server says that it is not serving"));
}

static void call(struct cv_health_check *check)
{
    Google__Protobuf__StringValue request = GOOGLE__PROTOBUF__STRING_VALUE__INIT;
    struct cv_call *made;

    request.value = (char *)(uintptr_t)check->service;
    check->heard = false;
    cv_arena_release(&check->arena);
    check->start = (struct cv_start){.method = &WATCH, .scope = &check->scope, .done = ended};
    made = cv_call_new_client(check->lane, NULL, &check->start);
    if (made == NULL) {
        set_timer(check, cv_clock_ns() + cv_backoff_take(&check->backoff));
        return;
    }
    check->calling = true;
    if (!made->is_over)
        cv_call_begin(made, check->session);
    cv_call_send(made, &check->send, &request.base);
    cv_call_close_send(made);
    cv_call_receive(made, &check->receive);
}

static void timer_fired(struct cv_timer *timer, uint64_t now_ns)
{
    struct cv_health_check *check = CV_CONTAINER_OF(timer, struct cv_health_check, timer);

    (void)now_ns;
    set_timer(check, CV_NEVER);
    call(check);
}

struct cv_health_check *cv_health_check_new(struct cv_lane *lane, struct cv_session *session,
                                            const char *service, cv_health_told *told, void *owner)
{
    struct cv_health_check *check =
        cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*check));

    if (check == NULL)
        return NULL;
    check->lane = lane;
    check->session = session;
    check->service = service;
    check->told = told;
    check->owner = owner;
    check->timer.fire = timer_fired;
    check->send.done = sent;
    check->receive.done = received;
    cv_arena_init(&check->arena, CV_HEALTH_WATCH_BYTES);
    check->scope = (struct cv_scope){.arena = &check->arena, .deadline_ns = CV_NEVER};
    if (!cv_timer_arm(lane->timers, &check->timer, CV_NEVER)) {
        free(check);
        return NULL;
    }
    call(check);
    return check;
}

void cv_health_check_drop(struct cv_health_check *check)
{
    if (check == NULL)
        return;
    check->told = NULL;
    cv_timer_disarm(check->lane->timers, &check->timer);
    if (check->calling)
        cv_call_cancel(check->start.call);
    free_if_gone(check);
}
