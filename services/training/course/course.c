#include "course/course.h"

#include "organisation/organisation.h"

#define MINUTES_MAX 6000000

enum {
    TITLE,
    TITLE_ZH,
    KIND,
    MINUTES,
    ORGANISATION
};

static const char *const UPDATABLE[] = {
    [TITLE] = "title",     [TITLE_ZH] = "title_zh",         [KIND] = "kind",
    [MINUTES] = "minutes", [ORGANISATION] = "organisation", NULL,
};

uint32_t course_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

void course_read(struct cv_check *check, const Caravan__Training__V1__Course *message,
                 uint32_t mask, struct course *course)
{
    CV_FIELD_TAKE(mask, TITLE, course->title, message->title);
    CV_FIELD_TAKE(mask, TITLE_ZH, course->title_zh, message->title_zh);
    CV_FIELD_TAKE(mask, KIND, course->kind, message->kind);
    CV_FIELD_TAKE(mask, MINUTES, course->minutes, message->minutes);
    CV_FIELD_TAKE(mask, ORGANISATION, course->organisation,
                  organisation_id_read(check, "course.organisation", message->organisation));
}

void course_check(struct cv_check *check, const struct course *course)
{
    cv_field_titles(check, "course.title", course->title, course->title_zh);
    cv_field_enum(check, "course.kind", &caravan__training__v1__course_kind__descriptor,
                  course->kind, false);
    cv_check_range(check, "course.minutes", course->minutes, 0, MINUTES_MAX);
}

Caravan__Training__V1__Course *course_wire(struct cv_arena *arena, const struct course *course)
{
    Caravan__Training__V1__Course *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__course__init(message);
    message->name = cv_arena_printf(arena, "courses/%s", course->id);
    message->title = cv_wire_text(course->title);
    message->title_zh = cv_wire_text(course->title_zh);
    message->kind = (Caravan__Training__V1__CourseKind)course->kind;
    message->minutes = (int32_t)course->minutes;
    message->organisation = organisation_name_wire(arena, course->organisation);
    message->etag = cv_wire_text(cv_field_etag(arena, course->version));
    message->create_time = cv_wire_time(arena, course->created_us);
    message->update_time = cv_wire_time(arena, course->recorded_us);
    return message;
}
