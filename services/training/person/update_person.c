#include "learning.h"
#include "person/person.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct person person;
    struct cv_status status = person_get(books, call->ids->text, &person);

    if (cv_ok(status))
        status = cv_update_match(call, books, person.version, person_wire(books->arena, &person));
    if (!cv_ok(status))
        return status;
    person_read(&check, call->asked, call->mask, &person);
    person_check(&check, &person);
    if (!cv_check_fine(&check))
        return check.status;
    status = person_replace(books, &person);
    if (cv_ok(status))
        *message = person_wire(books->arena, &person);
    return status;
}

UPDATE_METHOD(learning, person, Person, PERSON_NAME);
