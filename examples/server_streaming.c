/* One message out, many back. The server sends the next one when there is room for it, so a client
 * that reads slowly holds it up and costs no memory.
 *
 *     server_streaming serve [OPTIONS]          server_streaming call ADDRESS PLACE COUNT */
#include "app/app.h"
#include "app/client.h"
#include "weather.caravan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- server ---- */

/* What a call needs from one message to the next: zeroed at its start, gone with its end. */
struct watch {
    struct cv_call *call;
    struct cv_send send;
    char *place;
    uint32_t left;
    int32_t millidegrees;
};

static void send_next(struct watch *watch);

static void on_sent(struct cv_send *op)
{
    struct watch *watch = CV_CONTAINER_OF(op, struct watch, send);

    if (cv_ok(op->status))
        send_next(watch);
    else /* the client has left, or the deadline has passed */
        cv_call_finish(watch->call, op->status);
}

static void send_next(struct watch *watch)
{
    Weather__V1__Reading reading = WEATHER__V1__READING__INIT;

    if (watch->left == 0) {
        cv_call_finish(watch->call, CV_STATUS_OK);
        return;
    }
    watch->left--;
    reading.place = watch->place;
    reading.millidegrees = watch->millidegrees += 500;
    weather_v1_feed_watch_send(watch->call, &watch->send, &reading);
}

static void watch_place(struct cv_call *call, void *state, const Weather__V1__WatchRequest *request)
{
    struct watch *watch = state;

    watch->call = call;
    watch->send.done = on_sent;
    watch->place = request->place; /* the request lives as long as the call */
    watch->left = request->count;
    watch->millidegrees = 20000;
    send_next(watch);
}

static struct cv_status start(struct cv_app *app)
{
    static const struct weather_v1_feed_watch_method WATCH = {watch_place, sizeof(struct watch)};
    const struct weather_v1_feed_handlers handlers = {.watch = &WATCH};

    return weather_v1_feed_serve(cv_app_server(app), &handlers, NULL);
}

static int serve(int argc, char **argv)
{
    static const struct cv_app_spec SPEC = {
        .name = "server-streaming",
        .summary = "tells the weather as it changes",
        .default_listen = "127.0.0.1:7200",
        .start = start,
    };

    return cv_app_run(argc, argv, &SPEC);
}

/* ---- client ---- */

static struct cv_status watch(struct cv_client *client, char *place, uint32_t count)
{
    Weather__V1__WatchRequest request = WEATHER__V1__WATCH_REQUEST__INIT;
    const Weather__V1__Reading *reading;
    struct cv_client_call call;
    struct cv_status status;

    request.place = place;
    request.count = count;
    cv_client_prepare(client, &call);
    weather_v1_feed_watch_start(cv_client_channel(client), &call.unary.start);
    (void)cv_client_send(&call, &request.base);
    while ((reading = (const Weather__V1__Reading *)cv_client_receive(&call)) != NULL)
        (void)printf("%s: %.1f degrees\n", reading->place, reading->millidegrees / 1000.0);
    status = cv_client_wait(&call); /* how the stream ended */
    (void)printf("%s\n", cv_code_name(status.code));
    cv_client_release(&call);
    return cv_status(status.code, NULL, NULL);
}

static int call(char *address, char *place, uint32_t count)
{
    const struct cv_client_config config = {.channel.target = address};
    struct cv_client *client;
    struct cv_status status = cv_client_open(&config, &client);

    if (cv_ok(status))
        status = watch(client, place, count);
    else
        (void)fprintf(stderr, "%s: %s\n", address, status.message);
    cv_client_close(client);
    return cv_ok(status) ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc >= 2 && strcmp(argv[1], "serve") == 0)
        return serve(argc - 1, argv + 1);
    if (argc == 5 && strcmp(argv[1], "call") == 0)
        return call(argv[2], argv[3], (uint32_t)strtoul(argv[4], NULL, 10));
    (void)fprintf(stderr, "usage: server_streaming serve [OPTIONS] | call ADDRESS PLACE COUNT\n");
    return 2;
}
