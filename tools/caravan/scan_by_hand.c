/* caravan scan: one scan, said by hand, as a reader that somebody holds would. */
#include "base/clock.h"
#include "caravan/logistics/v1/hubs.caravan.h"
#include "cell.h"
#include "client.h"
#include "commands.h"
#include "enum_word.h"
#include "message_view.h"
#include "post_cell.h"
#include "report_options.h"

#include <string.h>

#define US_A_SECOND INT64_C(1000000)

struct hand {
    struct run *run;
    struct client client;
    Caravan__Logistics__V1__Scan scan;
    char *hub;    /* "hubs/west" */
    char *reader; /* "hubs/west/readers/hand" */
};

/* ---- what is said ---- */

/* An option's value as it is; "": not given. */
static char *text_of_option(const struct run *run, const char *option)
{
    const char *text = run_option(run, option);

    return (char *)(uintptr_t)(text == NULL ? "" : text);
}

static enum exit_code read_names(struct hand *hand)
{
    const struct run *run = hand->run;
    const char *reader = run_option(run, "--reader");
    const char *wrong;
    const char *hub;

    wrong = cell_id(run_option(run, "--hub"), run->arena, &hub);
    if (wrong != NULL)
        return run_refuse_option(run, "--hub", "%s", wrong);
    if (reader == NULL)
        return run_refuse_option(run, "--reader", "%s", T("is needed", "必须给出"));
    wrong = cell_id(reader, run->arena, &reader);
    if (wrong != NULL)
        return run_refuse_option(run, "--reader", "%s", wrong);
    hand->hub = cv_arena_printf(run->arena, "hubs/%s", hub);
    hand->reader = cv_arena_printf(run->arena, "hubs/%s/readers/%s", hub, reader);
    return hand->hub == NULL || hand->reader == NULL ? EXIT_FAILED : EXIT_DONE;
}

static enum exit_code read_numbers(struct hand *hand)
{
    const struct run *run = hand->run;
    const char *track = run_option(run, "--track");
    const char *weight = run_option(run, "--weight");
    const char *wrong = NULL;

    if (track != NULL)
        wrong = cell_integer(track, 1, INT64_MAX / 2, run->arena, &hand->scan.track_id);
    if (wrong != NULL)
        return run_refuse_option(run, "--track", "%s", wrong);
    if (weight != NULL)
        wrong = cell_mass(weight, "", run->arena, &hand->scan.grams);
    return wrong == NULL ? EXIT_DONE : run_refuse_option(run, "--weight", "%s", wrong);
}

static enum exit_code read_step(struct hand *hand)
{
    const struct run *run = hand->run;
    const char *word = run->operands[0];
    int step;

    if (!enum_read(&caravan__logistics__v1__scan_step__descriptor, word, strlen(word), &step))
        return run_refuse_option(run, word, "%s",
                                 T("is no step; `caravan help scan` lists them",
                                   "不是环节；`caravan help scan` 列出全部"));
    hand->scan.step = (Caravan__Logistics__V1__ScanStep)step;
    if (run->operand_count > 1)
        hand->scan.parcel_number = (char *)(uintptr_t)run->operands[1];
    hand->scan.carrier = text_of_option(run, "--carrier");
    hand->scan.chute = text_of_option(run, "--chute");
    hand->scan.bag = text_of_option(run, "--bag");
    hand->scan.destination_key = text_of_option(run, "--to");
    hand->scan.reason = text_of_option(run, "--reason");
    hand->scan.other_carrier = text_of_option(run, "--other-carrier");
    hand->scan.other_number = text_of_option(run, "--other-number");
    return EXIT_DONE;
}

static enum exit_code read_time(struct hand *hand)
{
    const char *text = run_option(hand->run, "--at");
    struct cell_time time = {0};
    const char *wrong;

    hand->scan.offset_case = CARAVAN__LOGISTICS__V1__SCAN__OFFSET_UTC_OFFSET_MINUTES;
    hand->scan.occur_us = cv_clock_utc_us();
    if (text == NULL)
        return EXIT_DONE; /* the offset is the hub's */
    wrong = cell_time(text, "", hand->run->arena, &time);
    if (wrong != NULL)
        return run_refuse_option(hand->run, "--at", "%s", wrong);
    hand->scan.occur_us = time.seconds * US_A_SECOND;
    hand->scan.utc_offset_minutes = time.offset_minutes;
    return EXIT_DONE;
}

/* ---- the calls ---- */

/* The number after the reader's last, and the hub's distance from UTC. */
static enum exit_code ask_where_it_is(struct hand *hand)
{
    Caravan__Logistics__V1__GetReaderRequest reader =
        CARAVAN__LOGISTICS__V1__GET_READER_REQUEST__INIT;
    Caravan__Logistics__V1__GetHubRequest hub = CARAVAN__LOGISTICS__V1__GET_HUB_REQUEST__INIT;
    struct client_call call;
    struct cv_status status;

    reader.name = hand->reader;
    client_prepare(&hand->client, &call);
    caravan_logistics_v1_hubs_get_reader(hand->client.channel, &call.op, &reader);
    status = client_wait(&hand->client, &call);
    if (!cv_ok(status))
        return client_complain(&hand->client, status);
    hand->scan.number = caravan_logistics_v1_hubs_get_reader_response(&call.op)->durable_number + 1;
    if (run_option(hand->run, "--at") != NULL)
        return EXIT_DONE;
    hub.name = hand->hub;
    client_prepare(&hand->client, &call);
    caravan_logistics_v1_hubs_get_hub(hand->client.channel, &call.op, &hub);
    status = client_wait(&hand->client, &call);
    if (!cv_ok(status))
        return client_complain(&hand->client, status);
    hand->scan.utc_offset_minutes =
        caravan_logistics_v1_hubs_get_hub_response(&call.op)->utc_offset_minutes;
    return EXIT_DONE;
}

/* What is not kept is no success. */
static enum exit_code tell(const struct hand *hand,
                           const Caravan__Logistics__V1__ScanResult *result)
{
    struct json_out out;
    enum exit_code code;
    bool done = true;

    if (run_option(hand->run, "--json") != NULL) {
        json_out_begin(&out);
        message_put_json(&out, &result->base, hand->run->arena);
        done = json_out_end(&out, stdout);
    } else {
        message_print(&result->base, hand->run->arena, stdout);
    }
    code = report_end(hand->run, done);
    return code == EXIT_DONE && result->sequence == 0 ? EXIT_REFUSED : code;
}

static enum exit_code send_scan(struct hand *hand)
{
    Caravan__Logistics__V1__CaptureScanRequest request =
        CARAVAN__LOGISTICS__V1__CAPTURE_SCAN_REQUEST__INIT;
    struct client_call call;
    struct cv_status status;

    request.parent = hand->reader;
    request.scan = &hand->scan;
    client_prepare(&hand->client, &call);
    caravan_logistics_v1_hubs_capture_scan(hand->client.channel, &call.op, &request);
    status = client_wait(&hand->client, &call);
    if (!cv_ok(status))
        return client_complain(&hand->client, status);
    return tell(hand, caravan_logistics_v1_hubs_capture_scan_response(&call.op));
}

/* ---- the command ---- */

static enum exit_code run_scan(struct run *run)
{
    struct hand hand = {.run = run, .scan = CARAVAN__LOGISTICS__V1__SCAN__INIT};
    enum exit_code code = read_step(&hand);

    if (code == EXIT_DONE)
        code = read_names(&hand);
    if (code == EXIT_DONE)
        code = read_numbers(&hand);
    if (code == EXIT_DONE)
        code = read_time(&hand);
    if (code != EXIT_DONE)
        return code;
    code = client_open_logistics(&hand.client, run);
    if (code == EXIT_DONE)
        code = ask_where_it_is(&hand);
    if (code == EXIT_DONE)
        code = send_scan(&hand);
    client_close(&hand.client);
    return code;
}

static void help_steps(FILE *out)
{
    const ProtobufCEnumDescriptor *type = &caravan__logistics__v1__scan_step__descriptor;

    (void)fputs(T("\nSteps, in either language:\n", "\n环节，中英文均可：\n"), out);
    for (unsigned i = 0; i < type->n_values; i++) {
        const char *zh = enum_word_zh(type, type->values[i].value);

        if (type->values[i].value != 0)
            (void)fprintf(out, "  %s %s\n", enum_name(type, type->values[i].value),
                          zh == NULL ? "" : zh);
    }
}

static const struct option OPTIONS[] = {
    {.name = "--hub",
     .value = "ID",
     .variable = "CARAVAN_HUB",
     .fallback = "west",
     .help = {"which hub", "哪个分拨中心"}},
    {.name = "--reader",
     .value = "ID",
     .variable = "CARAVAN_READER",
     .help = {"whose scan it is; nobody else may use that reader", "读码器；他人不得同时使用"}},
    {.name = "--carrier", .value = "ID", .help = {"whose number it is", "承运商"}},
    {.name = "--track",
     .value = "N",
     .help = {"in place of a number: the belt's own, of a no-read",
              "无单号时：传送带编号（未识读）"}},
    {.name = "--chute", .value = "ID", .help = {"where it fell", "格口"}},
    {.name = "--bag", .value = "ID", .help = {"what it was put into", "集包"}},
    {.name = "--to", .value = "KEY", .help = {"where it goes", "目的地"}},
    {.name = "--weight", .value = "MASS", .help = {"1.5kg", "重量，如 1.5kg"}},
    {.name = "--reason", .value = "CODE", .help = {"why, a code", "原因代码"}},
    {.name = "--other-carrier",
     .value = "ID",
     .help = {"merged, relabelled: of the other number", "合并、换单：另一单号的承运商"}},
    {.name = "--other-number",
     .value = "NUMBER",
     .help = {"merged: what it is; relabelled: what it bears now", "合并：实为何单；换单：新单号"}},
    {.name = "--at",
     .value = "TIME",
     .help = {"such as '2025-03-05 08:00 +08:00'; otherwise now",
              "如 '2025-03-05 08:00 +08:00'；默认为现在"}},
    {.name = "--json", .help = {"for programs: the fields of the API", "供程序使用：API 的字段"}},
    CLIENT_LOGISTICS,
    {.name = NULL},
};

const struct command command_scan = {
    .name = "scan",
    .operands = "STEP [NUMBER]",
    .operands_min = 1,
    .operands_max = 2,
    .calls = true,
    .options = OPTIONS,
    .summary = {"say one scan by hand: found, held, merged, lost ...",
                "手工录入一次扫描：找回、扣留、合并、丢失等"},
    .help = {"Its running number is the one after the reader's last.\n",
             "序号接读码器的最后一个。\n"},
    .help_more = help_steps,
    .run = run_scan,
};
