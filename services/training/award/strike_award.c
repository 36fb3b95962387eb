#include "award/award.h"
#include "exchanges.h"
#include "service/audit.h"
#include "strike.h"

static struct cv_status strike(struct cv_books *books, const char *id, const char *reason,
                               void **message)
{
    struct award award;
    struct cv_status status = award_get(books, id, &award);

    if (cv_ok(status))
        cv_audit_before(books, award_wire(books->arena, &award));
    if (cv_ok(status))
        status = exchange_record_strike(books, &award.record, reason);
    if (cv_ok(status))
        *message = award_wire(books->arena, &award);
    return status;
}

STRIKE_METHOD(award, Award, AWARD_NAME);
