/* What was done in assignments, in the store. */
#ifndef TRAINING_ASSIGNMENT_ENTRY_STORE_H
#define TRAINING_ASSIGNMENT_ENTRY_STORE_H

#include "exchange_record_store.h"

/* The numbers of AssignmentEntryKind. */
enum assignment_entry_kind {
    ENTRY_PERSON_DAYS = 1,
    ENTRY_DELIVERABLE,
};

struct assignment_entry {
    struct exchange_record record;
    const char *assignment; /* its id */
    int64_t kind;
    int64_t days;
    const char *title;
    int32_t effective_on;
    const char *reference;
};

/* Sets the uid and times. NOT_FOUND for its assignment; INVALID_ARGUMENT for a day outside of that;
 * FAILED_PRECONDITION: CONSENT_MISSING, WRONG_STATE, DAYS_EXCEEDED. */
struct cv_status assignment_entry_insert(struct cv_books *books, struct assignment_entry *entry);
struct cv_status assignment_entry_get(struct cv_books *books, const char *id,
                                      struct assignment_entry *entry);
struct cv_status assignment_entry_list(struct cv_books *books, struct cv_uuid assignment,
                                       struct cv_listed *listed);
/* The latest day of the entries that stand; CV_DATE_NONE: there is none. */
struct cv_status assignment_entry_last(struct cv_books *books, struct cv_uuid assignment,
                                       int32_t *day);

/* All of a person's assignments, in the order of their uids, in the arena of the books. */
struct cv_status assignment_entry_of(struct cv_books *books, struct cv_uuid person,
                                     struct assignment_entry **rows, size_t *count);

#endif
