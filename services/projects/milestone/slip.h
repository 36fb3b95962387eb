/* How far a milestone has slipped. Pure. */
#ifndef PROJECTS_MILESTONE_SLIP_H
#define PROJECTS_MILESTONE_SLIP_H

#include "dossier/dossier_store.h"

struct slip {
    int32_t forecast_on; /* the last forecast that stands, while it is planned */
    int32_t actual_on;   /* once it is done */
    int32_t days;        /* after the planned day; negative: before it; 0 where neither is known */
};

/* Of a milestone with the moves it was read with. */
struct slip slip_of(const struct dossier *milestone);

/* Days from one date to the other. */
int32_t slip_days(int32_t from, int32_t to);

#endif
