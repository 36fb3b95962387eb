/* A report as rows of a path and a value: the form in which it is frozen and compared.
 *
 * Works on any message: fields that are added to a report become rows by themselves. What the rows
 * are is said in frozen_report.proto.
 *
 * Memory   In the arena given; when it is full, it tells, and the rows are void. */
#ifndef PROJECTS_REPORT_ROW_H
#define PROJECTS_REPORT_ROW_H

#include "base/arena.h"
#include "base/buf.h"

#include <protobuf-c/protobuf-c.h>

struct report_row {
    const char *path;
    const char *value;
};

struct report_rows {
    struct report_row *rows;
    size_t count;
    size_t room; /* private */
};

void report_rows_make(struct cv_arena *arena, const ProtobufCMessage *report,
                      struct report_rows *rows);
/* The text that is hashed and kept, and its rows again. False: it is no such text. */
struct cv_slice report_rows_text(struct cv_arena *arena, const struct report_rows *rows);
bool report_rows_read(struct cv_arena *arena, struct cv_slice text, struct report_rows *rows);

#endif
