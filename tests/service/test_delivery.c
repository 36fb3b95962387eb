/* Events from an outbox to an inbox over a line that loses, repeats and reorders, with two who
 * deliver, clocks that jump, and events that nobody can take: in the end each had its effect, once,
 * and those of a subject in their order. */
#include "base/clock.h"
#include "base/random.h"
#include "rpc/codec.h"
#include "service/delivery_store.h"
#include "service/event_service.h"
#include "service/outbox.h"
#include "support/logistics_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SUBJECTS    5
#define RELAYS      2
#define PACKETS_MAX 32
#define STEPS       400
#define SEEDS       30
#define SECOND      INT64_C(1000000)
#define MEMORY_MAX  ((size_t)64 * 1024 * 1024)

/* Somebody who delivers. */
struct relay {
    struct cv_uuid holder;
    struct cv_arena arena; /* of the batch */
    struct cv_delivery_batch batch;
    int64_t number; /* of what it sent and waits for; 0: nothing */
    bool answered;
    bool failed;
};

/* Something on the line: a request, as it was sent. */
struct packet {
    struct cv_slice bytes;
    int relay;
    int64_t number;
};

struct model {
    struct service_bench bench; /* the receiver */
    struct cv_store *store;     /* of the sender */
    struct cv_arena arena;
    int64_t now_us;
    int64_t added[SUBJECTS];
    int64_t poison; /* events that were added and that no receiver can take */
    struct relay relays[RELAYS];
    struct packet line[PACKETS_MAX];
    size_t line_count;
    int64_t sent;
    uint64_t seed;
};

static uint64_t chance(struct model *model, uint64_t below)
{
    model->seed = model->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (model->seed >> 33) % below;
}

/* ---- the sender's store ---- */

struct job {
    struct cv_store_op op;
    struct cv_scope scope;
    struct model *model;
    struct relay *relay;
    const char *subject;
    bool poison;
    size_t count;
    bool done;
};

static const struct cv_principal TESTER = {"tester", "demo"};

static void on_done(struct cv_store_op *op)
{
    CV_CONTAINER_OF(op, struct job, op)->done = true;
}

static bool is_done(void *job)
{
    return ((struct job *)job)->done;
}

static struct cv_status run_on(struct cv_store *store, struct model *model, struct job *job,
                               cv_store_work *work, struct cv_arena *arena)
{
    job->model = model;
    job->scope = (struct cv_scope){
        .arena = arena,
        .deadline_ns = CV_NEVER,
        .home = cv_loop_wake(model->bench.loop),
        .principal = &TESTER,
    };
    job->done = false;
    job->op = (struct cv_store_op){
        .mode = CV_STORE_WRITE, .work = work, .done = on_done, .scope = &job->scope};
    cv_store_submit(store, &job->op);
    assert_true(cv_loop_run_until(model->bench.loop, is_done, job, 20 * CV_NS_PER_S));
    return job->op.status;
}

static struct cv_status run(struct model *model, struct job *job, cv_store_work *work,
                            struct cv_arena *arena)
{
    return run_on(model->store, model, job, work, arena);
}

static void add_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct job *job = CV_CONTAINER_OF(op, struct job, op);
    Caravan__Events__V1__SalesStated stated = CARAVAN__EVENTS__V1__SALES_STATED__INIT;
    Caravan__Events__V1__Event event = CARAVAN__EVENTS__V1__EVENT__INIT;
    struct cv_outbox_row row = {.subject = job->subject};
    struct cv_books books;

    op->status = cv_books_open_unasked(&books, op->scope, tx);
    event.payload_case = job->poison ? CARAVAN__EVENTS__V1__EVENT__PAYLOAD__NOT_SET
                                     : CARAVAN__EVENTS__V1__EVENT__PAYLOAD_SALES_STATED;
    event.sales_stated = job->poison ? NULL : &stated;
    row.body = cv_codec_encode(&event.base, op->scope->arena);
    if (cv_ok(op->status))
        op->status = cv_outbox_insert(&books, &row);
}

static void add(struct model *model, bool poison)
{
    int64_t subject = (int64_t)chance(model, SUBJECTS);
    struct job job = {.subject = cv_arena_printf(&model->arena, "subjects/%d", (int)subject),
                      .poison = poison};

    assert_int_equal(run(model, &job, add_work, &model->arena).code, CV_OK);
    model->added[subject]++;
    model->poison += poison;
}

/* ---- one who delivers ---- */

static void claim_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct job *job = CV_CONTAINER_OF(op, struct job, op);
    struct cv_books books = {.tx = tx, .arena = op->scope->arena, .subject = ""};

    op->status = cv_delivery_claim(&books, "projects", job->relay->holder,
                                   1 + chance(job->model, 6), &job->relay->batch);
}

static void settle_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct job *job = CV_CONTAINER_OF(op, struct job, op);
    struct cv_books books = {.tx = tx, .arena = op->scope->arena, .subject = ""};

    op->status = cv_delivery_settle(&books, "projects", &job->relay->batch);
}

static void post(struct model *model, struct cv_slice bytes, int relay, int64_t number)
{
    if (model->line_count < PACKETS_MAX)
        model->line[model->line_count++] = (struct packet){bytes, relay, number};
}

/* Onto the line: once, twice, or not at all. */
static void send(struct model *model, int index)
{
    struct relay *relay = &model->relays[index];
    Caravan__Events__V1__DeliverEventsRequest request =
        CARAVAN__EVENTS__V1__DELIVER_EVENTS_REQUEST__INIT;
    struct cv_slice bytes;

    request.source = (char *)(uintptr_t) "logistics";
    request.fence = relay->batch.fence;
    request.n_events = relay->batch.count;
    request.events = cv_arena_array(&relay->arena, request.n_events, sizeof(*request.events));
    for (size_t i = 0; i < request.n_events; i++) {
        request.events[i] = cv_outbox_event(&relay->arena, "logistics", &relay->batch.items[i].row);
        assert_non_null(request.events[i]);
        if (relay->batch.items[i].dropped[0] == '\0')
            continue;
        static Caravan__Events__V1__EventDropped dropped;
        caravan__events__v1__event_dropped__init(&dropped);
        request.events[i]->payload_case = CARAVAN__EVENTS__V1__EVENT__PAYLOAD_DROPPED;
        request.events[i]->dropped = &dropped;
    }
    bytes = cv_codec_encode(&request.base, &model->arena);
    relay->number = ++model->sent;
    relay->answered = relay->failed = false;
    for (uint64_t times = chance(model, 4); times > 0; times--)
        post(model, bytes, index, relay->number);
}

static void claim(struct model *model, int index)
{
    struct job job = {.relay = &model->relays[index]};

    cv_arena_release(&job.relay->arena);
    assert_int_equal(run(model, &job, claim_work, &job.relay->arena).code, CV_OK);
    if (job.relay->batch.count > 0)
        send(model, index);
}

/* Some packet that is on the line arrives, and its answer may get back. */
static void arrive(struct model *model)
{
    size_t at = chance(model, model->line_count);
    struct packet packet = model->line[at];
    struct relay *relay = &model->relays[packet.relay];
    const Caravan__Events__V1__DeliverEventsResponse *answer;
    ProtobufCMessage *request;

    model->line[at] = model->line[--model->line_count];
    assert_int_equal(cv_codec_decode(&caravan__events__v1__deliver_events_request__descriptor,
                                     packet.bytes, &model->arena, &request)
                         .code,
                     CV_OK);
    answer = SERVICE_ASK(&model->bench, caravan_events_v1_events_deliver_events,
                         (Caravan__Events__V1__DeliverEventsRequest *)request);
    if (answer == NULL)
        assert_string_equal(model->bench.op.start.status.reason, "STALE_FENCE");
    if (relay->number != packet.number || relay->answered || chance(model, 4) == 0)
        return;
    relay->answered = true;
    relay->failed = answer == NULL;
    for (size_t i = 0; answer != NULL && i < answer->n_refusals; i++) {
        struct cv_delivery_item *item = &relay->batch.items[answer->refusals[i]->index];

        item->status = cv_status((enum cv_code)answer->refusals[i]->code,
                                 cv_arena_string(&relay->arena, answer->refusals[i]->reason),
                                 "as it was told");
        item->expected = answer->refusals[i]->expected_sequence;
    }
}

/* It has an answer, or has waited long enough. */
static void settle(struct model *model, int index)
{
    struct job job = {.relay = &model->relays[index]};
    struct cv_status status;

    job.relay->number = 0;
    if (!job.relay->answered || job.relay->failed)
        return;
    status = run(model, &job, settle_work, &job.relay->arena);
    if (!cv_ok(status))
        assert_string_equal(status.reason, "LEASE_LOST");
}

static void step(struct model *model)
{
    int index = (int)chance(model, RELAYS);
    struct relay *relay = &model->relays[index];

    switch (chance(model, 8)) {
    case 0:
    case 1:
        add(model, chance(model, 12) == 0);
        break;
    case 2:
        model->now_us += (int64_t)chance(model, 20) * SECOND;
        service_clock_set(model->now_us);
        break;
    case 3:
    case 4:
        if (model->line_count > 0)
            arrive(model);
        break;
    default:
        if (relay->number == 0)
            claim(model, index);
        else if (relay->answered || chance(model, 5) == 0)
            settle(model, index);
        break;
    }
}

/* ---- the end ---- */

/* What is parked is given up. */
static void drop_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct job *job = CV_CONTAINER_OF(op, struct job, op);
    struct cv_listed listed = {.page = {.size = 100}};
    struct cv_held_event *rows;
    struct cv_books books;

    op->status = cv_books_open_unasked(&books, op->scope, tx);
    if (cv_ok(op->status))
        op->status = cv_held_list(&books, "projects", &listed);
    rows = listed.rows;
    job->count = listed.count;
    for (size_t i = 0; cv_ok(op->status) && i < listed.count; i++) {
        if (rows[i].parked_us == 0)
            continue;
        assert_int_equal(rows[i].tries, CV_DELIVERY_TRIES);
        assert_string_equal(rows[i].reason, "EVENT_UNKNOWN");
        op->status = cv_held_drop(&books, "projects", &rows[i], "nobody knows it");
        job->model->poison--;
    }
}

/* Until the line is empty and nothing waits: a calm line now. */
static void come_to_rest(struct model *model)
{
    struct job job = {0};
    int still = 0;

    for (int round = 0; still < 3; round++) {
        assert_true(round < 20000);
        if (model->line_count > 0)
            arrive(model);
        for (int i = 0; i < RELAYS; i++) {
            if (model->relays[i].number == 0)
                claim(model, i);
            else
                settle(model, i);
        }
        if (round % 20 == 0) {
            model->now_us += 301 * SECOND;
            service_clock_set(model->now_us);
            assert_int_equal(run(model, &job, drop_work, &model->arena).code, CV_OK);
            still = job.count == 0 && model->line_count == 0 && model->relays[0].number == 0 &&
                            model->relays[1].number == 0
                        ? still + 1
                        : 0;
        }
    }
    assert_int_equal(model->poison, 0);
}

static void count_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct job *job = CV_CONTAINER_OF(op, struct job, op);
    struct cv_stmt *stmt = cv_tx_prepare(tx, "SELECT COUNT(*) FROM event_in WHERE "
                                             "source = 'logistics' AND subject = $1");

    cv_stmt_text(stmt, 1, job->subject);
    if (cv_stmt_step(stmt))
        job->count = (size_t)cv_stmt_get_int64(stmt, 0);
    op->status = cv_stmt_finish(stmt);
}

/* How many had their effect. */
static int64_t received(struct model *model, int subject)
{
    struct job job = {.subject = cv_arena_printf(&model->arena, "subjects/%d", subject)};

    assert_int_equal(run_on(model->bench.store, model, &job, count_work, &model->arena).code,
                     CV_OK);
    return (int64_t)job.count;
}

static void up(struct model *model, uint64_t seed)
{
    const struct cv_store_config config = {.url = "sqlite::memory:",
                                           .migrations = logistics_migrations};

    *model = (struct model){.seed = seed, .now_us = SERVICE_NOON};
    cv_arena_init(&model->arena, MEMORY_MAX);
    logistics_up(&model->bench, SERVICE_IN_MEMORY);
    assert_int_equal(cv_store_open(&config, &model->arena, &model->store).code, CV_OK);
    for (int i = 0; i < RELAYS; i++) {
        model->relays[i].holder = cv_uuid7();
        cv_arena_init(&model->relays[i].arena, MEMORY_MAX);
    }
}

static void down(struct model *model)
{
    cv_store_close(model->store);
    for (int i = 0; i < RELAYS; i++)
        cv_arena_release(&model->relays[i].arena);
    service_down(&model->bench); /* numbers of those received have no gap */
    cv_arena_release(&model->arena);
}

static void nothing_is_lost_nothing_comes_twice_and_subjects_keep_their_order(void **state)
{
    static struct model model;

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        up(&model, seed);
        for (int i = 0; i < STEPS; i++)
            step(&model);
        come_to_rest(&model);
        for (int i = 0; i < SUBJECTS; i++)
            assert_int_equal(received(&model, i), model.added[i]);
        down(&model);
    }
}

/* It stopped for so long that another one took over. */
static void who_lost_the_lease_can_neither_deliver_nor_settle(void **state)
{
    static struct model model;
    struct job job = {.relay = &model.relays[0]};

    (void)state;
    up(&model, 1);
    for (int i = 0; i < 3; i++)
        add(&model, false);
    claim(&model, 0);
    claim(&model, 1);
    assert_int_equal(model.relays[0].batch.count > 0, 1);
    assert_int_equal(model.relays[1].batch.count, 0); /* the other one has the lease */
    service_clock_set(model.now_us += CV_DELIVERY_LEASE_US + SECOND);
    claim(&model, 1);
    assert_true(model.relays[1].batch.count > 0);
    assert_true(model.relays[1].batch.fence > model.relays[0].batch.fence);
    model.line_count = 0;
    send(&model, 1);
    while (model.line_count == 0)
        send(&model, 1);
    while (model.line_count > 0)
        arrive(&model);
    while (model.line_count == 0)
        send(&model, 0);
    arrive(&model);
    assert_string_equal(model.bench.op.start.status.reason, "STALE_FENCE");
    assert_string_equal(run(&model, &job, settle_work, &model.relays[0].arena).reason,
                        "LEASE_LOST");
    down(&model);
}

/* Whoever held the lease, or put an event off, did so by a clock that was ahead. */
static void a_clock_that_went_back_holds_nobody_up(void **state)
{
    static struct model model;
    struct job job = {.relay = &model.relays[1]};

    (void)state;
    up(&model, 1);
    add(&model, false);
    claim(&model, 0);
    assert_true(model.relays[0].batch.count > 0);
    service_clock_set(model.now_us -= SERVICE_DAY);
    claim(&model, 1);
    assert_true(model.relays[1].batch.count > 0);
    assert_true(model.relays[1].batch.fence > model.relays[0].batch.fence);
    model.relays[1].batch.items[0].status = cv_status(CV_FAILED_PRECONDITION, "NOT_YET", "wait");
    assert_int_equal(run(&model, &job, settle_work, &model.relays[1].arena).code, CV_OK);
    claim(&model, 1);
    assert_int_equal(model.relays[1].batch.count, 0); /* it was put off */
    service_clock_set(model.now_us -= SERVICE_DAY);
    claim(&model, 1);
    assert_true(model.relays[1].batch.count > 0);
    down(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_lost_the_lease_can_neither_deliver_nor_settle),
        cmocka_unit_test(a_clock_that_went_back_holds_nobody_up),
        cmocka_unit_test(nothing_is_lost_nothing_comes_twice_and_subjects_keep_their_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
