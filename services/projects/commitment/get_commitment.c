#include "commitment/commitment.h"
#include "projects.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct commitment commitment;
    struct project_ref ref;
    struct cv_status status = project_find(books, ids[0].text, ids[1].text, NULL, &ref);

    if (cv_ok(status))
        status = commitment_get(books, &ref, ids[2].text, NULL, &commitment);
    if (cv_ok(status))
        *message = commitment_wire(books->arena, ids, ref.currency, &commitment);
    return status;
}

LOOKUP_METHOD(projects, commitment, Commitment, COMMITMENT_NAME);
