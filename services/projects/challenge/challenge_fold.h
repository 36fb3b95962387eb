/* What has become of a challenge: a fold over its moves and over time. Pure: no store, no clock.
 * Before each move, and at the end, the deadlines that have passed by its day do what they do; so
 * it does not matter whether anybody looked in between.
 *
 * Memory   Texts of a status, claims and makers live in the arena given; its `exhausted` tells.
 * Errors   FAILED_PRECONDITION: WRONG_STATE, BACKDATED, ALREADY_CLAIMED. PERMISSION_DENIED:
 *          OWN_CHALLENGE, SELF_APPROVAL, NOT_POSTER. NOT_FOUND for a claim; ALREADY_EXISTS,
 *          ID_TAKEN. INVALID_ARGUMENT names the field of the move. */
#ifndef PROJECTS_CHALLENGE_FOLD_H
#define PROJECTS_CHALLENGE_FOLD_H

#include "base/arena.h"
#include "base/status.h"
#include "base/uuid.h"

/* The numbers of a ChallengeState. */
enum challenge_state {
    CHALLENGE_DRAFT = 1,
    CHALLENGE_POSTED = 2,
    CHALLENGE_CLAIMED = 3,
    CHALLENGE_RETURNED = 4,
    CHALLENGE_DELIVERED = 5,
    CHALLENGE_ACCEPTED = 6,
    CHALLENGE_CANCELLED = 7,
    CHALLENGE_EXPIRED = 8,
};

/* The numbers of a ClaimState. */
enum claim_state {
    CLAIM_CLAIMED = 1,
    CLAIM_DELIVERED = 2,
    CLAIM_RETURNED = 3,
    CLAIM_ACCEPTED = 4,
    CLAIM_LAPSED = 5,
    CLAIM_CLOSED = 6,
};

/* The numbers of a ChallengeMoveKind. */
enum challenge_move_kind {
    CHALLENGE_POST = 1,
    CHALLENGE_CLAIM = 2,
    CHALLENGE_DELIVER = 3,
    CHALLENGE_RETURN = 4,
    CHALLENGE_ACCEPT = 5,
    CHALLENGE_EXTEND = 6,
    CHALLENGE_CANCEL = 7,
};

#define CHALLENGE_SINGLE 1 /* a ClaimMode */

struct challenge_move {
    enum challenge_move_kind move;
    int32_t on;
    const char *by; /* a principal */
    const char *claim;
    const char *partner;   /* its id */
    int32_t claim_until;   /* EXTEND; CV_DATE_NONE: as it is */
    int32_t deliver_until; /* the like */
    const char *reference;
    const char *reason;
    int64_t recorded_us;
};

struct claim {
    int64_t number; /* from 1, as they were made */
    const char *id;
    const char *partner;
    const char *makers; /* who claimed and delivered it, with a blank between two */
    enum claim_state state;
    int32_t claimed_on;
    bool late; /* made after the claim deadline, as it was then */
    int32_t delivered_on;
    int32_t judged_on;
    int32_t ended_on;
    const char *reference;
    const char *reason;
};

struct challenge {
    struct cv_uuid uid;
    const char *id;
    const char *title;
    const char *title_zh;
    const char *poster;  /* its id */
    const char *project; /* the id of the project of the line */
    const char *line;    /* the id of the budget line */
    struct cv_uuid line_uid;
    const char *currency; /* as asked for; "": the programme's */
    int64_t reward_minor;
    int64_t mode;              /* a ClaimMode */
    int32_t first_claim_until; /* as at first */
    int32_t first_deliver_until;
    const char *reference;
    int64_t reserved_minor; /* as the account has it */
    const char *creator;    /* a principal; "": of an office's files */
    int64_t version;
    int64_t created_us;
    int64_t changed_us;
    struct challenge_move *moves; /* all that are known */
    size_t move_count;
    size_t move_room;
    /* By moves and time. */
    enum challenge_state state;
    int32_t moved_on;
    int32_t claim_until;
    int32_t deliver_until;
    int32_t posted_on;
    const char *posters; /* who made and posted it, with a blank between two */
    struct claim *claims;
    size_t claim_count;
    size_t claim_room;
    size_t lapsed_count;
};

/* A draft. */
void challenge_begin(struct challenge *challenge);
/* Time has come to that day. */
void challenge_advance(struct challenge *challenge, int32_t day);
/* One more move, on its day. When it is refused, the challenge is void. */
struct cv_status challenge_follow(struct cv_arena *arena, struct challenge *challenge,
                                  const struct challenge_move *move);
/* Anew, from its moves dated up to that day, and as it was on it. */
struct cv_status challenge_refold(struct cv_arena *arena, struct challenge *challenge, int32_t day);

/* Until when this claim must be delivered. */
int32_t challenge_claim_deadline(const struct challenge *challenge, const struct claim *claim);
/* NULL: there is none. */
struct claim *challenge_claim_of(const struct challenge *challenge, const char *id);
/* Is its reward reserved, in this state? */
bool challenge_reserves(enum challenge_state state);
/* The day after which it expires if nothing happens; CV_DATE_NONE: it does not. */
int32_t challenge_expires_on(const struct challenge *challenge);
/* Are there claims that the claim deadline makes lapse? */
bool challenge_may_lapse(const struct challenge *challenge);

#endif
