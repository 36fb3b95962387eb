/* The rules for a sort plan's fields, its form on the wire, and what keeps it from being active. */
#ifndef LOGISTICS_SORT_PLAN_H
#define LOGISTICS_SORT_PLAN_H

#include "caravan/logistics/v1/sort_plan.pb-c.h"
#include "hub_unit.h"
#include "sort_plan/sort_plan_store.h"

#define SORT_PLAN_NAME         HUB_NAME "/sortPlans/@"
#define SORT_PLAN_ENTRIES_MAX  2000
#define SORT_PLAN_ROUNDS_MAX   99
#define SORT_PLAN_PROBLEMS_MAX 1000 /* told at once */

/* = SortPlanState */
enum sort_plan_state {
    PLAN_DRAFT = 1,
    PLAN_VALIDATED,
    PLAN_ACTIVE,
    PLAN_RETIRED,
};

enum sort_plan_state sort_plan_state(const struct sort_plan *plan, int64_t now_us);

/* Bits of an update mask. */
uint32_t sort_plan_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);
bool sort_plan_mask_entries(uint32_t mask);

/* Check the masked fields and take them into `plan`. The others stay as they are. Texts are
 * borrowed from the request, or in the check's arena. */
void sort_plan_read(struct cv_check *check, const char *hub,
                    const Caravan__Logistics__V1__SortPlan *message, uint32_t mask,
                    struct sort_plan *plan);
Caravan__Logistics__V1__SortPlan *sort_plan_wire(struct cv_arena *arena, const char *hub,
                                                 const struct sort_plan *plan, int64_t now_us);

/* What is wrong with it, up to SORT_PLAN_PROBLEMS_MAX, in books->arena. */
struct cv_status sort_plan_problems(struct cv_books *books, int64_t hub_no,
                                    const struct sort_plan *plan, struct plan_problem **problems,
                                    size_t *count);
/* One problem for people; in the arena. */
const char *sort_plan_problem_text(struct cv_arena *arena, const struct plan_problem *problem);
/* FAILED_PRECONDITION with the first problem's reason, unless the plan is whole. */
struct cv_status sort_plan_whole(struct cv_books *books, int64_t hub_no,
                                 const struct sort_plan *plan);

#endif
