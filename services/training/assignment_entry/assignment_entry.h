/* The rules for what was done in an assignment, and its form on the wire. */
#ifndef TRAINING_ASSIGNMENT_ENTRY_H
#define TRAINING_ASSIGNMENT_ENTRY_H

#include "assignment_entry/assignment_entry_store.h"
#include "caravan/training/v1/assignment_entry.pb-c.h"
#include "service/field.h"

#define ASSIGNMENT_ENTRY_NAME "assignmentEntries/@"

/* Take the fields from the request and check them. Texts are borrowed from the request or in the
 * arena. */
void assignment_entry_read(struct cv_check *check,
                           const Caravan__Training__V1__AssignmentEntry *message,
                           struct assignment_entry *entry);

/* NULL when the arena is full. */
Caravan__Training__V1__AssignmentEntry *assignment_entry_wire(struct cv_arena *arena,
                                                              const struct assignment_entry *entry);

#endif
