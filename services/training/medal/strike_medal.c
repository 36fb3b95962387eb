#include "exchanges.h"
#include "medal/medal.h"
#include "service/audit.h"
#include "strike.h"

static struct cv_status strike(struct cv_books *books, const char *id, const char *reason,
                               void **message)
{
    struct medal medal;
    struct cv_status status = medal_get(books, id, &medal);

    if (cv_ok(status))
        cv_audit_before(books, medal_wire(books->arena, &medal));
    if (cv_ok(status))
        status = exchange_record_strike(books, &medal.record, reason);
    if (cv_ok(status))
        *message = medal_wire(books->arena, &medal);
    return status;
}

STRIKE_METHOD(medal, Medal, MEDAL_NAME);
