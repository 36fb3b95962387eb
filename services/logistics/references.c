#include "references.h"

#include "consignment/consignment.h"
#include "trip/trip.h"

static struct cv_status find_consignment(struct cv_books *books, const struct cv_id *ids)
{
    struct consignment consignment;

    return consignment_get(books, ids[0].text, NULL, &consignment);
}

static struct cv_status find_trip(struct cv_books *books, const struct cv_id *ids)
{
    struct trip_ref trip;

    return trip_find(books, ids[0].text, ids[1].text, NULL, &trip);
}

const struct cv_reference_kind logistics_references[] = {
    {CONSIGNMENT_NAME, find_consignment},
    {TRIP_NAME, find_trip},
    {NULL, NULL},
};

const struct cv_reference_field logistics_named[] = {
    {&caravan__logistics__v1__consignment__descriptor, "project", "programmes/@/projects/@",
     "projects"},
    {NULL, NULL, NULL, NULL},
};
