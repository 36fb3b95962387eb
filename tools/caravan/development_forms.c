/* The files of the Development service: their columns, and the calls their rows become. */
#include "caravan/projects/v1/development.caravan.h"
#include "post_form.h"

/* What every thing has whose state moves on a day. Rows that follow each other with the same id are
 * one thing, and each of them a move. */
#define THING(thing)                                                                               \
    COLUMN("id", "编号", #thing "_id", MUST, AS(ID)),                                              \
        COLUMN("title", "英文名称", #thing ".title"),                                              \
        COLUMN("title_zh", "名称", #thing ".title_zh"),                                            \
        COLUMN("project", "项目", #thing ".project", NAMED("programmes/^/projects/@")),            \
        COLUMN("site", "地点", #thing ".site", AS(ID)),                                            \
        COLUMN("subject", "对象", #thing ".subject", AS(ID)),                                      \
        COLUMN("reference", "文号", #thing ".reference"),                                          \
        COLUMN("move", "动态", #thing ".moves[].move", MUST, AS(WORD)),                            \
        COLUMN("date", "日期", #thing ".moves[].date", AS(DATE)),                                  \
        COLUMN("move_reference", "动态文号", #thing ".moves[].reference"),                         \
        COLUMN("reason", "原因", #thing ".moves[].reason")

static const struct form_column CERTIFICATIONS[] = {
    THING(certification),
    COLUMN("kind", "类型", "certification.kind", MUST, AS(WORD)),
    COLUMN("grade", "等级", "certification.grade"),
    COLUMN("issuer", "认定单位", "certification.issuer"),
    COLUMN("supersedes", "取代", "certification.supersedes",
           NAMED("programmes/^/certifications/@")),
};

static const struct form_column MILESTONES[] = {
    THING(milestone),
    COLUMN("planned", "计划日期", "milestone.planned_date", MUST, AS(DATE)),
    COLUMN("forecast", "预计日期", "milestone.moves[].forecast_date", AS(DATE)),
};

static const struct form_column ENTERPRISES[] = {
    THING(enterprise),
    COLUMN("kind", "类型", "enterprise.kind", MUST, AS(WORD)),
    COLUMN("line", "行业", "enterprise.line", AS(ID)),
};

static const struct form_column TRADE_EVENTS[] = {
    THING(trade_event),
    COLUMN("kind", "类型", "trade_event.kind", MUST, AS(WORD)),
    COLUMN("start", "开始日期", "trade_event.start_date", MUST, AS(DATE)),
    COLUMN("end", "结束日期", "trade_event.end_date", MUST, AS(DATE)),
};

static const struct form_column RESEARCH_EFFORTS[] = {
    THING(research_effort),
    COLUMN("line", "行业", "research_effort.line", AS(ID)),
    COLUMN("institution", "承担单位", "research_effort.institution"),
};

static const struct form_column GRANTS[] = {
    THING(grant),
    COLUMN("level", "级别", "grant.level", MUST, AS(WORD)),
    COLUMN("grantor", "资助单位", "grant.grantor", MUST),
    COLUMN("amount", "金额", "grant.amount", MUST, AS(MONEY), .unit = UNIT_MONEY),
};

static const struct form_column PRODUCTS[] = {
    THING(product),
    COLUMN("enterprise", "企业", "product.enterprise", NAMED("programmes/^/enterprises/@")),
};

static const struct form_column SITE_FACTS[] = {
    COLUMN("id", "编号", "site_fact_id", AS(ID)),
    COLUMN("project", "项目", "site_fact.project", NAMED("programmes/^/projects/@")),
    COLUMN("site", "地点", "site_fact.site", AS(ID)),
    COLUMN("subject", "对象", "site_fact.subject", MUST, AS(ID)),
    COLUMN("kind", "类型", "site_fact.kind", MUST, AS(WORD)),
    COLUMN("unit", "单位", "site_fact.unit"),
    COLUMN("decimals", "小数位数", "site_fact.decimals", AS(NUMBER)),
    COLUMN("value", "数值", "site_fact.value", MUST, AS(NUMBER)),
    COLUMN("date", "日期", "site_fact.effective_date", MUST, AS(DATE)),
    COLUMN("reference", "文号", "site_fact.reference"),
};

static const struct form_column ENTERPRISE_SALES[] = {
    COLUMN("id", "编号", "enterprise_sale_id", AS(ID)),
    COLUMN("enterprise", "企业", "enterprise_sale.enterprise", MUST,
           NAMED("programmes/^/enterprises/@")),
    COLUMN("period", "期间", "enterprise_sale.period", MUST),
    COLUMN("amount", "金额", "enterprise_sale.amount", MUST, AS(MONEY), .unit = UNIT_MONEY),
    COLUMN("basis", "依据", "enterprise_sale.basis", MUST, AS(WORD)),
    COLUMN("reference", "文号", "enterprise_sale.reference"),
};

static const struct form_column TRADE_RESULTS[] = {
    COLUMN("id", "编号", "trade_result_id", AS(ID)),
    COLUMN("event", "展会", "trade_result.trade_event", MUST, NAMED("programmes/^/tradeEvents/@")),
    COLUMN("kind", "类型", "trade_result.kind", MUST, AS(WORD)),
    COLUMN("quantity", "数量", "trade_result.quantity", MUST, AS(NUMBER)),
    COLUMN("amount", "金额", "trade_result.amount", AS(MONEY), .unit = UNIT_MONEY),
    COLUMN("letter", "意向", "trade_result.letter", NAMED("programmes/^/tradeResults/@")),
    COLUMN("date", "日期", "trade_result.effective_date", MUST, AS(DATE)),
    COLUMN("reference", "文号", "trade_result.reference"),
};

#define DEVELOPMENT_CALL(name, ...)                                                                \
    CALL(caravan_projects_v1_development_type, name, WHOLE("ImportDevelopment"), __VA_ARGS__)
#define FORM(...) FORM_OF(FORM_CERTIFICATIONS, FAMILY_WHOLE, __VA_ARGS__)

const struct form DEVELOPMENT_FORMS[FORM_ACTIVITIES - FORM_CERTIFICATIONS] = {
    FORM(FORM_CERTIFICATIONS, "certifications", "认定", CERTIFICATIONS,
         DEVELOPMENT_CALL("CreateCertification", GROUPED)),
    FORM(FORM_MILESTONES, "milestones", "里程碑", MILESTONES,
         DEVELOPMENT_CALL("CreateMilestone", GROUPED)),
    FORM(FORM_ENTERPRISES, "enterprises", "企业", ENTERPRISES,
         DEVELOPMENT_CALL("CreateEnterprise", GROUPED)),
    FORM(FORM_TRADE_EVENTS, "trade_events", "展会", TRADE_EVENTS,
         DEVELOPMENT_CALL("CreateTradeEvent", GROUPED)),
    FORM(FORM_RESEARCH_EFFORTS, "research_efforts", "攻关", RESEARCH_EFFORTS,
         DEVELOPMENT_CALL("CreateResearchEffort", GROUPED)),
    FORM(FORM_GRANTS, "grants", "资助", GRANTS, DEVELOPMENT_CALL("CreateGrant", GROUPED)),
    FORM(FORM_PRODUCTS, "products", "产品", PRODUCTS, DEVELOPMENT_CALL("CreateProduct", GROUPED)),
    FORM(FORM_SITE_FACTS, "site_facts", "现场数据", SITE_FACTS,
         DEVELOPMENT_CALL("CreateSiteFact", )),
    FORM(FORM_ENTERPRISE_SALES, "enterprise_sales", "企业销售", ENTERPRISE_SALES,
         DEVELOPMENT_CALL("CreateEnterpriseSale", )),
    FORM(FORM_TRADE_RESULTS, "trade_results", "展会成果", TRADE_RESULTS,
         DEVELOPMENT_CALL("CreateTradeResult", )),
};
