#include "app/upkeep.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/metric.h"
#include "net/loop.h"
#include "store/once.h"

#define HOUR_NS    (UINT64_C(3600) * CV_NS_PER_S)
#define PAUSE_NS   (100 * CV_NS_PER_MS) /* between two bites: callers go first */
#define MEMORY_MAX (64 * 1024)

/* One job, at work or waiting for its next round. */
struct chore {
    const struct cv_upkeep_job *job;
    struct cv_store *store;
    struct cv_loop *loop;
    struct cv_timer timer;
    struct cv_store_op op;
    struct cv_arena memory; /* of one bite */
    struct cv_scope scope;
    struct cv_metric bites;
    struct cv_metric failures;
    struct cv_metric round; /* when the last one was over */
    bool more;
    bool stopped;
};

struct cv_upkeep {
    size_t count;
    struct chore chores[];
};

static struct cv_status forget_answers(const struct cv_scope *scope, struct cv_tx *tx, bool *more)
{
    (void)scope;
    return cv_once_prune(tx, cv_tx_now_us(tx) - CV_UPKEEP_KEEP_US, more);
}

struct cv_status cv_upkeep_bite(const struct cv_upkeep_job *job, const struct cv_scope *scope,
                                struct cv_tx *tx, bool *more)
{
    struct cv_status status = job->bite(scope, tx, more);

    return cv_ok(status) && scope->arena->exhausted
               ? cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory")
               : status;
}

static void work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct chore *chore = CV_CONTAINER_OF(op, struct chore, op);

    chore->more = false;
    op->status = cv_upkeep_bite(chore->job, &chore->scope, tx, &chore->more);
}

static void arm(struct chore *chore, uint64_t wait_ns)
{
    if (!cv_timer_arm(cv_loop_timers(chore->loop), &chore->timer, cv_clock_ns() + wait_ns))
        cv_log(CV_LOG_WARN, "upkeep_stopped", CV_LOG_TEXT("message", "no memory for its timer"));
}

static void done(struct cv_store_op *op)
{
    struct chore *chore = CV_CONTAINER_OF(op, struct chore, op);

    if (!cv_ok(op->status))
        cv_log(CV_LOG_WARN, "upkeep_failed", CV_LOG_TEXT("reason", op->status.reason),
               CV_LOG_TEXT("message", op->status.message));
    cv_metric_add(&chore->bites, 1);
    cv_metric_add(&chore->failures, !cv_ok(op->status));
    if (cv_ok(op->status) && !chore->more)
        cv_metric_set(&chore->round, cv_clock_utc_us());
    cv_arena_release(&chore->memory);
    if (!chore->stopped)
        arm(chore, cv_ok(op->status) && chore->more ? PAUSE_NS : chore->job->period_ns);
}

static void begin(struct cv_timer *timer, uint64_t now_ns)
{
    struct chore *chore = CV_CONTAINER_OF(timer, struct chore, timer);

    (void)now_ns;
    cv_store_submit(chore->store, &chore->op);
}

static bool chore_start(struct chore *chore, const struct cv_upkeep_job *job,
                        struct cv_store *store, struct cv_loop *loop)
{
    chore->job = job;
    chore->store = store;
    chore->loop = loop;
    chore->timer.fire = begin;
    cv_arena_init(&chore->memory, MEMORY_MAX);
    chore->scope = (struct cv_scope){
        .arena = &chore->memory,
        .deadline_ns = CV_NEVER,
        .home = cv_loop_wake(loop),
    };
    chore->op = (struct cv_store_op){
        .mode = CV_STORE_WRITE,
        .work = work,
        .done = done,
        .scope = &chore->scope,
    };
    return cv_timer_arm(cv_loop_timers(loop), &chore->timer, cv_clock_ns());
}

struct cv_status cv_upkeep_start(struct cv_store *store, struct cv_loop *loop,
                                 struct cv_arena *arena, const struct cv_upkeep_job *jobs,
                                 struct cv_upkeep **upkeep)
{
    static const struct cv_upkeep_job FORGET = {forget_answers, HOUR_NS};
    struct cv_upkeep *made;
    size_t count = 0;
    bool fine = true;

    while (jobs != NULL && jobs[count].bite != NULL)
        count++;
    *upkeep = NULL;
    made = cv_arena_zalloc(arena, sizeof(*made) + (count + 1) * sizeof(made->chores[0]));
    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    for (size_t i = 0; fine && i <= count; i++) {
        fine = chore_start(&made->chores[i], i == 0 ? &FORGET : &jobs[i - 1], store, loop);
        made->count += fine;
    }
    if (!fine) {
        cv_upkeep_stop(made);
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    }
    *upkeep = made;
    return CV_STATUS_OK;
}

void cv_upkeep_count(struct cv_upkeep *upkeep, struct cv_metrics *metrics)
{
    static const struct cv_metric_family BITES = {
        .name = "caravan_upkeep_bites_total",
        .help = "Transactions of upkeep, also those that failed.",
        .kind = CV_METRIC_COUNTER,
    };
    static const struct cv_metric_family FAILURES = {
        .name = "caravan_upkeep_failures_total",
        .help = "Transactions of upkeep that failed.",
        .kind = CV_METRIC_COUNTER,
    };
    static const struct cv_metric_family ROUND = {
        .name = "caravan_upkeep_age_seconds",
        .help = "Time since the end of a round of upkeep, of the kind that has waited longest.",
        .kind = CV_METRIC_AGE,
    };

    for (size_t i = 0; i < upkeep->count; i++) {
        struct chore *chore = &upkeep->chores[i];

        chore->bites.family = &BITES;
        chore->failures.family = &FAILURES;
        chore->round.family = &ROUND;
        cv_metric_set(&chore->round, cv_clock_utc_us());
        cv_metrics_add(metrics, &chore->bites);
        cv_metrics_add(metrics, &chore->failures);
        cv_metrics_add(metrics, &chore->round);
    }
}

void cv_upkeep_stop(struct cv_upkeep *upkeep)
{
    if (upkeep == NULL)
        return;
    for (size_t i = 0; i < upkeep->count; i++) {
        upkeep->chores[i].stopped = true;
        cv_timer_disarm(cv_loop_timers(upkeep->chores[i].loop), &upkeep->chores[i].timer);
    }
}
