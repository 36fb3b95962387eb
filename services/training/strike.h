/* A Strike method, in parts: what all of them do once.
 *
 * A strike_*.c gives how its record is struck, and by STRIKE_METHOD() its method. Every Strike
 * request has the record's name, a reason, a request_id. The answer is the record. */
#ifndef TRAINING_STRIKE_H
#define TRAINING_STRIKE_H

#include "app/check.h"
#include "app/unit.h"
#include "exchange_record_store.h"
#include "training.h"

struct strike_kind {
    const char *name; /* pattern of the record's name (app/name.h) */
    /* The record, struck, as a message. NULL with OK: the arena is full. */
    struct cv_status (*strike)(struct cv_books *books, const char *id, const char *reason,
                               void **message);
};

/* The handler's state. */
struct strike_call {
    struct cv_unit unit;
    const struct strike_kind *kind;
    struct cv_id id;
    const char *reason;
};

/* All of a Strike method, from its request to its answer. */
void strike_run(const struct strike_kind *kind, struct strike_call *self, struct cv_call *call,
                const ProtobufCMessage *request);

/* strike_<noun> of a file with a strike(); NAME is the pattern of its name. */
#define STRIKE_METHOD(noun, Noun, NAME)                                                            \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Caravan__Training__V1__Strike##Noun##Request *request)                \
    {                                                                                              \
        static const struct strike_kind KIND = {NAME, strike};                                     \
                                                                                                   \
        strike_run(&KIND, memory, call, &request->base);                                           \
    }                                                                                              \
    const struct caravan_training_v1_exchanges_strike_##noun##_method strike_##noun = {            \
        handle, sizeof(struct strike_call)}

#endif
