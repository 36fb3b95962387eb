/* What is to be reached in a period and in all, from the targets of a programme, its projects and
 * their sites.
 *
 * A target of the programme holds before those of its projects, which else are added up; so does
 * one of a project before those of its sites. Where nothing can be added up (ratios, means, levels
 * of which the last holds), the programme has only what was set for itself.
 *
 * Pure. Texts are borrowed. */
#ifndef PROJECTS_TARGET_SUM_H
#define PROJECTS_TARGET_SUM_H

#include "indicator/indicator_store.h"

/* A target as it was known then. */
struct known_target {
    int32_t period;      /* as of figures; 0: the whole time */
    const char *project; /* its id; "": the programme */
    const char *site;
    int64_t value;
    const char *rating;
    int64_t first_value;
    const char *first_rating;
    int64_t change_count;
    const char *reason; /* of the last change */
    int64_t changed_us;
};

struct target_sum {
    bool known; /* there is one */
    bool summed;
    __int128 value;
    __int128 first_value;
    const char *rating;
    const char *first_rating;
    int64_t change_count;
    const char *reason; /* of the last change of any; "": there was none */
    int64_t changed_us;
};

/* In order of period, project and site: what the functions below are given. */
int known_target_compare(const void *a, const void *b);

/* Of the targets of one period. */
struct target_sum target_sum_period(const struct indicator *indicator,
                                    const struct known_target *targets, size_t count);
/* Of all periods given: what is set for the whole time; else of a flow the sum of its periods, and
 * of what stands the last. */
struct target_sum target_sum_total(const struct indicator *indicator,
                                   const struct known_target *targets, size_t count);

/* How many from the first on are of its period. */
size_t known_target_run(const struct known_target *targets, size_t count);

bool indicator_is_flow(const struct indicator *indicator);

#endif
