/* The part of a report that speaks of institutions, and the arithmetic of means of exams.
 *
 * Memory   Rows and texts live in the arena of the books. */
#ifndef TRAINING_EXCHANGES_REPORT_H
#define TRAINING_EXCHANGES_REPORT_H

#include "service/books_store.h"
#include "training_report/report_view.h"

#define REPORT_PEOPLE_LEAST 10 /* fewer people than that are not told */

struct pairing_line {
    int64_t kind;
    int64_t home_kind;
    int64_t pairings;
    int64_t homes;
    int64_t hosts;
};

/* Awards by level and winners, or medals by level and rank. */
struct prize_line {
    int64_t year;
    int64_t level;
    int64_t by;
    int64_t count;
};

struct exam_line {
    const char *subject;
    int64_t year;
    const char *paper; /* "": several */
    int64_t organisations;
    int64_t candidates;
    int64_t points; /* hundredths, summed over all candidates */
    bool withheld;
};

struct exam_change {
    const struct exam_line *from;
    const struct exam_line *to;
    int64_t change; /* hundredths, if comparable */
    bool comparable;
    bool withheld;
};

/* Assignments by kind and kind of host. */
struct assignment_line {
    int64_t kind;
    int64_t host_kind;
    int64_t assignments;
    int64_t persons;
    int64_t person_days;
    int64_t deliverables;
};

/* Mentor pairs by kind of pairing. */
struct mentor_line {
    int64_t kind;
    int64_t pairs;
    int64_t mentors;
    int64_t mentees;
};

struct exchanges_report {
    struct pairing_line *pairings;
    size_t pairing_count;
    struct prize_line *awards;
    size_t award_count;
    struct prize_line *medals;
    size_t medal_count;
    struct exam_line *exams;
    size_t exam_count;
    struct exam_change *changes;
    size_t change_count;
    struct assignment_line *assignments;
    size_t assignment_count;
    struct mentor_line *mentors;
    size_t mentor_count;
};

/* ---- exams ---- */

/* The mean of an exam, in hundredths, rounded half to even. */
int64_t exam_mean(const struct exam_line *exam);
/* Withhold what is of too few people, and compare the years; `exams` are in the order of subject
 * and year. */
void exam_compare(struct cv_arena *arena, struct exchanges_report *report);

/* ---- in the store ---- */

/* All of it but the comparison of years. `report` begins zeroed. */
struct cv_status exchanges_report_read(struct cv_books *books, const struct report_view *view,
                                       struct exchanges_report *report);

#endif
