#include "logistics_sorting.h"

void sorting_sow(struct service_bench *bench)
{
    static const char *const CHUTES[] = {"a1",     "a2",     "b1",     "c1",   "over",
                                         "reject", "noread", "nodata", "heavy"};

    EXPECT(bench, "CreateHub", "hub_id: 'kunming' hub { title: 'Kunming' utc_offset_minutes: 480 }",
           "name: '" HUB "'");
    EXPECT(bench, "CreateReader",
           "parent: '" HUB "' reader_id: 'hand' reader { kind: READER_KIND_HANDHELD }", "");
    EXPECT(bench, "SetPrefectures",
           "parent: '" HUB "' "
           "prefectures { code: '530100' title: 'Kunming' title_zh: '昆明' served: true } "
           "prefectures { code: '530300' title: 'Qujing' served: true } "
           "prefectures { code: '532900' title: 'Dali' served: true } "
           "prefectures { code: '650000' title: 'Xinjiang' }",
           "added: 4 replaced: 0");
    EXPECT(bench, "SetDestinations",
           "parent: '" HUB "' destinations { key: 'kmg-07' " HUB_PREFECTURE "}", "added: 1");
    for (size_t i = 0; i < sizeof(CHUTES) / sizeof(*CHUTES); i++)
        EXPECT(bench, "CreateChute",
               service_text(bench, "parent: '" HUB "' chute_id: '%s' chute { }", CHUTES[i]),
               service_text(bench, "name: '" HUB "/chutes/%s' etag: 'v1'", CHUTES[i]));
    EXPECT(bench, "CreateSortPlan",
           "parent: '" HUB "' sort_plan_id: 'p1' sort_plan { max_recirculations: 2 "
           "max_grams: 30000 max_millimetres: 1200 " HUB_PLAN_ENTRIES "}",
           "name: '" HUB "/sortPlans/p1' version: 1 state: SORT_PLAN_STATE_DRAFT etag: 'v1'");
}

void sorting_sow_active(struct service_bench *bench)
{
    EXPECT(bench, "ValidateSortPlan", "name: '" HUB "/sortPlans/p1'",
           "state: SORT_PLAN_STATE_VALIDATED");
    EXPECT(bench, "ActivateSortPlan", "name: '" HUB "/sortPlans/p1'",
           "state: SORT_PLAN_STATE_ACTIVE");
}

void sorting_sow_bag(struct service_bench *bench, const char *id)
{
    EXPECT(bench, "CreateBag",
           service_text(bench, "parent: '" HUB "' bag_id: '%s' bag { " HUB_PREFECTURE "}", id),
           "state: LOAD_STATE_OPEN parcel_count: 0");
}

const char *sorting_scan(struct service_bench *bench, int running, const char *step,
                         const char *number, int seconds, const char *more)
{
    return service_text(bench,
                        "parent: '" HUB "/readers/hand' scan { number: %d step: SCAN_STEP_%s "
                        "carrier: 'zto' parcel_number: '%s' occur_us: %lld "
                        "utc_offset_minutes: 480 %s }",
                        running, step, number,
                        (long long)(SERVICE_NOON + INT64_C(1000000) * seconds), more);
}
