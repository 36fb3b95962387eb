/* Records on their way from one thread to another. */
#include "base/fault.h"
#include "base/ring.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define SIZE   1024
#define ROUNDS 200000

struct record {
    uint64_t number;
    size_t len;
    uint8_t bytes[];
};

/* Of record `number`: some length, any of them. */
static size_t len_of(uint64_t number)
{
    return number * 37 % 211;
}

static bool put(struct cv_ring *ring, uint64_t number)
{
    size_t len = len_of(number);
    struct record *record = cv_ring_put(ring, sizeof(*record) + len);

    if (record == NULL)
        return false;
    record->number = number;
    record->len = len;
    memset(record->bytes, (int)(number % 251), len);
    cv_ring_done(ring);
    return true;
}

static bool is_whole(const struct record *record, uint64_t number)
{
    bool whole = record->number == number && record->len == len_of(number);

    for (size_t i = 0; whole && i < record->len; i++)
        whole = record->bytes[i] == number % 251;
    return whole;
}

static void records_come_out_as_they_went_in(void **state)
{
    struct cv_ring ring;
    uint64_t in = 0;
    uint64_t out = 0;

    (void)state;
    assert_true(cv_ring_init(&ring, SIZE));
    assert_null(cv_ring_peek(&ring));
    while (out < 5000) {
        while (put(&ring, in)) /* until it is full */
            in++;
        assert_in_range(in - out, 3, 64);
        for (uint64_t n = in - out - out % 3; n > 0; n--) { /* and not quite until it is empty */
            const struct record *record = cv_ring_peek(&ring);

            assert_non_null(record);
            assert_ptr_equal(cv_ring_peek(&ring), record);
            assert_int_equal((uintptr_t)record % 16, 0);
            assert_true(is_whole(record, out));
            cv_ring_drop(&ring);
            out++;
        }
    }
    for (; out < in; out++) {
        assert_true(is_whole(cv_ring_peek(&ring), out));
        cv_ring_drop(&ring);
    }
    assert_null(cv_ring_peek(&ring));
    cv_ring_free(&ring);
}

static void what_is_larger_than_the_ring_finds_no_room(void **state)
{
    struct cv_ring ring;

    (void)state;
    assert_true(cv_ring_init(&ring, SIZE));
    assert_null(cv_ring_put(&ring, SIZE));
    assert_null(cv_ring_put(&ring, SIZE_MAX));
    assert_null(cv_ring_put(&ring, SIZE_MAX - 20));
    assert_true(put(&ring, 1));
    cv_ring_free(&ring);
    cv_fault_arm(CV_FAULT_ALLOC, 1);
    assert_false(cv_ring_init(&ring, SIZE));
    cv_fault_off();
    cv_ring_free(&ring);
}

static void *put_all(void *arg)
{
    for (uint64_t i = 0; i < ROUNDS; i++) {
        while (!put(arg, i))
            sched_yield();
    }
    return NULL;
}

static void another_thread_takes_them_in_order_and_whole(void **state)
{
    struct cv_ring ring;
    pthread_t thread;

    (void)state;
    assert_true(cv_ring_init(&ring, SIZE));
    assert_int_equal(pthread_create(&thread, NULL, put_all, &ring), 0);
    for (uint64_t i = 0; i < ROUNDS; i++) {
        const struct record *record;

        while ((record = cv_ring_peek(&ring)) == NULL)
            sched_yield();
        assert_true(is_whole(record, i));
        cv_ring_drop(&ring);
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_null(cv_ring_peek(&ring));
    cv_ring_free(&ring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_out_as_they_went_in),
        cmocka_unit_test(what_is_larger_than_the_ring_finds_no_room),
        cmocka_unit_test(another_thread_takes_them_in_order_and_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
