#include "app/principal.h"
#include "app/tracer.h"
#include "app/unit.h"
#include "app/wire.h"
#include "base/arena.h"
#include "rpc/limits.h"
#include "service/audit.h"
#include "service/delivery_store.h"
#include "service/event_service.h"
#include "service/field.h"
#include "service/inbox_store.h"
#include "service/outbox.h"

#define EVENTS_MAX  CV_DELIVERY_BATCH
#define SUBJECT_MAX 500

struct state {
    struct cv_unit unit;
    const Caravan__Events__V1__DeliverEventsRequest *request;
    const struct cv_events *events;
    struct cv_taken *taken; /* of each event */
    const bool *accepted;   /* of each event: it had an effect, now and here */
};

/* One delivery at work. */
struct run {
    const struct state *state;
    bool *accepted;
    struct cv_arena *arena; /* of the call */
    struct cv_arena one;    /* of one event */
    struct cv_books books;  /* in that */
    Caravan__Events__V1__DeliverEventsResponse *answer;
    Caravan__Events__V1__EventRefusal *refusals;
};

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .message = "an event needs more memory than a call may have",
};

/* About the event, and not about the store or the machine. */
static bool is_refusal(struct cv_status status)
{
    return status.code == CV_INVALID_ARGUMENT || status.code == CV_NOT_FOUND ||
           status.code == CV_ALREADY_EXISTS || status.code == CV_FAILED_PRECONDITION;
}

static struct cv_status affect(struct run *run, const Caravan__Events__V1__Event *event)
{
    const struct cv_event_effect *effect = run->state->events->effects;

    if (event->payload_case == CARAVAN__EVENTS__V1__EVENT__PAYLOAD__NOT_SET)
        return cv_status(CV_FAILED_PRECONDITION, "EVENT_UNKNOWN",
                         "this server is too old to know what the event tells");
    while (effect != NULL && effect->apply != NULL && effect->payload != event->payload_case)
        effect++;
    return effect == NULL || effect->apply == NULL ? CV_STATUS_OK
                                                   : effect->apply(&run->books, event);
}

/* 0: it does not say. */
static int64_t recorded_us(const Caravan__Events__V1__Event *event)
{
    return event->recorded_time == NULL ? 0 : event->recorded_time->seconds * 1000000;
}

static struct cv_status take(struct run *run, size_t i, int64_t *expected, bool *accepted)
{
    const Caravan__Events__V1__Event *event = run->state->request->events[i];
    const struct cv_trace *trace = &run->state->taken[i].trace;
    struct cv_inbox_row row = {.subject = event->subject,
                               .subject_sequence = event->subject_sequence,
                               .recorded_us = recorded_us(event)};
    struct cv_status status;
    bool repeated = false;

    (void)cv_uuid_parse(event->id, &row.uid); /* checked before */
    run->books.cause = cv_trace_is_set(trace) ? trace : NULL;
    status = cv_tx_mark(run->books.tx);
    if (!cv_ok(status))
        return status;
    status = cv_inbox_take(&run->books, run->state->request->source, &row, &repeated, expected);
    if (cv_ok(status) && !repeated)
        status = affect(run, event);
    if (run->one.exhausted)
        return FULL;
    *accepted = cv_ok(status) && !repeated;
    run->answer->accepted_count += *accepted;
    if (cv_ok(status) || is_refusal(status)) {
        struct cv_status released = cv_tx_release(run->books.tx, cv_ok(status));

        return cv_ok(released) ? status : cv_status(CV_ABORTED, NULL, "the store undid it all");
    }
    return status;
}

static void refuse(struct run *run, size_t i, struct cv_status why, int64_t expected)
{
    Caravan__Events__V1__EventRefusal *refusal = &run->refusals[run->answer->n_refusals];

    caravan__events__v1__event_refusal__init(refusal);
    refusal->index = (int32_t)i;
    refusal->code = (int32_t)why.code;
    refusal->reason = cv_arena_string(run->arena, cv_wire_text(why.reason));
    refusal->message = cv_arena_string(run->arena, cv_wire_text(why.message));
    refusal->expected_sequence = expected;
    run->answer->refusals[run->answer->n_refusals++] = refusal;
}

static struct cv_status take_all(struct run *run)
{
    const Caravan__Events__V1__DeliverEventsRequest *request = run->state->request;
    struct cv_status status = cv_inbox_fence(&run->books, request->source, request->fence);

    for (size_t i = 0; cv_ok(status) && i < request->n_events; i++) {
        int64_t expected = 0;

        run->accepted[i] = false;
        status = take(run, i, &expected, &run->accepted[i]);
        if (is_refusal(status)) {
            refuse(run, i, status, expected);
            status = CV_STATUS_OK;
        } else if (!cv_ok(status)) {
            status = cv_status(status.code, status.reason,
                               cv_arena_string(run->arena, cv_wire_text(status.message)));
        }
        cv_arena_release(&run->one);
    }
    return status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_arena *arena = unit->op.scope->arena;
    struct run run = {
        .state = state,
        .arena = arena,
        .accepted = cv_arena_array(arena, EVENTS_MAX, sizeof(*run.accepted)),
        .answer = cv_arena_alloc(arena, sizeof(*run.answer)),
        .refusals = cv_arena_array(arena, EVENTS_MAX, sizeof(*run.refusals)),
    };
    struct cv_status status = cv_books_open_write(&run.books, unit->op.scope, tx);

    if (!cv_ok(status) || run.answer == NULL || run.refusals == NULL || run.accepted == NULL)
        return status;
    caravan__events__v1__deliver_events_response__init(run.answer);
    run.answer->refusals = cv_arena_array(arena, EVENTS_MAX, sizeof(*run.answer->refusals));
    if (run.answer->refusals == NULL)
        return status;
    cv_audit_log(&run.books);
    cv_arena_init(&run.one, CV_CALL_MEMORY_MAX);
    run.books.arena = &run.one;
    status = take_all(&run);
    cv_arena_release(&run.one);
    state->accepted = run.accepted;
    unit->nothing_done = run.answer->accepted_count == 0;
    *reply = &run.answer->base;
    return status;
}

/* It is on disk: a piece of the trace that the event came of. */
static void committed(struct cv_unit *unit)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    const Caravan__Events__V1__DeliverEventsRequest *request = state->request;

    for (size_t i = 0; i < request->n_events; i++) {
        const Caravan__Events__V1__Event *event = request->events[i];

        if (state->accepted[i])
            cv_tracer_took(unit->call, &state->taken[i], cv_outbox_type(event), request->source);
    }
}

static void check_event(struct cv_check *check, const Caravan__Events__V1__Event *event)
{
    struct cv_uuid uid;

    if (!cv_uuid_parse(event->id, &uid))
        cv_check_fail(check, "events.id", "each event must have a UUID for an id");
    cv_check_text(check, "events.subject", event->subject, SUBJECT_MAX, true);
    cv_check_range(check, "events.subject_sequence", event->subject_sequence, 1, INT64_MAX);
    (void)cv_wire_time_read(check, "events.recorded_time", event->recorded_time);
}

/* Before the work, so that what an event causes can name the span of its being taken. */
static bool read_traces(struct state *state, const struct cv_call *call)
{
    const Caravan__Events__V1__DeliverEventsRequest *request = state->request;

    state->taken =
        cv_arena_array(cv_call_scope(call)->arena, request->n_events, sizeof(*state->taken));
    for (size_t i = 0; state->taken != NULL && i < request->n_events; i++)
        cv_tracer_take(call, request->events[i]->traceparent, request->events[i]->tracestate,
                       &state->taken[i]);
    return state->taken != NULL;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Events__V1__DeliverEventsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->request = request;
    state->events = cv_call_service(call);
    state->unit.committed = committed;
    if (!cv_principal_valid(request->source))
        cv_check_fail(&check, "source", "source must be the name of a service");
    cv_check_range(&check, "fence", request->fence, 1, INT64_MAX);
    cv_check_range(&check, "events", (int64_t)request->n_events, 1, EVENTS_MAX);
    for (size_t i = 0; cv_check_fine(&check) && i < request->n_events; i++)
        check_event(&check, request->events[i]);
    if (!cv_check_fine(&check))
        cv_call_finish(call, check.status);
    else if (!read_traces(state, call))
        cv_call_finish(call, FULL);
    else
        cv_unit_write(&state->unit, call, state->events->store, "", work);
}

const struct caravan_events_v1_events_deliver_events_method cv_deliver_events = {
    handle, sizeof(struct state)};
