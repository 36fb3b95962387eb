#include "engagement.h"
#include "health_count/health_count.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    const Caravan__Projects__V1__HealthCount *asked = call->asked;
    struct cv_check check = cv_check_begin(books->arena);
    struct health_count_parent parent;
    struct health_count count;
    const char *currency;
    struct cv_status status = health_count_parent_find(books, call->ids, &parent);

    if (cv_ok(status))
        status = health_count_get(books, parent.campaign.uid, call->ids[2].text, &count);
    if (cv_ok(status))
        status = cv_update_match(
            call, books, count.version,
            health_count_wire(books->arena, call->ids, parent.programme.currency, &count));
    if (!cv_ok(status))
        return status;
    health_count_read(&check, asked, call->mask, &count, &currency);
    cv_check_text(&check, "health_count.change_reason", asked->change_reason, CV_FIELD_REASON_MAX,
                  true);
    if (!cv_check_fine(&check))
        return check.status;
    count.reason = asked->change_reason;
    status = field_currency_match(books->arena, "health_count.amount.currency", currency,
                                  parent.programme.currency);
    if (cv_ok(status))
        status = health_count_replace(books, parent.campaign.uid, &count);
    if (cv_ok(status))
        *message = health_count_wire(books->arena, call->ids, parent.programme.currency, &count);
    return status;
}

UPDATE_METHOD(engagement, health_count, HealthCount, HEALTH_COUNT_NAME);
