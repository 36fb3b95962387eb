#include "logistics_hub.h"

void hub_sow(struct service_bench *bench)
{
    static const char *const READERS[][2] = {
        {"belt", "BELT"}, {"sorter", "SORTER"}, {"hand", "HANDHELD"}, {"mile", "SYSTEM"}};

    EXPECT(bench, "CreateHub",
           "hub_id: 'kmg' hub { title: 'Kunming' title_zh: '昆明' utc_offset_minutes: 480 }", "");
    for (size_t i = 0; i < 4; i++)
        EXPECT(bench, "CreateReader",
               service_text(bench,
                            "parent: 'hubs/kmg' reader_id: '%s' reader { kind: READER_KIND_%s }",
                            READERS[i][0], READERS[i][1]),
               "");
}

const char *scan_text(struct service_bench *bench, int number, const char *step, const char *parcel,
                      double seconds, const char *more)
{
    return service_text(bench,
                        "number: %d step: SCAN_STEP_%s carrier: 'zto' parcel_number: '%s' "
                        "occur_us: %lld utc_offset_minutes: 480 %s",
                        number, step, parcel, (long long)(NOON + (int64_t)(seconds * 1e6)), more);
}
