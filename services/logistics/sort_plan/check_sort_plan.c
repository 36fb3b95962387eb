#include "sort_plan/sort_plan.h"

static Caravan__Logistics__V1__SortPlanProblem *problem_wire(struct cv_arena *arena,
                                                             const struct plan_problem *problem)
{
    Caravan__Logistics__V1__SortPlanProblem *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__sort_plan_problem__init(message);
    message->reason = cv_wire_text(plan_problem_reason(problem->kind));
    message->key = cv_wire_text(problem->key);
    message->message = cv_wire_text(sort_plan_problem_text(arena, problem));
    return message;
}

static ProtobufCMessage *answer(struct cv_arena *arena, const struct plan_problem *problems,
                                size_t count)
{
    Caravan__Logistics__V1__CheckSortPlanResponse *message =
        cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__check_sort_plan_response__init(message);
    message->problems = cv_arena_array(arena, count + 1, sizeof(*message->problems));
    if (message->problems == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->problems[i] = problem_wire(arena, &problems[i]);
    message->n_problems = count;
    return &message->base;
}

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    struct sort_plan plan;
    struct plan_problem *problems;
    size_t count;
    struct cv_status status = sort_plan_get(books, hub_no, unit->ids[1].text, &plan);

    if (cv_ok(status))
        status = sort_plan_problems(books, hub_no, &plan, &problems, &count);
    if (cv_ok(status))
        *reply = answer(books->arena, problems, count);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__CheckSortPlanRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct hub_unit *unit = memory;

    cv_check_name(&check, "name", request->name, SORT_PLAN_NAME, unit->ids);
    hub_unit_read(unit, call, &check, work);
}

const struct caravan_logistics_v1_hubs_check_sort_plan_method check_sort_plan = {
    handle, sizeof(struct hub_unit)};
