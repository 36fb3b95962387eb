/* caravan demo-data DIR: the demonstration programme as CSV files. */
#include "commands.h"
#include "demo.h"
#include "demo_sales.h"

#include <stdlib.h>

static enum exit_code run_demo_data(struct run *run)
{
    const char *text = run_option(run, "--seed");
    const char *folder = run->operands[0];
    char *end;
    unsigned long long seed = strtoull(text, &end, 10);
    struct cv_status status;

    if (*text < '0' || *text > '9' || *end != '\0')
        return run_refuse_option(
            run, "--seed", T("must be a whole number, not %s", "必须是整数，而不是 %s"), text);
    status = demo_write(folder, seed, run->arena);
    if (cv_ok(status))
        status = demo_corridor_write(folder, seed, run->arena);
    if (cv_ok(status))
        status = demo_hub_write(folder, seed, run->arena);
    if (cv_ok(status))
        status = demo_sales_write(folder, seed, run->arena);
    if (cv_ok(status))
        status = demo_development_write(folder, seed, run->arena);
    if (cv_ok(status))
        status = demo_engagement_write(folder, seed, run->arena);
    if (cv_ok(status))
        status = demo_exchanges_write(folder, seed, run->arena);
    if (cv_ok(status))
        status = demo_learning_write(folder, seed, run->arena);
    if (!cv_ok(status)) {
        (void)fprintf(stderr, "caravan demo-data: %s\n", status.message);
        return EXIT_FAILED;
    }
    (void)printf(
        T("The demonstration programme is in %s. `caravan import %s` records it,\n"
          "`caravan import %s/corridor` its goods trains, .../sales its sales, .../hub its hub "
          "and\n"
          ".../hub/*.scans what that saw; .../development what stands, .../engagement what was "
          "done\ntogether, .../training and .../exchanges what was exchanged.\n",
          "演示项目已写入 %s。用 `caravan import %s` 导入，\n"
          "用 `caravan import %s/corridor` 导入货运班列，同样导入 .../sales（销售）、.../hub"
          "（分拨中心）\n和 .../hub/*.scans（扫描记录）、.../development（建设成果）、\n"
          ".../engagement（共同活动）、"
          ".../training 和 .../exchanges（交流）。\n"),
        folder, folder, folder);
    return EXIT_DONE;
}

static const struct option OPTIONS[] = {
    {.name = "--seed",
     .value = "N",
     .fallback = "1",
     .help = {"the same number gives the same records", "相同的数字生成相同的记录"}},
    {.name = NULL},
};

const struct command command_demo_data = {
    .name = "demo-data",
    .operands = "DIR",
    .operands_min = 1,
    .operands_max = 1,
    .options = OPTIONS,
    .summary = {"write the demonstration programme as CSV files", "生成演示项目的 CSV 文件"},
    .help =
        {"Invented records of 104 projects over three years: budgets, commitments, payments, and "
         "what\nwas counted at each site every month; in corridor/ 170 goods "
         "trains box by\nbox, in sales/ some 4,000 sales of farm produce. A spreadsheet program "
         "opens the files.\n",
         "虚构的三年 104 个项目记录：预算、合同、支付，以及各地点每月的统计数字；\n"
         "corridor/ 中有 170 列货运班列的逐箱记录，sales/ 中有约 4000 笔农产品销售。\n"
         "可用电子表格软件打开。\n"},
    .run = run_demo_data,
};
