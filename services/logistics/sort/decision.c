#include "sort/decision.h"

static bool takes(const struct sort_chute *chute)
{
    return !chute->out_of_service && !chute->full;
}

/* The first chute of the lane that takes parcels; NULL: none does. */
static const struct sort_chute *first(const struct sort_chutes *lane)
{
    for (size_t i = 0; i < lane->count; i++) {
        if (takes(&lane->at[i]))
            return &lane->at[i];
    }
    return NULL;
}

enum sort_lane sort_lane_of(const struct sort_parcel *parcel, const struct sort_limits *limits,
                            enum sort_reason *reason)
{
    if (!parcel->read || !parcel->valid) {
        *reason = parcel->read ? SORT_NOT_VALID : SORT_NO_READ;
        return LANE_NO_READ;
    }
    if (parcel->held) {
        *reason = SORT_HELD;
        return LANE_REJECT;
    }
    if (limits->max_grams != 0 && parcel->grams > limits->max_grams) {
        *reason = SORT_OVERWEIGHT;
        return LANE_OVERWEIGHT;
    }
    if (limits->max_mm != 0 && parcel->longest_mm > limits->max_mm) {
        *reason = SORT_OVERSIZE;
        return LANE_OVERWEIGHT;
    }
    if (!parcel->known) {
        *reason = SORT_NO_DATA;
        return LANE_NO_DATA;
    }
    *reason = SORT_PLANNED;
    return LANE_DESTINATION;
}

static struct sort_decision decision(const struct sort_parcel *parcel, enum sort_action action,
                                     enum sort_reason reason, const struct sort_chute *chute)
{
    return (struct sort_decision){
        .action = action,
        .reason = reason,
        .chute = chute,
        .rounds = parcel->rounds + (action == SORT_RECIRCULATE ? 1 : 0),
        .reprice = parcel->declared_grams != 0 && parcel->grams > parcel->declared_grams,
    };
}

/* Round again while that is allowed, then reject. */
static struct sort_decision again(const struct sort_parcel *parcel, int32_t max_rounds,
                                  enum sort_reason reason, const struct sort_chute *reject)
{
    if (parcel->rounds < max_rounds)
        return decision(parcel, SORT_RECIRCULATE, reason, NULL);
    return decision(parcel, SORT_REJECT, reason, reject);
}

struct sort_decision sort_decide(const struct sort_parcel *parcel, const struct sort_limits *limits,
                                 const struct sort_chutes lanes[LANE_COUNT])
{
    const struct sort_chute *reject = first(&lanes[LANE_REJECT]);
    enum sort_reason reason;
    enum sort_lane lane = sort_lane_of(parcel, limits, &reason);
    const struct sort_chute *chute = first(&lanes[lane]);

    if (limits->plan_no == 0)
        return again(parcel, SORT_ROUNDS_DEFAULT, SORT_NO_PLAN, NULL);
    if (lane != LANE_DESTINATION)
        return decision(parcel, SORT_REJECT, reason, chute == NULL ? reject : chute);
    if (lanes[LANE_DESTINATION].count == 0)
        return decision(parcel, SORT_REJECT, SORT_NO_KEY, reject);
    if (chute != NULL)
        return decision(parcel, SORT_DIVERT,
                        chute == &lanes[lane].at[0] ? SORT_PLANNED : SORT_ALTERNATE, chute);
    chute = first(&lanes[LANE_OVERFLOW]);
    if (chute != NULL)
        return decision(parcel, SORT_DIVERT, SORT_OVERFLOW, chute);
    return again(parcel, limits->max_rounds, SORT_CHUTE_FULL, reject);
}

struct sort_decision sort_undecided(const struct sort_parcel *parcel, enum sort_reason reason)
{
    return again(parcel, SORT_ROUNDS_DEFAULT, reason, NULL);
}
