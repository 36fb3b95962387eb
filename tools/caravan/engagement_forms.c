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
};
