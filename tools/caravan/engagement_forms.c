/* The files of the Engagement service: their columns, and the calls their rows become. */
#include "caravan/projects/v1/engagement.caravan.h"
#include "post_form.h"

/* Rows that follow each other with the same id are one activity, and each of them a cell of its
 * head count. */
static const struct form_column ACTIVITIES[] = {
    COLUMN("id", "编号", "activity_id", MUST, AS(ID)),
    COLUMN("title", "英文名称", "activity.title"),
    COLUMN("title_zh", "名称", "activity.title_zh"),
    COLUMN("kind", "类型", "activity.kind", MUST, AS(WORD)),
    COLUMN("first_day", "开始日期", "activity.first_date", MUST, AS(DATE)),
    COLUMN("last_day", "结束日期", "activity.last_date", AS(DATE)),
    COLUMN("site", "地点", "activity.site", MUST, AS(ID)),
    COLUMN("organiser", "承办单位", "activity.organiser", MUST, NAMED("programmes/^/partners/@")),
    COLUMN("project", "项目", "activity.project", NAMED("programmes/^/projects/@")),
    COLUMN("state", "状态", "activity.state", MUST, AS(WORD)),
    COLUMN("persons", "人数", "activity.head_count.persons", AS(NUMBER)),
    COLUMN("person_times", "人次", "activity.head_count.person_times", AS(NUMBER)),
    COLUMN("age_band", "年龄段", "activity.head_count.cells[].age_band", AS(WORD)),
    COLUMN("sex", "性别", "activity.head_count.cells[].sex", AS(WORD)),
    COLUMN("cell_persons", "分组人数", "activity.head_count.cells[].persons", AS(NUMBER)),
    COLUMN("reference", "文号", "activity.reference"),
};

static const struct form_column HEALTH_CAMPAIGNS[] = {
    COLUMN("id", "编号", "health_campaign_id", MUST, AS(ID)),
    COLUMN("title", "英文名称", "health_campaign.title"),
    COLUMN("title_zh", "名称", "health_campaign.title_zh"),
    COLUMN("organiser", "承办单位", "health_campaign.organiser", MUST,
           NAMED("programmes/^/partners/@")),
    COLUMN("reference", "文号", "health_campaign.reference"),
};

static const struct form_column HEALTH_COUNTS[] = {
    COLUMN("id", "编号", "health_count_id", AS(ID)),
    COLUMN("campaign", "行动", "parent", MUST, NAMED("programmes/^/healthCampaigns/@")),
    COLUMN("measure", "指标", "health_count.measure", MUST, AS(WORD)),
    COLUMN("site", "地点", "health_count.site", MUST, AS(ID)),
    COLUMN("first_day", "开始日期", "health_count.first_date", MUST, AS(DATE)),
    COLUMN("last_day", "结束日期", "health_count.last_date", MUST, AS(DATE)),
    COLUMN("count", "数量", "health_count.count", AS(NUMBER)),
    COLUMN("fewer_than_ten", "不足十人", "health_count.fewer_than_ten", AS(YES)),
    COLUMN("amount", "金额", "health_count.amount", AS(MONEY), .unit = UNIT_MONEY),
    COLUMN("reference", "文号", "health_count.reference"),
};

/* Rows that follow each other with the same id are one donation, each of them a line, a movement or
 * both. A quantity without a movement is one more of the movement before it. */
static const struct form_column DONATIONS[] = {
    COLUMN("id", "编号", "donation_id", MUST, AS(ID)),
    COLUMN("title", "英文名称", "donation.title"),
    COLUMN("title_zh", "名称", "donation.title_zh"),
    COLUMN("donor", "捐赠单位", "donation.donor", MUST, NAMED("programmes/^/partners/@")),
    COLUMN("pledged", "认捐日期", "donation.pledge_date", MUST, AS(DATE)),
    COLUMN("reference", "文号", "donation.reference"),
    COLUMN("item", "物品", "donation.lines[].item", AS(ID)),
    COLUMN("goods", "物品名称", "donation.lines[].goods"),
    COLUMN("quantity", "认捐数量", "donation.lines[].quantity", AS(NUMBER)),
    COLUMN("unit", "单位", "donation.lines[].unit"),
    COLUMN("unit_value", "单价", "donation.lines[].unit_value", AS(MONEY), .unit = UNIT_MONEY),
    COLUMN("basis", "计价依据", "donation.lines[].basis", AS(WORD)),
    COLUMN("move", "动态", "donation.movements[].move", AS(WORD)),
    COLUMN("date", "日期", "donation.movements[].date", AS(DATE)),
    COLUMN("moved_item", "动态物品", "donation.movements[].quantities[].item", AS(ID)),
    COLUMN("moved_quantity", "动态数量", "donation.movements[].quantities[].quantity", AS(NUMBER)),
    COLUMN("site", "地点", "donation.movements[].site", AS(ID)),
    COLUMN("difference", "差异原因", "donation.movements[].difference", AS(WORD)),
    COLUMN("reason", "说明", "donation.movements[].reason"),
    COLUMN("move_reference", "动态文号", "donation.movements[].reference"),
};

/* Rows that follow each other with the same id are one challenge, and each of them a move. */
static const struct form_column CHALLENGES[] = {
    COLUMN("id", "编号", "challenge_id", MUST, AS(ID)),
    COLUMN("title", "英文名称", "challenge.title"),
    COLUMN("title_zh", "名称", "challenge.title_zh"),
    COLUMN("poster", "发榜单位", "challenge.poster", MUST, NAMED("programmes/^/partners/@")),
    COLUMN("budget_line", "预算", "challenge.budget_line", MUST,
           NAMED("programmes/^/projects/@/budgetLines/@")),
    COLUMN("reward", "奖金", "challenge.reward", MUST, AS(MONEY), .unit = UNIT_MONEY),
    COLUMN("mode", "揭榜方式", "challenge.mode", MUST, AS(WORD)),
    COLUMN("claim_deadline", "揭榜截止", "challenge.claim_deadline", MUST, AS(DATE)),
    COLUMN("delivery_deadline", "交付截止", "challenge.delivery_deadline", MUST, AS(DATE)),
    COLUMN("reference", "文号", "challenge.reference"),
    COLUMN("move", "动态", "challenge.moves[].move", AS(WORD)),
    COLUMN("date", "日期", "challenge.moves[].date", AS(DATE)),
    COLUMN("by", "经办", "challenge.moves[].by"),
    COLUMN("claim", "揭榜编号", "challenge.moves[].claim", AS(ID)),
    COLUMN("partner", "揭榜单位", "challenge.moves[].partner", NAMED("programmes/^/partners/@")),
    COLUMN("new_claim_deadline", "新揭榜截止", "challenge.moves[].claim_deadline", AS(DATE)),
    COLUMN("new_delivery_deadline", "新交付截止", "challenge.moves[].delivery_deadline", AS(DATE)),
    COLUMN("delivered", "交付文号", "challenge.moves[].reference"),
    COLUMN("reason", "说明", "challenge.moves[].reason"),
};

#define ENGAGEMENT_CALL(name, ...)                                                                 \
    CALL(caravan_projects_v1_engagement_type, name, WHOLE("ImportEngagement"), __VA_ARGS__)
#define FORM(...) FORM_OF(FORM_ACTIVITIES, FAMILY_WHOLE, __VA_ARGS__)

const struct form ENGAGEMENT_FORMS[FORM_COUNT - FORM_ACTIVITIES] = {
    FORM(FORM_ACTIVITIES, "activities", "活动", ACTIVITIES,
         ENGAGEMENT_CALL("CreateActivity", GROUPED)),
    FORM(FORM_HEALTH_CAMPAIGNS, "health_campaigns", "健康行动", HEALTH_CAMPAIGNS,
         ENGAGEMENT_CALL("CreateHealthCampaign", )),
    FORM(FORM_HEALTH_COUNTS, "health_counts", "健康统计", HEALTH_COUNTS,
         ENGAGEMENT_CALL("CreateHealthCount", )),
    FORM(FORM_DONATIONS, "donations", "捐赠", DONATIONS,
         ENGAGEMENT_CALL("CreateDonation", GROUPED)),
    FORM(FORM_CHALLENGES, "challenges", "揭榜挂帅", CHALLENGES,
         ENGAGEMENT_CALL("CreateChallenge", GROUPED)),
};
