#include "activity/activity.h"

#include "activity/head_count.h"
#include "app/date.h"

enum {
    TITLE,
    TITLE_ZH,
    KIND,
    FIRST_DATE,
    LAST_DATE,
    SITE,
    ORGANISER,
    REFERENCE,
    STATE,
    HEAD_COUNT,
    PROJECT
};

static const char *const UPDATABLE[] = {
    [TITLE] = "title",           [TITLE_ZH] = "title_zh",   [KIND] = "kind",
    [FIRST_DATE] = "first_date", [LAST_DATE] = "last_date", [SITE] = "site",
    [ORGANISER] = "organiser",   [REFERENCE] = "reference", [STATE] = "state",
    [HEAD_COUNT] = "head_count", [PROJECT] = "project",     NULL,
};

uint32_t activity_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

struct cv_status activity_move(struct cv_arena *arena, const char *id, int64_t from, int64_t to,
                               bool *reasoned)
{
    static const bool LEGAL[ACTIVITY_VOID + 1][ACTIVITY_VOID + 1] = {
        [ACTIVITY_PLANNED] = {[ACTIVITY_PLANNED] = true,
                              [ACTIVITY_HELD] = true,
                              [ACTIVITY_CANCELLED] = true,
                              [ACTIVITY_VOID] = true},
        [ACTIVITY_HELD] = {[ACTIVITY_HELD] = true, [ACTIVITY_VOID] = true},
        [ACTIVITY_CANCELLED] = {[ACTIVITY_CANCELLED] = true, [ACTIVITY_VOID] = true},
    };
    static const char *const NAMES[ACTIVITY_VOID + 1] = {[ACTIVITY_PLANNED] = "PLANNED",
                                                         [ACTIVITY_HELD] = "HELD",
                                                         [ACTIVITY_CANCELLED] = "CANCELLED",
                                                         [ACTIVITY_VOID] = "VOID"};

    *reasoned = from != ACTIVITY_PLANNED || to > ACTIVITY_HELD;
    if (LEGAL[from][to])
        return CV_STATUS_OK;
    return cv_status_f(arena, CV_FAILED_PRECONDITION, "WRONG_STATE",
                       "activity %s is %s: it cannot be recorded as %s", id, NAMES[from],
                       NAMES[to]);
}

static void check_dates(struct cv_check *check, const struct activity *activity)
{
    if (activity->first_on == CV_DATE_NONE)
        cv_check_fail(check, "activity.first_date", "first_date is required");
    if (activity->last_on < activity->first_on)
        cv_check_fail(check, "activity.last_date", "last_date must not be before first_date");
    if (activity->state == ACTIVITY_HELD)
        (void)cv_field_past_date(check, "activity.last_date",
                                 cv_wire_date(check->arena, activity->last_on), true);
}

static void check_whole(struct cv_check *check, const struct activity *activity)
{
    cv_field_titles(check, "activity.title", activity->title, activity->title_zh);
    cv_field_enum(check, "activity.kind", &caravan__projects__v1__activity_kind__descriptor,
                  activity->kind, true);
    cv_field_enum(check, "activity.state", &caravan__projects__v1__activity_state__descriptor,
                  activity->state, true);
    cv_check_id(check, "activity.site", activity->site, true);
    cv_check_text(check, "activity.reference", activity->reference, CV_FIELD_REFERENCE_MAX, false);
    check_dates(check, activity);
    if (activity->state == ACTIVITY_HELD && activity->person_times == 0)
        cv_check_fail(check, "activity.head_count", "an activity that is HELD has a head_count");
    if (activity->state != ACTIVITY_HELD && activity->state != ACTIVITY_VOID &&
        activity->person_times != 0)
        cv_check_fail(check, "activity.head_count",
                      "only an activity that is HELD has a head_count");
}

void activity_read(struct cv_check *check, const Caravan__Projects__V1__Activity *message,
                   uint32_t mask, const char *programme, struct activity *activity)
{
    int32_t first = cv_wire_date_read(check, "activity.first_date", message->first_date, false);
    int32_t last = cv_wire_date_read(check, "activity.last_date", message->last_date, false);

    CV_FIELD_TAKE(mask, TITLE, activity->title, message->title);
    CV_FIELD_TAKE(mask, TITLE_ZH, activity->title_zh, message->title_zh);
    CV_FIELD_TAKE(mask, KIND, activity->kind, message->kind);
    CV_FIELD_TAKE(mask, FIRST_DATE, activity->first_on, first);
    CV_FIELD_TAKE(mask, LAST_DATE, activity->last_on, last == CV_DATE_NONE ? first : last);
    CV_FIELD_TAKE(mask, SITE, activity->site, message->site);
    CV_FIELD_TAKE(mask, REFERENCE, activity->reference, message->reference);
    CV_FIELD_TAKE(mask, STATE, activity->state, message->state);
    if ((mask & UINT32_C(1) << ORGANISER) != 0)
        activity->organiser =
            field_partner_id(check, "activity.organiser", message->organiser, programme, true);
    if ((mask & UINT32_C(1) << PROJECT) != 0)
        activity->project =
            field_project_id(check, "activity.project", message->project, programme, false);
    if ((mask & UINT32_C(1) << HEAD_COUNT) != 0)
        head_count_read(check, message->head_count, activity);
    check_whole(check, activity);
}

Caravan__Projects__V1__Activity *activity_wire(struct cv_arena *arena, const char *programme,
                                               const struct activity *activity)
{
    Caravan__Projects__V1__Activity *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__activity__init(message);
    message->name = cv_arena_printf(arena, "programmes/%s/activities/%s", programme, activity->id);
    message->title = cv_wire_text(activity->title);
    message->title_zh = cv_wire_text(activity->title_zh);
    message->kind = (Caravan__Projects__V1__ActivityKind)activity->kind;
    message->first_date = cv_wire_date(arena, activity->first_on);
    message->last_date = cv_wire_date(arena, activity->last_on);
    message->site = cv_wire_text(activity->site);
    message->organiser = field_partner_name(arena, programme, activity->organiser);
    message->project = field_project_name(arena, programme, activity->project);
    message->reference = cv_wire_text(activity->reference);
    message->state = (Caravan__Projects__V1__ActivityState)activity->state;
    message->head_count = head_count_wire(arena, activity);
    message->change_reason = cv_wire_text(activity->reason);
    message->etag = cv_wire_text(cv_field_etag(arena, activity->version));
    message->create_time = cv_wire_time(arena, activity->created_us);
    message->update_time = cv_wire_time(arena, activity->recorded_us);
    return message;
}
