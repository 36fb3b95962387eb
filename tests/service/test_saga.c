/* Many sagas at once, with a kind whose calls the test answers itself. */
#include "app/peers.h"
#include "base/clock.h"
#include "support/training_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define KIND     "saga/test"
#define MANY     40
#define PATIENCE (60 * CV_NS_PER_S)
#define LATER_US INT64_C(31000000) /* longer than a claim lasts */

/* What was asked and not answered yet, by the number of the thing. */
static struct {
    struct cv_unary *op;
    int thing;
} asked[MANY];
static size_t asked_count;
static int times_asked[MANY];
static _Atomic int times_applied[MANY];
static _Atomic int spoiled = -1; /* this thing cannot be planned */

static struct cv_uuid uid_of(int thing)
{
    struct cv_uuid uid = {{7}};

    uid.bytes[15] = (uint8_t)thing;
    return uid;
}

static void call(struct cv_channel *channel, struct cv_unary *op, const void *request)
{
    int thing = *(const uint8_t *)request;

    (void)channel;
    assert_true(asked_count < CV_SAGAS_AT_ONCE);
    for (size_t i = 0; i < asked_count; i++)
        assert_int_not_equal(asked[i].thing, thing); /* one step at a time */
    times_asked[thing]++;
    asked[asked_count].op = op;
    asked[asked_count++].thing = thing;
}

static struct cv_status plan(struct cv_books *books, struct cv_saga_step *step)
{
    if (step->saga.uid.bytes[15] == spoiled)
        return cv_status(CV_NOT_FOUND, "NOT_FOUND", "it is spoiled");
    step->request = cv_arena_copy(books->arena, &step->saga.uid.bytes[15], 1);
    step->subject = "clerk";
    step->resource = "things/x";
    step->call = call;
    return CV_STATUS_OK;
}

static struct cv_status apply(struct cv_books *books, struct cv_saga_step *step,
                              enum cv_saga_next *next)
{
    (void)books;
    if (!cv_ok(step->outcome))
        return CV_STATUS_OK;
    times_applied[step->saga.uid.bytes[15]]++;
    *next = CV_SAGA_REST;
    return CV_STATUS_OK;
}

static const struct cv_saga_kind TEST_KIND = {KIND, plan, apply};

/* ---- the bench ---- */

static struct {
    struct service_bench bench;
    struct cv_sagas sagas;
    struct cv_peers *peers;
    int wanted;
} world;

static void want_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct cv_books books = {.tx = tx, .arena = op->scope->arena, .org = "home", .subject = ""};

    op->status = cv_saga_want(&books, KIND, uid_of(world.wanted));
}

static void want(int thing)
{
    struct cv_store_op op;

    world.wanted = thing;
    assert_int_equal(service_store(&world.bench, &op, want_work).code, CV_OK);
    cv_sagas_kick(&world.sagas);
}

static int up(void **state)
{
    const struct cv_peer_config config = {"projects", "unix-abstract:caravan-test-nobody"};

    (void)state;
    memset(&world, 0, sizeof(world));
    memset(times_asked, 0, sizeof(times_asked));
    for (int i = 0; i < MANY; i++)
        times_applied[i] = 0;
    asked_count = 0;
    spoiled = -1;
    training_up(&world.bench, SERVICE_IN_MEMORY);
    assert_int_equal(cv_peers_open(&config, 1, &world.bench.loop, 1, NULL, NULL, &world.bench.arena,
                                   &world.peers)
                         .code,
                     CV_OK);
    return 0;
}

static void begin(void)
{
    assert_int_equal(cv_sagas_begin(&world.sagas, &TEST_KIND, world.bench.store,
                                    cv_peers_find(world.peers, "projects"), world.bench.loop)
                         .code,
                     CV_OK);
}

static int down(void **state)
{
    (void)state;
    cv_sagas_stop(&world.sagas);
    cv_peers_close(world.peers, world.bench.loop);
    service_down(&world.bench);
    return 0;
}

static bool are_asked(void *count)
{
    return asked_count == *(size_t *)count;
}

static void wait_asked(size_t count)
{
    assert_true(cv_loop_run_until(world.bench.loop, are_asked, &count, PATIENCE));
}

static bool is_applied(void *thing)
{
    return times_applied[*(int *)thing] == 1;
}

static void no_work(struct cv_store_op *op, struct cv_tx *tx)
{
    (void)op;
    (void)tx;
}

static bool is_quiet(void *arg)
{
    (void)arg;
    return world.sagas.looking == 0 && !atomic_load(&world.sagas.kicked);
}

/* What was answered is recorded, and nobody looks for work any more. */
static void wait_quiet(void)
{
    struct cv_store_op op;

    do {
        assert_int_equal(service_store(&world.bench, &op, no_work).code, CV_OK);
        assert_true(cv_loop_run_until(world.bench.loop, is_quiet, NULL, PATIENCE));
        assert_int_equal(service_store(&world.bench, &op, no_work).code, CV_OK);
    } while (!is_quiet(NULL));
}

/* The one that was asked first. */
static int answer(enum cv_code code)
{
    struct cv_unary *op = asked[0].op;
    int thing = asked[0].thing;

    asked_count--;
    memmove(&asked[0], &asked[1], asked_count * sizeof(asked[0]));
    op->start.status = (struct cv_status){.code = code, .message = "as the test says"};
    op->done(op);
    return thing;
}

/* ---- tests ---- */

static void sixteen_go_on_at_once_and_each_is_asked_once(void **state)
{
    (void)state;
    for (int i = 0; i < MANY; i++)
        want(i);
    begin();
    for (size_t left = MANY; left > 0; left--) {
        wait_asked(left < CV_SAGAS_AT_ONCE ? left : CV_SAGAS_AT_ONCE);
        (void)answer(CV_OK);
    }
    for (int i = 0; i < MANY; i++) {
        assert_true(cv_loop_run_until(world.bench.loop, is_applied, &i, PATIENCE));
        assert_int_equal(times_asked[i], 1);
    }
}

static void a_wish_during_a_step_waits_for_its_end(void **state)
{
    (void)state;
    begin();
    want(1);
    wait_asked(1);
    want(1);
    wait_quiet();
    want(2);
    wait_asked(2);
    assert_int_equal(times_asked[1], 1);
    assert_int_equal(answer(CV_OK), 1);
    wait_asked(2); /* the other one, and this one again */
    assert_int_equal(times_asked[1], 2);
    (void)answer(CV_OK);
    (void)answer(CV_OK);
    wait_quiet();
    assert_int_equal(times_applied[1], 2);
}

static void one_that_cannot_be_planned_holds_up_no_other(void **state)
{
    (void)state;
    spoiled = 1;
    want(1);
    want(2);
    begin();
    wait_asked(1);
    assert_int_equal(answer(CV_OK), 2);
    spoiled = -1;
    service_clock_set(SERVICE_NOON + LATER_US);
    cv_sagas_kick(&world.sagas);
    wait_asked(1);
    assert_int_equal(answer(CV_OK), 1);
}

static void while_nobody_answers_only_one_asks(void **state)
{
    (void)state;
    for (int i = 0; i < MANY; i++)
        want(i);
    begin();
    wait_asked(CV_SAGAS_AT_ONCE);
    for (int i = 0; i < CV_SAGAS_AT_ONCE; i++)
        (void)answer(CV_UNAVAILABLE);
    for (int i = 0; i < 3; i++) {
        wait_asked(1);
        wait_quiet();
        cv_sagas_kick(&world.sagas);
        wait_asked(2); /* a wish is tried, too */
        (void)answer(CV_UNAVAILABLE);
        (void)answer(CV_UNAVAILABLE);
    }
    wait_asked(1);
    (void)answer(CV_OK);
    wait_asked(CV_SAGAS_AT_ONCE); /* those that were put off, too */
    for (int i = 0; i < CV_SAGAS_AT_ONCE; i++)
        (void)answer(CV_OK);
    wait_asked(CV_SAGAS_AT_ONCE);
    for (int i = 0; i < CV_SAGAS_AT_ONCE; i++)
        (void)answer(CV_OK);
    wait_asked(MANY - 2 * CV_SAGAS_AT_ONCE - 1);
    while (asked_count > 0)
        (void)answer(CV_OK);
}

static void who_is_not_answered_asks_again_within_seconds(void **state)
{
    int64_t now_us = SERVICE_NOON;

    (void)state;
    begin();
    want(1);
    for (int i = 0; i < 12; i++) {
        wait_asked(1);
        (void)answer(CV_UNAVAILABLE);
        wait_quiet();
        service_clock_set(now_us += INT64_C(5000000));
        cv_sagas_kick(&world.sagas);
    }
    wait_asked(1);
    (void)answer(CV_OK);
}

static void an_answer_that_comes_after_the_claim_is_forgotten(void **state)
{
    struct cv_unary *late;

    (void)state;
    begin();
    want(1);
    wait_asked(1);
    late = asked[0].op;
    asked_count = 0;
    service_clock_set(SERVICE_NOON + LATER_US);
    cv_sagas_kick(&world.sagas);
    wait_asked(1); /* by another one */
    late->start.status = CV_STATUS_OK;
    late->done(late);
    wait_quiet();
    assert_int_equal(times_applied[1], 0);
    (void)answer(CV_OK);
    wait_quiet();
    assert_int_equal(times_applied[1], 1);
}

static void what_was_put_off_does_not_wait_for_a_clock_that_went_back(void **state)
{
    (void)state;
    begin();
    want(1);
    wait_asked(1);
    (void)answer(CV_UNAVAILABLE);
    wait_quiet();
    service_clock_set(SERVICE_NOON - SERVICE_DAY);
    cv_sagas_kick(&world.sagas);
    wait_asked(1);
    (void)answer(CV_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sixteen_go_on_at_once_and_each_is_asked_once, up, down),
        cmocka_unit_test_setup_teardown(a_wish_during_a_step_waits_for_its_end, up, down),
        cmocka_unit_test_setup_teardown(one_that_cannot_be_planned_holds_up_no_other, up, down),
        cmocka_unit_test_setup_teardown(while_nobody_answers_only_one_asks, up, down),
        cmocka_unit_test_setup_teardown(who_is_not_answered_asks_again_within_seconds, up, down),
        cmocka_unit_test_setup_teardown(an_answer_that_comes_after_the_claim_is_forgotten, up,
                                        down),
        cmocka_unit_test_setup_teardown(what_was_put_off_does_not_wait_for_a_clock_that_went_back,
                                        up, down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
