#include "support/sweep.h"

#include "base/fault.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

const ProtobufCMessage *sweep_ask(struct service_bench *bench, const char *method, const char *text,
                                  unsigned long nth)
{
    struct cv_unary *op = service_op(bench);
    const char *problem = NULL;

    op->start.method = service_method(bench, method);
    op->request = message_from_text(op->start.method->request, text, &bench->arena, &problem);
    if (op->request == NULL)
        fail_msg("%s: %s", method, problem);
    cv_fault_arm(CV_FAULT_ALLOC | CV_FAULT_STATEMENT, nth);
    cv_unary_submit(bench->channel, op);
    service_wait(bench);
    cv_fault_off();
    return op->response;
}

static void become(struct service_bench *bench, const char *who)
{
    if (who != NULL)
        bench->principal.subject = who;
}

static bool one_round(struct service_bench *bench, const struct sweep *sweep, unsigned long nth)
{
    const char *request = service_text(bench, "%s request_id: 'round-%lu'",
                                       service_numbered(bench, sweep->request, nth), nth);
    const ProtobufCMessage *answer;
    const char *own = bench->principal.subject;
    bool fired;

    for (size_t i = 0; sweep->before[i][0] != NULL; i++) {
        become(bench, sweep->before[i][2]);
        EXPECT(bench, sweep->before[i][0], service_numbered(bench, sweep->before[i][1], nth), "");
        become(bench, own);
    }
    become(bench, sweep->who);
    service_reconnect(bench); /* a fault may have ended the connection */
    answer = sweep_ask(bench, sweep->method, request, nth);
    fired = cv_fault_fired();
    if (answer == NULL && !fired)
        fail_msg("%s: %s", request, bench->op.start.status.message);
    service_reconnect(bench);
    EXPECT(bench, sweep->method, request, "");
    become(bench, own);
    EXPECT(bench, sweep->after[0], service_numbered(bench, sweep->after[1], nth), sweep->after[2]);
    service_forget(bench);
    return fired;
}

unsigned long sweep_run(struct service_bench *bench, const struct sweep *sweep)
{
    unsigned long nth = 1;

    while (one_round(bench, sweep, nth))
        assert_true(++nth < SWEEP_MAX);
    print_message("%s: %lu points\n", sweep->method, nth - 1);
    assert_true(nth > 10);
    return nth - 1;
}
