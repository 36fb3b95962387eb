#include "challenge/claim.h"
#include "engagement.h"
#include "programme/programme_store.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct programme_ref programme;
    struct challenge_view view;
    struct challenge challenge;
    const struct claim *claim;
    struct cv_status status = programme_find(books, ids[0].text, &programme);

    if (cv_ok(status))
        status = challenge_now(books, &view);
    if (cv_ok(status))
        status = challenge_get(books, programme.uid, ids[1].text, &view, &challenge);
    if (!cv_ok(status) || books->arena->exhausted)
        return status;
    claim = challenge_claim_of(&challenge, ids[2].text);
    if (claim == NULL)
        return cv_books_not_found(books, NULL, "claim %s of this challenge", ids[2].text);
    *message = claim_wire(books->arena, ids[0].text, &challenge, claim);
    return status;
}

LOOKUP_METHOD(engagement, claim, Claim, CLAIM_NAME);
