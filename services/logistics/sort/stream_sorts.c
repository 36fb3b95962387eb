/* A sorter's own stream. While one group of questions is with the store the next one gathers, so
 * that a stream costs one commit for all that was asked meanwhile. */
#include "base/arena.h"
#include "base/clock.h"
#include "sort/decide.h"

#define GROUP_MAX 64 /* questions decided together: some milliseconds of the fastest sorters */
/* What deciding one group may take: the parcels' histories, where late scans came between. */
#define GROUP_MEMORY (8u * 1024 * 1024)

struct group {
    struct decide_ask asks[GROUP_MAX];
    size_t count;
};

struct state {
    struct cv_call *call; /* NULL: it has ended */
    struct logistics *service;
    struct cv_id hub; /* "": not yet named */
    struct cv_drain drain;
    struct cv_receive receive;
    struct cv_send send;
    struct cv_store_op op;
    struct cv_scope scope; /* of the call, with an arena of a group's own */
    struct cv_arena arena;
    struct group groups[2];
    unsigned filling; /* the group that gathers; the other is decided and answered */
    size_t sent;      /* answers of the other */
    bool receiving;
    bool deciding;
    bool sending;
    bool last;   /* no more questions are taken */
    bool broken; /* the call ends with `end` when all is home */
    struct cv_status end;
};

static void go_on(struct state *state);

static void break_off(struct state *state, struct cv_status status)
{
    if (state->broken)
        return;
    state->broken = true;
    state->end = status;
    if (status.message != NULL)
        state->end.message = cv_arena_string(cv_call_scope(state->call)->arena, status.message);
}

/* ---- answering ---- */

static void send_next(struct state *state)
{
    struct group *group = &state->groups[!state->filling];
    Caravan__Logistics__V1__SortDecision answer;
    char text[DECIDE_TEXT];

    if (state->sent == group->count) {
        group->count = 0;
        go_on(state);
        return;
    }
    decide_wire(&group->asks[state->sent++], state->hub.text, text, &answer);
    state->sending = true;
    cv_call_send(state->call, &state->send, &answer.base);
}

static void on_sent(struct cv_send *op)
{
    struct state *state = CV_CONTAINER_OF(op, struct state, send);

    state->sending = false;
    if (!cv_ok(op->status)) {
        break_off(state, op->status);
        go_on(state);
        return;
    }
    send_next(state);
}

/* ---- deciding ---- */

static void work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct state *state = CV_CONTAINER_OF(op, struct state, op);
    struct group *group = &state->groups[!state->filling];
    struct cv_books books;

    cv_books_open(&books, op->scope, tx);
    op->status = decide_all(&books, state->hub.text, group->asks, group->count);
}

static void on_decided(struct cv_store_op *op)
{
    struct state *state = CV_CONTAINER_OF(op, struct state, op);
    struct group *group = &state->groups[!state->filling];

    state->deciding = false;
    if (cv_ok(op->status))
        decide_tell(group->asks, group->count, state->service);
    if (!decide_done(group->asks, group->count, op->status, cv_clock_ns()))
        break_off(state, op->status);
    cv_arena_release(&state->arena);
    state->sent = 0;
    if (state->broken)
        go_on(state);
    else
        send_next(state);
}

static void decide_group(struct state *state)
{
    state->filling = !state->filling;
    state->deciding = true;
    state->op = (struct cv_store_op){
        .mode = CV_STORE_WRITE, .work = work, .done = on_decided, .scope = &state->scope};
    cv_store_submit(state->service->store, &state->op);
}

/* ---- asking ---- */

static void name_hub(struct state *state, const Caravan__Logistics__V1__DecideSortRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(state->call)->arena);
    struct cv_id hub = {0};

    cv_check_name(&check, "parent", request->parent, HUB_NAME, &hub);
    if (cv_check_fine(&check))
        state->hub = hub;
    else
        break_off(state, check.status);
}

static void on_received(struct cv_receive *op)
{
    struct state *state = CV_CONTAINER_OF(op, struct state, receive);
    const Caravan__Logistics__V1__DecideSortRequest *request =
        caravan_logistics_v1_hubs_stream_sorts_received(op);
    struct group *group = &state->groups[state->filling];

    state->receiving = false;
    if (state->call == NULL || state->last)
        return;
    state->last = request == NULL;
    if (!cv_ok(op->status))
        break_off(state, op->status);
    else if (request != NULL && state->hub.text[0] == '\0')
        name_hub(state, request);
    if (request != NULL && !state->broken)
        decide_read(request, cv_clock_ns(), &group->asks[group->count++]);
    go_on(state);
}

/* Whatever may be begun now, is. */
static void go_on(struct state *state)
{
    struct group *group = &state->groups[state->filling];
    struct cv_call *call = state->call;

    if (!state->broken && !state->deciding && !state->sending && group->count > 0) {
        decide_group(state);
        group = &state->groups[state->filling];
    }
    if (!state->broken && !state->last && !state->receiving && group->count < GROUP_MAX) {
        state->receiving = true;
        cv_call_receive(call, &state->receive);
    }
    if (state->deciding || state->sending || (!state->broken && !state->last))
        return;
    state->call = NULL;
    cv_call_finish(call, state->end);
}

/* What has been asked is answered. */
static void on_drain(struct cv_drain *op)
{
    struct state *state = CV_CONTAINER_OF(op, struct state, drain);

    if (state->call == NULL || state->last)
        return;
    state->last = true;
    if (!state->broken)
        state->end = hubs_going;
    go_on(state);
}

static void handle(struct cv_call *call, void *memory)
{
    struct state *state = memory;

    state->call = call;
    state->service = cv_call_service(call);
    state->receive.done = on_received;
    state->send.done = on_sent;
    state->drain.done = on_drain;
    state->scope = *cv_call_scope(call);
    state->scope.arena = &state->arena;
    state->scope.followers = NULL;
    cv_arena_init(&state->arena, GROUP_MEMORY);
    cv_call_await_drain(call, &state->drain);
    go_on(state);
}

const struct caravan_logistics_v1_hubs_stream_sorts_method stream_sorts = {handle,
                                                                           sizeof(struct state)};
