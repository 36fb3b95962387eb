#include "projects.h"
#include "target/target.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct indicator_ref ref;
    struct target target;
    struct cv_status status = indicator_find(books, ids[0].text, ids[1].text, &ref);

    if (cv_ok(status))
        status = target_get(books, &ref, ids[2].text, &target);
    if (cv_ok(status))
        *message = target_wire(books->arena, ids, ref.grain, &target);
    return status;
}

LOOKUP_METHOD(projects, target, Target, TARGET_NAME);
