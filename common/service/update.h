/* An Update method, in parts: what all of them do once.
 *
 * An update_*.c gives how its thing is changed, and a method that calls cv_update_run(). Every
 * Update request has the thing itself, with its name and the etag of what the change is based on;
 * an update_mask; a request_id. The answer is the thing as it is then.
 *
 * Thread   `mask` on the loop, `change` on the store thread.
 * Memory   The request lasts until the answer. What `change` makes lives in the arena of the books.
 */
#ifndef CV_SERVICE_UPDATE_H
#define CV_SERVICE_UPDATE_H

#include "app/check.h"
#include "app/unit.h"
#include "app/wire.h"
#include "service/books_store.h"

/* The handler's state. */
struct cv_update_call {
    struct cv_unit unit;
    const struct cv_update *update;
    struct cv_id ids[3]; /* as many as the thing's name holds */
    const void *asked;   /* the thing in the request */
    uint32_t mask;
};

struct cv_update {
    const char *thing; /* the request's field: "partner" */
    const char *name;  /* pattern of the thing's name (app/name.h) */
    uint32_t (*mask)(struct cv_check *check, const Google__Protobuf__FieldMask *mask);
    /* Read the thing, cv_update_match(), take the fields of the mask, check and record; the message
     * of what it is now. NULL with OK: the arena is full. May run again after being undone. */
    struct cv_status (*change)(struct cv_books *books, const struct cv_update_call *call,
                               void **message);
};

/* ABORTED, ETAG_MISMATCH, unless the change is based on this version. `thing` is the message of the
 * thing as it was read, for the audit. */
struct cv_status cv_update_match(const struct cv_update_call *call, struct cv_books *books,
                                 int64_t version, void *thing);

/* All of an Update method, from its request to its answer. */
void cv_update_run(const struct cv_update *update, struct cv_update_call *self,
                   struct cv_call *call, struct cv_store *store, const ProtobufCMessage *request);

#endif
