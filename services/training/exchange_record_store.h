/* What all records of exchanges have that are never edited: an id, when it became known, and
 * whether it was struck since. A struck record stays readable and counts no longer; a report as of
 * an earlier instant still counts it. */
#ifndef TRAINING_EXCHANGE_RECORD_STORE_H
#define TRAINING_EXCHANGE_RECORD_STORE_H

#include "service/books_store.h"

struct exchange_record {
    struct cv_uuid uid;
    const char *id;
    int64_t recorded_us;
    int64_t struck_us; /* 0: it stands */
    const char *struck_reason;
};

/* The first columns of a SELECT, of table x, and its last join. */
#define RECORD_COLUMNS                                                                             \
    "x.uid, x.id, x.recorded_us, COALESCE(s.recorded_us, 0), COALESCE(s.reason, '')"
#define RECORD_STRUCK " LEFT JOIN struck_record s ON s.org_id = x.org_id AND s.uid = x.uid "
#define RECORD_NEXT   5 /* the column after them */

struct exchange_record exchange_record_row(struct cv_books *books, struct cv_stmt *stmt);

/* The first columns of an INSERT: $1 org, $2 uid, $3 id, $4 recorded_us, $5 recorded_by. Sets uid
 * and times of the record. */
#define RECORD_BOUND 6 /* where the others go on */
void exchange_record_bind(struct cv_books *books, struct cv_stmt *stmt,
                          struct exchange_record *record);

/* From now on it does not count. FAILED_PRECONDITION, ALREADY_STRUCK. */
struct cv_status exchange_record_strike(struct cv_books *books, struct exchange_record *record,
                                        const char *reason);

#endif
