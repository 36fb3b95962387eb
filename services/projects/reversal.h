/* A method that cancels, in parts: what all of them do once.
 *
 * A reverse_*.c gives how its record is reversed, and by REVERSAL_METHOD() its method. Every
 * Reverse request has the record's name, a reversal_id, a reference, a request_id; that of money
 * also the effective_date. The answer is the reversal. */
#ifndef PROJECTS_REVERSAL_H
#define PROJECTS_REVERSAL_H

#include "app/check.h"
#include "app/unit.h"
#include "projects.h"
#include "record_store.h"

struct reversal_kind {
    const char *name; /* pattern of the record's name (app/name.h) */
    bool dated;       /* by effective_date */
    /* The reversal as recorded, as a message. NULL with OK: the arena is full. */
    struct cv_status (*reverse)(struct cv_books *books, const struct cv_id ids[3],
                                const struct reversal *asked, void **message);
    const char
        *part_id; /* it takes back a part: the request's field of the id; the date is needed */
    bool priced;  /* and how much: the request has an amount */
};

/* The handler's state. */
struct reversal_call {
    struct cv_unit unit;
    const struct reversal_kind *kind;
    struct cv_id ids[3]; /* of the record; the last is its own */
    struct cv_id id;     /* of the reversal */
    struct reversal asked;
};

/* All of a Reverse method, from its request to its answer. */
void reversal_run(const struct reversal_kind *kind, struct reversal_call *self,
                  struct cv_call *call, const ProtobufCMessage *request);

/* reverse_<noun> of a file with a reverse(); NAME is the pattern of its name. */
#define REVERSAL_METHOD(noun, Noun, NAME, dated)                                                   \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Caravan__Projects__V1__Reverse##Noun##Request *request)               \
    {                                                                                              \
        static const struct reversal_kind KIND = {NAME, dated, reverse, NULL, false};              \
                                                                                                   \
        reversal_run(&KIND, memory, call, &request->base);                                         \
    }                                                                                              \
    const struct caravan_projects_v1_projects_reverse_##noun##_method reverse_##noun = {           \
        handle, sizeof(struct reversal_call)}

/* What takes back a part of it: <verb>_<noun> of a file with a reverse(). `ID`: the request's
 * field.
 */
#define PART_REVERSAL_METHOD(verb, Verb, noun, Noun, NAME, ID, priced)                             \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Caravan__Projects__V1__##Verb##Noun##Request *request)                \
    {                                                                                              \
        static const struct reversal_kind KIND = {NAME, true, reverse, ID, priced};                \
                                                                                                   \
        reversal_run(&KIND, memory, call, &request->base);                                         \
    }                                                                                              \
    const struct caravan_projects_v1_projects_##verb##_##noun##_method verb##_##noun = {           \
        handle, sizeof(struct reversal_call)}

#endif
