#include "base/state.h"

#include <stdio.h>
#include <stdlib.h>

void cv_state_refused(const struct cv_state_row *table, unsigned from, unsigned to)
{
    fprintf(stderr, "illegal move from state %s to %s\n", table[from].name, table[to].name);
    abort();
}
