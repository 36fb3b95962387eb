/* caravan sale, match, month: the ledger of sales by hand. */
#include "caravan/logistics/v1/sales.caravan.h"
#include "commands.h"
#include "operation.h"

#define SALES(name) .service = &caravan_logistics_v1_sales_type, .method = (name)
#define SALE        "sales/@"
#define MATCH       "saleMatches/@"
#define MONTH       "salePeriods/@"

/* ---- sales ---- */

static const struct operation SALE_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Sales", "销售"},
     SALES("ListSales"),
     .arguments = {{"--channel", "channel", POST_TEXT}},
     .rows = "sales",
     .columns = {{{"Sale", "编号"}, "name"},
                 {{"Product", "产品"}, "product"},
                 {{"Channel", "渠道"}, "channel"},
                 {{"Origin", "产地"}, "origin"},
                 {{"To", "销往地"}, "buyer_region"},
                 {{"Signed", "签约"}, "signed_date"},
                 {{"Amount", "金额"}, "amount"},
                 {{"Reversed by", "冲销"}, "reversed_by"}}},
    {.verb = "show",
     .help = {"One of them, and what was paid of it", "一笔销售及其到账"},
     SALES("GetSale"),
     .arguments = {{"SALE", "name", POST_NAME, SALE, .required = true}}},
    {.verb = "entries",
     .help = {"Payments, refunds and cancellations of a sale", "一笔销售的付款、退款、取消"},
     SALES("ListSaleEntries"),
     .arguments = {{"SALE", "parent", POST_NAME, SALE, .required = true}},
     .rows = "sale_entries",
     .columns = {{{"Entry", "编号"}, "name"},
                 {{"Kind", "类型"}, "kind"},
                 {{"Amount", "金额"}, "amount"},
                 {{"Day", "日期"}, "effective_date"},
                 {{"Reference", "文号"}, "reference"}}},
    {.verb = "draw",
     .help = {"Record what was delivered of a consignment's line as a sale",
              "将运单某行已交付的货物记为销售"},
     SALES("DrawSale"),
     .arguments = {{"CONSIGNMENT", "consignment", POST_NAME, "consignments/@", .required = true},
                   {"LINE", "line", POST_NUMBER, .required = true},
                   {"--origin", "origin", POST_TEXT, .required = true},
                   {"--buyer", "buyer_region", POST_TEXT, .required = true},
                   {"--product", "product", POST_TEXT},
                   {"--as", "sale_id", POST_TEXT},
                   {"--date", "signed_date", POST_DATE},
                   {"--channel", "channel", POST_TEXT},
                   {"--order", "order", POST_TEXT}}},
    {.verb = "reverse",
     .help = {"It was recorded in error: cancel it by a counter-entry", "记录有误：冲销"},
     SALES("ReverseSale"),
     .arguments = {{"SALE", "name", POST_NAME, SALE, .required = true},
                   {"--reason", "reference", POST_TEXT, .required = true},
                   {"--date", "effective_date", POST_DATE}}},
    {.verb = "reverse-entry",
     .help = {"The same of an entry, SALE/ENTRY", "冲销一条记录：销售/记录"},
     SALES("ReverseSaleEntry"),
     .arguments = {{"ENTRY", "name", POST_NAME, "sales/@/entries/@", .required = true},
                   {"--reason", "reference", POST_TEXT, .required = true},
                   {"--date", "effective_date", POST_DATE}}},
    {.verb = NULL},
};

static enum exit_code run_sale(struct run *run)
{
    return operation_run(run, SALE_OPERATIONS);
}

static void help_sale(FILE *out)
{
    operations_print("sale", SALE_OPERATIONS, out);
}

static const struct option SALE_OPTIONS[] = {
    {.name = "--channel",
     .value = "ID",
     .help = {"list: only those of it; draw: where it was sold", "列表：仅该渠道；记销售：渠道"}},
    {.name = "--order", .value = "NUMBER", .help = {"draw: the order there", "记销售：订单号"}},
    {.name = "--origin", .value = "TEXT", .help = {"draw: the county", "记销售：产地"}},
    {.name = "--buyer", .value = "TEXT", .help = {"draw: the buyer's region", "记销售：销往地"}},
    {.name = "--product", .value = "TEXT", .help = {"draw: what is sold", "记销售：产品"}},
    {.name = "--as", .value = "ID", .help = {"draw: the id of the sale", "记销售：编号"}},
    {.name = "--reason", .value = "TEXT", .help = {"why", "原因"}},
    {.name = "--date",
     .value = "DATE",
     .help = {"of the counter-entry, otherwise that of what it cancels;\ndraw: of the order, "
              "otherwise of the delivery",
              "冲销日期，默认为原日期；记销售：签约日期，默认为交付日"}},
    OPERATION_FORMS,
    {.name = NULL},
};

const struct command command_sale = {
    .name = "sale",
    .operands = "VERB [NAME [LINE]]",
    .operands_min = 1,
    .operands_max = 3,
    .calls = true,
    .options = SALE_OPTIONS,
    .summary = {"look at sales, reverse what was recorded in error", "查看销售、冲销错误记录"},
    .help_more = help_sale,
    .run = run_sale,
};

/* ---- matches ---- */

static const struct operation MATCH_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Sales that may be one and the same", "可能为同一笔的销售"},
     SALES("ListSaleMatches"),
     .arguments = {{"--state", "state", POST_WORD}},
     .rows = "sale_matches",
     .columns = {{{"Match", "编号"}, "name"},
                 {{"State", "状态"}, "state"},
                 {{"Counts", "计入"}, "sale"},
                 {{"Duplicate", "重复"}, "duplicate"}}},
    {.verb = "show",
     .help = {"One of them: why, and what was done to it", "理由与处理经过"},
     SALES("GetSaleMatch"),
     .arguments = {{"MATCH", "name", POST_NAME, MATCH, .required = true}}},
    {.verb = "propose",
     .help = {"Two sales may be one: the first counts, once that is confirmed",
              "提议两笔为同一笔：确认后只计第一笔"},
     SALES("ProposeSaleMatch"),
     .arguments = {{"SALE", "sale", POST_NAME, SALE, .required = true},
                   {"DUPLICATE", "duplicate", POST_NAME, SALE, .required = true},
                   {"--reason", "reason", POST_TEXT, .required = true}}},
    {.verb = "confirm",
     .help = {"They are one sale: it counts once", "为同一笔：只计一次"},
     SALES("ConfirmSaleMatch"),
     .arguments = {{"MATCH", "name", POST_NAME, MATCH, .required = true},
                   {"--counts", "counts", POST_NAME, SALE},
                   {"--reason", "reason", POST_TEXT}}},
    {.verb = "reject",
     .help = {"They are two", "为两笔"},
     SALES("RejectSaleMatch"),
     .arguments = {{"MATCH", "name", POST_NAME, MATCH, .required = true},
                   {"--reason", "reason", POST_TEXT}}},
    {.verb = "undo",
     .help = {"Take a decision back", "撤回决定"},
     SALES("UndoSaleMatch"),
     .arguments = {{"MATCH", "name", POST_NAME, MATCH, .required = true},
                   {"--reason", "reason", POST_TEXT, .required = true}}},
    {.verb = NULL},
};

static enum exit_code run_match(struct run *run)
{
    return operation_run(run, MATCH_OPERATIONS);
}

static void help_match(FILE *out)
{
    operations_print("match", MATCH_OPERATIONS, out);
}

static const struct option MATCH_OPTIONS[] = {
    {.name = "--state",
     .value = "STATE",
     .help = {"only those proposed, confirmed or rejected", "仅待定、确认或否定的"}},
    {.name = "--counts",
     .value = "SALE",
     .help = {"which of the two counts; otherwise as proposed", "计入哪一笔；默认按提议"}},
    {.name = "--reason", .value = "TEXT", .help = {"why", "原因"}},
    OPERATION_FORMS,
    {.name = NULL},
};

const struct command command_match = {
    .name = "match",
    .operands = "VERB [MATCH|SALE SALE]",
    .operands_min = 1,
    .operands_max = 3,
    .calls = true,
    .options = MATCH_OPTIONS,
    .summary = {"confirm or reject that two sales are one", "确认或否定重复的销售"},
    .help_more = help_match,
    .run = run_match,
};

/* ---- months ---- */

static const struct operation MONTH_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Closed months", "已结账月份"},
     SALES("ListSalePeriods"),
     .rows = "sale_periods",
     .columns = {{{"Month", "月份"}, "name"}}},
    {.verb = "show",
     .help = {"All statements of a month", "某月的全部结账"},
     SALES("GetSalePeriod"),
     .arguments = {{"MONTH", "name", POST_NAME, MONTH, .required = true}}},
    {.verb = "close",
     .help = {"State a month, such as 2025-03: what comes later stands apart",
              "月结，如 2025-03：此后的记录单列"},
     SALES("CloseSalePeriod"),
     .arguments = {{"MONTH", "name", POST_NAME, MONTH, .required = true}}},
    {.verb = "restate",
     .help = {"State it anew, with all that was recorded since", "重述：计入此后的记录"},
     SALES("RestateSalePeriod"),
     .arguments = {{"MONTH", "name", POST_NAME, MONTH, .required = true},
                   {"--reason", "reason", POST_TEXT, .required = true}}},
    {.verb = NULL},
};

static enum exit_code run_month(struct run *run)
{
    return operation_run(run, MONTH_OPERATIONS);
}

static void help_month(FILE *out)
{
    operations_print("month", MONTH_OPERATIONS, out);
}

static const struct option MONTH_OPTIONS[] = {
    {.name = "--reason", .value = "TEXT", .help = {"why", "原因"}},
    OPERATION_FORMS,
    {.name = NULL},
};

const struct command command_month = {
    .name = "month",
    .operands = "VERB [MONTH]",
    .operands_min = 1,
    .operands_max = 3,
    .calls = true,
    .options = MONTH_OPTIONS,
    .summary = {"close and restate months of sales", "销售月结与重述"},
    .help = {"What was stated, what came later and why: `caravan report sales --by closed`.\n",
             "结账数、其后变动及原因：`caravan report sales --by closed`。\n"},
    .help_more = help_month,
    .run = run_month,
};
