#include "exchanges.h"
#include "pairing/pairing.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct pairing pairing;
    struct cv_status status = pairing_get(books, ids->text, &pairing);

    if (cv_ok(status))
        *message = pairing_wire(books->arena, &pairing);
    return status;
}

LOOKUP_METHOD(exchanges, pairing, Pairing, PAIRING_NAME);
