/* What two persons must agree on: one makes it, another one approves.
 *
 *     DRAFT, RETURNED -> SUBMITTED -> APPROVED | RETURNED | REJECTED | WITHDRAWN | EXPIRED
 *     DRAFT, RETURNED -> WITHDRAWN
 *
 * Editing leaves the state as it is and makes a new version; so what is approved names the version
 * it was read in, and an edit in between is noticed. Who submitted or edited any version is a
 * maker, for good, and may neither approve nor return nor reject; only makers withdraw. A noun may
 * allow less than this table (money is edited only while nothing is reserved), never more.
 *
 * Knows no SQL: a noun keeps state, makers and version in its row, and writes them where they still
 * are as they were read.
 *
 * Thread   Any.
 * Memory   Texts made here live in the arena given; its `exhausted` tells when it was full.
 * Errors   FAILED_PRECONDITION, WRONG_STATE: names the state and the move. PERMISSION_DENIED,
 *          SELF_APPROVAL and NOT_MAKER. ABORTED, ETAG_MISMATCH. In this order; but to who judges
 *          ABORTED first of all, with the state: what he saw is no longer there. */
#ifndef CV_SERVICE_APPROVAL_H
#define CV_SERVICE_APPROVAL_H

#include "app/check.h"

/* The numbers are stored. */
enum cv_approval_state {
    CV_APPROVAL_DRAFT = 1,
    CV_APPROVAL_SUBMITTED = 2,
    CV_APPROVAL_APPROVED = 3,
    CV_APPROVAL_RETURNED = 4,
    CV_APPROVAL_REJECTED = 5,
    CV_APPROVAL_WITHDRAWN = 6,
    CV_APPROVAL_EXPIRED = 7,
};

enum cv_approval_move {
    CV_APPROVAL_EDIT,
    CV_APPROVAL_SUBMIT,
    CV_APPROVAL_APPROVE,
    CV_APPROVAL_RETURN,
    CV_APPROVAL_REJECT,
    CV_APPROVAL_WITHDRAW,
    CV_APPROVAL_EXPIRE, /* nobody's: its time is over */
};

struct cv_approval {
    enum cv_approval_state state;
    const char *makers; /* their subjects, with a blank between two */
    int64_t version;    /* what the etag is of (service/field.h) */
};

/* "SUBMITTED", "approve": for messages. */
const char *cv_approval_state_name(enum cv_approval_state state);
const char *cv_approval_move_name(enum cv_approval_move move);

/* False: there is no such move from that state. */
bool cv_approval_next(enum cv_approval_state state, enum cv_approval_move move,
                      enum cv_approval_state *next);

/* A new one, of version 1: a draft of its maker's, or submitted at once. */
struct cv_approval cv_approval_begin(const char *maker, bool submitted);

/* Move it, if this is possible for `subject`, who read it with `etag`. An empty etag is that of
 * somebody who need not have read it; approving, returning and rejecting demand one by
 * cv_approval_etag_given(). EXPIRE has neither subject nor etag ("").
 * OK: it is as it is now to be written, its version one higher. */
struct cv_status cv_approval_move(struct cv_arena *arena, struct cv_approval *approval,
                                  enum cv_approval_move move, const char *subject,
                                  const char *etag);

/* Whoever judges must say what he saw: required, and not "*". */
void cv_approval_etag_given(struct cv_check *check, const char *field, const char *etag);

/* Is this subject among them? */
bool cv_approval_made_by(const char *makers, const char *subject);

#endif
