/* Creating one thing, in parts: what a Create does once, and an import for each of its rows.
 *
 * A create_*.c gives its `struct cv_creation`, and a method that calls cv_creation_run(). Every
 * Create request has the same kinds of field: the parent's name (unless it is at the top), an id,
 * the thing itself, a request_id; those are handled here, the thing by the functions given.
 *
 * Thread   `read` on the loop for a Create, on the store thread for an import; the others on the
 *          store thread.
 * Memory   The state begins zeroed. It borrows texts from the request, and may point into itself:
 *          it is never moved. What the functions make lives in the arena they are given. */
#ifndef CV_SERVICE_CREATION_H
#define CV_SERVICE_CREATION_H

#include "app/check.h"
#include "app/unit.h"
#include "service/books_store.h"

/* What every state begins with. */
struct cv_creation_ids {
    struct cv_id parent[3]; /* as many as the parent's name holds, e.g. programme and project */
    struct cv_id id;
};

struct cv_creation {
    const char *thing;    /* the request's fields: "partner", */
    const char *thing_id; /* "partner_id" */
    const char *parent;   /* pattern of the parent's name (app/name.h); NULL: has none */
    size_t state_size;
    /* Check the thing and take it into the state, whose ids are set. */
    void (*read)(struct cv_check *check, const void *thing, void *state);
    /* Record what the state asks for; it then holds what was recorded. May run again on the same
     * state after being undone. */
    struct cv_status (*record)(struct cv_books *books, void *state);
    /* After ALREADY_EXISTS, ID_TAKEN: take what has the id into the state instead. */
    struct cv_status (*load)(struct cv_books *books, void *state);
    /* The thing in the state. NULL when the arena is full. */
    ProtobufCMessage *(*wire)(struct cv_arena *arena, const void *state);
};

/* Check a whole request and take it into the state; check->status says what is wrong. */
void cv_creation_read(const struct cv_creation *creation, struct cv_check *check,
                      const ProtobufCMessage *request, void *state);

/* ---- one Create ---- */

/* The handler's state. */
struct cv_creation_call {
    struct cv_unit unit;
    const struct cv_creation *creation;
    max_align_t state[];
};

/* All of a Create, from its request to its answer. */
void cv_creation_run(const struct cv_creation *creation, struct cv_creation_call *self,
                     struct cv_call *call, struct cv_store *store, const ProtobufCMessage *request);

#endif
