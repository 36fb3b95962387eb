/* Prefectures, destinations, chutes and sort plans, through the whole service. */
#include "base/fault.h"
#include "base/random.h"
#include "logistics_sorting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define STOP        CV_FAILED_PRECONDITION
#define PLAN(id)    "name: '" HUB "/sortPlans/" id "'"
#define P1          PLAN("p1")
#define AT(seconds) " activate_time { seconds: " #seconds " }"

static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    sorting_sow(bench);
}

/* ---- tables ---- */

static void tables_are_set_by_key_and_listed_in_order_of_addition(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "SetPrefectures",
           "parent: '" HUB "' prefectures { code: '530300' title: 'Qujing city' } "
           "prefectures { code: '530400' title_zh: '玉溪' served: true }",
           "added: 1 replaced: 1");
    EXPECT(&bench, "ListPrefectures", "parent: '" HUB "' page_size: 2",
           "prefectures { name: '" HUB "/prefectures/530100' code: '530100' title_zh: '昆明' "
           "served: true } prefectures { code: '530300' title: 'Qujing city' served: false }");
    service_down(&bench);
}

static void a_page_of_destinations_follows_the_one_before(void **state)
{
    const Caravan__Logistics__V1__ListDestinationsResponse *page;
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "SetDestinations",
           "parent: '" HUB "' destinations { key: 'kmg-07' prefecture: '" HUB
           "/prefectures/530300' } destinations { key: 'qj-01' prefecture: '" HUB
           "/prefectures/530300' }",
           "added: 1 replaced: 1");
    page = (const void *)EXPECT(&bench, "ListDestinations", "parent: '" HUB "' page_size: 1",
                                "destinations { name: '" HUB
                                "/destinations/kmg-07' prefecture: '" HUB "/prefectures/530300' }");
    EXPECT(&bench, "ListDestinations",
           service_text(&bench, "parent: '" HUB "' page_token: '%s'", page->next_page_token),
           "destinations { key: 'qj-01' } next_page_token: ''");
    service_down(&bench);
}

static void wrong_rows_of_tables_are_named_and_none_is_set(void **state)
{
    static const struct service_refusal PREFECTURES[] = {
        {"parent: 'x'", BAD, "parent"},
        {"parent: 'hubs/nowhere'", MISSING, ""},
        {"prefectures { code: 'UPPER' title: 'x' }", BAD, "prefectures[1].code"},
        {"prefectures { code: '1' }", BAD, "prefectures[1].title"},
        {"prefectures { code: '2' title: 'x' }", BAD, "prefectures"},
        {NULL},
    };
    static const struct service_refusal DESTINATIONS[] = {
        {"destinations { key: 'a' prefecture: '" HUB "/prefectures/1' }", MISSING,
         "destinations[1].prefecture"},
        {"destinations { key: 'a' prefecture: 'hubs/other/prefectures/530100' }", BAD,
         "destinations[1].prefecture"},
        {"destinations { key: '' " HUB_PREFECTURE "}", BAD, "destinations[1].key"},
        {"destinations { key: 'good' " HUB_PREFECTURE "}", BAD, "destinations"},
        {NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "SetPrefectures", "parent: '" HUB "'", BAD, "prefectures");
    REFUSE_EACH(&bench, "SetPrefectures",
                "parent: '" HUB "' prefectures { code: '2' title: 'good' }", PREFECTURES);
    REFUSE_EACH(&bench, "SetDestinations",
                "parent: '" HUB "' destinations { key: 'good' " HUB_PREFECTURE "}", DESTINATIONS);
    service_down(&bench);
}

/* ---- chutes ---- */

static void a_chute_is_disabled_and_filled_by_updates_of_what_was_read(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "UpdateChute",
           "chute { name: '" HUB
           "/chutes/a1' full: true etag: 'v1' } update_mask { paths: 'full' }",
           "full: true out_of_service: false etag: 'v2'");
    EXPECT(&bench, "UpdateChute",
           "chute { name: '" HUB "/chutes/a1' out_of_service: true etag: '*' } "
           "update_mask { paths: 'out_of_service' }",
           "full: true out_of_service: true etag: 'v3'");
    REFUSE(&bench, "UpdateChute", "chute { name: '" HUB "/chutes/a1' etag: 'v2' }", CV_ABORTED,
           "ETAG_MISMATCH", "");
    REFUSE(&bench, "UpdateChute", "chute { name: '" HUB "/chutes/zz' etag: '*' }", MISSING, "");
    REFUSE(&bench, "CreateChute", "parent: '" HUB "' chute_id: 'a1' chute { }", CV_ALREADY_EXISTS,
           "ID_TAKEN", "");
    EXPECT(&bench, "ListChutes", "parent: '" HUB "' page_size: 1",
           "chutes { name: '" HUB "/chutes/a1' full: true }");
    service_down(&bench);
}

/* ---- plans ---- */

static void a_plan_goes_from_draft_to_validated_to_active_to_retired(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CheckSortPlan", P1, "!problems");
    sorting_sow_active(&bench);
    EXPECT(&bench, "GetSortPlan", P1,
           "version: 1 state: SORT_PLAN_STATE_ACTIVE max_recirculations: 2 max_grams: 30000 "
           "max_millimetres: 1200 activate_time { seconds: 1751371200 } !retire_time "
           "entries { lane: SORT_LANE_DESTINATION key: '530100' chute: '" HUB "/chutes/a1' }");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(&bench, "RetireSortPlan", P1,
           "state: SORT_PLAN_STATE_RETIRED retire_time { seconds: 1751457600 }");
    REFUSE(&bench, "RetireSortPlan", P1, STOP, "PLAN_RETIRED", "");
    REFUSE(&bench, "ActivateSortPlan", P1, STOP, "PLAN_NOT_VALIDATED", "");
    service_down(&bench);
}

static void only_a_draft_can_be_changed(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "UpdateSortPlan",
           "sort_plan { name: '" HUB "/sortPlans/p1' title: 'Night' etag: 'v1' } "
           "update_mask { paths: 'title' }",
           "title: 'Night' max_grams: 30000 etag: 'v2' entries { key: '530100' }");
    EXPECT(&bench, "UpdateSortPlan",
           "sort_plan { name: '" HUB "/sortPlans/p1' etag: 'v2' " HUB_PLAN_LANES "} "
           "update_mask { paths: 'entries' }",
           "title: 'Night' entries { lane: SORT_LANE_REJECT } etag: 'v3'");
    EXPECT(&bench, "UpdateSortPlan",
           "sort_plan { name: '" HUB "/sortPlans/p1' etag: 'v3' " HUB_PLAN_ENTRIES "} "
           "update_mask { paths: 'entries' }",
           "etag: 'v4'");
    EXPECT(&bench, "ValidateSortPlan", P1, "state: SORT_PLAN_STATE_VALIDATED");
    REFUSE(&bench, "ValidateSortPlan", P1, STOP, "PLAN_NOT_DRAFT", "");
    REFUSE(&bench, "UpdateSortPlan", "sort_plan { name: '" HUB "/sortPlans/p1' etag: '*' }", STOP,
           "PLAN_NOT_DRAFT", "");
    service_down(&bench);
}

static void wrong_fields_of_a_plan_are_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!sort_plan", BAD, "sort_plan"},
        {"sort_plan { max_recirculations: 100 }", BAD, "sort_plan.max_recirculations"},
        {"sort_plan { max_grams: -1 }", BAD, "sort_plan.max_grams"},
        {"sort_plan { entries { lane: 7 chute: '" HUB "/chutes/a1' } }", BAD,
         "sort_plan.entries[0].lane"},
        {"sort_plan { entries { lane: 1 chute: '" HUB "/chutes/a1' } }", BAD,
         "sort_plan.entries[0].key"},
        {"sort_plan { entries { lane: 2 key: 'x' chute: '" HUB "/chutes/a1' } }", BAD,
         "sort_plan.entries[0].key"},
        {"sort_plan { entries { lane: 2 rank: 10 chute: '" HUB "/chutes/a1' } }", BAD,
         "sort_plan.entries[0].rank"},
        {"sort_plan { entries { lane: 2 chute: 'hubs/other/chutes/a1' } }", BAD,
         "sort_plan.entries[0].chute"},
        {"sort_plan { entries { lane: 2 chute: '" HUB "/chutes/zz' } }", MISSING,
         "sort_plan.entries[0].chute"},
        {"sort_plan_id: 'p1'", CV_ALREADY_EXISTS, "ID_TAKEN", ""},
        {NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateSortPlan", "parent: '" HUB "' sort_plan_id: 'p2' sort_plan { }",
                ROWS);
    service_down(&bench);
}

/* Each of what the rules forbid, through the service: not validated, and all problems told. */
static void a_plan_that_is_not_whole_can_be_neither_validated_nor_activated(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSortPlan",
           "parent: '" HUB "' sort_plan_id: 'bad' sort_plan { " HUB_PLAN_KEYS
           "entries { lane: 1 key: '530300' chute: '" HUB "/chutes/c1' } "
           "entries { lane: 1 key: 'zzz' chute: '" HUB "/chutes/c1' } }",
           "version: 2");
    EXPECT(&bench, "CheckSortPlan", PLAN("bad"),
           "problems { reason: 'NO_REJECT_CHUTE' } problems { reason: 'NO_OVERFLOW_CHUTE' } "
           "problems { reason: 'KEY_DOUBLED' key: '530300' } "
           "problems { reason: 'KEY_UNKNOWN' key: 'zzz' }");
    REFUSE(&bench, "ValidateSortPlan", PLAN("bad"), STOP, "NO_REJECT_CHUTE", "");
    REFUSE(&bench, "ActivateSortPlan", PLAN("bad"), STOP, "PLAN_NOT_VALIDATED", "");
    EXPECT(&bench, "GetSortPlan", PLAN("bad"), "state: SORT_PLAN_STATE_DRAFT etag: 'v1'");
    service_down(&bench);
}

static void a_prefecture_served_since_the_validation_stops_the_activation(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ValidateSortPlan", P1, "state: SORT_PLAN_STATE_VALIDATED");
    EXPECT(&bench, "SetPrefectures",
           "parent: '" HUB "' prefectures { code: '650000' title: 'Xinjiang' served: true }",
           "replaced: 1");
    REFUSE(&bench, "ActivateSortPlan", P1, STOP, "PREFECTURE_WITHOUT_CHUTE", "");
    EXPECT(&bench, "GetSortPlan", P1, "state: SORT_PLAN_STATE_VALIDATED !activate_time");
    service_down(&bench);
}

static void sow_plan(struct service_bench *bench, const char *id)
{
    EXPECT(bench, "CreateSortPlan",
           service_text(
               bench, "parent: '" HUB "' sort_plan_id: '%s' sort_plan { " HUB_PLAN_ENTRIES "}", id),
           "state: SORT_PLAN_STATE_DRAFT");
    EXPECT(bench, "ValidateSortPlan", service_text(bench, "name: '" HUB "/sortPlans/%s'", id),
           "state: SORT_PLAN_STATE_VALIDATED");
}

static void a_plan_becomes_active_at_its_instant_and_retires_the_one_before(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    sorting_sow_active(&bench);
    sow_plan(&bench, "p2");
    sow_plan(&bench, "p3");
    REFUSE(&bench, "ActivateSortPlan", PLAN("p2") AT(1751371199), STOP, "INSTANT_PAST", "");
    EXPECT(&bench, "ActivateSortPlan", PLAN("p2") AT(1751457600),
           "state: SORT_PLAN_STATE_VALIDATED activate_time { seconds: 1751457600 }");
    REFUSE(&bench, "ActivateSortPlan", PLAN("p2") AT(1751457700), STOP, "PLAN_SCHEDULED", "");
    REFUSE(&bench, "ActivateSortPlan", PLAN("p3") AT(1751457600), STOP, "INSTANT_TAKEN", "");
    EXPECT(&bench, "GetSortPlan", P1,
           "state: SORT_PLAN_STATE_ACTIVE retire_time { seconds: 1751457600 }");
    service_clock_set(SERVICE_NOON + SERVICE_DAY - 1);
    EXPECT(&bench, "GetSortPlan", P1, "state: SORT_PLAN_STATE_ACTIVE");
    EXPECT(&bench, "GetSortPlan", PLAN("p2"), "state: SORT_PLAN_STATE_VALIDATED");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(&bench, "GetSortPlan", P1, "state: SORT_PLAN_STATE_RETIRED");
    EXPECT(&bench, "GetSortPlan", PLAN("p2"), "state: SORT_PLAN_STATE_ACTIVE");
    service_down(&bench);
}

static void retiring_a_plan_that_waits_gives_its_time_back_to_the_one_before(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    sorting_sow_active(&bench);
    sow_plan(&bench, "p2");
    sow_plan(&bench, "p3");
    EXPECT(&bench, "ActivateSortPlan", PLAN("p3") AT(1751544000), "!retire_time");
    EXPECT(&bench, "ActivateSortPlan", PLAN("p2") AT(1751457600),
           "retire_time { seconds: 1751544000 }");
    EXPECT(&bench, "RetireSortPlan", PLAN("p2"), "state: SORT_PLAN_STATE_RETIRED !activate_time");
    EXPECT(&bench, "GetSortPlan", P1, "retire_time { seconds: 1751544000 }");
    service_down(&bench);
}

/* Every statement fails once: the plan has its instant, or nothing was written and
 * asking again gives it. */
static void an_activation_that_fails_has_written_nothing(void **state)
{
    struct service_bench bench;
    bool fired = true;

    (void)state;
    up(&bench);
    for (unsigned n = 1; fired; n++) {
        const char *id = service_text(&bench, "f%u", n);
        const char *request = service_text(
            &bench, "name: '" HUB "/sortPlans/%s' request_id: '%s' activate_time { seconds: %u }",
            id, id, 1751457600 + n);
        const ProtobufCMessage *answer;

        sow_plan(&bench, id);
        cv_fault_arm(CV_FAULT_STATEMENT, n);
        answer = service_ask(&bench, "ActivateSortPlan", request);
        cv_fault_off();
        fired = cv_fault_fired();
        assert_true(answer != NULL || fired);
        if (answer == NULL)
            EXPECT(&bench, "GetSortPlan", service_text(&bench, "name: '" HUB "/sortPlans/%s'", id),
                   "!activate_time state: SORT_PLAN_STATE_VALIDATED");
        EXPECT(&bench, "ActivateSortPlan", request,
               service_text(&bench, "activate_time { seconds: %u }", 1751457600 + n));
        assert_true(n < 500);
    }
    service_down(&bench);
}

/* ---- one plan at a time, whatever is done ---- */

#define SEEDS 20
#define STEPS 60
#define PLANS 8
#define HOUR  INT64_C(3600000000)

/* What was done to each plan, and nothing that follows from it. */
struct model {
    bool retired[PLANS]; /* by hand */
    int64_t from[PLANS]; /* its instant; 0: none, or taken from it */
    int64_t end[PLANS];  /* retired by hand while it was active */
    int64_t now;
};

/* The plan of an instant: the latest that had begun, unless somebody ended it; -1: none. */
static int active_at(const struct model *model, int64_t us)
{
    int latest = -1;

    for (int i = 0; i < PLANS; i++) {
        if (model->from[i] != 0 && model->from[i] <= us &&
            (latest < 0 || model->from[i] > model->from[latest]))
            latest = i;
    }
    return latest >= 0 && model->end[latest] != 0 && model->end[latest] <= us ? -1 : latest;
}

static const char *state_of(const struct model *model, int i)
{
    if (active_at(model, model->now) == i)
        return "ACTIVE";
    if (model->retired[i] || (model->from[i] != 0 && model->from[i] <= model->now))
        return "RETIRED";
    return "VALIDATED";
}

static bool taken(const struct model *model, int64_t us)
{
    for (int i = 0; i < PLANS; i++) {
        if (model->from[i] == us)
            return true;
    }
    return false;
}

/* NULL: it must be accepted. */
static const char *activate(struct model *model, int i, int64_t us)
{
    if (strcmp(state_of(model, i), "RETIRED") == 0)
        return "PLAN_NOT_VALIDATED";
    if (model->from[i] != 0)
        return "PLAN_SCHEDULED";
    if (us < model->now)
        return "INSTANT_PAST";
    if (taken(model, us))
        return "INSTANT_TAKEN";
    model->from[i] = us;
    return NULL;
}

static const char *retire(struct model *model, int i)
{
    const char *now = state_of(model, i);

    if (strcmp(now, "RETIRED") == 0)
        return "PLAN_RETIRED";
    model->retired[i] = true;
    if (strcmp(now, "ACTIVE") == 0)
        model->end[i] = model->now;
    else
        model->from[i] = 0;
    return NULL;
}

static void one_step(struct service_bench *bench, struct model *model)
{
    int i = (int)(cv_random_u64() % PLANS);
    int64_t us = model->now + HOUR * ((int64_t)(cv_random_u64() % 8) - 1);
    bool activating = cv_random_u64() % 3 != 0;
    const char *method = activating ? "ActivateSortPlan" : "RetireSortPlan";
    const char *request =
        activating
            ? service_text(bench, "name: '" HUB "/sortPlans/m%d' activate_time { seconds: %lld }",
                           i, (long long)(us / 1000000))
            : service_text(bench, "name: '" HUB "/sortPlans/m%d'", i);
    const char *refusal = activating ? activate(model, i, us) : retire(model, i);

    if (refusal == NULL)
        EXPECT(bench, method, request, "");
    else
        REFUSE(bench, method, request, STOP, refusal, "");
    if (cv_random_u64() % 2 == 0)
        model->now += HOUR;
    service_clock_set(model->now);
    for (int k = 0; k < PLANS; k++)
        EXPECT(bench, "GetSortPlan", service_text(bench, "name: '" HUB "/sortPlans/m%d'", k),
               service_text(bench, "state: SORT_PLAN_STATE_%s", state_of(model, k)));
}

static void at_any_time_one_plan_is_active_or_none(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct model model = {.now = SERVICE_NOON};
        struct service_bench bench;

        cv_random_seed(seed);
        up(&bench);
        for (int i = 0; i < PLANS; i++)
            sow_plan(&bench, service_text(&bench, "m%d", i));
        for (int step = 0; step < STEPS; step++)
            one_step(&bench, &model);
        service_down(&bench);
    }
    cv_random_seed(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_set_by_key_and_listed_in_order_of_addition),
        cmocka_unit_test(a_page_of_destinations_follows_the_one_before),
        cmocka_unit_test(wrong_rows_of_tables_are_named_and_none_is_set),
        cmocka_unit_test(a_chute_is_disabled_and_filled_by_updates_of_what_was_read),
        cmocka_unit_test(a_plan_goes_from_draft_to_validated_to_active_to_retired),
        cmocka_unit_test(only_a_draft_can_be_changed),
        cmocka_unit_test(wrong_fields_of_a_plan_are_named),
        cmocka_unit_test(a_plan_that_is_not_whole_can_be_neither_validated_nor_activated),
        cmocka_unit_test(a_prefecture_served_since_the_validation_stops_the_activation),
        cmocka_unit_test(a_plan_becomes_active_at_its_instant_and_retires_the_one_before),
        cmocka_unit_test(retiring_a_plan_that_waits_gives_its_time_back_to_the_one_before),
        cmocka_unit_test(an_activation_that_fails_has_written_nothing),
        cmocka_unit_test(at_any_time_one_plan_is_active_or_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
