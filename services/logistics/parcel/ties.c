#include "parcel/ties.h"

#include <stdlib.h>

size_t parcel_ties_find(struct parcel_event *events, size_t count, struct parcel_event **found)
{
    size_t ties = 0;
    bool seen = false;

    (void)parcel_retract(events, count);
    for (size_t i = 0; i < count; i++) {
        struct parcel_event *event = &events[i];

        if (event->odd == ODD_FUTURE || event->retracted || event->step == STEP_RETRACTED)
            continue;
        if (event->step >= STEP_RELABELLED && event->step <= STEP_UNMERGED)
            found[ties++] = event;
        else
            seen = true;
        event->in_use = event->step == STEP_RELABELLED && seen;
    }
    return ties;
}

size_t parcel_ties_root(const struct parcel_tied *parcels, size_t at)
{
    while (parcels[at].into != PARCEL_ITSELF)
        at = parcels[at].into;
    return at;
}

/* How far below it others hang. */
static size_t height(const struct parcel_tied *parcels, size_t count, size_t of)
{
    size_t highest = 0;

    for (size_t i = 0; parcels[of].children > 0 && i < count; i++) {
        size_t steps = 0;
        size_t at = i;

        while (at != of && parcels[at].into != PARCEL_ITSELF) {
            at = parcels[at].into;
            steps++;
        }
        if (at == of && steps > highest)
            highest = steps;
    }
    return highest;
}

static bool may_become(const struct parcel_tied *parcels, size_t count, size_t whose, size_t other)
{
    size_t chain = 1;

    for (size_t at = other; at != PARCEL_ITSELF; at = parcels[at].into) {
        if (at == whose)
            return false;
        chain += parcels[at].into != PARCEL_ITSELF;
    }
    return chain + height(parcels, count, whose) <= PARCEL_CHAIN_MAX;
}

static void become(struct parcel_tied *parcels, size_t whose, size_t other)
{
    if (parcels[whose].into != PARCEL_ITSELF)
        parcels[parcels[whose].into].children--;
    parcels[whose].into = other;
    if (other != PARCEL_ITSELF)
        parcels[other].children++;
}

static int in_order(const void *a, const void *b)
{
    const struct parcel_tie *x = a;
    const struct parcel_tie *y = b;

    return parcel_event_compare(x->event, y->event);
}

void parcel_ties_judge(struct parcel_tie *ties, size_t count, struct parcel_tied *parcels,
                       size_t parcel_count)
{
    for (size_t i = 0; i < parcel_count; i++)
        parcels[i] = (struct parcel_tied){.into = PARCEL_ITSELF};
    if (count > 1)
        qsort(ties, count, sizeof(*ties), in_order);
    for (size_t i = 0; i < count; i++) {
        struct parcel_event *event = ties[i].event;
        bool apart = event->step == STEP_UNMERGED;

        event->cycle = !apart && !may_become(parcels, parcel_count, ties[i].whose, ties[i].other);
        if (event->cycle)
            event->in_use = false;
        else if (!event->in_use)
            become(parcels, ties[i].whose, apart ? PARCEL_ITSELF : ties[i].other);
    }
}
