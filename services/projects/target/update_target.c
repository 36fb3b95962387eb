#include "projects.h"
#include "target/target.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct indicator_ref ref;
    struct target target;
    struct cv_status status = indicator_find(books, call->ids[0].text, call->ids[1].text, &ref);

    if (cv_ok(status))
        status = target_get(books, &ref, call->ids[2].text, &target);
    if (cv_ok(status))
        status = cv_update_match(call, books, target.version,
                                 target_wire(books->arena, call->ids, ref.grain, &target));
    if (!cv_ok(status))
        return status;
    target_read(call->asked, call->mask, &target.now);
    target_check(&check, &ref, &target.now, true);
    if (!cv_check_fine(&check))
        return check.status;
    status = target_replace(books, &ref, &target);
    if (cv_ok(status))
        *message = target_wire(books->arena, call->ids, ref.grain, &target);
    return status;
}

UPDATE_METHOD(projects, target, Target, TARGET_NAME);
