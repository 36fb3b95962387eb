#include "donation/donation.h"
#include "engagement.h"
#include "programme/programme_store.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct programme_ref programme;
    struct donation donation;
    struct cv_status status = programme_find(books, ids[0].text, &programme);

    if (cv_ok(status))
        status =
            donation_get(books, programme.uid, ids[1].text, CV_BOOKS_NOT_REPLACED - 1, &donation);
    if (cv_ok(status))
        *message = donation_wire(books->arena, ids[0].text, programme.currency, &donation);
    return status;
}

LOOKUP_METHOD(engagement, donation, Donation, DONATION_NAME);
