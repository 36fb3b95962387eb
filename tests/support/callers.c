#include "support/callers.h"

#include "base/clock.h"
#include "google/protobuf/timestamp.pb-c.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define STATES_MAX 128
#define DEPTH_MAX  8 /* all orders of more are too many */
#define PATIENCE   (60 * CV_NS_PER_S)

static bool is_set(void *arg)
{
    return *(bool *)arg;
}

static void on_closed(void *arg)
{
    *(bool *)arg = true;
}

void callers_come(struct service_bench *bench, struct caller *callers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        callers[i].channel = service_channel(bench);
}

void callers_go(struct service_bench *bench, struct caller *callers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        callers[i].closed = false;
        cv_channel_close(callers[i].channel, on_closed, &callers[i].closed);
        assert_true(cv_loop_run_until(bench->loop, is_set, &callers[i].closed, PATIENCE));
        callers[i].channel = NULL;
    }
}

/* ---- asking ---- */

static void on_done(struct cv_unary *op)
{
    --*CV_CONTAINER_OF(op, struct caller, op)->waiting;
}

static bool nobody_waits(void *arg)
{
    return *(int *)arg == 0;
}

void caller_prepare(struct service_bench *bench, struct caller *caller, const char *method,
                    const char *request)
{
    const char *problem = NULL;
    struct cv_unary *op = &caller->op;

    *caller = (struct caller){.channel = caller->channel};
    op->start.scope = &bench->scope;
    op->start.metadata = &caller->metadata;
    op->start.method = service_method(bench, method);
    op->request = message_from_text(op->start.method->request, request, &bench->arena, &problem);
    op->done = on_done;
    if (op->request == NULL)
        fail_msg("%s(%s): %s", method, request, problem);
}

void callers_ask(struct service_bench *bench, struct caller *callers, size_t count)
{
    int waiting = (int)count;

    for (size_t i = 0; i < count; i++) {
        callers[i].waiting = &waiting;
        cv_unary_submit(callers[i].channel == NULL ? bench->channel : callers[i].channel,
                        &callers[i].op);
    }
    assert_true(cv_loop_run_until(bench->loop, nobody_waits, &waiting, PATIENCE));
    for (size_t i = 0; i < count; i++)
        callers[i].accepted = cv_ok(callers[i].op.start.status);
}

size_t callers_accepted(const struct caller *callers, size_t count)
{
    size_t accepted = 0;

    for (size_t i = 0; i < count; i++)
        accepted += callers[i].accepted;
    return accepted;
}

const char *caller_reason(const struct caller *caller)
{
    const struct cv_status *status = &caller->op.start.status;

    return cv_ok(*status) ? "" : status->reason == NULL ? "?" : status->reason;
}

static const char *answer_text(const struct caller *caller)
{
    const struct cv_status *status = &caller->op.start.status;

    return cv_ok(*status) ? "OK" : status->message == NULL ? "" : status->message;
}

/* ---- in the order in which it was recorded ---- */

int64_t message_time(const void *message, const char *field)
{
    const ProtobufCMessage *base = message;
    const ProtobufCFieldDescriptor *found =
        protobuf_c_message_descriptor_get_field_by_name(base->descriptor, field);
    const Google__Protobuf__Timestamp *time;

    if (found == NULL)
        return 0;
    memcpy(&time, (const char *)message + found->offset, sizeof(time));
    assert_non_null(time);
    return time->seconds * 1000000 + time->nanos / 1000;
}

static void explain_refusals(struct caller *callers, size_t count,
                             const struct callers_model *model)
{
    for (size_t i = 0; i < count; i++) {
        if (!callers[i].accepted && !model->allows(i))
            callers[i].explained = true;
    }
}

/* The accepted one that was recorded next; `count`: none is left. */
static size_t next_of(const struct caller *callers, size_t count, const bool *taken)
{
    size_t next = count;

    for (size_t i = 0; i < count; i++) {
        if (callers[i].accepted && !taken[i] &&
            (next == count || callers[i].at_us < callers[next].at_us))
            next = i;
    }
    return next;
}

void callers_judge(struct caller *callers, size_t count, const struct callers_model *model)
{
    bool *taken = calloc(count, sizeof(*taken));
    size_t i;

    assert_non_null(taken);
    for (i = 0; i < count; i++)
        callers[i].at_us = callers[i].accepted ? model->recorded(i) : 0;
    explain_refusals(callers, count, model);
    while ((i = next_of(callers, count, taken)) < count) {
        if (!model->allows(i))
            fail_msg("accepted, but the model does not allow it: %s", model->text(i));
        model->apply(i);
        taken[i] = true;
        explain_refusals(callers, count, model);
    }
    free(taken);
    for (i = 0; i < count; i++) {
        if (!callers[i].accepted && !callers[i].explained)
            fail_msg("refused, but the model always allowed it: %s: %s", model->text(i),
                     answer_text(&callers[i]));
    }
}

/* ---- in any order ---- */

void *callers_states_begin(struct callers_states *states, size_t size)
{
    *states = (struct callers_states){
        .size = size,
        .now = calloc(STATES_MAX, size),
        .next = calloc(STATES_MAX, size),
        .tried = calloc(DEPTH_MAX, size),
        .count = 1,
    };
    assert_true(states->now != NULL && states->next != NULL && states->tried != NULL);
    return states->now;
}

void callers_states_end(struct callers_states *states)
{
    free(states->now);
    free(states->next);
    free(states->tried);
}

void *callers_state(const struct callers_states *states, size_t i)
{
    return states->now + i * states->size;
}

static void keep(struct callers_states *states, const void *state)
{
    for (size_t i = 0; i < states->next_count; i++) {
        if (memcmp(states->next + i * states->size, state, states->size) == 0)
            return;
    }
    assert_true(states->next_count < STATES_MAX);
    memcpy(states->next + states->next_count++ * states->size, state, states->size);
}

static void change_places(struct callers_states *states)
{
    unsigned char *old = states->now;

    states->now = states->next;
    states->count = states->next_count;
    states->next = old;
}

struct search {
    struct callers_states *states;
    const struct callers_orders *orders;
    void *world;
    size_t count;
};

/* All orders of those not yet done in which the model answers as the service did. */
static void try_orders(const struct search *search, const void *state, unsigned done, size_t depth)
{
    void *tried = search->states->tried + depth * search->states->size;

    if (depth == search->count) {
        keep(search->states, state);
        return;
    }
    for (size_t i = 0; i < search->count; i++) {
        if ((done & 1u << i) != 0)
            continue;
        memcpy(tried, state, search->states->size);
        if (search->orders->agrees(search->world, tried, i))
            try_orders(search, tried, done | 1u << i, depth + 1);
    }
}

void callers_explain(struct callers_states *states, const struct caller *callers, size_t count,
                     const struct callers_orders *orders, void *world)
{
    const struct search search = {states, orders, world, count};

    assert_true(count <= DEPTH_MAX);
    states->next_count = 0;
    for (size_t i = 0; i < states->count; i++)
        try_orders(&search, callers_state(states, i), 0, 0);
    for (size_t i = 0; states->next_count == 0 && i < count; i++)
        print_message("%s\n  service: %s\n", orders->text(world, i), answer_text(&callers[i]));
    if (states->next_count == 0)
        fail_msg("no order of these explains the answers");
    change_places(states);
}

void callers_compare(struct callers_states *states, const char *(*differs)(void *view, void *state),
                     void *view)
{
    const char *problem = NULL;

    states->next_count = 0;
    for (size_t i = 0; i < states->count; i++) {
        const char *difference = differs(view, callers_state(states, i));

        if (difference == NULL)
            keep(states, callers_state(states, i));
        else
            problem = difference;
    }
    if (states->next_count == 0)
        fail_msg("the service knows otherwise: %s", problem);
    change_places(states);
}
