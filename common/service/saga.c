#include "service/saga.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "net/loop.h"
#include "service/audit_store.h"

#include <string.h>

#define MEMORY_MAX    (256 * 1024)
#define CLAIM_US      INT64_C(30000000) /* far longer than a call takes; of a store that fails */
#define FIRST_US      INT64_C(200000)
#define AWAY_US       INT64_C(4000000) /* at most, after nobody answered */
#define LONGEST_US    INT64_C(300000000)
#define IDLE_NS       (60 * CV_NS_PER_S)   /* nothing is pending: methods kick */
#define PAUSE_NS      (200 * CV_NS_PER_MS) /* after the store refused, or nobody answered */
#define PAUSE_MOST_NS (5 * CV_NS_PER_S)

static const struct cv_status FULL = {.code = CV_RESOURCE_EXHAUSTED, .message = "out of memory"};

static void begin(struct cv_saga_slot *slot);

static void wait(struct cv_sagas *sagas, uint64_t ns)
{
    if (!sagas->stopped)
        (void)cv_timer_arm(cv_loop_timers(sagas->loop), &sagas->timer, cv_clock_ns() + ns);
}

static void submit(struct cv_saga_slot *slot, cv_store_work *work, cv_store_done *done)
{
    slot->op = (struct cv_store_op){
        .mode = CV_STORE_WRITE, .work = work, .done = done, .scope = &slot->scope};
    cv_store_submit(slot->sagas->store, &slot->op);
}

/* ---- what came of a step ---- */

static int64_t pause_us(int64_t tries)
{
    int64_t us = tries > 10 ? LONGEST_US : FIRST_US << (tries > 0 ? tries - 1 : 0);

    if (us > LONGEST_US)
        us = LONGEST_US;
    return us - us / 5 + (int64_t)(cv_random_u64() % (uint64_t)(us / 5 * 2 + 1));
}

static bool is_away(struct cv_status outcome)
{
    return outcome.reason != NULL && strcmp(outcome.reason, "PEER_UNAVAILABLE") == 0;
}

static struct cv_slice text(const char *from)
{
    return (struct cv_slice){(const uint8_t *)from, from == NULL ? 0 : strlen(from)};
}

static struct cv_status tell(struct cv_saga_slot *slot, struct cv_books *books)
{
    struct cv_audit_entry entry = {
        .principal = text(slot->step.subject),
        .method = text(slot->sagas->kind->name),
        .resource = text(slot->step.resource),
        .type = text(""),
    };

    return cv_audit_append(books, &entry);
}

static struct cv_status record(struct cv_saga_slot *slot, struct cv_books *books)
{
    const struct cv_saga_kind *kind = slot->sagas->kind;
    struct cv_saga_step *step = &slot->step;
    struct cv_saga_step before = *step;
    enum cv_saga_next next = CV_SAGA_AGAIN;
    struct cv_status status = kind->apply(books, step, &next);
    int64_t now_us = cv_tx_now_us(books->tx);
    int64_t pause = pause_us(step->saga.tries);

    if (!cv_ok(status))
        return status;
    if (is_away(before.outcome) && pause > AWAY_US)
        pause = AWAY_US; /* one at a time asks: that is no burden */
    if (next == CV_SAGA_AGAIN)
        status = cv_saga_again(books, kind->name, &step->saga, now_us + pause, step->outcome);
    else if (next == CV_SAGA_ON)
        status = cv_saga_again(books, kind->name, &step->saga, now_us, CV_STATUS_OK);
    else
        status = cv_saga_rest(books, kind->name, &step->saga, step->outcome);
    *step = before; /* for another run */
    return cv_ok(status) && next != CV_SAGA_AGAIN ? tell(slot, books) : status;
}

static void apply_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct cv_saga_slot *slot = CV_CONTAINER_OF(op, struct cv_saga_slot, op);
    struct cv_books books;
    bool held = false;

    op->status = cv_books_open_unasked(&books, &slot->scope, tx);
    if (cv_ok(op->status))
        op->status = cv_saga_held(&books, slot->sagas->kind->name, &slot->step.saga, &held);
    if (cv_ok(op->status) && held)
        op->status = record(slot, &books);
    if (cv_ok(op->status) && slot->memory.exhausted)
        op->status = FULL;
}

static void tell_failed(const struct cv_sagas *sagas, struct cv_status status)
{
    cv_log(CV_LOG_WARN, "saga_failed", CV_LOG_TEXT("kind", sagas->kind->name),
           CV_LOG_TEXT("reason", status.reason), CV_LOG_TEXT("message", status.message));
}

static bool is_busy(const struct cv_sagas *sagas)
{
    for (size_t i = 0; i < CV_SAGAS_AT_ONCE; i++) {
        if (sagas->slots[i].busy)
            return true;
    }
    return false;
}

static void ended(struct cv_saga_slot *slot, struct cv_status status)
{
    struct cv_sagas *sagas = slot->sagas;

    if (!cv_ok(status))
        tell_failed(sagas, status);
    slot->busy = false;
    cv_arena_release(&slot->memory);
    if (cv_ok(status) && !sagas->away)
        begin(slot);
    else if (!is_busy(sagas))
        wait(sagas, cv_backoff_take(&sagas->pause));
}

static void apply_done(struct cv_store_op *op)
{
    ended(CV_CONTAINER_OF(op, struct cv_saga_slot, op), op->status);
}

static void note_answer(struct cv_sagas *sagas, struct cv_status outcome)
{
    bool away = is_away(outcome);

    sagas->recall = !away && (sagas->recall || sagas->away);
    sagas->away = away;
    if (!away)
        sagas->pause.next_ns = PAUSE_NS;
}

static void answered(struct cv_unary *op)
{
    struct cv_saga_slot *slot = CV_CONTAINER_OF(op, struct cv_saga_slot, rpc.unary);

    slot->step.response = op->response;
    slot->step.outcome = cv_peer_status(&slot->rpc, "it is asked again");
    note_answer(slot->sagas, slot->step.outcome);
    submit(slot, apply_work, apply_done);
}

/* ---- the next step ---- */

static struct cv_status claim(struct cv_saga_slot *slot, struct cv_tx *tx)
{
    const char *kind = slot->sagas->kind->name;
    int64_t now_us = cv_tx_now_us(tx);
    int64_t next_us = INT64_MAX;
    struct cv_status status = slot->wake ? cv_saga_wake(tx, kind, now_us) : CV_STATUS_OK;

    slot->step = (struct cv_saga_step){0};
    if (cv_ok(status) && slot->recall)
        status = cv_saga_recall(tx, kind, now_us);
    if (cv_ok(status))
        status = cv_saga_claim(tx, &slot->memory, kind, now_us, now_us + CLAIM_US, &slot->step.saga,
                               &slot->found, &next_us);
    slot->wait_us = next_us == INT64_MAX ? INT64_MAX : next_us - now_us;
    return cv_ok(status) && slot->memory.exhausted ? FULL : status;
}

/* About the saga, and not about the store. */
static bool is_of_saga(const struct cv_saga_slot *slot, struct cv_status status)
{
    return status.code == CV_INVALID_ARGUMENT || status.code == CV_NOT_FOUND ||
           status.code == CV_FAILED_PRECONDITION || slot->memory.exhausted;
}

/* One that cannot be planned is put off, and holds up no other. */
static struct cv_status plan(struct cv_saga_slot *slot, struct cv_tx *tx)
{
    const struct cv_saga_kind *kind = slot->sagas->kind;
    struct cv_saga_step *step = &slot->step;
    struct cv_books books;
    struct cv_status planned;
    struct cv_status status = cv_tx_mark(tx);

    if (!cv_ok(status))
        return status;
    slot->principal = (struct cv_principal){"saga", step->saga.org};
    cv_books_open(&books, &slot->scope, tx);
    planned = kind->plan(&books, step);
    if (cv_ok(planned) && slot->memory.exhausted)
        planned = FULL;
    if (!cv_ok(planned) && !is_of_saga(slot, planned))
        return planned;
    status = cv_tx_release(tx, cv_ok(planned));
    if (cv_ok(planned) && step->call != NULL)
        return status;
    step->call = NULL;
    step->outcome = planned;
    if (!cv_ok(status))
        return status;
    return cv_ok(planned) ? cv_saga_rest(&books, kind->name, &step->saga, planned)
                          : cv_saga_again(&books, kind->name, &step->saga,
                                          cv_tx_now_us(tx) + pause_us(step->saga.tries), planned);
}

static void plan_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct cv_saga_slot *slot = CV_CONTAINER_OF(op, struct cv_saga_slot, op);

    op->status = claim(slot, tx);
    if (cv_ok(op->status) && slot->found)
        op->status = plan(slot, tx);
}

/* Another one looks for something that is due, if one is idle. */
static bool begin_another(struct cv_sagas *sagas)
{
    for (size_t i = 0; i < CV_SAGAS_AT_ONCE && !sagas->stopped; i++) {
        if (!sagas->slots[i].busy) {
            begin(&sagas->slots[i]);
            return true;
        }
    }
    return false;
}

static void look(struct cv_sagas *sagas)
{
    sagas->again = sagas->looking > 0;
    if (sagas->looking == 0)
        (void)begin_another(sagas);
}

static void sleep_until_due(struct cv_saga_slot *slot)
{
    uint64_t ns = slot->wait_us == INT64_MAX ? IDLE_NS : (uint64_t)slot->wait_us * CV_NS_PER_US;
    struct cv_sagas *sagas = slot->sagas;

    slot->busy = false;
    cv_arena_release(&slot->memory);
    wait(sagas, ns < IDLE_NS ? ns : IDLE_NS);
    if (sagas->again)
        look(sagas);
}

static void ask(struct cv_saga_slot *slot)
{
    slot->principal.subject = slot->step.subject;
    slot->scope.trace = slot->step.saga.trace;
    slot->rpc = (struct cv_peer_call){.unary.done = answered};
    slot->step.call(cv_peer_prepare(slot->sagas->peer, &slot->scope, &slot->rpc), &slot->rpc.unary,
                    slot->step.request);
}

static void plan_done(struct cv_store_op *op)
{
    struct cv_saga_slot *slot = CV_CONTAINER_OF(op, struct cv_saga_slot, op);
    struct cv_sagas *sagas = slot->sagas;

    sagas->looking--;
    sagas->awake = sagas->awake || cv_ok(op->status);
    sagas->recall = sagas->recall || (slot->recall && !cv_ok(op->status));
    if (!cv_ok(op->status) || sagas->stopped) {
        ended(slot, op->status);
    } else if (!slot->found) {
        sleep_until_due(slot);
    } else {
        if (!cv_ok(slot->step.outcome))
            tell_failed(sagas, slot->step.outcome);
        if (slot->step.call == NULL)
            ended(slot, CV_STATUS_OK);
        else
            ask(slot);
        while (!sagas->away && begin_another(sagas)) /* where one was due, there may be more */
            ;
    }
}

static void begin(struct cv_saga_slot *slot)
{
    struct cv_sagas *sagas = slot->sagas;

    if (sagas->stopped)
        return;
    slot->busy = true;
    slot->wake = !sagas->awake;
    slot->recall = sagas->recall;
    sagas->recall = false;
    sagas->looking++;
    cv_timer_disarm(cv_loop_timers(sagas->loop), &sagas->timer);
    submit(slot, plan_work, plan_done);
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

static void slot_init(struct cv_saga_slot *slot, struct cv_sagas *sagas)
{
    slot->sagas = sagas;
    cv_arena_init(&slot->memory, MEMORY_MAX);
    slot->scope = (struct cv_scope){
        .arena = &slot->memory,
        .deadline_ns = CV_NEVER,
        .home = cv_loop_wake(sagas->loop),
        .principal = &slot->principal,
    };
}

struct cv_status cv_sagas_begin(struct cv_sagas *sagas, const struct cv_saga_kind *kind,
                                struct cv_store *store, const struct cv_peer *peer,
                                struct cv_loop *loop)
{
    sagas->kind = kind;
    sagas->store = store;
    sagas->peer = peer;
    sagas->loop = loop;
    sagas->pause = (struct cv_backoff){PAUSE_NS, PAUSE_MOST_NS};
    sagas->timer.fire = timer_fired;
    sagas->kick.run = kicked;
    for (size_t i = 0; i < CV_SAGAS_AT_ONCE; i++)
        slot_init(&sagas->slots[i], sagas);
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
