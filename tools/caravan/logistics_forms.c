/* The files of the logistics services: their columns, and the calls their rows become. */
#include "caravan/logistics/v1/corridors.caravan.h"
#include "caravan/logistics/v1/hubs.caravan.h"
#include "caravan/logistics/v1/sales.caravan.h"
#include "post_form.h"

/* ---- corridor ---- */

static const struct form_column PLACES[] = {
    COLUMN("id", "编号", "place_id", MUST, AS(ID)),
    COLUMN("title", "英文名称", "place.title"),
    COLUMN("title_zh", "名称", "place.title_zh"),
    COLUMN("kind", "类型", "place.kind", MUST, AS(WORD)),
    COLUMN("functions", "功能", "place.functions", AS(WORDS)),
    COLUMN("country", "国家", "place.country", MUST),
    COLUMN("unlocode", "联合国代码", "place.unlocode"),
    COLUMN("unlocode_edition", "代码版本", "place.unlocode_edition"),
    COLUMN("unlocode_status", "代码状态", "place.unlocode_status"),
    COLUMN("border_country", "邻国", "place.border_country"),
    COLUMN("utc_offset_minutes", "时差分钟", "place.utc_offset_minutes", AS(NUMBER)),
};

static const struct form_column CORRIDORS[] = {
    COLUMN("id", "编号", "corridor_id", MUST, AS(ID)),
    COLUMN("title", "英文名称", "corridor.title"),
    COLUMN("title_zh", "名称", "corridor.title_zh"),
    COLUMN("place", "站点", "corridor.points[].place", MUST, NAMED("places/@")),
    COLUMN("mode", "方式", "corridor.points[].mode", AS(WORD)),
    COLUMN("run_minutes", "运行分钟", "corridor.points[].run_minutes", AS(NUMBER)),
    COLUMN("dwell_minutes", "停留分钟", "corridor.points[].dwell_minutes", AS(NUMBER)),
};

static const struct form_column BOXES[] = {
    COLUMN("number", "箱号", "box.number", MUST),
    COLUMN("size_type", "箱型", "box.size_type", MUST),
    COLUMN("tare", "自重", "box.tare_grams", MUST, AS(MASS)),
    COLUMN("max_gross", "总重上限", "box.max_gross_grams", MUST, AS(MASS)),
};

static const struct form_column TRIPS[] = {
    COLUMN("id", "编号", "trip_id", MUST, AS(ID)),
    COLUMN("corridor", "通道", "parent", MUST, NAMED("corridors/@")),
    COLUMN("number", "车次", "trip.number", MUST),
    COLUMN("direction", "方向", "trip.direction", MUST, AS(WORD)),
    COLUMN("departure", "计划发车", "trip.departure_time", MUST, AS(TIME)),
    COLUMN("project", "项目", "trip.project"),
};

static const struct form_column WAGONS[] = {
    COLUMN("trip", "车次", "name", MUST, NAMED("corridors/@/trips/@")),
    COLUMN("time", "时间", NULL, AS(ORDER)),
    COLUMN("number", "车号", "wagons[].number", MUST),
    COLUMN("numbering", "编号制", "wagons[].numbering", MUST, AS(WORD)),
    COLUMN("type", "车型", "wagons[].type"),
    COLUMN("limit", "载重", "wagons[].limit_grams", MUST, AS(MASS)),
    COLUMN("slots", "箱位", "wagons[].slots", AS(NUMBER)),
};

static const struct form_column CONSIGNMENTS[] = {
    COLUMN("id", "运单", "consignment_id", MUST, AS(ID)),
    COLUMN("corridor", "通道", "consignment.corridor", MUST, NAMED("corridors/@")),
    COLUMN("consignor", "发货单位", "consignment.consignor.title", MUST),
    COLUMN("consignor_code", "发货单位代码", "consignment.consignor.uscc"),
    COLUMN("consignee", "收货单位", "consignment.consignee.title", MUST),
    COLUMN("consignee_code", "收货单位代码", "consignment.consignee.uscc"),
    COLUMN("origin", "发站", "consignment.origin", MUST, NAMED("places/@")),
    COLUMN("destination", "到站", "consignment.destination", MUST, NAMED("places/@")),
    COLUMN("incoterm", "贸易术语", "consignment.incoterm"),
    COLUMN("incoterm_place", "术语地点", "consignment.incoterm_place"),
    COLUMN("goods", "品名", "consignment.lines[].description", MUST),
    COLUMN("hs_code", "商品编码", "consignment.lines[].hs_code"),
    COLUMN("packages", "件数", "consignment.lines[].packages", AS(NUMBER)),
    COLUMN("gross", "毛重", "consignment.lines[].gross_grams", AS(MASS)),
    COLUMN("value", "货值", "consignment.lines[].value", .unit = UNIT_MONEY, AS(MONEY)),
    COLUMN("paper", "单证类型", "consignment.papers[].kind", AS(WORD)),
    COLUMN("paper_reference", "单证号", "consignment.papers[].reference"),
    COLUMN("project", "项目", "consignment.project"),
};

static const struct form_column CONSIGNMENT_MOVES[] = {
    COLUMN("consignment", "运单", "name", MUST, NAMED("consignments/@")),
    COLUMN("time", "时间", NULL, MUST, AS(ORDER)),
    COLUMN("what", "动作", "action", MUST, AS(WORD)),
    COLUMN("reason", "原因", "reason"),
};

static const struct form_column LOADS[] = {
    COLUMN("id", "编号", "load_id", MUST, AS(ID)),
    COLUMN("trip", "车次", "parent", MUST, NAMED("corridors/@/trips/@")),
    COLUMN("time", "时间", NULL, AS(ORDER)),
    COLUMN("box", "箱号", "load.box", MUST, NAMED("boxes/@")),
    COLUMN("wagon", "车号", "load.wagon", MUST),
    COLUMN("slot", "箱位", "load.slot", MUST, AS(NUMBER)),
    COLUMN("origin", "装车站", "load.origin", MUST, NAMED("places/@")),
    COLUMN("destination", "卸车站", "load.destination", MUST, NAMED("places/@")),
};

static const struct form_column BOOKINGS[] = {
    COLUMN("id", "编号", "booking_id", MUST, AS(ID)),
    COLUMN("trip", "车次", "parent", MUST, NAMED("corridors/@/trips/@")),
    COLUMN("time", "时间", NULL, AS(ORDER)),
    COLUMN("consignment", "运单", "booking.consignment", MUST, NAMED("consignments/@")),
    COLUMN("line", "行号", "booking.line", MUST, AS(NUMBER)),
    COLUMN("box", "箱号", "booking.box", MUST, NAMED("boxes/@")),
    COLUMN("packages", "件数", "booking.packages", MUST, AS(NUMBER)),
};

static const struct form_column BOX_MOVES[] = {
    COLUMN("box", "箱号", "name", MUST, NAMED("boxes/@")),
    COLUMN("time", "时间", "event.occurred_time", MUST, WHEN("event.offset_minutes")),
    COLUMN("what", "动作", "event.move", MUST, AS(WORD)),
    COLUMN("place", "站点", "event.place", NAMED("places/@")),
    COLUMN("trip", "车次", "event.trip", NAMED("corridors/@/trips/@")),
    COLUMN("wagon", "车号", "event.wagon"),
    COLUMN("slot", "箱位", "event.slot", AS(NUMBER)),
    COLUMN("seal", "封号", "event.seal_number"),
    COLUMN("sealed_by", "施封方", "event.sealed_by", AS(WORD)),
    COLUMN("weight", "称重", "event.weighed_grams", AS(MASS)),
    COLUMN("reason", "原因", "event.reason"),
};

static const struct post_word TRIP_WORDS[] = {
    {{"closed", "关闭"}, "CLOSED", "CloseTrip"},
    {{"cancelled", "取消"}, "CANCELLED", "CancelTrip"},
    {{"ready", "备妥"}, "READY", NULL},
    {{"departed", "发车"}, "DEPARTED", NULL},
    {{"arrived", "到达"}, "ARRIVED", NULL},
    {{"unloaded", "卸完"}, "UNLOADED", NULL},
    {{NULL, NULL}, NULL, NULL},
};

static const struct form_column TRIP_MOVES[] = {
    COLUMN("trip", "车次", "name", MUST, NAMED("corridors/@/trips/@")),
    COLUMN("time", "时间", "occurred_time", MUST, WHEN("utc_offset_minutes")),
    COLUMN("what", "动作", "kind", MUST, SAYS(TRIP_WORDS)),
    COLUMN("point", "站序", "point", AS(NUMBER)),
    COLUMN("cause", "原因", "cause", AS(WORD)),
    COLUMN("hold", "扣留编号", "hold_id"),
    COLUMN("hold_kind", "扣留类型", "hold_kind", AS(WORD)),
    COLUMN("wagon", "车号", "wagon"),
};

static const struct form_column TRIP_EVENTS[] = {
    COLUMN("trip", "车次", "parent", MUST, NAMED("corridors/@/trips/@")),
    COLUMN("time", "时间", "events[].occurred_time", MUST, WHEN("events[].utc_offset_minutes")),
    COLUMN("event", "编号", "events[].event_id", MUST),
    COLUMN("what", "事件", "events[].kind", AS(WORD)),
    COLUMN("when", "时态", "events[].classifier", AS(WORD)),
    COLUMN("point", "站序", "events[].point", AS(NUMBER)),
    COLUMN("cause", "原因", "events[].cause", AS(WORD)),
    COLUMN("hold", "扣留编号", "events[].hold_id"),
    COLUMN("hold_kind", "扣留类型", "events[].hold_kind", AS(WORD)),
    COLUMN("wagon", "车号", "events[].wagon"),
    COLUMN("retracts", "撤销", "events[].retracts"),
    COLUMN("retraction_reason", "撤销原因", "events[].retraction_reason", AS(WORD)),
    COLUMN("source", "来源", "events[].source"),
};

static const struct form_column DELIVERIES[] = {
    COLUMN("consignment", "运单", "name", MUST, NAMED("consignments/@")),
    COLUMN("time", "时间", "occurred_time", MUST, WHEN("offset_minutes")),
    COLUMN("line", "行号", "lines[].line", MUST, AS(NUMBER)),
    COLUMN("packages", "件数", "lines[].packages", AS(NUMBER)),
    COLUMN("missing", "短少", "lines[].missing_packages", AS(NUMBER)),
    COLUMN("reference", "签收单", "reference", MUST),
};

/* ---- hub ---- */

static const struct form_column HUBS[] = {
    COLUMN("id", "编号", "hub_id", MUST, AS(ID)),
    COLUMN("title", "英文名称", "hub.title"),
    COLUMN("title_zh", "名称", "hub.title_zh"),
    COLUMN("utc_offset_minutes", "时差分钟", "hub.utc_offset_minutes", MUST, AS(NUMBER)),
};

static const struct form_column PREFECTURES[] = {
    COLUMN("hub", "分拨中心", "parent", MUST, NAMED("hubs/@")),
    COLUMN("code", "代码", "prefectures[].code", MUST),
    COLUMN("title", "英文名称", "prefectures[].title"),
    COLUMN("title_zh", "名称", "prefectures[].title_zh"),
    COLUMN("served", "服务范围", "prefectures[].served", AS(YES)),
};

static const struct form_column DESTINATIONS[] = {
    COLUMN("hub", "分拨中心", "parent", MUST, NAMED("hubs/@")),
    COLUMN("key", "分拣码", "destinations[].key", MUST),
    COLUMN("prefecture", "地州", "destinations[].prefecture", MUST, NAMED("hubs/@/prefectures/@")),
};

static const struct form_column READERS[] = {
    COLUMN("id", "编号", "reader_id", MUST, AS(ID)),
    COLUMN("hub", "分拨中心", "parent", MUST, NAMED("hubs/@")),
    COLUMN("title", "名称", "reader.title"),
    COLUMN("kind", "类型", "reader.kind", MUST, AS(WORD)),
};

static const struct form_column CHUTES[] = {
    COLUMN("id", "编号", "chute_id", MUST, AS(ID)),
    COLUMN("hub", "分拨中心", "parent", MUST, NAMED("hubs/@")),
    COLUMN("title", "名称", "chute.title"),
};

static const struct form_column SORT_PLANS[] = {
    COLUMN("id", "编号", "sort_plan_id", MUST, AS(ID)),
    COLUMN("hub", "分拨中心", "parent", MUST, NAMED("hubs/@")),
    COLUMN("title", "名称", "sort_plan.title"),
    COLUMN("max_recirculations", "最多循环", "sort_plan.max_recirculations", AS(NUMBER)),
    COLUMN("max_weight", "限重", "sort_plan.max_grams", AS(MASS)),
    COLUMN("lane", "用途", "sort_plan.entries[].lane", MUST, AS(WORD)),
    COLUMN("key", "分拣码", "sort_plan.entries[].key"),
    COLUMN("chute", "格口", "sort_plan.entries[].chute", MUST, NAMED("hubs/@/chutes/@")),
    COLUMN("rank", "次序", "sort_plan.entries[].rank", AS(NUMBER)),
};

static const struct post_word PLAN_WORDS[] = {
    {{"validate", "校验"}, "VALIDATE", "ValidateSortPlan"},
    {{"activate", "启用"}, "ACTIVATE", "ActivateSortPlan"},
    {{"retire", "停用"}, "RETIRE", "RetireSortPlan"},
    {{NULL, NULL}, NULL, NULL},
};

static const struct form_column SORT_PLAN_MOVES[] = {
    COLUMN("sort_plan", "方案", "name", MUST, NAMED("hubs/@/sortPlans/@")),
    COLUMN("time", "时间", "activate_time", MUST, AS(TIME)),
    COLUMN("what", "动作", NULL, MUST, SAYS(PLAN_WORDS)),
};

/* ---- sales ---- */

static const struct post_word CHANNELS[] = {
    {{"direct purchase", "直购"}, "direct"},
    {{"platform 832", "832平台"}, "platform-832"},
    {{"livestream", "直播"}, "livestream"},
    {{"exhibition", "展会"}, "exhibition"},
    {{"retail", "零售"}, "retail"},
    {{"freight", "货运"}, "freight"},
    {{NULL, NULL}, NULL},
};

static const struct post_word RECEIPTS[] = {
    {{"payment", "付款"}, "PAYMENT"},
    {{"refund", "退款"}, "REFUND"},
    {{"cancellation", "取消"}, "CANCELLATION"},
    {{NULL, NULL}, NULL},
};

static const struct form_column SALE_COLUMNS[] = {
    COLUMN("id", "编号", "sale_id", .others = {"销售编号"}, AS(ID)),
    COLUMN("product", "产品", "sale.product", .others = {"品名", "产品名称", "商品"}),
    COLUMN("hs_code", "海关编码", "sale.hs_code", .others = {"hs", "HS编码"}),
    COLUMN("hs_edition", "编码版本", "sale.hs_edition", AS(NUMBER)),
    COLUMN("origin", "产地", "sale.origin", .others = {"county", "产地县", "县"}, MUST),
    COLUMN("channel", "渠道", "sale.channel", .others = {"销售渠道"}, MUST,
           .post = {.kind = POST_ID, .words = CHANNELS}),
    COLUMN("reference", "单号", "sale.external_reference",
           .others = {"external_reference", "order", "订单号", "合同号"}),
    COLUMN("buyer_region", "销往地", "sale.buyer_region", .others = {"buyer", "region", "销往地区"},
           MUST),
    COLUMN("quantity", "数量", "sale.quantity_milli", MUST,
           .post = {.kind = POST_QUANTITY, .pattern = "sale.unit"}),
    COLUMN("unit", "单位", "sale.unit", .others = {"计量单位"}),
    COLUMN("amount", "金额", "sale.amount", .others = {"销售额", "销售金额"}, MUST,
           .unit = UNIT_MONEY, AS(MONEY)),
    COLUMN("signed", "签订日期", "sale.signed_date",
           .others = {"signed_date", "date", "日期", "签约日期"}, MUST, AS(DATE)),
    COLUMN("paid", "付款日期", "sale.paid_date", .others = {"paid_date", "到账日期"}, AS(DATE)),
    COLUMN("transport", "运单号", "sale.transport_reference",
           .others = {"transport_reference", "waybill", "箱号"}),
};

static const struct form_column RECEIPT_COLUMNS[] = {
    COLUMN("sale", "销售编号", "parent", MUST, NAMED("sales/@")),
    COLUMN("id", "编号", "sale_entry_id", AS(ID)),
    COLUMN("kind", "类型", "sale_entry.kind", .others = {"type"}, MUST,
           .post = {.kind = POST_WORD, .words = RECEIPTS}),
    COLUMN("amount", "金额", "sale_entry.amount", MUST, .unit = UNIT_MONEY, AS(MONEY)),
    COLUMN("date", "日期", "sale_entry.effective_date", .others = {"effective_date"}, MUST,
           AS(DATE)),
    COLUMN("reference", "文号", "sale_entry.reference", .others = {"凭证号"}),
};

/* ---- the calls ---- */

#define CORRIDOR_CALL(...) CALL(caravan_logistics_v1_corridors_type, __VA_ARGS__)
#define HUB_CALL(...)      CALL(caravan_logistics_v1_hubs_type, __VA_ARGS__)
#define SALES_CALL(name)   CALL(caravan_logistics_v1_sales_type, name, WHOLE("ImportSales"))

#define FORM(...)  FORM_OF(FORM_PLACES, FAMILY_POSTS, __VA_ARGS__)
#define SALES(...) FORM_OF(FORM_PLACES, FAMILY_WHOLE, __VA_ARGS__)

const struct form LOGISTICS_FORMS[FORM_ORGANISATIONS - FORM_PLACES] = {
    FORM(FORM_PLACES, "places", "站点", PLACES, CORRIDOR_CALL("CreatePlace", )),
    FORM(FORM_CORRIDORS, "corridors", "通道", CORRIDORS, CORRIDOR_CALL("CreateCorridor", GROUPED)),
    FORM(FORM_BOXES, "boxes", "集装箱", BOXES, CORRIDOR_CALL("CreateBox", )),
    FORM(FORM_TRIPS, "trips", "车次", TRIPS, CORRIDOR_CALL("CreateTrip", )),
    FORM(FORM_WAGONS, "wagons", "编组", WAGONS, CORRIDOR_CALL("ComposeTrip", GROUPED, TIMED)),
    FORM(FORM_CONSIGNMENTS, "consignments", "运单", CONSIGNMENTS,
         CORRIDOR_CALL("CreateConsignment", GROUPED)),
    FORM(FORM_CONSIGNMENT_MOVES, "consignment_moves", "运单动态", CONSIGNMENT_MOVES,
         CORRIDOR_CALL("MoveConsignment", TIMED)),
    FORM(FORM_LOADS, "loads", "配载", LOADS, CORRIDOR_CALL("CreateLoad", TIMED)),
    FORM(FORM_BOOKINGS, "bookings", "订舱", BOOKINGS, CORRIDOR_CALL("CreateBooking", TIMED)),
    FORM(FORM_BOX_MOVES, "box_moves", "箱动态", BOX_MOVES, CORRIDOR_CALL("MoveBox", TIMED)),
    FORM(FORM_TRIP_MOVES, "trip_moves", "列车动态", TRIP_MOVES, CORRIDOR_CALL("MoveTrip", TIMED)),
    FORM(FORM_TRIP_EVENTS, "trip_events", "列车事件", TRIP_EVENTS,
         CORRIDOR_CALL("RecordTripEvents", TIMED)),
    FORM(FORM_DELIVERIES, "deliveries", "交付", DELIVERIES,
         CORRIDOR_CALL("DeliverConsignment", GROUPED, TIMED)),
    FORM(FORM_HUBS, "hubs", "分拨中心", HUBS, HUB_CALL("CreateHub", )),
    FORM(FORM_PREFECTURES, "prefectures", "地州", PREFECTURES, HUB_CALL("SetPrefectures", GROUPED)),
    FORM(FORM_DESTINATIONS, "destinations", "分拣码", DESTINATIONS,
         HUB_CALL("SetDestinations", GROUPED)),
    FORM(FORM_READERS, "readers", "读码器", READERS, HUB_CALL("CreateReader", )),
    FORM(FORM_CHUTES, "chutes", "格口", CHUTES, HUB_CALL("CreateChute", )),
    FORM(FORM_SORT_PLANS, "sort_plans", "分拣方案", SORT_PLANS,
         HUB_CALL("CreateSortPlan", GROUPED)),
    FORM(FORM_SORT_PLAN_MOVES, "sort_plan_moves", "方案动态", SORT_PLAN_MOVES,
         HUB_CALL("ActivateSortPlan", TIMED)),
    SALES(FORM_SALES, "sales", "销售", SALE_COLUMNS, SALES_CALL("CreateSale")),
    SALES(FORM_RECEIPTS, "receipts", "收退款", RECEIPT_COLUMNS, SALES_CALL("CreateSaleEntry")),
};
