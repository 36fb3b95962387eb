#include "award/award.h"
#include "exchanges.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct award award;
    struct cv_status status = award_get(books, ids->text, &award);

    if (cv_ok(status))
        *message = award_wire(books->arena, &award);
    return status;
}

LOOKUP_METHOD(exchanges, award, Award, AWARD_NAME);
