/* A recording of what a program asked of SQLite through its writing connection: entries of a kind,
 * a statement's number, and what belongs to the kind. Native byte order: it is read where it was
 * written. */
#ifndef BENCH_ENTRY_H
#define BENCH_ENTRY_H

#include <stdint.h>

#define ENTRY_STATEMENTS_MAX 4096

enum entry_kind {
    ENTRY_EXEC = 1,   /* text */
    ENTRY_PREPARE,    /* statement, text */
    ENTRY_INTEGER,    /* statement, parameter, value */
    ENTRY_TEXT,       /* statement, parameter, text */
    ENTRY_BLOB,       /* statement, parameter, bytes */
    ENTRY_NULL,       /* statement, parameter */
    ENTRY_STEP,       /* statement */
    ENTRY_RESET,      /* statement */
    ENTRY_CHECKPOINT, /* its mode as `value` */
};

struct entry {
    int64_t value;
    uint32_t len; /* of the bytes that follow, with a NUL behind them */
    uint16_t statement;
    uint8_t parameter;
    uint8_t kind;
};

#endif
