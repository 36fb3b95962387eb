/* Two days of the parcel hub, scan by scan: an ordinary one, and one in the fruit season. Four
 * sorting lines, each a reader of its own. */
#include "demo.h"
#include "demo_kit.h"
#include "scan_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINES        4
#define PREFECTURES  4
#define CHUTES_EACH  4
#define HUB          "west"
#define US_A_SECOND  INT64_C(1000000)
#define US_A_HOUR    (3600 * US_A_SECOND)
#define ZONE_MINUTES 480

static const struct {
    int64_t midnight_us; /* there, UTC+8 */
    int parcels;
} DAYS[] = {
    {INT64_C(1747238400) * US_A_SECOND, 250000}, /* 2025-05-15 */
    {INT64_C(1760457600) * US_A_SECOND, 612480}, /* 2025-10-15 */
};

static const struct {
    const char *code;
    const char *title;
    const char *title_zh;
} PREFECTURE_ROWS[PREFECTURES] = {
    {"530300", "Qujing", "曲靖"},
    {"530600", "Zhaotong", "昭通"},
    {"532500", "Honghe", "红河"},
    {"532600", "Wenshan", "文山"},
};

/* ---- the tables ---- */

enum file {
    HUBS,
    PREFECTURES_FILE,
    READERS,
    CHUTES,
    SORT_PLANS,
    FILES
};

static const struct {
    const char *name;
    const char *head;
} HEADS[FILES] = {
    [HUBS] = {"hubs.csv", "id,title,title_zh,utc_offset_minutes"},
    [PREFECTURES_FILE] = {"prefectures.csv", "hub,code,title,title_zh,served"},
    [READERS] = {"readers.csv", "id,hub,title,kind"},
    [CHUTES] = {"chutes.csv", "id,hub,title"},
    [SORT_PLANS] = {"sort_plans.csv", "id,hub,title,max_recirculations,max_weight（kg）,lane,key,"
                                      "chute,rank"},
};

static void put_plan(struct cv_buf *files, const char *lane, const char *key, const char *chute,
                     int rank)
{
    char name[32];
    char text[8];

    (void)snprintf(name, sizeof(name), HUB "/%s", chute);
    (void)snprintf(text, sizeof(text), "%d", rank);
    DEMO_ROW(&files[SORT_PLANS], DEMO_PLAN, HUB, "Every prefecture, four chutes each", "3", "30",
             lane, key, name, text);
}

/* What is not for a prefecture, and who sees a parcel that is sorted by a plan. */
static void put_lanes(struct cv_buf *files)
{
    static const struct {
        const char *lane;
        const char *chute;
        const char *title;
    } LANES_OUT[] = {
        {"reject", "reject", "Rejects"},
        {"overflow", "overflow", "Overflow"},
        {"no-read", "no-read", "Labels to be read by hand"},
        {"overweight", "heavy", "Heavy and large"},
    };

    for (size_t i = 0; i < sizeof(LANES_OUT) / sizeof(LANES_OUT[0]); i++) {
        DEMO_ROW(&files[CHUTES], LANES_OUT[i].chute, HUB, LANES_OUT[i].title);
        put_plan(files, LANES_OUT[i].lane, "", LANES_OUT[i].chute, 0);
    }
    DEMO_ROW(&files[READERS], DEMO_ADVICE, HUB, "Pre-advice of the carriers", "system");
    DEMO_ROW(&files[READERS], DEMO_TUNNEL, HUB, "Tunnel over the belt", "belt");
    DEMO_ROW(&files[READERS], DEMO_SORTER, HUB, "Sorter", "sorter");
    DEMO_ROW(&files[READERS], DEMO_DOCK, HUB, "Handheld at the dock", "handheld");
}

static void put_tables(struct cv_buf *files)
{
    DEMO_ROW(&files[HUBS], HUB, "Western parcel hub", "西部分拨中心", "480");
    put_lanes(files);
    for (int i = 0; i < LINES; i++) {
        char id[16];
        char title[32];

        (void)snprintf(id, sizeof(id), "line-%d", i + 1);
        (void)snprintf(title, sizeof(title), "Sorting line %d", i + 1);
        DEMO_ROW(&files[READERS], id, HUB, title, "sorter");
    }
    for (int p = 0; p < PREFECTURES; p++) {
        DEMO_ROW(&files[PREFECTURES_FILE], HUB, PREFECTURE_ROWS[p].code, PREFECTURE_ROWS[p].title,
                 PREFECTURE_ROWS[p].title_zh, "yes");
        for (int c = 0; c < CHUTES_EACH; c++) {
            char id[16];
            char title[48];

            (void)snprintf(id, sizeof(id), "%s-%d", PREFECTURE_ROWS[p].code, c + 1);
            (void)snprintf(title, sizeof(title), "%s %d", PREFECTURE_ROWS[p].title, c + 1);
            DEMO_ROW(&files[CHUTES], id, HUB, title);
            put_plan(files, "destination", PREFECTURE_ROWS[p].code, id, c);
        }
    }
}

static struct cv_status write_tables(const char *folder, struct cv_arena *arena)
{
    struct cv_buf files[FILES];
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; i < FILES; i++)
        demo_file_begin(&files[i], HEADS[i].head);
    put_tables(files);
    for (size_t i = 0; cv_ok(status) && i < FILES; i++)
        status = demo_file_write(folder, HEADS[i].name, &files[i], arena);
    for (size_t i = 0; i < FILES; i++)
        cv_buf_free(&files[i]);
    return status;
}

/* ---- the scans ---- */

struct seen {
    int64_t us;
    int32_t parcel; /* of the day */
    int32_t step;
};

static int by_time(const void *left, const void *right)
{
    const struct seen *a = left;
    const struct seen *b = right;

    if (a->us != b->us)
        return a->us < b->us ? -1 : 1;
    return (a->parcel > b->parcel) - (a->parcel < b->parcel);
}

/* From six in the morning to eleven at night. Trucks are loaded from every full hour on, with what
 * the hour before brought. */
static size_t plan_day(struct dice *dice, size_t day, int line, struct seen *seen)
{
    size_t count = 0;
    int64_t first = DAYS[day].midnight_us + 6 * US_A_HOUR;

    for (int parcel = line; parcel < DAYS[day].parcels; parcel += LINES) {
        int64_t inbound = first + 16 * US_A_HOUR / DAYS[day].parcels * parcel +
                          dice_between(dice, 0, 3 * US_A_SECOND);
        int64_t diverted = inbound + dice_between(dice, 25, 55) * US_A_SECOND;
        int64_t truck = (diverted - first) / US_A_HOUR * US_A_HOUR + US_A_HOUR + first;

        seen[count++] =
            (struct seen){inbound, parcel, CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_INBOUND};
        seen[count++] =
            (struct seen){diverted, parcel, CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_DIVERTED};
        seen[count++] = (struct seen){truck + (diverted - first) % US_A_HOUR / 4, parcel,
                                      CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_DISPATCHED};
    }
    qsort(seen, count, sizeof(*seen), by_time);
    return count;
}

static void put_scan(struct scan_file_writer *writer, size_t day, const struct seen *seen)
{
    static const struct {
        const char *carrier;
        const char *prefix;
    } CARRIERS[] = {
        {"sf", "SF10"}, {"yto", "YT88"}, {"zto", "78"}, {"jtexpress", "JT54"}, {"yunda", "43"}};
    Caravan__Logistics__V1__Scan scan = CARAVAN__LOGISTICS__V1__SCAN__INIT;
    int kind = seen->parcel / 200 % 5; /* they come in lots */
    int prefecture = seen->parcel / LINES % PREFECTURES;
    char number[32];
    char chute[16];

    (void)snprintf(number, sizeof(number), "%s%011d", CARRIERS[kind].prefix,
                   (int)day * 100000000 + seen->parcel * 11);
    (void)snprintf(chute, sizeof(chute), "%s-%d", PREFECTURE_ROWS[prefecture].code,
                   seen->parcel / (LINES * PREFECTURES) % CHUTES_EACH + 1);
    scan.step = (Caravan__Logistics__V1__ScanStep)seen->step;
    scan.occur_us = seen->us;
    scan.carrier = (char *)(uintptr_t)CARRIERS[kind].carrier;
    scan.parcel_number = number;
    if (seen->step == CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_INBOUND)
        scan.destination_key = (char *)(uintptr_t)PREFECTURE_ROWS[prefecture].code;
    if (seen->step == CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_DIVERTED)
        scan.chute = chute;
    scan_file_write(writer, &scan);
}

static struct cv_status write_line(const char *folder, struct dice *dice, int line,
                                   struct seen *seen, struct cv_arena *arena)
{
    struct scan_file_writer writer;
    struct cv_status status;
    struct cv_buf file;
    char name[32];

    cv_buf_init(&file, 64 * 1024 * 1024);
    (void)snprintf(name, sizeof(name), "hubs/" HUB "/readers/line-%d", line + 1);
    scan_file_begin(&writer, &file, name, ZONE_MINUTES, 1, DAYS[0].midnight_us);
    for (size_t day = 0; day < sizeof(DAYS) / sizeof(DAYS[0]); day++) {
        size_t count = plan_day(dice, day, line, seen);

        for (size_t i = 0; i < count; i++)
            put_scan(&writer, day, &seen[i]);
    }
    scan_file_finish(&writer);
    (void)snprintf(name, sizeof(name), "line-%d.scans", line + 1);
    status = demo_file_write(folder, name, &file, arena);
    cv_buf_free(&file);
    return status;
}

struct cv_status demo_hub_write(const char *folder, uint64_t seed, struct cv_arena *arena)
{
    const size_t most = 3 * ((size_t)DAYS[1].parcels / LINES + 1);
    struct dice dice = {seed};
    const char *own = cv_arena_printf(arena, "%s/hub", folder);
    struct seen *seen = own == NULL ? NULL : malloc(most * sizeof(*seen));
    struct cv_status status;

    if (seen == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    status = demo_folder(own, arena);
    if (cv_ok(status))
        status = write_tables(own, arena);
    for (int line = 0; cv_ok(status) && line < LINES; line++)
        status = write_line(own, &dice, line, seen, arena);
    free(seen);
    return status;
}
