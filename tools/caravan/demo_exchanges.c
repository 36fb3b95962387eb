#include "demo.h"

#include "base/arena.h"
#include "base/buf.h"
#include "demo_kit.h"

#include <stdio.h>

#define CELL_MAX 32
#define SCHOOLS  9
#define YEARS    4 /* of exams, 2022 to 2025 */

enum file {
    ORGANISATIONS,
    PAIRINGS,
    AWARDS,
    MEDALS,
    EXAM_RESULTS,
    PERSONS,
    ASSIGNMENTS,
    ASSIGNMENT_ENTRIES,
    FILES
};

/* Organisations and persons are everybody's: they are imported before the others. */
static const struct demo_file HEADS[FILES] = {
    [ORGANISATIONS] = {"training", "organisations.csv", "id,title,title_zh,kind"},
    [PAIRINGS] = {"exchanges", "pairings.csv", "id,kind,home,host,start,agreement"},
    [AWARDS] = {"exchanges", "awards.csv",
                "id,organisation,title,competition,level,winners,date,count"},
    [MEDALS] = {"exchanges", "medals.csv",
                "id,organisation,competition,event,level,rank,date,count"},
    [EXAM_RESULTS] = {"exchanges", "exam_results.csv",
                      "id,organisation,subject,year,paper,candidates,mean,date"},
    [PERSONS] = {"training", "persons-sent.csv", "id,organisation,consent,text,given"},
    [ASSIGNMENTS] = {"exchanges", "assignments.csv",
                     "id,kind,person,sender,host,field,planned_start,planned_end,state,start,end"},
    [ASSIGNMENT_ENTRIES] = {"exchanges", "assignment_entries.csv",
                            "id,assignment,kind,days,title,date"},
};

struct ties {
    struct dice dice;
    struct cv_buf files[FILES];
};

#define ROW(ties, file, ...) DEMO_ROW(&(ties)->files[file], __VA_ARGS__)

static const char *numbered(const char *what, int n, char out[CELL_MAX])
{
    (void)snprintf(out, CELL_MAX, "%s-%d", what, n);
    return out;
}

/* Nine districts of the home city, with eight groups of schools and one school, and nine schools.
 */
static void put_pairings(struct ties *ties)
{
    for (int i = 1; i <= SCHOOLS; i++) {
        char district[CELL_MAX], home[CELL_MAX], school[CELL_MAX], title[CELL_MAX],
            title_zh[CELL_MAX], id[CELL_MAX], start[CELL_MAX];
        bool group = i <= 8;

        numbered("district", i, district);
        numbered("home", i, home);
        numbered("school", i, school);
        (void)snprintf(title, CELL_MAX, "District %d", i);
        (void)snprintf(title_zh, CELL_MAX, "第%d区", i);
        ROW(ties, ORGANISATIONS, district, title, title_zh, "district");
        (void)snprintf(title, CELL_MAX, group ? "School group %d" : "School no. %d", i);
        (void)snprintf(title_zh, CELL_MAX, group ? "第%d教育集团" : "第%d学校", i);
        ROW(ties, ORGANISATIONS, home, title, title_zh, group ? "school-group" : "school");
        (void)snprintf(title, CELL_MAX, "Middle school no. %d", i);
        (void)snprintf(title_zh, CELL_MAX, "第%d中学", i);
        ROW(ties, ORGANISATIONS, school, title, title_zh, "school");
        (void)snprintf(start, CELL_MAX, "2023-%02d-01", 4 + i % 6);
        ROW(ties, PAIRINGS, numbered("pd", i, id), "district", district, school, start, "");
        ROW(ties, PAIRINGS, numbered("ps", i, id), "school", home, school, start, "");
    }
}

static void put_awards(struct ties *ties)
{
    for (int i = 1; i <= 23; i++) {
        char id[CELL_MAX], school[CELL_MAX], date[CELL_MAX];

        (void)snprintf(date, CELL_MAX, "%d-%02d-%02d", 2023 + i % 3, 5 + i % 7,
                       (int)dice_between(&ties->dice, 1, 28));
        ROW(ties, AWARDS, numbered("aw", i, id), numbered("school", 1 + i % SCHOOLS, school),
            i % 2 == 0 ? "Best lesson" : "Science prize", "Regional schools contest",
            i % 4 == 0 ? "regional" : "prefecture", i % 2 == 0 ? "teachers" : "pupils", date, "1");
    }
}

static void put_medals(struct ties *ties)
{
    static const char *const EVENTS[] = {"Welding", "Nursing", "Automobiles", "Cooking"};
    char id[CELL_MAX], date[CELL_MAX];

    ROW(ties, ORGANISATIONS, "vocational", "Vocational college", "职业技术学院", "school");
    for (int i = 1; i <= 16; i++) {
        const char *rank = i == 1 ? "gold" : i <= 6 ? "silver" : "bronze";

        (void)snprintf(date, CELL_MAX, "%d-06-%02d", 2024 + i % 2, i);
        ROW(ties, MEDALS, numbered("md", i, id), "vocational", "Skills competition", EVENTS[i % 4],
            i == 1       ? "regional"
            : i % 2 == 0 ? "regional"
                         : "prefecture",
            rank, date, "1");
    }
}

/* The same number of candidates everywhere, so that the mean of all is the mean of the schools:
 * 412.30 in 2022 and 475.75 in 2025. */
static void put_exams(struct ties *ties)
{
    static const int MEANS[YEARS] = {41230, 43115, 45480, 47575};

    for (int year = 0; year < YEARS; year++) {
        for (int i = 1; i <= SCHOOLS; i++) {
            int mean = MEANS[year] + (i - (SCHOOLS + 1) / 2) * 850;
            char id[CELL_MAX], school[CELL_MAX], number[CELL_MAX], text[CELL_MAX], date[CELL_MAX];

            (void)snprintf(id, CELL_MAX, "ex-%d-%d", 2022 + year, i);
            (void)snprintf(number, CELL_MAX, "%d", 2022 + year);
            (void)snprintf(text, CELL_MAX, "%d.%02d", mean / 100, mean % 100);
            (void)snprintf(date, CELL_MAX, "%d-06-28", 2022 + year);
            ROW(ties, EXAM_RESULTS, id, numbered("school", i, school), "total", number, "regional",
                "120", text, date);
        }
    }
}

/* ---- who is sent ---- */

static const char *day_of(int month, int day, char out[CELL_MAX])
{
    (void)snprintf(out, CELL_MAX, "%04d-%02d-%02d", month / 12, month % 12 + 1, day);
    return out;
}

/* From the first day of a month (counted from the year 0) to the 15th, years later; what was worked
 * is an entry of each year, a report the last. */
static void send(struct ties *ties, const char *id, const char *kind, const char *person,
                 const char *sender, const char *host, const char *field, int month, int years)
{
    char start[CELL_MAX], end[CELL_MAX], entry[CELL_MAX];

    day_of(month, 1, start);
    for (int i = years == 0 ? 0 : 1; i <= years; i++) {
        (void)snprintf(entry, CELL_MAX, "%s-days-%d", id, i);
        ROW(ties, ASSIGNMENT_ENTRIES, entry, id, "person-days", years == 0 ? "12" : "220", "",
            day_of(month + 12 * i, 15, end));
    }
    ROW(ties, ASSIGNMENTS, id, kind, person, sender, host, field, start, end, "completed", start,
        end);
    (void)snprintf(entry, CELL_MAX, "%s-report", id);
    ROW(ties, ASSIGNMENT_ENTRIES, entry, id, "deliverable", "", "Final report", end);
}

/* Nobody has a name: an id says nothing. */
static const char *put_person(struct ties *ties, const char *organisation, char out[CELL_MAX])
{
    (void)snprintf(out, CELL_MAX, "s-%012llx", (unsigned long long)(dice_roll(&ties->dice) >> 16));
    ROW(ties, PERSONS, out, organisation, "assignment", "v1", "2023-04-03");
    return out;
}

/* 24 experts of education for two weeks each, three of them twice; 16 specialists for two years. */
static void put_assignments(struct ties *ties)
{
    char id[CELL_MAX], person[CELL_MAX], sender[CELL_MAX];

    ROW(ties, ORGANISATIONS, "corps-school", "School of the regiment", "团场学校", "school");
    ROW(ties, ORGANISATIONS, "institute", "Institute of technology", "技术研究院", "institute");
    ROW(ties, ORGANISATIONS, "technology-office", "Technology office", "科技局", "government");
    for (int i = 1; i <= 24; i++) {
        numbered("home", 1 + i % SCHOOLS, sender);
        put_person(ties, sender, person);
        send(ties, numbered("ex", i, id), "expert", person, sender, "corps-school", "education",
             (2023 + i % 2) * 12 + 4 + i % 7, 0);
        if (i % 8 == 0)
            send(ties, numbered("again", i, id), "expert", person, sender, "corps-school",
                 "education", 2025 * 12 + 4 + i % 7, 0);
    }
    for (int i = 1; i <= 16; i++) {
        put_person(ties, "institute", person);
        send(ties, numbered("sp", i, id), "specialist", person, "institute", "technology-office",
             i % 2 == 0 ? "machines" : "orchards", 2023 * 12 + 5 + i % 6, 2);
    }
}

/* ---- writing ---- */

struct cv_status demo_exchanges_write(const char *folder, uint64_t seed, struct cv_arena *arena)
{
    struct ties *ties = cv_arena_zalloc(arena, sizeof(*ties));
    struct cv_status status = CV_STATUS_OK;

    if (ties == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    ties->dice.state = seed;
    for (size_t i = 0; i < FILES; i++)
        demo_file_begin(&ties->files[i], HEADS[i].head);
    put_pairings(ties);
    put_awards(ties);
    put_medals(ties);
    put_exams(ties);
    put_assignments(ties);
    for (size_t i = 0; i < FILES; i++) {
        if (cv_ok(status))
            status = demo_file_place(folder, &HEADS[i], &ties->files[i], arena);
        cv_buf_free(&ties->files[i]);
    }
    return status;
}
