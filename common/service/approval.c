#include "service/approval.h"

#include "base/assert.h"
#include "service/field.h"

#include <string.h>

static const char *const STATES[] = {
    [CV_APPROVAL_DRAFT] = "DRAFT",       [CV_APPROVAL_SUBMITTED] = "SUBMITTED",
    [CV_APPROVAL_APPROVED] = "APPROVED", [CV_APPROVAL_RETURNED] = "RETURNED",
    [CV_APPROVAL_REJECTED] = "REJECTED", [CV_APPROVAL_WITHDRAWN] = "WITHDRAWN",
    [CV_APPROVAL_EXPIRED] = "EXPIRED",
};

#define BIT(state) (1U << CV_APPROVAL_##state)

static const struct {
    const char *name;
    unsigned from;             /* bits of states */
    enum cv_approval_state to; /* 0: as it is */
    bool judges;               /* no maker's move */
    bool makes;                /* its subject becomes a maker */
} MOVES[] = {
    [CV_APPROVAL_EDIT] = {"edit", BIT(DRAFT) | BIT(SUBMITTED) | BIT(RETURNED), 0, false, true},
    [CV_APPROVAL_SUBMIT] = {"submit", BIT(DRAFT) | BIT(RETURNED), CV_APPROVAL_SUBMITTED, false,
                            true},
    [CV_APPROVAL_APPROVE] = {"approve", BIT(SUBMITTED), CV_APPROVAL_APPROVED, true, false},
    [CV_APPROVAL_RETURN] = {"return", BIT(SUBMITTED), CV_APPROVAL_RETURNED, true, false},
    [CV_APPROVAL_REJECT] = {"reject", BIT(SUBMITTED), CV_APPROVAL_REJECTED, true, false},
    [CV_APPROVAL_WITHDRAW] = {"withdraw", BIT(DRAFT) | BIT(SUBMITTED) | BIT(RETURNED),
                              CV_APPROVAL_WITHDRAWN, false, false},
    [CV_APPROVAL_EXPIRE] = {"expire", BIT(SUBMITTED), CV_APPROVAL_EXPIRED, false, false},
};

const char *cv_approval_state_name(enum cv_approval_state state)
{
    CV_ASSERT(state >= CV_APPROVAL_DRAFT && state <= CV_APPROVAL_EXPIRED);
    return STATES[state];
}

const char *cv_approval_move_name(enum cv_approval_move move)
{
    CV_ASSERT(move <= CV_APPROVAL_EXPIRE);
    return MOVES[move].name;
}

bool cv_approval_next(enum cv_approval_state state, enum cv_approval_move move,
                      enum cv_approval_state *next)
{
    CV_ASSERT(state >= CV_APPROVAL_DRAFT && state <= CV_APPROVAL_EXPIRED);
    CV_ASSERT(move <= CV_APPROVAL_EXPIRE);
    if ((MOVES[move].from & 1U << state) == 0)
        return false;
    *next = MOVES[move].to == 0 ? state : MOVES[move].to;
    return true;
}

struct cv_approval cv_approval_begin(const char *maker, bool submitted)
{
    return (struct cv_approval){
        .state = submitted ? CV_APPROVAL_SUBMITTED : CV_APPROVAL_DRAFT,
        .makers = maker,
        .version = 1,
    };
}

bool cv_approval_made_by(const char *makers, const char *subject)
{
    size_t length = strlen(subject);

    while (*makers != '\0') {
        size_t maker = strcspn(makers, " ");

        if (maker == length && memcmp(makers, subject, length) == 0)
            return true;
        makers += maker + strspn(makers + maker, " ");
    }
    return false;
}

/* Person against person, and against each who made any version: a role or a detour by somebody
 * else's submitting helps nobody. */
static struct cv_status check_maker(struct cv_arena *arena, const struct cv_approval *approval,
                                    enum cv_approval_move move, const char *subject)
{
    bool made = cv_approval_made_by(approval->makers, subject);

    if (MOVES[move].judges && made)
        return cv_status_f(arena, CV_PERMISSION_DENIED, "SELF_APPROVAL",
                           "%s submitted or edited this; somebody else must %s it", subject,
                           MOVES[move].name);
    if (move == CV_APPROVAL_WITHDRAW && !made)
        return cv_status_f(arena, CV_PERMISSION_DENIED, "NOT_MAKER",
                           "only who submitted or edited this may withdraw it (%s), not %s",
                           approval->makers, subject);
    return CV_STATUS_OK;
}

/* Of two who judge at once the second judges what is no longer there: that comes before all else,
 * and says how it stands now. */
static struct cv_status check_seen(struct cv_arena *arena, const struct cv_approval *approval,
                                   enum cv_approval_move move, const char *etag)
{
    struct cv_status status;

    if (!MOVES[move].judges || etag[0] == '\0')
        return CV_STATUS_OK;
    status = cv_field_etag_match(arena, etag, approval->version);
    if (cv_ok(status))
        return status;
    return cv_status_f(arena, status.code, status.reason, "it is %s now: %s",
                       cv_approval_state_name(approval->state), status.message);
}

struct cv_status cv_approval_move(struct cv_arena *arena, struct cv_approval *approval,
                                  enum cv_approval_move move, const char *subject, const char *etag)
{
    enum cv_approval_state next = approval->state;
    struct cv_status status = check_seen(arena, approval, move, etag);

    if (!cv_ok(status))
        return status;
    if (!cv_approval_next(approval->state, move, &next))
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "WRONG_STATE",
                           "it is %s: there is no way to %s it",
                           cv_approval_state_name(approval->state), MOVES[move].name);
    status = check_maker(arena, approval, move, subject);
    if (cv_ok(status) && etag[0] != '\0' && !MOVES[move].judges)
        status = cv_field_etag_match(arena, etag, approval->version);
    if (!cv_ok(status))
        return status;
    if (MOVES[move].makes && !cv_approval_made_by(approval->makers, subject)) {
        const char *makers = cv_arena_printf(arena, "%s %s", approval->makers, subject);

        if (makers == NULL)
            return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
        approval->makers = makers;
    }
    approval->state = next;
    approval->version++;
    return CV_STATUS_OK;
}

void cv_approval_etag_given(struct cv_check *check, const char *field, const char *etag)
{
    cv_field_etag_given(check, field, etag);
    if (strcmp(etag, "*") == 0)
        cv_check_fail(check, field, "%s must be that of the version that was read and judged",
                      field);
}
