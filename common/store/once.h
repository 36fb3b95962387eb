/* Each mutating call takes effect once (AIP-155): request_id, who, method and a hash of the
 * request are stored with the encoded answer, in the same transaction as the effect.
 *
 * | request_id known, same method and body | the stored answer again                      |
 * | request_id known, another body         | ALREADY_EXISTS, reason REQUEST_ID_REUSED     |
 * | request_id unknown                     | run; cv_once_keep() stores the answer        |
 * | the run fails                          | nothing stored: the same id may be tried again |
 * | request_id empty                       | run, nothing stored                          |
 *
 * An answer may hold what somebody has a right to have erased. It is kept `about` a name, then, and
 * cv_once_forget() takes all answers about it away; who repeats such a call runs it again.
 *
 * Thread   Store thread, inside `work`.
 * Memory   Texts and request borrowed until the op is done; a stored answer lives in `arena`.
 * Keep     7 days at least; cv_once_prune(), which app/upkeep.c runs, forgets older ones. */
#ifndef CV_STORE_ONCE_H
#define CV_STORE_ONCE_H

#include "store/store.h"

struct cv_once {
    const char *method;     /* full path, static */
    const char *request_id; /* 1 to 255 bytes of UTF-8; "" or NULL: not idempotent */
    uint64_t hash[2];       /* of the request without its request_id: cv_once_hash() */
    const char *about;      /* NULL: nobody in particular */
};

void cv_once_hash(struct cv_once *once, struct cv_slice request);

/* True: run the work. False: either *answer holds what was answered before, or *status says what is
 * wrong. */
bool cv_once_begin(struct cv_tx *tx, const struct cv_once *once, const struct cv_scope *scope,
                   struct cv_slice *answer, struct cv_status *status);
struct cv_status cv_once_keep(struct cv_tx *tx, const struct cv_once *once,
                              const struct cv_scope *scope, struct cv_slice answer);
/* Forget the answers about this name. */
struct cv_status cv_once_forget(struct cv_tx *tx, const struct cv_scope *scope, const char *about);
/* Forget the oldest answers given before `before_us`, some thousand at most, so that nobody waits
 * for it long; *more: there are others left. */
struct cv_status cv_once_prune(struct cv_tx *tx, int64_t before_us, bool *more);

#endif
