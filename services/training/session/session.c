#include "session/session.h"

#define MINUTES_MAX 1440

enum {
    TITLE,
    TITLE_ZH,
    HELD_ON,
    MINUTES
};

static const char *const UPDATABLE[] = {
    [TITLE] = "title", [TITLE_ZH] = "title_zh", [HELD_ON] = "date", [MINUTES] = "minutes", NULL,
};

uint32_t session_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

void session_read(struct cv_check *check, const Caravan__Training__V1__Session *message,
                  uint32_t mask, struct session *session)
{
    CV_FIELD_TAKE(mask, TITLE, session->title, message->title);
    CV_FIELD_TAKE(mask, TITLE_ZH, session->title_zh, message->title_zh);
    CV_FIELD_TAKE(mask, HELD_ON, session->held_on,
                  cv_wire_date_read(check, "session.date", message->date, true));
    CV_FIELD_TAKE(mask, MINUTES, session->minutes, message->minutes);
}

void session_check(struct cv_check *check, const struct session *session)
{
    cv_field_titles(check, "session.title", session->title, session->title_zh);
    cv_check_range(check, "session.minutes", session->minutes, 1, MINUTES_MAX);
}

Caravan__Training__V1__Session *session_wire(struct cv_arena *arena, const struct session *session)
{
    Caravan__Training__V1__Session *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__session__init(message);
    message->name = cv_arena_printf(arena, "courses/%s/cohorts/%s/sessions/%s", session->course,
                                    session->cohort, session->id);
    message->title = cv_wire_text(session->title);
    message->title_zh = cv_wire_text(session->title_zh);
    message->date = cv_wire_date(arena, session->held_on);
    message->minutes = (int32_t)session->minutes;
    if (session->closed_us != 0)
        message->closed_time = cv_wire_time(arena, session->closed_us);
    message->etag = cv_wire_text(cv_field_etag(arena, session->version));
    message->create_time = cv_wire_time(arena, session->created_us);
    message->update_time = cv_wire_time(arena, session->recorded_us);
    return message;
}
