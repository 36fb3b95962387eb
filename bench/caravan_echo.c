/* caravan-echo PORT [THREADS]: bench.v1.Echo on common/ alone, the program `make bench` measures.
 * It is a service like any other: health, reflection, limits, deadlines and draining are on. */
#include "app/app.h"
#include "bench/v1/echo.caravan.h"

#include <stdio.h>

static void echo(struct cv_call *call, void *state, const Bench__V1__Scan *request)
{
    (void)state;
    bench_v1_echo_echo_reply(call, request);
}

static struct cv_status start(struct cv_app *app)
{
    static const struct bench_v1_echo_echo_method METHOD = {echo, 0};
    const struct bench_v1_echo_handlers handlers = {.echo = &METHOD};

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
    char *options[] = {argv[0], listen, threads, NULL};

    if (argc < 2 || argc > 3 || argv[1][0] < '0' || argv[1][0] > '9') {
        (void)fprintf(stderr, "usage: caravan-echo PORT [THREADS]   (PORT 0: a free one)\n");
        return 2;
    }
    (void)snprintf(listen, sizeof(listen), "--listen=127.0.0.1:%s", argv[1]);
    (void)snprintf(threads, sizeof(threads), "--threads=%s", argc > 2 ? argv[2] : "1");
    return cv_app_run(3, options, &SPEC);
}
