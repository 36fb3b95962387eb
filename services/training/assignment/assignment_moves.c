#include "assignment/assignment_moves.h"

#include "app/date.h"

#define FROM(state) (1u << (state))
#define NOT_BEGUN   (FROM(ASSIGNMENT_PLANNED) | FROM(ASSIGNMENT_CONFIRMED))

static const struct {
    unsigned from;
    int64_t to;
    bool consent;
} MOVES[] = {
    [ASSIGNMENT_CONFIRM] = {FROM(ASSIGNMENT_PLANNED), ASSIGNMENT_CONFIRMED, true},
    [ASSIGNMENT_START] = {FROM(ASSIGNMENT_CONFIRMED), ASSIGNMENT_UNDER_WAY, true},
    [ASSIGNMENT_COMPLETE] = {FROM(ASSIGNMENT_UNDER_WAY), ASSIGNMENT_COMPLETED, false},
    [ASSIGNMENT_END_EARLY] = {FROM(ASSIGNMENT_UNDER_WAY), ASSIGNMENT_ENDED_EARLY, false},
    [ASSIGNMENT_CANCEL] = {NOT_BEGUN, ASSIGNMENT_CANCELLED, false},
    /* Where it leads to otherwise: to what CANCEL does. */
    [ASSIGNMENT_WITHDRAW] = {NOT_BEGUN | FROM(ASSIGNMENT_UNDER_WAY), ASSIGNMENT_ENDED_EARLY, false},
};

bool assignment_began(int64_t state)
{
    return state == ASSIGNMENT_UNDER_WAY || state == ASSIGNMENT_COMPLETED ||
           state == ASSIGNMENT_ENDED_EARLY;
}

bool assignment_over(int64_t state)
{
    return state >= ASSIGNMENT_COMPLETED;
}

bool assignment_move_needs_consent(int64_t move)
{
    return MOVES[move].consent;
}

struct cv_status assignment_move(struct assignment_days *days, int64_t move, int32_t date)
{
    int64_t to = MOVES[move].to;

    if ((MOVES[move].from & FROM(days->state)) == 0)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "the assignment is not in the state for that");
    if (move == ASSIGNMENT_WITHDRAW && days->state != ASSIGNMENT_UNDER_WAY)
        to = ASSIGNMENT_CANCELLED;
    if (to == ASSIGNMENT_UNDER_WAY)
        days->actual_start = date;
    else if (assignment_began(to))
        days->actual_end = date;
    days->state = to;
    return CV_STATUS_OK;
}

static int32_t first_day(const struct assignment_days *days)
{
    return days->actual_start != CV_DATE_NONE ? days->actual_start : days->planned_start;
}

static int32_t last_day(const struct assignment_days *days, const struct assignment_days *other)
{
    int32_t last = days->actual_end != CV_DATE_NONE ? days->actual_end : days->planned_end;

    if (days->state == ASSIGNMENT_UNDER_WAY && assignment_began(other->state))
        return CV_DATE_LAST;
    return last < first_day(days) ? first_day(days) : last;
}

bool assignment_overlap(const struct assignment_days *a, const struct assignment_days *b)
{
    return a->state != ASSIGNMENT_CANCELLED && b->state != ASSIGNMENT_CANCELLED &&
           first_day(a) <= last_day(b, a) && first_day(b) <= last_day(a, b);
}
