#include "options.h"

#include "base/clock.h"
#include "cell.h"

#include <string.h>

#define CALLERS 16
#define STEPS                                                                                      \
    {                                                                                              \
        1, 2, 5, 10, 0.5                                                                           \
    } /* of an overload, and after it */
#define CALLERS_OVER 64
#define CALLERS_MAX  5000
#define RATE_DIGITS  3

static const struct load_service *const SERVICES[] = {&load_projects, &load_logistics,
                                                      &load_training};
#define SERVICE_COUNT (sizeof(SERVICES) / sizeof(SERVICES[0]))

const struct option load_options[] = {
    {.name = "--target",
     .value = "ADDRESS",
     .help = {"the service to load: HOST:PORT, unix:PATH or another target of gRPC.\n"
              "Without it one is started on a scratch folder, and stopped afterwards",
              "要加压的服务：HOST:PORT、unix:PATH 或其他 gRPC 目标。\n"
              "不给出时，在临时目录启动一个，结束后停止"}},
    {.name = "--profile",
     .value = "NAME",
     .fallback = "ordinary",
     .help = {"which mix of calls; they are listed below", "调用组合，见下表"}},
    {.name = "--rate",
     .value = "N",
     .help = {"open loop: so many calls a second come by chance; 0.1 to 1000000",
              "开环：每秒随机到达 N 次调用；0.1 至 1000000"}},
    {.name = "--callers",
     .value = "N",
     .help = {"closed loop: so many callers, one call after the other; 1 to 5000",
              "闭环：N 个调用者，各自一次接一次；1 至 5000"}},
    {.name = "--overload",
     .help = {"1, 2, 5 and 10 times what the service can do, then half of it. What that\n"
              "is says --rate, or as many --callers find it out before",
              "依次施加服务能力的 1、2、5、10 倍，最后为一半。服务能力由 --rate 给出，\n"
              "或由 --callers 测得"}},
    {.name = "--duration",
     .value = "SECONDS",
     .fallback = "10",
     .help = {"how long is measured; of an overload, each step; 0.1 to 3600 in all",
              "测量时长（秒），过载时为每一步；总计 0.1 至 3600"}},
    {.name = "--ramp",
     .value = "SECONDS",
     .fallback = "1",
     .help = {"how long the load grows before that; 0 to 600",
              "测量前逐步加压的时间（秒），0 至 600"}},
    {.name = "--connections",
     .value = "N",
     .help = {"over which calls go round; 1 to 256 [default 4; of an overload 64]",
              "调用轮流使用的连接数，1 至 256［默认 4；过载时 64］"}},
    {.name = "--in-flight",
     .value = "N",
     .help = {"open loop: calls under way at most, others wait; 1 to 20000\n"
              "[default 5000; of an overload 20000]",
              "开环：同时进行的调用上限，其余等待；1 至 20000［默认 5000；过载时 20000］"}},
    {.name = "--deadline",
     .value = "SECONDS",
     .help = {"of each call, from when it is due; 0.01 to 60\n[default 10; of an overload 1]",
              "每次调用的期限（秒），自应发时刻计，0.01 至 60［默认 10；过载时 1］"}},
    {.name = "--seed",
     .value = "N",
     .fallback = "1",
     .help = {"the same number gives the same calls at the same times",
              "相同的数字在相同的时刻产生相同的调用"}},
    {.name = "--json",
     .help = {"the result as JSON, for programs and for `caravan load compare`",
              "以 JSON 输出结果，供程序和 `caravan load compare` 使用"}},
    {.name = "--tolerance",
     .value = "PERCENT",
     .fallback = "10",
     .help = {"of compare: what changed by less is the same; 1 to 1000",
              "用于 compare：变化小于此值视为相同，1 至 1000"}},
    {.name = "--plot",
     .value = "FILE.svg",
     .help = {"draw latencies and rates over time, too", "同时绘制延迟与速率随时间的变化图"}},
    {.name = "--tls-ca",
     .value = "FILE",
     .help = {"with --target: speak TLS with a server that these vouch for (PEM)",
              "配合 --target：使用 TLS；服务器证书须由其中的机构签发（PEM）"}},
    {.name = "--tls-cert",
     .value = "FILE",
     .help = {"with --tls-ca: the certificate to show (PEM)", "配合 --tls-ca：出示的证书（PEM）"}},
    {.name = "--tls-key",
     .value = "FILE",
     .help = {"its key, which nobody else may read (PEM)", "证书的私钥，他人不得可读（PEM）"}},
    {.name = NULL},
};

/* ---- services and profiles ---- */

const struct load_service *load_service_find(const char *name)
{
    for (size_t i = 0; i < SERVICE_COUNT; i++) {
        if (strcmp(SERVICES[i]->name, name) == 0)
            return SERVICES[i];
    }
    return NULL;
}

static void help_of_profile(const struct load_service *service, const struct load_profile *profile,
                            FILE *out)
{
    unsigned all = 0;

    (void)fprintf(out, "  %-10s %s", profile->name, text_of(profile->summary));
    if (profile->rate > 0)
        (void)fprintf(out, T(" [%g a second]", "［每秒 %g 次］"), profile->rate);
    (void)fputs("\n            ", out);
    for (size_t i = 0; i < service->method_count; i++)
        all += profile->weights[i];
    for (size_t i = 0, column = 12; i < service->method_count; i++) {
        char word[64];
        int len = snprintf(word, sizeof(word), " %s %.3g%%", service->methods[i].name,
                           profile->weights[i] * 100.0 / all);

        if (profile->weights[i] == 0)
            continue;
        if (column + (size_t)len > 98) {
            (void)fputs("\n            ", out);
            column = 12;
        }
        (void)fputs(word, out);
        column += (size_t)len;
    }
    (void)fputc('\n', out);
}

void load_help(FILE *out)
{
    for (size_t i = 0; i < SERVICE_COUNT; i++) {
        (void)fprintf(out, "\n%s: %s\n", SERVICES[i]->name, text_of(SERVICES[i]->summary));
        for (const struct load_profile *at = SERVICES[i]->profiles; at->name != NULL; at++)
            help_of_profile(SERVICES[i], at, out);
    }
}

static enum exit_code read_profile(const struct run *run, struct load_plan *plan)
{
    const char *name = run_option(run, "--profile");
    char names[160] = "";
    size_t len = 0;

    for (plan->profile = plan->service->profiles; plan->profile->name != NULL; plan->profile++) {
        if (strcmp(plan->profile->name, name) == 0)
            return EXIT_DONE;
        len += (size_t)snprintf(names + len, sizeof(names) - len, "%s%s", len == 0 ? "" : ", ",
                                plan->profile->name);
    }
    return run_refuse_option(run, "--profile", T("%s has %s, and no %s", "%s 有 %s，没有 %s"),
                             plan->service->name, names, name);
}

/* ---- numbers ---- */

/* In units of 10^-digits, from `min` to `max` of them. */
static enum exit_code read_number(const struct run *run, const char *name, int digits, int64_t min,
                                  int64_t max, int64_t *value)
{
    const char *text = run_option(run, name);
    char least[40];
    char most[40];

    *value = 0;
    if (cell_count(text, &(struct cell_unit){0}, digits, run->arena, value) == NULL &&
        *value >= min && *value <= max)
        return EXIT_DONE;
    (void)snprintf(least, sizeof(least), "%g", (double)min / (digits == 0 ? 1 : 1000));
    (void)snprintf(most, sizeof(most), "%.0f", (double)max / (digits == 0 ? 1 : 1000));
    return run_refuse_option(
        run, name, T("must be a number from %s to %s, not %s", "必须是 %s 至 %s 的数，而不是 %s"),
        least, most, text);
}

static enum exit_code read_count(const struct run *run, const char *name, int64_t max,
                                 unsigned *count)
{
    int64_t value;
    enum exit_code code = read_number(run, name, 0, 1, max, &value);

    *count = (unsigned)value;
    return code;
}

static enum exit_code read_seconds(const struct run *run, const char *name, int64_t min_ms,
                                   int64_t max_ms, uint64_t *ns)
{
    int64_t ms;
    enum exit_code code = read_number(run, name, 3, min_ms, max_ms, &ms);

    *ns = (uint64_t)ms * CV_NS_PER_MS;
    return code;
}

/* What is not given is one number, and another one for an overload. */
static enum exit_code read_either(const struct run *run, const char *name, int64_t max,
                                  unsigned usual, unsigned of_overload, unsigned *count)
{
    if (run_option(run, name) != NULL)
        return read_count(run, name, max, count);
    *count = run_option(run, "--overload") == NULL ? usual : of_overload;
    return EXIT_DONE;
}

/* Either how many calls a second come, or how many callers there are. */
static enum exit_code read_loop(const struct run *run, struct load_plan *plan)
{
    bool open = run_option(run, "--rate") != NULL;
    int64_t rate;
    enum exit_code code;

    if (open && run_option(run, "--callers") != NULL)
        return run_refuse_option(run, "--callers", "%s",
                                 T("is another loop than --rate: give one of them",
                                   "与 --rate 是不同的方式，只能给出一个"));
    if (run_option(run, "--callers") != NULL)
        return read_count(run, "--callers", CALLERS_MAX, &plan->callers);
    if (!open) {
        plan->rate = plan->step_count > 0 ? 0 : plan->profile->rate;
        plan->callers = plan->rate > 0 ? 0 : plan->step_count > 0 ? CALLERS_OVER : CALLERS;
        return EXIT_DONE;
    }
    code = read_number(run, "--rate", RATE_DIGITS, 100, INT64_C(1000) * LOAD_RATE_MAX, &rate);
    plan->rate = (double)rate / 1000;
    return code;
}

static enum exit_code read_tls(const struct run *run)
{
    static const char *const FILES[] = {"--tls-ca", "--tls-cert", "--tls-key"};

    for (size_t i = 0; i < sizeof(FILES) / sizeof(FILES[0]); i++) {
        if (run_option(run, FILES[i]) != NULL && run_option(run, "--target") == NULL)
            return run_refuse_option(run, FILES[i], "%s",
                                     T("is of a service that runs: name it with --target ADDRESS",
                                       "用于已在运行的服务：请用 --target 地址 指定"));
    }
    return EXIT_DONE;
}

static enum exit_code read_times(const struct run *run, struct load_plan *plan)
{
    size_t parts = plan->step_count > 0 ? plan->step_count : 1;
    enum exit_code code =
        read_seconds(run, "--duration", 100, INT64_C(1000) * LOAD_SECONDS_MAX / (int64_t)parts,
                     &plan->duration_ns);

    if (code == EXIT_DONE)
        code = read_seconds(run, "--ramp", 0, 600000, &plan->ramp_ns);
    plan->deadline_ns = (plan->step_count > 0 ? 1 : 10) * CV_NS_PER_S;
    if (code == EXIT_DONE && run_option(run, "--deadline") != NULL)
        code = read_seconds(run, "--deadline", 10, 60000, &plan->deadline_ns);
    return code;
}

static void read_steps(const struct run *run, struct load_plan *plan)
{
    static const double FACTORS[] = STEPS;

    if (run_option(run, "--overload") == NULL)
        return;
    plan->step_count = sizeof(FACTORS) / sizeof(FACTORS[0]);
    memcpy(plan->factors, FACTORS, sizeof(FACTORS));
}

enum exit_code load_options_read(const struct run *run, struct load_plan *plan)
{
    int64_t seed;
    enum exit_code code = read_profile(run, plan);

    read_steps(run, plan);
    if (code == EXIT_DONE)
        code = read_loop(run, plan);
    if (code == EXIT_DONE)
        code = read_times(run, plan);
    if (code == EXIT_DONE)
        code = read_either(run, "--connections", LOAD_CONNECTIONS_MAX, 4, 64, &plan->connections);
    if (code == EXIT_DONE)
        code = read_either(run, "--in-flight", LOAD_FLIGHT_MAX, 5000, LOAD_FLIGHT_MAX,
                           &plan->flight_max);
    if (code == EXIT_DONE)
        code = read_number(run, "--seed", 0, 0, INT64_C(1000000000000), &seed);
    if (code == EXIT_DONE)
        code = read_tls(run);
    if (code == EXIT_DONE)
        plan->seed = (uint64_t)seed;
    return code;
}
