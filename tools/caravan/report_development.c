#include "report_development.h"

#include "caravan/projects/v1/development.caravan.h"
#include "report_parts.h"

static const struct report_part PARTS[] = {
    {"standing",
     "standing",
     {"What stands", "现状"},
     {
         {{"What", "对象"}, "collection"},
         {{"Kind", "类型"}, "kind"},
         {{"Grade", "等级"}, "grade"},
         {{"State", "状态"}, "state"},
         {{"Subjects", "对象数"}, "subjects"},
         {{"Records", "记录数"}, "records"},
         {{"Amount", "金额"}, "amount_minor", 2},
     }},
    {"reached",
     "reached_by_year",
     {"What was reached, by year", "逐年进展"},
     {
         {{"What", "对象"}, "collection"},
         {{"Kind", "类型"}, "kind"},
         {{"Grade", "等级"}, "grade"},
         {{"State", "状态"}, "state"},
         {{"Year", "年份"}, "year", .key = true},
         {{"Subjects", "对象数"}, "subjects"},
     }},
    {"fact",
     "facts",
     {"What places are like", "现场数据"},
     {
         {{"Subject", "对象"}, "subject"},
         {{"Fact", "类型"}, "kind"},
         {{"Value", "数值"}, "value"},
         {{"Unit", "单位"}, "unit", .key = true},
         {{"As of", "日期"}, "effective_date"},
     }},
    {"trade",
     "trade_by_event",
     {"Trade events held", "已举办的展会"},
     {
         {{"Event", "展会"}, "trade_event"},
         {{"Exhibitors", "参展商"}, "exhibitors"},
         {{"Items", "展品"}, "items_shown"},
         {{"Orders", "订单额"}, "orders_minor", 2},
         {{"Letters of intent", "意向额"}, "letters_of_intent_minor", 2},
         {{"Of these ordered", "其中已成交"}, "ordered_minor", 2},
         {{"Together", "合计"}, "together_minor", 2},
     }},
    {"sales",
     "sales_by_line",
     {"What enterprises sold, by line", "企业销售按行业"},
     {
         {{"Line", "行业"}, "key"},
         {{"Year", "年份"}, "year", .key = true},
         {{"Amount", "金额"}, "amount_minor", 2},
         {{"Reported", "企业上报"}, "reported_minor", 2},
         {{"Counted", "统计"}, "counted_minor", 2},
         {{"Estimated", "估算"}, "estimated_minor", 2},
     }},
    {"enterprise-sales",
     "sales_by_enterprise",
     {"What enterprises sold", "企业销售"},
     {
         {{"Enterprise", "企业"}, "key"},
         {{"Year", "年份"}, "year", .key = true},
         {{"Amount", "金额"}, "amount_minor", 2},
         {{"Records", "记录数"}, "records"},
     }},
    {"milestone",
     "milestones_by_project",
     {"Milestones", "里程碑"},
     {
         {{"Project", "项目"}, "project"},
         {{"Planned", "计划"}, "planned"},
         {{"Done", "完成"}, "done"},
         {{"Waived", "豁免"}, "waived"},
         {{"Overdue", "逾期"}, "overdue"},
         {{"Late", "延误"}, "late"},
         {{"Worst, days", "最大延误（天）"}, "worst_days"},
     }},
};

enum exit_code report_development(const struct run *run)
{
    static const struct report_kind KIND = {
        .service = &caravan_projects_v1_development_type,
        .method = "DevelopmentReport",
        .title = {"Development", "建设成果"},
        .parts = PARTS,
        .part_count = sizeof(PARTS) / sizeof(PARTS[0]),
    };

    return report_parts(run, &KIND);
}
