#include "indicator/indicator.h"

#include "app/date.h"
#include "fed_figure/feed.h"

#include <string.h>

#define UNIT_MAX      40
#define DECIMALS_MAX  6
#define DUE_DAYS_MAX  366
#define SCALE_MAX     10
#define VALUE_MAX     INT64_C(1000000000000000)
#define STATEMENT_MAX 500

#define KIND(name) CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_##name

enum {
    TITLE,
    TITLE_ZH,
    UNIT,
    UNIT_ZH,
    RESULT_TYPE,
    SOURCE,
    EVIDENCE_REQUIRED,
    DUE_DAYS,
    BASELINE
};

static const char *const UPDATABLE[] = {
    [TITLE] = "title",
    [TITLE_ZH] = "title_zh",
    [UNIT] = "unit",
    [UNIT_ZH] = "unit_zh",
    [RESULT_TYPE] = "result_type",
    [SOURCE] = "source",
    [EVIDENCE_REQUIRED] = "evidence_required",
    [DUE_DAYS] = "due_days",
    [BASELINE] = "baseline",
    NULL,
};

static bool scale_has(const char *scale, const char *word)
{
    size_t length = strlen(word);

    while (scale[0] != '\0') {
        size_t own = strcspn(scale, "\n");

        if (own == length && memcmp(scale, word, length) == 0)
            return true;
        scale += own + (scale[own] == '\n' ? 1 : 0);
    }
    return false;
}

uint32_t indicator_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

static struct baseline read_baseline(struct cv_check *check,
                                     const Caravan__Projects__V1__Baseline *message)
{
    if (message == NULL)
        return (struct baseline){.comment = ""};
    return (struct baseline){
        .value = message->value,
        .on = cv_field_past_date(check, "indicator.baseline.date", message->date, true),
        .comment = message->comment,
    };
}

void indicator_read(struct cv_check *check, const Caravan__Projects__V1__Indicator *message,
                    uint32_t mask, struct indicator *indicator)
{
    CV_FIELD_TAKE(mask, TITLE, indicator->title, message->title);
    CV_FIELD_TAKE(mask, TITLE_ZH, indicator->title_zh, message->title_zh);
    CV_FIELD_TAKE(mask, UNIT, indicator->unit, message->unit);
    CV_FIELD_TAKE(mask, UNIT_ZH, indicator->unit_zh, message->unit_zh);
    CV_FIELD_TAKE(mask, RESULT_TYPE, indicator->result_type, message->result_type);
    CV_FIELD_TAKE(mask, SOURCE, indicator->source, message->source);
    CV_FIELD_TAKE(mask, EVIDENCE_REQUIRED, indicator->evidence_required,
                  message->evidence_required);
    CV_FIELD_TAKE(mask, DUE_DAYS, indicator->due_days, message->due_days);
    CV_FIELD_TAKE(mask, BASELINE, indicator->baseline, read_baseline(check, message->baseline));
}

/* ---- what a kind allows ---- */

static bool is_qualitative(const struct indicator *indicator)
{
    return indicator->kind == KIND(QUALITATIVE);
}

static int64_t measure_of(const struct indicator *indicator)
{
    if (!is_qualitative(indicator))
        return CARAVAN__PROJECTS__V1__INDICATOR_MEASURE__INDICATOR_MEASURE_UNIT;
    return indicator->scale[0] != '\0'
               ? CARAVAN__PROJECTS__V1__INDICATOR_MEASURE__INDICATOR_MEASURE_ORDINAL
               : CARAVAN__PROJECTS__V1__INDICATOR_MEASURE__INDICATOR_MEASURE_QUALITATIVE;
}

static enum across_rule across_of(int64_t kind)
{
    if (kind == KIND(DISTINCT_COUNT))
        return ACROSS_DISTINCT;
    return kind == KIND(QUALITATIVE) ? ACROSS_NONE : ACROSS_SUM;
}

static void fill(struct indicator *indicator)
{
    int64_t across = across_of(indicator->kind);

    if (indicator->grain == 0)
        indicator->grain = CARAVAN__PROJECTS__V1__PERIOD_GRAIN__PERIOD_GRAIN_MONTH;
    if (indicator->measure == 0)
        indicator->measure = measure_of(indicator);
    if (indicator->people == 0 && indicator->counts_people)
        indicator->people = CARAVAN__PROJECTS__V1__PEOPLE_COUNTED__PEOPLE_COUNTED_PERSON_TIMES;
    if (indicator->across_sites == 0)
        indicator->across_sites = across;
    if (indicator->across_projects == 0)
        indicator->across_projects = across;
    if (indicator->collection == 0)
        indicator->collection =
            is_qualitative(indicator) ? COLLECTED_RESULTS : COLLECTED_OBSERVATIONS;
}

static const char *read_scale(struct cv_check *check, char *const *words, size_t count)
{
    const char *scale =
        field_lines_read(check, "indicator.scale", words, count, SCALE_MAX, UNIT_MAX);

    for (size_t i = 1; cv_check_fine(check) && i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(words[i], words[j]) == 0)
                cv_check_fail(check, "indicator.scale", "indicator.scale has the word %s twice",
                              words[i]);
        }
    }
    return scale;
}

void indicator_read_fixed(struct cv_check *check, const Caravan__Projects__V1__Indicator *message,
                          const char *programme, struct indicator *indicator)
{
    indicator->kind = message->kind;
    indicator->decimals = message->decimals;
    indicator->grain = message->grain;
    indicator->counts_people = message->counts_people;
    indicator->measure = message->measure;
    indicator->people = message->people;
    indicator->descending = message->descending;
    indicator->across_sites = message->across_sites;
    indicator->across_projects = message->across_projects;
    indicator->collection = message->collection;
    indicator->scale = read_scale(check, message->scale, message->n_scale);
    feed_read(check, message->feed, programme, &indicator->feed);
    fill(indicator);
}

static void check_baseline(struct cv_check *check, const struct indicator *indicator)
{
    const struct baseline *baseline = &indicator->baseline;
    bool words = is_qualitative(indicator);

    cv_check_range(check, "indicator.baseline.value", baseline->value, 0, words ? 0 : VALUE_MAX);
    cv_check_text(check, "indicator.baseline.comment", baseline->comment, STATEMENT_MAX,
                  words && baseline->on != CV_DATE_NONE);
}

static void check_across_one(struct cv_check *check, const char *field, int64_t kind, int64_t rule)
{
    if (rule != (int64_t)across_of(kind) && !(kind == KIND(LEVEL) && rule == ACROSS_LAST))
        cv_check_fail(check, field, "an indicator of this kind does not add up so: leave %s empty",
                      field);
}

static void check_across(struct cv_check *check, const struct indicator *indicator)
{
    if (!cv_check_fine(check))
        return;
    check_across_one(check, "indicator.across_sites", indicator->kind, indicator->across_sites);
    check_across_one(check, "indicator.across_projects", indicator->kind,
                     indicator->across_projects);
    if (indicator->across_projects == ACROSS_LAST && indicator->across_sites != ACROSS_LAST)
        cv_check_fail(check, "indicator.across_projects",
                      "indicator.across_projects LAST demands that across_sites is LAST, too");
}

static void check_measure(struct cv_check *check, const struct indicator *indicator)
{
    bool in_words =
        indicator->measure >= CARAVAN__PROJECTS__V1__INDICATOR_MEASURE__INDICATOR_MEASURE_ORDINAL;

    if (is_qualitative(indicator) ? indicator->measure != measure_of(indicator) : in_words)
        cv_check_fail(check, "indicator.measure",
                      "a QUALITATIVE is ORDINAL with a scale and QUALITATIVE without, and no other "
                      "kind is either");
}

static void check_by_kind(struct cv_check *check, const struct indicator *indicator)
{
    bool words = is_qualitative(indicator);
    bool money = indicator->kind == KIND(MONEY_FLOW);

    check_measure(check, indicator);
    if (words && indicator->decimals != 0)
        cv_check_fail(check, "indicator.decimals", "a QUALITATIVE has no decimals");
    if ((money || words) && indicator->counts_people)
        cv_check_fail(check, "indicator.counts_people", "an indicator of this kind counts nobody");
    if (!indicator->counts_people && indicator->people != 0)
        cv_check_fail(check, "indicator.people",
                      "indicator.people is only for one that counts_people");
    if (!words && indicator->scale[0] != '\0')
        cv_check_fail(check, "indicator.scale", "only a QUALITATIVE has a scale");
    if ((words && indicator->collection != COLLECTED_RESULTS) ||
        (indicator->kind == KIND(DISTINCT_COUNT) && indicator->collection == COLLECTED_RESULTS))
        cv_check_fail(check, "indicator.collection",
                      "a QUALITATIVE takes RESULTS, a DISTINCT_COUNT OBSERVATIONS");
    if (indicator->evidence_required && indicator->collection != COLLECTED_RESULTS)
        cv_check_fail(check, "indicator.evidence_required", "only a result has evidence");
}

void indicator_check(struct cv_check *check, const struct indicator *indicator)
{
    cv_field_titles(check, "indicator.title", indicator->title, indicator->title_zh);
    cv_field_enum(check, "indicator.kind", &caravan__projects__v1__indicator_kind__descriptor,
                  indicator->kind, true);
    cv_check_text(check, "indicator.unit", indicator->unit, UNIT_MAX,
                  indicator->kind != KIND(MONEY_FLOW) && !is_qualitative(indicator));
    cv_check_text(check, "indicator.unit_zh", indicator->unit_zh, UNIT_MAX, false);
    cv_check_range(check, "indicator.decimals", indicator->decimals, 0, DECIMALS_MAX);
    cv_field_enum(check, "indicator.grain", &caravan__projects__v1__period_grain__descriptor,
                  indicator->grain, true);
    cv_field_enum(check, "indicator.measure", &caravan__projects__v1__indicator_measure__descriptor,
                  indicator->measure, true);
    cv_field_enum(check, "indicator.people", &caravan__projects__v1__people_counted__descriptor,
                  indicator->people, indicator->counts_people);
    cv_field_enum(check, "indicator.collection",
                  &caravan__projects__v1__indicator_collection__descriptor, indicator->collection,
                  true);
    cv_field_enum(check, "indicator.result_type", &caravan__projects__v1__result_type__descriptor,
                  indicator->result_type, false);
    cv_field_enum(check, "indicator.source", &caravan__projects__v1__indicator_source__descriptor,
                  indicator->source, false);
    cv_check_range(check, "indicator.due_days", indicator->due_days, 0, DUE_DAYS_MAX);
    check_baseline(check, indicator);
    check_across(check, indicator);
    check_by_kind(check, indicator);
    feed_check(check, indicator);
}

struct cv_status indicator_currency(struct cv_arena *arena, const char *currency,
                                    struct indicator *indicator)
{
    if (indicator->kind != KIND(MONEY_FLOW))
        return CV_STATUS_OK;
    if (indicator->unit[0] != '\0' && strcmp(indicator->unit, currency) != 0)
        return cv_status_field(arena, "indicator.unit",
                               "the unit of a MONEY_FLOW is the programme's currency, %s, not %s",
                               currency, indicator->unit);
    indicator->unit = currency;
    return CV_STATUS_OK;
}

void indicator_rating_check(struct cv_check *check, const char *field,
                            const struct indicator_ref *ref, const char *rating)
{
    if (ref->scale[0] == '\0' && rating[0] != '\0')
        cv_check_fail(check, field, "%s is for an indicator with a scale", field);
    if (ref->scale[0] != '\0' && !scale_has(ref->scale, rating))
        cv_check_fail(check, field, "%s must be a word of the indicator's scale", field);
}

/* ---- to the wire ---- */

Caravan__Projects__V1__Baseline *baseline_wire(struct cv_arena *arena,
                                               const struct baseline *baseline)
{
    Caravan__Projects__V1__Baseline *message;

    if (baseline->on == CV_DATE_NONE)
        return NULL;
    message = cv_arena_alloc(arena, sizeof(*message));
    if (message == NULL)
        return NULL;
    caravan__projects__v1__baseline__init(message);
    message->value = baseline->value;
    message->date = cv_wire_date(arena, baseline->on);
    message->comment = cv_wire_text(baseline->comment);
    return message;
}

Caravan__Projects__V1__Indicator *indicator_wire(struct cv_arena *arena, const char *programme,
                                                 const struct indicator *indicator)
{
    Caravan__Projects__V1__Indicator *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__indicator__init(message);
    message->name = cv_arena_printf(arena, "programmes/%s/indicators/%s", programme, indicator->id);
    message->title = cv_wire_text(indicator->title);
    message->title_zh = cv_wire_text(indicator->title_zh);
    message->kind = (Caravan__Projects__V1__IndicatorKind)indicator->kind;
    message->unit = cv_wire_text(indicator->unit);
    message->unit_zh = cv_wire_text(indicator->unit_zh);
    message->decimals = (int32_t)indicator->decimals;
    message->grain = (Caravan__Projects__V1__PeriodGrain)indicator->grain;
    message->counts_people = indicator->counts_people;
    message->measure = (Caravan__Projects__V1__IndicatorMeasure)indicator->measure;
    message->people = (Caravan__Projects__V1__PeopleCounted)indicator->people;
    message->descending = indicator->descending;
    message->across_sites = (Caravan__Projects__V1__AcrossRule)indicator->across_sites;
    message->across_projects = (Caravan__Projects__V1__AcrossRule)indicator->across_projects;
    message->collection = (Caravan__Projects__V1__IndicatorCollection)indicator->collection;
    message->n_scale = field_words_wire(arena, indicator->scale, '\n', &message->scale);
    message->result_type = (Caravan__Projects__V1__ResultType)indicator->result_type;
    message->source = (Caravan__Projects__V1__IndicatorSource)indicator->source;
    message->evidence_required = indicator->evidence_required;
    message->due_days = (int32_t)indicator->due_days;
    message->baseline = baseline_wire(arena, &indicator->baseline);
    message->feed = feed_wire(arena, programme, &indicator->feed);
    message->etag = cv_wire_text(cv_field_etag(arena, indicator->version));
    message->create_time = cv_wire_time(arena, indicator->created_us);
    message->update_time = cv_wire_time(arena, indicator->recorded_us);
    return message;
}
