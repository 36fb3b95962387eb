/* Retries against a model, in made-up time: what a server may do at random, and memory that runs
 * out anywhere. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/random.h"
#include "judge/v1/judge.caravan.h"
#include "net/loop.h"
#include "support/dice.h"
#include "support/scripted.h"

#include <nghttp2/nghttp2.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define PATIENCE   (10000 * CV_NS_PER_S)
#define ROUNDS     300u
#define CALLS      8u
#define SCRIPT_MAX 64u

/* ---- chance, apart from the library's ---- */

static uint64_t chance_state;

static unsigned chance(unsigned below)
{
    return (unsigned)dice_roll(&chance_state, (int)below);
}

static struct scripted_answer any_answer(void)
{
    static const char *const PUSHBACKS[] = {NULL, NULL, NULL, NULL, "0", "250", "-1", "junk"};
    static const enum cv_code CODES[] = {CV_UNAVAILABLE, CV_ABORTED, CV_NOT_FOUND};
    static const uint32_t RESETS[] = {NGHTTP2_REFUSED_STREAM, NGHTTP2_REFUSED_STREAM,
                                      NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR};
    static const enum scripted_act ACTS[] = {SCRIPTED_OK,     SCRIPTED_STATUS,     SCRIPTED_STATUS,
                                             SCRIPTED_STATUS, SCRIPTED_LATE,       SCRIPTED_RESET,
                                             SCRIPTED_RESET,  SCRIPTED_LATE_RESET, SCRIPTED_HTTP,
                                             SCRIPTED_GOAWAY, SCRIPTED_CLOSE};

    return (struct scripted_answer){
        .act = ACTS[chance(sizeof(ACTS) / sizeof(ACTS[0]))],
        .at_headers = chance(2) == 0,
        .code = CODES[chance(3)],
        .pushback = PUSHBACKS[chance(8)],
        .h2_error = RESETS[chance(4)],
        .http = "503",
    };
}

/* ---- the bench ---- */

struct bench {
    struct cv_loop *loop;
    struct cv_channel *channel;
    struct scripted server;
    struct scripted_answer script[SCRIPT_MAX];
    unsigned seen[CALLS];     /* attempts of each call */
    unsigned previous[CALLS]; /* what the last of them said */
    bool committed[CALLS];    /* an answer has begun */
    bool closes;              /* some answer may close a connection */
    unsigned attempts_max;
    struct cv_arena arena;
    bool closed;
};

static struct scripted_answer answer(void *arg, const struct scripted_call *call)
{
    struct bench *bench = arg;
    struct scripted_answer answer = bench->script[call->number % SCRIPT_MAX];
    unsigned id = call->id;

    assert_true(id < CALLS);
    assert_true(bench->closes || !bench->committed[id]);
    assert_true(call->previous < bench->attempts_max);
    assert_true(call->previous >= bench->previous[id]);
    bench->previous[id] = call->previous;
    bench->seen[id]++;
    assert_true(bench->seen[id] <= bench->attempts_max + 1); /* one of them was not looked at */
    return answer;
}

static void acted(void *arg, const struct scripted_call *call, const struct scripted_answer *answer)
{
    ((struct bench *)arg)->committed[call->id] = answer->act == SCRIPTED_OK ||
                                                 answer->act == SCRIPTED_LATE ||
                                                 answer->act == SCRIPTED_LATE_RESET;
}

static void up(struct bench *bench, const char *service_config, unsigned attempts_max)
{
    struct cv_channel_config config = {.target = "x:1",
                                       .dial = scripted_dial,
                                       .dial_arg = &bench->server,
                                       .backoff_first_ns = CV_NS_PER_MS,
                                       .service_config = service_config};

    *bench = (struct bench){.attempts_max = attempts_max};
    scripted_clock();
    cv_random_seed(7);
    cv_arena_init(&bench->arena, 64 * 1024 * 1024);
    assert_int_equal(cv_loop_new(&bench->loop).code, CV_OK);
    bench->server =
        (struct scripted){.loop = bench->loop, .answer = answer, .acted = acted, .arg = bench};
    assert_int_equal(cv_channel_open(bench->loop, &config, &bench->channel).code, CV_OK);
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

static void on_closed(void *arg)
{
    *(bool *)arg = true;
}

static void down(struct bench *bench)
{
    cv_channel_close(bench->channel, on_closed, &bench->closed);
    assert_true(scripted_run(bench->loop, is_set, &bench->closed, PATIENCE));
    cv_loop_stop(bench->loop);
    cv_loop_run(bench->loop);
    cv_loop_free(bench->loop);
    cv_arena_release(&bench->arena);
    cv_arena_thread_done();
    cv_random_seed(0);
    cv_clock_set(NULL);
}

/* ---- callers ---- */

struct caller {
    struct cv_start start;
    struct cv_scope scope;
    struct cv_metadata metadata;
    struct cv_send send;
    struct cv_receive receive;
    unsigned left; /* messages to send */
    bool stay_open;
    unsigned ends; /* of its receiving */
    unsigned done;
};

static void caller_done(struct cv_start *start)
{
    struct caller *caller = CV_CONTAINER_OF(start, struct caller, start);

    assert_int_equal(caller->done, 0);
    caller->done++;
}

static void caller_send(struct caller *caller)
{
    Judge__V1__Number number = JUDGE__V1__NUMBER__INIT;

    if (caller->left == 0) {
        if (!caller->stay_open)
            cv_call_close_send(caller->start.call);
        return;
    }
    number.value = caller->left--;
    cv_call_send(caller->start.call, &caller->send, &number.base);
}

static void caller_sent(struct cv_send *op)
{
    if (cv_ok(op->status))
        caller_send(CV_CONTAINER_OF(op, struct caller, send));
}

static void caller_received(struct cv_receive *op)
{
    struct caller *caller = CV_CONTAINER_OF(op, struct caller, receive);

    assert_int_equal(caller->ends, 0);
    if (cv_ok(op->status) && op->message != NULL)
        cv_call_receive(caller->start.call, &caller->receive);
    else
        caller->ends++;
}

/* `id` travels along, so that the server knows its attempts. */
static void start(struct bench *bench, struct caller *caller, unsigned id, unsigned messages)
{
    char text[2] = {(char)('0' + id), '\0'};

    *caller = (struct caller){.left = messages};
    caller->scope = (struct cv_scope){.arena = &bench->arena, .deadline_ns = CV_NEVER};
    assert_int_equal(cv_metadata_add_text(&caller->metadata, &bench->arena, "call-id", text).code,
                     CV_OK);
    caller->start.method = &judge_v1_judge_type.methods[1]; /* Sum */
    caller->start.scope = &caller->scope;
    caller->start.metadata = &caller->metadata;
    caller->start.done = caller_done;
    caller->send.done = caller_sent;
    caller->receive.done = caller_received;
}

static void go(struct bench *bench, struct caller *caller)
{
    cv_call_start(bench->channel, &caller->start);
    if (caller->start.call == NULL)
        return;
    caller_send(caller);
    cv_call_receive(caller->start.call, &caller->receive);
}

static bool caller_is_done(void *arg)
{
    return ((struct caller *)arg)->done > 0;
}

/* ---- the model: one call after the other ---- */

struct model {
    unsigned attempts_max;
    unsigned tokens; /* thousandths; the most of them is 4000, 0.5 for a success */
    unsigned at;     /* in the script */
};

static enum cv_code code_of(const struct scripted_answer *answer)
{
    bool reset = answer->act == SCRIPTED_RESET || answer->act == SCRIPTED_LATE_RESET;

    if (answer->act == SCRIPTED_STATUS || answer->act == SCRIPTED_LATE)
        return answer->code;
    if (reset && answer->h2_error == NGHTTP2_CANCEL)
        return CV_CANCELLED;
    return reset && answer->h2_error == NGHTTP2_INTERNAL_ERROR ? CV_INTERNAL : CV_UNAVAILABLE;
}

/* What a call ends with. UNAVAILABLE is retried, and CANCELLED. */
static enum cv_code expect(struct model *model, const struct scripted_answer *script)
{
    unsigned failed = 0;
    bool refused = false;

    for (;;) {
        const struct scripted_answer *answer = &script[model->at++ % SCRIPT_MAX];
        enum cv_code code = code_of(answer);
        bool begun = answer->act == SCRIPTED_LATE || answer->act == SCRIPTED_LATE_RESET;
        bool unseen = answer->act == SCRIPTED_GOAWAY ||
                      (answer->act == SCRIPTED_RESET && answer->h2_error == NGHTTP2_REFUSED_STREAM);
        bool says = answer->act == SCRIPTED_STATUS || answer->act == SCRIPTED_LATE;
        bool stop = says && answer->pushback != NULL &&
                    (answer->pushback[0] == '-' || answer->pushback[0] == 'j');

        if (answer->act == SCRIPTED_OK) {
            model->tokens = model->tokens + 500 > 4000 ? 4000 : model->tokens + 500;
            return CV_OK;
        }
        if (unseen && !refused) {
            refused = true;
            continue;
        }
        if (code != CV_UNAVAILABLE && code != CV_CANCELLED && !stop)
            return code;
        model->tokens = model->tokens < 1000 ? 0 : model->tokens - 1000;
        if (begun || stop || model->tokens <= 2000 || ++failed == model->attempts_max)
            return code;
    }
}

static void service_config(char out[512], unsigned attempts_max, unsigned tokens)
{
    (void)snprintf(out, 512,
                   "{\"methodConfig\":[{\"name\":[{}],\"retryPolicy\":{\"maxAttempts\":%u,"
                   "\"initialBackoff\":\"0.1s\",\"maxBackoff\":\"1s\",\"backoffMultiplier\":2,"
                   "\"retryableStatusCodes\":[\"UNAVAILABLE\",\"CANCELLED\"]}}],"
                   "\"retryThrottling\":{\"maxTokens\":%u,\"tokenRatio\":0.5}}",
                   attempts_max, tokens);
}

static void calls_end_as_the_model_says(void **state)
{
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct model model = {.attempts_max = 2 + round % 4, .tokens = 4000};
        struct bench bench;
        char config[512];

        chance_state = round;
        service_config(config, model.attempts_max, 4);
        up(&bench, config, model.attempts_max);
        bench.closes = true;
        for (unsigned i = 0; i < SCRIPT_MAX; i++)
            bench.script[i] = any_answer();
        for (unsigned i = 0; i < CALLS; i++) {
            struct caller caller;
            enum cv_code code = expect(&model, bench.script);

            start(&bench, &caller, i, chance(4));
            go(&bench, &caller);
            assert_true(scripted_run(bench.loop, caller_is_done, &caller, PATIENCE));
            assert_int_equal(caller.start.status.code, code);
            assert_int_equal(bench.server.calls, model.at);
            assert_int_equal(caller.ends, 1);
        }
        down(&bench);
    }
}

/* ---- many at once ---- */

struct crowd {
    struct caller callers[CALLS];
};

static bool crowd_is_done(void *arg)
{
    struct crowd *crowd = arg;
    bool done = true;

    for (unsigned i = 0; i < CALLS; i++)
        done = done && crowd->callers[i].done == 1;
    return done;
}

static void calls_at_once_keep_the_rules(void **state)
{
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned attempts_max = 2 + round % 4;
        struct bench bench;
        struct crowd crowd;
        char config[512];

        chance_state = 1000 + round;
        service_config(config, attempts_max, 1000);
        up(&bench, config, attempts_max);
        bench.server.streams_max = chance(3);
        for (unsigned i = 0; i < SCRIPT_MAX; i++) {
            bench.script[i] = any_answer();
            bench.closes = bench.closes || bench.script[i].act == SCRIPTED_CLOSE;
        }
        for (unsigned i = 0; i < CALLS; i++) {
            struct caller *caller = &crowd.callers[i];

            start(&bench, caller, i, chance(4));
            caller->stay_open = chance(4) == 0;
            caller->scope.deadline_ns = cv_clock_ns() + (1 + chance(30)) * 100 * CV_NS_PER_MS;
            go(&bench, caller);
            if (chance(4) == 0)
                (void)scripted_run(bench.loop, crowd_is_done, &crowd, chance(300) * CV_NS_PER_MS);
            if (chance(8) == 0 && caller->done == 0)
                cv_call_cancel(caller->start.call);
        }
        assert_true(scripted_run(bench.loop, crowd_is_done, &crowd, PATIENCE));
        down(&bench);
    }
}

/* ---- memory that runs out ---- */

static void a_call_that_lacks_memory_ends_all_the_same(void **state)
{
    static const struct scripted_answer FAILURES[] = {
        {.act = SCRIPTED_STATUS, .code = CV_UNAVAILABLE},
        {.act = SCRIPTED_RESET, .h2_error = NGHTTP2_REFUSED_STREAM},
        {.act = SCRIPTED_GOAWAY},
        {.act = SCRIPTED_OK}};
    bool fired = true;

    (void)state;
    for (unsigned long nth = 1; fired; nth++) {
        struct bench bench;
        struct caller caller;
        char config[512];

        service_config(config, 5, 1000);
        up(&bench, config, 5);
        bench.closes = true;
        for (unsigned i = 0; i < SCRIPT_MAX; i++)
            bench.script[i] = FAILURES[i < 3 ? i : 3];
        start(&bench, &caller, 0, 3);
        caller.start.wait_for_ready = true;
        cv_fault_arm(CV_FAULT_ANY, nth);
        go(&bench, &caller);
        assert_true(scripted_run(bench.loop, caller_is_done, &caller, PATIENCE));
        fired = cv_fault_fired();
        cv_fault_off();
        assert_true(fired || cv_ok(caller.start.status));
        down(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_end_as_the_model_says),
        cmocka_unit_test(calls_at_once_keep_the_rules),
        cmocka_unit_test(a_call_that_lacks_memory_ends_all_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
