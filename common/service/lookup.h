/* A Get method, in parts: what all of them do once.
 *
 * A get_*.c gives how its thing is found, and a method that calls cv_lookup_run(). Every Get
 * request has the thing's name; the answer is the thing.
 *
 * Thread   `find` on a store thread.
 * Memory   What it makes lives in the arena of the books. */
#ifndef CV_SERVICE_LOOKUP_H
#define CV_SERVICE_LOOKUP_H

#include "app/check.h"
#include "app/unit.h"
#include "service/books_store.h"

struct cv_lookup {
    const char *name; /* pattern of the thing's name (app/name.h) */
    /* The thing of these ids, as many as the name holds, as a message. NULL with OK: the arena is
     * full. */
    struct cv_status (*find)(struct cv_books *books, const struct cv_id *ids, void **message);
};

/* The handler's state. */
struct cv_lookup_call {
    struct cv_unit unit;
    const struct cv_lookup *lookup;
    struct cv_id ids[4]; /* as many as the thing's name holds */
};

/* All of a Get method, from its request to its answer. */
void cv_lookup_run(const struct cv_lookup *lookup, struct cv_lookup_call *self,
                   struct cv_call *call, struct cv_store *store, const ProtobufCMessage *request);

#endif
