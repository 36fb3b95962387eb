#include "demo.h"

#include "base/arena.h"
#include "base/buf.h"
#include "demo_kit.h"

#include <stdio.h>
#include <string.h>

#define CELL_MAX    32
#define POOL_MAX    1200 /* persons of one line of courses */
#define FIRST_YEAR  2023
#define FIRST_MONTH 4  /* months of the programme are counted from here */
#define MONTHS      36 /* of the programme */

enum file {
    ORGANISATIONS,
    COURSES,
    COHORTS,
    PERSONS,
    ENROLMENTS,
    SESSIONS,
    ATTENDANCES,
    OUTCOMES,
    FILES
};

static const struct demo_file HEADS[FILES] = {
    [ORGANISATIONS] = {"training", "organisations-courses.csv", "id,title,title_zh,kind"},
    [COURSES] = {"training", "courses.csv", "id,title,title_zh,kind,minutes,organisation"},
    [COHORTS] = {"training", "cohorts.csv",
                 "course,id,title,title_zh,state,seats,waiting,first_day,last_day,languages"},
    [PERSONS] = {"training", "persons.csv", "id,organisation,consent,text,given"},
    [ENROLMENTS] = {"training", "enrolments.csv", "cohort,id,person,state,applied,enrolled,ended"},
    [SESSIONS] = {"training", "sessions.csv", "cohort,id,title,title_zh,date,minutes"},
    [ATTENDANCES] = {"training", "attendances.csv", "session,enrolment,state"},
    [OUTCOMES] = {"exchanges", "employment_outcomes.csv", "enrolment,mark,answer,in_field,date"},
};

/* Courses of one kind of people: `cohorts` of `seats`, one every `months`, taken by `persons`, who
 * come again when there are more seats than persons. */
struct line {
    const char *course, *title, *title_zh, *kind, *holder;
    const char *belong; /* where its people are from */
    int cohorts, seats, persons;
    int first_month, months;
    int days;
    bool asked; /* after the course, what came of it */
};

static const struct line LINES[] = {
    {"administration", "Public administration", "公共管理", "management", "civil-college", "county",
     12, 44, 312, 2, 2, 5, false},
    {"orchard-science", "Orchard science", "果树学", "farming", "university", "agriculture-office",
     3, 48, 144, 3, 10, 20, false},
    {"ward-nursing", "Nursing on a ward", "病房护理", "hospital-staff", "university",
     "county-hospital", 3, 48, 144, 5, 10, 20, false},
    {"sewing", "Sewing", "缝纫", "vocational", "workshop", "workshop", 14, 42, 588, 1, 2, 25, true},
    {"coaching", "Coaching in the classroom", "课堂指导", "teachers", "home-1", "school-1", 26, 50,
     1040, 1, 1, 3, false},
};

#define LINE_COUNT (sizeof(LINES) / sizeof(LINES[0]))

struct study {
    struct dice dice;
    struct cv_buf files[FILES];
    char pool[POOL_MAX][CELL_MAX]; /* ids of the persons of a line */
};

#define ROW(study, file, ...) DEMO_ROW(&(study)->files[file], __VA_ARGS__)

static const char *day_of(int month, int day, char out[CELL_MAX])
{
    int number = FIRST_MONTH - 1 + month;

    (void)snprintf(out, CELL_MAX, "%04d-%02d-%02d", FIRST_YEAR + number / 12, number % 12 + 1, day);
    return out;
}

static void put_organisations(struct study *study)
{
    static const char *const ROWS[][4] = {
        {"county", "County offices", "县级机关", "government"},
        {"civil-college", "Civil service college", "干部学院", "other"},
        {"university", "University", "大学", "university"},
        {"agriculture-office", "Agriculture office", "农业局", "government"},
        {"county-hospital", "County hospital", "县医院", "hospital"},
        {"workshop", "Sewing workshop", "缝纫工坊", "workshop"},
    };

    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++)
        ROW(study, ORGANISATIONS, ROWS[i][0], ROWS[i][1], ROWS[i][2], ROWS[i][3]);
}

/* One of fifty does not want to be. */
static bool may_be_asked(const struct line *line, int person)
{
    return line->asked && person % 50 != 49;
}

/* Nobody's name is invented: an id says nothing, and only a certificate would need more. */
static void put_persons(struct study *study, const struct line *line)
{
    char given[CELL_MAX];

    day_of(0, 3, given);
    for (int i = 0; i < line->persons; i++) {
        (void)snprintf(study->pool[i], CELL_MAX, "p-%012llx",
                       (unsigned long long)(dice_roll(&study->dice) >> 16));
        ROW(study, PERSONS, study->pool[i], line->belong, "training", "v1", given);
        if (may_be_asked(line, i))
            ROW(study, PERSONS, study->pool[i], line->belong, "outcome", "v1", given);
    }
}

/* Who goes to the end and agreed is asked three times; a cohort has a place for each answer. Not
 * fewer than ten in all give the same one. */
static void put_outcomes(struct study *study, const char *enrolment, int month, int seat)
{
    static const struct {
        const char *name;
        int months;
    } MARKS[] = {{"3-months", 3}, {"6-months", 6}, {"12-months", 12}};

    for (int i = 0; i < 3 && month + MARKS[i].months < MONTHS; i++) {
        const char *answer = seat == 3             ? "self-employed"
                             : seat == 11 + i      ? "not-employed"
                             : seat == 23          ? "no-answer"
                             : i > 0 && seat == 30 ? "left"
                                                   : "employed";
        char date[CELL_MAX];

        ROW(study, OUTCOMES, enrolment, MARKS[i].name, answer,
            strcmp(answer, "employed") == 0 && seat % 9 != 0 ? "yes" : "",
            day_of(month + MARKS[i].months, 28, date));
    }
}

/* Of those of a cohort some leave, fail or never come; at least ten in a line or nobody, since a
 * report withholds fewer. */
static const char *end_of(const struct line *line, int seat)
{
    if (line->cohorts < 10)
        return "completed";
    return seat == 7 ? "withdrew" : seat == 19 ? "failed" : "completed";
}

static void put_seat(struct study *study, const struct line *line, int cohort, int seat)
{
    int month = line->first_month + cohort * line->months;
    int person = (cohort * line->seats + seat) % line->persons;
    char place[2 * CELL_MAX], enrolment[3 * CELL_MAX], session[3 * CELL_MAX], id[CELL_MAX],
        applied[CELL_MAX], ended[CELL_MAX];

    (void)snprintf(place, sizeof(place), "%s/c%02d", line->course, cohort + 1);
    (void)snprintf(id, CELL_MAX, "e%02d", seat + 1);
    (void)snprintf(enrolment, sizeof(enrolment), "%s/%s", place, id);
    (void)snprintf(session, sizeof(session), "%s/day-1", place);
    day_of(month - 1, 10 + seat % 15, applied);
    ROW(study, ENROLMENTS, place, id, study->pool[person], end_of(line, seat), applied, applied,
        day_of(month, 2 + line->days, ended));
    if (may_be_asked(line, person) && strcmp(end_of(line, seat), "completed") == 0)
        put_outcomes(study, enrolment, month, seat);
    ROW(study, ATTENDANCES, session, enrolment,
        seat % 9 == 4   ? "absent"
        : seat % 8 == 5 ? "late"
                        : "present");
}

static void put_cohort(struct study *study, const struct line *line, int cohort)
{
    int month = line->first_month + cohort * line->months;
    char place[2 * CELL_MAX], id[CELL_MAX], seats[CELL_MAX], first[CELL_MAX], last[CELL_MAX],
        title[2 * CELL_MAX], title_zh[2 * CELL_MAX];

    (void)snprintf(id, CELL_MAX, "c%02d", cohort + 1);
    (void)snprintf(place, sizeof(place), "%s/%s", line->course, id);
    (void)snprintf(seats, CELL_MAX, "%d", line->seats);
    (void)snprintf(title, sizeof(title), "%s, no. %d", line->title, cohort + 1);
    (void)snprintf(title_zh, sizeof(title_zh), "%s第%d期", line->title_zh, cohort + 1);
    day_of(month, 2, first);
    day_of(month, 2 + line->days, last);
    ROW(study, COHORTS, line->course, id, title, title_zh, "completed", seats, "", first, last,
        "zh");
    ROW(study, SESSIONS, place, "day-1", "First day", "第一天", first, "360");
    for (int seat = 0; seat < line->seats; seat++)
        put_seat(study, line, cohort, seat);
}

static void put_line(struct study *study, const struct line *line)
{
    char minutes[CELL_MAX];

    (void)snprintf(minutes, CELL_MAX, "%d", 360 * line->days);
    ROW(study, COURSES, line->course, line->title, line->title_zh, line->kind, minutes,
        line->holder);
    put_persons(study, line);
    for (int cohort = 0; cohort < line->cohorts; cohort++)
        put_cohort(study, line, cohort);
}

/* Where one can apply by hand: two seats and a waiting list. */
static void put_open_cohort(struct study *study)
{
    char first[CELL_MAX], last[CELL_MAX];

    day_of(MONTHS + 12, 2, first);
    day_of(MONTHS + 13, 2, last);
    ROW(study, COHORTS, "sewing", "next", "Sewing, the next one", "缝纫下一期", "open", "2", "10",
        first, last, "zh");
}

/* ---- writing ---- */

struct cv_status demo_learning_write(const char *folder, uint64_t seed, struct cv_arena *arena)
{
    struct study *study = cv_arena_zalloc(arena, sizeof(*study));
    struct cv_status status = CV_STATUS_OK;

    if (study == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    study->dice.state = seed;
    for (size_t i = 0; i < FILES; i++)
        demo_file_begin(&study->files[i], HEADS[i].head);
    put_organisations(study);
    for (size_t i = 0; i < LINE_COUNT; i++)
        put_line(study, &LINES[i]);
    put_open_cohort(study);
    for (size_t i = 0; i < FILES; i++) {
        if (cv_ok(status))
            status = demo_file_place(folder, &HEADS[i], &study->files[i], arena);
        cv_buf_free(&study->files[i]);
    }
    return status;
}
