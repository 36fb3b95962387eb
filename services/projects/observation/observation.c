#include "observation/observation.h"

#include <string.h>

#define VALUE_MAX INT64_C(1000000000000000) /* 9,000 of them still add up in 64 bits */

/* ---- from the wire ---- */

static const char *read_project(struct cv_check *check, const char *name, const char *programme)
{
    struct cv_id ids[2] = {0};
    const char *id;

    cv_check_name(check, "observation.project", name, PROJECT_NAME, ids);
    if (strcmp(ids[0].text, programme) != 0)
        cv_check_fail(check, "observation.project",
                      "observation.project must be of the indicator's programme, programmes/%s",
                      programme);
    id = cv_arena_string(check->arena, ids[1].text);
    return id == NULL ? "" : id;
}

void observation_read(struct cv_check *check, const Caravan__Projects__V1__Observation *message,
                      const char *programme, struct observation *observation)
{
    observation->project = read_project(check, message->project, programme);
    cv_check_id(check, "observation.site", message->site, false);
    cv_check_id(check, "observation.subject", message->subject, false);
    cv_check_range(check, "observation.value", message->value, 0, VALUE_MAX);
    cv_check_range(check, "observation.weight", message->weight, 0, VALUE_MAX);
    cv_check_text(check, "observation.reference", message->reference, CV_FIELD_REFERENCE_MAX,
                  false);
    observation->site = message->site;
    observation->subject = message->subject;
    observation->weight = message->weight;
    observation->record.amount = message->value;
    observation->record.effective_on =
        cv_field_past_date(check, "observation.effective_date", message->effective_date, true);
    observation->record.reference = message->reference;
    observation->record.reverses = "";
    observation->record.reversed_by = "";
}

/* ---- by kind ---- */

struct cv_status observation_collected(const struct indicator_ref *ref)
{
    if (ref->fed)
        return cv_status(CV_FAILED_PRECONDITION, "FED",
                         "the observations of this indicator follow from what another service "
                         "counts; correct it there");
    if (ref->collection == COLLECTED_OBSERVATIONS)
        return CV_STATUS_OK;
    return cv_status(CV_FAILED_PRECONDITION, "WRONG_COLLECTION",
                     "this indicator takes results, which are submitted and approved");
}

static bool has_weight(int64_t kind)
{
    return kind == CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_RATIO ||
           kind == CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_WEIGHTED_MEAN;
}

void observation_weight_check(struct cv_check *check, const char *field, int64_t kind,
                              int64_t value, int64_t weight)
{
    if (!has_weight(kind) && weight != 0)
        cv_check_fail(check, field, "%s must be 0: only a RATIO and a WEIGHTED_MEAN have one",
                      field);
    if (has_weight(kind) && weight == 0 && value != 0)
        cv_check_fail(check, field, "%s is required, greater than 0, for a value that is not 0",
                      field);
}

void observation_check(struct cv_check *check, int64_t kind, const struct observation *observation)
{
    bool counts_subjects =
        kind == CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_DISTINCT_COUNT;

    if (counts_subjects && observation->subject[0] == '\0')
        cv_check_fail(check, "observation.subject",
                      "observation.subject is required: the key of what is counted");
    if (!counts_subjects && observation->subject[0] != '\0')
        cv_check_fail(check, "observation.subject",
                      "observation.subject must be empty: only a DISTINCT_COUNT has one");
    if (counts_subjects && observation->record.amount > 1)
        cv_check_fail(check, "observation.value",
                      "observation.value must be 1, the subject has it, or 0, it has it no longer");
    observation_weight_check(check, "observation.weight", kind, observation->record.amount,
                             observation->weight);
}

/* ---- to the wire ---- */

static char *name_of(struct cv_arena *arena, const struct cv_id ids[2], const char *id)
{
    if (id[0] == '\0')
        return cv_wire_text("");
    return cv_arena_printf(arena, "programmes/%s/indicators/%s/observations/%s", ids[0].text,
                           ids[1].text, id);
}

Caravan__Projects__V1__Observation *observation_wire(struct cv_arena *arena,
                                                     const struct cv_id ids[2],
                                                     const struct observation *observation)
{
    Caravan__Projects__V1__Observation *message = cv_arena_alloc(arena, sizeof(*message));
    const struct record *record = &observation->record;

    if (message == NULL)
        return NULL;
    caravan__projects__v1__observation__init(message);
    message->name = name_of(arena, ids, record->id);
    message->project =
        cv_arena_printf(arena, "programmes/%s/projects/%s", ids[0].text, observation->project);
    message->site = cv_wire_text(observation->site);
    message->subject = cv_wire_text(observation->subject);
    message->effective_date = cv_wire_date(arena, record->effective_on);
    message->value = record->amount;
    message->weight = observation->weight;
    message->reference = cv_wire_text(record->reference);
    message->reverses = name_of(arena, ids, record->reverses);
    message->reversed_by = name_of(arena, ids, record->reversed_by);
    message->recorded_time = cv_wire_time(arena, record->recorded_us);
    return message;
}
