/* Small numbers of the things of one hub: 1, 2, 3 ... in the order of creation; 0: none. */
#ifndef LOGISTICS_NUMBER_H
#define LOGISTICS_NUMBER_H

#include "service/books_store.h"

/* Bind $1 org, $2 hub. */
void number_bind(struct cv_books *books, struct cv_stmt *stmt, int64_t hub_no);

/* The first column of the only row of `stmt`, which is finished; 0: no row. */
struct cv_status number_read(struct cv_stmt *stmt, int64_t *number);

/* The next number: one more than `sql` (static; $1 org, $2 hub) reads. Whoever takes the same at
 * the same time on another engine is refused by the key, and tries again. */
struct cv_status number_next(struct cv_books *books, const char *sql, int64_t hub_no,
                             int64_t *number);

#endif
