/* What a trip asks of the cargo on it. All run inside `work`, in the caller's transaction. */
#ifndef LOGISTICS_CARGO_STORE_H
#define LOGISTICS_CARGO_STORE_H

#include "service/books_store.h"

/* READY: no box is on board that nobody planned; every planned box is sealed when it is stuffed,
 * and no heavier than it may be; every wagon is in the consist and carries no more than it may, in
 * mass (what was weighed beats what was declared) and places, on each leg; every consignment booked
 * was accepted and has its note, and each of its lines HS code, mass and value; customs holds
 * nothing. FAILED_PRECONDITION: BOX_NOT_PLANNED, BOX_UNSEALED, BOX_NOT_STUFFED, BOX_OVERWEIGHT,
 * WAGON_OVERLOADED, CONSIGNMENT_NOT_ACCEPTED, CONSIGNMENT_INCOMPLETE, HOLD_OPEN. */
struct cv_status cargo_ready(struct cv_books *books, struct cv_uuid trip);

/* CLOSED: nothing is on board or held any more; and leg by leg as many boxes, grams and minor units
 * of money have travelled as were planned. FAILED_PRECONDITION: BOX_ON_BOARD, HOLD_OPEN,
 * NOT_BALANCED. */
struct cv_status cargo_balance(struct cv_books *books, struct cv_uuid trip);

/* Boxes on board now. */
struct cv_status cargo_on_board(struct cv_books *books, struct cv_uuid trip, int64_t *boxes);

/* FAILED_PRECONDITION, WAGON_IN_USE, while something is planned on the wagon; NULL: on any. */
struct cv_status cargo_wagon_free(struct cv_books *books, struct cv_uuid trip, const char *wagon);

/* Its consist is another one: its wagons carry what they may now, unless more is taken already, of
 * which READY tells. */
struct cv_status cargo_wagons_limit(struct cv_books *books, struct cv_uuid trip);

/* The trip's state is another one, and its row says so: its consignments follow. */
struct cv_status cargo_follow(struct cv_books *books, struct cv_uuid trip);

#endif
