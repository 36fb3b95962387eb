/* The figures of a hub in the store, each kind in order of days. */
#ifndef LOGISTICS_COUNT_STORE_H
#define LOGISTICS_COUNT_STORE_H

#include "parcel/facts.h"

struct count_row {
    struct count_cell cell;
    int64_t amounts[COUNT_WHATS];
};

struct cv_status count_add(struct cv_books *books, int64_t hub_no, const struct count_row *row);
/* To a closed day: `seq` is the last scan of those that brought it. */
struct cv_status count_correct(struct cv_books *books, int64_t hub_no, int64_t seq,
                               const struct count_row *row);

/* Rows of one kind with from <= day <= until, given to `take`, in their order. */
typedef void count_take(void *arg, const struct count_row *row, bool correction);
struct cv_status count_each(struct cv_books *books, int64_t hub_no, int64_t kind, int32_t from,
                            int32_t until, count_take *take, void *arg);

#endif
