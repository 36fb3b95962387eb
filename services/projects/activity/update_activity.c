#include "activity/activity.h"
#include "engagement.h"
#include "programme/programme_store.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    const Caravan__Projects__V1__Activity *asked = call->asked;
    struct cv_check check = cv_check_begin(books->arena);
    struct programme_ref programme;
    struct activity activity;
    bool reasoned = false;
    int64_t from = 0;
    struct cv_status status = programme_find(books, call->ids[0].text, &programme);

    if (cv_ok(status))
        status = activity_get(books, programme.uid, call->ids[1].text, &activity);
    if (cv_ok(status))
        status = cv_update_match(call, books, activity.version,
                                 activity_wire(books->arena, call->ids[0].text, &activity));
    if (!cv_ok(status))
        return status;
    from = activity.state;
    activity_read(&check, asked, call->mask, call->ids[0].text, &activity);
    if (!cv_check_fine(&check))
        return check.status;
    status = activity_move(books->arena, activity.id, from, activity.state, &reasoned);
    if (!cv_ok(status))
        return status;
    cv_check_text(&check, "activity.change_reason", asked->change_reason, CV_FIELD_REASON_MAX,
                  reasoned);
    if (!cv_check_fine(&check))
        return check.status;
    activity.reason = asked->change_reason;
    status = activity_replace(books, call->ids[0].text, programme.uid, &activity);
    if (cv_ok(status))
        *message = activity_wire(books->arena, call->ids[0].text, &activity);
    return status;
}

UPDATE_METHOD(engagement, activity, Activity, ACTIVITY_NAME);
