#include "trip/alert.h"

#include "trip/trip_store.h"

size_t trip_alerts(const struct forecast_made *made, size_t count, struct trip_alert *alerts)
{
    struct trip_alert *open[TRIP_POSITION_MAX + 1] = {NULL};
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        struct trip_alert **at = &open[made[i].point];

        if (*at == NULL ? made[i].slip == SLIP_NONE : made[i].slip == (*at)->raised->slip)
            continue;
        if (*at != NULL)
            (*at)->cleared = &made[i];
        *at = NULL;
        if (made[i].slip == SLIP_NONE)
            continue;
        *at = &alerts[found++];
        **at = (struct trip_alert){.raised = &made[i]};
    }
    return found;
}
