/* One message out, one message back, and errors that name the field.
 *
 *     unary serve [OPTIONS]          unary call ADDRESS PLACE */
#include "app/app.h"
#include "app/client.h"
#include "weather.caravan.h"

#include <stdio.h>
#include <string.h>

/* ---- server ---- */

static void read_place(struct cv_call *call, void *state, const Weather__V1__ReadRequest *request)
{
    Weather__V1__Reading reading = WEATHER__V1__READING__INIT;

    (void)state;
    if (request->place[0] == '\0') {
        cv_call_finish(call, cv_status_field(cv_call_scope(call)->arena, "place", "is required"));
        return;
    }
    reading.place = request->place;
    reading.millidegrees = 21500;
    weather_v1_station_read_reply(call, &reading);
}

static struct cv_status start(struct cv_app *app)
{
    static const struct weather_v1_station_read_method READ = {read_place, 0};
    const struct weather_v1_station_handlers handlers = {.read = &READ};

    return weather_v1_station_serve(cv_app_server(app), &handlers, NULL);
}

static int serve(int argc, char **argv)
{
    static const struct cv_app_spec SPEC = {
        .name = "unary",
        .summary = "tells the weather",
        .default_listen = "127.0.0.1:7200",
        .start = start,
    };

    return cv_app_run(argc, argv, &SPEC);
}

/* ---- client ---- */

static struct cv_status ask(struct cv_client *client, char *place)
{
    Weather__V1__ReadRequest request = WEATHER__V1__READ_REQUEST__INIT;
    struct cv_client_call call;
    struct cv_status status;

    request.place = place;
    cv_client_prepare(client, &call);
    weather_v1_station_read(cv_client_channel(client), &call.unary, &request);
    status = cv_client_wait(&call);
    if (cv_ok(status)) {
        const Weather__V1__Reading *reading = weather_v1_station_read_response(&call.unary);

        (void)printf("%s: %.1f degrees\n", reading->place, reading->millidegrees / 1000.0);
    } else {
        (void)printf("%s: %s %s\n", cv_code_name(status.code),
                     status.field == NULL ? "" : status.field, status.message);
    }
    cv_client_release(&call); /* the answer and the texts of the status go with it */
    return cv_status(status.code, NULL, NULL);
}

static int call(char *address, char *place)
{
    const struct cv_client_config config = {.channel.target = address};
    struct cv_client *client;
    struct cv_status status = cv_client_open(&config, &client);

    if (cv_ok(status))
        status = ask(client, place);
    else
        (void)fprintf(stderr, "%s: %s\n", address, status.message);
    cv_client_close(client);
    return cv_ok(status) ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc >= 2 && strcmp(argv[1], "serve") == 0)
        return serve(argc - 1, argv + 1);
    if (argc == 4 && strcmp(argv[1], "call") == 0)
        return call(argv[2], argv[3]);
    (void)fprintf(stderr, "usage: unary serve [OPTIONS] | unary call ADDRESS PLACE\n");
    return 2;
}
