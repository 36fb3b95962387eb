/* caravan trip, box, consignment: a corridor by hand. Many of them at once: `caravan import`. */
#include "caravan/logistics/v1/corridors.caravan.h"
#include "commands.h"
#include "operation.h"

#define CORRIDORS(name) .service = &caravan_logistics_v1_corridors_type, .method = (name)
#define TRIP            "corridors/@/trips/@"
#define BOX             "boxes/@"
#define NOTE            "consignments/@"
#define PLACE           "places/@"
#define LOAD            "corridors/@/trips/@/loads/@"

#define THE(word, path, shape)                                                                     \
    {                                                                                              \
        (word), (path), POST_NAME, (shape), .required = true                                       \
    }
#define CORRIDOR_OPTION                                                                            \
    {                                                                                              \
        .name = "--corridor", .value = "ID", .variable = "CARAVAN_CORRIDOR",                       \
        .fallback = "yiwu-vientiane", .help = {"which corridor", "哪条通道"},                      \
    }
#define AT_OPTION                                                                                  \
    {                                                                                              \
        .name = "--at", .value = "TIME",                                                           \
        .help = {"when, such as '2025-03-05 08:00 +08:00'; otherwise now",                         \
                 "时间，如 '2025-03-05 08:00 +08:00'；默认为现在"},                                \
    }
#define REASON_OPTION                                                                              \
    {                                                                                              \
        .name = "--reason", .value = "TEXT", .help = {"why", "原因"},                              \
    }

/* ---- trips ---- */

static const struct operation TRIP_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Trips, the newest first", "车次，新的在前"},
     CORRIDORS("FindTrips"),
     .arguments = {{"--corridor", "parent", POST_NAME, "corridors/@", .required = true},
                   {"--wagon", "wagon", POST_TEXT},
                   {"--number", "number", POST_TEXT},
                   {"--consignment", "consignment", POST_NAME, NOTE}},
     .rows = "trips",
     .columns = {{{"Trip", "编号"}, "name"},
                 {{"Number", "车次"}, "number"},
                 {{"Direction", "方向"}, "direction"},
                 {{"State", "状态"}, "state"},
                 {{"Interrupted", "中断"}, "interrupted"},
                 {{"Way", "路径版本"}, "path_version"},
                 {{"Incidents", "事故"}, "incident_count"},
                 {{"Project", "项目"}, "project"}}},
    {.verb = "show",
     .help = {"One of them: points, wagons, holds", "站点、车辆、扣留"},
     CORRIDORS("GetTrip"),
     .arguments = {THE("TRIP", "name", TRIP)}},
    {.verb = "events",
     .help = {"Its log, what is retracted and strange, too", "日志，含撤销和异常"},
     CORRIDORS("ListTripEvents"),
     .arguments = {THE("TRIP", "parent", TRIP)},
     .rows = "events",
     .columns = {{{"Place in the log", "序号"}, "sequence"},
                 {{"Event", "编号"}, "event_id"},
                 {{"What", "事件"}, "kind"},
                 {{"Time is", "时态"}, "classifier"},
                 {{"At", "站点"}, "place"},
                 {{"Occurred", "发生"}, "occurred_time"},
                 {{"Recorded", "记录"}, "recorded_time"},
                 {{"Taken as", "处理"}, "outcome"},
                 {{"Strange", "异常"}, "anomaly"},
                 {{"Retracted by", "被撤销"}, "retracted_by"}}},
    {.verb = "estimates",
     .help = {"When it was thought to come", "历次预计"},
     CORRIDORS("ListTripEstimates"),
     .arguments = {THE("TRIP", "parent", TRIP)},
     .rows = "estimates",
     .columns = {{{"Point", "站序"}, "point"},
                 {{"Made", "作出"}, "made_time"},
                 {{"p50", "p50"}, "arrival_time"},
                 {{"p90", "p90"}, "late_time"},
                 {{"By", "依据"}, "basis"}}},
    {.verb = "alerts",
     .help = {"Where it is expected 15, 30 or 60 minutes late, or more",
              "预计晚点 15、30、60 分钟以上的站"},
     CORRIDORS("ListTripAlerts"),
     .arguments = {THE("TRIP", "parent", TRIP)},
     .constants = {{"standing_only", 1}},
     .rows = "alerts",
     .columns = {{{"Place", "站点"}, "place"},
                 {{"Late by", "晚点"}, "slip"},
                 {{"Minutes", "分钟"}, "slip_minutes"},
                 {{"Planned", "计划"}, "planned_time"},
                 {{"Forecast", "预计"}, "forecast_time"},
                 {{"Raised", "发出"}, "raise_time"}}},
    {.verb = "loads",
     .help = {"Its load plan: which box on which wagon", "配载：箱与车"},
     CORRIDORS("ListLoads"),
     .arguments = {THE("TRIP", "parent", TRIP)},
     .rows = "loads",
     .columns = {{{"Load", "编号"}, "name"},
                 {{"Box", "箱号"}, "box"},
                 {{"Wagon", "车号"}, "wagon"},
                 {{"Slot", "箱位"}, "slot"},
                 {{"From", "装车站"}, "origin"},
                 {{"To", "卸车站"}, "destination"},
                 {{"State", "状态"}, "state"},
                 {{"Loaded", "装车"}, "loaded_time"},
                 {{"Discharged", "卸车"}, "discharged_time"},
                 {{"Strange", "异常"}, "anomaly"}}},
    {.verb = "adopt",
     .help = {"Take a box that was seen on board into the plan, TRIP/LOAD",
              "将车上所见的箱纳入配载：车次/编号"},
     CORRIDORS("AdoptLoad"),
     .arguments = {THE("LOAD", "name", LOAD),
                   {"--reason", "reason", POST_TEXT, .required = true},
                   {"--origin", "origin", POST_NAME, PLACE},
                   {"--destination", "destination", POST_NAME, PLACE},
                   {"--slot", "slot", POST_NUMBER}}},
    {.verb = "leave",
     .help = {"A planned box did not travel, TRIP/LOAD", "计划的箱未装运：车次/编号"},
     CORRIDORS("LeaveLoad"),
     .arguments = {THE("LOAD", "name", LOAD), {"--reason", "reason", POST_TEXT, .required = true}}},
    {.verb = "move",
     .help = {"What it does now: ready, arrived, departed, hold-opened, unloaded ...",
              "动作：备妥、到达、发车、扣留、卸完等"},
     CORRIDORS("MoveTrip"),
     .arguments = {THE("TRIP", "name", TRIP),
                   {"WHAT", "kind", POST_WORD, .required = true},
                   {"--point", "point", POST_NUMBER},
                   {"--at", "occurred_time", POST_TIME, .offset = "utc_offset_minutes"},
                   {"--cause", "cause", POST_WORD},
                   {"--hold", "hold_id", POST_TEXT},
                   {"--hold-kind", "hold_kind", POST_WORD},
                   {"--wagon", "wagon", POST_TEXT}}},
    {.verb = "end-here",
     .help = {"Divert it so that it ends at the point where it is", "就地终止"},
     CORRIDORS("DivertTrip"),
     .arguments = {THE("TRIP", "name", TRIP), {"--cause", "cause", POST_WORD, .required = true}}},
    {.verb = "cancel",
     .help = {"It will not leave", "取消"},
     CORRIDORS("CancelTrip"),
     .arguments = {THE("TRIP", "name", TRIP), {"--cause", "cause", POST_WORD}}},
    {.verb = "close",
     .help = {"Boxes, kilograms and money balance", "关闭：箱、重量、货值平衡"},
     CORRIDORS("CloseTrip"),
     .arguments = {THE("TRIP", "name", TRIP)}},
    {.verb = NULL},
};

static enum exit_code run_trip(struct run *run)
{
    return operation_run(run, TRIP_OPERATIONS);
}

static void help_trip(FILE *out)
{
    operations_print("trip", TRIP_OPERATIONS, out);
}

static const struct option TRIP_OPTIONS[] = {
    CORRIDOR_OPTION,
    {.name = "--number", .value = "NUMBER", .help = {"only trips of this number", "仅该车次"}},
    {.name = "--consignment",
     .value = "ID",
     .help = {"only those it was booked on", "仅含该运单的"}},
    {.name = "--wagon",
     .value = "NUMBER",
     .help = {"only trips with it; of a move: which was refused",
              "仅含该车辆的；动作：被拒的车辆"}},
    {.name = "--point", .value = "N", .help = {"where, by its position, from 0", "站序，自 0 起"}},
    AT_OPTION,
    {.name = "--cause", .value = "CAUSE", .help = {"why it is late", "晚点原因"}},
    {.name = "--hold", .value = "ID", .help = {"which hold", "扣留编号"}},
    REASON_OPTION,
    {.name = "--origin", .value = "ID", .help = {"adopt: where it was loaded", "纳入：装车站"}},
    {.name = "--destination",
     .value = "ID",
     .help = {"adopt: where it is to come off", "纳入：卸车站"}},
    {.name = "--slot", .value = "N", .help = {"adopt: its place on the wagon", "纳入：箱位"}},
    {.name = "--hold-kind", .value = "KIND", .help = {"of which kind", "扣留类型"}},
    OPERATION_FORMS,
    {.name = NULL},
};

const struct command command_trip = {
    .name = "trip",
    .operands = "VERB [TRIP [WHAT]]",
    .operands_min = 1,
    .operands_max = 3,
    .calls = true,
    .options = TRIP_OPTIONS,
    .summary = {"trains and trucks of a corridor, move by move", "通道的车次，逐步操作"},
    .help = {"The words of moves, causes and kinds of holds: `caravan help import`.\n",
             "动作、原因、扣留类型的用词见 `caravan help import`。\n"},
    .help_more = help_trip,
    .run = run_trip,
};

/* ---- boxes ---- */

#define BOX_EVENT                                                                                  \
    {"WHAT", "event.move", POST_WORD, .required = true},                                           \
        {"--at", "event.occurred_time", POST_TIME, .offset = "event.offset_minutes"},              \
        {"--place", "event.place", POST_NAME, PLACE}, {"--trip", "event.trip", POST_NAME, TRIP},   \
        {"--wagon", "event.wagon", POST_TEXT}, {"--slot", "event.slot", POST_NUMBER},              \
        {"--seal", "event.seal_number", POST_TEXT}, {"--sealed-by", "event.sealed_by", POST_WORD}, \
        {"--weight", "event.weighed_grams", POST_MASS},                                            \
    {                                                                                              \
        "--reason", "event.reason", POST_TEXT                                                      \
    }

static const struct operation BOX_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Boxes", "集装箱"},
     CORRIDORS("ListBoxes"),
     .rows = "boxes",
     .columns = {{{"Box", "箱号"}, "number"},
                 {{"Type", "箱型"}, "size_type"},
                 {{"Position", "位置"}, "position"},
                 {{"Lading", "载货"}, "lading"},
                 {{"Seal", "封"}, "seal"},
                 {{"Place", "站点"}, "place"},
                 {{"Trip", "车次"}, "trip"},
                 {{"Wagon", "车号"}, "wagon"},
                 {{"Held", "扣留"}, "customs_hold"},
                 {{"Alarm", "警报"}, "alarm"}}},
    {.verb = "show",
     .help = {"One of them", "一个集装箱"},
     CORRIDORS("GetBox"),
     .arguments = {THE("BOX", "name", BOX)}},
    {.verb = "move",
     .help = {"What is done to it: gate-in, load, discharge, seal ... Refused when it cannot be",
              "动作：进站、装车、卸车、施封等；不合规则即被拒绝"},
     CORRIDORS("MoveBox"),
     .arguments = {THE("BOX", "name", BOX), BOX_EVENT}},
    {.verb = "observe",
     .help = {"What was seen of it: kept whatever it says. --id is the observer's own",
              "观测：一律保存；--id 为观测方编号"},
     CORRIDORS("ObserveBox"),
     .arguments = {THE("BOX", "name", BOX),
                   BOX_EVENT,
                   {"--id", "observation_id", POST_TEXT, .required = true}}},
    {.verb = NULL},
};

static enum exit_code run_box(struct run *run)
{
    return operation_run(run, BOX_OPERATIONS);
}

static void help_box(FILE *out)
{
    operations_print("box", BOX_OPERATIONS, out);
}

static const struct option BOX_OPTIONS[] = {
    CORRIDOR_OPTION,
    AT_OPTION,
    {.name = "--place", .value = "ID", .help = {"where", "站点"}},
    {.name = "--trip", .value = "TRIP", .help = {"load: on which trip", "装车：车次"}},
    {.name = "--wagon", .value = "NUMBER", .help = {"load: on which wagon", "装车：车号"}},
    {.name = "--slot", .value = "N", .help = {"load: which place on it", "装车：箱位"}},
    {.name = "--seal", .value = "NUMBER", .help = {"seal: its number", "施封：封号"}},
    {.name = "--sealed-by",
     .value = "WHO",
     .help = {"seal: shipper, carrier, customs ...", "施封方"}},
    {.name = "--weight", .value = "MASS", .help = {"weigh: 22.5t", "称重，如 22.5t"}},
    REASON_OPTION,
    {.name = "--id", .value = "ID", .help = {"of the observation", "观测编号"}},
    OPERATION_FORMS,
    {.name = NULL},
};

const struct command command_box = {
    .name = "box",
    .operands = "VERB [BOX [WHAT]]",
    .operands_min = 1,
    .operands_max = 3,
    .calls = true,
    .options = BOX_OPTIONS,
    .summary = {"boxes: where they are, what is done to them", "集装箱：位置与动作"},
    .help = {"What happened to one: `caravan track NUMBER`.\n", "动态见 `caravan track 箱号`。\n"},
    .help_more = help_box,
    .run = run_box,
};

/* ---- consignments ---- */

#define FLAG(word, en, zh, is)                                                                     \
    {                                                                                              \
        .verb = (word), .help = {en, zh}, CORRIDORS("FlagConsignment"),                            \
        .arguments = {THE("CONSIGNMENT", "name", NOTE),                                            \
                      {"FLAG", "flag", POST_WORD, .required = true},                               \
                      {"--reason", "reason", POST_TEXT, .required = true}},                        \
        .constants = {                                                                             \
            {"open", is}                                                                           \
        }                                                                                          \
    }

static const struct operation NOTE_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Consignments", "运单"},
     CORRIDORS("ListConsignments"),
     .rows = "consignments",
     .columns = {{{"Consignment", "编号"}, "name"},
                 {{"State", "状态"}, "state"},
                 {{"From", "发货单位"}, "consignor.title"},
                 {{"To", "收货单位"}, "consignee.title"},
                 {{"Origin", "发站"}, "origin"},
                 {{"Destination", "到站"}, "destination"},
                 {{"Packages", "件数"}, "packages"},
                 {{"Gross, g", "毛重（克）"}, "gross_grams"},
                 {{"Value", "货值"}, "value"}}},
    {.verb = "show",
     .help = {"One of them, line by line", "逐行显示"},
     CORRIDORS("GetConsignment"),
     .arguments = {THE("CONSIGNMENT", "name", NOTE)}},
    {.verb = "amendments",
     .help = {"What was changed of it after it was accepted, and why", "承运后的更改及原因"},
     CORRIDORS("ListAmendments"),
     .arguments = {THE("CONSIGNMENT", "parent", NOTE)},
     .rows = "amendments",
     .columns = {{{"Recorded", "时间"}, "recorded_time"}, {{"Reason", "原因"}, "reason"}}},
    {.verb = "move",
     .help = {"submit, accept, reject, cancel, make-available or close it",
              "提交、承运、拒收、取消、可提货、关闭"},
     CORRIDORS("MoveConsignment"),
     .arguments = {THE("CONSIGNMENT", "name", NOTE),
                   {"WHAT", "action", POST_WORD, .required = true},
                   {"--reason", "reason", POST_TEXT}}},
    FLAG("flag", "Open a flag: customs-hold, shortage, damage or claim",
         "标记：海关扣留、短少、破损、索赔", 1),
    FLAG("unflag", "Close a flag", "解除标记", 0),
    {.verb = "return",
     .help = {"What was not delivered goes back under a new consignment, --as",
              "退运：新运单号由 --as 给出"},
     CORRIDORS("ReturnConsignment"),
     .arguments = {THE("CONSIGNMENT", "name", NOTE),
                   {"--as", "return_id", POST_TEXT, .required = true},
                   {"--reason", "reason", POST_TEXT, .required = true}}},
    {.verb = NULL},
};

static enum exit_code run_consignment(struct run *run)
{
    return operation_run(run, NOTE_OPERATIONS);
}

static void help_consignment(FILE *out)
{
    operations_print("consignment", NOTE_OPERATIONS, out);
}

static const struct option NOTE_OPTIONS[] = {
    REASON_OPTION,
    {.name = "--as", .value = "ID", .help = {"id of the new consignment", "新运单号"}},
    OPERATION_FORMS,
    {.name = NULL},
};

const struct command command_consignment = {
    .name = "consignment",
    .operands = "VERB [CONSIGNMENT [WHAT]]",
    .operands_min = 1,
    .operands_max = 3,
    .calls = true,
    .options = NOTE_OPTIONS,
    .summary = {"consignments: accept, flag, make available", "运单：承运、标记、可提货"},
    .help = {"New ones, bookings and deliveries: `caravan import`.\n",
             "新运单、订舱、交付：`caravan import`。\n"},
    .help_more = help_consignment,
    .run = run_consignment,
};
