#include "exchanges.h"
#include "pairing/pairing.h"
#include "service/audit.h"
#include "strike.h"

static struct cv_status strike(struct cv_books *books, const char *id, const char *reason,
                               void **message)
{
    struct pairing pairing;
    struct cv_status status = pairing_get(books, id, &pairing);

    if (cv_ok(status))
        cv_audit_before(books, pairing_wire(books->arena, &pairing));
    if (cv_ok(status))
        status = exchange_record_strike(books, &pairing.record, reason);
    if (cv_ok(status))
        *message = pairing_wire(books->arena, &pairing);
    return status;
}

STRIKE_METHOD(pairing, Pairing, PAIRING_NAME);
