/* What stands between every call and its handler: a gate that wants a token, and behind it a log
 * of the calls it let pass. The client's own interceptor shows the token.
 *
 *     interceptor serve [OPTIONS]          interceptor call ADDRESS PLACE [TOKEN] */
#include "rpc/interceptor.h"
#include "app/app.h"
#include "app/client.h"
#include "weather.caravan.h"

#include <stdio.h>
#include <string.h>

#define TOKEN "open sesame"

/* ---- server ---- */

static bool knows(const struct cv_metadatum *token)
{
    return token != NULL && token->value.len == strlen(TOKEN) &&
           memcmp(token->value.at, TOKEN, token->value.len) == 0;
}

static void check_token(struct cv_interceptor *self, struct cv_call *call, void *state)
{
    /* Health and reflection are for everybody. */
    bool standard = strncmp(cv_call_method(call)->path, "/grpc.", 6) == 0;
    struct cv_status status = CV_STATUS_OK;

    (void)self;
    (void)state;
    if (!standard && !knows(cv_metadata_find(cv_call_metadata(call), "authorization")))
        status = cv_status(CV_UNAUTHENTICATED, NULL, "the token is wrong");
    cv_call_proceed(call, status); /* now, or later if it takes time; not OK ends the call */
}

static void log_end(struct cv_interceptor *self, struct cv_call *call, void *state,
                    struct cv_status *status)
{
    (void)self;
    (void)state;
    (void)printf("%s %s\n", cv_call_method(call)->name, cv_code_name(status->code));
    (void)fflush(stdout);
}

static void read_place(struct cv_call *call, void *state, const Weather__V1__ReadRequest *request)
{
    Weather__V1__Reading reading = WEATHER__V1__READING__INIT;

    (void)state;
    reading.place = request->place;
    reading.millidegrees = 21500;
    weather_v1_station_read_reply(call, &reading);
}

static struct cv_status start(struct cv_app *app)
{
    static const struct weather_v1_station_read_method READ = {read_place, 0};
    static struct cv_interceptor gate = {.begin = check_token};
    static struct cv_interceptor book = {.end = log_end};
    const struct weather_v1_station_handlers handlers = {.read = &READ};
    struct cv_status status = cv_server_intercept(cv_app_server(app), &gate);

    if (cv_ok(status)) /* the first added is the outermost: it sees what all others do not */
        status = cv_server_intercept(cv_app_server(app), &book);
    if (cv_ok(status))
        status = weather_v1_station_serve(cv_app_server(app), &handlers, NULL);
    return status;
}

static int serve(int argc, char **argv)
{
    static const struct cv_app_spec SPEC = {
        .name = "interceptor",
        .summary = "tells the weather to whom it knows",
        .default_listen = "127.0.0.1:7200",
        .start = start,
    };

    return cv_app_run(argc, argv, &SPEC);
}

/* ---- client ---- */

/* An interceptor with something of its own: embed it. */
struct shows_token {
    struct cv_interceptor interceptor;
    const char *token;
};

static void show_token(struct cv_interceptor *self, struct cv_call *call, void *state)
{
    const char *token = CV_CONTAINER_OF(self, struct shows_token, interceptor)->token;

    (void)state;
    cv_call_proceed(call, cv_call_add_header(call, "authorization", token, strlen(token)));
}

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

static int call(char *address, char *place, const char *token)
{
    const struct cv_client_config config = {.channel.target = address};
    struct shows_token shows = {.interceptor.begin = show_token, .token = token};
    struct cv_client *client;
    struct cv_status status = cv_client_open(&config, &client);

    if (cv_ok(status) && token != NULL)
        status = cv_channel_intercept(cv_client_channel(client), &shows.interceptor);
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
        return call(argv[2], argv[3], argc == 5 ? argv[4] : NULL);
    (void)fprintf(stderr, "usage: interceptor serve [OPTIONS] | call ADDRESS PLACE [TOKEN]\n");
    return 2;
}
