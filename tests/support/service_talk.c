#include "support/service_talk.h"

#include "base/clock.h"
#include "rpc/codec.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define PATIENCE    (20 * CV_NS_PER_S)
#define ARENA_BYTES (64 * 1024 * 1024)

static void on_ended(struct cv_start *op)
{
    CV_CONTAINER_OF(op, struct service_talk, start)->ended = true;
}

static void on_sent(struct cv_send *op)
{
    CV_CONTAINER_OF(op, struct service_talk, send)->sent = true;
}

/* The message itself may be gone before the test looks: the call may end in the same turn. */
static void on_received(struct cv_receive *op)
{
    struct service_talk *talk = CV_CONTAINER_OF(op, struct service_talk, receive);
    ProtobufCMessage *copy = NULL;

    talk->received = true;
    if (cv_ok(op->status) && op->message != NULL) {
        struct cv_slice bytes = cv_codec_encode(op->message, &talk->heard);

        assert_int_equal(cv_codec_decode(op->message->descriptor, bytes, &talk->heard, &copy).code,
                         CV_OK);
    }
    talk->message = copy;
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

static void await(struct service_bench *bench, bool *flag)
{
    assert_true(cv_loop_run_until(bench->loop, is_set, flag, PATIENCE));
}

void service_talk_open(struct service_bench *bench, struct service_talk *talk, const char *method,
                       const char *request)
{
    *talk = (struct service_talk){.send.done = on_sent, .receive.done = on_received};
    cv_arena_init(&talk->arena, ARENA_BYTES);
    cv_arena_init(&talk->heard, ARENA_BYTES);
    talk->scope = (struct cv_scope){.arena = &talk->arena, .deadline_ns = CV_NEVER};
    talk->start.method = service_method(bench, method);
    talk->start.scope = &talk->scope;
    talk->start.done = on_ended;
    cv_call_start(bench->channel, &talk->start);
    assert_non_null(talk->start.call);
    if (request != NULL) {
        (void)service_say(bench, talk, request);
        service_talk_close(talk);
    }
}

bool service_say(struct service_bench *bench, struct service_talk *talk, const char *request)
{
    const struct cv_method *method = talk->start.method;
    const char *problem;
    const ProtobufCMessage *message;

    if (talk->ended)
        return false;
    message = message_from_text(method->request, request, &bench->arena, &problem);
    if (message == NULL)
        fail_msg("%s: %s", method->name, problem);
    talk->sent = false;
    cv_call_send(talk->start.call, &talk->send, message);
    await(bench, &talk->sent);
    return cv_ok(talk->send.status);
}

const ProtobufCMessage *service_hear(struct service_bench *bench, struct service_talk *talk)
{
    if (talk->ended)
        return NULL;
    cv_arena_release(&talk->heard);
    talk->received = false;
    cv_call_receive(talk->start.call, &talk->receive);
    await(bench, &talk->received);
    return talk->message;
}

const ProtobufCMessage *service_expect_heard(struct service_bench *bench, const char *file,
                                             int line, struct service_talk *talk, const char *want)
{
    const ProtobufCMessage *message = service_hear(bench, talk);
    const char *differs;

    if (message == NULL) {
        struct cv_status status = service_talk_wait(bench, talk);

        print_error("%s: no more messages: %s, %s\n", talk->start.method->name,
                    cv_code_name(status.code), status.message == NULL ? "" : status.message);
        _fail(file, line);
    }
    differs = message_differs(message, want, &bench->arena);
    if (differs != NULL) {
        print_error("%s: %s\n", talk->start.method->name, differs);
        _fail(file, line);
    }
    return message;
}

void service_talk_close(struct service_talk *talk)
{
    if (!talk->ended)
        cv_call_close_send(talk->start.call);
}

struct cv_status service_talk_wait(struct service_bench *bench, struct service_talk *talk)
{
    await(bench, &talk->ended);
    return talk->start.status;
}

void service_talk_stop(struct service_bench *bench, struct service_talk *talk)
{
    if (!talk->ended)
        cv_call_cancel(talk->start.call);
    await(bench, &talk->ended);
    cv_arena_release(&talk->arena);
    cv_arena_release(&talk->heard);
}
