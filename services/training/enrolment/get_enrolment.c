#include "enrolment/enrolment.h"
#include "learning.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct enrolment enrolment;
    struct cv_status status =
        enrolment_get(books, ids[0].text, ids[1].text, ids[2].text, NULL, &enrolment);

    if (cv_ok(status))
        *message = enrolment_wire(books->arena, &enrolment);
    return status;
}

LOOKUP_METHOD(learning, enrolment, Enrolment, ENROLMENT_NAME);
