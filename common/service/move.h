/* A Move method, in parts: what all of them do once.
 *
 * A move_*.c gives what a move does to its thing, and a method that calls cv_move_run(). Every Move
 * request has the name of the thing, a move, which is one of an enum, and a request_id; most have
 * the day it happened on, and the etag of the version that was read, which is optional. The answer
 * is the thing as it is then.
 *
 * Thread   `check` on the loop, `change` on the store thread.
 * Memory   The request lasts until the answer. What `change` makes lives in the arena of the books.
 */
#ifndef CV_SERVICE_MOVE_H
#define CV_SERVICE_MOVE_H

#include "app/check.h"
#include "app/unit.h"
#include "service/books_store.h"

/* The handler's state. */
struct cv_move_call {
    struct cv_unit unit;
    const struct cv_move *method;
    struct cv_id ids[3]; /* as many as the thing's name holds */
    int move;
    int32_t date; /* CV_DATE_NONE: today, or the request has none */
    const char *etag;
};

struct cv_move {
    const char *name; /* pattern of the thing's name (app/name.h) */
    /* What else is wrong with the request; NULL: nothing can be. */
    void (*check)(struct cv_check *check, const struct cv_move_call *call);
    /* Read the thing, cv_move_match(), move and record it; the message of what it is now. NULL with
     * OK: the arena is full. May run again after being undone. */
    struct cv_status (*change)(struct cv_books *books, const struct cv_move_call *call,
                               void **message);
};

/* ABORTED, ETAG_MISMATCH, unless it is based on this version or on none. `thing` is the message of
 * the thing as it was read, for the audit. */
struct cv_status cv_move_match(const struct cv_move_call *call, struct cv_books *books,
                               int64_t version, void *thing);

/* All of a Move method, from its request to its answer. */
void cv_move_run(const struct cv_move *method, struct cv_move_call *self, struct cv_call *call,
                 struct cv_store *store, const ProtobufCMessage *request);

#endif
