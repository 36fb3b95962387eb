/* What is wrong with a sort plan: the rule, without store and wire.
 *
 * A whole plan has a chute for each prefecture that the hub serves, no two chutes of one rank for
 * one key or lane, a primary chute wherever it has any, only keys that the hub knows, and a reject
 * and an overflow chute. */
#ifndef LOGISTICS_PLAN_CHECK_H
#define LOGISTICS_PLAN_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct plan_entry {
    int64_t lane;    /* an enum sort_lane */
    const char *key; /* "" for all lanes but DESTINATION */
    int64_t rank;
    const char *chute; /* its id */
    int64_t chute_no;
    bool key_known; /* a prefecture's code or destination's key of this hub */
};

enum plan_problem_kind {
    PLAN_KEY_UNKNOWN,
    PLAN_KEY_DOUBLED,
    PLAN_KEY_WITHOUT_PRIMARY,
    PLAN_PREFECTURE_WITHOUT_CHUTE,
    PLAN_NO_REJECT_CHUTE,
    PLAN_NO_OVERFLOW_CHUTE,
};

struct plan_problem {
    enum plan_problem_kind kind;
    int64_t lane;
    const char *key; /* "": the plan or lane as a whole */
};

/* "KEY_DOUBLED" and so on, static. */
const char *plan_problem_reason(enum plan_problem_kind kind);

/* `entries`: by lane, key, rank. `served`: codes of prefectures, in strcmp() order. Up to `max`
 * problems; how many there are, which may be more. */
size_t plan_check(const struct plan_entry *entries, size_t count, const char *const *served,
                  size_t served_count, struct plan_problem *problems, size_t max);

#endif
