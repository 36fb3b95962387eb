/* What may happen to a thing whose state moves on a day: one table of legal moves for each kind of
 * thing, pure. Kept of it are its moves alone (dossier/dossier_store.h); its state is where the
 * last of them led.
 *
 * Thread   Any.
 * Errors   FAILED_PRECONDITION: WRONG_STATE names the state and the move. */
#ifndef PROJECTS_MOVES_H
#define PROJECTS_MOVES_H

#include "base/arena.h"
#include "base/status.h"

/* The numbers of a DevelopmentState; STATE_NONE: no move stands. */
enum move_state {
    STATE_NONE,
    STATE_PLANNED,
    STATE_DONE,
    STATE_WAIVED,
    STATE_APPLIED,
    STATE_GRANTED,
    STATE_REFUSED,
    STATE_LAPSED,
    STATE_REVOKED,
    STATE_SETTLED,
    STATE_LEFT,
    STATE_HELD,
    STATE_CANCELLED,
    STATE_PROPOSED,
    STATE_RUNNING,
    STATE_SOLVED,
    STATE_ABANDONED,
    STATE_AWARDED,
    STATE_ENDED,
    STATE_WITHDRAWN,
    STATE_IN_DEVELOPMENT,
    STATE_LAUNCHED,
    STATES
};

/* The numbers of a DevelopmentMove. */
enum move {
    MOVE_NONE,
    MOVE_PLAN,
    MOVE_FORECAST,
    MOVE_COMPLETE,
    MOVE_CITE,
    MOVE_WAIVE,
    MOVE_REOPEN,
    MOVE_APPLY,
    MOVE_GRANT,
    MOVE_REFUSE,
    MOVE_LAPSE,
    MOVE_REVOKE,
    MOVE_SETTLE,
    MOVE_LEAVE,
    MOVE_HOLD,
    MOVE_CANCEL,
    MOVE_PROPOSE,
    MOVE_START,
    MOVE_SOLVE,
    MOVE_ABANDON,
    MOVE_AWARD,
    MOVE_END,
    MOVE_WITHDRAW,
    MOVE_DEVELOP,
    MOVE_LAUNCH,
    MOVES
};

/* What a move must say besides its day. */
#define MOVE_NEEDS_REASON    1u
#define MOVE_NEEDS_REFERENCE 2u
#define MOVE_NEEDS_FORECAST  4u
#define MOVE_MAY_BE_DATELESS 8u /* what was planned from the beginning */

struct move_rule {
    int64_t move;
    uint32_t from; /* bits of states */
    int64_t to;
    unsigned needs;
};

struct machine {
    const char *thing; /* for messages: "certification" */
    const struct move_rule *rules;
    size_t count;
};

extern const struct machine certification_machine;
extern const struct machine milestone_machine;
extern const struct machine enterprise_machine;
extern const struct machine trade_event_machine;
extern const struct machine research_effort_machine;
extern const struct machine grant_machine;
extern const struct machine product_machine;

/* The rule of a move; NULL: such a thing never makes it. */
const struct move_rule *machine_rule(const struct machine *machine, int64_t move);
/* WRONG_STATE, unless the rule's move can be made in this state. `id`: of the thing. */
struct cv_status machine_check(const struct machine *machine, struct cv_arena *arena,
                               const char *id, int64_t state, const struct move_rule *rule);
const char *move_state_name(int64_t state);
const char *move_name(int64_t move);

#endif
