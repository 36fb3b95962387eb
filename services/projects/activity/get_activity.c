#include "activity/activity.h"
#include "engagement.h"
#include "programme/programme_store.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct programme_ref programme;
    struct activity activity;
    struct cv_status status = programme_find(books, ids[0].text, &programme);

    if (cv_ok(status))
        status = activity_get(books, programme.uid, ids[1].text, &activity);
    if (cv_ok(status))
        *message = activity_wire(books->arena, ids[0].text, &activity);
    return status;
}

LOOKUP_METHOD(engagement, activity, Activity, ACTIVITY_NAME);
