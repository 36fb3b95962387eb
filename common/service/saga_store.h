/* Sagas in the store: which things still have to follow in another service, and when the next step
 * of each is due. The table is `saga`; a service's schema has it.
 *
 * Thread   Store threads, inside `work`. */
#ifndef CV_SERVICE_SAGA_STORE_H
#define CV_SERVICE_SAGA_STORE_H

#include "base/scope.h"
#include "service/books_store.h"

/* One saga: of a kind, about a thing. */
struct cv_saga {
    const char *org;
    struct cv_uuid uid;    /* of the thing */
    int64_t fence;         /* raised whenever somebody wants another step */
    int64_t tries;         /* of this step, this one included */
    int64_t claimed_us;    /* until then nobody else takes a step of it */
    struct cv_trace trace; /* of the call that wanted it last */
};

/* Something has to follow: in the transaction that makes it necessary. At once; or, if somebody is
 * at a step, behind that. */
struct cv_status cv_saga_want(struct cv_books *books, const char *kind, struct cv_uuid uid);

/* The first that is due at `now_us` is claimed until `until_us`, when it is due again if nobody
 * came back. *found false: none is due before *next_us (INT64_MAX: none at all). */
struct cv_status cv_saga_claim(struct cv_tx *tx, struct cv_arena *arena, const char *kind,
                               int64_t now_us, int64_t until_us, struct cv_saga *saga, bool *found,
                               int64_t *next_us);

/* All are due at once: what the process before this one had claimed, nobody brings to its end. */
struct cv_status cv_saga_wake(struct cv_tx *tx, const char *kind, int64_t now_us);

/* Somebody answers there: what was put off because nobody did is due at once. */
struct cv_status cv_saga_recall(struct cv_tx *tx, const char *kind, int64_t now_us);

/* Whether the claim still holds: else the step is somebody else's, who makes it again. */
struct cv_status cv_saga_held(struct cv_books *books, const char *kind, const struct cv_saga *saga,
                              bool *held);

/* The step is over, and so is the claim. Once somebody has wanted another step that is due, and
 * what follows has no effect. */

/* Nothing more has to follow. `why`: of a refusal that is final, or OK. */
struct cv_status cv_saga_rest(struct cv_books *books, const char *kind, const struct cv_saga *saga,
                              struct cv_status why);
/* The next step is due then. `why`: what went wrong with this one, or OK, which begins counting
 * tries anew. */
struct cv_status cv_saga_again(struct cv_books *books, const char *kind, const struct cv_saga *saga,
                               int64_t next_us, struct cv_status why);

#endif
