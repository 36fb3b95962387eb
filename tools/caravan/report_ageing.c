#include "report_ageing.h"

#include "caravan/projects/v1/projects.caravan.h"
#include "report_parts.h"

#define COMMITTED                                                                                  \
    {                                                                                              \
        {"Committed", "已承诺"}, "committed_minor", 2                                              \
    }
#define DISBURSED                                                                                  \
    {                                                                                              \
        {"Disbursed", "已支付"}, "disbursed_minor", 2                                              \
    }
#define OPEN                                                                                       \
    {                                                                                              \
        {"Open", "未支付"}, "open_minor", 2                                                        \
    }

static const struct report_part PARTS[] = {
    {"total",
     "buckets",
     {"Open commitments by age", "未支付合同的账龄"},
     {
         {{"Days", "天数"}, "days", .key = true},
         {{"Commitments", "合同数"}, "commitment_count"},
         COMMITTED,
         DISBURSED,
         OPEN,
     }},
    {"project",
     "by_project",
     {"By project", "按项目"},
     {
         {{"Project", "项目"}, "project", .key = true},
         {{"Days", "天数"}, "days", .key = true},
         {{"Commitments", "合同数"}, "commitment_count"},
         COMMITTED,
         DISBURSED,
         OPEN,
     }},
    {"commitment",
     "commitments",
     {"The oldest commitments", "最早的合同"},
     {
         {{"Commitment", "合同"}, "commitment", .key = true},
         {{"Date", "日期"}, "effective_date", .key = true},
         {{"Age", "账龄"}, "age_days"},
         {{"Reference", "文号"}, "reference", .key = true},
         COMMITTED,
         DISBURSED,
         OPEN,
     }},
};

enum exit_code report_of_ageing(const struct run *run)
{
    static const struct report_kind KIND = {
        .service = &caravan_projects_v1_projects_type,
        .method = "ReportAgeing",
        .title = {"Ageing of commitments", "合同账龄"},
        .parts = PARTS,
        .part_count = sizeof(PARTS) / sizeof(PARTS[0]),
    };

    return report_parts(run, &KIND);
}
