#include "service/delivery.h"

#include "app/wire.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/loop.h"
#include "service/outbox.h"

#include <string.h>

#define POLL_NS    CV_NS_PER_S          /* another process may have added something */
#define PAUSE_NS   (200 * CV_NS_PER_MS) /* after a failure, and while nobody answers, growing */
#define PAUSE_MOST (5 * CV_NS_PER_S)
#define MEMORY_MAX ((size_t)16 * 1024 * 1024)

static void go_on(struct cv_delivery *self, struct cv_status status);

/* ---- what is counted ---- */

#define OF_RECEIVER                                                                                \
    {                                                                                              \
        "receiver"                                                                                 \
    }

static const struct cv_metric_family LAG = {
    .name = "caravan_outbox_lag_seconds",
    .help = "Age of the oldest event that its receiver has not accepted and is not parked.",
    .kind = CV_METRIC_AGE,
    .labels = OF_RECEIVER,
};
static const struct cv_metric_family WAITING = {
    .name = "caravan_outbox_waiting_events",
    .help = "Events that were not yet sent, or not yet answered.",
    .kind = CV_METRIC_GAUGE,
    .labels = OF_RECEIVER,
};
static const struct cv_metric_family PARKED = {
    .name = "caravan_outbox_parked_events",
    .help = "Events that were refused so often that somebody has to look.",
    .kind = CV_METRIC_GAUGE,
    .labels = OF_RECEIVER,
};
static const struct cv_metric_family DELIVERED = {
    .name = "caravan_outbox_delivered_total",
    .help = "Events that their receiver accepted.",
    .kind = CV_METRIC_COUNTER,
    .labels = OF_RECEIVER,
};
static const struct cv_metric_family REFUSED = {
    .name = "caravan_outbox_refused_total",
    .help = "Tries of events that their receiver refused.",
    .kind = CV_METRIC_COUNTER,
    .labels = OF_RECEIVER,
};
static const struct cv_metric_family BATCHES = {
    .name = "caravan_outbox_batches_total",
    .help = "Batches of events sent, also those that nobody answered.",
    .kind = CV_METRIC_COUNTER,
    .labels = OF_RECEIVER,
};

static void count_with(struct cv_delivery *self, struct cv_metrics *metrics,
                       struct cv_metric *metric, const struct cv_metric_family *family)
{
    *metric = (struct cv_metric){.family = family, .values = {cv_peer_name(self->peer)}};
    cv_metrics_add(metrics, metric);
}

static void count_all_with(struct cv_delivery *self, struct cv_metrics *metrics)
{
    count_with(self, metrics, &self->metrics.lag, &LAG);
    count_with(self, metrics, &self->metrics.waiting, &WAITING);
    count_with(self, metrics, &self->metrics.parked, &PARKED);
    count_with(self, metrics, &self->metrics.delivered, &DELIVERED);
    count_with(self, metrics, &self->metrics.refused, &REFUSED);
    count_with(self, metrics, &self->metrics.batches, &BATCHES);
}

static void show_rest(struct cv_delivery *self)
{
    cv_metric_set(&self->metrics.lag, self->rest.oldest_us);
    cv_metric_set(&self->metrics.waiting, self->rest.waiting);
    cv_metric_set(&self->metrics.parked, self->rest.parked);
}

static struct cv_timers *timers_of(struct cv_delivery *self)
{
    return cv_loop_timers(self->loop);
}

static struct cv_delivery_batch *batch_of(struct cv_delivery *self)
{
    return &self->batches[self->now];
}

static struct cv_arena *arena_of(struct cv_delivery *self)
{
    return &self->arenas[self->now];
}

static void rest(struct cv_delivery *self, uint64_t wait_ns)
{
    self->busy = false;
    cv_arena_release(arena_of(self));
    if (self->ended)
        return;
    /* Moves it: cannot fail. */
    (void)cv_timer_arm(timers_of(self), &self->timer, cv_clock_ns() + wait_ns);
}

/* ---- in the store ---- */

/* With the memory of the batch that is claimed by it. */
static void submit(struct cv_delivery *self, struct cv_arena *arena, cv_store_work *work,
                   cv_store_done *done)
{
    self->scope.arena = arena;
    self->op = (struct cv_store_op){
        .mode = CV_STORE_WRITE, .work = work, .done = done, .scope = &self->scope};
    cv_store_submit(self->store, &self->op);
}

static struct cv_status claim_next(struct cv_delivery *self, struct cv_tx *tx,
                                   struct cv_delivery_batch *batch)
{
    struct cv_arena *arena = self->scope.arena;
    struct cv_books books = {.tx = tx, .arena = arena, .subject = self->source};
    struct cv_status status =
        cv_delivery_claim(&books, cv_peer_name(self->peer), self->holder, self->limit, batch);

    if (cv_ok(status))
        status = cv_delivery_look(&books, cv_peer_name(self->peer), &self->rest);
    return cv_ok(status) && arena->exhausted
               ? cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory")
               : status;
}

/* What became of this batch, and the next one. */
static void settle_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct cv_delivery *self = CV_CONTAINER_OF(op, struct cv_delivery, op);
    struct cv_books books = {.tx = tx, .arena = op->scope->arena, .subject = self->source};

    op->status = cv_delivery_settle(&books, cv_peer_name(self->peer), batch_of(self));
    if (cv_ok(op->status))
        op->status = claim_next(self, tx, &self->batches[!self->now]);
}

static void tell_settled(struct cv_delivery *self)
{
    int64_t refused = 0;

    for (size_t i = 0; i < batch_of(self)->count; i++) {
        const struct cv_delivery_item *item = &batch_of(self)->items[i];
        char id[CV_UUID_TEXT];

        refused += !cv_ok(item->status);
        if (!item->parked)
            continue;
        cv_uuid_print(item->row.uid, id);
        cv_log(CV_LOG_ERROR, "event_parked", CV_LOG_TEXT("receiver", cv_peer_name(self->peer)),
               CV_LOG_TEXT("id", id), CV_LOG_TEXT("subject", item->row.subject),
               CV_LOG_TEXT("reason", item->status.reason),
               CV_LOG_TEXT("message", item->status.message));
    }
    cv_metric_add(&self->metrics.refused, refused);
    cv_metric_add(&self->metrics.delivered, (int64_t)batch_of(self)->count - refused);
}

static void settled(struct cv_store_op *op)
{
    struct cv_delivery *self = CV_CONTAINER_OF(op, struct cv_delivery, op);

    if (cv_ok(op->status))
        tell_settled(self);
    cv_arena_release(arena_of(self));
    self->now = !self->now;
    go_on(self, op->status);
}

static void settle(struct cv_delivery *self)
{
    self->news = false;
    submit(self, &self->arenas[!self->now], settle_work, settled);
}

/* ---- to the receiver ---- */

static void took(struct cv_delivery *self, const Caravan__Events__V1__DeliverEventsResponse *answer)
{
    for (size_t i = 0; i < answer->n_refusals; i++) {
        const Caravan__Events__V1__EventRefusal *refusal = answer->refusals[i];
        struct cv_delivery_item *item;

        if (refusal->index < 0 || (size_t)refusal->index >= batch_of(self)->count)
            continue;
        item = &batch_of(self)->items[refusal->index];
        item->status = cv_status(refusal->code <= CV_OK || refusal->code > CV_UNAUTHENTICATED
                                     ? CV_UNKNOWN
                                     : (enum cv_code)refusal->code,
                                 refusal->reason, refusal->message);
        item->expected = refusal->expected_sequence;
    }
}

/* It is about what was sent, and not about the receiver or the way there. */
static bool is_about_events(enum cv_code code)
{
    return code == CV_INVALID_ARGUMENT || code == CV_NOT_FOUND || code == CV_ALREADY_EXISTS ||
           code == CV_FAILED_PRECONDITION || code == CV_OUT_OF_RANGE || code == CV_INTERNAL ||
           code == CV_UNKNOWN || code == CV_DATA_LOSS || code == CV_RESOURCE_EXHAUSTED;
}

/* A batch that is refused as a whole is sent one by one, to find the event that it is for. */
static void refused(struct cv_delivery *self, struct cv_status status)
{
    if (status.code != CV_UNAVAILABLE && status.code != CV_ABORTED)
        cv_log(CV_LOG_WARN, "delivery_refused", CV_LOG_TEXT("receiver", cv_peer_name(self->peer)),
               CV_LOG_TEXT("code", cv_code_name(status.code)),
               CV_LOG_TEXT("message", status.message));
    if (is_about_events(status.code) && batch_of(self)->count == 1 &&
        status.code != CV_RESOURCE_EXHAUSTED) {
        batch_of(self)->items[0].status = status;
        settle(self);
        return;
    }
    if (is_about_events(status.code))
        self->limit = 1;
    self->away = true;
    self->backoff.most_ns = status.code == CV_UNAVAILABLE ? PAUSE_MOST : CV_BACKOFF_MAX_NS;
    rest(self, cv_backoff_take(&self->backoff));
}

static void answered(struct cv_unary *unary)
{
    struct cv_delivery *self = CV_CONTAINER_OF(unary, struct cv_delivery, call.unary);
    struct cv_status status = cv_peer_status(&self->call, "its events wait");

    if (!cv_ok(status)) {
        refused(self, status);
        return;
    }
    self->backoff.next_ns = PAUSE_NS;
    self->away = false;
    self->limit = self->limit * 2 > CV_DELIVERY_BATCH ? CV_DELIVERY_BATCH : self->limit * 2;
    took(self, caravan_events_v1_events_deliver_events_response(unary));
    settle(self);
}

static Caravan__Events__V1__Event *event_of(struct cv_delivery *self,
                                            const struct cv_delivery_item *item)
{
    Caravan__Events__V1__Event *event = cv_outbox_event(arena_of(self), self->source, &item->row);
    Caravan__Events__V1__EventDropped *dropped;

    if (event == NULL || item->dropped[0] == '\0')
        return event;
    dropped = cv_arena_alloc(arena_of(self), sizeof(*dropped));
    if (dropped == NULL)
        return NULL;
    caravan__events__v1__event_dropped__init(dropped);
    dropped->reason = cv_wire_text(item->dropped);
    event->payload_case = CARAVAN__EVENTS__V1__EVENT__PAYLOAD_DROPPED;
    event->dropped = dropped;
    return event;
}

static bool make_request(struct cv_delivery *self)
{
    Caravan__Events__V1__DeliverEventsRequest *request = &self->request;
    const struct cv_delivery_batch *batch = batch_of(self);

    caravan__events__v1__deliver_events_request__init(request);
    request->source = cv_wire_text(self->source);
    request->fence = batch->fence;
    request->events = cv_arena_array(arena_of(self), batch->count, sizeof(*request->events));
    for (size_t i = 0; request->events != NULL && i < batch->count; i++) {
        request->events[i] = event_of(self, &batch->items[i]);
        if (request->events[i] == NULL)
            return false;
        request->n_events++;
    }
    return request->events != NULL;
}

static void send(struct cv_delivery *self)
{
    if (!make_request(self)) {
        cv_log(CV_LOG_ERROR, "events_unreadable",
               CV_LOG_TEXT("receiver", cv_peer_name(self->peer)));
        rest(self, cv_backoff_take(&self->backoff));
        return;
    }
    cv_metric_add(&self->metrics.batches, 1);
    self->principal.org = batch_of(self)->org;
    self->call.unary = (struct cv_unary){.done = answered};
    caravan_events_v1_events_deliver_events(cv_peer_prepare(self->peer, &self->scope, &self->call),
                                            &self->call.unary, &self->request);
}

/* ---- the next batch ---- */

static void claim_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct cv_delivery *self = CV_CONTAINER_OF(op, struct cv_delivery, op);

    op->status = claim_next(self, tx, batch_of(self));
}

static void claimed(struct cv_store_op *op)
{
    struct cv_delivery *self = CV_CONTAINER_OF(op, struct cv_delivery, op);

    go_on(self, op->status);
}

static void claim(struct cv_delivery *self)
{
    self->busy = true;
    self->news = false;
    cv_arena_release(arena_of(self));
    submit(self, arena_of(self), claim_work, claimed);
}

/* A batch was claimed, or not. */
static void go_on(struct cv_delivery *self, struct cv_status status)
{
    bool on = cv_ok(status) && !self->ended;

    if (!cv_ok(status))
        cv_log(CV_LOG_WARN, "delivery_failed", CV_LOG_TEXT("receiver", cv_peer_name(self->peer)),
               CV_LOG_TEXT("reason", status.reason), CV_LOG_TEXT("message", status.message));
    else
        show_rest(self);
    if (cv_ok(status) && !self->away)
        self->backoff.next_ns = PAUSE_NS;
    if (on && batch_of(self)->count > 0)
        send(self);
    else if (on && (batch_of(self)->again || self->news))
        claim(self);
    else
        rest(self, cv_ok(status) ? POLL_NS : cv_backoff_take(&self->backoff));
}

/* ---- when ---- */

static void on_time(struct cv_timer *timer, uint64_t now_ns)
{
    struct cv_delivery *self = CV_CONTAINER_OF(timer, struct cv_delivery, timer);

    (void)now_ns;
    (void)cv_timer_arm(timers_of(self), timer, CV_NEVER); /* rest() moves it: cannot fail */
    claim(self);
}

/* While the receiver does not answer, news of more for it are none. */
static void on_news(struct cv_wake_item *item)
{
    struct cv_delivery *self = CV_CONTAINER_OF(item, struct cv_delivery, item);

    if (self->ended) {
        cv_wake_release(self->scope.home);
        return;
    }
    atomic_store(&self->posted, false);
    self->news = true;
    if (self->busy || self->away)
        return;
    (void)cv_timer_arm(timers_of(self), &self->timer, CV_NEVER);
    claim(self);
}

void cv_delivery_wake(struct cv_delivery *self)
{
    if (!atomic_exchange(&self->posted, true))
        cv_wake_post(self->scope.home, &self->item);
}

struct cv_status cv_delivery_begin(struct cv_delivery *self, struct cv_store *store,
                                   struct cv_loop *loop, const struct cv_peer *peer,
                                   const char *source, struct cv_metrics *metrics)
{
    *self = (struct cv_delivery){
        .store = store,
        .loop = loop,
        .peer = peer,
        .source = source,
        .holder = cv_uuid7(),
        .limit = CV_DELIVERY_BATCH,
        .backoff = {PAUSE_NS, PAUSE_MOST},
        .principal = {.subject = source},
        .timer = {.fire = on_time},
        .item = {.run = on_news},
    };
    cv_arena_init(&self->arenas[0], MEMORY_MAX);
    cv_arena_init(&self->arenas[1], MEMORY_MAX);
    self->scope = (struct cv_scope){
        .deadline_ns = CV_NEVER,
        .home = cv_loop_wake(loop),
        .principal = &self->principal,
    };
    count_all_with(self, metrics);
    if (!cv_timer_arm(timers_of(self), &self->timer, cv_clock_ns()))
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    cv_wake_hold(self->scope.home); /* for the item */
    return CV_STATUS_OK;
}

void cv_delivery_end(struct cv_delivery *self)
{
    self->ended = true;
    cv_timer_disarm(timers_of(self), &self->timer);
    if (!atomic_exchange(&self->posted, true)) /* else it is under way, and releases it */
        cv_wake_release(self->scope.home);
}
