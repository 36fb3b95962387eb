/* What all rows have that are never edited: money of three kinds, and observations. */
#ifndef PROJECTS_RECORD_STORE_H
#define PROJECTS_RECORD_STORE_H

#include "service/books_store.h"
#include "service/field.h"

struct record {
    struct cv_uuid uid;
    const char *id;
    int64_t amount; /* minor units, negated in a reversal; or an observed value */
    int32_t effective_on;
    const char *reference;
    const char *reverses;    /* the id of what it cancels; "": nothing */
    const char *reversed_by; /* the id of what cancels it; "": nothing */
    int64_t recorded_us;
};

/* The columns 0 to 7 of a SELECT, in the order of the struct. */
struct record record_row(struct cv_books *books, struct cv_stmt *stmt);

/* The first columns of an INSERT: $1 org, $2 parent, $3 uid, $4 id, $5 amount, $6 effective_on,
 * $7 reference, $8 reverses (a uid; NULL: none), $9 recorded_us, $10 recorded_by. Sets uid and
 * recorded_us of the record. */
#define RECORD_COLUMNS_FIRST 11 /* where the others go on */
void record_bind(struct cv_books *books, struct cv_stmt *stmt, struct cv_uuid parent,
                 struct record *record, const struct cv_uuid *reverses);

/* What is asked for in a reversal. */
struct reversal {
    const char *id;
    const char *reference;
    int32_t effective_on;   /* CV_DATE_NONE: that of the record */
    struct cv_money amount; /* of a part; of 0: all */
};

/* The record that cancels `original`. FAILED_PRECONDITION: ALREADY_REVERSED, IS_REVERSAL;
 * INVALID_ARGUMENT: dated before the original. */
struct cv_status record_reverse(struct cv_books *books, const struct record *original,
                                const struct reversal *asked, struct record *reversal);

#endif
