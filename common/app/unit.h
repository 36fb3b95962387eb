/* One unary method as one unit of work: a transaction on a store thread, then the answer.
 *
 * A handler checks its request on the loop, embeds a cv_unit in its state and hands it over:
 *
 *     cv_unit_write(&state->unit, call, store, request->request_id, work);
 *
 * `work` runs on a store thread with the call's arena, may read the request and the state, and
 * either gives the answer or a status, which undoes what it wrote. A write takes effect once for
 * each request_id (store/once.h): when the request was answered before, `work` does not run and the
 * first answer is given again; but work that says it did nothing (nothing_done) is not remembered.
 * Nothing is answered before it is on disk. After handing over, the handler touches neither call
 * nor state.
 *
 * `work` may run more than once (a conflict in the store): it must not build on what an earlier run
 * left in the state. */
#ifndef CV_APP_UNIT_H
#define CV_APP_UNIT_H

#include "base/list.h"
#include "rpc/call.h"
#include "store/once.h"
#include "store/store.h"

struct cv_unit;

/* OK: *reply points to the answer, in unit->op.scope->arena. NULL
 * with OK counts as a full arena. */
typedef struct cv_status cv_unit_work(struct cv_unit *unit, struct cv_tx *tx,
                                      ProtobufCMessage **reply);

/* Somebody who is told what a writing unit did, in its transaction: for a record of who did what.
 * Embed it in memory of the unit's scope. */
struct cv_unit_witness {
    /* `work` has done something and given this answer. Not OK: all of it is undone. */
    struct cv_status (*saw)(struct cv_unit_witness *self, const struct cv_unit *unit,
                            const ProtobufCMessage *reply);
};

struct cv_unit {
    struct cv_store_op op;
    struct cv_call *call;
    struct cv_once once;
    cv_unit_work *work;
    bool nothing_done; /* set by `work`: the answer stands, but nothing was written */
    /* Set by the handler, or NULL: what was written is on disk; runs on the loop, before the answer
     * is sent. Not for an answer that is given again. */
    void (*committed)(struct cv_unit *unit);
    struct cv_slice answer; /* encoded */
    /* Set by whom `work` calls, or NULL. */
    struct cv_unit_witness *witness;
    bool wrote; /* private */
};

/* Of whom an answer holds something personal, as a name in the answer; "": nobody. For the whole
 * process, before anything is served: such answers are kept about that name (store/once.h). */
typedef const char *cv_unit_about(const ProtobufCMessage *answer);
void cv_unit_about_set(cv_unit_about *about);

void cv_unit_write(struct cv_unit *unit, struct cv_call *call, struct cv_store *store,
                   const char *request_id, cv_unit_work *work);
void cv_unit_read(struct cv_unit *unit, struct cv_call *call, struct cv_store *store,
                  cv_unit_work *work);

/* Inside `work`: the writing unit that this transaction is of. NULL: of another op. */
struct cv_unit *cv_unit_of(struct cv_tx *tx);

#endif
