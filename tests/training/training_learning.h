/* What courses came to, worked out in the plainest way from single records: the model that a
 * training report is held against. */
#ifndef TESTS_TRAINING_TRAINING_LEARNING_H
#define TESTS_TRAINING_TRAINING_LEARNING_H

#include "training_report/learning_report.h"

#define NAIVE_PERSONS 40
#define NAIVE_COURSES 5
#define NAIVE_GROUPS  3
#define NAIVE_RECORDS 4000
#define NAIVE_STEPS   12

extern const int naive_group_of[NAIVE_COURSES];

/* Something that was said and said anew; what was said last, of what was known and had happened,
 * counts. */
struct naive_saying {
    int64_t known_us;
    int32_t on; /* 0: of no day */
    int64_t what;
};

enum naive_kind {
    NAIVE_SEAT,        /* what: a state of enrolments */
    NAIVE_ATTENDANCE,  /* what: a state of attendances; its day is in the record */
    NAIVE_CERTIFICATE, /* what: a state of certificates */
    NAIVE_ATTEMPT,     /* what: a score */
};

struct naive_record {
    enum naive_kind kind;
    int person;
    int course;
    int number;         /* of an attempt among those of the person and course */
    int32_t on;         /* from when on it is told of */
    int32_t expires_on; /* of a certificate */
    int64_t known_us;
    int64_t minutes; /* of an attendance */
    struct naive_saying sayings[NAIVE_STEPS];
    int saying_count;
};

struct naive_learning {
    struct naive_record records[NAIVE_RECORDS];
    int count;
};

/* Rows: the courses, the groups, the total. */
#define NAIVE_ROWS (NAIVE_COURSES + NAIVE_GROUPS + 1)

struct naive_report {
    int64_t counts[NAIVE_ROWS][LEARNING_COLUMNS];
    int64_t minutes[NAIVE_ROWS];
};

void naive_report_make(const struct naive_learning *model, const struct report_view *view,
                       struct naive_report *report);

#endif
