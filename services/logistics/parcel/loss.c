#include "parcel/loss.h"

bool parcel_loss_at(const struct parcel_state *state, int64_t now_us, struct loss *loss)
{
    int64_t deadline_us;
    int64_t expected = parcel_expected(state, &deadline_us);

    if (parcel_place_at(state, now_us) != PARCEL_LOST)
        return false;
    *loss = (struct loss){
        .from_us = state->place_us,
        .reader_no = state->last_reader,
        .bag_no = state->bag_no,
    };
    if (state->place == PARCEL_LOST)
        return true;
    loss->from_us = parcel_lost_after(state, deadline_us);
    loss->inferred = true;
    loss->expected = expected;
    return true;
}

size_t parcel_losses(const struct parcel_event *events, size_t count, struct loss *losses,
                     size_t max)
{
    struct parcel_state state = {0};
    size_t closed = 0;

    for (size_t i = 0; i < count && closed < max; i++) {
        bool lost = parcel_loss_at(&state, events[i].at_us, &losses[closed]);
        int64_t found = state.found;

        (void)parcel_fold_next(&state, &events[i]);
        if (lost && state.found != found)
            losses[closed++].until_us = events[i].at_us;
    }
    return closed;
}
