#include "challenge/challenge_fold.h"

#include "app/date.h"
#include "service/approval.h"
#include "service/field.h"
#include "service/rows.h"

#include <string.h>

#define IN(state) (UINT32_C(1) << CHALLENGE_##state)
#define OPEN      (IN(POSTED) | IN(CLAIMED) | IN(RETURNED) | IN(DELIVERED))

static const struct rule {
    const char *name;
    uint32_t from; /* bits of states */
} RULES[] = {
    [CHALLENGE_POST] = {"POST", IN(DRAFT)},
    [CHALLENGE_CLAIM] = {"CLAIM", OPEN},
    [CHALLENGE_DELIVER] = {"DELIVER", IN(CLAIMED) | IN(RETURNED) | IN(DELIVERED)},
    [CHALLENGE_RETURN] = {"RETURN", IN(DELIVERED)},
    [CHALLENGE_ACCEPT] = {"ACCEPT", IN(DELIVERED)},
    [CHALLENGE_EXTEND] = {"EXTEND", OPEN},
    [CHALLENGE_CANCEL] = {"CANCEL", IN(POSTED) | IN(CLAIMED)},
};
static const char *const STATES[] = {
    [CHALLENGE_DRAFT] = "DRAFT",         [CHALLENGE_POSTED] = "POSTED",
    [CHALLENGE_CLAIMED] = "CLAIMED",     [CHALLENGE_RETURNED] = "RETURNED",
    [CHALLENGE_DELIVERED] = "DELIVERED", [CHALLENGE_ACCEPTED] = "ACCEPTED",
    [CHALLENGE_CANCELLED] = "CANCELLED", [CHALLENGE_EXPIRED] = "EXPIRED",
};
static const char *const CLAIM_STATES[] = {
    [CLAIM_CLAIMED] = "CLAIMED",   [CLAIM_DELIVERED] = "DELIVERED", [CLAIM_RETURNED] = "RETURNED",
    [CLAIM_ACCEPTED] = "ACCEPTED", [CLAIM_LAPSED] = "LAPSED",       [CLAIM_CLOSED] = "CLOSED",
};

static bool is_open(const struct challenge *challenge)
{
    return (OPEN & UINT32_C(1) << challenge->state) != 0;
}

static bool claim_is_open(const struct claim *claim)
{
    return claim->state <= CLAIM_RETURNED;
}

/* ---- states ---- */

bool challenge_reserves(enum challenge_state state)
{
    return (OPEN & UINT32_C(1) << state) != 0;
}

int32_t challenge_expires_on(const struct challenge *challenge)
{
    return is_open(challenge) && challenge->state != CHALLENGE_DELIVERED ? challenge->deliver_until
                                                                         : CV_DATE_NONE;
}

int32_t challenge_claim_deadline(const struct challenge *challenge, const struct claim *claim)
{
    return claim->delivered_on == CV_DATE_NONE && !claim->late ? challenge->claim_until
                                                               : challenge->deliver_until;
}

bool challenge_may_lapse(const struct challenge *challenge)
{
    for (size_t i = 0; i < challenge->claim_count; i++) {
        const struct claim *claim = &challenge->claims[i];

        if (claim->state == CLAIM_CLAIMED &&
            challenge_claim_deadline(challenge, claim) < challenge->deliver_until)
            return true;
    }
    return false;
}

/* Where its furthest open claim is. */
static enum challenge_state furthest(const struct challenge *challenge)
{
    static const enum challenge_state OF[] = {
        [CLAIM_CLAIMED] = CHALLENGE_CLAIMED,
        [CLAIM_DELIVERED] = CHALLENGE_DELIVERED,
        [CLAIM_RETURNED] = CHALLENGE_RETURNED,
    };
    enum challenge_state state = CHALLENGE_POSTED;

    for (size_t i = 0; i < challenge->claim_count; i++) {
        const struct claim *claim = &challenge->claims[i];

        if (claim_is_open(claim) && OF[claim->state] > state)
            state = OF[claim->state];
    }
    return state;
}

static void set_state(struct challenge *challenge, enum challenge_state state, int32_t on)
{
    if (state == challenge->state)
        return;
    challenge->state = state;
    challenge->moved_on = on > challenge->moved_on ? on : challenge->moved_on;
}

static void close_claims(struct challenge *challenge, int32_t on)
{
    for (size_t i = 0; i < challenge->claim_count; i++) {
        if (claim_is_open(&challenge->claims[i])) {
            challenge->claims[i].state = CLAIM_CLOSED;
            challenge->claims[i].ended_on = on;
        }
    }
}

/* ---- time ---- */

static void lapse(struct challenge *challenge, int32_t deadline, bool returned)
{
    for (size_t i = 0; i < challenge->claim_count; i++) {
        struct claim *claim = &challenge->claims[i];

        if ((claim->state == CLAIM_CLAIMED || (returned && claim->state == CLAIM_RETURNED)) &&
            challenge_claim_deadline(challenge, claim) <= deadline) {
            claim->state = CLAIM_LAPSED;
            claim->ended_on = deadline > claim->judged_on ? deadline : claim->judged_on;
            challenge->lapsed_count++;
        }
    }
    set_state(challenge, furthest(challenge), deadline);
}

void challenge_advance(struct challenge *challenge, int32_t day)
{
    if (!is_open(challenge))
        return;
    if (day > challenge->claim_until)
        lapse(challenge, challenge->claim_until, false);
    if (day <= challenge->deliver_until)
        return;
    lapse(challenge, challenge->deliver_until, true);
    if (challenge->state == CHALLENGE_POSTED)
        set_state(challenge, CHALLENGE_EXPIRED, challenge->deliver_until);
}

/* ---- moves ---- */

struct claim *challenge_claim_of(const struct challenge *challenge, const char *id)
{
    for (size_t i = 0; i < challenge->claim_count; i++) {
        if (strcmp(challenge->claims[i].id, id) == 0)
            return &challenge->claims[i];
    }
    return NULL;
}

static const char *join(struct cv_arena *arena, const char *makers, const char *maker)
{
    const char *joined;

    if (makers[0] == '\0')
        return maker;
    if (cv_approval_made_by(makers, maker))
        return makers;
    joined = cv_arena_printf(arena, "%s %s", makers, maker);
    return joined == NULL ? makers : joined;
}

static struct cv_status check_order(struct cv_arena *arena, const struct challenge *challenge,
                                    const struct challenge_move *move)
{
    const struct rule *rule = &RULES[move->move];
    bool taken = move->move == CHALLENGE_CLAIM &&
                 ((challenge->mode == CHALLENGE_SINGLE && challenge->state != CHALLENGE_POSTED) ||
                  move->on > challenge->deliver_until);

    if (move->on < challenge->moved_on)
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "BACKDATED",
                           "challenge %s is %s since %s; nothing can be dated %s, before it",
                           challenge->id, STATES[challenge->state],
                           cv_field_date_text(arena, challenge->moved_on),
                           cv_field_date_text(arena, move->on));
    if (taken || (rule->from & UINT32_C(1) << challenge->state) == 0)
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "WRONG_STATE",
                           "challenge %s is %s: the move %s cannot be made from there",
                           challenge->id, STATES[challenge->state], rule->name);
    return CV_STATUS_OK;
}

static struct cv_status denied(const char *reason, const char *message)
{
    return cv_status(CV_PERMISSION_DENIED, reason, message);
}

static struct cv_status check_stranger(const struct challenge *challenge,
                                       const struct challenge_move *move)
{
    if (cv_approval_made_by(challenge->posters, move->by))
        return denied("OWN_CHALLENGE", "who made or posted a challenge can neither claim it nor "
                                       "deliver");
    return CV_STATUS_OK;
}

static struct cv_status check_poster(const struct challenge *challenge,
                                     const struct challenge_move *move)
{
    return cv_approval_made_by(challenge->posters, move->by)
               ? CV_STATUS_OK
               : denied("NOT_POSTER", "only who made or posted the challenge can do this");
}

static struct cv_status post(struct cv_arena *arena, struct challenge *challenge,
                             const struct challenge_move *move)
{
    if (move->on > challenge->claim_until)
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "WRONG_STATE",
                           "its claim_deadline, %s, is over",
                           cv_field_date_text(arena, challenge->claim_until));
    challenge->posters = join(arena, challenge->posters, move->by);
    challenge->posted_on = move->on;
    return CV_STATUS_OK;
}

static struct cv_status claim(struct cv_arena *arena, struct challenge *challenge,
                              const struct challenge_move *move)
{
    struct cv_status status = check_stranger(challenge, move);

    if (!cv_ok(status))
        return status;
    if (strcmp(move->partner, challenge->poster) == 0)
        return denied("OWN_CHALLENGE", "an organisation cannot claim what it posted");
    if (challenge_claim_of(challenge, move->claim) != NULL)
        return cv_status_f(arena, CV_ALREADY_EXISTS, "ID_TAKEN",
                           "there is a claim %s of this challenge", move->claim);
    for (size_t i = 0; i < challenge->claim_count; i++) {
        if (claim_is_open(&challenge->claims[i]) &&
            strcmp(challenge->claims[i].partner, move->partner) == 0)
            return cv_status_f(arena, CV_FAILED_PRECONDITION, "ALREADY_CLAIMED",
                               "claim %s is of %s, too, and open", challenge->claims[i].id,
                               move->partner);
    }
    challenge->claims = cv_rows_grow(arena, challenge->claims, challenge->claim_count,
                                     &challenge->claim_room, sizeof(*challenge->claims));
    if (challenge->claims == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    challenge->claims[challenge->claim_count] = (struct claim){
        .number = (int64_t)challenge->claim_count + 1,
        .id = move->claim,
        .partner = move->partner,
        .makers = move->by,
        .state = CLAIM_CLAIMED,
        .claimed_on = move->on,
        .late = move->on > challenge->claim_until,
        .reference = "",
        .reason = "",
    };
    challenge->claim_count++;
    return CV_STATUS_OK;
}

static struct cv_status deliver(struct cv_arena *arena, const struct challenge *challenge,
                                struct claim *claim, const struct challenge_move *move)
{
    struct cv_status status = check_stranger(challenge, move);

    if (!cv_ok(status))
        return status;
    if (move->on > challenge->deliver_until)
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "WRONG_STATE",
                           "its delivery_deadline, %s, is over",
                           cv_field_date_text(arena, challenge->deliver_until));
    claim->makers = join(arena, claim->makers, move->by);
    claim->state = CLAIM_DELIVERED;
    claim->delivered_on = move->on;
    claim->reference = move->reference;
    return status;
}

static struct cv_status judge(struct challenge *challenge, struct claim *claim,
                              const struct challenge_move *move)
{
    if (cv_approval_made_by(claim->makers, move->by))
        return denied("SELF_APPROVAL", "who claimed or delivered it cannot judge it");
    claim->state = move->move == CHALLENGE_ACCEPT ? CLAIM_ACCEPTED : CLAIM_RETURNED;
    claim->judged_on = move->on;
    claim->reason = move->reason;
    if (move->move == CHALLENGE_ACCEPT)
        close_claims(challenge, move->on);
    return CV_STATUS_OK;
}

static struct cv_status of_claim(struct cv_arena *arena, struct challenge *challenge,
                                 const struct challenge_move *move)
{
    struct claim *claim = challenge_claim_of(challenge, move->claim);
    bool delivers = move->move == CHALLENGE_DELIVER;

    if (claim == NULL)
        return cv_status_f(arena, CV_NOT_FOUND, "NOT_FOUND", "there is no claim %s of challenge %s",
                           move->claim, challenge->id);
    if (delivers ? claim->state != CLAIM_CLAIMED && claim->state != CLAIM_RETURNED
                 : claim->state != CLAIM_DELIVERED)
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "WRONG_STATE",
                           "claim %s is %s: the move %s cannot be made from there", claim->id,
                           CLAIM_STATES[claim->state], RULES[move->move].name);
    return delivers ? deliver(arena, challenge, claim, move) : judge(challenge, claim, move);
}

static struct cv_status extend(struct cv_arena *arena, struct challenge *challenge,
                               const struct challenge_move *move)
{
    int32_t claim_until =
        move->claim_until == CV_DATE_NONE ? challenge->claim_until : move->claim_until;
    int32_t deliver_until =
        move->deliver_until == CV_DATE_NONE ? challenge->deliver_until : move->deliver_until;
    struct cv_status status = check_poster(challenge, move);

    if (!cv_ok(status))
        return status;
    if (claim_until < challenge->claim_until || deliver_until < challenge->deliver_until ||
        (claim_until == challenge->claim_until && deliver_until == challenge->deliver_until))
        return cv_status_field(arena, "move", "deadlines are only made later");
    if ((claim_until > challenge->claim_until && claim_until < move->on) ||
        (deliver_until > challenge->deliver_until && deliver_until < move->on))
        return cv_status_field(arena, "move", "a deadline is not made one that is over");
    if (claim_until > deliver_until)
        return cv_status_field(arena, "move", "claim_deadline must not be after delivery_deadline");
    challenge->claim_until = claim_until;
    challenge->deliver_until = deliver_until;
    return status;
}

static struct cv_status cancel(struct challenge *challenge, const struct challenge_move *move)
{
    struct cv_status status = check_poster(challenge, move);

    if (cv_ok(status))
        close_claims(challenge, move->on);
    return status;
}

static struct cv_status make(struct cv_arena *arena, struct challenge *challenge,
                             const struct challenge_move *move)
{
    switch (move->move) {
    case CHALLENGE_POST:
        return post(arena, challenge, move);
    case CHALLENGE_CLAIM:
        return claim(arena, challenge, move);
    case CHALLENGE_EXTEND:
        return extend(arena, challenge, move);
    case CHALLENGE_CANCEL:
        return cancel(challenge, move);
    case CHALLENGE_DELIVER:
    case CHALLENGE_RETURN:
    case CHALLENGE_ACCEPT:
        return of_claim(arena, challenge, move);
    }
    return CV_STATUS_OK;
}

void challenge_begin(struct challenge *challenge)
{
    challenge->state = CHALLENGE_DRAFT;
    challenge->moved_on = CV_DATE_NONE;
    challenge->posted_on = CV_DATE_NONE;
    challenge->claim_until = challenge->first_claim_until;
    challenge->deliver_until = challenge->first_deliver_until;
    challenge->posters = challenge->creator;
    challenge->claim_count = 0;
    challenge->lapsed_count = 0;
}

struct cv_status challenge_follow(struct cv_arena *arena, struct challenge *challenge,
                                  const struct challenge_move *move)
{
    struct cv_status status;

    challenge_advance(challenge, move->on);
    status = check_order(arena, challenge, move);
    if (cv_ok(status))
        status = make(arena, challenge, move);
    if (!cv_ok(status))
        return status;
    challenge->moved_on = move->on;
    if (move->move == CHALLENGE_ACCEPT)
        challenge->state = CHALLENGE_ACCEPTED;
    else if (move->move == CHALLENGE_CANCEL)
        challenge->state = CHALLENGE_CANCELLED;
    else
        challenge->state = furthest(challenge);
    challenge_advance(challenge, move->on);
    return status;
}

struct cv_status challenge_refold(struct cv_arena *arena, struct challenge *challenge, int32_t day)
{
    struct cv_status status = CV_STATUS_OK;

    challenge_begin(challenge);
    for (size_t i = 0; cv_ok(status) && i < challenge->move_count; i++) {
        if (challenge->moves[i].on <= day)
            status = challenge_follow(arena, challenge, &challenge->moves[i]);
    }
    if (cv_ok(status))
        challenge_advance(challenge, day);
    return status;
}
