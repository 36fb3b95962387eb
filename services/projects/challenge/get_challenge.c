#include "challenge/challenge.h"
#include "engagement.h"
#include "programme/programme_store.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct programme_ref programme;
    struct challenge_view view;
    struct challenge challenge;
    struct cv_status status = programme_find(books, ids[0].text, &programme);

    if (cv_ok(status))
        status = challenge_now(books, &view);
    if (cv_ok(status))
        status = challenge_get(books, programme.uid, ids[1].text, &view, &challenge);
    if (cv_ok(status))
        *message = challenge_wire(books->arena, ids[0].text, programme.currency, &challenge);
    return status;
}

LOOKUP_METHOD(engagement, challenge, Challenge, CHALLENGE_NAME);
