#include "report_engagement.h"

#include "caravan/projects/v1/engagement.caravan.h"
#include "report_parts.h"

static const struct report_part PARTS[] = {
    {"activity",
     "activities_by_kind",
     {"Activities held", "已举办的活动"},
     {
         {{"Kind", "类型"}, "kind"},
         {{"Activities", "活动数"}, "records"},
         {{"Persons", "人数"}, "persons"},
         {{"Person-times", "人次"}, "person_times"},
         {{"Persons unknown", "人数未知"}, "persons_unknown"},
     }},
    {"activity-year",
     "activities_by_year",
     {"Activities held, by year", "逐年活动"},
     {
         {{"Kind", "类型"}, "kind"},
         {{"Year", "年份"}, "year", .key = true},
         {{"Activities", "活动数"}, "records"},
         {{"Persons", "人数"}, "persons"},
         {{"Person-times", "人次"}, "person_times"},
     }},
    {"activity-project",
     "activities_by_project",
     {"Activities held, by project", "各项目的活动"},
     {
         {{"Project", "项目"}, "project"},
         {{"Activities", "活动数"}, "records"},
     }},
    {"people",
     "activity_people",
     {"Who came to them", "参加人员"},
     {
         {{"Age", "年龄段"}, "age_band"},
         {{"Sex", "性别"}, "sex"},
         {{"Persons", "人数"}, "persons"},
     }},
    {"health",
     "health_by_year",
     {"What campaigns did", "健康行动"},
     {
         {{"Measure", "指标"}, "measure"},
         {{"Year", "年份"}, "year", .key = true},
         {{"Count", "数量"}, "count"},
         {{"Amount", "金额"}, "amount_minor", 2},
         {{"Fewer than ten", "不足十人"}, "fewer_than_ten"},
         {{"Records", "记录数"}, "records"},
     }},
    {"donation",
     "donations_by_item",
     {"Goods given", "捐赠物品"},
     {
         {{"Item", "物品"}, "item"},
         {{"Unit", "单位"}, "unit", .key = true},
         {{"Pledged", "认捐"}, "pledged"},
         {{"Shipped", "发运"}, "shipped"},
         {{"Received", "接收"}, "received"},
         {{"Difference", "差异"}, "difference"},
         {{"Distributed", "分发"}, "distributed"},
         {{"Worth, received", "接收价值"}, "received_minor", 2},
     }},
    {"donor",
     "donations_by_donor",
     {"Who gave", "捐赠单位"},
     {
         {{"Donor", "捐赠单位"}, "donor"},
         {{"Donations", "捐赠数"}, "records"},
         {{"Pledged", "认捐价值"}, "pledged_minor", 2},
         {{"On the way", "在途价值"}, "in_transit_minor", 2},
         {{"Received", "接收价值"}, "received_minor", 2},
         {{"Distributed", "分发价值"}, "distributed_minor", 2},
     }},
    {"difference",
     "donation_differences",
     {"Why not all that was shipped came", "发运与接收的差异"},
     {
         {{"Item", "物品"}, "item"},
         {{"Reason", "原因"}, "reason"},
         {{"Quantity", "数量"}, "quantity"},
         {{"Worth", "价值"}, "amount_minor", 2},
         {{"Records", "记录数"}, "records"},
     }},
    {"challenge",
     "challenges_by_state",
     {"Challenges", "揭榜挂帅"},
     {
         {{"State", "状态"}, "state"},
         {{"Challenges", "数量"}, "records"},
         {{"Rewards", "奖金"}, "reward_minor", 2},
         {{"Reserved", "已预留"}, "reserved_minor", 2},
         {{"Posted", "已入账"}, "posted_minor", 2},
         {{"Freed", "已释放"}, "freed_minor", 2},
     }},
};

enum exit_code report_engagement(const struct run *run)
{
    static const struct report_kind KIND = {
        .service = &caravan_projects_v1_engagement_type,
        .method = "EngagementReport",
        .title = {"Engagement", "共同活动"},
        .parts = PARTS,
        .part_count = sizeof(PARTS) / sizeof(PARTS[0]),
    };

    return report_parts(run, &KIND);
}
