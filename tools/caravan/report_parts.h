/* Reports that are lists of rows, as tables, CSV or JSON: what each of them shows stands in a table
 * of its own (report_training.c and its like).
 *
 * Thread   One.
 * Memory   Tables are static. */
#ifndef CARAVAN_REPORT_PARTS_H
#define CARAVAN_REPORT_PARTS_H

#include "command.h"
#include "rpc/method.h"

#define REPORT_COLUMNS 12

struct report_column {
    struct text head;
    const char *path;     /* in a row, as message_text() takes it */
    int decimals;         /* of a number in hundredths 2 */
    bool key;             /* a number that says which row it is, such as a year */
    const char *withheld; /* besides "withheld", the flag that withholds this figure; or NULL */
};

struct report_part {
    const char *name; /* what --by takes */
    const char *rows; /* the answer's field with its rows */
    struct text title;
    struct report_column columns[REPORT_COLUMNS]; /* a NULL path ends them */
};

struct report_kind {
    const struct cv_service_type *service;
    const char *method;
    struct text title;
    const struct report_part *parts;
    size_t part_count;
};

/* The rows of a report in the field of this name; a message that is not repeated is one row. */
struct report_rows_of {
    ProtobufCMessage *const *list;
    size_t count;
};
struct report_rows_of report_part_rows(const ProtobufCMessage *report, const char *field);
/* Figures of a row that is withheld are 0, and not to be read; `flag` of some of them only, or
 * NULL. */
bool report_part_withheld(const ProtobufCMessage *row, const char *flag);

/* All of `caravan report WHAT`, from its options to the printed report. The request's fields are
 * found by their names: programme, project, limit_minor and days, effective_from,
 * effective_through, known_at. */
enum exit_code report_parts(const struct run *run, const struct report_kind *kind);

/* For people: a head, and a table for each section of `sections`, a bit for each. */
void report_parts_print(const struct run *run, const struct report_kind *kind, unsigned sections,
                        const ProtobufCMessage *answer);

#endif
