/* Token buckets, in made-up time. */
#include "rpc/bucket.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define S UINT64_C(1000000000)

static unsigned take_all(struct cv_bucket *bucket, uint64_t now_ns)
{
    unsigned taken = 0;

    while (cv_bucket_take(bucket, 1, 100, 10, now_ns))
        taken++;
    return taken;
}

static void a_burst_and_then_a_trickle(void **state)
{
    struct cv_bucket bucket = {0};

    (void)state;
    assert_int_equal(take_all(&bucket, 5 * S), 100);
    assert_int_equal(take_all(&bucket, 5 * S), 0);
    assert_int_equal(take_all(&bucket, 5 * S + S / 10 - 1), 0);
    assert_int_equal(take_all(&bucket, 5 * S + S / 10), 1);
    assert_int_equal(take_all(&bucket, 7 * S), 19);
    assert_int_equal(take_all(&bucket, 1000 * S), 100); /* never more than it holds */
}

static void what_is_too_dear_takes_nothing(void **state)
{
    struct cv_bucket bucket = {0};

    (void)state;
    assert_true(cv_bucket_take(&bucket, 60, 100, 10, S));
    assert_false(cv_bucket_take(&bucket, 60, 100, 10, S));
    assert_true(cv_bucket_take(&bucket, 40, 100, 10, S));
    assert_false(cv_bucket_take(&bucket, 1, 100, 10, S));
    assert_false(cv_bucket_take(&bucket, 101, 100, 10, 1000 * S));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_and_then_a_trickle),
        cmocka_unit_test(what_is_too_dear_takes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
