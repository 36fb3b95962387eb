/* Arenas, pools, buffers, lists: what everything else is kept in. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "base/list.h"
#include "base/pool.h"
#include "base/recycle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void what_is_allocated_is_aligned_and_apart(void **state)
{
    struct cv_arena arena;
    uint8_t *at[500];

    (void)state;
    cv_arena_init(&arena, 8 * 1024 * 1024);
    for (size_t i = 0; i < 500; i++) {
        at[i] = cv_arena_alloc(&arena, i * 7 % 3000 + 1);
        assert_non_null(at[i]);
        assert_int_equal((uintptr_t)at[i] % 16, 0);
        memset(at[i], (int)(i % 251), i * 7 % 3000 + 1);
    }
    for (size_t i = 0; i < 500; i++) {
        for (size_t k = 0; k < i * 7 % 3000 + 1; k++)
            assert_int_equal(at[i][k], i % 251);
    }
    cv_arena_release(&arena);
    assert_int_equal(arena.used, 0);
    cv_arena_thread_done();
}

static void an_arena_never_passes_its_budget(void **state)
{
    static const size_t BUDGETS[] = {0, 1, 100, 2048, 5000, 20000, 100000};

    (void)state;
    for (size_t i = 0; i < sizeof(BUDGETS) / sizeof(BUDGETS[0]); i++) {
        struct cv_arena arena;
        size_t given = 0;

        cv_arena_init(&arena, BUDGETS[i]);
        while (cv_arena_alloc(&arena, 48) != NULL) {
            given += 48;
            assert_true(arena.used <= BUDGETS[i]);
            assert_true(given <= BUDGETS[i]);
        }
        assert_true(arena.exhausted);
        assert_true(BUDGETS[i] < 5000 || given * 10 > BUDGETS[i] * 8); /* most of it is usable */
        cv_arena_release(&arena);
        assert_false(arena.exhausted);
    }
    cv_arena_thread_done();
}

static void sizes_that_overflow_are_refused(void **state)
{
    struct cv_arena arena;

    (void)state;
    cv_arena_init(&arena, SIZE_MAX);
    assert_null(cv_arena_alloc(&arena, SIZE_MAX));
    assert_null(cv_arena_alloc(&arena, SIZE_MAX - 8));
    assert_null(cv_arena_array(&arena, SIZE_MAX / 2, 3));
    assert_true(arena.exhausted);
    assert_string_equal(cv_arena_string(&arena, "still usable"), "still usable");
    cv_arena_release(&arena);
    cv_arena_thread_done();
}

static void an_object_lives_in_its_own_arena(void **state)
{
    void *first;
    struct cv_arena *arena = cv_arena_new(4096, 100, &first);

    (void)state;
    assert_non_null(arena);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(((uint8_t *)first)[i], 0);
    assert_string_equal(cv_arena_printf(arena, "%d %s", 7, "parcels"), "7 parcels");
    assert_string_equal(cv_arena_string_n(arena, "truncated", 5), "trunc");
    cv_arena_release(arena);
    assert_null(cv_arena_new(10, 100, &first));
    assert_null(first);
    cv_arena_thread_done();
}

static void what_joins_an_arena_lives_and_is_counted_in_it(void **state)
{
    struct cv_arena to;
    struct cv_arena from;
    char *texts[40];
    size_t used;

    (void)state;
    for (size_t before = 0; before < 3; before++) {
        cv_arena_init(&to, 256 * 1024);
        cv_arena_init(&from, 256 * 1024);
        assert_true(cv_arena_join(&to, &from)); /* nothing */
        for (size_t i = 0; i < before; i++)
            (void)cv_arena_alloc(&to, 10000);
        for (size_t i = 0; i < 40; i++)
            texts[i] = memset(cv_arena_zalloc(&from, 1000), (int)i, 999);
        used = to.used + from.used;
        assert_true(cv_arena_join(&to, &from));
        assert_int_equal(to.used, used);
        assert_int_equal(from.used, 0);
        assert_non_null(cv_arena_alloc(&from, 100000)); /* is of use again */
        assert_non_null(cv_arena_alloc(&to, 10000));
        for (size_t i = 0; i < 40; i++)
            assert_true(texts[i][0] == (char)i && texts[i][998] == (char)i);
        assert_non_null(cv_arena_alloc(&from, 120000));
        assert_false(cv_arena_join(&to, &from)); /* too much */
        assert_true(to.exhausted && from.used > 0);
        cv_arena_release(&from);
        cv_arena_release(&to);
    }
    cv_arena_thread_done();
}

#ifdef CV_FAULT_POINTS
static void a_refused_block_leaves_the_arena_usable(void **state)
{
    struct cv_arena arena;

    (void)state;
    cv_arena_init(&arena, 1024 * 1024);
    assert_non_null(cv_arena_alloc(&arena, 10));
    cv_fault_arm(CV_FAULT_ALLOC, 1);
    assert_null(cv_arena_alloc(&arena, 100000));
    assert_true(cv_fault_fired());
    cv_fault_off();
    assert_non_null(cv_arena_alloc(&arena, 100000));
    cv_arena_release(&arena);
    cv_arena_thread_done();
}
#endif

static void a_buffer_grows_to_its_limit_and_says_so(void **state)
{
    struct cv_buf buf;

    (void)state;
    cv_buf_init(&buf, 1000);
    for (int i = 0; i < 100; i++)
        cv_buf_printf(&buf, "%09d", i);
    assert_false(buf.failed);
    assert_int_equal(buf.len, 900);
    assert_memory_equal(buf.at + 9 * 42, "000000042", 9);
    cv_buf_add(&buf, buf.at, 101);
    assert_true(buf.failed);
    assert_int_equal(buf.len, 900);
    cv_buf_add_text(&buf, "x"); /* sticky */
    assert_int_equal(buf.len, 900);
    cv_buf_free(&buf);
    assert_int_equal(buf.len, 0);
    assert_false(buf.failed);
}

struct item {
    int value;
    struct cv_list link;
};

static void a_list_keeps_the_order_and_lets_go(void **state)
{
    struct item items[5] = {{.value = 0}, {.value = 1}, {.value = 2}, {.value = 3}, {.value = 4}};
    struct cv_list head;
    struct cv_list other;
    int expected = 0;

    (void)state;
    cv_list_init(&head);
    assert_null(cv_list_pop(&head));
    for (size_t i = 0; i < 5; i++)
        cv_list_push(&head, &items[i].link);
    cv_list_remove(&items[2].link);
    cv_list_remove(&items[2].link); /* twice is harmless */
    cv_list_move(&head, &other);
    assert_true(cv_list_empty(&head));
    CV_LIST_EACH(node, &other)
    {
        expected += expected == 2;
        assert_int_equal(CV_CONTAINER_OF(node, struct item, link)->value, expected++);
    }
    assert_int_equal(expected, 5);
    while (cv_list_pop(&other) != NULL)
        expected--;
    assert_int_equal(expected, 1);
    cv_list_move(&head, &other); /* an empty one */
    assert_true(cv_list_empty(&other));
}

static void blocks_of_a_pool_are_whole_and_apart(void **state)
{
    struct cv_pool pool = {0};
    uint8_t *at[700];

    (void)state;
    for (int round = 0; round < 3; round++) { /* first from malloc, then what was given back */
        for (size_t size = 1; size < 700; size++) {
            at[size] = cv_pool_take(&pool, size);
            assert_non_null(at[size]);
            memset(at[size], (int)(size % 251), size);
        }
        for (size_t size = 1; size < 700; size++) {
            for (size_t k = 0; k < size; k++)
                assert_int_equal(at[size][k], size % 251);
            cv_pool_give(&pool, at[size], size);
        }
    }
    cv_pool_clear(&pool);
    assert_int_equal(pool.kept, 0);
}

static void a_pool_keeps_small_blocks_up_to_its_limit(void **state)
{
    struct cv_pool pool = {0};
    void *at[2 * CV_POOL_KEPT_MAX / CV_POOL_BLOCK_MAX];
    size_t count = sizeof(at) / sizeof(at[0]);

    (void)state;
    for (size_t i = 0; i < count; i++)
        at[i] = cv_pool_take(&pool, CV_POOL_BLOCK_MAX);
    cv_pool_give(&pool, at[0], CV_POOL_BLOCK_MAX);
    assert_int_equal(pool.kept, CV_RECYCLE ? CV_POOL_BLOCK_MAX : 0);
    if (CV_RECYCLE) /* one byte less is the same list */
        assert_ptr_equal(cv_pool_take(&pool, CV_POOL_BLOCK_MAX - 1), at[0]);
    else
        at[0] = cv_pool_take(&pool, CV_POOL_BLOCK_MAX);
    for (size_t i = 0; i < count; i++)
        cv_pool_give(&pool, at[i], CV_POOL_BLOCK_MAX);
    assert_int_equal(pool.kept, CV_RECYCLE ? CV_POOL_KEPT_MAX : 0);
    cv_pool_clear(&pool);
    cv_pool_give(&pool, cv_pool_take(&pool, CV_POOL_BLOCK_MAX + 1), CV_POOL_BLOCK_MAX + 1);
    assert_int_equal(pool.kept, 0);
}

static void a_block_of_a_pool_takes_its_content_along(void **state)
{
    static const size_t SIZES[] = {10, 100, 3000, 90, 5};
    struct cv_pool pool = {0};
    size_t size = 20;
    uint8_t *at = cv_pool_take(&pool, size);

    (void)state;
    memset(at, 7, size);
    for (size_t i = 0; i < sizeof(SIZES) / sizeof(SIZES[0]); i++) {
        at = cv_pool_resize(&pool, at, size, SIZES[i]);
        size = SIZES[i];
        for (size_t k = 0; k < size && k < (i < 4 ? 10 : 5); k++)
            assert_int_equal(at[k], 7);
    }
    cv_pool_give(&pool, at, size);
    cv_pool_clear(&pool);
}

static void large_blocks_are_kept_until_nobody_needs_them(void **state)
{
    struct cv_arena arena;
    uint8_t *first;
    uint8_t *second;

    (void)state;
    cv_arena_thread_done();
    cv_arena_init(&arena, 8 * 1024 * 1024);
    assert_non_null(cv_arena_alloc(&arena, 20000)); /* not large */
    cv_arena_release(&arena);
    assert_false(cv_arena_thread_keeps());
    first = cv_arena_alloc(&arena, 1000000);
    cv_arena_release(&arena);
    assert_int_equal(cv_arena_thread_keeps(), CV_RECYCLE);
    assert_int_equal(cv_arena_thread_trim(), CV_RECYCLE); /* used since the beginning */
    second = cv_arena_alloc(&arena, 900000);
    if (CV_RECYCLE)
        assert_ptr_equal(second, first);
    assert_true(arena.used < 901000); /* charged is what was asked for */
    assert_false(cv_arena_thread_keeps());
    cv_arena_release(&arena);
    assert_int_equal(cv_arena_thread_trim(), CV_RECYCLE);
    assert_false(cv_arena_thread_trim());
    assert_false(cv_arena_thread_keeps());
}

static void a_kept_block_is_not_taken_for_a_much_smaller_one(void **state)
{
    struct cv_arena arena;

    (void)state;
    cv_arena_thread_done();
    cv_arena_init(&arena, 8 * 1024 * 1024);
    assert_non_null(cv_arena_alloc(&arena, 1000000));
    cv_arena_release(&arena);
    assert_non_null(cv_arena_alloc(&arena, 100000));
    assert_int_equal(cv_arena_thread_keeps(), CV_RECYCLE);
    cv_arena_release(&arena);
    cv_arena_thread_done();
    assert_false(cv_arena_thread_keeps());
}

static void what_is_kept_of_large_blocks_is_bounded(void **state)
{
    struct cv_arena arena;
    size_t taken = 0;

    (void)state;
    cv_arena_thread_done();
    cv_arena_init(&arena, 256 * 1024 * 1024);
    for (size_t i = 0; i < 40; i++)
        assert_non_null(cv_arena_alloc(&arena, 3000000));
    cv_arena_release(&arena);
    while (cv_arena_thread_keeps()) {
        assert_non_null(cv_arena_alloc(&arena, 3000000));
        taken++;
    }
    assert_int_equal(taken, CV_RECYCLE ? 5 : 0); /* 16 MiB */
    cv_arena_release(&arena);
    cv_arena_thread_done();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_allocated_is_aligned_and_apart),
        cmocka_unit_test(an_arena_never_passes_its_budget),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(an_object_lives_in_its_own_arena),
        cmocka_unit_test(what_joins_an_arena_lives_and_is_counted_in_it),
#ifdef CV_FAULT_POINTS
        cmocka_unit_test(a_refused_block_leaves_the_arena_usable),
#endif
        cmocka_unit_test(large_blocks_are_kept_until_nobody_needs_them),
        cmocka_unit_test(a_kept_block_is_not_taken_for_a_much_smaller_one),
        cmocka_unit_test(what_is_kept_of_large_blocks_is_bounded),
        cmocka_unit_test(a_buffer_grows_to_its_limit_and_says_so),
        cmocka_unit_test(blocks_of_a_pool_are_whole_and_apart),
        cmocka_unit_test(a_pool_keeps_small_blocks_up_to_its_limit),
        cmocka_unit_test(a_block_of_a_pool_takes_its_content_along),
        cmocka_unit_test(a_list_keeps_the_order_and_lets_go),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
