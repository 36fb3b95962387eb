#include "parcel/fold.h"

#include <stdlib.h>

/* By what an event is: its reader and that reader's number. */
static int compare_identity(const void *a, const void *b)
{
    const struct parcel_event *x = a;
    const struct parcel_event *y = b;

    if (x->reader_no != y->reader_no)
        return x->reader_no < y->reader_no ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static bool is_retraction(const struct parcel_event *event)
{
    return event->step == STEP_RETRACTED && event->odd != ODD_FUTURE;
}

/* False: there is nothing that it could retract. What the hub itself decided stands, and so do
 * retractions. */
static bool retract(const struct parcel_event *event, struct parcel_event *events, size_t count)
{
    const struct parcel_event wanted = {
        .reader_no = event->retracts_reader_no,
        .number = event->retracts_number,
    };
    struct parcel_event *found = NULL;

    if (wanted.reader_no != 0)
        found = bsearch(&wanted, events, count, sizeof(*events), compare_identity);
    if (found == NULL || found->step == STEP_RETRACTED)
        return false;
    found->retracted = true;
    return true;
}

bool parcel_retract(struct parcel_event *events, size_t count)
{
    bool any = false;
    bool idle = false;

    for (size_t i = 0; i < count; i++) {
        events[i].retracted = false;
        any |= is_retraction(&events[i]);
    }
    if (any)
        qsort(events, count, sizeof(*events), compare_identity);
    for (size_t i = 0; any && i < count; i++)
        idle |= is_retraction(&events[i]) && !retract(&events[i], events, count);
    parcel_events_sort(events, count);
    return idle;
}
