#include "net/loop.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_closed_just_before_does_not_keep_a_loop_from_ending),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
