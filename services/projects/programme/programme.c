#include "programme/programme.h"

#include <string.h>

enum {
    TITLE,
    TITLE_ZH,
    START_DATE,
    END_DATE
};

static const char *const UPDATABLE[] = {
    [TITLE] = "title",
    [TITLE_ZH] = "title_zh",
    [START_DATE] = "start_date",
    [END_DATE] = "end_date",
    NULL,
};

uint32_t programme_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

void programme_read(struct cv_check *check, const Caravan__Projects__V1__Programme *message,
                    uint32_t mask, struct programme *programme)
{
    CV_FIELD_TAKE(mask, TITLE, programme->title, message->title);
    CV_FIELD_TAKE(mask, TITLE_ZH, programme->title_zh, message->title_zh);
    CV_FIELD_TAKE(mask, START_DATE, programme->start_on,
                  cv_wire_date_read(check, "programme.start_date", message->start_date, true));
    CV_FIELD_TAKE(mask, END_DATE, programme->end_on,
                  cv_wire_date_read(check, "programme.end_date", message->end_date, true));
}

void programme_check(struct cv_check *check, const struct programme *programme)
{
    const char *currency = programme->currency;

    cv_field_titles(check, "programme.title", programme->title, programme->title_zh);
    if (strlen(currency) != 3 || strspn(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3)
        cv_check_fail(check, "programme.currency",
                      "programme.currency must be three capital letters (ISO 4217), such as CNY");
    if (programme->start_on > programme->end_on)
        cv_check_fail(check, "programme.end_date",
                      "programme.end_date must not be before programme.start_date");
}

Caravan__Projects__V1__Programme *programme_wire(struct cv_arena *arena,
                                                 const struct programme *programme)
{
    Caravan__Projects__V1__Programme *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__programme__init(message);
    message->name = cv_arena_printf(arena, "programmes/%s", programme->id);
    message->title = cv_wire_text(programme->title);
    message->title_zh = cv_wire_text(programme->title_zh);
    message->start_date = cv_wire_date(arena, programme->start_on);
    message->end_date = cv_wire_date(arena, programme->end_on);
    message->currency = cv_wire_text(programme->currency);
    message->etag = cv_wire_text(cv_field_etag(arena, programme->version));
    message->create_time = cv_wire_time(arena, programme->created_us);
    message->update_time = cv_wire_time(arena, programme->recorded_us);
    return message;
}
