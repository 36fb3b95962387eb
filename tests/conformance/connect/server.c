/* conformance-server: the server connectconformance judges. It reads from standard input how to
 * serve, answers where it does, and ends on SIGTERM. */
#include "connectrpc/conformance/v1/compat.pb-c.h"
#include "credentials.h"
#include "exchange.h"
#include "net/loop.h"
#include "service.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

struct program {
    struct cv_arena arena;
    Connectrpc__Conformance__V1__ServerCompatRequest *request;
    struct cv_tls *tls;
    struct cv_server *server;
    struct cv_address bound;
};

static void on_signal(void *arg, int number)
{
    struct program *program = arg;

    (void)number;
    cv_server_drain(program->server);
}

static struct cv_status open_tls(struct program *program)
{
    const Connectrpc__Conformance__V1__ServerCompatRequest *request = program->request;
    const struct credentials from = {
        .cert = request->server_creds->cert,
        .key = request->server_creds->key,
        .ca = request->client_tls_cert,
    };

    return credentials_server(&from, &program->arena, &program->tls);
}

static struct cv_status make_server(struct program *program)
{
    struct cv_server_config config = {
        .threads = 2,
        .receive_message_max = program->request->message_receive_limit,
        .drain_grace_ns = CV_NS_PER_S,
    };
    struct cv_status status = CV_STATUS_OK;

    if (program->request->use_tls)
        status = open_tls(program);
    config.tls = program->tls;
    if (cv_ok(status))
        status = cv_server_new(&config, &program->server);
    return status;
}

static struct cv_status listen(struct program *program)
{
    struct cv_address any;
    struct cv_status status = cv_address_parse("127.0.0.1:0", &any);

    if (cv_ok(status))
        status = cv_server_listen(program->server, &any, &program->bound);
    return status;
}

static struct cv_status say_ready(struct program *program)
{
    Connectrpc__Conformance__V1__ServerCompatResponse response =
        CONNECTRPC__CONFORMANCE__V1__SERVER_COMPAT_RESPONSE__INIT;

    response.host = program->bound.host;
    response.port = program->bound.port;
    if (program->tls != NULL)
        response.pem_cert = program->request->server_creds->cert;
    return exchange_write(&response.base) ? CV_STATUS_OK
                                          : cv_status(CV_UNAVAILABLE, NULL, "nobody reads");
}

static struct cv_status serve(struct program *program)
{
    struct cv_status status = make_server(program);

    if (cv_ok(status))
        status = service_add(program->server);
    if (cv_ok(status))
        status = listen(program);
    if (cv_ok(status))
        status = cv_loop_on_signal(cv_server_loop(program->server, 0), SIGTERM, on_signal, program);
    if (cv_ok(status))
        status = say_ready(program);
    if (cv_ok(status))
        status = cv_server_run(program->server);
    return status;
}

int main(void)
{
    struct program program = {0};
    struct cv_status status = cv_status(CV_INVALID_ARGUMENT, NULL, "no ServerCompatRequest came");

    cv_arena_init(&program.arena, 1024 * 1024);
    program.request = (Connectrpc__Conformance__V1__ServerCompatRequest *)exchange_read(
        &connectrpc__conformance__v1__server_compat_request__descriptor);
    if (program.request != NULL)
        status = serve(&program);
    if (!cv_ok(status))
        (void)fprintf(stderr, "conformance-server: %s\n", status.message);
    cv_server_free(program.server);
    cv_tls_free(program.tls);
    connectrpc__conformance__v1__server_compat_request__free_unpacked(program.request, NULL);
    cv_arena_release(&program.arena);
    cv_arena_thread_done();
    return cv_ok(status) ? EXIT_SUCCESS : EXIT_FAILURE;
}
