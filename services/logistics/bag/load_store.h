/* The columns that bags and manifests share. */
#ifndef LOGISTICS_LOAD_STORE_H
#define LOGISTICS_LOAD_STORE_H

#include "bag/load.h"
#include "number.h"

/* Ten columns of a SELECT on the table with the alias `t`, and how they are read. */
#define LOAD_COLUMNS(t)                                                                            \
    t ".state, " t ".closed_count, " t ".closed_grams, " t ".seal, " t ".difference_reason, " t    \
      ".created_us, " t ".closed_us, " t ".dispatched_us, " t ".arrived_us, " t ".opened_us"
#define LOAD_COLUMNS_COUNT 10

void load_row(struct cv_books *books, struct cv_stmt *stmt, int column, struct load *load);

/* An UPDATE to the next state: $3 the state, $4 the time, and $5 on for the caller. */
#define LOAD_SET_STATE                                                                             \
    "state = $3, dispatched_us = CASE WHEN $3 = 3 THEN $4 ELSE dispatched_us END, "                \
    "arrived_us = CASE WHEN $3 = 4 THEN $4 ELSE arrived_us END, "                                  \
    "opened_us = CASE WHEN $3 = 5 THEN $4 ELSE opened_us END"
void load_bind_state(struct cv_books *books, struct cv_stmt *stmt, int64_t hub_no,
                     enum load_state to);

/* An UPDATE that closes: $3 to $7 closing and time, and $8 on for the caller. */
#define LOAD_SET_CLOSED                                                                            \
    "state = 2, closed_count = $3, closed_grams = $4, seal = $5, difference_reason = $6, "         \
    "closed_us = $7"
void load_bind_closed(struct cv_books *books, struct cv_stmt *stmt, int64_t hub_no,
                      const struct load_closing *closing);

#endif
