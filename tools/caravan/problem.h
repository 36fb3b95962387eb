/* What is wrong with the files of an import: collected while they are read, said at the end, in the
 * order of the files and lines, so that a person can mend all of it at once. */
#ifndef CARAVAN_PROBLEM_H
#define CARAVAN_PROBLEM_H

#include "base/arena.h"

#include <stdio.h>

struct problem {
    size_t file;         /* place of the file in the import; the order */
    const char *path;    /* of the file */
    size_t line;         /* from 1; 0: the whole file */
    size_t column;       /* from 1, as spreadsheets count A, B, C; 0: the whole row */
    const char *heading; /* of the column, as written; NULL without one */
    const char *cell;    /* as written; NULL: it says nothing about the problem */
    const char *what;    /* "must be a date such as ..." */
    const char
        *reason; /* for programs, as the server gave it, such as "BUDGET_EXCEEDED"; or NULL */
};

struct problems {
    struct cv_arena *arena; /* where all texts live */
    struct problem *list;
    size_t count;
    size_t cap;
    size_t unsaid; /* refused rows that the server did not explain */
    bool lost;     /* out of memory: there were more */
};

void problems_init(struct problems *problems, struct cv_arena *arena);
void problems_add(struct problems *problems, struct problem problem);
void problems_sort(struct problems *problems);

/* "E" for 5, "AA" for 27; `out` takes 8 bytes. */
void problem_column_letters(size_t column, char *out);
/* "budget.csv:17:F: 金额（万元） is "12,34": must be ..." */
void problem_print(const struct problem *problem, FILE *out);
/* The first `most` of them, and how many more there are. Sorted before. */
void problems_print(const struct problems *problems, size_t most, FILE *out);

#endif
