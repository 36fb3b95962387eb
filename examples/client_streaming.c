/* Many messages out, one back. The server asks for the next message when it is ready for it.
 *
 *     client_streaming serve [OPTIONS]          client_streaming call ADDRESS MILLIDEGREES... */
#include "app/app.h"
#include "app/client.h"
#include "weather.caravan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- server ---- */

struct record {
    struct cv_call *call;
    struct cv_receive receive;
    uint32_t count;
    int64_t sum;
};

static void summarise(struct record *record)
{
    Weather__V1__Summary summary = WEATHER__V1__SUMMARY__INIT;

    summary.count = record->count;
    if (record->count > 0)
        summary.mean_millidegrees = (int32_t)(record->sum / record->count);
    weather_v1_logbook_record_reply(record->call, &summary);
}

static void on_received(struct cv_receive *op)
{
    struct record *record = CV_CONTAINER_OF(op, struct record, receive);

    if (!cv_ok(op->status)) {
        cv_call_finish(record->call, op->status);
    } else if (op->message == NULL) { /* that was the last */
        summarise(record);
    } else {
        record->count++;
        record->sum += weather_v1_logbook_record_received(op)->millidegrees;
        cv_call_receive(record->call, op);
    }
}

static void record_all(struct cv_call *call, void *state)
{
    struct record *record = state;

    record->call = call;
    record->receive.done = on_received;
    cv_call_receive(call, &record->receive);
}

static struct cv_status start(struct cv_app *app)
{
    static const struct weather_v1_logbook_record_method RECORD = {record_all,
                                                                   sizeof(struct record)};
    const struct weather_v1_logbook_handlers handlers = {.record = &RECORD};

    return weather_v1_logbook_serve(cv_app_server(app), &handlers, NULL);
}

static int serve(int argc, char **argv)
{
    static const struct cv_app_spec SPEC = {
        .name = "client-streaming",
        .summary = "keeps a book of the weather",
        .default_listen = "127.0.0.1:7200",
        .start = start,
    };

    return cv_app_run(argc, argv, &SPEC);
}

/* ---- client ---- */

static struct cv_status record(struct cv_client *client, char **values, int count)
{
    const Weather__V1__Summary *summary;
    struct cv_client_call call;
    struct cv_status status = CV_STATUS_OK;

    cv_client_prepare(client, &call);
    weather_v1_logbook_record_start(cv_client_channel(client), &call.unary.start);
    for (int i = 0; cv_ok(status) && i < count; i++) {
        Weather__V1__Reading reading = WEATHER__V1__READING__INIT;

        reading.millidegrees = (int32_t)strtol(values[i], NULL, 10);
        status = cv_client_send(&call, &reading.base);
    }
    cv_client_close_send(&call);
    summary = (const Weather__V1__Summary *)cv_client_receive(&call);
    if (summary != NULL)
        (void)printf("%u readings, mean %.1f degrees\n", summary->count,
                     summary->mean_millidegrees / 1000.0);
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
        status = record(client, values, count);
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
    (void)fprintf(stderr,
                  "usage: client_streaming serve [OPTIONS] | call ADDRESS MILLIDEGREES...\n");
    return 2;
}
