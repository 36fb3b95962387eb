/* Shares of several amounts in whole basis points: they add up to 10000, and each is the exact one
 * rounded down or up. */
#include "report/share.h"

#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define ROUNDS   20000
#define ROWS_MAX 40

__extension__ typedef __int128 wide;

static void check(const int64_t *amounts, struct share *shares, size_t count)
{
    wide sum = 0;
    int64_t bp = 0;

    for (size_t i = 0; i < count; i++) {
        shares[i] = (struct share){.amount = amounts[i]};
        sum += amounts[i] > 0 ? amounts[i] : 0;
    }
    assert_int_equal(shares_make(shares, count), sum > 0);
    for (size_t i = 0; i < count; i++) {
        wide exact = amounts[i] > 0 ? (wide)amounts[i] * SHARE_WHOLE : 0;

        assert_int_equal(shares[i].amount, amounts[i]);
        bp += shares[i].bp;
        assert_true(shares[i].bp * sum <= exact + sum && shares[i].bp * sum >= exact - sum);
        assert_true(amounts[i] > 0 || shares[i].bp == 0);
        for (size_t j = 0; j < i; j++)
            assert_true(amounts[j] < amounts[i] || shares[j].bp >= shares[i].bp);
    }
    assert_int_equal(bp, sum > 0 ? SHARE_WHOLE : 0);
}

static void shares_add_up_to_the_whole(void **state)
{
    struct share shares[ROWS_MAX];

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        int64_t amounts[ROWS_MAX];
        size_t count = cv_random_u64() % ROWS_MAX + 1;
        int bits = (int)(cv_random_u64() % 63);

        for (size_t i = 0; i < count; i++)
            amounts[i] = (int64_t)(cv_random_u64() >> 1 >> bits) - (bits > 60 ? 1 : 0);
        check(amounts, shares, count);
    }
}

static void thirds_leave_the_rest_to_the_first(void **state)
{
    struct share shares[] = {{.amount = 1}, {.amount = 1}, {.amount = 1}};

    (void)state;
    assert_true(shares_make(shares, 3));
    assert_int_equal(shares[0].bp, 3334);
    assert_int_equal(shares[1].bp, 3333);
    assert_int_equal(shares[2].bp, 3333);
}

static void what_dividing_left_over_is_nothing_and_less_is_no_part(void **state)
{
    struct share left_over[] = {{.amount = 100}, {.amount = -1}};
    struct share overspent[] = {{.amount = 100}, {.amount = -2}};
    struct share nothing[] = {{.amount = 0}, {.amount = 0}};

    (void)state;
    assert_true(shares_make(left_over, 2));
    assert_int_equal(left_over[0].bp, 10000);
    assert_int_equal(left_over[1].bp, 0);
    assert_false(shares_make(overspent, 2));
    assert_int_equal(overspent[0].bp, 0);
    assert_false(shares_make(nothing, 2));
    assert_false(shares_make(nothing, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_add_up_to_the_whole),
        cmocka_unit_test(thirds_leave_the_rest_to_the_first),
        cmocka_unit_test(what_dividing_left_over_is_nothing_and_less_is_no_part),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
