#include "arrivals.h"

#include "base/clock.h"

#include <math.h>

void arrivals_begin(struct arrivals *arrivals, const struct load_stage *stages, size_t stage_count,
                    uint64_t seed)
{
    *arrivals = (struct arrivals){.dice = {seed}, .stages = stages, .stage_count = stage_count};
}

/* How many calls lie between two arrivals where the rate is one a second: exponential, mean 1. */
static double draw(struct dice *dice)
{
    return -log((double)((dice_roll(dice) >> 11) + 1) * 0x1p-53);
}

bool arrivals_next(struct arrivals *arrivals, uint64_t *due_ns)
{
    double mass = draw(&arrivals->dice);

    while (arrivals->at < arrivals->stage_count) {
        const struct load_stage *stage = &arrivals->stages[arrivals->at];
        double length_s = (double)stage->length_ns / (double)CV_NS_PER_S;
        double slope = length_s > 0 ? (stage->to - stage->from) / length_s : 0;
        double rate = stage->from + slope * arrivals->in_s;
        double left_s = length_s - arrivals->in_s;
        double left = left_s * (rate + slope * left_s / 2);

        if (mass < left) { /* rate x + slope x^2 / 2 = mass, solved so that nothing cancels out */
            arrivals->in_s += 2 * mass / (rate + sqrt(rate * rate + 2 * slope * mass));
            *due_ns = arrivals->begun_ns + (uint64_t)(arrivals->in_s * (double)CV_NS_PER_S);
            return true;
        }
        mass -= left;
        arrivals->begun_ns += stage->length_ns;
        arrivals->in_s = 0;
        arrivals->at++;
    }
    return false;
}
