#include "app/upkeep.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/loop.h"
#include "store/once.h"

#define ROUND_NS   (UINT64_C(3600) * CV_NS_PER_S)
#define PAUSE_NS   (100 * CV_NS_PER_MS) /* between two bites: callers go first */
#define MEMORY_MAX (64 * 1024)

struct cv_upkeep {
    struct cv_store *store;
    struct cv_loop *loop;
    struct cv_timer timer;
    struct cv_store_op op;
    struct cv_arena memory; /* of one bite */
    struct cv_scope scope;
    bool more;
    bool stopped;
};

static void work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct cv_upkeep *upkeep = CV_CONTAINER_OF(op, struct cv_upkeep, op);

    op->status = cv_once_prune(tx, cv_tx_now_us(tx) - CV_UPKEEP_KEEP_US, &upkeep->more);
}

static void arm(struct cv_upkeep *upkeep, uint64_t wait_ns)
{
    if (!cv_timer_arm(cv_loop_timers(upkeep->loop), &upkeep->timer, cv_clock_ns() + wait_ns))
        cv_log(CV_LOG_WARN, "upkeep_stopped", CV_LOG_TEXT("message", "no memory for its timer"));
}

static void done(struct cv_store_op *op)
{
    struct cv_upkeep *upkeep = CV_CONTAINER_OF(op, struct cv_upkeep, op);

    if (!cv_ok(op->status))
        cv_log(CV_LOG_WARN, "upkeep_failed", CV_LOG_TEXT("reason", op->status.reason),
               CV_LOG_TEXT("message", op->status.message));
    cv_arena_release(&upkeep->memory);
    if (!upkeep->stopped)
        arm(upkeep, cv_ok(op->status) && upkeep->more ? PAUSE_NS : ROUND_NS);
}

static void begin(struct cv_timer *timer, uint64_t now_ns)
{
    struct cv_upkeep *upkeep = CV_CONTAINER_OF(timer, struct cv_upkeep, timer);

    (void)now_ns;
    upkeep->more = false;
    cv_store_submit(upkeep->store, &upkeep->op);
}

struct cv_status cv_upkeep_start(struct cv_store *store, struct cv_loop *loop,
                                 struct cv_arena *arena, struct cv_upkeep **upkeep)
{
    struct cv_upkeep *made = cv_arena_zalloc(arena, sizeof(*made));

    *upkeep = NULL;
    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    made->store = store;
    made->loop = loop;
    made->timer.fire = begin;
    cv_arena_init(&made->memory, MEMORY_MAX);
    made->scope = (struct cv_scope){
        .arena = &made->memory,
        .deadline_ns = CV_NEVER,
        .home = cv_loop_wake(loop),
    };
    made->op = (struct cv_store_op){
        .mode = CV_STORE_WRITE,
        .work = work,
        .done = done,
        .scope = &made->scope,
    };
    if (!cv_timer_arm(cv_loop_timers(loop), &made->timer, cv_clock_ns()))
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    *upkeep = made;
    return CV_STATUS_OK;
}

void cv_upkeep_stop(struct cv_upkeep *upkeep)
{
    if (upkeep == NULL)
        return;
    upkeep->stopped = true;
    cv_timer_disarm(cv_loop_timers(upkeep->loop), &upkeep->timer);
}
