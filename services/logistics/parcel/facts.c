#include "parcel/facts.h"

#include "app/date.h"

#define MINUTE_US INT64_C(60000000)

struct maker {
    const struct hub_ref *hub;
    const struct parcel_state *state;
    struct count_fact *facts;
    size_t count;
};

/* Days are as good as never more than one apart from one fact to the next. */
static int32_t day_of(int64_t us, int64_t offset_minutes)
{
    static _Thread_local int64_t known_day = INT64_MIN;
    static _Thread_local int32_t known_date;
    int64_t local = us + offset_minutes * MINUTE_US;
    int64_t day = (local - (local % (1440 * MINUTE_US) + 1440 * MINUTE_US) % (1440 * MINUTE_US)) /
                  (1440 * MINUTE_US);

    if (day != known_day) {
        known_date = cv_date_at(us, (int)offset_minutes);
        known_day = day;
    }
    return known_date;
}

static int64_t shift_of(const struct hub_ref *hub, int64_t minute)
{
    int64_t shift = hub->shift_count; /* before the first: the last one, still running */

    for (int64_t i = 0; i < hub->shift_count; i++) {
        if (minute >= hub->shifts[i])
            shift = i + 1;
    }
    return shift;
}

static void add(struct maker *maker, int64_t kind, int32_t day, int64_t part, int64_t key,
                enum count_what what, int64_t amount)
{
    maker->facts[maker->count++] = (struct count_fact){{kind, day, part, key}, what, amount};
}

/* It happened at `us`, at this chute: by hour, by chute and shift, by prefecture. */
static void tell(struct maker *maker, int64_t us, int64_t chute, enum count_what what,
                 int64_t amount)
{
    int64_t offset = maker->hub->offset_minutes;
    int64_t minute;
    int32_t day;

    if (us == 0 || amount == 0)
        return;
    day = day_of(us, offset);
    minute = ((us / MINUTE_US + offset) % 1440 + 1440) % 1440;
    add(maker, COUNT_HOUR, day, 0, minute / 60, what, amount);
    add(maker, COUNT_CHUTE, day, shift_of(maker->hub, minute), chute, what, amount);
    add(maker, COUNT_PREFECTURE, day, 0, maker->state->prefecture_no, what, amount);
}

static void tell_latency(struct maker *maker)
{
    const struct parcel_state *state = maker->state;
    int64_t took = state->dispatched_us - state->inbound_us;
    int64_t bucket = took / COUNT_LATENCY_US;

    if (state->dispatched_us == 0 || state->inbound_us == 0 || took < 0)
        return;
    tell(maker, state->dispatched_us, state->sorted_chute, COUNT_TIMED, 1);
    tell(maker, state->dispatched_us, state->sorted_chute, COUNT_LATENCY_MS, took / 1000);
    add(maker, COUNT_LATENCY, day_of(state->dispatched_us, maker->hub->offset_minutes), 0,
        bucket < COUNT_LATENCY_LAST ? bucket : COUNT_LATENCY_LAST, COUNT_TIMED, 1);
}

size_t parcel_facts(const struct parcel_state *state, const struct hub_ref *hub,
                    struct count_fact *facts)
{
    struct maker maker = {hub, state, facts, 0};

    tell(&maker, state->inbound_us, 0, COUNT_INBOUND, 1);
    tell(&maker, state->sorted_us, state->sorted_chute, COUNT_SORTED, 1);
    tell(&maker, state->missorted_us, state->missorted_chute, COUNT_MISSORTED, 1);
    tell(&maker, state->no_read_us, 0, COUNT_NO_READ, 1);
    tell(&maker, state->recirculated_us, state->sorted_chute, COUNT_RECIRCULATED, 1);
    tell(&maker, state->recirculated_us, state->sorted_chute, COUNT_ROUNDS, state->recirculations);
    tell(&maker, state->rejected_us, 0, COUNT_REJECTED, 1);
    if (state->inbound_us != 0) /* else it was only ever seen beyond */
        tell(&maker, state->dispatched_us, state->sorted_chute, COUNT_DISPATCHED, 1);
    tell_latency(&maker);
    return maker.count;
}

size_t scan_facts(const struct hub_ref *hub, int64_t reader_no, int64_t at_us, int64_t received_us,
                  struct count_fact *facts)
{
    struct maker maker = {.hub = hub, .facts = facts};
    int32_t day = day_of(received_us, hub->offset_minutes);
    int64_t late_us = received_us - at_us;

    add(&maker, COUNT_READER, day, 0, reader_no, COUNT_SCANS, 1);
    if (late_us <= COUNT_LATE_US)
        return maker.count;
    add(&maker, COUNT_READER, day, 0, reader_no, COUNT_LATE, 1);
    add(&maker, COUNT_READER, day, 0, reader_no, COUNT_LATE_MS, late_us / 1000);
    return maker.count;
}
