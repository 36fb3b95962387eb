#include "report_splits.h"

#include "caravan/projects/v1/projects.caravan.h"
#include "report_parts.h"

static const struct report_part PARTS[] = {
    {"split",
     "splits",
     {"Together at the limit or above", "合计达到限额"},
     {
         {{"No.", "序号"}, "number", .key = true},
         {{"Payee", "收款单位"}, "payee"},
         {{"Budget line", "预算"}, "budget_line", .key = true},
         {{"From", "自"}, "first_date", .key = true},
         {{"To", "至"}, "last_date", .key = true},
         {{"Commitments", "合同数"}, "commitment_count"},
         {{"Together", "合计"}, "sum_minor", 2},
     }},
    {"commitment",
     "commitments",
     {"Their commitments", "所含合同"},
     {
         {{"No.", "序号"}, "split", .key = true},
         {{"Commitment", "合同"}, "commitment", .key = true},
         {{"Date", "日期"}, "effective_date", .key = true},
         {{"Reference", "文号"}, "reference", .key = true},
         {{"Amount", "金额"}, "amount_minor", 2},
         {{"State", "状态"}, "state"},
     }},
};

enum exit_code report_of_splits(const struct run *run)
{
    static const struct report_kind KIND = {
        .service = &caravan_projects_v1_projects_type,
        .method = "ReportSplits",
        .title = {"Commitments under a limit", "限额以下的合同"},
        .parts = PARTS,
        .part_count = sizeof(PARTS) / sizeof(PARTS[0]),
    };

    return report_parts(run, &KIND);
}
