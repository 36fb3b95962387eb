#include "net/loop.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/recycle.h"
#include "net/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The close of a pair is a task: the last thing that runs before the loop would sleep for ever. */
static void a_pair_closed_just_before_does_not_keep_a_loop_from_ending(void **state)
{
    struct cv_loop *loop;
    struct cv_stream *ends[2];

    (void)state;
    assert_int_equal(cv_loop_new(&loop).code, CV_OK);
    assert_int_equal(cv_stream_pair(loop, 1024, ends).code, CV_OK);
    cv_stream_close(ends[0]);
    cv_stream_close(ends[1]);
    cv_loop_free(loop);
}

static bool nothing_kept(void *arg)
{
    (void)arg;
    return !cv_arena_thread_keeps();
}

static void a_loop_at_rest_gives_back_the_memory_of_large_messages(void **state)
{
    struct cv_loop *loop;
    struct cv_arena arena;

    (void)state;
    assert_int_equal(cv_loop_new(&loop).code, CV_OK);
    cv_arena_init(&arena, 8 * 1024 * 1024);
    assert_non_null(cv_arena_alloc(&arena, 1000000));
    cv_arena_release(&arena);
    assert_int_equal(cv_arena_thread_keeps(), CV_RECYCLE);
    assert_true(cv_loop_run_until(loop, nothing_kept, NULL, 30 * CV_NS_PER_S));
    cv_loop_free(loop);
    cv_arena_thread_done();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_closed_just_before_does_not_keep_a_loop_from_ending),
        cmocka_unit_test(a_loop_at_rest_gives_back_the_memory_of_large_messages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
