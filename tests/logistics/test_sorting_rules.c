/* The rules of sorting without store and wire: which chute, which missort, which plan is whole. */
#include "base/random.h"
#include "sort/decision.h"
#include "sort/missort.h"
#include "sort_plan/plan_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* ---- where a parcel goes ---- */

/* Each lane has its chute; the key has two. */
struct hub {
    struct sort_chutes lanes[LANE_COUNT];
    struct sort_limits limits;
    struct sort_parcel parcel;
};

static struct hub hub_up(void)
{
    struct hub hub = {
        .limits = {.plan_no = 7, .max_rounds = 2, .max_grams = 30000, .max_mm = 1200},
        .parcel = {.read = true, .valid = true, .known = true, .grams = 500, .longest_mm = 300},
    };

    for (int lane = LANE_DESTINATION; lane < LANE_COUNT; lane++)
        hub.lanes[lane] = (struct sort_chutes){.at = {{.no = lane}}, .count = 1};
    hub.lanes[LANE_DESTINATION] = (struct sort_chutes){.at = {{.no = 11}, {.no = 12}}, .count = 2};
    return hub;
}

static void expect(const struct hub *hub, enum sort_action action, enum sort_reason reason,
                   int64_t chute)
{
    struct sort_decision decision = sort_decide(&hub->parcel, &hub->limits, hub->lanes);

    assert_int_equal(decision.action, action);
    assert_int_equal(decision.reason, reason);
    assert_int_equal(decision.chute == NULL ? 0 : decision.chute->no, chute);
    assert_int_equal(decision.rounds,
                     hub->parcel.rounds + (decision.action == SORT_RECIRCULATE ? 1 : 0));
}

static void a_parcel_falls_into_the_first_chute_of_its_key_that_takes_any(void **state)
{
    struct hub hub = hub_up();

    (void)state;
    expect(&hub, SORT_DIVERT, SORT_PLANNED, 11);
    hub.lanes[LANE_DESTINATION].at[0].full = true;
    expect(&hub, SORT_DIVERT, SORT_ALTERNATE, 12);
    hub.lanes[LANE_DESTINATION].at[1].out_of_service = true;
    expect(&hub, SORT_DIVERT, SORT_OVERFLOW, LANE_OVERFLOW);
}

static void full_everywhere_it_goes_round_as_often_as_allowed_and_is_then_rejected(void **state)
{
    struct hub hub = hub_up();

    (void)state;
    hub.lanes[LANE_DESTINATION].at[0].full = true;
    hub.lanes[LANE_DESTINATION].at[1].full = true;
    hub.lanes[LANE_OVERFLOW].at[0].full = true;
    expect(&hub, SORT_RECIRCULATE, SORT_CHUTE_FULL, 0);
    hub.parcel.rounds = 1;
    expect(&hub, SORT_RECIRCULATE, SORT_CHUTE_FULL, 0);
    hub.parcel.rounds = 2;
    expect(&hub, SORT_REJECT, SORT_CHUTE_FULL, LANE_REJECT);
    hub.lanes[LANE_REJECT].at[0].full = true;
    expect(&hub, SORT_REJECT, SORT_CHUTE_FULL, 0);
}

static void what_cannot_be_sorted_goes_to_its_lane(void **state)
{
    struct hub hub = hub_up();
    const struct sort_parcel good = hub.parcel;

    (void)state;
    hub.parcel.read = false;
    expect(&hub, SORT_REJECT, SORT_NO_READ, LANE_NO_READ);
    hub.parcel = good;
    hub.parcel.valid = false;
    expect(&hub, SORT_REJECT, SORT_NOT_VALID, LANE_NO_READ);
    hub.parcel = good;
    hub.parcel.held = true;
    expect(&hub, SORT_REJECT, SORT_HELD, LANE_REJECT);
    hub.parcel = good;
    hub.parcel.known = false;
    expect(&hub, SORT_REJECT, SORT_NO_DATA, LANE_NO_DATA);
    hub.parcel = good;
    hub.parcel.grams = 30000;
    expect(&hub, SORT_DIVERT, SORT_PLANNED, 11);
    hub.parcel.grams = 30001;
    expect(&hub, SORT_REJECT, SORT_OVERWEIGHT, LANE_OVERWEIGHT);
    hub.parcel = good;
    hub.parcel.longest_mm = 1201;
    expect(&hub, SORT_REJECT, SORT_OVERSIZE, LANE_OVERWEIGHT);
    hub.limits.max_mm = 0;
    expect(&hub, SORT_DIVERT, SORT_PLANNED, 11);
}

static void a_lane_without_a_chute_is_the_reject_lane(void **state)
{
    struct hub hub = hub_up();

    (void)state;
    hub.parcel.read = false;
    hub.lanes[LANE_NO_READ].count = 0;
    expect(&hub, SORT_REJECT, SORT_NO_READ, LANE_REJECT);
    hub.lanes[LANE_NO_READ] =
        (struct sort_chutes){.at = {{.no = 3, .out_of_service = true}}, .count = 1};
    expect(&hub, SORT_REJECT, SORT_NO_READ, LANE_REJECT);
}

static void a_destination_that_the_plan_does_not_know_is_rejected_at_once(void **state)
{
    struct hub hub = hub_up();

    (void)state;
    hub.lanes[LANE_DESTINATION].count = 0;
    expect(&hub, SORT_REJECT, SORT_NO_KEY, LANE_REJECT);
}

static void without_a_plan_it_goes_round_and_then_where_the_sorter_puts_rejects(void **state)
{
    struct hub hub = hub_up();

    (void)state;
    hub.limits = (struct sort_limits){0};
    expect(&hub, SORT_RECIRCULATE, SORT_NO_PLAN, 0);
    hub.parcel.rounds = SORT_ROUNDS_DEFAULT;
    expect(&hub, SORT_REJECT, SORT_NO_PLAN, 0);
}

static void more_than_was_declared_is_charged_again(void **state)
{
    struct hub hub = hub_up();

    (void)state;
    hub.parcel.declared_grams = 500;
    assert_false(sort_decide(&hub.parcel, &hub.limits, hub.lanes).reprice);
    hub.parcel.grams = 501;
    assert_true(sort_decide(&hub.parcel, &hub.limits, hub.lanes).reprice);
    hub.parcel.declared_grams = 0;
    assert_false(sort_decide(&hub.parcel, &hub.limits, hub.lanes).reprice);
}

static uint64_t below(uint64_t limit)
{
    return cv_random_u64() % limit;
}

/* Whatever is asked: an action the sorter can take, never into a chute that takes nothing, never
 * more rounds than allowed. */
static void every_decision_is_one_that_the_sorter_can_act_on(void **state)
{
    (void)state;
    for (int i = 0; i < 100000; i++) {
        struct hub hub = hub_up();
        struct sort_decision decision;

        hub.limits.plan_no = (int64_t)below(4);
        hub.parcel.read = below(4) != 0;
        hub.parcel.valid = below(4) != 0;
        hub.parcel.known = below(4) != 0;
        hub.parcel.held = below(8) == 0;
        hub.parcel.rounds = (int32_t)below(6);
        hub.parcel.grams = (int64_t)below(40000);
        for (int lane = LANE_DESTINATION; lane < LANE_COUNT; lane++) {
            hub.lanes[lane].count = below(hub.lanes[lane].count + 1);
            for (size_t c = 0; c < hub.lanes[lane].count; c++) {
                hub.lanes[lane].at[c].full = below(2) == 0;
                hub.lanes[lane].at[c].out_of_service = below(3) == 0;
            }
        }
        decision = sort_decide(&hub.parcel, &hub.limits, hub.lanes);
        assert_in_range(decision.action, SORT_DIVERT, SORT_REJECT);
        assert_in_range(decision.reason, SORT_PLANNED, SORT_TROUBLE);
        assert_true(decision.action != SORT_DIVERT || decision.chute != NULL);
        assert_true(decision.action != SORT_RECIRCULATE || decision.chute == NULL);
        if (decision.chute != NULL)
            assert_false(decision.chute->full || decision.chute->out_of_service);
        if (decision.action == SORT_RECIRCULATE)
            assert_true(hub.parcel.rounds <
                        (hub.limits.plan_no == 0 ? SORT_ROUNDS_DEFAULT : hub.limits.max_rounds));
    }
}

/* ---- missorts ---- */

static void a_parcel_in_another_chute_than_assigned_is_a_missort(void **state)
{
    struct missort_facts facts = {.assigned_chute = 4, .diverted_chute = 5};

    (void)state;
    assert_true(missort_divert(&facts));
    facts.diverted_chute = 4;
    assert_false(missort_divert(&facts));
    facts.diverted_chute = 0;
    assert_false(missort_divert(&facts));
    facts = (struct missort_facts){.diverted_chute = 5};
    assert_false(missort_divert(&facts));
}

static void a_parcel_in_a_bag_for_another_prefecture_is_a_missort(void **state)
{
    struct missort_facts facts = {.parcel_prefecture = 2, .bag_prefecture = 3};

    (void)state;
    assert_true(missort_bag(&facts));
    facts.bag_prefecture = 2;
    assert_false(missort_bag(&facts));
    facts = (struct missort_facts){.bag_prefecture = 3};
    assert_false(missort_bag(&facts));
    facts = (struct missort_facts){.parcel_prefecture = 2};
    assert_false(missort_bag(&facts));
}

static void a_parcel_at_a_hub_that_does_not_serve_its_prefecture_is_a_missort(void **state)
{
    struct missort_facts facts = {.parcel_prefecture = 2, .inbound_here = true};

    (void)state;
    assert_true(missort_hub(&facts));
    facts.served_from_here = true;
    assert_false(missort_hub(&facts));
    facts = (struct missort_facts){.parcel_prefecture = 2};
    assert_false(missort_hub(&facts));
    facts = (struct missort_facts){.inbound_here = true};
    assert_false(missort_hub(&facts));
}

static void the_right_bag_makes_good_a_wrong_chute(void **state)
{
    struct missort_facts facts = {
        .assigned_chute = 4, .diverted_chute = 5, .parcel_prefecture = 2, .bag_prefecture = 2};

    (void)state;
    assert_false(missort_divert(&facts));
    facts.bag_prefecture = 3;
    assert_true(missort_divert(&facts));
    assert_true(missort_bag(&facts));
}

/* ---- whole plans ---- */

#define DEST(key, rank)                                                                            \
    {                                                                                              \
        LANE_DESTINATION, key, rank, "c", 1, true                                                  \
    }
#define LANE(lane)                                                                                 \
    {                                                                                              \
        lane, "", 0, "c", 1, false                                                                 \
    }

static const char *const SERVED[] = {"530100", "530300", "532900"};

/* The reasons of a plan's problems, in one text. */
static const char *problems_of(const struct plan_entry *entries, size_t count)
{
    static char text[400];
    struct plan_problem problems[20];
    size_t found = plan_check(entries, count, SERVED, 3, problems, 20);

    text[0] = '\0';
    assert_true(found <= 20);
    for (size_t i = 0; i < found; i++) {
        strcat(text, i == 0 ? "" : " ");
        strcat(text, plan_problem_reason(problems[i].kind));
        strcat(text, problems[i].key[0] == '\0' ? "" : ":");
        strcat(text, problems[i].key);
    }
    return text;
}
#define PROBLEMS(...)                                                                              \
    problems_of((const struct plan_entry[]){__VA_ARGS__},                                          \
                sizeof((const struct plan_entry[]){__VA_ARGS__}) / sizeof(struct plan_entry))

static void a_whole_plan_has_no_problem(void **state)
{
    (void)state;
    assert_string_equal(PROBLEMS(DEST("530100", 0), DEST("530300", 0), DEST("530300", 1),
                                 DEST("532900", 0), DEST("650000", 0), LANE(LANE_REJECT),
                                 LANE(LANE_OVERFLOW)),
                        "");
}

static void a_plan_that_misses_a_served_prefecture_is_not_whole(void **state)
{
    (void)state;
    assert_string_equal(
        PROBLEMS(DEST("530100", 0), DEST("532900", 0), LANE(LANE_REJECT), LANE(LANE_OVERFLOW)),
        "PREFECTURE_WITHOUT_CHUTE:530300");
    assert_string_equal(PROBLEMS(LANE(LANE_REJECT), LANE(LANE_OVERFLOW)),
                        "PREFECTURE_WITHOUT_CHUTE:530100 PREFECTURE_WITHOUT_CHUTE:530300 "
                        "PREFECTURE_WITHOUT_CHUTE:532900");
}

static void a_plan_with_two_primary_chutes_for_one_key_is_not_whole(void **state)
{
    (void)state;
    assert_string_equal(PROBLEMS(DEST("530100", 0), DEST("530100", 0), DEST("530100", 0),
                                 DEST("530300", 0), DEST("532900", 0), LANE(LANE_REJECT),
                                 LANE(LANE_OVERFLOW)),
                        "KEY_DOUBLED:530100");
}

static void a_plan_without_reject_or_overflow_chute_is_not_whole(void **state)
{
    (void)state;
    assert_string_equal(PROBLEMS(DEST("530100", 0), DEST("530300", 0), DEST("532900", 0)),
                        "NO_REJECT_CHUTE NO_OVERFLOW_CHUTE");
}

static void a_plan_with_alternates_and_no_primary_or_with_unknown_keys_is_not_whole(void **state)
{
    (void)state;
    assert_string_equal(PROBLEMS(DEST("530100", 1), DEST("530300", 0), DEST("532900", 0),
                                 {LANE_DESTINATION, "999999", 0, "c", 1, false}, LANE(LANE_REJECT),
                                 LANE(LANE_OVERFLOW)),
                        "KEY_WITHOUT_PRIMARY:530100 KEY_UNKNOWN:999999");
}

static void no_more_problems_are_written_than_there_is_room_for(void **state)
{
    struct plan_problem problem;

    (void)state;
    assert_int_equal(plan_check(NULL, 0, SERVED, 3, &problem, 1), 5);
    assert_int_equal(problem.kind, PLAN_NO_REJECT_CHUTE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_parcel_falls_into_the_first_chute_of_its_key_that_takes_any),
        cmocka_unit_test(full_everywhere_it_goes_round_as_often_as_allowed_and_is_then_rejected),
        cmocka_unit_test(what_cannot_be_sorted_goes_to_its_lane),
        cmocka_unit_test(a_lane_without_a_chute_is_the_reject_lane),
        cmocka_unit_test(a_destination_that_the_plan_does_not_know_is_rejected_at_once),
        cmocka_unit_test(without_a_plan_it_goes_round_and_then_where_the_sorter_puts_rejects),
        cmocka_unit_test(more_than_was_declared_is_charged_again),
        cmocka_unit_test(every_decision_is_one_that_the_sorter_can_act_on),
        cmocka_unit_test(a_parcel_in_another_chute_than_assigned_is_a_missort),
        cmocka_unit_test(a_parcel_in_a_bag_for_another_prefecture_is_a_missort),
        cmocka_unit_test(a_parcel_at_a_hub_that_does_not_serve_its_prefecture_is_a_missort),
        cmocka_unit_test(the_right_bag_makes_good_a_wrong_chute),
        cmocka_unit_test(a_whole_plan_has_no_problem),
        cmocka_unit_test(a_plan_that_misses_a_served_prefecture_is_not_whole),
        cmocka_unit_test(a_plan_with_two_primary_chutes_for_one_key_is_not_whole),
        cmocka_unit_test(a_plan_without_reject_or_overflow_chute_is_not_whole),
        cmocka_unit_test(a_plan_with_alternates_and_no_primary_or_with_unknown_keys_is_not_whole),
        cmocka_unit_test(no_more_problems_are_written_than_there_is_room_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
