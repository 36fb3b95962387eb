#include "demo.h"

#include "base/arena.h"
#include "base/buf.h"
#include "demo_kit.h"

#include <stdio.h>
#include <string.h>

#define CELL_MAX 40

enum file {
    ACTIVITIES,
    HEALTH_CAMPAIGNS,
    HEALTH_COUNTS,
    DONATIONS,
    CHALLENGES,
    FILES
};

static const struct {
    const char *name;
    const char *head;
} HEADS[FILES] = {
    [ACTIVITIES] = {"activities.csv",
                    "id,title,title_zh,kind,first_day,site,organiser,project,state,"
                    "persons,person_times,sex,cell_persons"},
    [HEALTH_CAMPAIGNS] = {"health_campaigns.csv", "id,title,title_zh,organiser"},
    [HEALTH_COUNTS] = {"health_counts.csv",
                       "id,campaign,measure,site,first_day,last_day,count,fewer_than_ten"},
    [DONATIONS] = {"donations.csv", "id,title,title_zh,donor,pledged,item,goods,quantity,unit,"
                                    "unit_value（元）,basis,move,date,moved_item,moved_quantity,"
                                    "site,difference,reason"},
    [CHALLENGES] = {"challenges.csv",
                    "id,title,title_zh,poster,budget_line,reward（万元）,mode,claim_deadline,"
                    "delivery_deadline,move,date,by,claim,partner,delivered,reason"},
};

struct fair {
    struct dice dice;
    struct cv_buf files[FILES];
};

#define ROW(fair, file, ...) DEMO_ROW(&(fair)->files[file], __VA_ARGS__)

static const char *number(int64_t n, char out[CELL_MAX])
{
    (void)snprintf(out, CELL_MAX, "%d", (int)n);
    return out;
}

static const char *day(int year, int month, int of_month, char out[CELL_MAX])
{
    (void)snprintf(out, CELL_MAX, "%04d-%02d-%02d", year, month, of_month);
    return out;
}

/* ---- activities ---- */

/* Of every third it is known who came, and of every fifth only how many times somebody did. */
static void put_activities(struct fair *fair)
{
    static const struct {
        const char *kind, *title, *title_zh, *organiser;
        const char *sector; /* of whose first project they are; "": of none */
        int count;
    } KINDS[] = {
        {"teaching", "Lessons on site", "现场教学", "p-regiment", "corps", 14},
        {"pairing", "Meeting of paired schools", "结对学校交流", "p-school", "education", 10},
        {"youth-exchange", "Young people on a visit", "青少年互访", "p-youth", "exchange", 8},
        {"culture", "Evening of songs", "文化交流活动", "p-culture", "", 5},
    };
    int all = 0;

    for (size_t k = 0; k < sizeof(KINDS) / sizeof(KINDS[0]); k++) {
        for (int i = 0; i < KINDS[k].count; i++, all++) {
            const struct demo_place *place = &DEMO_PLACES[(size_t)all % DEMO_PLACE_COUNT];
            int64_t women = dice_between(&fair->dice, 15, 60);
            int64_t persons = women + dice_between(&fair->dice, 15, 60);
            bool broken_down = all % 3 == 0 && all % 5 != 0;
            char id[CELL_MAX], on[CELL_MAX], cell[CELL_MAX], known[CELL_MAX], times[CELL_MAX],
                project[DEMO_ID] = "";

            (void)snprintf(id, CELL_MAX, "a-%02d", all + 1);
            day(2023 + (i + 1) % 3, 4 + i % 9, (int)dice_between(&fair->dice, 1, 28), on);
            if (KINDS[k].sector[0] != '\0')
                demo_project_of(KINDS[k].sector, 1, project);
            number(persons * dice_between(&fair->dice, 1, 3), times);
            ROW(fair, ACTIVITIES, id, KINDS[k].title, KINDS[k].title_zh, KINDS[k].kind, on,
                place->id, KINDS[k].organiser, project, "held",
                all % 5 == 0 ? "" : number(persons, known), times, broken_down ? "female" : "",
                broken_down ? number(women, cell) : "");
            if (broken_down)
                ROW(fair, ACTIVITIES, id, "", "", "", "", "", "", "", "", "", "", "male",
                    number(persons - women, cell));
        }
    }
    ROW(fair, ACTIVITIES, "a-next", "Summer camp", "夏令营", "youth-exchange", "2026-07-10",
        "s-town", "p-youth", "", "planned", "", "", "", "");
}

/* ---- a campaign ---- */

static void put_campaign(struct fair *fair)
{
    ROW(fair, HEALTH_CAMPAIGNS, "outreach", "Doctors in the townships", "专家下乡义诊",
        "p-hospital");
    for (int i = 0; i < 30; i++) {
        const struct demo_place *place = &DEMO_PLACES[(size_t)i % 5];
        int year = 2024 + i / 5 / 4;
        int month = 1 + i / 5 % 4 * 3;
        char id[CELL_MAX], first[CELL_MAX], last[CELL_MAX], count[CELL_MAX];

        (void)snprintf(id, CELL_MAX, "hc-%02d", i + 1);
        day(year, month, 1, first);
        day(year, month + 2, 28, last);
        ROW(fair, HEALTH_COUNTS, id, "outreach", i % 2 == 0 ? "clinic-visitors" : "eye-screenings",
            place->id, first, last,
            i % 11 == 10 ? "" : number(dice_between(&fair->dice, 20, 400), count),
            i % 11 == 10 ? "yes" : "");
    }
}

/* ---- donations ---- */

struct gift {
    const char *id, *title, *title_zh, *donor;
    const char *item, *goods, *unit, *yuan; /* a unit */
    int quantity;
    int received; /* of those that came, all of them in August 2025 */
};

/* What came is worth 15,350,000 yuan. */
static const struct gift GIFTS[] = {
    {"d-1", "Tablets for schools", "学校平板电脑", "p-trade", "tablets", "Tablet computers",
     "piece", "1600", 2400, 2400},
    {"d-2", "Winter coats", "冬衣", "p-youth", "winter-coats", "Winter coats", "piece", "240", 9000,
     8950},
    {"d-3", "Ambulances", "救护车", "p-hospital", "ambulances", "Ambulances", "piece", "360000", 8,
     8},
    {"d-4", "School desks", "课桌椅", "p-school", "desks", "Desks with chairs", "set", "420", 6000,
     6000},
    {"d-5", "Drip lines", "滴灌带", "p-farm", "drip-lines", "Drip irrigation lines", "km", "2100",
     1000, 1020},
    {"d-6", "Books", "图书", "p-culture", "books", "Library books", "piece", "26", 70000, 70000},
};

static void put_move(struct fair *fair, const struct gift *gift, const char *move, const char *on,
                     int64_t quantity, const char *site, const char *difference, const char *reason)
{
    char moved[CELL_MAX];

    ROW(fair, DONATIONS, gift->id, "", "", "", "", "", "", "", "", "", "", move, on,
        quantity < 0 ? "" : gift->item, quantity <= 0 ? "" : number(quantity, moved), site,
        difference, reason);
}

static void put_gift(struct fair *fair, const struct gift *gift)
{
    static const char *const SITES[] = {"s-east", "s-west", "s-river"};
    int64_t parts[3];
    char quantity[CELL_MAX], on[CELL_MAX];

    ROW(fair, DONATIONS, gift->id, gift->title, gift->title_zh, gift->donor, "2025-06-20",
        gift->item, gift->goods, number(gift->quantity, quantity), gift->unit, gift->yuan,
        "invoice", "ship", "2025-07-15", "", "", "", "", "");
    day(2025, 8, (int)dice_between(&fair->dice, 5, 12), on);
    put_move(fair, gift, "receive", on, gift->received, "", "", "");
    if (gift->received < gift->quantity)
        put_move(fair, gift, "explain", "2025-08-14", 0, "", "damaged", "wet on the way");
    else if (gift->received > gift->quantity)
        put_move(fair, gift, "explain", "2025-08-14", 0, "", "added", "the donor gave more");
    dice_divide(&fair->dice, gift->received - gift->received / 10, 1, 3, parts);
    for (int i = 0; i < 3; i++) {
        if (parts[i] > 0)
            put_move(fair, gift, "distribute", day(2025, 8, 20 + i, on), parts[i], SITES[i], "",
                     "");
    }
}

static void put_donations(struct fair *fair)
{
    for (size_t i = 0; i < sizeof(GIFTS) / sizeof(GIFTS[0]); i++)
        put_gift(fair, &GIFTS[i]);
    ROW(fair, DONATIONS, "d-7", "Seedlings", "苗木", "p-farm", "2026-02-10", "seedlings",
        "Apple seedlings", "20000", "piece", "12", "market-price", "", "", "", "", "", "", "");
    ROW(fair, DONATIONS, "d-8", "Used computers", "旧电脑", "p-trade", "2025-03-01", "computers",
        "Used computers", "200", "piece", "900", "donor-statement", "cancel", "2025-04-02", "", "",
        "", "", "too old to be of use");
}

/* ---- challenges ---- */

struct challenge {
    const char *id, *title, *title_zh;
    const char *claimed, *delivered, *judged; /* days; NULL: not yet */
};

static const struct challenge CHALLENGES_POSTED[] = {
    {"ch-1", "Picker heads that do not clog", "采棉头防堵", "2024-03-20", "2024-09-10",
     "2024-10-08"},
    {"ch-2", "Drying apricots without sulphur", "杏子无硫烘干", "2024-04-02", "2024-08-30",
     "2024-09-19"},
    {"ch-3", "Drip lines in hard water", "硬水滴灌", "2024-05-11", "2025-01-20", "2025-02-27"},
    {"ch-4", "Telling ripe melons by their sound", "听声辨瓜", "2024-05-20", "2025-03-12",
     "2025-04-15"},
    {"ch-5", "Cold chain for crayfish", "小龙虾冷链", "2024-06-03", "2025-05-06", "2025-06-11"},
    {"ch-6", "Salt in the fields", "盐碱地改良", "2024-06-18", NULL, NULL},
    {"ch-7", "Less dust at the ginnery", "轧花厂除尘", NULL, NULL, NULL},
};

static void put_challenge_move(struct fair *fair, const char *id, const char *move, const char *on,
                               const char *by, const char *partner, const char *delivered)
{
    ROW(fair, CHALLENGES, id, "", "", "", "", "", "", "", "", move, on, by,
        strcmp(move, "post") == 0 ? "" : "solver", partner, delivered, "");
}

static void put_challenges(struct fair *fair)
{
    char line[CELL_MAX], project[DEMO_ID];

    (void)snprintf(line, CELL_MAX, "%s/%s", demo_project_of("science", 1, project), DEMO_PRIZES);
    for (size_t i = 0; i < sizeof(CHALLENGES_POSTED) / sizeof(CHALLENGES_POSTED[0]); i++) {
        const struct challenge *challenge = &CHALLENGES_POSTED[i];

        ROW(fair, CHALLENGES, challenge->id, challenge->title, challenge->title_zh, "p-farm", line,
            "12", "single", "2026-12-31", "2027-06-30", "post", "2024-03-01", "science-office", "",
            "", "", "");
        if (challenge->claimed != NULL)
            put_challenge_move(fair, challenge->id, "claim", challenge->claimed, "institute",
                               "p-science", "");
        if (challenge->delivered != NULL)
            put_challenge_move(fair, challenge->id, "deliver", challenge->delivered, "institute",
                               "", "trial report");
        if (challenge->judged != NULL)
            put_challenge_move(fair, challenge->id, "accept", challenge->judged, "jury", "", "");
    }
}

/* ---- writing ---- */

struct cv_status demo_engagement_write(const char *folder, uint64_t seed, struct cv_arena *arena)
{
    struct fair *fair = cv_arena_zalloc(arena, sizeof(*fair));
    const char *inner = cv_arena_printf(arena, "%s/engagement", folder);
    struct cv_status status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");

    if (fair == NULL || inner == NULL)
        return status;
    fair->dice.state = seed;
    for (size_t i = 0; i < FILES; i++)
        demo_file_begin(&fair->files[i], HEADS[i].head);
    put_activities(fair);
    put_campaign(fair);
    put_donations(fair);
    put_challenges(fair);
    status = demo_folder(inner, arena);
    for (size_t i = 0; i < FILES; i++) {
        if (cv_ok(status))
            status = demo_file_write(inner, HEADS[i].name, &fair->files[i], arena);
        cv_buf_free(&fair->files[i]);
    }
    return status;
}
