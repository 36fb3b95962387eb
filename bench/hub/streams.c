#include "streams.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMORY_MAX (64u * 1024 * 1024)

static void pump(struct stream *stream);
static void release(struct streams *streams);

static void fail(struct streams *streams, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void fail(struct streams *streams, const char *format, ...)
{
    va_list args;

    if (streams->why[0] != '\0')
        return;
    va_start(args, format);
    (void)vsnprintf(streams->why, sizeof(streams->why), format, args);
    va_end(args);
}

/* The first of this device's scans in the window; false: it has none. */
static bool scans_of(const struct streams *streams, unsigned step, uint64_t window, uint64_t *first)
{
    const struct streams_config *config = &streams->config;

    if (step >= config->steps || window < streams->lag[step])
        return false;
    *first = config->from + (window - streams->lag[step]) * config->batch;
    return *first < config->to;
}

/* ---- answers ---- */

static void window_answered(struct streams *streams, uint64_t window)
{
    uint64_t slot = window % streams->config.ahead;

    if (--streams->left[slot] == 0)
        histogram_add(&streams->histogram, cv_clock_ns() - streams->since_ns[slot]);
    while (streams->oldest < streams->released &&
           streams->left[streams->oldest % streams->config.ahead] == 0)
        streams->oldest++;
}

static void take(struct stream *stream, const Caravan__Logistics__V1__StreamScansResponse *answer)
{
    struct streams *streams = stream->streams;
    uint64_t first;

    while (!scans_of(streams, stream->step, stream->answered, &first))
        stream->answered++;
    stream->durable = (uint64_t)answer->durable_number;
    if (answer->n_outcomes != streams->config.batch)
        fail(streams, "%zu outcomes for %u scans", answer->n_outcomes, streams->config.batch);
    else if (stream->durable < first + streams->config.batch)
        fail(streams, "%llu is not acknowledged", (unsigned long long)first);
    for (size_t i = 0; i < answer->n_outcomes; i++) {
        unsigned outcome = (unsigned)answer->outcomes[i];

        streams->outcomes[outcome < STREAMS_OUTCOMES ? outcome : 0]++;
    }
    if (answer->n_details > 0 && streams->why[0] == '\0' && answer->details[0]->outcome > 5)
        fail(streams, "refused: %s %s %s", answer->details[0]->reason, answer->details[0]->field,
             answer->details[0]->message);
    streams->acknowledged += answer->n_outcomes;
    streams->end_ns = cv_clock_ns();
    window_answered(streams, stream->answered++);
}

static void received(struct cv_receive *op)
{
    struct stream *stream = CV_CONTAINER_OF(op, struct stream, receive);

    if (!cv_ok(op->status) || op->message == NULL)
        return;
    take(stream, caravan_logistics_v1_hubs_stream_scans_client_received(op));
    release(stream->streams);
    cv_call_receive(stream->start.call, op);
}

static void ended(struct cv_start *op)
{
    struct stream *stream = CV_CONTAINER_OF(op, struct stream, start);

    stream->ended = true;
    if (!cv_ok(op->status))
        fail(stream->streams, "%s: %s", DAY_READERS[stream->step], op->status.message);
}

/* ---- sending ---- */

static void sent(struct cv_send *op)
{
    struct stream *stream = CV_CONTAINER_OF(op, struct stream, send);

    stream->sending = false;
    if (cv_ok(op->status))
        pump(stream);
}

static void send_scans(struct stream *stream, uint64_t first)
{
    struct streams *streams = stream->streams;
    unsigned batch = streams->config.batch;
    Caravan__Logistics__V1__StreamScansRequest message =
        CARAVAN__LOGISTICS__V1__STREAM_SCANS_REQUEST__INIT;
    char parent[64];

    for (unsigned i = 0; i < batch; i++) {
        day_scan(&streams->config.day, stream->step, first + i, &streams->scans[i]);
        streams->list[i] = &streams->scans[i].message;
    }
    if (stream->number == 0) {
        (void)snprintf(parent, sizeof(parent), "hubs/%s/readers/%s", DAY_HUB,
                       DAY_READERS[stream->step]);
        message.parent = parent;
    }
    message.scans = streams->list;
    message.n_scans = batch;
    stream->number = first + batch;
    stream->sending = true;
    streams->sent += batch;
    caravan_logistics_v1_hubs_stream_scans_client_send(stream->start.call, &stream->send, &message);
}

/* With a rate messages are due one by one: devices know nothing of each other. */
static bool is_due(const struct streams *streams)
{
    if (streams->config.single && streams->sent != streams->acknowledged)
        return false;
    return streams->config.rate <= 0 || streams->due_ns <= cv_clock_ns();
}

static void pump(struct stream *stream)
{
    struct streams *streams = stream->streams;
    uint64_t first;

    while (!stream->sending && !stream->ended && stream->at < streams->released &&
           is_due(streams)) {
        if (!scans_of(streams, stream->step, stream->at++, &first))
            continue;
        send_scans(stream, first);
        if (streams->config.rate > 0)
            streams->due_ns += (uint64_t)(streams->config.batch / streams->config.rate * 1e9);
    }
}

/* One more window may be sent. */
static void release_one(struct streams *streams)
{
    uint64_t window = streams->released++;
    uint64_t slot = window % streams->config.ahead;
    uint64_t first;

    streams->left[slot] = 0;
    streams->since_ns[slot] = cv_clock_ns();
    for (unsigned step = 0; step < DAY_STEPS; step++)
        streams->left[slot] += scans_of(streams, step, window, &first);
    if (streams->left[slot] == 0 && streams->oldest == window)
        streams->oldest++;
}

static void release(struct streams *streams)
{
    const struct streams_config *config = &streams->config;

    while (!streams->stopping && streams->why[0] == '\0' && streams->released < streams->windows &&
           streams->released < streams->oldest + config->ahead)
        release_one(streams);
    for (unsigned step = 0; step < config->steps; step++)
        pump(&streams->each[step]);
}

static void tick(struct cv_timer *timer, uint64_t now_ns)
{
    struct streams *streams = CV_CONTAINER_OF(timer, struct streams, timer);

    release(streams);
    (void)cv_timer_arm(cv_loop_timers(streams->loop), timer, now_ns + CV_NS_PER_MS);
}

/* ---- life ---- */

/* A device follows the one before it so far behind that nothing is on its way twice. */
static void set_lags(struct streams *streams)
{
    const struct streams_config *config = &streams->config;

    for (unsigned step = 1; step < DAY_STEPS; step++) {
        uint64_t lag = day_distance(&config->day, step) / config->batch;
        uint64_t least = streams->lag[step - 1] + config->ahead;

        streams->lag[step] = lag < least ? least : lag;
    }
    streams->windows =
        streams->lag[config->steps - 1] + (config->to - config->from) / config->batch;
}

bool streams_begin(struct streams *streams, struct cv_loop *loop, struct cv_channel *channel)
{
    streams->loop = loop;
    streams->scans = calloc(streams->config.batch, sizeof(*streams->scans));
    streams->list = calloc(streams->config.batch, sizeof(*streams->list));
    if (streams->scans == NULL || streams->list == NULL)
        return false;
    set_lags(streams);
    for (unsigned step = 0; step < streams->config.steps; step++) {
        struct stream *stream = &streams->each[step];

        stream->streams = streams;
        stream->step = step;
        cv_arena_init(&stream->arena, MEMORY_MAX);
        stream->scope = (struct cv_scope){
            .arena = &stream->arena, .deadline_ns = CV_NEVER, .home = cv_loop_wake(loop)};
        stream->start.scope = &stream->scope;
        stream->start.done = ended;
        stream->send.done = sent;
        stream->receive.done = received;
        caravan_logistics_v1_hubs_stream_scans_start(channel, &stream->start);
        if (stream->start.call == NULL)
            return false;
        cv_call_receive(stream->start.call, &stream->receive);
    }
    streams->begin_ns = cv_clock_ns();
    streams->due_ns = streams->begin_ns;
    streams->timer.fire = tick;
    release(streams);
    return streams->config.rate <= 0 ||
           cv_timer_arm(cv_loop_timers(loop), &streams->timer, cv_clock_ns());
}

void streams_stop(struct streams *streams)
{
    streams->stopping = true;
}

bool streams_idle(const struct streams *streams)
{
    return streams->why[0] != '\0' || (streams->oldest == streams->released &&
                                       (streams->stopping || streams->oldest == streams->windows));
}

void streams_end(struct streams *streams)
{
    cv_timer_disarm(cv_loop_timers(streams->loop), &streams->timer);
    for (unsigned step = 0; step < streams->config.steps; step++) {
        struct stream *stream = &streams->each[step];

        if (stream->start.call == NULL || stream->ended)
            continue;
        if (streams->why[0] != '\0')
            cv_call_cancel(stream->start.call);
        else
            cv_call_close_send(stream->start.call);
    }
}

bool streams_ended(const struct streams *streams)
{
    for (unsigned step = 0; step < streams->config.steps; step++) {
        if (streams->each[step].start.call != NULL && !streams->each[step].ended)
            return false;
    }
    return true;
}

void streams_free(struct streams *streams)
{
    for (unsigned step = 0; step < streams->config.steps; step++)
        cv_arena_release(&streams->each[step].arena);
    free(streams->scans);
    free(streams->list);
}

uint64_t streams_next(const struct streams *streams)
{
    uint64_t seen = streams->config.from + streams->released * streams->config.batch;

    return seen < streams->config.to ? seen : streams->config.to;
}
