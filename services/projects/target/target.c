#include "target/target.h"

#include "period/period.h"

#define VALUE_MAX INT64_C(1000000000000000)

enum {
    VALUE,
    RATING
};

uint32_t target_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    static const char *const UPDATABLE[] = {[VALUE] = "value", [RATING] = "rating", NULL};

    return cv_wire_mask_read(check, mask, UPDATABLE);
}

void target_read(const Caravan__Projects__V1__Target *message, uint32_t mask,
                 struct target_version *version)
{
    CV_FIELD_TAKE(mask, VALUE, version->value, message->value);
    CV_FIELD_TAKE(mask, RATING, version->rating, message->rating);
    version->reason = message->reason;
}

void target_read_place(struct cv_check *check, const Caravan__Projects__V1__Target *message,
                       const char *programme, struct target *target)
{
    target->project = field_project_id(check, "target.project", message->project, programme, false);
    target->site = message->site;
    cv_check_id(check, "target.site", message->site, false);
    if (message->project[0] == '\0' && message->site[0] != '\0')
        cv_check_fail(check, "target.site", "target.site is one of a project: give target.project");
}

void target_read_period(struct cv_check *check, const struct indicator_ref *ref, const char *text,
                        struct target *target)
{
    if (text[0] != '\0' && !period_number(text, ref->grain, &target->period))
        cv_check_fail(check, "target.period",
                      "target.period must be one of the indicator's grain, such as %s, or empty",
                      period_text(check->arena, ref->grain, PERIOD_EXAMPLE));
}

void target_check(struct cv_check *check, const struct indicator_ref *ref,
                  const struct target_version *version, bool changed)
{
    bool words = ref->kind == CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_QUALITATIVE;

    cv_check_range(check, "target.value", version->value, 0, words ? 0 : VALUE_MAX);
    indicator_rating_check(check, "target.rating", ref, version->rating);
    cv_check_text(check, "target.reason", version->reason, CV_FIELD_REASON_MAX, changed);
    if (!changed && version->reason[0] != '\0')
        cv_check_fail(check, "target.reason", "target.reason is only for a change");
}

static Caravan__Projects__V1__TargetChange *change_wire(struct cv_arena *arena,
                                                        const struct target_version *version)
{
    Caravan__Projects__V1__TargetChange *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__target_change__init(message);
    message->value = version->value;
    message->rating = cv_wire_text(version->rating);
    message->reason = cv_wire_text(version->reason);
    message->subject = cv_wire_text(version->subject);
    message->recorded_time = cv_wire_time(arena, version->recorded_us);
    return message;
}

static size_t changes_wire(struct cv_arena *arena, const struct target *target,
                           Caravan__Projects__V1__TargetChange ***changes)
{
    *changes = cv_arena_array(arena, target->version_count + 1, sizeof(**changes));
    if (*changes == NULL)
        return 0;
    for (size_t i = 0; i < target->version_count; i++) {
        (*changes)[i] = change_wire(arena, &target->versions[i]);
        if ((*changes)[i] == NULL)
            return 0;
    }
    return target->version_count;
}

Caravan__Projects__V1__Target *target_wire(struct cv_arena *arena, const struct cv_id ids[2],
                                           int64_t grain, const struct target *target)
{
    Caravan__Projects__V1__Target *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__target__init(message);
    message->name = cv_arena_printf(arena, "programmes/%s/indicators/%s/targets/%s", ids[0].text,
                                    ids[1].text, target->id);
    message->period = period_text(arena, grain, target->period);
    message->project = field_project_name(arena, ids[0].text, target->project);
    message->site = cv_wire_text(target->site);
    message->value = target->now.value;
    message->rating = cv_wire_text(target->now.rating);
    message->reason = cv_wire_text(target->now.reason);
    message->n_changes = changes_wire(arena, target, &message->changes);
    message->etag = cv_wire_text(cv_field_etag(arena, target->version));
    message->create_time = cv_wire_time(arena, target->created_us);
    message->update_time = cv_wire_time(arena, target->now.recorded_us);
    return message;
}
