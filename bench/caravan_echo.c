/* caravan-echo PORT [THREADS [OPTION...]]: bench.v1.Echo on common/ alone, the program `make bench`
 * measures. It is a service like any other: health, reflection, limits, deadlines and draining are
 * on. Options are those of every service. */
#include "app/app.h"
#include "bench/v1/echo.caravan.h"

#include <stdio.h>

#define OPTIONS_MAX 16

/* ---- Echo ---- */

static void echo(struct cv_call *call, void *state, const Bench__V1__Scan *request)
{
    (void)state;
    bench_v1_echo_echo_reply(call, request);
}

/* ---- Pour ---- */

struct pour {
    struct cv_call *call;
    struct cv_receive receive;
    struct cv_send send;
    int64_t count;
};

static void poured(struct cv_receive *op)
{
    struct pour *pour = CV_CONTAINER_OF(op, struct pour, receive);
    Bench__V1__Scan total = BENCH__V1__SCAN__INIT;

    if (!cv_ok(op->status)) {
        cv_call_finish(pour->call, op->status);
    } else if (op->message != NULL) {
        pour->count++;
        cv_call_receive(pour->call, op);
    } else {
        total.time_ms = pour->count;
        bench_v1_echo_pour_send(pour->call, &pour->send, &total);
    }
}

static void told(struct cv_send *op)
{
    cv_call_finish(CV_CONTAINER_OF(op, struct pour, send)->call, op->status);
}

static void pour(struct cv_call *call, void *state)
{
    struct pour *pour = state;

    pour->call = call;
    pour->receive.done = poured;
    pour->send.done = told;
    cv_call_receive(call, &pour->receive);
}

/* ---- the program ---- */

static struct cv_status start(struct cv_app *app)
{
    static const struct bench_v1_echo_echo_method ECHO = {echo, 0};
    static const struct bench_v1_echo_pour_method POUR = {pour, sizeof(struct pour)};
    const struct bench_v1_echo_handlers handlers = {.echo = &ECHO, .pour = &POUR};

    return bench_v1_echo_serve(cv_app_server(app), &handlers, NULL);
}

int main(int argc, char **argv)
{
    static const struct cv_app_spec SPEC = {
        .name = "echo",
        .summary = "answers a scan with itself",
        .default_listen = "127.0.0.1:7100",
        .start = start,
    };
    char listen[64];
    char threads[64];
    char *options[OPTIONS_MAX + 1] = {argv[0], listen, threads};
    int count = 3;

    if (argc < 2 || argc > OPTIONS_MAX || argv[1][0] < '0' || argv[1][0] > '9') {
        (void)fprintf(stderr,
                      "usage: caravan-echo PORT [THREADS [OPTION...]]   (PORT 0: a free one)\n");
        return 2;
    }
    (void)snprintf(listen, sizeof(listen), "--listen=127.0.0.1:%s", argv[1]);
    (void)snprintf(threads, sizeof(threads), "--threads=%s", argc > 2 ? argv[2] : "1");
    for (int i = 3; i < argc; i++)
        options[count++] = argv[i];
    return cv_app_run(count, options, &SPEC);
}
