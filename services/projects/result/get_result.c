#include "projects.h"
#include "result/result.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct indicator_ref ref;
    struct result result;
    struct cv_status status = indicator_find(books, ids[0].text, ids[1].text, &ref);

    if (cv_ok(status))
        status = result_get(books, &ref, ids[2].text, &result);
    if (cv_ok(status))
        *message = result_wire(books->arena, ids, ref.grain, &result);
    return status;
}

LOOKUP_METHOD(projects, result, Result, RESULT_NAME);
