#include "sort_plan/sort_plan.h"

#include "chute/chute.h"

#define GRAMS_MAX INT64_C(100000000)
#define MM_MAX    100000

enum {
    TITLE,
    ENTRIES,
    MAX_RECIRCULATIONS,
    MAX_GRAMS,
    MAX_MILLIMETRES
};

static const char *const UPDATABLE[] = {
    [TITLE] = "title",
    [ENTRIES] = "entries",
    [MAX_RECIRCULATIONS] = "max_recirculations",
    [MAX_GRAMS] = "max_grams",
    [MAX_MILLIMETRES] = "max_millimetres",
    NULL,
};

enum sort_plan_state sort_plan_state(const struct sort_plan *plan, int64_t now_us)
{
    if (plan->put_away || (plan->from_us != 0 && plan->until_us <= now_us))
        return PLAN_RETIRED;
    if (plan->from_us != 0 && plan->from_us <= now_us)
        return PLAN_ACTIVE;
    return plan->validated ? PLAN_VALIDATED : PLAN_DRAFT;
}

uint32_t sort_plan_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

bool sort_plan_mask_entries(uint32_t mask)
{
    return (mask & UINT32_C(1) << ENTRIES) != 0;
}

/* ---- reading ---- */

static const char *entry_field(struct cv_check *check, size_t i, const char *field)
{
    const char *text = cv_arena_printf(check->arena, "sort_plan.entries[%zu].%s", i, field);

    return text == NULL ? "sort_plan.entries" : text;
}

static void read_entry(struct cv_check *check, const char *hub, size_t i,
                       const Caravan__Logistics__V1__SortPlanEntry *message,
                       struct plan_entry *entry)
{
    *entry = (struct plan_entry){.lane = message->lane, .key = message->key, .rank = message->rank};
    cv_field_enum(check, entry_field(check, i, "lane"),
                  &caravan__logistics__v1__sort_lane__descriptor, message->lane, true);
    if (message->lane == (int)LANE_DESTINATION)
        cv_check_id(check, entry_field(check, i, "key"), message->key, true);
    else if (message->key[0] != '\0')
        cv_check_fail(check, entry_field(check, i, "key"),
                      "sort_plan.entries[%zu].key must be empty: only the lane DESTINATION has one",
                      i);
    cv_check_range(check, entry_field(check, i, "rank"), message->rank, 0, SORT_PLAN_RANKS - 1);
    entry->chute =
        hub_child_id(check, entry_field(check, i, "chute"), message->chute, CHUTE_NAME, hub);
}

static void read_entries(struct cv_check *check, const char *hub,
                         const Caravan__Logistics__V1__SortPlan *message, struct sort_plan *plan)
{
    cv_check_range(check, "sort_plan.entries", (int64_t)message->n_entries, 0,
                   SORT_PLAN_ENTRIES_MAX);
    if (!cv_check_fine(check))
        return;
    plan->entries = cv_arena_array(check->arena, message->n_entries + 1, sizeof(*plan->entries));
    if (plan->entries == NULL) {
        cv_check_fail(check, "sort_plan.entries", "out of memory");
        return;
    }
    plan->entry_count = message->n_entries;
    for (size_t i = 0; i < message->n_entries && cv_check_fine(check); i++)
        read_entry(check, hub, i, message->entries[i], &plan->entries[i]);
}

void sort_plan_read(struct cv_check *check, const char *hub,
                    const Caravan__Logistics__V1__SortPlan *message, uint32_t mask,
                    struct sort_plan *plan)
{
    CV_FIELD_TAKE(mask, TITLE, plan->title, message->title);
    CV_FIELD_TAKE(mask, MAX_RECIRCULATIONS, plan->max_rounds, message->max_recirculations);
    CV_FIELD_TAKE(mask, MAX_GRAMS, plan->max_grams, message->max_grams);
    CV_FIELD_TAKE(mask, MAX_MILLIMETRES, plan->max_mm, message->max_millimetres);
    cv_check_text(check, "sort_plan.title", plan->title, CV_FIELD_TITLE_MAX, false);
    cv_check_range(check, "sort_plan.max_recirculations", plan->max_rounds, 0,
                   SORT_PLAN_ROUNDS_MAX);
    cv_check_range(check, "sort_plan.max_grams", plan->max_grams, 0, GRAMS_MAX);
    cv_check_range(check, "sort_plan.max_millimetres", plan->max_mm, 0, MM_MAX);
    if (sort_plan_mask_entries(mask))
        read_entries(check, hub, message, plan);
}

/* ---- writing ---- */

static Caravan__Logistics__V1__SortPlanEntry *entry_wire(struct cv_arena *arena, const char *hub,
                                                         const struct plan_entry *entry)
{
    Caravan__Logistics__V1__SortPlanEntry *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__sort_plan_entry__init(message);
    message->lane = (Caravan__Logistics__V1__SortLane)entry->lane;
    message->key = cv_wire_text(entry->key);
    message->chute = hub_child_name(arena, hub, "chutes", entry->chute);
    message->rank = (int32_t)entry->rank;
    return message;
}

static bool entries_wire(struct cv_arena *arena, const char *hub, const struct sort_plan *plan,
                         Caravan__Logistics__V1__SortPlan *message)
{
    message->entries = cv_arena_array(arena, plan->entry_count + 1, sizeof(*message->entries));
    if (message->entries == NULL)
        return false;
    for (size_t i = 0; i < plan->entry_count; i++)
        message->entries[i] = entry_wire(arena, hub, &plan->entries[i]);
    message->n_entries = plan->entry_count;
    return true;
}

Caravan__Logistics__V1__SortPlan *sort_plan_wire(struct cv_arena *arena, const char *hub,
                                                 const struct sort_plan *plan, int64_t now_us)
{
    Caravan__Logistics__V1__SortPlan *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__sort_plan__init(message);
    if (!entries_wire(arena, hub, plan, message))
        return NULL;
    message->name = hub_child_name(arena, hub, "sortPlans", plan->id);
    message->version = plan->no;
    message->title = cv_wire_text(plan->title);
    message->state = (Caravan__Logistics__V1__SortPlanState)sort_plan_state(plan, now_us);
    message->max_recirculations = (int32_t)plan->max_rounds;
    message->max_grams = plan->max_grams;
    message->max_millimetres = plan->max_mm;
    if (plan->from_us != 0)
        message->activate_time = cv_wire_time(arena, plan->from_us);
    if (plan->until_us != SORT_PLAN_ENDLESS)
        message->retire_time = cv_wire_time(arena, plan->until_us);
    message->etag = cv_wire_text(cv_field_etag(arena, plan->version));
    message->create_time = cv_wire_time(arena, plan->created_us);
    message->update_time = cv_wire_time(arena, plan->updated_us);
    return message;
}
