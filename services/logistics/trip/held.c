#include "trip/held.h"

#include "caravan/logistics/v1/trip.pb-c.h"

bool trip_hold_excuses(const struct trip_hold *hold)
{
    switch (hold->kind) {
    case CARAVAN__LOGISTICS__V1__HOLD_KIND__HOLD_KIND_CUSTOMS:
    case CARAVAN__LOGISTICS__V1__HOLD_KIND__HOLD_KIND_QUARANTINE:
    case CARAVAN__LOGISTICS__V1__HOLD_KIND__HOLD_KIND_PAPERS:
        return hold->cause != 0 && hold->closed_us != 0;
    default:
        return false;
    }
}

int64_t trip_held_us(const struct trip_hold *holds, size_t count, int64_t from_us, int64_t to_us)
{
    int64_t held_us = 0;

    for (size_t i = 0; i < count && holds[i].opened_us < to_us; i++) {
        int64_t end_us = holds[i].closed_us < to_us ? holds[i].closed_us : to_us;

        if (!trip_hold_excuses(&holds[i]))
            continue;
        if (holds[i].opened_us > from_us)
            from_us = holds[i].opened_us;
        if (end_us > from_us) {
            held_us += end_us - from_us;
            from_us = end_us;
        }
    }
    return held_us;
}
