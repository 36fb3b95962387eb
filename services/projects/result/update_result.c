#include "projects.h"
#include "result/result.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct indicator_ref ref;
    struct result result;
    struct cv_status status = indicator_find(books, call->ids[0].text, call->ids[1].text, &ref);

    if (cv_ok(status))
        status = result_get(books, &ref, call->ids[2].text, &result);
    if (cv_ok(status))
        status = cv_update_match(call, books, result.approval.version,
                                 result_wire(books->arena, call->ids, ref.grain, &result));
    if (!cv_ok(status))
        return status;
    result_read(&check, call->asked, call->mask, &result);
    result_check(&check, &ref, &result);
    if (!cv_check_fine(&check))
        return check.status;
    status = result_edit(books, &ref, &result);
    if (cv_ok(status))
        *message = result_wire(books->arena, call->ids, ref.grain, &result);
    return status;
}

UPDATE_METHOD(projects, result, Result, RESULT_NAME);
