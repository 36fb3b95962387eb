/* "What had been recorded by then": the known_at of a request that must give the same answer for
 * ever.
 *
 * Nothing may be recorded later with a time that was looked at. Recorded times of an organisation
 * grow from write to write, and the greatest is kept (books_store.h). A request without known_at is
 * of that greatest time. One with a known_at up to it reads the past, which cannot change. One with
 * a later known_at, and not in the future, first raises the recorded time to it: the next write
 * might else, with the clock set back or within the same microsecond, get a time before what was
 * looked at.
 *
 *     cv_known_at_read(&state->known, &check, "known_at", request->known_at);
 *     cv_known_at_close(&state->known, call, store, then);    then(): cv_unit_read(...)
 *     status = cv_known_at_us(&state->known, &books, &us);    in its work
 *
 * Thread   Read and close on the call's loop, cv_known_at_us() on a store thread.
 * Memory   Embedded in the call's state, borrowed until `then` or the end of the call.
 * Ending   `then` runs once, on the loop; or the call is finished with a status instead.
 * Errors   INVALID_ARGUMENT for a time in the future; those of the store. */
#ifndef CV_SERVICE_KNOWN_AT_H
#define CV_SERVICE_KNOWN_AT_H

#include "app/wire.h"
#include "rpc/call.h"
#include "service/books_store.h"

struct cv_known_at {
    struct cv_store_op op; /* private, and all that follows */
    struct cv_call *call;
    struct cv_store *store;
    void (*then)(struct cv_known_at *self);
    const char *field;
    bool given;
    bool now;
    int64_t us;          /* as asked */
    int64_t recorded_us; /* the greatest so far */
};

/* `field` is static. */
void cv_known_at_read(struct cv_known_at *self, struct cv_check *check, const char *field,
                      const Google__Protobuf__Timestamp *message);
/* Where time alone changes the answer: one that is not given is the present, not the last change.
 */
void cv_known_at_now(struct cv_known_at *self);
void cv_known_at_close(struct cv_known_at *self, struct cv_call *call, struct cv_store *store,
                       void (*then)(struct cv_known_at *self));
/* As asked, or the greatest recorded time that this transaction can see. */
struct cv_status cv_known_at_us(const struct cv_known_at *self, struct cv_books *books,
                                int64_t *us);

#endif
