#include "commitment/commitment.h"
#include "reversal.h"

static struct cv_status reverse(struct cv_books *books, const struct cv_id ids[3],
                                const struct reversal *asked, void **message)
{
    struct commitment commitment;
    struct project_ref project;
    struct cv_status status = project_find(books, ids[0].text, ids[1].text, NULL, &project);

    if (cv_ok(status))
        status = commitment_release(books, &project, ids[2].text, asked, &commitment);
    if (cv_ok(status))
        *message = commitment_wire(books->arena, ids, project.currency, &commitment);
    return status;
}

PART_REVERSAL_METHOD(release, Release, commitment, Commitment, COMMITMENT_NAME, "release_id",
                     false);
