/* What the interceptors of a channel hear of attempts that fail, in made-up time. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/random.h"
#include "judge/v1/judge.caravan.h"
#include "net/loop.h"
#include "rpc/interceptor.h"
#include "support/scripted.h"

#include <nghttp2/nghttp2.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define PATIENCE (600 * CV_NS_PER_S)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define POLICY                                                                                     \
    "{\"methodConfig\":[{\"name\":[{}],\"retryPolicy\":{\"maxAttempts\":3,\"initialBackoff\":"     \
    "\"1s\",\"maxBackoff\":\"3s\",\"backoffMultiplier\":2,\"retryableStatusCodes\":"               \
    "[\"UNAVAILABLE\",\"ABORTED\"]}}]}"
#define UNSEEN                                                                                     \
    {                                                                                              \
        .act = SCRIPTED_RESET, .h2_error = NGHTTP2_REFUSED_STREAM                                  \
    }
#define FAIL(with)                                                                                 \
    {                                                                                              \
        .act = SCRIPTED_STATUS, .code = (with)                                                     \
    }

/* One that notes what it hears, and the bench. */
struct listener {
    struct cv_interceptor base;
    char name;
};

static struct {
    struct cv_loop *loop;
    struct cv_channel *channel;
    struct scripted server;
    const struct scripted_answer *script; /* the last one for all after it */
    size_t script_count;
    struct listener listeners[2];
    struct cv_arena arena;
    struct cv_scope scope;
    char heard[256];
} bench;

static void note(const struct cv_interceptor *self, const char *what, enum cv_code code)
{
    size_t len = strlen(bench.heard);
    char name = CV_CONTAINER_OF(self, struct listener, base)->name;

    (void)snprintf(bench.heard + len, sizeof(bench.heard) - len, "%c %s %s, ", name, what,
                   cv_code_name(code));
}

static void hear_again(struct cv_interceptor *self, struct cv_call *call, void *state,
                       enum cv_code code, bool transparent)
{
    unsigned *count = state;

    assert_string_equal(cv_call_method(call)->name, "Say");
    (*count)++;
    note(self, transparent ? "unseen" : "failed", code);
}

static void hear_end(struct cv_interceptor *self, struct cv_call *call, void *state,
                     struct cv_status *status)
{
    const unsigned *count = state;
    char ended[16];

    (void)call;
    (void)snprintf(ended, sizeof(ended), "ended %u", *count);
    note(self, ended, status->code);
}

static struct scripted_answer answer(void *arg, const struct scripted_call *call)
{
    (void)arg;
    return bench.script[call->number < bench.script_count ? call->number : bench.script_count - 1];
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

static void set(void *flag)
{
    *(bool *)flag = true;
}

static void up(const struct scripted_answer *script, size_t count)
{
    struct cv_channel_config config = {.target = "x:1",
                                       .dial = scripted_dial,
                                       .dial_arg = &bench.server,
                                       .service_config = POLICY};

    memset(&bench, 0, sizeof(bench));
    bench.script = script;
    bench.script_count = count;
    scripted_clock();
    cv_random_seed(7);
    cv_arena_init(&bench.arena, 16 * 1024 * 1024);
    bench.scope = (struct cv_scope){.arena = &bench.arena, .deadline_ns = CV_NEVER};
    assert_int_equal(cv_loop_new(&bench.loop).code, CV_OK);
    bench.server = (struct scripted){.loop = bench.loop, .answer = answer};
    assert_int_equal(cv_channel_open(bench.loop, &config, &bench.channel).code, CV_OK);
    for (size_t i = 0; i < 2; i++) {
        bench.listeners[i] = (struct listener){
            .base = {.state_size = sizeof(unsigned), .again = hear_again, .end = hear_end},
            .name = (char)('a' + i)};
        assert_int_equal(cv_channel_intercept(bench.channel, &bench.listeners[i].base).code, CV_OK);
    }
}

static void down(void)
{
    bool closed = false;

    cv_channel_close(bench.channel, set, &closed);
    assert_true(scripted_run(bench.loop, is_set, &closed, PATIENCE));
    cv_loop_stop(bench.loop);
    cv_loop_run(bench.loop);
    cv_loop_free(bench.loop);
    cv_arena_release(&bench.arena);
    cv_random_seed(0);
    cv_clock_set(NULL);
}

struct said {
    struct cv_unary op;
    bool done;
};

static void said_done(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct said, op)->done = true;
}

static void say(void)
{
    const Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {.op = {.start.scope = &bench.scope, .done = said_done}};

    judge_v1_judge_say(bench.channel, &said.op, &request);
    assert_true(scripted_run(bench.loop, is_set, &said.done, PATIENCE));
}

/* As all that comes back: the last that was added hears it first. */
static void each_attempt_that_another_follows_is_heard_of(void **state)
{
    static const struct {
        struct scripted_answer script[4];
        size_t count;
        const char *heard;
    } CASES[] = {
        {{{.act = SCRIPTED_OK}}, 1, "b ended 0 OK, a ended 0 OK, "},
        {{FAIL(CV_NOT_FOUND)}, 1, "b ended 0 NOT_FOUND, a ended 0 NOT_FOUND, "},
        {{FAIL(CV_ABORTED), {.act = SCRIPTED_OK}},
         2,
         "b failed ABORTED, a failed ABORTED, b ended 1 OK, a ended 1 OK, "},
        {{UNSEEN, {.act = SCRIPTED_OK}},
         2,
         "b unseen UNAVAILABLE, a unseen UNAVAILABLE, b ended 1 OK, a ended 1 OK, "},
        /* The last attempt is followed by none. */
        {{FAIL(CV_ABORTED), FAIL(CV_UNAVAILABLE), FAIL(CV_ABORTED)},
         3,
         "b failed ABORTED, a failed ABORTED, b failed UNAVAILABLE, a failed UNAVAILABLE, "
         "b ended 2 ABORTED, a ended 2 ABORTED, "},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        up(CASES[i].script, CASES[i].count);
        say();
        assert_string_equal(bench.heard, CASES[i].heard);
        down();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_attempt_that_another_follows_is_heard_of),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
