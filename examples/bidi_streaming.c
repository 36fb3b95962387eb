/* Many messages out, many back, each side at its own pace.
 *
 *     bidi_streaming serve [OPTIONS]          bidi_streaming call ADDRESS MILLIDEGREES... */
#include "app/app.h"
#include "app/client.h"
#include "weather.caravan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- server ---- */

struct follow {
    struct cv_call *call;
    struct cv_receive receive;
    struct cv_send send;
    int32_t highest;
    bool any;
};

static void on_received(struct cv_receive *op)
{
    struct follow *follow = CV_CONTAINER_OF(op, struct follow, receive);
    const Weather__V1__Reading *reading = weather_v1_highs_follow_received(op);

    if (!cv_ok(op->status) || reading == NULL) { /* NULL: the client has sent its last */
        cv_call_finish(follow->call, op->status);
    } else if (follow->any && reading->millidegrees <= follow->highest) {
        cv_call_receive(follow->call, op);
    } else {
        follow->any = true;
        follow->highest = reading->millidegrees;
        weather_v1_highs_follow_send(follow->call, &follow->send, reading);
    }
}

/* Only when the answer has left is the next reading taken: whoever does not read is not read. */
static void on_sent(struct cv_send *op)
{
    struct follow *follow = CV_CONTAINER_OF(op, struct follow, send);

    if (cv_ok(op->status))
        cv_call_receive(follow->call, &follow->receive);
    else
        cv_call_finish(follow->call, op->status);
}

static void follow_all(struct cv_call *call, void *state)
{
    struct follow *follow = state;

    follow->call = call;
    follow->receive.done = on_received;
    follow->send.done = on_sent;
    cv_call_receive(call, &follow->receive);
}

static struct cv_status start(struct cv_app *app)
{
    static const struct weather_v1_highs_follow_method FOLLOW = {follow_all, sizeof(struct follow)};
    const struct weather_v1_highs_handlers handlers = {.follow = &FOLLOW};

    return weather_v1_highs_serve(cv_app_server(app), &handlers, NULL);
}

static int serve(int argc, char **argv)
{
    static const struct cv_app_spec SPEC = {
        .name = "bidi-streaming",
        .summary = "tells new highs",
        .default_listen = "127.0.0.1:7200",
        .start = start,
    };

    return cv_app_run(argc, argv, &SPEC);
}

/* ---- client ---- */

static struct cv_status follow(struct cv_client *client, char **values, int count)
{
    const Weather__V1__Reading *high;
    struct cv_client_call call;
    struct cv_status status = CV_STATUS_OK;

    cv_client_prepare(client, &call);
    weather_v1_highs_follow_start(cv_client_channel(client), &call.unary.start);
    for (int i = 0; cv_ok(status) && i < count; i++) {
        Weather__V1__Reading reading = WEATHER__V1__READING__INIT;

        reading.millidegrees = (int32_t)strtol(values[i], NULL, 10);
        status = cv_client_send(&call, &reading.base);
    }
    cv_client_close_send(&call);
    while ((high = (const Weather__V1__Reading *)cv_client_receive(&call)) != NULL)
        (void)printf("%.1f degrees\n", high->millidegrees / 1000.0);
    status = cv_client_wait(&call);
    (void)printf("%s\n", cv_code_name(status.code));
    cv_client_release(&call);
    return cv_status(status.code, NULL, NULL);
}

static int call(char *address, char **values, int count)
{
    const struct cv_client_config config = {.channel.target = address};
    struct cv_client *client;
    struct cv_status status = cv_client_open(&config, &client);

    if (cv_ok(status))
        status = follow(client, values, count);
    else
        (void)fprintf(stderr, "%s: %s\n", address, status.message);
    cv_client_close(client);
    return cv_ok(status) ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc >= 2 && strcmp(argv[1], "serve") == 0)
        return serve(argc - 1, argv + 1);
    if (argc >= 3 && strcmp(argv[1], "call") == 0)
        return call(argv[2], argv + 3, argc - 3);
    (void)fprintf(stderr, "usage: bidi_streaming serve [OPTIONS] | call ADDRESS MILLIDEGREES...\n");
    return 2;
}
