#include "learning.h"
#include "person/person.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct person person;
    struct cv_status status = person_get(books, ids->text, &person);

    if (cv_ok(status))
        *message = person_wire(books->arena, &person);
    return status;
}

LOOKUP_METHOD(learning, person, Person, PERSON_NAME);
