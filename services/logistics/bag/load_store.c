#include "bag/load_store.h"

void load_row(struct cv_books *books, struct cv_stmt *stmt, int column, struct load *load)
{
    *load = (struct load){
        .state = cv_stmt_get_int64(stmt, column),
        .closing =
            {
                .count = cv_stmt_get_int64(stmt, column + 1),
                .grams = cv_stmt_get_int64(stmt, column + 2),
                .seal = cv_stmt_get_text(stmt, column + 3, books->arena),
                .difference_reason = cv_stmt_get_text(stmt, column + 4, books->arena),
            },
    };
    for (int state = LOAD_OPEN; state <= LOAD_OPENED; state++)
        load->reached_us[state] = cv_stmt_get_int64(stmt, column + 4 + state);
}

void load_bind_state(struct cv_books *books, struct cv_stmt *stmt, int64_t hub_no,
                     enum load_state to)
{
    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, to);
    cv_stmt_int64(stmt, 4, books->recorded_us);
}

void load_bind_closed(struct cv_books *books, struct cv_stmt *stmt, int64_t hub_no,
                      const struct load_closing *closing)
{
    number_bind(books, stmt, hub_no);
    cv_stmt_int64(stmt, 3, closing->count);
    cv_stmt_int64(stmt, 4, closing->grams);
    cv_stmt_text(stmt, 5, closing->seal);
    cv_stmt_text(stmt, 6, closing->difference_reason);
    cv_stmt_int64(stmt, 7, books->recorded_us);
}
