/* The part of a report that says what came of courses: answers of those who agreed to be asked, at
 * each mark by kind of course and of the organisation that holds it, and in all.
 *
 * What is told of a row comes in two blocks, who answered and what, and each is withheld where it
 * would tell of fewer than 10 people (service/withhold.h).
 *
 * Memory   Rows live in the arena of the books. */
#ifndef TRAINING_OUTCOME_REPORT_H
#define TRAINING_OUTCOME_REPORT_H

#include "service/books_store.h"
#include "training_report/report_view.h"

enum outcome_column {
    OUTCOME_ANSWERED,
    OUTCOME_SILENT,
    OUTCOME_PERSONS,
    OUTCOME_EMPLOYED,
    OUTCOME_SELF_EMPLOYED,
    OUTCOME_STUDYING,
    OUTCOME_NOT_EMPLOYED,
    OUTCOME_LEFT,
    OUTCOME_COLUMNS,
};

enum outcome_block {
    OUTCOME_RESPONSE,
    OUTCOME_ANSWERS,
    OUTCOME_BLOCKS,
};

struct outcome_row {
    int64_t mark;
    int64_t all; /* 1: of all courses; else of these */
    int64_t kind;
    int64_t holder_kind;
    int64_t counts[OUTCOME_COLUMNS];
    bool withheld[OUTCOME_BLOCKS];
};

/* In the order of the marks; of each the groups, then all. */
struct outcome_report {
    struct outcome_row *rows;
    size_t count;
};

/* In the store: all of it, nothing withheld yet. `report` begins zeroed. */
struct cv_status outcome_report_read(struct cv_books *books, const struct report_view *view,
                                     struct outcome_report *report);

/* Pure: withhold what is of too few people, and what would give it away. */
void outcome_report_withhold(struct cv_arena *arena, struct outcome_report *report);

#endif
