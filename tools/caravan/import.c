/* caravan import: spreadsheets, checked whole, sent whole, recorded whole or not at all. */
#include "caravan/projects/v1/projects.caravan.h"
#include "client.h"
#include "commands.h"
#include "import_files.h"
#include "import_posts.h"
#include "import_result.h"
#include "import_scans.h"
#include "post.h"
#include "rpc/limits.h"

#include <string.h>

#define ROWS_MAX     10000 /* of one Import */
#define PAGE         1000
#define PROBLEMS_MAX 1000000

struct import {
    struct run *run;
    struct client client;
    struct problems problems;
    struct import_files files;
    struct batch batch;
    struct import_result result;
    struct progress progress;
    size_t shown; /* problems */
    bool json;
    bool mixed; /* files of several services */
};

/* ---- what the server knows already ---- */

static struct cv_status ask_programme(struct import *import)
{
    Caravan__Projects__V1__GetProgrammeRequest request =
        CARAVAN__PROJECTS__V1__GET_PROGRAMME_REQUEST__INIT;
    struct client_call call;
    struct cv_status status;

    request.name = import->batch.name;
    client_prepare(&import->client, &call);
    caravan_projects_v1_projects_get_programme(import->client.channel, &call.op, &request);
    status = client_wait(&import->client, &call);
    if (cv_ok(status))
        batch_know_currency(
            &import->batch,
            caravan_projects_v1_projects_get_programme_response(&call.op)->currency);
    return status;
}

static void know_indicators(struct batch *batch,
                            const Caravan__Projects__V1__ListIndicatorsResponse *answer)
{
    for (size_t i = 0; i < answer->n_indicators; i++) {
        const Caravan__Projects__V1__Indicator *indicator = answer->indicators[i];
        const char *slash = strrchr(indicator->name, '/');

        batch_know_indicator(batch, slash == NULL ? indicator->name : slash + 1,
                             indicator->decimals, (int)indicator->kind);
    }
}

static struct cv_status ask_indicators(struct import *import)
{
    Caravan__Projects__V1__ListIndicatorsRequest request =
        CARAVAN__PROJECTS__V1__LIST_INDICATORS_REQUEST__INIT;
    const Caravan__Projects__V1__ListIndicatorsResponse *answer;
    struct client_call call;
    struct cv_status status;

    request.parent = import->batch.name;
    request.page_size = PAGE;
    do {
        client_prepare(&import->client, &call);
        caravan_projects_v1_projects_list_indicators(import->client.channel, &call.op, &request);
        status = client_wait(&import->client, &call);
        if (!cv_ok(status))
            return status;
        answer = caravan_projects_v1_projects_list_indicators_response(&call.op);
        know_indicators(&import->batch, answer);
        request.page_token = answer->next_page_token;
    } while (*request.page_token != '\0');
    return CV_STATUS_OK;
}

static struct cv_status ask(struct import *import)
{
    struct cv_status status = ask_programme(import);

    if (status.code == CV_NOT_FOUND && batch_has(&import->batch, FORM_PROGRAMME))
        return CV_STATUS_OK; /* it is new, and so are its indicators */
    if (cv_ok(status) &&
        (batch_has(&import->batch, FORM_OBSERVATIONS) || batch_has(&import->batch, FORM_TARGETS) ||
         batch_has(&import->batch, FORM_RESULTS)))
        status = ask_indicators(import);
    return status;
}

/* ---- telling ---- */

static enum exit_code out_of_memory(void)
{
    (void)fprintf(stderr, "%s\n", T("caravan import: out of memory", "caravan import：内存不足"));
    return EXIT_FAILED;
}

/* What became of it; `answer` NULL: it was not sent. */
static enum exit_code conclude(struct import *import,
                               const Caravan__Projects__V1__ImportResponse *answer)
{
    import->result.readable = import->files.readable;
    import_result_make(&import->result, &import->batch, answer);
    if (import->problems.lost)
        return out_of_memory();
    if (!import->json)
        import_result_print(&import->result, import->shown);
    else if (!import_result_print_json(&import->result, stdout))
        return out_of_memory();
    return import->result.total.refused > 0 || import->problems.count > 0 ? EXIT_REFUSED
                                                                          : EXIT_DONE;
}

static enum exit_code complain(struct import *import, struct cv_status status)
{
    problems_sort(&import->problems);
    problems_print(&import->problems, import->shown, stderr);
    if (status.code == CV_NOT_FOUND && import->batch.name != NULL) {
        (void)fprintf(stderr,
                      T("caravan import: the server has no programme %s. Import its programme.csv "
                        "as well, or name\nanother one with --programme.\n",
                        "caravan import：服务器上没有计划 %s。请同时导入 programme.csv，或用 "
                        "--programme 指定其他计划。\n"),
                      import->batch.programme);
        return EXIT_REFUSED;
    }
    return client_complain(&import->client, status);
}

static enum exit_code too_large(size_t rows, size_t bytes)
{
    (void)fprintf(
        stderr,
        T("caravan import: these are %zu rows of %.1f MiB in all; one import takes at "
          "most %d rows and\n%.1f MiB. Nothing was sent. Import fewer files at once, "
          "first what others refer to: programme,\npartners, projects with sites, "
          "budget, commitments, disbursements, indicators, observations, targets, results.\n",
          "caravan import：共 %zu 行、%.1f MiB；一次最多导入 %d 行、%.1f MiB。没有发送任何"
          "内容。\n请分批导入，先导入被引用的文件：计划、合作单位、项目和地点、预算、合同、"
          "支付、指标、观测、目标、成果。\n"),
        rows, (double)bytes / 1048576.0, ROWS_MAX, (double)CV_MESSAGE_BYTES_MAX / 1048576.0);
    return EXIT_REFUSED;
}

/* ---- sending ---- */

static void tick(void *arg)
{
    progress_show(arg, 0, 0);
}

/* It may be recorded, or not. */
static enum exit_code lost(const struct import *import, struct cv_status status)
{
    if (status.code == CV_UNAVAILABLE)
        (void)fprintf(
            stderr, "%s\n",
            T("The server went away before it answered. Import the same files again: what "
              "is recorded is left alone.",
              "服务器在答复前断开。请重新导入相同的文件：已记录的不会重复。"));
    return client_complain(&import->client, status);
}

static enum exit_code send_rows(struct import *import)
{
    Caravan__Projects__V1__ImportRequest request = CARAVAN__PROJECTS__V1__IMPORT_REQUEST__INIT;
    struct client_call call;
    struct cv_status status;
    size_t bytes;

    request.rows = import->batch.rows;
    request.n_rows = import->batch.count;
    request.validate_only = import->result.dry_run;
    request.keep_good = import->result.keep_good;
    bytes = protobuf_c_message_get_packed_size(&request.base);
    if (request.n_rows > ROWS_MAX || bytes > CV_MESSAGE_BYTES_MAX)
        return too_large(request.n_rows, bytes);
    progress_start(&import->progress, T("recording", "正在记录"), stderr);
    client_prepare(&import->client, &call);
    caravan_projects_v1_projects_import(import->client.channel, &call.op, &request);
    status = client_wait_ticking(&import->client, &call, tick, &import->progress);
    progress_end(&import->progress);
    if (!cv_ok(status))
        return lost(import, status);
    return conclude(import, caravan_projects_v1_projects_import_response(&call.op));
}

/* ---- the command ---- */

static void read_files(struct import *import)
{
    problems_init(&import->problems, import->run->arena);
    progress_start(&import->progress, T("reading", "正在读取"), stderr);
    import_files_read(&import->files, import->run->operands, import->run->operand_count,
                      import->run->arena, &import->problems, &import->progress);
    progress_end(&import->progress);
    batch_init(&import->batch, import->run->arena, &import->problems, import->files.sheets,
               import->files.count);
}

static bool same_service(const struct form *a, const struct form *b)
{
    return a->family == b->family &&
           (a->family != FAMILY_WHOLE || a->post->service == b->post->service);
}

/* All files have to be of the family of the first. */
static void check_families(struct import *import)
{
    const struct sheet *sheets = import->files.sheets;

    for (size_t i = 1; i < import->files.count; i++) {
        if (same_service(sheets[0].form, sheets[i].form))
            continue;
        import->mixed = true;
        problems_add(&import->problems,
                     (struct problem){
                         .file = i,
                         .path = sheets[i].path,
                         .what = T("is for another service than the first file; import them apart",
                                   "与第一个文件属于不同的服务；请分别导入"),
                     });
    }
}

static enum exit_code check_and_send(struct import *import)
{
    const char *complaint;
    struct cv_status status;

    if (import->files.count == 0 || import->mixed)
        return conclude(import, NULL);
    if (batch_find_programme(&import->batch, run_option(import->run, "--programme"), &complaint) ==
        NULL)
        return run_refuse_option(import->run, "--programme", "%s", complaint);
    status = ask(import);
    if (!cv_ok(status)) /* what is wrong with the files has to be mended first anyhow */
        return import->files.readable ? complain(import, status) : conclude(import, NULL);
    batch_fill(&import->batch);
    if (import->batch.count == 0 || !import->files.readable ||
        (import->problems.count > 0 && !import->result.keep_good))
        return conclude(import, NULL);
    return send_rows(import);
}

static bool all_scan_files(const struct run *run)
{
    for (size_t i = 0; i < run->operand_count; i++) {
        if (!is_scan_file(run->operands[i]))
            return false;
    }
    return true;
}

static enum exit_code run_import(struct run *run)
{
    const char *shown = run_option(run, "--problems");
    struct import import = {.run = run, .json = run_option(run, "--json") != NULL};
    enum exit_code code;
    const char *wrong;
    int64_t number;

    import.result.dry_run = run_option(run, "--dry-run") != NULL;
    import.result.keep_good = run_option(run, "--keep-good") != NULL;
    wrong = cell_integer(shown, 1, PROBLEMS_MAX, run->arena, &number);
    if (wrong != NULL)
        return run_refuse_option(run, "--problems", "%s", wrong);
    import.shown = (size_t)number;
    if (all_scan_files(run))
        return import_scans(run);
    read_files(&import);
    check_families(&import);
    if (import.files.count > 0 && !import.mixed &&
        import.files.sheets[0].form->family != FAMILY_PROJECTS)
        return import_posts(run, &import.files, &import.problems);
    code = client_open(&import.client, run);
    if (code == EXIT_DONE)
        code = check_and_send(&import);
    client_close(&import.client);
    return code;
}

static const struct option OPTIONS[] = {
    {.name = "--programme",
     .value = "ID",
     .variable = "CARAVAN_PROGRAMME",
     .help = {"which programme; not needed with programme.csv",
              "哪个计划；有 programme.csv 时可省略"}},
    {.name = "--dry-run", .help = {"say what would happen, record nothing", "只显示结果，不记录"}},
    {.name = "--keep-good",
     .help = {"record the good rows although others are bad; without it\none bad row means that "
              "nothing is recorded",
              "有错误行时仍记录正确的行；否则只要有一行错误，\n就不记录任何内容"}},
    {.name = "--problems",
     .value = "N",
     .fallback = "20",
     .help = {"how many bad rows are listed", "最多列出多少处错误"}},
    {.name = "--json", .help = {"the result for programs; keys below", "供程序使用的结果；键见下"}},
    CLIENT_LOGISTICS,
    CLIENT_TRAINING,
    {.name = NULL},
};

static void print_files(FILE *out)
{
    form_print_all(out);
    posts_print_words(out);
}

const struct command command_import = {
    .name = "import",
    .operands = "DIR|FILE...",
    .operands_min = 1,
    .operands_max = 1000,
    .calls = true,
    .options = OPTIONS,
    .summary = {"record the rows of spreadsheets (CSV)", "导入电子表格（CSV）"},
    .help =
        {"What is in a file is known by its name, which begins with programme, partners, "
         "projects,\n"
         "sites, budget, commitments, disbursements, indicators, observations, targets or results, "
         "such as\n"
         "disbursements-2025-q3.csv. Columns are known by their headings, in any order, in English "
         "or\nChinese; `caravan demo-data DIR` writes an example of most. Amounts may be in 元, "
         "千元, "
         "万元\nor 亿元, said in the heading, 金额（万元）, or in the cell.\n\n"
         "All files are checked and recorded together, or not at all. A row that is recorded "
         "already "
         "is\nleft alone, so the same file may be imported again, also with more rows in it. A row "
         "without\nan id is known by its content: changed, it is a new row.\n\n"
         "Files of the logistics service (below, from places on) are imported apart. Sales and "
         "receipts\nare recorded together, or not at all. Of the others all files are checked, "
         "then sent row by row:\nwhat is recorded stays, nothing is sent after a row that is "
         "refused, and importing again adds\nwhat is missing. Times must say their distance from "
         "UTC and masses their unit, in the heading or\nin the cell.\n\n"
         "Scan files, *.scans, are imported by themselves: each is a stream to the hub, from where "
         "the "
         "hub is on.\n\n"
         "--json: programme, sent, recorded, dry_run, created, unchanged, refused; files, each "
         "with "
         "file,\n"
         "rows, created, unchanged, refused; problems, each with file, line (0: the whole file), "
         "column\n(\"E\"; \"\": the whole row), heading, cell, what, reason; unexplained, how many "
         "more there are.\n",
         "文件内容由文件名开头决定：programme、partners、projects、sites、budget、commitments、\n"
         "disbursements、indicators、observations、targets、results，或 "
         "计划、合作单位、项目、地点、预算、\n合同、支付、"
         "指标、观测、目标、成果，例如 支付2025三季度.csv。列由标题识别，顺序不限，中英文均可；\n"
         "`caravan demo-data DIR` 生成大多数文件的示例。金额单位可为元、千元、万元、亿元，\n"
         "写在标题中，如 金额（万元），或写在单元格中。\n\n"
         "所有文件一起检查、一起记录，否则都不记录。已有的记录不会改变，因此同一文件可以重复导入，"
         "\n"
         "也可以加行后再导入。没有编号的行以内容识别：内容改变即为新行。\n\n"
         "物流服务的文件（下表中站点及其后）须单独导入。销售和收退款一起记录，否则都不记录；\n"
         "其余检查全部文件后逐行发送：已记录的保留，\n"
         "被拒绝的行之后的内容不再发送；重新导入只补充缺少的。时间须写明时区，质量须写明单位，\n"
         "写在标题或单元格中。\n\n"
         "扫描文件（*.scans）须单独导入：逐个以数据流发送，从分拨中心已有的位置继续。\n\n"
         "--json "
         "的键：programme、sent、recorded、dry_"
         "run、created、unchanged、refused；files（file、rows、\n"
         "created、unchanged、refused）；problems（file、line、column、heading、cell、what、reason"
         "）；unexplained。\n"},
    .help_more = print_files,
    .run = run_import,
};
