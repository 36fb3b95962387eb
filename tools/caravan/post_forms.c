/* The files of the logistics services: their columns, and the calls their rows become. */
#include "caravan/logistics/v1/corridors.caravan.h"
#include "caravan/logistics/v1/sales.caravan.h"
#include "post.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Headings in English and Chinese; then what follows the path. */
#define COLUMN(en, zh, path, ...)                                                                  \
    {                                                                                              \
        .name = {en, zh}, .field = path, __VA_ARGS__                                               \
    }
#define MUST         .required = true
#define AS(kind_of)  .post = {.kind = POST_##kind_of}
#define NAMED(shape) .post = {.kind = POST_NAME, .pattern = shape}

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

static const struct form_column TRIPS[] = {
    COLUMN("id", "编号", "trip_id", MUST, AS(ID)),
    COLUMN("corridor", "通道", "parent", MUST, NAMED("corridors/@")),
    COLUMN("number", "车次", "trip.number", MUST),
    COLUMN("direction", "方向", "trip.direction", MUST, AS(WORD)),
    COLUMN("departure", "计划发车", "trip.departure_time", MUST, AS(TIME)),
    COLUMN("project", "项目", "trip.project"),
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

#define CORRIDOR_CALL(name, ...)                                                                   \
    &(const struct post)                                                                           \
    {                                                                                              \
        .service = &caravan_logistics_v1_corridors_type, .method = name, __VA_ARGS__               \
    }
#define GROUPED .grouped = true

#define SALES_CALL(name)                                                                           \
    &(const struct post)                                                                           \
    {                                                                                              \
        .service = &caravan_logistics_v1_sales_type, .method = name                                \
    }

#define FORM_OF(of_family, form_id, en, zh, columns_of, ...)                                       \
    [form_id - FORM_PLACES] = {.id = form_id,                                                      \
                               .name = {en, zh},                                                   \
                               .columns = columns_of,                                              \
                               .column_count = COUNT(columns_of),                                  \
                               .family = of_family,                                                \
                               .post = __VA_ARGS__}
#define FORM(...) FORM_OF(FAMILY_POSTS, __VA_ARGS__)

const struct form POST_FORMS[FORM_COUNT - FORM_PLACES] = {
    FORM(FORM_PLACES, "places", "站点", PLACES, CORRIDOR_CALL("CreatePlace", )),
    FORM(FORM_CORRIDORS, "corridors", "通道", CORRIDORS, CORRIDOR_CALL("CreateCorridor", GROUPED)),
    FORM(FORM_TRIPS, "trips", "车次", TRIPS, CORRIDOR_CALL("CreateTrip", )),
    FORM_OF(FAMILY_SALES, FORM_SALES, "sales", "销售", SALE_COLUMNS, SALES_CALL("CreateSale")),
    FORM_OF(FAMILY_SALES, FORM_RECEIPTS, "receipts", "收退款", RECEIPT_COLUMNS,
            SALES_CALL("CreateSaleEntry")),
};
