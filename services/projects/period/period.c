#include "period/period.h"

#include "app/date.h"
#include "report/figure.h"

#include <string.h>

static bool digits(const char *text, size_t count, int64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *number = *number * 10 + (text[i] - '0');
    }
    return true;
}

static bool months(const char *id, int64_t *year, int64_t *first, int64_t *last)
{
    size_t length = strlen(id);

    *first = 1;
    *last = 12;
    if ((length != 4 && length != 7) || !digits(id, 4, year))
        return false;
    if (length == 4)
        return true;
    if (id[4] == '-' && id[5] == 'q' && digits(id + 6, 1, last)) {
        *last *= 3;
        *first = *last - 2;
        return *last >= 3 && *last <= 12;
    }
    if (id[4] != '-' || !digits(id + 5, 2, last))
        return false;
    *first = *last;
    return true;
}

bool period_days(const char *id, int32_t *first, int32_t *last)
{
    int64_t year;
    int64_t from;
    int64_t through;

    if (!months(id, &year, &from, &through) || !cv_date_make(year, from, 1, first))
        return false;
    for (int64_t day = 31; !cv_date_make(year, through, day, last); day--)
        ;
    return true;
}

bool period_number(const char *text, int64_t grain, int32_t *number)
{
    char id[8] = "";
    int64_t year;
    int64_t first;
    int64_t last;
    int64_t span;

    if (strlen(text) >= sizeof(id))
        return false;
    memcpy(id, text, strlen(text) + 1);
    if (strlen(text) == 7 && id[5] == 'Q')
        id[5] = 'q';
    if (!months(id, &year, &first, &last) || year == 0 || last < 1 || last > 12)
        return false;
    span = grain == FIGURE_MONTH ? 1 : grain == FIGURE_QUARTER ? 3 : 12;
    *number = (int32_t)(year * 100 + last);
    return last - first + 1 == span;
}

/* Of its last month. */
int32_t period_last_day(int32_t number)
{
    int32_t date = CV_DATE_NONE;

    for (int64_t day = 31; !cv_date_make(number / 100, number % 100, day, &date); day--)
        ;
    return date;
}

char *period_text(struct cv_arena *arena, int64_t grain, int32_t number)
{
    char text[FIGURE_PERIOD_TEXT];

    figure_period((enum figure_grain)grain, number, text);
    return cv_arena_string(arena, text);
}

void period_name_check(struct cv_check *check, const char *field, const char *name,
                       struct cv_id ids[2])
{
    int32_t days[2];

    cv_check_name(check, field, name, PERIOD_NAME, ids);
    if (cv_check_fine(check) && !period_days(ids[1].text, &days[0], &days[1]))
        cv_check_fail(check, field,
                      "%s must end with a year (2025), quarter (2025-q1) or month "
                      "(2025-03)",
                      field);
}

static Caravan__Projects__V1__PeriodChange *change_wire(struct cv_arena *arena,
                                                        const struct period_change *change)
{
    Caravan__Projects__V1__PeriodChange *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__period_change__init(message);
    message->move = (Caravan__Projects__V1__PeriodMove)change->move;
    message->reason = cv_wire_text(change->reason);
    message->subject = cv_wire_text(change->subject);
    message->recorded_time = cv_wire_time(arena, change->recorded_us);
    return message;
}

Caravan__Projects__V1__Period *period_wire(struct cv_arena *arena, const char *programme,
                                           const struct ledger_period *period)
{
    Caravan__Projects__V1__Period *message = cv_arena_alloc(arena, sizeof(*message));
    int32_t first = CV_DATE_NONE;
    int32_t last = CV_DATE_NONE;

    if (message == NULL)
        return NULL;
    caravan__projects__v1__period__init(message);
    message->name = cv_arena_printf(arena, "programmes/%s/periods/%s", programme, period->id);
    (void)period_days(period->id, &first, &last);
    message->first_date = cv_wire_date(arena, first);
    message->last_date = cv_wire_date(arena, last);
    message->state = (Caravan__Projects__V1__PeriodState)period->state;
    message->etag = cv_wire_text(cv_field_etag(arena, period->version));
    message->changes = cv_arena_array(arena, period->change_count + 1, sizeof(*message->changes));
    for (size_t i = 0; message->changes != NULL && i < period->change_count; i++) {
        message->changes[i] = change_wire(arena, &period->changes[i]);
        if (message->changes[i] == NULL)
            return NULL;
    }
    message->n_changes = message->changes == NULL ? 0 : period->change_count;
    return message;
}
