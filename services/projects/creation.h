/* Creating one thing, in parts: what a Create does once, and an import for each of its rows.
 *
 * A create_*.c gives its `struct creation` and, by CREATION_METHOD(), its method. Every Create
 * request has the same kinds of field: the parent's name (not that of a programme), an id, the
 * thing itself, a request_id; those are handled here, the thing by the functions given.
 *
 * Thread   `read` on the loop for a Create, on the store thread for an import; the others on the
 *          store thread.
 * Memory   The state begins zeroed. It borrows texts from the request, and may point into itself:
 *          it is never moved. What the functions make lives in the arena they are given. */
#ifndef PROJECTS_CREATION_H
#define PROJECTS_CREATION_H

#include "app/check.h"
#include "app/unit.h"
#include "books_store.h"

/* What every state begins with. */
struct creation_ids {
    struct cv_id parent[2]; /* programme, project: as many as the parent's name holds */
    struct cv_id id;
};

struct creation {
    const char *thing;    /* the request's fields: "partner", */
    const char *thing_id; /* "partner_id" */
    const char *parent;   /* pattern of the parent's name (app/name.h); NULL: has none */
    size_t state_size;
    /* Check the thing and take it into the state, whose ids are set. */
    void (*read)(struct cv_check *check, const void *thing, void *state);
    /* Record what the state asks for; it then holds what was recorded. May run again on the same
     * state after being undone. */
    struct cv_status (*record)(struct books *books, void *state);
    /* After ALREADY_EXISTS, ID_TAKEN: take what has the id into the state instead. */
    struct cv_status (*load)(struct books *books, void *state);
    /* The thing in the state. NULL when the arena is full. */
    ProtobufCMessage *(*wire)(struct cv_arena *arena, const void *state);
};

extern const struct creation programme_creation;
extern const struct creation partner_creation;
extern const struct creation project_creation;
extern const struct creation budget_line_creation;
extern const struct creation commitment_creation;
extern const struct creation disbursement_creation;
extern const struct creation indicator_creation;
extern const struct creation observation_creation;

/* Check a whole request and take it into the state; check->status says what is wrong. */
void creation_read(const struct creation *creation, struct cv_check *check,
                   const ProtobufCMessage *request, void *state);

/* The text or message in this field of a Create request. */
void *creation_field(const ProtobufCMessage *request, const char *name);

/* ---- one Create ---- */

/* The handler's state. */
struct creation_call {
    struct cv_unit unit;
    const struct creation *creation;
    max_align_t state[];
};

/* All of a Create, from its request to its answer. */
void creation_run(const struct creation *creation, struct creation_call *self, struct cv_call *call,
                  const ProtobufCMessage *request);

/* create_<noun>, the method of a file whose creation is <noun>_creation and whose state is `struct
 * state`. Only the types differ from file to file. */
#define CREATION_METHOD(noun, Noun)                                                                \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Caravan__Projects__V1__Create##Noun##Request *request)                \
    {                                                                                              \
        creation_run(&noun##_creation, memory, call, &request->base);                              \
    }                                                                                              \
    const struct caravan_projects_v1_projects_create_##noun##_method create_##noun = {             \
        handle, sizeof(struct creation_call) + sizeof(struct state)}

#endif
