#include "sort_plan/plan_check.h"

#include "sort/decision.h"

#include <string.h>

struct problems {
    struct plan_problem *at;
    size_t max;
    size_t count;
};

static void add(struct problems *problems, enum plan_problem_kind kind, int64_t lane,
                const char *key)
{
    if (problems->count < problems->max)
        problems->at[problems->count] = (struct plan_problem){kind, lane, key};
    problems->count++;
}

static bool same_key(const struct plan_entry *a, const struct plan_entry *b)
{
    return a->lane == b->lane && strcmp(a->key, b->key) == 0;
}

/* The entries of one key or lane, from `from` on; where the next ones begin. */
static size_t check_key(const struct plan_entry *entries, size_t count, size_t from,
                        struct problems *problems)
{
    const struct plan_entry *first = &entries[from];
    bool doubled = false;
    size_t i = from + 1;

    for (; i < count && same_key(first, &entries[i]); i++)
        doubled = doubled || entries[i].rank == entries[i - 1].rank;
    if (first->lane == LANE_DESTINATION && !first->key_known)
        add(problems, PLAN_KEY_UNKNOWN, first->lane, first->key);
    if (doubled)
        add(problems, PLAN_KEY_DOUBLED, first->lane, first->key);
    if (first->rank != 0)
        add(problems, PLAN_KEY_WITHOUT_PRIMARY, first->lane, first->key);
    return i;
}

static bool has_lane(const struct plan_entry *entries, size_t count, int64_t lane)
{
    for (size_t i = 0; i < count; i++) {
        if (entries[i].lane == lane)
            return true;
    }
    return false;
}

/* Both lists are sorted: one walk along the two. */
static void check_served(const struct plan_entry *entries, size_t count, const char *const *served,
                         size_t served_count, struct problems *problems)
{
    size_t at = 0;

    for (size_t i = 0; i < served_count; i++) {
        while (at < count && entries[at].lane == LANE_DESTINATION &&
               strcmp(entries[at].key, served[i]) < 0)
            at++;
        if (at == count || entries[at].lane != LANE_DESTINATION ||
            strcmp(entries[at].key, served[i]) != 0)
            add(problems, PLAN_PREFECTURE_WITHOUT_CHUTE, LANE_DESTINATION, served[i]);
    }
}

size_t plan_check(const struct plan_entry *entries, size_t count, const char *const *served,
                  size_t served_count, struct plan_problem *problems, size_t max)
{
    struct problems found = {.at = problems, .max = max};

    if (!has_lane(entries, count, LANE_REJECT))
        add(&found, PLAN_NO_REJECT_CHUTE, LANE_REJECT, "");
    if (!has_lane(entries, count, LANE_OVERFLOW))
        add(&found, PLAN_NO_OVERFLOW_CHUTE, LANE_OVERFLOW, "");
    for (size_t i = 0; i < count;)
        i = check_key(entries, count, i, &found);
    check_served(entries, count, served, served_count, &found);
    return found.count;
}

const char *plan_problem_reason(enum plan_problem_kind kind)
{
    static const char *const REASONS[] = {
        [PLAN_KEY_UNKNOWN] = "KEY_UNKNOWN",
        [PLAN_KEY_DOUBLED] = "KEY_DOUBLED",
        [PLAN_KEY_WITHOUT_PRIMARY] = "KEY_WITHOUT_PRIMARY",
        [PLAN_PREFECTURE_WITHOUT_CHUTE] = "PREFECTURE_WITHOUT_CHUTE",
        [PLAN_NO_REJECT_CHUTE] = "NO_REJECT_CHUTE",
        [PLAN_NO_OVERFLOW_CHUTE] = "NO_OVERFLOW_CHUTE",
    };

    return REASONS[kind];
}
