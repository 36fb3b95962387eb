#include "certificate/certificate.h"
#include "learning.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct certificate certificate;
    struct cv_status status = certificate_get(books, ids->text, &certificate);

    if (cv_ok(status))
        *message = certificate_wire(books->arena, &certificate);
    return status;
}

LOOKUP_METHOD(learning, certificate, Certificate, CERTIFICATE_NAME);
