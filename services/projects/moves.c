#include "moves.h"

#include "base/assert.h"

#define IN(state) (UINT32_C(1) << STATE_##state)
#define MACHINE(of)                                                                                \
    {                                                                                              \
#of, of##_rules, sizeof(of##_rules) / sizeof((of##_rules)[0])                              \
    }

static const struct move_rule certification_rules[] = {
    {MOVE_APPLY, IN(NONE), STATE_APPLIED, 0},
    {MOVE_GRANT, IN(APPLIED), STATE_GRANTED, 0},
    {MOVE_REFUSE, IN(APPLIED), STATE_REFUSED, 0},
    {MOVE_LAPSE, IN(GRANTED), STATE_LAPSED, 0},
    {MOVE_REVOKE, IN(GRANTED), STATE_REVOKED, MOVE_NEEDS_REASON},
};
static const struct move_rule milestone_rules[] = {
    {MOVE_PLAN, IN(NONE), STATE_PLANNED, MOVE_MAY_BE_DATELESS},
    {MOVE_FORECAST, IN(PLANNED), STATE_PLANNED, MOVE_NEEDS_FORECAST},
    {MOVE_COMPLETE, IN(PLANNED), STATE_DONE, 0},
    {MOVE_CITE, IN(DONE), STATE_DONE, MOVE_NEEDS_REFERENCE},
    {MOVE_WAIVE, IN(PLANNED), STATE_WAIVED, MOVE_NEEDS_REASON},
    {MOVE_REOPEN, IN(DONE) | IN(WAIVED), STATE_PLANNED, MOVE_NEEDS_REASON},
};
static const struct move_rule enterprise_rules[] = {
    {MOVE_SETTLE, IN(NONE) | IN(LEFT), STATE_SETTLED, 0},
    {MOVE_LEAVE, IN(SETTLED), STATE_LEFT, 0},
};
static const struct move_rule trade_event_rules[] = {
    {MOVE_PLAN, IN(NONE), STATE_PLANNED, MOVE_MAY_BE_DATELESS},
    {MOVE_HOLD, IN(PLANNED), STATE_HELD, 0},
    {MOVE_CANCEL, IN(PLANNED), STATE_CANCELLED, MOVE_NEEDS_REASON},
};
static const struct move_rule research_effort_rules[] = {
    {MOVE_PROPOSE, IN(NONE), STATE_PROPOSED, 0},
    {MOVE_START, IN(PROPOSED), STATE_RUNNING, 0},
    {MOVE_SOLVE, IN(RUNNING), STATE_SOLVED, 0},
    {MOVE_ABANDON, IN(PROPOSED) | IN(RUNNING), STATE_ABANDONED, MOVE_NEEDS_REASON},
};
static const struct move_rule grant_rules[] = {
    {MOVE_APPLY, IN(NONE), STATE_APPLIED, 0},
    {MOVE_AWARD, IN(APPLIED), STATE_AWARDED, 0},
    {MOVE_REFUSE, IN(APPLIED), STATE_REFUSED, 0},
    {MOVE_END, IN(AWARDED), STATE_ENDED, 0},
    {MOVE_WITHDRAW, IN(APPLIED) | IN(AWARDED), STATE_WITHDRAWN, MOVE_NEEDS_REASON},
};
static const struct move_rule product_rules[] = {
    {MOVE_DEVELOP, IN(NONE), STATE_IN_DEVELOPMENT, 0},
    {MOVE_LAUNCH, IN(IN_DEVELOPMENT), STATE_LAUNCHED, 0},
    {MOVE_WITHDRAW, IN(IN_DEVELOPMENT) | IN(LAUNCHED), STATE_WITHDRAWN, MOVE_NEEDS_REASON},
};

const struct machine certification_machine = MACHINE(certification);
const struct machine milestone_machine = MACHINE(milestone);
const struct machine enterprise_machine = MACHINE(enterprise);
const struct machine trade_event_machine = MACHINE(trade_event);
const struct machine research_effort_machine = MACHINE(research_effort);
const struct machine grant_machine = MACHINE(grant);
const struct machine product_machine = MACHINE(product);

const struct move_rule *machine_rule(const struct machine *machine, int64_t move)
{
    for (size_t i = 0; i < machine->count; i++) {
        if (machine->rules[i].move == move)
            return &machine->rules[i];
    }
    return NULL;
}

struct cv_status machine_check(const struct machine *machine, struct cv_arena *arena,
                               const char *id, int64_t state, const struct move_rule *rule)
{
    if ((rule->from & UINT32_C(1) << state) != 0)
        return CV_STATUS_OK;
    return cv_status_f(arena, CV_FAILED_PRECONDITION, "WRONG_STATE",
                       "%s %s is in the state %s: the move %s cannot be made from there",
                       machine->thing, id, move_state_name(state), move_name(rule->move));
}

const char *move_state_name(int64_t state)
{
    static const char *const NAMES[STATES] = {
        [STATE_NONE] = "NONE",
        [STATE_PLANNED] = "PLANNED",
        [STATE_DONE] = "DONE",
        [STATE_WAIVED] = "WAIVED",
        [STATE_APPLIED] = "APPLIED",
        [STATE_GRANTED] = "GRANTED",
        [STATE_REFUSED] = "REFUSED",
        [STATE_LAPSED] = "LAPSED",
        [STATE_REVOKED] = "REVOKED",
        [STATE_SETTLED] = "SETTLED",
        [STATE_LEFT] = "LEFT",
        [STATE_HELD] = "HELD",
        [STATE_CANCELLED] = "CANCELLED",
        [STATE_PROPOSED] = "PROPOSED",
        [STATE_RUNNING] = "RUNNING",
        [STATE_SOLVED] = "SOLVED",
        [STATE_ABANDONED] = "ABANDONED",
        [STATE_AWARDED] = "AWARDED",
        [STATE_ENDED] = "ENDED",
        [STATE_WITHDRAWN] = "WITHDRAWN",
        [STATE_IN_DEVELOPMENT] = "IN_DEVELOPMENT",
        [STATE_LAUNCHED] = "LAUNCHED",
    };

    CV_ASSERT(state >= 0 && state < STATES);
    return NAMES[state];
}

const char *move_name(int64_t move)
{
    static const char *const NAMES[MOVES] = {
        [MOVE_NONE] = "NONE",         [MOVE_PLAN] = "PLAN",         [MOVE_FORECAST] = "FORECAST",
        [MOVE_COMPLETE] = "COMPLETE", [MOVE_CITE] = "CITE",         [MOVE_WAIVE] = "WAIVE",
        [MOVE_REOPEN] = "REOPEN",     [MOVE_APPLY] = "APPLY",       [MOVE_GRANT] = "GRANT",
        [MOVE_REFUSE] = "REFUSE",     [MOVE_LAPSE] = "LAPSE",       [MOVE_REVOKE] = "REVOKE",
        [MOVE_SETTLE] = "SETTLE",     [MOVE_LEAVE] = "LEAVE",       [MOVE_HOLD] = "HOLD",
        [MOVE_CANCEL] = "CANCEL",     [MOVE_PROPOSE] = "PROPOSE",   [MOVE_START] = "START",
        [MOVE_SOLVE] = "SOLVE",       [MOVE_ABANDON] = "ABANDON",   [MOVE_AWARD] = "AWARD",
        [MOVE_END] = "END",           [MOVE_WITHDRAW] = "WITHDRAW", [MOVE_DEVELOP] = "DEVELOP",
        [MOVE_LAUNCH] = "LAUNCH",
    };

    CV_ASSERT(move >= 0 && move < MOVES);
    return NAMES[move];
}
