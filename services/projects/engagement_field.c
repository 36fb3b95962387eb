#include "engagement_field.h"

#include "app/date.h"
#include "partner/partner.h"

#include <string.h>

const char *engagement_partner_id(struct cv_check *check, const char *field, const char *name,
                                  const char *programme, bool required)
{
    struct cv_id ids[2] = {0};
    const char *id;

    if (name[0] == '\0' && !required)
        return "";
    cv_check_name(check, field, name, PARTNER_NAME, ids);
    if (strcmp(ids[0].text, programme) != 0)
        cv_check_fail(check, field, "%s must be of the same programme, programmes/%s", field,
                      programme);
    id = cv_arena_string(check->arena, ids[1].text);
    return id == NULL ? "" : id;
}

char *engagement_partner_name(struct cv_arena *arena, const char *programme, const char *id)
{
    if (id[0] == '\0')
        return cv_wire_text("");
    return cv_arena_printf(arena, "programmes/%s/partners/%s", programme, id);
}

void engagement_view_read(struct cv_check *check, const Google__Type__Date *from,
                          const Google__Type__Date *through,
                          const Google__Protobuf__Timestamp *known_at, struct engagement_view *view)
{
    view->from = cv_wire_date_read(check, "effective_from", from, false);
    view->through = cv_wire_date_read(check, "effective_through", through, false);
    if (view->through == CV_DATE_NONE)
        view->through = CV_DATE_LAST;
    if (view->through < view->from)
        cv_check_fail(check, "effective_through", "effective_through is before effective_from");
    view->known_us = cv_wire_time_read(check, "known_at", known_at);
    if (known_at == NULL)
        view->known_us = CV_BOOKS_NOT_REPLACED - 1;
}
