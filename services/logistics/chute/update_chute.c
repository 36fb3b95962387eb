#include "chute/chute.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct chute chute;
    int64_t hub_no;
    struct cv_status status = hub_number(books, call->ids[0].text, &hub_no);

    if (cv_ok(status))
        status = chute_get(books, hub_no, call->ids[1].text, &chute);
    if (cv_ok(status))
        status = cv_update_match(call, books, chute.version,
                                 chute_wire(books->arena, call->ids[0].text, &chute));
    if (!cv_ok(status))
        return status;
    chute_read(call->asked, call->mask, &chute);
    chute_check(&check, &chute);
    if (!cv_check_fine(&check))
        return check.status;
    status = chute_replace(books, hub_no, &chute);
    if (cv_ok(status))
        *message = chute_wire(books->arena, call->ids[0].text, &chute);
    return status;
}

UPDATE_METHOD(hubs, chute, Chute, CHUTE_NAME);
