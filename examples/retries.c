/* A client that tries again by itself, as its service config says, against a server that refuses
 * two calls of three. Only calls that fail with the codes named are repeated, and only while the
 * deadline allows.
 *
 *     retries serve [OPTIONS]          retries call ADDRESS PLACE [once] */
#include "app/app.h"
#include "app/client.h"
#include "weather.caravan.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

/* ---- server ---- */

/* Handlers may run on several threads (--threads): what they share is guarded, or atomic. */
struct service {
    atomic_uint calls;
};

static void read_place(struct cv_call *call, void *state, const Weather__V1__ReadRequest *request)
{
    struct service *service = cv_call_service(call);
    Weather__V1__Reading reading = WEATHER__V1__READING__INIT;

    (void)state;
    if (atomic_fetch_add(&service->calls, 1) % 3 != 2) {
        cv_call_finish(call, cv_status(CV_UNAVAILABLE, NULL, "the thermometer is busy"));
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
    struct service *service = cv_arena_zalloc(cv_app_arena(app), sizeof(*service));

    if (service == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    return weather_v1_station_serve(cv_app_server(app), &handlers, service);
}

static int serve(int argc, char **argv)
{
    static const struct cv_app_spec SPEC = {
        .name = "retries",
        .summary = "tells the weather one time in three",
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
    if (cv_ok(status))
        (void)printf("%.1f degrees\n",
                     weather_v1_station_read_response(&call.unary)->millidegrees / 1000.0);
    else
        (void)printf("%s: %s\n", cv_code_name(status.code), status.message);
    cv_client_release(&call);
    return cv_status(status.code, NULL, NULL);
}

/* An operator would read it from a file. */
static const char POLICY[] = "{\"methodConfig\": [{\"name\": [{}], \"retryPolicy\": {"
                             "    \"maxAttempts\": 4,"
                             "    \"initialBackoff\": \"0.01s\","
                             "    \"maxBackoff\": \"1s\","
                             "    \"backoffMultiplier\": 2,"
                             "    \"retryableStatusCodes\": [\"UNAVAILABLE\"]}}]}";

static int call(char *address, char *place, bool once)
{
    const struct cv_client_config config = {
        .channel = {.target = address, .service_config = once ? NULL : POLICY},
    };
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
    if ((argc == 4 || argc == 5) && strcmp(argv[1], "call") == 0)
        return call(argv[2], argv[3], argc == 5 && strcmp(argv[4], "once") == 0);
    (void)fprintf(stderr, "usage: retries serve [OPTIONS] | call ADDRESS PLACE [once]\n");
    return 2;
}
