/* What may follow what: a table of legal moves, asserted at each move.
 *
 * A state says what the outside may still do with an object; who may still touch its memory is
 * the business of its holds. The two are never one flag. */
#ifndef CV_BASE_STATE_H
#define CV_BASE_STATE_H

#include "base/assert.h"

#define CV_TO(state) (1u << (state))

struct cv_state_row {
    const char *name;
    unsigned to; /* CV_TO() of every state that may follow */
};

_Noreturn void cv_state_refused(const struct cv_state_row *table, unsigned from, unsigned to);

static inline void cv_state_move(const struct cv_state_row *table, unsigned *state, unsigned to)
{
    if (__builtin_expect((table[*state].to & CV_TO(to)) == 0, 0))
        cv_state_refused(table, *state, to);
    *state = to;
}

#endif
