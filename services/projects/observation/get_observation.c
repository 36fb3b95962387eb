#include "observation/observation.h"
#include "projects.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct observation observation;
    struct indicator_ref ref;
    struct cv_status status = indicator_find(books, ids[0].text, ids[1].text, &ref);

    if (cv_ok(status))
        status = observation_get(books, &ref, ids[2].text, &observation);
    if (cv_ok(status))
        *message = observation_wire(books->arena, ids, &observation);
    return status;
}

LOOKUP_METHOD(projects, observation, Observation, OBSERVATION_NAME);
