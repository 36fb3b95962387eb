#include "challenge/claim.h"
#include "engagement.h"
#include "programme/programme_store.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct challenge *challenge = cv_arena_zalloc(books->arena, sizeof(*challenge));
    size_t from = (size_t)cv_page_number(list->listed.page.after);
    size_t size = (size_t)list->listed.page.size;
    struct programme_ref programme;
    struct challenge_view view;
    struct cv_status status = programme_find(books, list->parent[0].text, &programme);

    if (cv_ok(status))
        status = challenge_now(books, &view);
    if (cv_ok(status) && challenge != NULL)
        status = challenge_get(books, programme.uid, list->parent[1].text, &view, challenge);
    if (!cv_ok(status) || books->arena->exhausted || challenge == NULL)
        return status;
    list->of = challenge;
    list->listed.row_size = sizeof(struct claim);
    if (from >= challenge->claim_count)
        return status;
    list->listed.rows = challenge->claims + from;
    list->listed.more = challenge->claim_count - from > size;
    list->listed.count = list->listed.more ? size : challenge->claim_count - from;
    return status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    return claim_wire(books->arena, list->parent[0].text, list->of, row);
}

static const struct cv_listing LISTING = {CHALLENGE_NAME, CV_LISTING_KEY(struct claim, number),
                                          read, wire};

LISTING_METHOD(engagement, claims, Claims);
