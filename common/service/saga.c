#include "service/saga.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "net/loop.h"
#include "service/audit_store.h"

#include <string.h>

#define MEMORY_MAX     (256 * 1024)
#define CLAIM_US       INT64_C(30000000) /* far longer than a call takes; of a store that fails */
#define FIRST_US       INT64_C(200000)
#define LONGEST_US     INT64_C(300000000)
#define IDLE_NS        (60 * CV_NS_PER_S) /* nothing is pending: methods kick */
#define STORE_PAUSE_NS CV_NS_PER_S        /* after the store refused */

static void look(struct cv_sagas *sagas);

static void wait(struct cv_sagas *sagas, uint64_t ns)
{
    if (!sagas->stopped)
        (void)cv_timer_arm(cv_loop_timers(sagas->loop), &sagas->timer, cv_clock_ns() + ns);
}

static void submit(struct cv_sagas *sagas, cv_store_work *work, cv_store_done *done)
{
    sagas->op = (struct cv_store_op){
        .mode = CV_STORE_WRITE, .work = work, .done = done, .scope = &sagas->scope};
    cv_store_submit(sagas->store, &sagas->op);
}

/* ---- what came of a step ---- */

static int64_t pause_us(int64_t tries)
{
    int64_t us = tries > 10 ? LONGEST_US : FIRST_US << (tries > 0 ? tries - 1 : 0);

    if (us > LONGEST_US)
        us = LONGEST_US;
    return us - us / 5 + (int64_t)(cv_random_u64() % (uint64_t)(us / 5 * 2 + 1));
}

static struct cv_slice text(const char *from)
{
    return (struct cv_slice){(const uint8_t *)from, from == NULL ? 0 : strlen(from)};
}

static struct cv_status tell(struct cv_sagas *sagas, struct cv_books *books)
{
    struct cv_audit_entry entry = {
        .principal = text(sagas->step.subject),
        .method = text(sagas->kind->name),
        .resource = text(sagas->step.resource),
        .type = text(""),
    };

    return cv_audit_append(books, &entry);
}

static struct cv_status apply(struct cv_sagas *sagas, struct cv_tx *tx)
{
    const char *kind = sagas->kind->name;
    struct cv_saga_step *step = &sagas->step;
    struct cv_saga_step before = *step;
    enum cv_saga_next next = CV_SAGA_AGAIN;
    struct cv_books books;
    struct cv_status status = cv_books_open_unasked(&books, &sagas->scope, tx);
    int64_t now_us = cv_tx_now_us(tx);

    if (cv_ok(status))
        status = sagas->kind->apply(&books, step, &next);
    if (!cv_ok(status))
        return status;
    if (next == CV_SAGA_AGAIN)
        status = cv_saga_again(&books, kind, &step->saga, now_us + pause_us(step->saga.tries),
                               step->outcome);
    else if (next == CV_SAGA_ON)
        status = cv_saga_again(&books, kind, &step->saga, now_us, CV_STATUS_OK);
    else
        status = cv_saga_rest(&books, kind, &step->saga, step->outcome);
    *step = before; /* for another run */
    return cv_ok(status) && next != CV_SAGA_AGAIN ? tell(sagas, &books) : status;
}

static void apply_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct cv_sagas *sagas = CV_CONTAINER_OF(op, struct cv_sagas, op);

    op->status = apply(sagas, tx);
    if (cv_ok(op->status) && sagas->memory.exhausted)
        op->status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
}

static void ended(struct cv_sagas *sagas, struct cv_status status)
{
    if (!cv_ok(status))
        cv_log(CV_LOG_WARN, "saga_failed", CV_LOG_TEXT("kind", sagas->kind->name),
               CV_LOG_TEXT("reason", status.reason), CV_LOG_TEXT("message", status.message));
    sagas->busy = false;
    cv_arena_release(&sagas->memory);
    if (!cv_ok(status))
        wait(sagas, STORE_PAUSE_NS);
    else
        look(sagas);
}

static void apply_done(struct cv_store_op *op)
{
    ended(CV_CONTAINER_OF(op, struct cv_sagas, op), op->status);
}

static void answered(struct cv_unary *op)
{
    struct cv_sagas *sagas = CV_CONTAINER_OF(op, struct cv_sagas, rpc.unary);

    sagas->step.response = op->response;
    sagas->step.outcome = cv_peer_status(&sagas->rpc, "it is asked again");
    submit(sagas, apply_work, apply_done);
}

/* ---- the next step ---- */

static struct cv_status plan(struct cv_sagas *sagas, struct cv_tx *tx)
{
    struct cv_saga_step *step = &sagas->step;
    int64_t now_us = cv_tx_now_us(tx);
    int64_t next_us = INT64_MAX;
    struct cv_books books;
    struct cv_status status;

    *step = (struct cv_saga_step){0};
    status = sagas->awake ? CV_STATUS_OK : cv_saga_wake(tx, sagas->kind->name, now_us);
    if (cv_ok(status))
        status = cv_saga_claim(tx, &sagas->memory, sagas->kind->name, now_us, now_us + CLAIM_US,
                               &step->saga, &sagas->found, &next_us);
    sagas->wait_us = next_us == INT64_MAX ? INT64_MAX : next_us - now_us;
    if (!cv_ok(status) || !sagas->found)
        return status;
    sagas->principal = (struct cv_principal){"saga", step->saga.org};
    cv_books_open(&books, &sagas->scope, tx);
    status = sagas->kind->plan(&books, step);
    if (cv_ok(status) && step->call == NULL)
        status = cv_saga_rest(&books, sagas->kind->name, &step->saga, CV_STATUS_OK);
    return status;
}

static void plan_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct cv_sagas *sagas = CV_CONTAINER_OF(op, struct cv_sagas, op);

    op->status = plan(sagas, tx);
    if (cv_ok(op->status) && sagas->memory.exhausted)
        op->status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
}

static void sleep_until_due(struct cv_sagas *sagas)
{
    uint64_t ns = sagas->wait_us == INT64_MAX ? IDLE_NS : (uint64_t)sagas->wait_us * CV_NS_PER_US;

    sagas->busy = false;
    cv_arena_release(&sagas->memory);
    if (sagas->again)
        look(sagas);
    else
        wait(sagas, ns < IDLE_NS ? ns : IDLE_NS);
}

static void plan_done(struct cv_store_op *op)
{
    struct cv_sagas *sagas = CV_CONTAINER_OF(op, struct cv_sagas, op);
    struct cv_saga_step *step = &sagas->step;

    sagas->awake = sagas->awake || cv_ok(op->status);
    if (!cv_ok(op->status) || sagas->stopped) {
        ended(sagas, op->status);
    } else if (!sagas->found) {
        sleep_until_due(sagas);
    } else if (step->call == NULL) {
        ended(sagas, CV_STATUS_OK);
    } else {
        sagas->principal.subject = step->subject;
        sagas->rpc = (struct cv_peer_call){.unary.done = answered};
        step->call(cv_peer_prepare(sagas->peer, &sagas->scope, &sagas->rpc), &sagas->rpc.unary,
                   step->request);
    }
}

static void look(struct cv_sagas *sagas)
{
    if (sagas->stopped || sagas->peer == NULL)
        return;
    sagas->again = sagas->busy;
    if (sagas->busy)
        return;
    sagas->busy = true;
    cv_timer_disarm(cv_loop_timers(sagas->loop), &sagas->timer);
    submit(sagas, plan_work, plan_done);
}

static void timer_fired(struct cv_timer *timer, uint64_t now_ns)
{
    (void)now_ns;
    look(CV_CONTAINER_OF(timer, struct cv_sagas, timer));
}

static void kicked(struct cv_wake_item *item)
{
    struct cv_sagas *sagas = CV_CONTAINER_OF(item, struct cv_sagas, kick);

    atomic_store(&sagas->kicked, false);
    look(sagas);
}

void cv_sagas_kick(struct cv_sagas *sagas)
{
    if (sagas->peer != NULL && !atomic_exchange(&sagas->kicked, true))
        cv_wake_post(cv_loop_wake(sagas->loop), &sagas->kick);
}

struct cv_status cv_sagas_begin(struct cv_sagas *sagas, const struct cv_saga_kind *kind,
                                struct cv_store *store, const struct cv_peer *peer,
                                struct cv_loop *loop)
{
    sagas->kind = kind;
    sagas->store = store;
    sagas->peer = peer;
    sagas->loop = loop;
    sagas->timer.fire = timer_fired;
    sagas->kick.run = kicked;
    cv_arena_init(&sagas->memory, MEMORY_MAX);
    sagas->scope = (struct cv_scope){
        .arena = &sagas->memory,
        .deadline_ns = CV_NEVER,
        .home = cv_loop_wake(loop),
        .principal = &sagas->principal,
    };
    if (peer == NULL || cv_timer_arm(cv_loop_timers(loop), &sagas->timer, cv_clock_ns()))
        return CV_STATUS_OK;
    return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
}

void cv_sagas_stop(struct cv_sagas *sagas)
{
    sagas->stopped = true;
    if (sagas->loop != NULL)
        cv_timer_disarm(cv_loop_timers(sagas->loop), &sagas->timer);
}
