#include "service/watch.h"

#include "base/arena.h"
#include "base/assert.h"
#include "base/clock.h"
#include "net/loop.h"
#include "rpc/limits.h"

static const struct cv_status GOING = {
    .code = CV_UNAVAILABLE,
    .message = "the server is shutting down; watch again from where you are",
};
static const struct cv_status LEFT = {
    .code = CV_CANCELLED,
    .message = "the client has left",
};
static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .message = "out of memory",
};

/* ---- the feed ---- */

void cv_feed_init(struct cv_feed *feed)
{
    atomic_init(&feed->waiting, NULL);
    atomic_init(&feed->posts, 0);
    atomic_init(&feed->ended, false);
}

/* All that wait come home, each to its loop, which it holds meanwhile. */
static void send_home(struct cv_feed *feed)
{
    struct cv_watch *watch = atomic_exchange(&feed->waiting, NULL);

    while (watch != NULL) {
        struct cv_watch *next = watch->next; /* gone once posted */

        cv_wake_post(watch->scope.home, &watch->item);
        watch = next;
    }
}

void cv_feed_post(struct cv_feed *feed)
{
    atomic_fetch_add(&feed->posts, 1);
    if (atomic_load(&feed->waiting) != NULL)
        send_home(feed);
}

void cv_feed_end(struct cv_feed *feed)
{
    atomic_store(&feed->ended, true);
    send_home(feed);
}

static void push(struct cv_watch *watch)
{
    struct cv_watch *first = atomic_load(&watch->feed->waiting);

    do
        watch->next = first;
    while (!atomic_compare_exchange_weak(&watch->feed->waiting, &first, watch));
}

/* ---- one watch: read a page, send it, read on; at the end wait ---- */

static void read_page(struct cv_watch *watch);
static void send_next(struct cv_watch *watch);

static struct cv_timers *timers_of(struct cv_watch *watch)
{
    return cv_loop_timers(cv_loop_of_wake(watch->scope.home));
}

/* The texts of a status beyond the page's arena. */
static struct cv_status kept(struct cv_arena *arena, struct cv_status status)
{
    if (status.message != NULL)
        status.message = cv_arena_string(arena, status.message);
    if (status.field != NULL)
        status.field = cv_arena_string(arena, status.field);
    return status;
}

/* Whatever still has the watch comes home first. */
static void end(struct cv_watch *watch, struct cv_status status)
{
    CV_ASSERT(!watch->reading && !watch->sending && !watch->waiting);
    cv_timer_disarm(timers_of(watch), &watch->timer);
    if (!watch->left)
        status = kept(cv_call_scope(watch->call)->arena, status);
    cv_arena_release(&watch->arena);
    cv_call_finish(watch->call, status);
}

static bool is_over(const struct cv_watch *watch)
{
    return watch->left || atomic_load(&watch->feed->ended);
}

static void end_over(struct cv_watch *watch)
{
    end(watch, watch->left ? LEFT : GOING);
}

static void send(struct cv_watch *watch, const ProtobufCMessage *message)
{
    watch->sending = true;
    cv_call_send(watch->call, &watch->send, message);
}

static void wait(struct cv_watch *watch)
{
    const struct cv_feed *feed = watch->feed;

    cv_arena_release(&watch->arena);
    watch->waiting = true;
    cv_wake_hold(watch->scope.home);
    (void)cv_timer_arm(timers_of(watch), &watch->timer,
                       cv_clock_ns() + watch->kind->heartbeat_ns); /* moves it: cannot fail */
    push(watch);
    /* What was posted between the reading and the push told nobody. */
    if (atomic_load(&feed->posts) != watch->seen || is_over(watch))
        send_home(watch->feed);
}

/* What was posted since the last reading concerns it. */
static bool is_due(struct cv_watch *watch)
{
    unsigned posts = atomic_load(&watch->feed->posts);

    if (posts == watch->seen)
        return false; /* another one was called home */
    if (watch->kind->is_due == NULL || watch->kind->is_due(watch))
        return true;
    watch->seen = posts;
    return false;
}

static void on_home(struct cv_wake_item *item)
{
    struct cv_watch *watch = CV_CONTAINER_OF(item, struct cv_watch, item);

    if (!is_over(watch) && !is_due(watch)) {
        push(watch);
        if (atomic_load(&watch->feed->posts) != watch->seen || is_over(watch))
            send_home(watch->feed);
        return;
    }
    watch->waiting = false;
    cv_wake_release(watch->scope.home);
    if (watch->sending)
        watch->news = true;
    else if (is_over(watch))
        end_over(watch);
    else
        read_page(watch);
}

static void on_beat(struct cv_timer *timer, uint64_t now_ns)
{
    struct cv_watch *watch = CV_CONTAINER_OF(timer, struct cv_watch, timer);
    const ProtobufCMessage *message;

    (void)cv_timer_arm(timers_of(watch), timer, now_ns + watch->kind->heartbeat_ns);
    if (!watch->waiting || watch->sending || is_over(watch))
        return;
    message = watch->kind->sign(watch, &watch->arena, CV_WATCH_HEARTBEAT);
    if (message != NULL)
        send(watch, message);
    cv_arena_release(&watch->arena);
}

static void on_sent(struct cv_send *op)
{
    struct cv_watch *watch = CV_CONTAINER_OF(op, struct cv_watch, send);

    watch->sending = false;
    watch->left |= !cv_ok(op->status);
    if (watch->waiting) { /* that was a heartbeat */
        if (watch->left)
            send_home(watch->feed);
        return;
    }
    if (is_over(watch))
        end_over(watch);
    else if (watch->news)
        read_page(watch);
    else
        send_next(watch);
}

static void send_next(struct cv_watch *watch)
{
    const ProtobufCMessage *message = NULL;

    if (watch->sent < watch->page.count) {
        send(watch, watch->page.messages[watch->sent++]);
        return;
    }
    if (watch->page.more) {
        read_page(watch);
        return;
    }
    if (!watch->caught_up)
        message = watch->kind->sign(watch, &watch->arena, CV_WATCH_CAUGHT_UP);
    watch->caught_up = true;
    if (message != NULL)
        send(watch, message);
    else
        wait(watch);
}

static void on_read(struct cv_store_op *op)
{
    struct cv_watch *watch = CV_CONTAINER_OF(op, struct cv_watch, op);

    watch->reading = false;
    if (is_over(watch))
        end_over(watch);
    else if (!cv_ok(op->status))
        end(watch, op->status);
    else
        send_next(watch);
}

static void work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct cv_watch *watch = CV_CONTAINER_OF(op, struct cv_watch, op);

    watch->page = (struct cv_watch_page){0};
    op->status = watch->kind->read(watch, tx, &watch->arena, &watch->page);
    if (watch->arena.exhausted)
        op->status = FULL;
}

static void read_page(struct cv_watch *watch)
{
    cv_arena_release(&watch->arena);
    watch->sent = 0;
    watch->news = false;
    watch->seen = atomic_load(&watch->feed->posts);
    watch->reading = true;
    cv_store_submit(watch->store, &watch->op);
}

static void on_over(struct cv_over *over)
{
    struct cv_watch *watch = CV_CONTAINER_OF(over, struct cv_watch, over);

    watch->left = true;
    if (watch->waiting)
        send_home(watch->feed);
}

void cv_watch_begin(struct cv_watch *watch, const struct cv_watch_kind *kind, struct cv_call *call,
                    struct cv_store *store, struct cv_feed *feed)
{
    const struct cv_scope *scope = cv_call_scope(call);

    watch->kind = kind;
    watch->call = call;
    watch->store = store;
    watch->feed = feed;
    cv_arena_init(&watch->arena, CV_CALL_MEMORY_MAX);
    watch->scope = *scope;
    watch->scope.arena = &watch->arena;
    watch->scope.followers = NULL;
    watch->op = (struct cv_store_op){
        .mode = CV_STORE_READ, .work = work, .done = on_read, .scope = &watch->scope};
    watch->send.done = on_sent;
    watch->over.done = on_over;
    watch->timer.fire = on_beat;
    watch->item.run = on_home;
    if (!cv_timer_arm(timers_of(watch), &watch->timer, CV_NEVER)) {
        cv_call_finish(call, FULL);
        return;
    }
    cv_call_await_over(call, &watch->over);
    read_page(watch);
}
