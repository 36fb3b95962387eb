#include "result/result.h"

#include "app/date.h"
#include "observation/observation.h"
#include "period/period.h"

#define VALUE_MAX     INT64_C(1000000000000000)
#define STATEMENT_MAX 1000
#define DOCUMENTS_MAX 10
#define DOCUMENT_MAX  200

enum {
    VALUE,
    WEIGHT,
    RATING,
    STATEMENT,
    DOCUMENTS,
    CORRECTION
};

uint32_t result_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    static const char *const UPDATABLE[] = {
        [VALUE] = "value",
        [WEIGHT] = "weight",
        [RATING] = "rating",
        [STATEMENT] = "statement",
        [DOCUMENTS] = "documents",
        [CORRECTION] = "correction",
        NULL,
    };

    return cv_wire_mask_read(check, mask, UPDATABLE);
}

void result_read(struct cv_check *check, const Caravan__Projects__V1__Result *message,
                 uint32_t mask, struct result *result)
{
    CV_FIELD_TAKE(mask, VALUE, result->value, message->value);
    CV_FIELD_TAKE(mask, WEIGHT, result->weight, message->weight);
    CV_FIELD_TAKE(mask, RATING, result->rating, message->rating);
    CV_FIELD_TAKE(mask, STATEMENT, result->statement, message->statement);
    CV_FIELD_TAKE(mask, DOCUMENTS, result->documents,
                  field_lines_read(check, "result.documents", message->documents,
                                   message->n_documents, DOCUMENTS_MAX, DOCUMENT_MAX));
    CV_FIELD_TAKE(mask, CORRECTION, result->correction, message->correction);
}

void result_read_place(struct cv_check *check, const Caravan__Projects__V1__Result *message,
                       const char *programme, struct result *result)
{
    result->project = field_project_id(check, "result.project", message->project, programme, true);
    result->site = message->site;
    result->supersedes = message->supersedes;
    cv_check_id(check, "result.site", message->site, false);
    cv_check_id(check, "result.supersedes", message->supersedes, false);
}

void result_read_period(struct cv_check *check, const struct indicator_ref *ref, const char *text,
                        int64_t now_us, struct result *result)
{
    if (!period_number(text, ref->grain, &result->period))
        cv_check_fail(check, "result.period",
                      "result.period must be one of the indicator's grain, such as %s",
                      period_text(check->arena, ref->grain, PERIOD_EXAMPLE));
    else if (period_last_day(result->period) > cv_date_latest(now_us))
        cv_check_fail(check, "result.period", "result.period must be over: %s is not", text);
}

void result_check(struct cv_check *check, const struct indicator_ref *ref,
                  const struct result *result)
{
    bool words = ref->kind == CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_QUALITATIVE;
    bool correction = result->supersedes[0] != '\0';

    cv_check_range(check, "result.value", result->value, 0, words ? 0 : VALUE_MAX);
    cv_check_range(check, "result.weight", result->weight, 0, VALUE_MAX);
    observation_weight_check(check, "result.weight", ref->kind, result->value, result->weight);
    indicator_rating_check(check, "result.rating", ref, result->rating);
    cv_check_text(check, "result.statement", result->statement, STATEMENT_MAX, words);
    cv_check_text(check, "result.correction", result->correction, CV_FIELD_REASON_MAX, correction);
    if (!correction && result->correction[0] != '\0')
        cv_check_fail(check, "result.correction",
                      "result.correction is only for what supersedes another result");
}

/* ---- to the wire ---- */

static Caravan__Projects__V1__ResultStanding *standing_wire(struct cv_arena *arena,
                                                            const struct result *result)
{
    Caravan__Projects__V1__ResultStanding *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__result_standing__init(message);
    message->state = result->superseded_by[0] != '\0'
                         ? CARAVAN__PROJECTS__V1__RESULT_STATE__RESULT_STATE_SUPERSEDED
                         : (Caravan__Projects__V1__ResultState)result->approval.state;
    message->n_makers = field_words_wire(arena, result->approval.makers, ' ', &message->makers);
    message->judged_by = cv_wire_text(result->judged_by);
    message->reason = cv_wire_text(result->note);
    if (result->approved_us != RESULT_NEVER)
        message->approved_time = cv_wire_time(arena, result->approved_us);
    message->superseded_by = cv_wire_text(result->superseded_by);
    return message;
}

Caravan__Projects__V1__Result *result_wire(struct cv_arena *arena, const struct cv_id ids[2],
                                           int64_t grain, const struct result *result)
{
    Caravan__Projects__V1__Result *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__result__init(message);
    message->name = cv_arena_printf(arena, "programmes/%s/indicators/%s/results/%s", ids[0].text,
                                    ids[1].text, result->id);
    message->period = period_text(arena, grain, result->period);
    message->project = field_project_name(arena, ids[0].text, result->project);
    message->site = cv_wire_text(result->site);
    message->value = result->value;
    message->weight = result->weight;
    message->rating = cv_wire_text(result->rating);
    message->statement = cv_wire_text(result->statement);
    message->n_documents = field_words_wire(arena, result->documents, '\n', &message->documents);
    message->supersedes = cv_wire_text(result->supersedes);
    message->correction = cv_wire_text(result->correction);
    message->standing = standing_wire(arena, result);
    message->etag = cv_wire_text(cv_field_etag(arena, result->approval.version));
    message->create_time = cv_wire_time(arena, result->created_us);
    message->update_time = cv_wire_time(arena, result->updated_us);
    return message;
}
