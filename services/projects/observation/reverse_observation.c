#include "observation/observation.h"
#include "reversal.h"

static struct cv_status reverse(struct cv_books *books, const struct cv_id ids[3],
                                const struct reversal *asked, void **message)
{
    struct observation observation;
    struct indicator_ref indicator;
    struct cv_status status = indicator_find(books, ids[0].text, ids[1].text, &indicator);

    if (cv_ok(status))
        status = observation_collected(&indicator);
    if (cv_ok(status))
        status = observation_reverse(books, &indicator, ids[2].text, asked, &observation);
    if (cv_ok(status))
        *message = observation_wire(books->arena, ids, &observation);
    return status;
}

REVERSAL_METHOD(observation, Observation, OBSERVATION_NAME, false);
