#include "base/clock.h"
#include "base/time_text.h"
#include "measure_internal.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MOMENT_MS_MIN 100
#define MOMENTS       120 /* of a run; beyond it, what is still under way ends */
/* The load maker is what held things up: closed loop, so much of a processor. */
#define BUSY_BP_MAX 9500
/* Open loop: calls begun so late, and that more than a tenth of their latency. */
#define LATE_US_MAX 1000
/* As much of them waited for room. */
#define CROWDED_SHARE 1000

/* ---- processors ---- */

static uint64_t own_cpu_us(void)
{
    struct rusage used;

    if (getrusage(RUSAGE_SELF, &used) != 0)
        return 0;
    return (uint64_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 +
           (uint64_t)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

/* Of another process, by /proc; 0: there is no telling. */
static uint64_t cpu_us_of(pid_t pid)
{
    unsigned long long user = 0;
    unsigned long long system = 0;
    char line[1024];
    char path[40];
    const char *at;
    FILE *file;
    size_t len;

    (void)snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
    file = pid == 0 ? NULL : fopen(path, "r");
    if (file == NULL)
        return 0;
    len = fread(line, 1, sizeof(line) - 1, file);
    (void)fclose(file);
    line[len] = '\0';
    at = strrchr(line, ')'); /* the name of the program may contain anything */
    if (at == NULL || sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu",
                             &user, &system) != 2)
        return 0;
    return (user + system) * 1000000 / (uint64_t)sysconf(_SC_CLK_TCK);
}

/* ---- a run ---- */

static void print_now(const struct load_counts *counts)
{
    char *text = cv_arena_alloc(counts->arena, CV_TIME_TEXT_MAX);
    struct cv_time_value now = {.seconds = cv_clock_utc_us() / 1000000};

    if (text != NULL && cv_time_text_print_timestamp(now, text))
        counts->result->recorded = text;
}

static bool begin_steps(struct load_counts *counts)
{
    const struct load_plan *plan = counts->plan;
    struct load_result *result = counts->result;
    uint64_t each_ms;

    if (plan->step_count == 0)
        return true;
    each_ms = plan->duration_ns / CV_NS_PER_MS / plan->step_count;
    result->capacity = plan->rate;
    result->step_count = plan->step_count;
    result->steps = cv_arena_array(counts->arena, plan->step_count, sizeof(*result->steps));
    counts->steps = cv_arena_array(counts->arena, plan->step_count, sizeof(*counts->steps));
    counts->refused = cv_arena_array(counts->arena, plan->step_count, sizeof(*counts->refused));
    for (size_t i = 0; result->steps != NULL && i < plan->step_count; i++)
        result->steps[i] = (struct load_step){
            .factor = plan->factors[i],
            .rate = plan->rate * plan->factors[i],
            .begin_ms = i * each_ms,
            .length_ms = each_ms,
        };
    return result->steps != NULL && counts->steps != NULL && counts->refused != NULL;
}

bool load_counts_begin(struct load_counts *counts, uint64_t now_ns)
{
    const struct load_plan *plan = counts->plan;
    struct load_result *result = counts->result;
    uint64_t whole_ms = (plan->ramp_ns + plan->duration_ns) / CV_NS_PER_MS;
    uint64_t each_ms = (whole_ms + MOMENTS - 1) / MOMENTS;

    counts->begin_ns = now_ns;
    counts->measured_ns = now_ns + plan->ramp_ns;
    counts->end_ns = counts->measured_ns + plan->duration_ns;
    counts->methods =
        cv_arena_array(counts->arena, plan->service->method_count, sizeof(*counts->methods));
    *result = (struct load_result){
        .service = plan->service->name,
        .profile = plan->profile->name,
        .target = plan->target,
        .recorded = "",
        .version = CV_VERSION,
        .rate = plan->rate,
        .callers = plan->callers,
        .connections = plan->connections,
        .ramp_ms = plan->ramp_ns / CV_NS_PER_MS,
        .duration_ms = plan->duration_ns / CV_NS_PER_MS,
        .deadline_ms = plan->deadline_ns / CV_NS_PER_MS,
        .seed = plan->seed,
        .processors = (uint64_t)sysconf(_SC_NPROCESSORS_ONLN),
        .apart = plan->apart,
        .tls = plan->client->tls != NULL,
        .method_count = plan->service->method_count,
        .methods =
            cv_arena_array(counts->arena, plan->service->method_count, sizeof(*result->methods)),
        .moment_ms = (each_ms < MOMENT_MS_MIN ? MOMENT_MS_MIN : each_ms + 99) / 100 * 100,
        .moments = cv_arena_array(counts->arena, LOAD_MOMENTS_MAX, sizeof(*result->moments)),
    };
    print_now(counts);
    if (counts->methods == NULL || result->methods == NULL || result->moments == NULL ||
        !begin_steps(counts))
        return false;
    for (size_t i = 0; i < result->method_count; i++)
        result->methods[i].name = plan->service->methods[i].name;
    result->moment_count = 1;
    return true;
}

void load_counts_warm(struct load_counts *counts)
{
    counts->cpu_us = own_cpu_us();
    counts->server_cpu_us = cpu_us_of(counts->plan->server);
}

/* ---- calls ---- */

static struct load_moment *moment_of(struct load_counts *counts, uint64_t at_ns)
{
    uint64_t at = (at_ns - counts->begin_ns) / CV_NS_PER_MS / counts->result->moment_ms;

    return &counts->result->moments[at < LOAD_MOMENTS_MAX ? at : LOAD_MOMENTS_MAX - 1];
}

void load_counts_due(struct load_counts *counts, uint64_t due_ns, uint64_t late_ns, bool crowded)
{
    moment_of(counts, due_ns)->due++;
    if (due_ns < counts->measured_ns)
        return;
    if (crowded)
        counts->crowded++;
    else
        histogram_add(&counts->late, late_ns);
}

static size_t step_of(const struct load_counts *counts, uint64_t due_ns)
{
    const struct load_result *result = counts->result;
    uint64_t due_ms = (due_ns - counts->begin_ns) / CV_NS_PER_MS;
    size_t step = 0;

    while (step + 1 < result->step_count && result->steps[step + 1].begin_ms <= due_ms)
        step++;
    return step;
}

void load_counts_unsent(struct load_counts *counts, uint64_t due_ns)
{
    struct load_moment *moment = moment_of(counts, due_ns);

    moment->due++;
    moment->unsent++;
    counts->result->unsent++;
    if (counts->steps != NULL)
        counts->result->steps[step_of(counts, due_ns)].unsent++;
}

static void note_why(struct load_counts *counts, const struct load_call *call)
{
    const char **why = &counts->result->methods[call->method].why;
    struct cv_status status = call->op.start.status;

    if (*why == NULL)
        *why = cv_arena_printf(counts->arena, "%s: %.200s", cv_code_name(status.code),
                               text_printable(status.message, counts->arena));
}

void load_counts_ended(struct load_counts *counts, const struct load_call *call, uint64_t now_ns)
{
    struct load_method_figures *method = &counts->result->methods[call->method];
    enum cv_code code = call->op.start.status.code;
    struct load_moment *moment = moment_of(counts, now_ns);
    uint64_t took_ns = now_ns - call->due_ns;
    bool measured = call->due_ns >= counts->measured_ns;
    struct load_result *result = counts->result;
    size_t step = step_of(counts, call->due_ns);

    load_counts_pass(counts, now_ns);
    method->whole[code]++;
    if (measured)
        method->measured.codes[code]++;
    if (counts->steps != NULL)
        result->steps[step].figures.codes[code]++;
    if (code != CV_OK) {
        bool refused = code == CV_RESOURCE_EXHAUSTED || code == CV_UNAVAILABLE;

        *(refused ? &moment->refused : &moment->failed) += 1;
        if (refused && counts->steps != NULL)
            histogram_add(&counts->refused[step], took_ns);
        note_why(counts, call);
        return;
    }
    moment->ok++;
    histogram_add(&counts->moment, took_ns);
    if (measured)
        histogram_add(&counts->methods[call->method], took_ns);
    if (counts->steps != NULL)
        histogram_add(&counts->steps[step], took_ns);
}

static void put_shares(const struct histogram *histogram, uint64_t us[LOAD_SHARES])
{
    for (unsigned i = 0; i < LOAD_SHARES; i++)
        us[i] = histogram_at(histogram, LOAD_SHARE_VALUES[i]) / CV_NS_PER_US;
}

void load_counts_pass(struct load_counts *counts, uint64_t now_ns)
{
    struct load_result *result = counts->result;
    uint64_t length_ns = result->moment_ms * CV_NS_PER_MS;

    while (now_ns - counts->begin_ns >= result->moment_count * length_ns &&
           result->moment_count < LOAD_MOMENTS_MAX) {
        struct load_moment *moment = &result->moments[result->moment_count - 1];

        put_shares(&counts->moment, moment->us);
        if (counts->plan->tick != NULL)
            counts->plan->tick(counts->plan->tick_arg, moment, result->moment_ms);
        memset(&counts->moment, 0, sizeof(counts->moment));
        result->moments[result->moment_count].begin_ms = result->moment_count * result->moment_ms;
        result->moment_count++;
    }
}

/* ---- the end ---- */

static void figure(struct load_figures *figures, const struct histogram *histogram,
                   uint64_t length_ns)
{
    figures->calls = 0;
    for (unsigned i = 0; i < CV_CODE_COUNT; i++)
        figures->calls += figures->codes[i];
    figures->per_second = (double)figures->codes[CV_OK] * (double)CV_NS_PER_S / (double)length_ns;
    put_shares(histogram, figures->us);
}

/* What a step's moments had, and its calls. */
static void figure_step(struct load_counts *counts, size_t index)
{
    struct load_result *result = counts->result;
    struct load_step *step = &result->steps[index];
    uint64_t ok = 0;
    uint64_t moments = 0;

    figure(&step->figures, &counts->steps[index], step->length_ms * CV_NS_PER_MS);
    step->refused_p99_us = histogram_at(&counts->refused[index], 0.99) / CV_NS_PER_US;
    for (size_t i = 0; i < result->moment_count; i++) {
        const struct load_moment *moment = &result->moments[i];

        if (moment->begin_ms < step->begin_ms ||
            moment->begin_ms + result->moment_ms > step->begin_ms + step->length_ms)
            continue;
        ok += moment->ok;
        moments++;
    }
    if (moments > 0)
        step->figures.per_second = (double)ok * 1000 / (double)(moments * result->moment_ms);
}

/* Is more than one call in a hundred of those that ended refused, or a failure? One moment's
 * trouble of a disk is not the overload's. */
static bool is_in_trouble(const struct load_moment *moment)
{
    uint64_t not_ok = moment->refused + moment->failed;

    return not_ok * 100 > moment->ok + not_ok;
}

void load_counts_recovery(struct load_result *result)
{
    const struct load_step *after = &result->steps[result->step_count - 1];
    uint64_t end_ms = after->begin_ms + after->length_ms;

    for (size_t i = result->moment_count; i-- > 0;) {
        const struct load_moment *moment = &result->moments[i];

        if (moment->begin_ms + result->moment_ms > end_ms)
            continue;
        if (moment->begin_ms < after->begin_ms || is_in_trouble(moment))
            return;
        result->recovered = true;
        result->recovery_ms = moment->begin_ms - after->begin_ms;
    }
}

static enum load_limit find_limit(const struct load_counts *counts)
{
    const struct load_result *result = counts->result;

    if (counts->plan->rate <= 0)
        return result->maker_busy_bp >= BUSY_BP_MAX ? LOAD_LIMIT_CPU : LOAD_LIMIT_NONE;
    if (result->late_p99_us > LATE_US_MAX && result->late_p99_us > result->total.us[LOAD_P99] / 10)
        return LOAD_LIMIT_LATE;
    return counts->crowded * CROWDED_SHARE > result->total.calls ? LOAD_LIMIT_FLIGHT
                                                                 : LOAD_LIMIT_NONE;
}

void load_counts_end(struct load_counts *counts, uint64_t now_ns)
{
    struct load_result *result = counts->result;
    uint64_t until_ns = now_ns < counts->end_ns ? now_ns : counts->end_ns;
    uint64_t length_ns = until_ns > counts->measured_ns ? until_ns - counts->measured_ns : 1;
    uint64_t used_us = own_cpu_us() - counts->cpu_us;
    uint64_t server_us = cpu_us_of(counts->plan->server);

    result->interrupted = *counts->plan->interrupted != 0;
    result->duration_ms = length_ns / CV_NS_PER_MS;
    put_shares(&counts->moment, result->moments[result->moment_count - 1].us);
    for (size_t i = 0; i < result->method_count; i++) {
        struct load_method_figures *method = &result->methods[i];

        figure(&method->measured, &counts->methods[i], length_ns);
        histogram_join(&counts->total, &counts->methods[i]);
        for (unsigned code = 0; code < CV_CODE_COUNT; code++)
            result->total.codes[code] += method->measured.codes[code];
    }
    figure(&result->total, &counts->total, length_ns);
    for (size_t i = 0; i < result->step_count; i++)
        figure_step(counts, i);
    if (result->step_count > 0)
        load_counts_recovery(result);
    result->late_p99_us = histogram_at(&counts->late, 0.99) / CV_NS_PER_US;
    result->maker_busy_bp = used_us * 10000 * CV_NS_PER_US /
                            (now_ns > counts->measured_ns ? now_ns - counts->measured_ns : 1);
    result->server_cpu_us =
        server_us > counts->server_cpu_us ? server_us - counts->server_cpu_us : 0;
    result->limit = find_limit(counts);
}
