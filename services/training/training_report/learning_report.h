/* The part of a report that speaks of courses: what came of them, by course, by kind of course and
 * of the organisation that holds it, and in all.
 *
 * A participation is an enrolment that took a seat on a day of the report's time. Whoever has
 * several is one person in each row that has some of them.
 *
 * What is told of a row comes in blocks, and each is withheld where it would tell of fewer than 10
 * people (service/withhold.h). A block that says more about another is withheld with it.
 *
 * Memory   Rows and texts live in the arena of the books. */
#ifndef TRAINING_LEARNING_REPORT_H
#define TRAINING_LEARNING_REPORT_H

#include "service/books_store.h"
#include "training_report/report_view.h"

enum learning_column {
    LEARNING_PARTICIPATIONS,
    LEARNING_PERSONS,
    LEARNING_COMPLETED,
    LEARNING_NOT_COMPLETED, /* failed, did not come or left */
    LEARNING_OPEN,          /* under way or cancelled */
    LEARNING_FAILED,
    LEARNING_NO_SHOW,
    LEARNING_WITHDREW,
    LEARNING_UNDER_WAY,
    LEARNING_CANCELLED,
    LEARNING_ATTENDANCES, /* excused ones are none */
    LEARNING_ATTENDED,
    LEARNING_MISSED,
    LEARNING_ATTENDING, /* persons */
    LEARNING_CERTIFICATES,
    LEARNING_VALID,
    LEARNING_SUSPENDED,
    LEARNING_REVOKED,
    LEARNING_EXPIRED,
    LEARNING_CERTIFIED, /* persons */
    LEARNING_WITHOUT,   /* completed less certificates */
    LEARNING_RESULTS,
    LEARNING_PASSED,
    LEARNING_NOT_PASSED,
    LEARNING_ASSESSED, /* persons */
    LEARNING_COLUMNS,
};

enum learning_block {
    LEARNING_SEATS,
    LEARNING_COMPLETION,
    LEARNING_ENDS,
    LEARNING_ATTENDANCE,
    LEARNING_CERTIFIED_BLOCK,
    LEARNING_ASSESSMENT,
    LEARNING_BLOCKS,
};

/* A course, a group of courses, or all. */
struct learning_row {
    int64_t kind;        /* 0: all */
    int64_t holder_kind; /* 0: all, or nobody is named */
    const char *course;  /* id; NULL: more than one */
    struct cv_uuid uid;
    struct learning_row *group; /* of a course */
    int64_t counts[LEARNING_COLUMNS];
    int64_t minutes; /* attended */
    bool withheld[LEARNING_BLOCKS];
};

struct learning_report {
    struct learning_row *courses; /* in the order of kind, kind of holder and id */
    size_t course_count;
    struct learning_row *groups;
    size_t group_count;
    struct learning_row total;
};

/* ---- in the store ---- */

/* All of it, nothing withheld yet; rows that tell of nothing are left out. `report` begins zeroed.
 */
struct cv_status learning_report_read(struct cv_books *books, const struct report_view *view,
                                      struct learning_report *report);

/* ---- pure ---- */

/* Withhold what is of too few people, and what would give it away. */
void learning_report_withhold(struct cv_arena *arena, struct learning_report *report);

#endif
