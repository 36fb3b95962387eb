/* Frozen reports as people or programs want to see them. The CSV of one is its rows, path and
 * value: what its hash is of. */
#ifndef CARAVAN_FROZEN_VIEW_H
#define CARAVAN_FROZEN_VIEW_H

#include "base/arena.h"
#include "caravan/projects/v1/frozen_report.pb-c.h"

#include <stdio.h>

enum frozen_form {
    FROZEN_AS_TABLE,
    FROZEN_AS_CSV,
    FROZEN_AS_JSON,
};

struct frozen_list {
    Caravan__Projects__V1__FrozenReport **reports;
    size_t count;
};

struct restated_list {
    Caravan__Projects__V1__RestatedRow **rows;
    size_t count;
};

/* All: false, out of memory. */
bool frozen_print_list(const struct frozen_list *list, enum frozen_form form,
                       struct cv_arena *arena, FILE *out);
bool frozen_print_rows(const Caravan__Projects__V1__FrozenReport *report, enum frozen_form form,
                       struct cv_arena *arena, FILE *out);
bool frozen_print_restated(const struct restated_list *list, enum frozen_form form,
                           struct cv_arena *arena, FILE *out);

#endif
