/* Dividing by largest remainder: what must hold of any division, tried on random ones. */
#include "split.h"

#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>

#include <cmocka.h>

#define ROUNDS 20000

__extension__ typedef __int128 wide;

struct division {
    int64_t amount;
    size_t count;
    int32_t shares[SPLIT_MAX];
    int64_t parts[SPLIT_MAX];
};

static wide magnitude(int64_t value)
{
    return value < 0 ? -(wide)value : value;
}

/* Of the exact quotient, in units of one whole-th. */
static wide remainder_of(const struct division *d, size_t i, wide whole)
{
    wide share = whole == (wide)d->count && d->shares[i] == 0 ? 1 : d->shares[i];

    return magnitude(d->amount) * share % whole;
}

static bool rounded_up(const struct division *d, size_t i, wide whole)
{
    wide share = whole == (wide)d->count && d->shares[i] == 0 ? 1 : d->shares[i];
    wide floor = magnitude(d->amount) * share / whole;
    wide part = magnitude(d->parts[i]);

    assert_true(part == floor || part == floor + 1);
    assert_true(d->parts[i] == 0 || (d->parts[i] < 0) == (d->amount < 0));
    return part != floor;
}

static void check(const struct division *d)
{
    wide whole = 0;
    wide sum = 0;

    for (size_t i = 0; i < d->count; i++)
        whole += d->shares[i];
    if (whole == 0)
        whole = (wide)d->count;
    for (size_t i = 0; i < d->count; i++)
        sum += d->parts[i];
    assert_true(sum == d->amount);
    for (size_t i = 0; i < d->count; i++) {
        wide rest = remainder_of(d, i, whole);

        if (!rounded_up(d, i, whole))
            continue;
        for (size_t j = 0; j < d->count; j++) {
            wide other = remainder_of(d, j, whole);

            if (other > rest || (other == rest && j < i))
                assert_true(rounded_up(d, j, whole));
        }
    }
}

static int64_t any_amount(void)
{
    int64_t amount = (int64_t)(cv_random_u64() >> (1 + cv_random_u64() % 63));

    return cv_random_u64() % 2 == 0 ? amount : -amount;
}

static void any_division_adds_up_and_is_fair(void **state)
{
    static struct division d;

    (void)state;
    cv_random_seed(20250701);
    for (int round = 0; round < ROUNDS; round++) {
        int32_t most = (int32_t)(1 + cv_random_u64() % SPLIT_WHOLE);

        d.amount = any_amount();
        d.count = 1 + cv_random_u64() % (round % 100 == 0 ? SPLIT_MAX : 8);
        for (size_t i = 0; i < d.count; i++)
            d.shares[i] = (int32_t)(cv_random_u64() % (uint64_t)most);
        split(d.amount, d.shares, d.count, d.parts);
        check(&d);
    }
    cv_random_seed(0);
}

static void a_reversal_divides_into_the_opposites(void **state)
{
    static const int32_t shares[] = {3333, 3333, 3334, 0};
    int64_t parts[4];
    int64_t opposite[4];

    (void)state;
    for (int64_t amount = -1000; amount <= 1000; amount++) {
        split(amount, shares, 4, parts);
        split(-amount, shares, 4, opposite);
        for (int i = 0; i < 4; i++)
            assert_int_equal(parts[i], -opposite[i]);
    }
}

static void equal_parts_differ_by_one_at_most_the_first_ones_larger(void **state)
{
    static const int32_t nothing[7];
    int64_t parts[7];

    (void)state;
    for (int64_t amount = 0; amount < 100; amount++) {
        split(amount, nothing, 7, parts);
        for (int64_t i = 0; i < 7; i++)
            assert_int_equal(parts[i], amount / 7 + (i < amount % 7));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_division_adds_up_and_is_fair),
        cmocka_unit_test(a_reversal_divides_into_the_opposites),
        cmocka_unit_test(equal_parts_differ_by_one_at_most_the_first_ones_larger),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
