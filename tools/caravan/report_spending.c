#include "report_spending.h"

#include "caravan/projects/v1/projects.caravan.h"
#include "report_parts.h"

static const struct report_part PARTS[] = {
    {"month",
     "months",
     {"Planned and spent, all up to the end of each month", "逐月累计：计划与执行"},
     {
         {{"Month", "月份"}, "month", .key = true},
         {{"Planned", "计划"}, "planned_minor", 2},
         {{"Committed", "已承诺"}, "committed_minor", 2},
         {{"Disbursed", "已支付"}, "disbursed_minor", 2},
     }},
};

enum exit_code report_of_spending(const struct run *run)
{
    static const struct report_kind KIND = {
        .service = &caravan_projects_v1_projects_type,
        .method = "ReportSpending",
        .title = {"Spending", "资金进度"},
        .parts = PARTS,
        .part_count = sizeof(PARTS) / sizeof(PARTS[0]),
    };

    return report_parts(run, &KIND);
}
