#include "support/projects_bench.h"
#include "two_services.h"

void two_up_there(struct service_bench *there, enum service_kind kind)
{
    projects_up(there, kind);
    projects_sow(there);
    EXPECT(there, "CreateBudgetLine",
           "parent: 'programmes/jw/projects/0042' budget_line_id: 'l' budget_line { "
           "title: 'Teaching' fiscal_year: 2025 amount: 10000000 effective_date: 2025-01-01 }",
           "");
    projects_approve(there);
}
