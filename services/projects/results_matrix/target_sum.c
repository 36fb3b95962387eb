#include "results_matrix/target_sum.h"

#include "report/figure.h"

#include <string.h>

int known_target_compare(const void *a, const void *b)
{
    const struct known_target *x = a;
    const struct known_target *y = b;
    int order = x->period < y->period ? -1 : x->period > y->period;

    if (order == 0)
        order = strcmp(x->project, y->project);
    return order == 0 ? strcmp(x->site, y->site) : order;
}

bool indicator_is_flow(const struct indicator *indicator)
{
    return indicator->kind == FIGURE_FLOW || indicator->kind == FIGURE_MONEY_FLOW;
}

static bool projects_add_up(const struct indicator *indicator)
{
    return indicator_is_flow(indicator) || indicator->kind == FIGURE_DISTINCT_COUNT ||
           (indicator->kind == FIGURE_LEVEL && indicator->across_projects == ACROSS_SUM);
}

static bool sites_add_up(const struct indicator *indicator)
{
    return projects_add_up(indicator) && indicator->across_sites != ACROSS_LAST;
}

static void add(struct target_sum *to, const struct target_sum *sum)
{
    bool newer = sum->change_count > 0 && sum->changed_us >= to->changed_us;

    if (!to->known) {
        *to = *sum;
        return;
    }
    to->summed = true;
    to->value += sum->value;
    to->first_value += sum->first_value;
    to->change_count += sum->change_count;
    if (newer) {
        to->reason = sum->reason;
        to->changed_us = sum->changed_us;
    }
}

static struct target_sum sum_of(const struct known_target *target)
{
    bool changed = target->change_count > 0;

    return (struct target_sum){
        .known = true,
        .summed = target->project[0] != '\0',
        .value = target->value,
        .first_value = target->first_value,
        .rating = target->rating,
        .first_rating = target->first_rating,
        .change_count = target->change_count,
        .reason = changed ? target->reason : "",
        .changed_us = changed ? target->changed_us : 0,
    };
}

size_t known_target_run(const struct known_target *targets, size_t count)
{
    size_t run = 0;

    while (run < count && targets[run].period == targets[0].period)
        run++;
    return run;
}

struct target_sum target_sum_period(const struct indicator *indicator,
                                    const struct known_target *targets, size_t count)
{
    struct target_sum total = {0};

    if (count > 0 && targets[0].project[0] == '\0')
        return sum_of(&targets[0]);
    if (!projects_add_up(indicator))
        return total;
    for (size_t i = 0, first = 0; i < count; i++) {
        struct target_sum sum = sum_of(&targets[i]);

        if (strcmp(targets[first].project, targets[i].project) != 0)
            first = i;
        if (i == first ? targets[i].site[0] == '\0' || sites_add_up(indicator)
                       : targets[first].site[0] != '\0' && sites_add_up(indicator))
            add(&total, &sum);
    }
    return total;
}

struct target_sum target_sum_total(const struct indicator *indicator,
                                   const struct known_target *targets, size_t count)
{
    struct target_sum total = {0};

    for (size_t i = 0, run; i < count; i += run) {
        struct target_sum sum;

        run = known_target_run(&targets[i], count - i);
        sum = target_sum_period(indicator, &targets[i], run);
        if (sum.known && targets[i].period == 0)
            return sum;
        if (!sum.known)
            continue;
        if (indicator_is_flow(indicator))
            add(&total, &sum);
        else
            total = sum;
    }
    total.summed = total.summed || (total.known && indicator_is_flow(indicator));
    return total;
}
