/* caravan hub, chute, bag, manifest, plan: a sorting hub by hand. */
#include "caravan/logistics/v1/hubs.caravan.h"
#include "commands.h"
#include "operation.h"

#define HUBS(name) .service = &caravan_logistics_v1_hubs_type, .method = (name)
#define HUB        "hubs/@"
#define CHUTE      "hubs/@/chutes/@"
#define BAG        "hubs/@/bags/@"
#define MANIFEST   "hubs/@/manifests/@"
#define PLAN       "hubs/@/sortPlans/@"
#define PREFECTURE "hubs/@/prefectures/@"

/* What all of them need to know. */
#define OF_HUB(path)                                                                               \
    {                                                                                              \
        "--hub", (path), POST_NAME, HUB, .required = true                                          \
    }
#define THE(word, path, shape)                                                                     \
    {                                                                                              \
        (word), (path), POST_NAME, (shape), .required = true                                       \
    }
#define HUB_OPTION                                                                                 \
    {                                                                                              \
        .name = "--hub", .value = "ID", .variable = "CARAVAN_HUB", .fallback = "west",             \
        .help = {"which hub", "哪个分拨中心"},                                                     \
    }

/* What is counted when a bag or a manifest is closed. */
#define CLOSING                                                                                    \
    {"--count", "closing.count", POST_NUMBER, .required = true},                                   \
        {"--weight", "closing.grams", POST_MASS}, {"--seal", "closing.seal", POST_TEXT},           \
    {                                                                                              \
        "--reason", "closing.difference_reason", POST_TEXT                                         \
    }
#define CLOSING_OPTIONS                                                                            \
    {.name = "--count", .value = "N", .help = {"as counted by hand", "清点数"}},                   \
        {.name = "--weight", .value = "MASS", .help = {"as weighed: 12.5kg", "称重，如 12.5kg"}},  \
        {.name = "--seal", .value = "NUMBER", .help = {"its seal", "封号"}},                       \
        {.name = "--reason",                                                                       \
         .value = "TEXT",                                                                          \
         .help = {"why the count is not what was recorded", "清点数与记录不符的原因"}},            \
    {                                                                                              \
        .name = "--to", .value = "PREFECTURE", .help = { "where it goes", "去往的地州" }           \
    }

/* ---- hub ---- */

static const struct operation HUB_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Hubs", "分拨中心"},
     HUBS("ListHubs"),
     .rows = "hubs",
     .columns = {{{"Hub", "编号"}, "name"},
                 {{"Title", "英文名称"}, "title"},
                 {{"Chinese", "名称"}, "title_zh"},
                 {{"Scans", "扫描"}, "sequence"},
                 {{"Closed", "关账至"}, "closed_date"}}},
    {.verb = "readers",
     .help = {"Its readers, their clocks and what they sent", "读码器、时钟与已收序号"},
     HUBS("ListReaders"),
     .arguments = {OF_HUB("parent")},
     .rows = "readers",
     .columns = {{{"Reader", "编号"}, "name"},
                 {{"Title", "名称"}, "title"},
                 {{"Kind", "类型"}, "kind"},
                 {{"On disk", "已存序号"}, "durable_number"},
                 {{"Clock behind, us", "时钟落后（微秒）"}, "skew_us"},
                 {{"Last heard", "最近"}, "last_time"}}},
    {.verb = "overdue",
     .help = {"Parcels that should have been seen and were not", "逾期未见的包裹"},
     HUBS("ListOverdueParcels"),
     .arguments = {OF_HUB("parent")},
     .rows = "parcels",
     .columns = {{{"Carrier", "承运商"}, "carrier"},
                 {{"Number", "单号"}, "number"},
                 {{"State", "状态"}, "state"},
                 {{"Last seen", "最近"}, "last_time"},
                 {{"By", "读码器"}, "last_reader"},
                 {{"Expected", "应有环节"}, "expected_step"},
                 {{"Until", "不迟于"}, "expected_time"},
                 {{"Bag", "集包"}, "bag"}}},
    {.verb = "close-day",
     .help = {"The figures of a day, and of those before, stand: what comes later is told apart",
              "关账：该日及以前的数字不再变，此后的单列"},
     HUBS("CloseHubDay"),
     .arguments = {OF_HUB("name"), {"DATE", "date", POST_DATE, .required = true}}},
    {.verb = NULL},
};

static enum exit_code run_hub(struct run *run)
{
    return operation_run(run, HUB_OPERATIONS);
}

static void help_hub(FILE *out)
{
    operations_print("hub", HUB_OPERATIONS, out);
}

static const struct option HUB_OPTIONS[] = {
    HUB_OPTION,
    OPERATION_FORMS,
    {.name = NULL},
};

const struct command command_hub = {
    .name = "hub",
    .operands = "VERB [DATE]",
    .operands_min = 1,
    .operands_max = 2,
    .calls = true,
    .options = HUB_OPTIONS,
    .summary = {"a hub's readers, overdue parcels, closing of days", "读码器、逾期包裹、日结"},
    .help_more = help_hub,
    .run = run_hub,
};

/* ---- chutes ---- */

#define SET_CHUTE(word, en, zh, field, is)                                                         \
    {                                                                                              \
        .verb = (word), .help = {en, zh}, HUBS("UpdateChute"),                                     \
        .arguments = {THE("CHUTE", "chute.name", CHUTE)}, .constants = {{"chute." field, (is)}},   \
        .etag = "chute.etag", .mask = (field)                                                      \
    }

static const struct operation CHUTE_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Chutes", "格口"},
     HUBS("ListChutes"),
     .arguments = {OF_HUB("parent")},
     .rows = "chutes",
     .columns = {{{"Chute", "编号"}, "name"},
                 {{"Title", "名称"}, "title"},
                 {{"Out of service", "停用"}, "out_of_service"},
                 {{"Full", "已满"}, "full"},
                 {{"Bag", "集包"}, "bag"}}},
    SET_CHUTE("full", "It is full: parcels go to the next one", "已满：转下一格口", "full", 1),
    SET_CHUTE("empty", "It is not full any more", "已空", "full", 0),
    SET_CHUTE("out", "Take it out of service", "停用", "out_of_service", 1),
    SET_CHUTE("in", "Put it in service again", "恢复", "out_of_service", 0),
    {.verb = "link",
     .help = {"Hang an open bag there", "挂包"},
     HUBS("LinkChute"),
     .arguments = {THE("CHUTE", "name", CHUTE), THE("BAG", "bag", BAG)}},
    {.verb = "unlink",
     .help = {"Take the bag off", "取包"},
     HUBS("UnlinkChute"),
     .arguments = {THE("CHUTE", "name", CHUTE)}},
    {.verb = NULL},
};

static enum exit_code run_chute(struct run *run)
{
    return operation_run(run, CHUTE_OPERATIONS);
}

static void help_chute(FILE *out)
{
    operations_print("chute", CHUTE_OPERATIONS, out);
}

static const struct option CHUTE_OPTIONS[] = {
    HUB_OPTION,
    OPERATION_FORMS,
    {.name = NULL},
};

const struct command command_chute = {
    .name = "chute",
    .operands = "VERB [CHUTE [BAG]]",
    .operands_min = 1,
    .operands_max = 3,
    .calls = true,
    .options = CHUTE_OPTIONS,
    .summary = {"chutes: full, out of service, their bags", "格口：已满、停用、挂包"},
    .help_more = help_chute,
    .run = run_chute,
};

/* ---- bags ---- */

static const struct operation BAG_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Bags", "集包"},
     HUBS("ListBags"),
     .arguments = {OF_HUB("parent")},
     .rows = "bags",
     .columns = {{{"Bag", "编号"}, "name"},
                 {{"To", "地州"}, "prefecture"},
                 {{"State", "状态"}, "state"},
                 {{"Chute", "格口"}, "chute"},
                 {{"Manifest", "路单"}, "manifest"},
                 {{"Parcels", "件数"}, "parcel_count"},
                 {{"Missorted", "错分"}, "missort_count"},
                 {{"Grams", "克"}, "grams"},
                 {{"Seal", "封号"}, "closing.seal"}}},
    {.verb = "show",
     .help = {"One of them", "一个集包"},
     HUBS("GetBag"),
     .arguments = {THE("BAG", "name", BAG)}},
    {.verb = "parcels",
     .help = {"What is in it", "包内包裹"},
     HUBS("ListBagParcels"),
     .arguments = {THE("BAG", "parent", BAG)},
     .rows = "parcels",
     .columns = {{{"Carrier", "承运商"}, "carrier"},
                 {{"Number", "单号"}, "number"},
                 {{"To", "地州"}, "prefecture"},
                 {{"Grams", "克"}, "grams"}}},
    {.verb = "open-new",
     .help = {"Begin a bag; its id is on its label", "建包；编号见标签"},
     HUBS("CreateBag"),
     .arguments = {OF_HUB("parent"),
                   {"BAG", "bag_id", POST_TEXT, .required = true},
                   {"--to", "bag.prefecture", POST_NAME, PREFECTURE, .required = true}}},
    {.verb = "put",
     .help = {"Put a parcel in", "装入包裹"},
     HUBS("BagParcel"),
     .arguments = {THE("BAG", "name", BAG),
                   {"NUMBER", "number", POST_TEXT, .required = true},
                   {"--carrier", "carrier", POST_TEXT, .required = true}}},
    {.verb = "take",
     .help = {"Take a parcel out", "取出包裹"},
     HUBS("UnbagParcel"),
     .arguments = {THE("BAG", "name", BAG),
                   {"NUMBER", "number", POST_TEXT, .required = true},
                   {"--carrier", "carrier", POST_TEXT, .required = true}}},
    {.verb = "close",
     .help = {"Close it: from now on nothing in it changes", "封包：此后不再变动"},
     HUBS("CloseBag"),
     .arguments = {THE("BAG", "name", BAG), CLOSING}},
    {.verb = "dispatch",
     .help = {"Send it, without a manifest", "发出（不随路单）"},
     HUBS("DispatchBag"),
     .arguments = {THE("BAG", "name", BAG)}},
    {.verb = "arrive",
     .help = {"It is there", "到达"},
     HUBS("ArriveBag"),
     .arguments = {THE("BAG", "name", BAG)}},
    {.verb = "unpack",
     .help = {"It was opened there", "拆包"},
     HUBS("OpenBag"),
     .arguments = {THE("BAG", "name", BAG)}},
    {.verb = NULL},
};

static enum exit_code run_bag(struct run *run)
{
    return operation_run(run, BAG_OPERATIONS);
}

static void help_bag(FILE *out)
{
    operations_print("bag", BAG_OPERATIONS, out);
}

static const struct option BAG_OPTIONS[] = {
    HUB_OPTION,      {.name = "--carrier", .value = "ID", .help = {"whose number it is", "承运商"}},
    CLOSING_OPTIONS, OPERATION_FORMS,
    {.name = NULL},
};

const struct command command_bag = {
    .name = "bag",
    .operands = "VERB [BAG [NUMBER]]",
    .operands_min = 1,
    .operands_max = 3,
    .calls = true,
    .options = BAG_OPTIONS,
    .summary = {"bags of parcels: fill, close, send", "集包：装入、封包、发出"},
    .help_more = help_bag,
    .run = run_bag,
};

/* ---- manifests ---- */

static const struct operation MANIFEST_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Manifests: the bags of one truck", "路单：一车的集包"},
     HUBS("ListManifests"),
     .arguments = {OF_HUB("parent")},
     .rows = "manifests",
     .columns = {{{"Manifest", "编号"}, "name"},
                 {{"To", "地州"}, "prefecture"},
                 {{"Vehicle", "车辆"}, "vehicle"},
                 {{"State", "状态"}, "state"},
                 {{"Bags", "包数"}, "bag_count"},
                 {{"Parcels", "件数"}, "parcel_count"},
                 {{"Left", "发出"}, "dispatch_time"}}},
    {.verb = "show",
     .help = {"One of them", "一份路单"},
     HUBS("GetManifest"),
     .arguments = {THE("MANIFEST", "name", MANIFEST)}},
    {.verb = "open-new",
     .help = {"Begin a manifest", "建路单"},
     HUBS("CreateManifest"),
     .arguments = {OF_HUB("parent"),
                   {"MANIFEST", "manifest_id", POST_TEXT, .required = true},
                   {"--to", "manifest.prefecture", POST_NAME, PREFECTURE, .required = true},
                   {"--vehicle", "manifest.vehicle", POST_TEXT}}},
    {.verb = "load",
     .help = {"Put a closed bag on it", "装入集包"},
     HUBS("LoadBag"),
     .arguments = {THE("MANIFEST", "name", MANIFEST), THE("BAG", "bag", BAG)}},
    {.verb = "unload",
     .help = {"Take it off again", "卸下集包"},
     HUBS("UnloadBag"),
     .arguments = {THE("MANIFEST", "name", MANIFEST), THE("BAG", "bag", BAG)}},
    {.verb = "close",
     .help = {"Close it: from now on nothing on it changes", "封单：此后不再变动"},
     HUBS("CloseManifest"),
     .arguments = {THE("MANIFEST", "name", MANIFEST), CLOSING}},
    {.verb = "dispatch",
     .help = {"The truck leaves, its bags with it", "发车"},
     HUBS("DispatchManifest"),
     .arguments = {THE("MANIFEST", "name", MANIFEST)}},
    {.verb = "arrive",
     .help = {"The truck is there", "到达"},
     HUBS("ArriveManifest"),
     .arguments = {THE("MANIFEST", "name", MANIFEST)}},
    {.verb = "unpack",
     .help = {"It was unloaded there", "卸车"},
     HUBS("OpenManifest"),
     .arguments = {THE("MANIFEST", "name", MANIFEST)}},
    {.verb = NULL},
};

static enum exit_code run_manifest(struct run *run)
{
    return operation_run(run, MANIFEST_OPERATIONS);
}

static void help_manifest(FILE *out)
{
    operations_print("manifest", MANIFEST_OPERATIONS, out);
}

static const struct option MANIFEST_OPTIONS[] = {
    HUB_OPTION,
    {.name = "--vehicle",
     .value = "TEXT",
     .help = {"a plate or a run's number; never a driver", "车牌或班次；不填司机"}},
    CLOSING_OPTIONS,
    OPERATION_FORMS,
    {.name = NULL},
};

const struct command command_manifest = {
    .name = "manifest",
    .operands = "VERB [MANIFEST [BAG]]",
    .operands_min = 1,
    .operands_max = 3,
    .calls = true,
    .options = MANIFEST_OPTIONS,
    .summary = {"the bags of a truck: load, close, send", "路单：装车、封单、发车"},
    .help_more = help_manifest,
    .run = run_manifest,
};

/* ---- sort plans ---- */

static const struct operation PLAN_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Sort plans", "分拣方案"},
     HUBS("ListSortPlans"),
     .arguments = {OF_HUB("parent")},
     .rows = "sort_plans",
     .columns = {{{"Plan", "编号"}, "name"},
                 {{"Version", "版本"}, "version"},
                 {{"Title", "名称"}, "title"},
                 {{"State", "状态"}, "state"},
                 {{"From", "自"}, "activate_time"},
                 {{"Until", "至"}, "retire_time"}}},
    {.verb = "show",
     .help = {"One of them, entry by entry", "逐条显示"},
     HUBS("GetSortPlan"),
     .arguments = {THE("PLAN", "name", PLAN)}},
    {.verb = "check",
     .help = {"What keeps it from being activated", "不能启用的原因"},
     HUBS("CheckSortPlan"),
     .arguments = {THE("PLAN", "name", PLAN)},
     .rows = "problems",
     .columns = {{{"Reason", "原因"}, "reason"},
                 {{"Key", "分拣码"}, "key"},
                 {{"What", "说明"}, "message"}}},
    {.verb = "validate",
     .help = {"It is whole, and is not changed any more", "校验：此后不再变动"},
     HUBS("ValidateSortPlan"),
     .arguments = {THE("PLAN", "name", PLAN)}},
    {.verb = "activate",
     .help = {"Sort by it from now, or --at, on", "自现在或 --at 起启用"},
     HUBS("ActivateSortPlan"),
     .arguments = {THE("PLAN", "name", PLAN), {"--at", "activate_time", POST_TIME}}},
    {.verb = "retire",
     .help = {"Do not sort by it any more", "停用"},
     HUBS("RetireSortPlan"),
     .arguments = {THE("PLAN", "name", PLAN)}},
    {.verb = NULL},
};

static enum exit_code run_plan(struct run *run)
{
    return operation_run(run, PLAN_OPERATIONS);
}

static void help_plan(FILE *out)
{
    operations_print("plan", PLAN_OPERATIONS, out);
}

static const struct option PLAN_OPTIONS[] = {
    HUB_OPTION,
    {.name = "--at",
     .value = "TIME",
     .help = {"such as '2025-03-05 08:00 +08:00'", "如 '2025-03-05 08:00 +08:00'"}},
    OPERATION_FORMS,
    {.name = NULL},
};

const struct command command_plan = {
    .name = "plan",
    .operands = "VERB [PLAN]",
    .operands_min = 1,
    .operands_max = 2,
    .calls = true,
    .options = PLAN_OPTIONS,
    .summary = {"sort plans: check, validate, activate", "分拣方案：检查、校验、启用"},
    .help = {"`caravan import` makes plans from sort_plans.csv.\n",
             "用 `caravan import` 导入 sort_plans.csv（分拣方案.csv）。\n"},
    .help_more = help_plan,
    .run = run_plan,
};
