#include "app/wire.h"

#include "app/date.h"

#include <string.h>

int32_t cv_wire_date_read(struct cv_check *check, const char *field,
                          const Google__Type__Date *message, bool required)
{
    int32_t date;

    if (message == NULL || (message->year == 0 && message->month == 0 && message->day == 0)) {
        if (required)
            cv_check_fail(check, field, "%s is required: year, month and day", field);
        return CV_DATE_NONE;
    }
    if (!cv_date_make(message->year, message->month, message->day, &date))
        cv_check_fail(check, field, "%s must be a day of the calendar; %d-%d-%d is none", field,
                      (int)message->year, (int)message->month, (int)message->day);
    return date;
}

Google__Type__Date *cv_wire_date(struct cv_arena *arena, int32_t date)
{
    Google__Type__Date *message;

    if (date == CV_DATE_NONE)
        return NULL;
    message = cv_arena_alloc(arena, sizeof(*message));
    if (message == NULL)
        return NULL;
    google__type__date__init(message);
    message->year = cv_date_year(date);
    message->month = cv_date_month(date);
    message->day = cv_date_day(date);
    return message;
}

int64_t cv_wire_time_read(struct cv_check *check, const char *field,
                          const Google__Protobuf__Timestamp *message)
{
    const int64_t last_second = INT64_C(253402300799); /* 9999-12-31T23:59:59Z, timestamp.proto */

    if (message == NULL)
        return 0;
    if (message->seconds < 0 || message->seconds > last_second || message->nanos < 0 ||
        message->nanos > 999999999) {
        cv_check_fail(check, field, "%s must be a time from 1970 to 9999", field);
        return 0;
    }
    return message->seconds * 1000000 + message->nanos / 1000;
}

Google__Protobuf__Timestamp *cv_wire_time(struct cv_arena *arena, int64_t us)
{
    Google__Protobuf__Timestamp *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    google__protobuf__timestamp__init(message);
    message->seconds = us / 1000000;
    message->nanos = (int32_t)(us % 1000000) * 1000;
    return message;
}

static const char *names_of(struct cv_arena *arena, const char *const *allowed)
{
    const char *list = "";

    for (size_t i = 0; allowed[i] != NULL && list != NULL; i++)
        list = cv_arena_printf(arena, "%s%s%s", list, i == 0 ? "" : ", ", allowed[i]);
    return list == NULL ? "those in the manual" : list;
}

uint32_t cv_wire_mask_read(struct cv_check *check, const Google__Protobuf__FieldMask *mask,
                           const char *const *allowed)
{
    uint32_t bits = 0;

    if (mask == NULL || mask->n_paths == 0 ||
        (mask->n_paths == 1 && strcmp(mask->paths[0], "*") == 0))
        return CV_MASK_ALL;
    for (size_t i = 0; i < mask->n_paths; i++) {
        unsigned at = 0;

        while (allowed[at] != NULL && strcmp(allowed[at], mask->paths[i]) != 0)
            at++;
        if (allowed[at] == NULL) {
            cv_check_fail(check, "update_mask", "'%.64s' cannot be updated; these can: %s",
                          mask->paths[i], names_of(check->arena, allowed));
            return 0;
        }
        bits |= UINT32_C(1) << at;
    }
    return bits;
}
