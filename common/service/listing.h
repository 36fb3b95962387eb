/* A List method, in parts: what all of them do once.
 *
 * A list_*.c gives its `struct cv_listing`, and a method that calls cv_listing_run(). Every List
 * request has the same fields: the parent's name (unless what is listed is at the top), page_size,
 * page_token; every answer has one repeated field and next_page_token. Those are handled here; the
 * rows by the functions given.
 *
 * Thread   `chosen` on the loop, the others on a store thread.
 * Memory   The request and what it holds last until the answer. What the functions make lives in
 *          the arena of the books. */
#ifndef CV_SERVICE_LISTING_H
#define CV_SERVICE_LISTING_H

#include "app/check.h"
#include "app/unit.h"
#include "service/books_store.h"

/* The handler's state, or its beginning. */
struct cv_listing_call {
    struct cv_unit unit;
    const struct cv_listing *listing;
    struct cv_call *call;
    const ProtobufCMessage *request;
    struct cv_id parent[3]; /* as many as the parent's name holds, e.g. programme and project */
    struct cv_listed listed;
    const void *of; /* what `read` leaves for `wire`, e.g. the parent itself */
};

struct cv_listing {
    const char *parent; /* pattern of the parent's name (app/name.h); NULL: has none */
    struct cv_listing_key {
        size_t offset;
        size_t size;
    } key; /* by which the rows are in order: CV_LISTING_KEY() */
    /* Read the page into list->listed: find the parent, then the store's noun_list(). */
    struct cv_status (*read)(struct cv_books *books, struct cv_listing_call *list);
    /* One row as its message. NULL when the arena is full. */
    void *(*wire)(struct cv_books *books, const struct cv_listing_call *list, const void *row);
    /* Check what else of the request chooses rows, and give all of it as a text: page tokens are
     * bound to that instead of to the parent. NULL: nothing else does. */
    const char *(*chosen)(struct cv_check *check, struct cv_listing_call *list);
};

/* A member of the rows' type that is a uuid or a number (int64_t). */
#define CV_LISTING_KEY(type, member)                                                               \
    {                                                                                              \
        offsetof(type, member), sizeof(((type *)NULL)->member)                                     \
    }

/* All of a List method, from its request to its answer; `self` begins zeroed. */
void cv_listing_run(const struct cv_listing *listing, struct cv_listing_call *self,
                    struct cv_call *call, struct cv_store *store, const ProtobufCMessage *request);

/* The same in two steps, for what comes between: false, and the call is finished, when the request
 * is wrong. */
bool cv_listing_check(const struct cv_listing *listing, struct cv_listing_call *self,
                      struct cv_call *call, const ProtobufCMessage *request);
void cv_listing_read(struct cv_listing_call *self, struct cv_store *store);

#endif
