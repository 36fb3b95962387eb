/* A service and a client written against the generated header: each kind, each name once. That it
 * compiles under our warnings is the test; nothing here runs. */
#include "generator/deep/v1/kinds.caravan.h"
#include "plain.caravan.h"

void serve_all(struct cv_server *server, struct cv_status out[3]);
void start_all(struct cv_channel *channel, struct cv_unary *unary, struct cv_start *start,
               struct cv_send *send);
const void *look_at_all(const struct cv_unary *unary, const struct cv_receive *receive, int which);

/* ---- the service ---- */

struct get {
    int lives_in_the_call;
};

static void get(struct cv_call *call, void *state, const Generator__Deep__V1__GetRequest *request)
{
    const Generator__Deep__V1__Outer__Inner inner = GENERATOR__DEEP__V1__OUTER__INNER__INIT;
    struct get *self = state;

    self->lives_in_the_call = request->int_;
    generator_deep_v1_all_kinds_get_reply(call, &inner);
}

static void upload_all(struct cv_call *call, void *state)
{
    const struct cv_receive *receive = state;
    const Generator__Deep__V1__Outer *outer =
        generator_deep_v1_all_kinds_upload_all_received(receive);
    const Google__Protobuf__Empty empty = GOOGLE__PROTOBUF__EMPTY__INIT;

    if (outer == NULL)
        generator_deep_v1_all_kinds_upload_all_reply(call, &empty);
}

static void watch(struct cv_call *call, void *state, const Generator__Deep__V1__GetRequest *request)
{
    const Generator__Deep__V1__Outer outer = GENERATOR__DEEP__V1__OUTER__INIT;

    (void)request;
    generator_deep_v1_all_kinds_watch_send(call, state, &outer);
}

struct chat {
    struct cv_receive receive;
    struct cv_send send;
};

static void chat(struct cv_call *call, void *state)
{
    struct chat *self = state;

    generator_deep_v1_all_kinds_chat_send(
        call, &self->send, generator_deep_v1_all_kinds_chat_received(&self->receive));
}

static void delete (struct cv_call *call, void *state,
                    const Generator__Deep__V1__GetRequest *request)
{
    const Google__Protobuf__Empty empty = GOOGLE__PROTOBUF__EMPTY__INIT;

    (void)state;
    (void)request;
    generator_deep_v1_all_kinds_delete_reply(call, &empty);
}

static void ask(struct cv_call *call, void *state, const Plain *request)
{
    (void)state;
    generator_deep_v1_all_kinds_ask_reply(call, request);
}

static void page(struct cv_call *call, void *state, const Generator__Deep__V1__GetRequest *request)
{
    const Generator__Deep__V1__Outer__Inner__SnakeCase text =
        GENERATOR__DEEP__V1__OUTER__INNER__SNAKE_CASE__INIT;

    (void)state;
    (void)request;
    generator_deep_v1_all_kinds_get_httppage2_reply(call, &text);
}

static void echo(struct cv_call *call, void *state, const Plain *request)
{
    (void)state;
    plain_service_echo_reply(call, request);
}

static const struct generator_deep_v1_all_kinds_get_method GET = {get, sizeof(struct get)};
static const struct generator_deep_v1_all_kinds_upload_all_method UPLOAD_ALL = {
    upload_all, sizeof(struct cv_receive)};
static const struct generator_deep_v1_all_kinds_watch_method WATCH = {watch,
                                                                      sizeof(struct cv_send)};
static const struct generator_deep_v1_all_kinds_chat_method CHAT = {chat, sizeof(struct chat)};
static const struct generator_deep_v1_all_kinds_delete_method DELETE = {delete, 0};
static const struct generator_deep_v1_all_kinds_ask_method ASK = {ask, 0};
static const struct generator_deep_v1_all_kinds_get_httppage2_method PAGE = {page, 0};
static const struct plain_service_echo_method ECHO = {echo, 0};

void serve_all(struct cv_server *server, struct cv_status out[3])
{
    const struct generator_deep_v1_all_kinds_handlers all = {
        .get = &GET,
        .upload_all = &UPLOAD_ALL,
        .watch = &WATCH,
        .chat = &CHAT,
        .delete = &DELETE,
        .ask = &ASK,
        .get_httppage2 = &PAGE,
    };
    const struct generator_deep_v1_nothing_handlers nothing = {};
    const struct plain_service_handlers plain = {.echo = &ECHO};

    out[0] = generator_deep_v1_all_kinds_serve(server, &all, NULL);
    out[1] = generator_deep_v1_nothing_serve(server, &nothing, NULL);
    out[2] = plain_service_serve(server, &plain, NULL);
}

/* ---- the client ---- */

void start_all(struct cv_channel *channel, struct cv_unary *unary, struct cv_start *start,
               struct cv_send *send)
{
    const Generator__Deep__V1__GetRequest request = GENERATOR__DEEP__V1__GET_REQUEST__INIT;
    const Generator__Deep__V1__Outer outer = GENERATOR__DEEP__V1__OUTER__INIT;
    const Generator__Deep__V1__Outer__Inner inner = GENERATOR__DEEP__V1__OUTER__INNER__INIT;
    const Plain plain = PLAIN__INIT;

    generator_deep_v1_all_kinds_get(channel, unary, &request);
    generator_deep_v1_all_kinds_delete(channel, unary, &request);
    generator_deep_v1_all_kinds_ask(channel, unary, &plain);
    generator_deep_v1_all_kinds_get_httppage2(channel, unary, &request);
    plain_service_echo(channel, unary, &plain);
    generator_deep_v1_all_kinds_upload_all_start(channel, start);
    generator_deep_v1_all_kinds_upload_all_client_send(start->call, send, &outer);
    generator_deep_v1_all_kinds_watch_start(channel, start);
    generator_deep_v1_all_kinds_watch_client_send(start->call, send, &request);
    generator_deep_v1_all_kinds_chat_start(channel, start);
    generator_deep_v1_all_kinds_chat_client_send(start->call, send, &inner);
}

const void *look_at_all(const struct cv_unary *unary, const struct cv_receive *receive, int which)
{
    const Generator__Deep__V1__Outer__Inner *got = generator_deep_v1_all_kinds_get_response(unary);
    const Google__Protobuf__Empty *deleted = generator_deep_v1_all_kinds_delete_response(unary);
    const Plain *answer = generator_deep_v1_all_kinds_ask_response(unary);
    const Generator__Deep__V1__Outer__Inner__SnakeCase *text =
        generator_deep_v1_all_kinds_get_httppage2_response(unary);
    const Google__Protobuf__Empty *done =
        generator_deep_v1_all_kinds_upload_all_client_received(receive);
    const Generator__Deep__V1__Outer *seen =
        generator_deep_v1_all_kinds_watch_client_received(receive);
    const Generator__Deep__V1__Outer__Inner *said =
        generator_deep_v1_all_kinds_chat_client_received(receive);
    const void *all[] = {got, deleted, answer, text, done, seen, said};

    return all[which];
}
