/* caravan load SERVICE: keeps a service busy, and says what it did. */
#include "child.h"
#include "commands.h"
#include "compare_command.h"
#include "measure.h"
#include "options.h"
#include "plot.h"
#include "processors.h"
#include "result_file.h"
#include "result_view.h"

#include <errno.h>
#include <string.h>

/* Ctrl-C ends the measuring, not the program: what was measured is told, and what was started is
 * stopped. */
static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
    interrupted = number;
}

static void hear_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};

    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

struct loading {
    struct run *run;
    struct client client;
    struct child child;
    struct load_plan plan;
    struct load_line line;
    struct load_result result;
    void *work;
};

/* Of an overload on processors of its own, or each step would leave it others. */
static enum exit_code start_service(struct loading *loading)
{
    struct processors processors = {.service_count = 0};
    enum exit_code code;

    if (loading->plan.step_count > 0)
        processors_divide(&processors);
    processors_as_service(&processors);
    code = child_start(&loading->child, loading->plan.service->program, loading->run->arena);
    processors_as_maker(&processors);
    if (code == EXIT_DONE)
        processors_part(&processors, loading->child.served.pid);
    loading->plan.apart = processors.service_count;
    return code;
}

/* To the service that was named, or to one of its own. */
static enum exit_code find_service(struct loading *loading)
{
    const char *target = run_option(loading->run, "--target");
    enum exit_code code;

    if (target == NULL) {
        code = start_service(loading);
        if (code != EXIT_DONE)
            return code;
        target = loading->child.served.address;
    }
    loading->plan.target = target;
    loading->plan.server = loading->child.served.pid;
    loading->plan.client = &loading->client;
    return client_open_at(&loading->client, loading->run, target);
}

static enum exit_code measure_once(struct loading *loading, const struct load_plan *plan)
{
    struct cv_status status;

    load_line_begin(&loading->line, plan, stderr);
    status = load_measure(plan, loading->work, loading->run->arena, &loading->result);
    load_line_end(&loading->line);
    return cv_ok(status) ? EXIT_DONE : client_complain(&loading->client, status);
}

/* What the service can do, in a closed loop as long as a step. */
static enum exit_code find_capacity(struct loading *loading)
{
    struct load_plan plan = loading->plan;
    enum exit_code code;

    plan.step_count = 0;
    code = measure_once(loading, &plan);
    loading->plan.callers = 0;
    loading->plan.rate = loading->result.total.per_second;
    if (code != EXIT_DONE || loading->plan.rate >= 1)
        return code;
    (void)fputs(T("caravan load: the service answered nothing in the time for finding out what it "
                  "can do\n",
                  "caravan load：在测定服务能力期间没有得到任何答复\n"),
                stderr);
    return EXIT_UNREACHABLE;
}

static enum exit_code measure(struct loading *loading)
{
    struct load_plan *plan = &loading->plan;
    struct dice dice = {plan->seed};
    enum exit_code code = plan->service->prepare(&loading->client, &dice, &loading->work);

    plan->tick = load_line_tick;
    plan->tick_arg = &loading->line;
    plan->interrupted = &interrupted;
    if (code == EXIT_DONE && plan->step_count > 0 && plan->callers > 0)
        code = find_capacity(loading);
    if (plan->step_count > 0) {
        plan->ramp_ns = 0;
        plan->duration_ns *= plan->step_count;
    }
    return code == EXIT_DONE ? measure_once(loading, plan) : code;
}

/* Now, and not when all is measured. */
static enum exit_code check_plot(const struct run *run)
{
    const char *path = run_option(run, "--plot");
    FILE *file = path == NULL ? NULL : fopen(path, "ab");

    if (file != NULL)
        (void)fclose(file);
    return path == NULL || file != NULL
               ? EXIT_DONE
               : run_refuse_option(run, "--plot", "%s: %s", path, strerror(errno));
}

static enum exit_code draw(const struct loading *loading)
{
    const char *path = run_option(loading->run, "--plot");
    struct cv_status status = CV_STATUS_OK;

    if (path != NULL)
        status = load_plot_write(&loading->result, path, loading->run->arena);
    if (!cv_ok(status))
        (void)fprintf(stderr, "caravan load: %s\n", status.message);
    return cv_ok(status) ? EXIT_DONE : EXIT_FAILED;
}

static enum exit_code tell(const struct loading *loading)
{
    const struct load_result *result = &loading->result;

    if (run_option(loading->run, "--json") == NULL)
        load_result_print(result, loading->run->arena, stdout);
    else if (!load_result_write(result, stdout))
        return EXIT_FAILED;
    return draw(loading);
}

static enum exit_code load_service(struct run *run)
{
    struct loading *loading = cv_arena_zalloc(run->arena, sizeof(*loading));
    enum exit_code code;

    if (loading == NULL)
        return EXIT_FAILED;
    loading->run = run;
    loading->plan.service = load_service_find(run->operands[0]);
    if (loading->plan.service == NULL) {
        (void)fprintf(stderr,
                      T("caravan load: there is no %s to load; `caravan help load` says "
                        "what there is\n",
                        "caravan load：没有 %s；`caravan help load` 列出可加压的服务\n"),
                      run->operands[0]);
        return EXIT_USAGE;
    }
    code = load_options_read(run, &loading->plan);
    if (code == EXIT_DONE)
        code = check_plot(run);
    if (code != EXIT_DONE)
        return code;
    hear_signals();
    code = find_service(loading);
    if (code == EXIT_DONE)
        code = measure(loading);
    client_close(&loading->client);
    child_stop(&loading->child);
    return code == EXIT_DONE ? tell(loading) : code;
}

static enum exit_code run_load(struct run *run)
{
    bool compares = strcmp(run->operands[0], "compare") == 0;

    if (run->operand_count != (compares ? 3 : 1)) {
        (void)fputs(T("caravan load: it takes one SERVICE, or compare and two results\n",
                      "caravan load：需要一个服务，或 compare 和两个结果文件\n"),
                    stderr);
        return EXIT_USAGE;
    }
    return compares ? load_compare_run(run) : load_service(run);
}

const struct command command_load = {
    .name = "load",
    .operands = "SERVICE | compare A.json B.json",
    .operands_min = 1,
    .operands_max = 3,
    .options = load_options,
    .summary = {"keep a service busy, and measure how it does", "对服务加压并测量其表现"},
    .help =
        {"Examples:\n"
         "  caravan load projects                      an office day, on a service of its own\n"
         "  caravan load projects --callers 64         as fast as 64 callers are answered\n"
         "  caravan load projects --rate 500 --json    500 calls a second, for programs\n"
         "  caravan load projects --overload --plot o.svg\n"
         "                                             what it does when far too much comes\n"
         "  caravan load compare before.json after.json\n"
         "                                             1 if the second is worse, else 0\n"
         "\n"
         "It makes its own data, under names of its own, and finds it again the next time. Load\n"
         "no service whose books are in use: what it records stays in them.\n",
         "示例：\n"
         "  caravan load projects                      平日组合，自行启动服务\n"
         "  caravan load projects --callers 64         64 个调用者，尽快调用\n"
         "  caravan load projects --rate 500 --json    每秒 500 次，供程序使用\n"
         "  caravan load projects --overload --plot o.svg\n"
         "                                             远超能力时的表现\n"
         "  caravan load compare before.json after.json\n"
         "                                             第二次更差则退出码为 1，否则为 0\n"
         "\n"
         "它用自己的名称准备数据，再次运行时沿用。请勿对正在使用的账册加压：\n"
         "所记录的内容会留在其中。\n"},
    .help_more = load_help,
    .run = run_load,
};
