/* Two years of the goods corridor: block trains from the home city to the prefecture and back, by
 * road over the border, every box, booking and move a row of its own. */
#include "demo.h"
#include "demo_kit.h"

#include "base/arena.h"
#include "cell.h"

#include <stdio.h>
#include <string.h>

#define TRIPS         170
#define BOXES_A_TRIP  42
#define WAGONS_A_TRIP (BOXES_A_TRIP / 2) /* two places each */
#define SETS          34                 /* of boxes: each is back long before its next trip */
#define NOTES_A_TRIP  7                  /* consignments, of six boxes each */
#define BOXES_A_NOTE  (BOXES_A_TRIP / NOTES_A_TRIP)
#define NOTES         (TRIPS * NOTES_A_TRIP)
#define GRAMS         INT64_C(191482600000)
#define FEN           INT64_C(491836400000)
#define MINUTES_A_DAY 1440
#define CORRIDOR      "yiwu-vientiane"

enum file {
    PLACES,
    CORRIDORS,
    BOXES,
    TRIPS_FILE,
    CONSIGNMENTS,
    WAGONS,
    MOVES,
    LOADS,
    BOOKINGS,
    BOX_MOVES,
    TRIP_MOVES,
    EVENTS,
    DELIVERIES,
    FILES
};

static const struct {
    const char *name;
    const char *head;
} HEADS[FILES] = {
    [PLACES] = {"places.csv", "id,title,title_zh,kind,functions,country,unlocode,unlocode_edition,"
                              "border_country,utc_offset_minutes"},
    [CORRIDORS] = {"corridors.csv", "id,title,title_zh,place,mode,run_minutes,dwell_minutes"},
    [BOXES] = {"boxes.csv", "number,size_type,tare（t）,max_gross（t）"},
    [TRIPS_FILE] = {"trips.csv", "id,corridor,number,direction,departure（+08:00）,project"},
    [CONSIGNMENTS] = {"consignments.csv",
                      "id,corridor,consignor,consignee,origin,destination,incoterm,incoterm_place,"
                      "goods,hs_code,packages,gross（kg）,value（元）,paper,paper_reference"},
    [WAGONS] = {"wagons.csv", "trip,time（+08:00）,number,numbering,type,limit（t）,slots"},
    [MOVES] = {"consignment_moves.csv", "consignment,time（+08:00）,what"},
    [LOADS] = {"loads.csv", "id,trip,time（+08:00）,box,wagon,slot,origin,destination"},
    [BOOKINGS] = {"bookings.csv", "id,trip,time（+08:00）,consignment,line,box,packages"},
    [BOX_MOVES] = {"box_moves.csv",
                   "box,time（+08:00）,what,place,trip,wagon,slot,seal,sealed_by,reason"},
    [TRIP_MOVES] = {"trip_moves.csv", "trip,time（+08:00）,what"},
    [DELIVERIES] = {"deliveries.csv", "consignment,time（+08:00）,line,packages,reference"},
    [EVENTS] = {"trip_events.csv", "trip,time（+08:00）,event,what,when,point"},
};

static const struct {
    const char *cells[10];
} PLACE_ROWS[] = {
    {{"yiwu", "Yiwu West", "义乌西", "station", "rail", "CN", "CNYIW", "2024-2", "", "480"}},
    {{"qujing", "Qujing terminal", "曲靖货场", "terminal", "rail road transshipment", "CN", "", "",
      "", "480"}},
    {{"mohan", "Mohan border", "磨憨口岸", "border-point", "road customs", "CN", "", "", "LA",
      "480"}},
    {{"vientiane", "Vientiane", "万象", "terminal", "road", "LA", "LAVTE", "2024-2", "", "420"}},
};

/* From the first point to the last: how long a leg takes, how long a stay. */
static const int RUN[] = {2700, 960, 840};
static const int STAY[] = {0, 1080, 240};
#define POINTS 4

struct goods {
    const char *name;
    const char *hs_code;
    const char *consignor;
    const char *consignee;
};

static const struct goods OUT[] = {
    {"Household articles of plastic", "392490", "Home city trading company", "Vientiane wholesale"},
    {"Steel fittings and tools", "820559", "Home city hardware group", "Vientiane wholesale"},
    {"Garments", "611020", "Home city garment makers", "Mekong retail"},
    {"Solar panels", "854143", "Home city new energy works", "Vientiane energy works"},
};
static const struct goods BACK[] = {
    {"Vegetables, fresh", "070999", "Regional growers' union", "Home city fresh market"},
    {"Fruit, fresh", "081090", "Mekong orchards", "Home city fresh market"},
    {"Cut flowers", "060311", "Regional flower auction", "Home city flower market"},
    {"Coffee", "090111", "Regional coffee union", "Home city roasters"},
};

struct corridor {
    struct dice dice;
    struct cv_buf files[FILES];
    int64_t grams[NOTES];
    int64_t fen[NOTES];
};

struct trip {
    struct corridor *corridor;
    int number; /* from 0 */
    bool back;
    char id[16];
    char name[40];
    int64_t departure; /* minutes since 1970, local time there: UTC+8 */
};

#define ROW(corridor, file, ...) DEMO_ROW(&(corridor)->files[file], __VA_ARGS__)

/* Days since 1970 of a date of the proleptic Gregorian calendar. */
static int64_t days_of(int year, int month, int day)
{
    int64_t years = year - (month <= 2);
    int64_t era = years / 400;
    int64_t of_era = years - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void print_time(char out[64], int64_t minutes)
{
    int64_t days = minutes / MINUTES_A_DAY;
    int year = 2023;
    int month = 1;

    while (days_of(month == 12 ? year + 1 : year, month % 12 + 1, 1) <= days) {
        year += month == 12;
        month = month % 12 + 1;
    }
    (void)snprintf(out, 64, "%04d-%02d-%02d %02d:%02d", year, month,
                   (int)(days - days_of(year, month, 1) + 1), (int)(minutes % MINUTES_A_DAY / 60),
                   (int)(minutes % 60));
}

/* ---- boxes ---- */

/* ISO 6346: letters count from 10 without the multiples of 11. */
static void print_box(char out[24], int number)
{
    int sum = 0;

    (void)snprintf(out, 24, "CVNU%06d", 300000 + number * 7);
    for (int i = 0; i < 10; i++) {
        int value = out[i] >= 'A' ? out[i] - 'A' + 10 : out[i] - '0';

        value += out[i] >= 'A' ? (value >= 11) + (value >= 21) + (value >= 31) : 0;
        sum += value << i;
    }
    out[10] = (char)('0' + sum % 11 % 10);
    out[11] = '\0';
}

static int box_number(const struct trip *trip, int at)
{
    return trip->number % SETS * BOXES_A_TRIP + at;
}

static void print_wagon(char out[16], const struct trip *trip, int at)
{
    (void)snprintf(out, 16, "%07d", 5200100 + trip->number % SETS * WAGONS_A_TRIP + at / 2);
}

static const char *small(char *box)
{
    for (char *at = box; *at != '\0'; at++)
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    return box;
}

/* ---- one trip ---- */

static const char *place_of(const struct trip *trip, int point)
{
    return PLACE_ROWS[trip->back ? POINTS - 1 - point : point].cells[0];
}

static void put_wagons(const struct trip *trip, const char *time)
{
    for (int i = 0; i < BOXES_A_TRIP; i += 2) {
        char number[16];

        print_wagon(number, trip, i);
        ROW(trip->corridor, WAGONS, trip->name, time, number, "china", "NX70", "70", "2");
    }
}

static void put_load(const struct trip *trip, int at, const char *time)
{
    char id[16];
    char box[24];
    char wagon[16];
    char slot[16];

    print_box(box, box_number(trip, at));
    print_wagon(wagon, trip, at);
    (void)snprintf(id, sizeof(id), "l%d", at + 1);
    (void)snprintf(slot, sizeof(slot), "%d", at % 2 + 1);
    ROW(trip->corridor, LOADS, id, trip->name, time, small(box), wagon, slot, place_of(trip, 0),
        place_of(trip, POINTS - 1));
}

static void put_note(const struct trip *trip, int at, const char *const times[3])
{
    struct corridor *corridor = trip->corridor;
    const struct goods *goods = trip->back ? &BACK[at % 4] : &OUT[at % 4];
    int note = trip->number * NOTES_A_TRIP + at;
    char id[64];
    char packages[16];
    char gross[40];
    char value[40];
    char paper[64];

    (void)snprintf(id, sizeof(id), "n%s-%d", trip->id, at + 1);
    (void)snprintf(paper, sizeof(paper), "SMGS-%s-%d", trip->id, at + 1);
    (void)snprintf(packages, sizeof(packages), "%d", BOXES_A_NOTE * 20);
    cell_print_decimal(corridor->grams[note], 3, gross);
    cell_print_decimal(corridor->fen[note], 2, value);
    ROW(corridor, CONSIGNMENTS, id, CORRIDOR, goods->consignor, goods->consignee, place_of(trip, 0),
        place_of(trip, POINTS - 1), "DAP", trip->back ? "Yiwu" : "Vientiane", goods->name,
        goods->hs_code, packages, gross, value, "consignment-note", paper);
    ROW(corridor, MOVES, id, times[0], "submit");
    ROW(corridor, MOVES, id, times[1], "accept");
    for (int i = 0; i < BOXES_A_NOTE; i++) {
        char box[24];
        char booking[16];

        print_box(box, box_number(trip, at * BOXES_A_NOTE + i));
        (void)snprintf(booking, sizeof(booking), "b%d", at * BOXES_A_NOTE + i + 1);
        ROW(corridor, BOOKINGS, booking, trip->name, times[2], id, "1", small(box), "20");
    }
}

/* Handed over, and done with. */
static void put_delivery(const struct trip *trip, int at, int64_t end)
{
    struct corridor *corridor = trip->corridor;
    char times[3][64];
    char id[64];
    char packages[16];
    char reference[64];

    for (int i = 0; i < 3; i++)
        print_time(times[i], end + 1000 + i * 60);
    (void)snprintf(id, sizeof(id), "n%s-%d", trip->id, at + 1);
    (void)snprintf(packages, sizeof(packages), "%d", BOXES_A_NOTE * 20);
    (void)snprintf(reference, sizeof(reference), "POD-%s-%d", trip->id, at + 1);
    ROW(corridor, MOVES, id, times[0], "make-available");
    ROW(corridor, DELIVERIES, id, times[1], "1", packages, reference);
    ROW(corridor, MOVES, id, times[2], "close");
}

static void put_box_move(const struct trip *trip, int at, int64_t minutes, const char *what,
                         const char *place)
{
    bool loads = strcmp(what, "load") == 0;
    bool seals = strcmp(what, "seal") == 0;
    char time[64];
    char box[24];
    char wagon[16] = "";
    char slot[16] = "";
    char seal[40] = "";

    print_time(time, minutes);
    print_box(box, box_number(trip, at));
    if (loads) {
        print_wagon(wagon, trip, at);
        (void)snprintf(slot, sizeof(slot), "%d", at % 2 + 1);
    }
    if (seals)
        (void)snprintf(seal, sizeof(seal), "S%03d%02d", trip->number + 1, at + 1);
    ROW(trip->corridor, BOX_MOVES, small(box), time, what, place, loads ? trip->name : "", wagon,
        slot, seal, seals ? "shipper" : "",
        strcmp(what, "break-seal") == 0 ? "opened for the consignee" : "");
}

static void put_event(const struct trip *trip, int64_t minutes, const char *what, int point)
{
    char time[64];
    char id[32];
    char at[16];

    print_time(time, minutes);
    (void)snprintf(id, sizeof(id), "%s-%d", what, point);
    (void)snprintf(at, sizeof(at), "%d", point);
    ROW(trip->corridor, EVENTS, trip->name, time, id, what, "actual", at);
}

/* The way, with what it meets; when it is at its end. */
static int64_t put_way(const struct trip *trip)
{
    struct dice *dice = &trip->corridor->dice;
    int64_t now = trip->departure + dice_between(dice, 0, 50);

    for (int point = 0; point + 1 < POINTS; point++) {
        int leg = trip->back ? POINTS - 2 - point : point;
        bool border = strcmp(place_of(trip, point), "mohan") == 0;

        if (point > 0)
            now += STAY[leg + (trip->back ? 1 : 0)] + dice_between(dice, -60, 240);
        if (border) {
            put_event(trip, now - 90, "border-presented", point);
            put_event(trip, now - 30, "border-released", point);
            put_event(trip, now - 5, "border-crossed", point);
        }
        put_event(trip, now, "departed", point);
        now += RUN[leg] + dice_between(dice, -RUN[leg] / 20, RUN[leg] / 8);
        put_event(trip, now, "arrived", point + 1);
    }
    return now;
}

static void put_trip(struct trip *trip)
{
    const char *direction = trip->back ? "inbound" : "outbound";
    int64_t before[5]; /* submitted, accepted, composed, planned, booked */
    char times[5][64];
    char departure[64];
    char number[16];
    char closed[64];
    int64_t end;

    (void)snprintf(trip->id, sizeof(trip->id), "t%03d", trip->number + 1);
    (void)snprintf(trip->name, sizeof(trip->name), CORRIDOR "/%s", trip->id);
    (void)snprintf(number, sizeof(number), "X%d", 9100 + trip->number * 2 + trip->back + 1);
    print_time(departure, trip->departure);
    ROW(trip->corridor, TRIPS_FILE, trip->id, CORRIDOR, number, direction, departure,
        "Westbound goods");
    for (int i = 0; i < 5; i++) {
        before[i] = trip->departure - 2880 + i * 60;
        print_time(times[i], before[i]);
    }
    put_wagons(trip, times[2]);
    for (int i = 0; i < BOXES_A_TRIP; i++)
        put_load(trip, i, times[3]);
    for (int i = 0; i < NOTES_A_TRIP; i++)
        put_note(trip, i, (const char *const[]){times[0], times[1], times[4]});
    end = put_way(trip);
    put_event(trip, end + 300, "unloaded", POINTS - 1);
    for (int i = 0; i < BOXES_A_TRIP; i++) {
        put_box_move(trip, i, trip->departure - 1500, "begin-stuffing", place_of(trip, 0));
        put_box_move(trip, i, trip->departure - 1200, "end-stuffing", place_of(trip, 0));
        put_box_move(trip, i, trip->departure - 1100, "seal", place_of(trip, 0));
        put_box_move(trip, i, trip->departure - 300, "load", place_of(trip, 0));
        put_box_move(trip, i, end + 120, "discharge", place_of(trip, POINTS - 1));
        put_box_move(trip, i, end + 600, "break-seal", "");
        put_box_move(trip, i, end + 660, "begin-stripping", "");
        put_box_move(trip, i, end + 900, "end-stripping", "");
    }
    for (int i = 0; i < NOTES_A_TRIP; i++)
        put_delivery(trip, i, end);
    print_time(closed, end + 1200);
    ROW(trip->corridor, TRIP_MOVES, trip->name, closed, "closed");
}

/* ---- all of it ---- */

static void put_way_files(struct corridor *corridor)
{
    static const char *const MODES[] = {"rail", "road", "road"};

    for (size_t i = 0; i < POINTS; i++) {
        char run[16] = "";
        char stay[16] = "";

        demo_row(&corridor->files[PLACES],
                 (const char *const[]){PLACE_ROWS[i].cells[0], PLACE_ROWS[i].cells[1],
                                       PLACE_ROWS[i].cells[2], PLACE_ROWS[i].cells[3],
                                       PLACE_ROWS[i].cells[4], PLACE_ROWS[i].cells[5],
                                       PLACE_ROWS[i].cells[6], PLACE_ROWS[i].cells[7],
                                       PLACE_ROWS[i].cells[8], PLACE_ROWS[i].cells[9], NULL});
        if (i + 1 < POINTS) {
            (void)snprintf(run, sizeof(run), "%d", RUN[i]);
            (void)snprintf(stay, sizeof(stay), "%d", STAY[i]);
        }
        ROW(corridor, CORRIDORS, CORRIDOR, i == 0 ? "Home city to Vientiane" : "",
            i == 0 ? "义乌至万象" : "", PLACE_ROWS[i].cells[0], i + 1 < POINTS ? MODES[i] : "", run,
            stay);
    }
}

static void put_boxes(struct corridor *corridor)
{
    for (int i = 0; i < SETS * BOXES_A_TRIP; i++) {
        char number[24];

        print_box(number, i);
        ROW(corridor, BOXES, number, "22G1", "2.24", "30.48");
    }
}

/* Four in December 2023, 58 in 2024, 108 in 2025, the last one home before the year is out. */
static void put_trips(struct corridor *corridor)
{
    static const struct {
        int year;
        int first_day; /* of the year */
        int days;
        int trips;
    } YEARS[] = {{2023, 335, 28, 4}, {2024, 1, 360, 58}, {2025, 1, 345, 108}};
    int number = 0;

    for (size_t y = 0; y < sizeof(YEARS) / sizeof(YEARS[0]); y++) {
        for (int i = 0; i < YEARS[y].trips; i++) {
            int64_t day = days_of(YEARS[y].year, 1, 1) + YEARS[y].first_day +
                          (int64_t)i * YEARS[y].days / YEARS[y].trips;
            struct trip trip = {
                .corridor = corridor,
                .number = number,
                .back = (number / SETS + number) % 2 != 0,
                .departure = day * MINUTES_A_DAY + dice_between(&corridor->dice, 8, 20) * 60,
            };

            put_trip(&trip);
            number++;
        }
    }
}

/* Full boxes: what one consignment is heavier, the next is lighter. Whole kilograms. */
static void weigh(struct corridor *corridor)
{
    const int64_t mean = GRAMS / NOTES / 1000 * 1000;

    for (size_t i = 0; i < NOTES; i += 2) {
        int64_t more = dice_between(&corridor->dice, -7000, 7000) * 1000;

        corridor->grams[i] = mean + more;
        corridor->grams[i + 1] = mean - more;
    }
    corridor->grams[NOTES - 1] += GRAMS - mean * NOTES;
}

struct cv_status demo_corridor_write(const char *folder, uint64_t seed, struct cv_arena *arena)
{
    struct corridor *corridor = cv_arena_zalloc(arena, sizeof(*corridor));
    const char *own = cv_arena_printf(arena, "%s/corridor", folder);
    struct cv_status status;

    if (corridor == NULL || own == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    status = demo_folder(own, arena);
    if (!cv_ok(status))
        return status;
    corridor->dice.state = seed;
    dice_divide(&corridor->dice, FEN, 100, NOTES, corridor->fen);
    weigh(corridor);
    for (size_t i = 0; i < FILES; i++)
        demo_file_begin(&corridor->files[i], HEADS[i].head);
    put_way_files(corridor);
    put_boxes(corridor);
    put_trips(corridor);
    for (size_t i = 0; cv_ok(status) && i < FILES; i++)
        status = demo_file_write(own, HEADS[i].name, &corridor->files[i], arena);
    for (size_t i = 0; i < FILES; i++)
        cv_buf_free(&corridor->files[i]);
    return status;
}
