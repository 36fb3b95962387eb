#include "compare.h"

#include "base/arena.h"
#include "text.h"

#include <string.h>

/* So many calls a percentile needs to say something: ten beyond it. */
#define CALLS_FOR_P50 20
#define CALLS_FOR_P99 1000
/* Latencies that differ by less are the same, whatever the ratio: timers are no better. */
#define SAME_US 50
/* A share of failed calls this much higher is worse. */
#define FAILED_MORE 0.001

const char *const LOAD_VERDICT_NAMES[LOAD_VERDICTS] = {"same", "better", "worse", "unknown"};

const char *load_incomparable(const struct load_result *before, const struct load_result *after,
                              struct cv_arena *arena)
{
    if (strcmp(before->service, after->service) != 0 ||
        strcmp(before->profile, after->profile) != 0)
        return cv_arena_printf(arena,
                               T("one is of %s, profile %s, the other of %s, profile %s",
                                 "一个是 %s（%s），另一个是 %s（%s）"),
                               before->service, before->profile, after->service, after->profile);
    if (before->rate != after->rate || before->callers != after->callers)
        return T("their loads differ: give both the same --rate or --callers",
                 "两次的负载不同：请使用相同的 --rate 或 --callers");
    return NULL;
}

/* `up`: more is better. */
static enum load_verdict judge(double before, double after, double tolerance, bool up)
{
    double more = up ? after : before;
    double less = up ? before : after;

    if (more > less * (1 + tolerance))
        return LOAD_BETTER;
    return less > more * (1 + tolerance) ? LOAD_WORSE : LOAD_SAME;
}

static enum load_verdict judge_us(double before, double after, double tolerance, bool enough)
{
    if (!enough)
        return LOAD_UNKNOWN;
    if (before - after < SAME_US && after - before < SAME_US)
        return LOAD_SAME;
    return judge(before, after, tolerance, false);
}

static void add(struct load_comparison *comparison, const char *method, const char *figure,
                double before, double after, enum load_verdict verdict)
{
    comparison->changes[comparison->count++] = (struct load_change){
        .method = method,
        .figure = figure,
        .before = before,
        .after = after,
        .verdict = verdict,
    };
}

static double failed_share(const struct load_figures *figures)
{
    uint64_t bad = load_failed(figures->codes) + load_refused(figures->codes);

    return figures->calls == 0 ? 0 : (double)bad / (double)figures->calls;
}

static void add_figures(struct load_comparison *comparison, const char *method,
                        const struct load_figures *before, const struct load_figures *after,
                        double tolerance)
{
    uint64_t calls = before->calls < after->calls ? before->calls : after->calls;
    double failed[2] = {failed_share(before), failed_share(after)};
    enum load_verdict verdict = LOAD_SAME;

    if (method == NULL) /* a method's is what the mix makes of it */
        add(comparison, method, "per_second", before->per_second, after->per_second,
            judge(before->per_second, after->per_second, tolerance, true));
    for (unsigned i = LOAD_P50; i <= LOAD_P99; i++)
        add(comparison, method, LOAD_SHARE_NAMES[i], (double)before->us[i], (double)after->us[i],
            judge_us((double)before->us[i], (double)after->us[i], tolerance,
                     calls >= (i == LOAD_P99 ? CALLS_FOR_P99 : CALLS_FOR_P50)));
    if (failed[1] > failed[0] + FAILED_MORE)
        verdict = LOAD_WORSE;
    else if (failed[0] > failed[1] + FAILED_MORE)
        verdict = LOAD_BETTER;
    add(comparison, method, "failed", failed[0], failed[1], verdict);
}

/* Of all calls: anything worse is worse, then anything better is better. */
static enum load_verdict sum_up(const struct load_comparison *comparison)
{
    bool seen[LOAD_VERDICTS] = {false};

    for (size_t i = 0; i < comparison->count && comparison->changes[i].method == NULL; i++)
        seen[comparison->changes[i].verdict] = true;
    if (seen[LOAD_WORSE])
        return LOAD_WORSE;
    return seen[LOAD_BETTER] ? LOAD_BETTER : LOAD_SAME;
}

static bool was_limit(const struct load_result *result)
{
    return result->limit == LOAD_LIMIT_CPU || result->limit == LOAD_LIMIT_LATE;
}

void load_compare(const struct load_result *before, const struct load_result *after,
                  double tolerance, struct load_comparison *comparison)
{
    *comparison = (struct load_comparison){.count = 0};
    add_figures(comparison, NULL, &before->total, &after->total, tolerance);
    comparison->verdict = sum_up(comparison);
    for (size_t i = 0; i < before->method_count; i++) {
        const struct load_method_figures *method = &before->methods[i];

        for (size_t k = 0; k < after->method_count; k++) {
            if (strcmp(method->name, after->methods[k].name) != 0 || method->measured.calls == 0 ||
                after->methods[k].measured.calls == 0)
                continue;
            add_figures(comparison, method->name, &method->measured, &after->methods[k].measured,
                        tolerance);
            break;
        }
    }
    if (was_limit(before) || was_limit(after) || before->total.calls < CALLS_FOR_P50 ||
        after->total.calls < CALLS_FOR_P50)
        comparison->verdict = LOAD_UNKNOWN;
}
