/* How far the packages of each line of a consignment have come: booked, loaded, landed, delivered.
 *
 * Each step is one UPDATE that refuses to pass the step before, in the transaction of what is
 * recorded, so nothing is booked twice or delivered that has not landed, however many callers ask.
 */
#ifndef LOGISTICS_STOCK_STORE_H
#define LOGISTICS_STOCK_STORE_H

#include "service/books_store.h"

struct stock {
    int64_t booked;
    int64_t booked_grams;
    int64_t booked_minor;
    int64_t loaded;
    int64_t landed;
    int64_t delivered;
    int64_t missing;
};

/* A line that is new, or has other totals: not fewer packages than are booked
 * (AMENDED_BELOW_BOOKED). Its bookings are then to be divided anew, booking_resplit(). */
struct cv_status stock_resize(struct cv_books *books, struct cv_uuid consignment, int64_t line,
                              int64_t packages, int64_t grams, int64_t minor);

/* Negative amounts give back. FAILED_PRECONDITION: LINE_EXCEEDED. */
struct cv_status stock_book(struct cv_books *books, struct cv_uuid consignment, int64_t line,
                            int64_t packages, int64_t grams, int64_t minor);
/* The booked packages are now of this mass and value. */
struct cv_status stock_rebook(struct cv_books *books, struct cv_uuid consignment, int64_t line,
                              int64_t grams, int64_t minor);
/* Negative: it was not so. */
struct cv_status stock_load(struct cv_books *books, struct cv_uuid consignment, int64_t line,
                            int64_t packages);
struct cv_status stock_land(struct cv_books *books, struct cv_uuid consignment, int64_t line,
                            int64_t packages);
/* FAILED_PRECONDITION: NEVER_SHIPPED, NOT_LANDED. */
struct cv_status stock_deliver(struct cv_books *books, struct cv_uuid consignment, int64_t line,
                               int64_t packages, int64_t missing);

/* One row of consignment_stock from this column on: booked, booked_grams, booked_minor, loaded,
 * landed, delivered, missing. */
struct stock stock_row(struct cv_stmt *stmt, int column);

#endif
