#include "base/clock.h"
#include "sort/decide.h"

struct state {
    struct cv_store_op op;
    struct cv_call *call;
    struct cv_id hub;
    struct decide_ask ask;
};

static void work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct state *state = CV_CONTAINER_OF(op, struct state, op);
    struct cv_books books;

    cv_books_open(&books, op->scope, tx);
    op->status = decide_all(&books, state->hub.text, &state->ask, 1);
}

static void done(struct cv_store_op *op)
{
    struct state *state = CV_CONTAINER_OF(op, struct state, op);
    Caravan__Logistics__V1__SortDecision answer;
    char text[DECIDE_TEXT];

    cv_call_waited(state->call, CV_STORE_WRITE, op->waited_ns);
    if (cv_ok(op->status))
        decide_tell(&state->ask, 1, cv_call_service(state->call));
    if (!decide_done(&state->ask, 1, op->status, cv_clock_ns())) {
        cv_call_finish(state->call, op->status);
        return;
    }
    decide_wire(&state->ask, state->hub.text, text, &answer);
    cv_call_reply(state->call, &answer.base);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__DecideSortRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, HUB_NAME, &state->hub);
    if (!cv_check_fine(&check)) {
        cv_call_finish(call, check.status);
        return;
    }
    decide_read(request, cv_clock_ns(), &state->ask);
    state->call = call;
    state->op = (struct cv_store_op){
        .mode = CV_STORE_WRITE, .work = work, .done = done, .scope = cv_call_scope(call)};
    cv_store_submit(logistics_store(call), &state->op);
}

const struct caravan_logistics_v1_hubs_decide_sort_method decide_sort = {handle,
                                                                         sizeof(struct state)};
