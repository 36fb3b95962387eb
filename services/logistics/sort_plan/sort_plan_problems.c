#include "prefecture/prefecture_store.h"
#include "sort_plan/sort_plan.h"

#include <stdlib.h>
#include <string.h>

static int by_key(const void *a, const void *b)
{
    const struct plan_entry *left = a;
    const struct plan_entry *right = b;
    int keys;

    if (left->lane != right->lane)
        return left->lane < right->lane ? -1 : 1;
    keys = strcmp(left->key, right->key);
    if (keys != 0)
        return keys;
    return left->rank == right->rank ? 0 : left->rank < right->rank ? -1 : 1;
}

struct cv_status sort_plan_problems(struct cv_books *books, int64_t hub_no,
                                    const struct sort_plan *plan, struct plan_problem **problems,
                                    size_t *count)
{
    struct plan_entry *entries =
        cv_arena_array(books->arena, plan->entry_count + 1, sizeof(*entries));
    const char **served;
    size_t served_count;
    struct cv_status status = prefecture_served(books, hub_no, &served, &served_count);

    *count = 0;
    *problems = cv_arena_array(books->arena, SORT_PLAN_PROBLEMS_MAX, sizeof(**problems));
    if (!cv_ok(status) || entries == NULL || *problems == NULL)
        return status;
    if (plan->entry_count > 0) {
        memcpy(entries, plan->entries, plan->entry_count * sizeof(*entries));
        qsort(entries, plan->entry_count, sizeof(*entries), by_key);
    }
    *count = plan_check(entries, plan->entry_count, served, served_count, *problems,
                        SORT_PLAN_PROBLEMS_MAX);
    if (*count > SORT_PLAN_PROBLEMS_MAX)
        *count = SORT_PLAN_PROBLEMS_MAX;
    return status;
}

static const char *what(struct cv_arena *arena, const struct plan_problem *problem)
{
    static const char *const LANES[] = {
        [LANE_REJECT] = "the reject lane",         [LANE_OVERFLOW] = "the overflow lane",
        [LANE_NO_READ] = "the no-read lane",       [LANE_NO_DATA] = "the no-data lane",
        [LANE_OVERWEIGHT] = "the overweight lane",
    };

    return problem->lane == LANE_DESTINATION ? cv_arena_printf(arena, "key %s", problem->key)
                                             : LANES[problem->lane];
}

const char *sort_plan_problem_text(struct cv_arena *arena, const struct plan_problem *problem)
{
    static const char *const TEXTS[] = {
        [PLAN_KEY_UNKNOWN] = "is neither a prefecture nor a destination of this hub",
        [PLAN_KEY_DOUBLED] = "has two chutes of one rank",
        [PLAN_KEY_WITHOUT_PRIMARY] = "has chutes, but none of rank 0",
        [PLAN_PREFECTURE_WITHOUT_CHUTE] = "is a prefecture that the hub serves, and has no chute",
        [PLAN_NO_REJECT_CHUTE] = "has no chute",
        [PLAN_NO_OVERFLOW_CHUTE] = "has no chute",
    };
    const char *text = cv_arena_printf(arena, "%s %s", what(arena, problem), TEXTS[problem->kind]);

    return text == NULL ? TEXTS[problem->kind] : text;
}

struct cv_status sort_plan_whole(struct cv_books *books, int64_t hub_no,
                                 const struct sort_plan *plan)
{
    struct plan_problem *problems;
    size_t count;
    struct cv_status status = sort_plan_problems(books, hub_no, plan, &problems, &count);

    if (!cv_ok(status) || count == 0)
        return status;
    return cv_status_f(books->arena, CV_FAILED_PRECONDITION, plan_problem_reason(problems->kind),
                       "%s (%zu problems in all; CheckSortPlan tells each)",
                       sort_plan_problem_text(books->arena, problems), count);
}
