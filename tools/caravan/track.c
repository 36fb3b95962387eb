/* caravan track NUMBER: where a parcel is, and how it got there. */
#include "caravan/logistics/v1/hubs.caravan.h"
#include "cell.h"
#include "client.h"
#include "commands.h"
#include "report_view.h"
#include "table.h"

#include <string.h>
#include <strings.h>

/* ---- what is asked for ---- */

/* What the number itself tells of its carrier; NULL: nothing. */
static const char *carrier_of(const char *number)
{
    static const struct {
        const char *prefix;
        const char *carrier;
    } PREFIXES[] = {{"SF", "sf"}, {"YT", "yto"}, {"JT", "jtexpress"}, {"JD", "jd"}};
    size_t len = strlen(number);

    for (size_t i = 0; i < sizeof(PREFIXES) / sizeof(PREFIXES[0]); i++) {
        if (strncasecmp(number, PREFIXES[i].prefix, 2) == 0)
            return PREFIXES[i].carrier;
    }
    if (len == 13 && strspn(number + 2, "0123456789") == 9)
        return "ems"; /* two letters, nine digits, a country */
    return NULL;
}

/* ---- a parcel ---- */

/* "INBOUND" of SCAN_STEP_INBOUND. */
static const char *word(const ProtobufCEnumDescriptor *type, int value, size_t prefix)
{
    const ProtobufCEnumValue *found = protobuf_c_enum_descriptor_get_value(type, value);

    return found == NULL ? "?" : found->name + prefix;
}

static const char *step_of(Caravan__Logistics__V1__ScanStep step)
{
    return word(&caravan__logistics__v1__scan_step__descriptor, (int)step, strlen("SCAN_STEP_"));
}

static void print_scans(const Caravan__Logistics__V1__Parcel *parcel, struct cv_arena *arena)
{
    struct table table;

    if (parcel->n_scans == 0)
        return;
    table_init(&table, arena, T("What was seen of it", "扫描记录"));
    table_column(&table, T("When", "时间"), false);
    table_column(&table, T("Step", "环节"), false);
    table_column(&table, T("Reader", "读码器"), false);
    table_column(&table, T("Chute", "格口"), false);
    table_column(&table, T("Bag", "集包"), false);
    table_column(&table, T("How it was taken", "处理"), false);
    for (size_t i = 0; i < parcel->n_scans; i++) {
        const Caravan__Logistics__V1__ScanRecord *record = parcel->scans[i];

        table_row(&table, (const char *const[]){
                              report_time(record->event_time, arena),
                              step_of(record->scan->step),
                              report_last_part(record->reader),
                              record->scan->chute,
                              record->scan->bag,
                              *record->reason != '\0'
                                  ? record->reason
                                  : word(&caravan__logistics__v1__scan_outcome__descriptor,
                                         (int)record->outcome, strlen("SCAN_OUTCOME_")),
                          });
    }
    table_print(&table, stdout);
}

static void line(const char *name, const char *value)
{
    if (*value != '\0')
        (void)printf("  %s: %s\n", name, value);
}

static void print_parcel(const Caravan__Logistics__V1__Parcel *parcel, struct cv_arena *arena)
{
    (void)printf("%s %s: %s\n", parcel->carrier, parcel->number,
                 word(&caravan__logistics__v1__parcel_state__descriptor, (int)parcel->state,
                      strlen("PARCEL_STATE_")));
    line(T("since", "自"), report_time(parcel->state_time, arena));
    line(T("destination", "目的地"), parcel->destination);
    line(T("chute", "格口"), report_last_part(parcel->chute));
    line(T("bag", "集包"), report_last_part(parcel->bag));
    line(T("missorted", "错分"), parcel->missort);
    if (parcel->expected_step != 0)
        (void)printf(T("  expected next: %s by %s\n", "  预计下一环节：%s，不迟于 %s\n"),
                     step_of(parcel->expected_step), report_time(parcel->expected_time, arena));
    for (size_t i = 0; i < parcel->n_aliases; i++)
        line(T("also", "别名"), parcel->aliases[i]);
    print_scans(parcel, arena);
}

static enum exit_code track_parcel(struct client *client, const char *number)
{
    Caravan__Logistics__V1__TrackParcelRequest request =
        CARAVAN__LOGISTICS__V1__TRACK_PARCEL_REQUEST__INIT;
    const struct run *run = client->run;
    const char *carrier = run_option(run, "--carrier");
    const char *wrong;
    const char *hub;
    struct client_call call;
    struct cv_status status;

    wrong = cell_id(run_option(run, "--hub"), run->arena, &hub);
    if (wrong != NULL)
        return run_refuse_option(run, "--hub", "%s", wrong);
    if (carrier == NULL)
        carrier = carrier_of(number);
    if (carrier == NULL)
        return run_refuse_option(
            run, "--carrier", "%s",
            T("is needed: the number does not say whose it is", "必须给出：单号看不出承运商"));
    request.parent = cv_arena_printf(run->arena, "hubs/%s", hub);
    request.carrier = (char *)(uintptr_t)carrier;
    request.number = (char *)(uintptr_t)number;
    request.view = run_option(run, "--staff") == NULL
                       ? CARAVAN__LOGISTICS__V1__PARCEL_VIEW__PARCEL_VIEW_PUBLIC
                       : CARAVAN__LOGISTICS__V1__PARCEL_VIEW__PARCEL_VIEW_STAFF;
    client_prepare(client, &call);
    caravan_logistics_v1_hubs_track_parcel(client->channel, &call.op, &request);
    status = client_wait(client, &call);
    if (!cv_ok(status))
        return client_complain(client, status);
    print_parcel(caravan_logistics_v1_hubs_track_parcel_response(&call.op), run->arena);
    return EXIT_DONE;
}

/* ---- the command ---- */

static enum exit_code run_track(struct run *run)
{
    struct client client;
    enum exit_code code = client_open_logistics(&client, run);

    if (code == EXIT_DONE)
        code = track_parcel(&client, run->operands[0]);
    client_close(&client);
    return code;
}

static const struct option OPTIONS[] = {
    {.name = "--hub",
     .value = "ID",
     .variable = "CARAVAN_HUB",
     .fallback = "west",
     .help = {"where it passes", "经过的分拨中心"}},
    {.name = "--carrier",
     .value = "ID",
     .help = {"whose number it is, such as sf; some numbers say it",
              "承运商，如 sf；部分单号可自动识别"}},
    {.name = "--staff",
     .help = {"all that is known, for the hub's own people", "全部信息，供内部人员使用"}},
    CLIENT_LOGISTICS,
    {.name = NULL},
};

const struct command command_track = {
    .name = "track",
    .operands = "NUMBER",
    .operands_min = 1,
    .operands_max = 1,
    .calls = true,
    .options = OPTIONS,
    .summary = {"where a parcel is", "查询包裹"},
    .help = {"Without --staff only what anybody may know who has the number.\n",
             "没有 --staff 时，只显示持有单号者可知的信息。\n"},
    .run = run_track,
};
