/* Books of upkeep (app/upkeep.h): what is done without being asked is done in the name of "upkeep",
 * and the audit is told. On store threads. */
#ifndef TRAINING_UPKEEP_BOOKS_H
#define TRAINING_UPKEEP_BOOKS_H

#include "service/books_store.h"

/* Of the organisation `org`, whose text is borrowed for as long as the books. `own` becomes the
 * scope of what is done. */
struct cv_status upkeep_books_open(struct cv_books *books, const struct cv_scope *scope,
                                   struct cv_scope *own, struct cv_principal *principal,
                                   struct cv_tx *tx, const char *org);
/* What was done, of which job. NULL as resource: the arena is full. */
struct cv_status upkeep_books_tell(struct cv_books *books, const char *method,
                                   const char *resource);

#endif
