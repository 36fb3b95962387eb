/* Names are looked up off the loop. */
#include "net/resolve.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define PATIENCE (20 * CV_NS_PER_S)

struct asked {
    struct cv_resolve op;
    unsigned done;
};

static void on_done(struct cv_resolve *op)
{
    CV_CONTAINER_OF(op, struct asked, op)->done++;
}

static bool is_done(void *arg)
{
    return ((struct asked *)arg)->done > 0;
}

static void ask(struct cv_loop *loop, struct asked *asked, const char *host)
{
    struct cv_address name;

    assert_int_equal(cv_address_parse(host, &name).code, CV_OK);
    *asked = (struct asked){.op = {.name = &name, .done = on_done}};
    cv_resolve_submit(loop, &asked->op);
    assert_int_equal(asked->done, 0);
}

static void a_name_becomes_addresses(void **state)
{
    struct cv_loop *loop;
    struct asked asked;

    (void)state;
    assert_int_equal(cv_loop_new(&loop).code, CV_OK);
    ask(loop, &asked, "localhost:7101");
    assert_true(cv_loop_run_until(loop, is_done, &asked, PATIENCE));
    assert_int_equal(asked.op.status.code, CV_OK);
    assert_true(asked.op.count >= 1);
    for (size_t i = 0; i < asked.op.count; i++) {
        assert_int_equal(asked.op.addresses[i].kind, CV_ADDRESS_IP);
        assert_int_equal(asked.op.addresses[i].port, 7101);
        assert_true(cv_address_is_local(&asked.op.addresses[i]));
    }
    free(asked.op.addresses);
    cv_loop_free(loop);
}

static void what_cannot_be_a_name_is_unavailable(void **state)
{
    struct cv_loop *loop;
    struct asked asked;

    (void)state;
    assert_int_equal(cv_loop_new(&loop).code, CV_OK);
    ask(loop, &asked, "a..b:1");
    assert_true(cv_loop_run_until(loop, is_done, &asked, PATIENCE));
    assert_int_equal(asked.op.status.code, CV_UNAVAILABLE);
    assert_int_equal(asked.op.count, 0);
    cv_loop_free(loop);
}

/* The loop outlives the look-up, and its op does not. */
static void a_cancelled_look_up_is_over_at_once(void **state)
{
    struct cv_loop *loop;
    struct asked *asked = malloc(sizeof(*asked));

    (void)state;
    assert_non_null(asked);
    assert_int_equal(cv_loop_new(&loop).code, CV_OK);
    ask(loop, asked, "localhost:7101");
    cv_resolve_cancel(&asked->op);
    cv_resolve_cancel(&asked->op);
    assert_int_equal(asked->done, 0);
    assert_true(cv_loop_run_until(loop, is_done, asked, PATIENCE));
    assert_int_equal(asked->done, 1);
    assert_int_equal(asked->op.status.code, CV_CANCELLED);
    free(asked);
    cv_loop_free(loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_becomes_addresses),
        cmocka_unit_test(what_cannot_be_a_name_is_unavailable),
        cmocka_unit_test(a_cancelled_look_up_is_over_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
