#include "engagement.h"
#include "health_count/health_count.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct health_count_parent parent;
    struct health_count count;
    struct cv_status status = health_count_parent_find(books, ids, &parent);

    if (cv_ok(status))
        status = health_count_get(books, parent.campaign.uid, ids[2].text, &count);
    if (cv_ok(status))
        *message = health_count_wire(books->arena, ids, parent.programme.currency, &count);
    return status;
}

LOOKUP_METHOD(engagement, health_count, HealthCount, HEALTH_COUNT_NAME);
