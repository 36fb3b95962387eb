/* A channel in front of several servers: which it connects to and when, where calls go, who waits.
 */
#include "channel_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char *const ONE[] = {"10.0.0.1:1", NULL};
static const char *const THREE[] = {"10.0.0.1:1", "10.0.0.2:1", "10.0.0.3:1", NULL};

static enum cv_channel_state state_of(const struct bench *bench)
{
    return cv_channel_state(bench->channel);
}

static void set_moods(struct bench *bench, enum mood mood)
{
    for (size_t i = 0; i < bench->count; i++)
        bench->places[i].mood = mood;
}

/* ---- pick first ---- */

static void a_silent_address_costs_a_quarter_of_a_second(void **state)
{
    struct bench bench;
    struct said said = {0};

    (void)state;
    bench_up(&bench, THREE);
    bench.places[0].mood = HANGS;
    bench_open(&bench, (struct cv_channel_config){0});
    assert_int_equal(said_now(&bench, &said), -1);
    bench_pass(&bench, 249 * MS);
    assert_int_equal(bench.places[1].dials, 0);
    assert_int_equal(state_of(&bench), CV_CHANNEL_CONNECTING);
    bench_pass(&bench, 1 * MS);
    assert_int_equal(said.done, 1);
    assert_int_equal(said.op.start.status.code, CV_OK);
    assert_int_equal(bench.places[1].calls, 1);
    assert_true(cv_list_empty(&bench.places[0].silent)); /* given up */
    bench_pass(&bench, 60 * S);
    assert_int_equal(bench.places[0].dials, 1);
    assert_int_equal(bench.places[2].dials, 0);
    bench_down(&bench);
}

static void families_are_tried_in_turn_and_refusals_cost_nothing(void **state)
{
    static const char *const addresses[] = {"10.0.0.1:1", "10.0.0.2:1", "10.0.0.3:1",
                                            "[::1]:1",    "[::2]:1",    NULL};
    static const size_t order[] = {0, 3, 1, 4, 2};
    struct bench bench;
    struct said said = {0};

    (void)state;
    bench_up(&bench, addresses);
    set_moods(&bench, HANGS);
    bench.places[3].mood = REFUSES;
    bench_open(&bench, (struct cv_channel_config){0});
    assert_int_equal(said_now(&bench, &said), -1);
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < 5; j++)
            assert_int_equal(bench.places[order[j]].dials, j <= i ? 1 : 0);
        if (i != 1) /* the second refused, the third came at once */
            bench_pass(&bench, 250 * MS);
        i += i == 0 ? 1 : 0;
    }
    bench_down(&bench);
    assert_int_equal(said.done, 1);
    assert_int_equal(said.op.start.status.code, CV_UNAVAILABLE);
}

static void an_old_attempt_that_fails_hurries_nobody(void **state)
{
    struct bench bench;
    struct said said = {.done = 0};

    (void)state;
    bench_up(&bench, THREE);
    set_moods(&bench, HANGS);
    bench_open(&bench, (struct cv_channel_config){0});
    assert_int_equal(said_now(&bench, &said), -1);
    bench_pass(&bench, 300 * MS);
    place_lose(&bench.places[0]);
    bench_settle(&bench);
    assert_int_equal(bench.places[1].dials, 1);
    assert_int_equal(bench.places[2].dials, 0);
    place_lose(&bench.places[1]); /* the newest one does */
    bench_settle(&bench);
    assert_int_equal(bench.places[2].dials, 1);
    bench_down(&bench);
}

static void while_all_fail_only_who_waits_for_ready_waits(void **state)
{
    struct bench bench;
    struct said hasty = {0};
    struct said later = {0};
    struct said patient = {.op.start.wait_for_ready = true};

    (void)state;
    bench_up(&bench, THREE);
    set_moods(&bench, REFUSES);
    bench_open(&bench, (struct cv_channel_config){0});
    said_submit(&bench, &patient);
    assert_int_equal(said_now(&bench, &hasty), CV_UNAVAILABLE);
    assert_string_equal(hasty.op.start.status.message, "no connection");
    assert_int_equal(state_of(&bench), CV_CHANNEL_FAILING);
    set_moods(&bench, HANGS);
    bench_pass(&bench, 2 * S); /* attempts are under way again, and yet */
    assert_int_equal(state_of(&bench), CV_CHANNEL_FAILING);
    assert_int_equal(said_now(&bench, &later), CV_UNAVAILABLE);
    assert_int_equal(patient.done, 0);
    bench.places[2].mood = ANSWERS;
    place_lose(&bench.places[2]);
    bench_pass(&bench, 5 * S);
    assert_int_equal(patient.done, 1);
    assert_int_equal(patient.op.start.status.code, CV_OK);
    assert_int_equal(state_of(&bench), CV_CHANNEL_READY);
    bench_down(&bench);
}

static void a_lost_connection_is_made_again_when_a_call_needs_it(void **state)
{
    struct bench bench;
    struct said said[3] = {{.done = 0}};

    (void)state;
    bench_up(&bench, THREE);
    bench_open(&bench, (struct cv_channel_config){0});
    assert_int_equal(said_now(&bench, &said[0]), CV_OK);
    bench.places[0].holds = true;
    assert_int_equal(said_now(&bench, &said[1]), -1);
    place_lose(&bench.places[0]);
    bench_settle(&bench);
    assert_int_equal(said[1].done, 1);
    assert_int_equal(said[1].op.start.status.code, CV_UNAVAILABLE);
    assert_int_equal(state_of(&bench), CV_CHANNEL_IDLE);
    bench_pass(&bench, 60 * S);
    assert_int_equal(bench.places[0].dials, 1);
    bench.places[0].mood = REFUSES;
    assert_int_equal(said_now(&bench, &said[2]), CV_OK); /* by the next address */
    assert_int_equal(bench.places[1].calls, 1);
    bench_down(&bench);
}

/* ---- backoff ---- */

static uint64_t wait_for_dial(struct bench *bench, const struct place *place)
{
    uint64_t before = place->dialled_ns;
    unsigned dials = place->dials;

    for (int i = 0; place->dials == dials && i < 2000; i++)
        bench_pass(bench, 100 * MS);
    assert_int_equal(place->dials, dials + 1);
    return place->dialled_ns - before;
}

static void attempts_come_ever_more_slowly_until_one_is_greeted(void **state)
{
    struct bench bench;
    struct said said = {.op.start.wait_for_ready = true};
    double expected = 1e9;

    (void)state;
    bench_up(&bench, ONE);
    bench.places[0].mood = REFUSES;
    bench_open(&bench, (struct cv_channel_config){0});
    said_submit(&bench, &said);
    bench_settle(&bench);
    for (int i = 0; i < 13; i++) {
        double waited = (double)wait_for_dial(&bench, &bench.places[0]);

        assert_true(waited >= expected * 0.799 && waited <= expected * 1.201);
        expected = expected * 1.6 > 120e9 ? 120e9 : expected * 1.6;
        /* A server that takes the connection and leaves changes nothing. */
        bench.places[0].mood = i == 6 ? HANGS : REFUSES;
        if (i == 7) {
            place_lose(&bench.places[0]);
            bench_settle(&bench);
        }
    }
    bench.places[0].mood = ANSWERS;
    (void)wait_for_dial(&bench, &bench.places[0]);
    assert_int_equal(said.done, 1);
    bench.places[0].mood = REFUSES;
    place_lose(&bench.places[0]);
    bench_settle(&bench);
    said = (struct said){.op.start.wait_for_ready = true};
    said_submit(&bench, &said);
    bench_settle(&bench);
    assert_true(wait_for_dial(&bench, &bench.places[0]) <= 1201 * MS); /* from the beginning */
    bench_down(&bench);
}

static void an_attempt_without_an_answer_ends_in_time(void **state)
{
    struct bench bench;
    struct said said = {0};

    (void)state;
    bench_up(&bench, ONE);
    bench.places[0].mood = HANGS;
    bench_open(&bench, (struct cv_channel_config){.connect_timeout_ns = 8 * S});
    assert_int_equal(said_now(&bench, &said), -1);
    bench_pass(&bench, 7999 * MS);
    assert_int_equal(said.done, 0);
    bench_pass(&bench, 1 * MS);
    assert_int_equal(said.done, 1);
    assert_string_equal(said.op.start.status.message, "no answer from the server in time");
    assert_int_equal(bench.places[0].dials, 2); /* the backoff was over long before */
    bench_down(&bench);
}

/* ---- round robin ---- */

static void say_many(struct bench *bench, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct said said = {0};

        assert_int_equal(said_now(bench, &said), CV_OK);
    }
}

static void calls_go_round_all_that_are_ready(void **state)
{
    struct bench bench;

    (void)state;
    bench_up(&bench, THREE);
    bench_open(&bench, (struct cv_channel_config){.balancing = CV_ROUND_ROBIN});
    cv_channel_connect(bench.channel);
    bench_settle(&bench);
    say_many(&bench, 30);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(bench.places[i].calls, 10);
    bench.places[1].mood = REFUSES;
    place_lose(&bench.places[1]);
    bench_settle(&bench);
    say_many(&bench, 30);
    assert_int_equal(bench.places[0].calls, 25);
    assert_int_equal(bench.places[1].calls, 10);
    assert_int_equal(bench.places[2].calls, 25);
    bench.places[1].mood = ANSWERS;
    bench_pass(&bench, 3 * S);
    say_many(&bench, 30);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(bench.places[i].calls, i == 1 ? 20 : 35);
    bench_down(&bench);
}

static void round_robin_fails_only_when_all_do(void **state)
{
    struct bench bench;
    struct said said[3] = {{.done = 0}};

    (void)state;
    bench_up(&bench, THREE);
    set_moods(&bench, REFUSES);
    bench.places[2].mood = HANGS;
    bench_open(&bench, (struct cv_channel_config){.balancing = CV_ROUND_ROBIN});
    assert_int_equal(said_now(&bench, &said[0]), -1); /* the third may still come */
    assert_int_equal(state_of(&bench), CV_CHANNEL_CONNECTING);
    bench.places[2].mood = REFUSES;
    place_lose(&bench.places[2]);
    bench_settle(&bench);
    assert_int_equal(said[0].done, 1);
    assert_int_equal(said[0].op.start.status.code, CV_UNAVAILABLE);
    assert_int_equal(said_now(&bench, &said[1]), CV_UNAVAILABLE);
    bench.places[1].mood = ANSWERS;
    bench_pass(&bench, 2 * S);
    assert_int_equal(said_now(&bench, &said[2]), CV_OK);
    bench_down(&bench);
}

/* ---- names ---- */

static void a_name_is_looked_up_again_when_a_connection_is_lost_but_not_too_often(void **state)
{
    struct bench bench;

    (void)state;
    bench_up(&bench, ONE);
    bench_open(&bench, (struct cv_channel_config){0});
    bench_pass(&bench, 60 * S);
    assert_int_equal(bench.resolves, 0); /* nobody needed it */
    say_many(&bench, 1);
    assert_int_equal(bench.resolves, 1);
    bench_pass(&bench, 10 * S);
    for (int i = 0; i < 3; i++) {
        place_lose(&bench.places[0]);
        bench_settle(&bench);
        say_many(&bench, 1);
    }
    bench_pass(&bench, 19 * S);
    assert_int_equal(bench.resolves, 1);
    bench_pass(&bench, 1 * S);
    assert_int_equal(bench.resolves, 2); /* 30 s after the first */
    bench_pass(&bench, 300 * S);
    assert_int_equal(bench.resolves, 2);
    bench_down(&bench);
}

static void without_addresses_calls_fail_and_the_name_is_asked_for_again(void **state)
{
    struct bench bench;
    struct said hasty = {0};
    struct said patient = {.op.start.wait_for_ready = true};

    (void)state;
    bench_up(&bench, ONE);
    bench.resolved = cv_status(CV_NOT_FOUND, NULL, "no such host");
    bench_open(&bench, (struct cv_channel_config){0});
    said_submit(&bench, &patient);
    assert_int_equal(said_now(&bench, &hasty), CV_UNAVAILABLE);
    assert_string_equal(hasty.op.start.status.message, "no such host");
    assert_int_equal(state_of(&bench), CV_CHANNEL_FAILING);
    bench_pass(&bench, 20 * S);
    assert_in_range(bench.resolves, 5, 8); /* ever more slowly */
    bench.resolved = CV_STATUS_OK;
    bench.places[0].unlisted = true; /* no address is no better */
    bench_pass(&bench, 20 * S);
    assert_int_equal(patient.done, 0);
    bench.places[0].unlisted = false;
    bench_pass(&bench, 40 * S);
    assert_int_equal(patient.done, 1);
    assert_int_equal(patient.op.start.status.code, CV_OK);
    bench_down(&bench);
}

static void old_addresses_serve_while_the_name_cannot_be_looked_up(void **state)
{
    struct bench bench;

    (void)state;
    bench_up(&bench, ONE);
    bench_open(&bench, (struct cv_channel_config){0});
    say_many(&bench, 1);
    bench.resolved = cv_status(CV_UNAVAILABLE, NULL, "the name server is ill");
    bench_pass(&bench, 60 * S);
    place_lose(&bench.places[0]);
    bench_settle(&bench);
    assert_true(bench.resolves > 1);
    say_many(&bench, 1);
    bench_down(&bench);
}

static void an_address_that_is_gone_ends_what_it_carries(void **state)
{
    struct bench bench;
    struct said carried = {0};

    (void)state;
    bench_up(&bench, THREE);
    bench.places[1].unlisted = true;
    bench_open(&bench, (struct cv_channel_config){.balancing = CV_ROUND_ROBIN});
    cv_channel_connect(bench.channel);
    bench_pass(&bench, 60 * S);
    bench.places[0].holds = true;
    for (int i = 0; bench.places[0].calls == 0; i++) { /* in turn, beginning anywhere */
        carried = (struct said){0};
        (void)said_now(&bench, &carried);
    }
    assert_int_equal(carried.done, 0);
    bench.places[0].unlisted = true;
    bench.places[1].unlisted = false;
    place_lose(&bench.places[2]); /* so it is looked up */
    bench_settle(&bench);
    say_many(&bench, 4);
    assert_int_equal(bench.places[0].calls, 1);
    assert_int_equal(bench.places[1].calls, 2);
    place_release(&bench.places[0]);
    bench_settle(&bench);
    assert_int_equal(carried.done, 1);
    assert_int_equal(carried.op.start.status.code, CV_OK);
    assert_int_equal(place_conns(&bench.places[0]), 0);
    bench_down(&bench);
}

/* ---- room ---- */

static void calls_over_the_limit_wait_in_their_order_and_may_end_while_they_do(void **state)
{
    struct bench bench;
    struct said said[6] = {{.done = 0}};

    (void)state;
    bench_up(&bench, ONE);
    bench.places[0].streams_max = 2;
    bench.places[0].holds = true;
    bench_open(&bench, (struct cv_channel_config){0});
    said[2].deadline_ns = cv_clock_ns() + 5 * S;
    for (size_t i = 0; i < 6; i++)
        said_submit(&bench, &said[i]);
    bench_settle(&bench);
    assert_int_equal(bench.places[0].calls, 2);
    bench_pass(&bench, 5 * S);
    assert_int_equal(said[2].done, 1);
    assert_int_equal(said[2].op.start.status.code, CV_DEADLINE_EXCEEDED);
    cv_call_cancel(said[3].op.start.call);
    bench_settle(&bench);
    assert_int_equal(said[3].done, 1);
    assert_int_equal(said[3].op.start.status.code, CV_CANCELLED);
    place_release(&bench.places[0]);
    bench_settle(&bench);
    assert_int_equal(said[0].done + said[1].done, 2);
    assert_int_equal(bench.places[0].calls, 4);
    bench.places[0].holds = false;
    place_release(&bench.places[0]);
    bench_settle(&bench);
    assert_int_equal(said[4].op.start.status.code, CV_OK);
    assert_int_equal(said[5].op.start.status.code, CV_OK);
    assert_int_equal(bench.places[0].dials, 1);
    bench_down(&bench);
}

static void who_came_first_is_first_when_there_is_room(void **state)
{
    struct bench bench;
    struct said late = {.done = 0};
    struct said said[4] = {{.next = &late}};

    (void)state;
    bench_up(&bench, ONE);
    bench.places[0].streams_max = 1;
    bench_open(&bench, (struct cv_channel_config){0});
    for (size_t i = 0; i < 4; i++)
        said_submit(&bench, &said[i]);
    bench_settle(&bench);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(said[i].order, i);
    assert_int_equal(late.order, 4); /* though it came when the first had just left */
    bench.places[0].holds = true;
    for (size_t i = 0; i < 2; i++) {
        said[i] = (struct said){.done = 0};
        said_submit(&bench, &said[i]);
    }
    bench_settle(&bench);
    bench.places[0].holds = false;
    cv_call_cancel(said[0].op.start.call);
    place_release(&bench.places[0]); /* or the server has no room for the next */
    late = (struct said){.done = 0};
    said_submit(&bench, &late); /* though there is room now, and nobody has looked yet */
    bench_settle(&bench);
    assert_true(said[1].order < late.order);
    bench_down(&bench);
}

static void a_cancelled_call_gives_its_room_back(void **state)
{
    struct bench bench;
    struct said said[2] = {{.done = 0}};

    (void)state;
    bench_up(&bench, ONE);
    bench.places[0].streams_max = 1;
    bench.places[0].holds = true;
    bench_open(&bench, (struct cv_channel_config){0});
    assert_int_equal(said_now(&bench, &said[0]), -1);
    cv_call_cancel(said[0].op.start.call);
    bench_settle(&bench);
    bench.places[0].holds = false;
    assert_int_equal(said_now(&bench, &said[1]), CV_OK);
    bench_down(&bench);
}

static void a_full_server_does_not_hold_back_calls_from_another(void **state)
{
    static const char *const two[] = {"10.0.0.1:1", "10.0.0.2:1", NULL};
    struct bench bench;
    struct said said[10] = {{.done = 0}};

    (void)state;
    bench_up(&bench, two);
    bench.places[0].streams_max = 1;
    bench.places[0].holds = true;
    bench_open(&bench, (struct cv_channel_config){.balancing = CV_ROUND_ROBIN});
    cv_channel_connect(bench.channel);
    bench_settle(&bench);
    for (size_t i = 0; i < 10; i++)
        (void)said_now(&bench, &said[i]);
    assert_int_equal(bench.places[0].calls, 1);
    assert_int_equal(bench.places[1].calls, 9);
    bench_down(&bench);
}

static void a_goaway_moves_new_calls_to_a_new_connection(void **state)
{
    struct bench bench;
    struct said carried = {0};

    (void)state;
    bench_up(&bench, ONE);
    bench.places[0].holds = true;
    bench_open(&bench, (struct cv_channel_config){0});
    assert_int_equal(said_now(&bench, &carried), -1);
    place_drain(&bench.places[0]);
    bench_settle(&bench);
    bench.places[0].holds = false;
    say_many(&bench, 3);
    assert_int_equal(bench.places[0].dials, 2);
    assert_int_equal(carried.done, 0);
    place_release(&bench.places[0]);
    bench_settle(&bench);
    assert_int_equal(carried.done, 1);
    assert_int_equal(carried.op.start.status.code, CV_OK);
    assert_int_equal(place_conns(&bench.places[0]), 1);
    bench_down(&bench);
}

static void a_goaway_takes_along_who_waits_for_room(void **state)
{
    struct bench bench;
    struct said said[2] = {{.done = 0}};

    (void)state;
    bench_up(&bench, ONE);
    bench.places[0].streams_max = 1;
    bench.places[0].holds = true;
    bench_open(&bench, (struct cv_channel_config){0});
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(said_now(&bench, &said[i]), -1);
    bench.places[0].holds = false;
    place_drain(&bench.places[0]);
    bench_settle(&bench);
    assert_int_equal(bench.places[0].dials, 2);
    assert_int_equal(said[1].done, 1);
    assert_int_equal(said[1].op.start.status.code, CV_OK);
    assert_int_equal(said[0].done, 0);
    bench_down(&bench);
}

/* ---- state ---- */

struct watch {
    struct cv_channel_watch op;
    unsigned done;
};

static void watch_done(struct cv_channel_watch *op)
{
    CV_CONTAINER_OF(op, struct watch, op)->done++;
}

static void watch_from(struct bench *bench, struct watch *watch, enum cv_channel_state last)
{
    *watch = (struct watch){.op = {.state = last, .done = watch_done}};
    cv_channel_watch_submit(bench->channel, &watch->op);
    assert_int_equal(watch->done, 0);
    bench_settle(bench);
}

static void a_watch_tells_each_state_that_is_another(void **state)
{
    struct bench bench;
    struct watch watch;
    struct watch dropped;

    (void)state;
    bench_up(&bench, ONE);
    bench.places[0].mood = HANGS;
    bench_open(&bench, (struct cv_channel_config){0});
    watch_from(&bench, &watch, CV_CHANNEL_IDLE);
    watch_from(&bench, &dropped, CV_CHANNEL_IDLE);
    assert_int_equal(watch.done, 0);
    cv_channel_watch_cancel(bench.channel, &dropped.op);
    bench_settle(&bench);
    assert_int_equal(dropped.done, 1);
    assert_int_equal(dropped.op.status.code, CV_CANCELLED);
    cv_channel_connect(bench.channel);
    bench_settle(&bench);
    assert_int_equal(watch.done, 1);
    assert_int_equal(watch.op.state, CV_CHANNEL_CONNECTING);
    watch_from(&bench, &watch, CV_CHANNEL_CONNECTING);
    bench.places[0].mood = REFUSES;
    place_lose(&bench.places[0]);
    bench_settle(&bench);
    assert_int_equal(watch.op.state, CV_CHANNEL_FAILING);
    watch_from(&bench, &watch, CV_CHANNEL_FAILING);
    bench.places[0].mood = ANSWERS;
    bench_pass(&bench, 2 * S);
    assert_int_equal(watch.op.state, CV_CHANNEL_READY);
    watch_from(&bench, &watch, CV_CHANNEL_IDLE); /* it is not: told at once */
    assert_int_equal(watch.op.state, CV_CHANNEL_READY);
    watch_from(&bench, &watch, CV_CHANNEL_READY);
    bench_down(&bench);
    assert_int_equal(watch.done, 1);
    assert_int_equal(watch.op.state, CV_CHANNEL_CLOSED);
}

/* ---- health ---- */

static void only_servers_that_serve_get_calls(void **state)
{
    struct bench bench;

    (void)state;
    bench_up(&bench, THREE);
    bench.places[0].health = NOT_SERVING;
    bench.places[1].health = SERVING;
    bench.places[2].health = NO_HEALTH;
    bench_open(&bench, (struct cv_channel_config){.balancing = CV_ROUND_ROBIN,
                                                  .health_service = "test.Place"});
    cv_channel_connect(bench.channel);
    bench_settle(&bench);
    say_many(&bench, 10);
    assert_int_equal(bench.places[0].calls, 0);
    assert_int_equal(bench.places[1].calls, 5);
    assert_int_equal(bench.places[2].calls, 5);
    place_say_health(&bench.places[0], SERVING);
    place_say_health(&bench.places[1], NOT_SERVING);
    bench_settle(&bench);
    say_many(&bench, 10);
    assert_int_equal(bench.places[0].calls, 5);
    assert_int_equal(bench.places[1].calls, 5);
    assert_int_equal(bench.places[2].calls, 10);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(bench.places[i].dials, 1); /* their connections stay */
    bench_down(&bench);
}

static void a_health_watch_that_breaks_is_begun_again(void **state)
{
    struct bench bench;
    struct said said[3] = {{.done = 0}};

    (void)state;
    bench_up(&bench, ONE);
    bench.places[0].health = SERVING;
    bench_open(&bench, (struct cv_channel_config){.health_service = "test.Place"});
    assert_int_equal(said_now(&bench, &said[0]), CV_OK);
    bench.places[0].health = NOT_SERVING;
    place_end_watches(&bench.places[0]); /* it had answered: the next is begun at once */
    bench_pass(&bench, 1 * MS);
    assert_int_equal(said_now(&bench, &said[1]), CV_UNAVAILABLE);
    assert_string_equal(said[1].op.start.status.message, "the server says that it is not serving");
    place_say_health(&bench.places[0], SERVING);
    bench_settle(&bench);
    assert_int_equal(said_now(&bench, &said[2]), CV_OK);
    assert_int_equal(bench.places[0].dials, 1);
    bench_down(&bench);
}

static void pick_first_leaves_a_server_that_is_not_serving(void **state)
{
    struct bench bench;

    (void)state;
    bench_up(&bench, THREE);
    for (size_t i = 0; i < 3; i++)
        bench.places[i].health = SERVING;
    bench_open(&bench, (struct cv_channel_config){.health_service = "test.Place"});
    say_many(&bench, 2);
    assert_int_equal(bench.places[0].calls, 2);
    place_say_health(&bench.places[0], NOT_SERVING);
    bench_settle(&bench);
    say_many(&bench, 2);
    assert_int_equal(bench.places[1].calls, 2);
    bench_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_silent_address_costs_a_quarter_of_a_second),
        cmocka_unit_test(families_are_tried_in_turn_and_refusals_cost_nothing),
        cmocka_unit_test(an_old_attempt_that_fails_hurries_nobody),
        cmocka_unit_test(while_all_fail_only_who_waits_for_ready_waits),
        cmocka_unit_test(a_lost_connection_is_made_again_when_a_call_needs_it),
        cmocka_unit_test(attempts_come_ever_more_slowly_until_one_is_greeted),
        cmocka_unit_test(an_attempt_without_an_answer_ends_in_time),
        cmocka_unit_test(calls_go_round_all_that_are_ready),
        cmocka_unit_test(round_robin_fails_only_when_all_do),
        cmocka_unit_test(a_name_is_looked_up_again_when_a_connection_is_lost_but_not_too_often),
        cmocka_unit_test(without_addresses_calls_fail_and_the_name_is_asked_for_again),
        cmocka_unit_test(old_addresses_serve_while_the_name_cannot_be_looked_up),
        cmocka_unit_test(an_address_that_is_gone_ends_what_it_carries),
        cmocka_unit_test(calls_over_the_limit_wait_in_their_order_and_may_end_while_they_do),
        cmocka_unit_test(who_came_first_is_first_when_there_is_room),
        cmocka_unit_test(a_cancelled_call_gives_its_room_back),
        cmocka_unit_test(a_full_server_does_not_hold_back_calls_from_another),
        cmocka_unit_test(a_goaway_moves_new_calls_to_a_new_connection),
        cmocka_unit_test(a_goaway_takes_along_who_waits_for_room),
        cmocka_unit_test(a_watch_tells_each_state_that_is_another),
        cmocka_unit_test(only_servers_that_serve_get_calls),
        cmocka_unit_test(a_health_watch_that_breaks_is_begun_again),
        cmocka_unit_test(pick_first_leaves_a_server_that_is_not_serving),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
