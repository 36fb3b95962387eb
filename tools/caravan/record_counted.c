#include "record_parts.h"

#include <string.h>

#define UNIT_MAX       40
#define DECIMALS_MAX   6
#define PERIOD_MAX     7 /* "2025-Q1" */
#define RATING_MAX     40
#define BASELINE_MAX   500
#define STATEMENT_MAX  1000
#define CORRECTION_MAX 200
#define DOCUMENT_MAX   200
#define BELOW_MAX      200

#define INDICATOR_KIND_OF(name) CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_##name

#define FED_FIGURE_OF(name) CARAVAN__PROJECTS__V1__FED_FIGURE__FED_FIGURE_##name

static const struct reader_word INDICATOR_KINDS[] = {
    {{"flow", "流量"}, "累计", INDICATOR_KIND_OF(FLOW)},
    {{"level", "存量"}, "时点", INDICATOR_KIND_OF(LEVEL)},
    {{"distinct_count", "去重计数"}, "distinct count", INDICATOR_KIND_OF(DISTINCT_COUNT)},
    {{"ratio", "比率"}, NULL, INDICATOR_KIND_OF(RATIO)},
    {{"weighted_mean", "加权平均"}, "weighted mean", INDICATOR_KIND_OF(WEIGHTED_MEAN)},
    {{"money_flow", "金额"}, "money flow", INDICATOR_KIND_OF(MONEY_FLOW)},
    {{"qualitative", "定性"}, NULL, INDICATOR_KIND_OF(QUALITATIVE)},
    {{NULL, NULL}, NULL, 0},
};

static const struct reader_word GRAINS[] = {
    {{"month", "月"}, "monthly", CARAVAN__PROJECTS__V1__PERIOD_GRAIN__PERIOD_GRAIN_MONTH},
    {{"quarter", "季"}, "季度", CARAVAN__PROJECTS__V1__PERIOD_GRAIN__PERIOD_GRAIN_QUARTER},
    {{"year", "年"}, "年度", CARAVAN__PROJECTS__V1__PERIOD_GRAIN__PERIOD_GRAIN_YEAR},
    {{NULL, NULL}, NULL, 0},
};

/* Money has the programme's currency, words have none. */
static bool needs_unit(Caravan__Projects__V1__IndicatorKind kind)
{
    return kind != INDICATOR_KIND_OF(MONEY_FLOW) && kind != INDICATOR_KIND_OF(QUALITATIVE);
}

static const struct reader_word COLLECTIONS[] = {
    {{"observations", "观测"},
     NULL,
     CARAVAN__PROJECTS__V1__INDICATOR_COLLECTION__INDICATOR_COLLECTION_OBSERVATIONS},
    {{"results", "成果"},
     "填报",
     CARAVAN__PROJECTS__V1__INDICATOR_COLLECTION__INDICATOR_COLLECTION_RESULTS},
    {{NULL, NULL}, NULL, 0},
};

/* Where it stood before the programme: of words what was said of it then. */
static void read_baseline(struct reader *reader, Caravan__Projects__V1__Indicator *indicator)
{
    Caravan__Projects__V1__Baseline *baseline;

    if (!reader_has(reader, INDICATOR_BASELINE) && !reader_has(reader, INDICATOR_BASELINE_DATE))
        return;
    baseline = MAKE(reader, baseline);
    if (baseline == NULL)
        return;
    indicator->baseline = baseline;
    baseline->date = reader_date(reader, INDICATOR_BASELINE_DATE, true);
    if (indicator->kind == INDICATOR_KIND_OF(QUALITATIVE))
        baseline->comment = reader_text(reader, INDICATOR_BASELINE, BASELINE_MAX, true);
    else
        baseline->value = reader_count(reader, INDICATOR_BASELINE, indicator->decimals, true);
}

static const struct reader_word FIGURES[] = {
    {{"freight_tonnes", "货运吨数"}, "freight tonnes", FED_FIGURE_OF(FREIGHT_TONNES)},
    {{"freight_trips", "货运车次"}, "freight trips", FED_FIGURE_OF(FREIGHT_TRIPS)},
    {{"freight_boxes", "货运箱数"}, "freight boxes", FED_FIGURE_OF(FREIGHT_BOXES)},
    {{"sales_signed", "签约销售额"}, "sales signed", FED_FIGURE_OF(SALES_SIGNED)},
    {{"sales_paid", "回款销售额"}, "sales paid", FED_FIGURE_OF(SALES_PAID)},
    {{"training_participants", "培训人次"},
     "training participants",
     FED_FIGURE_OF(TRAINING_PARTICIPANTS)},
    {{"training_completed", "结业人次"}, "training completed", FED_FIGURE_OF(TRAINING_COMPLETED)},
    {{NULL, NULL}, NULL, 0},
};

/* What another service counts: then the row says of which of its things, and where that counts. */
static void read_feed(struct batch *batch, struct reader *reader,
                      Caravan__Projects__V1__Indicator *indicator)
{
    Caravan__Projects__V1__IndicatorFeed *feed;

    if (!reader_has(reader, INDICATOR_FEED))
        return;
    feed = MAKE(reader, indicator_feed);
    if (feed == NULL)
        return;
    indicator->feed = feed;
    feed->figure =
        (Caravan__Projects__V1__FedFigure)reader_word(reader, INDICATOR_FEED, FIGURES, true);
    feed->below = reader_text(reader, INDICATOR_FEED_BELOW, BELOW_MAX, false);
    feed->project = reader_name(reader, batch->name, "projects",
                                reader_id(reader, INDICATOR_FEED_PROJECT, true));
    feed->site = reader_id(reader, INDICATOR_FEED_SITE, false);
}

static void make_indicator(struct batch *batch, struct reader *reader,
                           Caravan__Projects__V1__ImportRow *row)
{
    Caravan__Projects__V1__CreateIndicatorRequest *create = MAKE(reader, create_indicator_request);
    Caravan__Projects__V1__Indicator *indicator = MAKE(reader, indicator);

    if (create == NULL || indicator == NULL)
        return;
    row->record_case = CASE(INDICATOR);
    row->indicator = create;
    create->parent = batch->name;
    create->indicator_id = reader_id(reader, INDICATOR_ID, true);
    create->indicator = indicator;
    reader_titles(reader, INDICATOR_TITLE, INDICATOR_TITLE_ZH, &indicator->title,
                  &indicator->title_zh);
    indicator->kind = (Caravan__Projects__V1__IndicatorKind)reader_word(reader, INDICATOR_KIND,
                                                                        INDICATOR_KINDS, true);
    indicator->unit_zh = reader_text(reader, INDICATOR_UNIT_ZH, UNIT_MAX, false);
    indicator->unit = indicator->unit_zh; /* one of them will do */
    if (reader_has(reader, INDICATOR_UNIT) || *indicator->unit_zh == '\0')
        indicator->unit =
            reader_text(reader, INDICATOR_UNIT, UNIT_MAX, needs_unit(indicator->kind));
    if (reader_has(reader, INDICATOR_DECIMALS))
        indicator->decimals = (int32_t)reader_integer(reader, INDICATOR_DECIMALS, 0, DECIMALS_MAX);
    indicator->grain =
        (Caravan__Projects__V1__PeriodGrain)reader_word(reader, INDICATOR_GRAIN, GRAINS, false);
    indicator->counts_people = reader_yes(reader, INDICATOR_COUNTS_PEOPLE);
    indicator->collection = (Caravan__Projects__V1__IndicatorCollection)reader_word(
        reader, INDICATOR_COLLECTION, COLLECTIONS, false);
    read_baseline(reader, indicator);
    read_feed(batch, reader, indicator);
    batch_know_indicator(batch, create->indicator_id, indicator->decimals, (int)indicator->kind);
}

/* In the first column of all rows about one. NULL: it is complained about. */
static const struct batch_indicator *find_indicator(struct batch *batch, struct reader *reader,
                                                    const char *id)
{
    const struct batch_indicator *indicator = batch_indicator(batch, id);

    if (indicator == NULL && *id != '\0')
        reader_complain(reader, OBSERVATION_INDICATOR,
                        T("is no indicator of the programme; new ones go into indicators.csv",
                          "不是该计划的指标；新指标请写入 indicators.csv"));
    return indicator;
}

static int64_t read_weight(struct reader *reader, size_t column,
                           const struct batch_indicator *indicator)
{
    bool mean = indicator->kind == INDICATOR_KIND_OF(WEIGHTED_MEAN);

    return reader_count(reader, column, mean ? 0 : indicator->decimals, false);
}

/* Words have no number. */
static int64_t read_value(struct reader *reader, size_t column,
                          const struct batch_indicator *indicator)
{
    return reader_count(reader, column, indicator->decimals,
                        indicator->kind != INDICATOR_KIND_OF(QUALITATIVE));
}

static void make_observation(struct batch *batch, struct reader *reader,
                             Caravan__Projects__V1__ImportRow *row)
{
    Caravan__Projects__V1__CreateObservationRequest *create =
        MAKE(reader, create_observation_request);
    Caravan__Projects__V1__Observation *observation = MAKE(reader, observation);
    const struct batch_indicator *indicator;
    char *id;

    if (create == NULL || observation == NULL)
        return;
    row->record_case = CASE(OBSERVATION);
    row->observation = create;
    id = reader_id(reader, OBSERVATION_INDICATOR, true);
    create->parent = reader_name(reader, batch->name, "indicators", id);
    create->observation_id = reader_id(reader, OBSERVATION_ID, false);
    create->observation = observation;
    observation->project = record_project(batch, reader, OBSERVATION_PROJECT);
    observation->site = reader_id(reader, OBSERVATION_SITE, false);
    observation->subject = reader_id(reader, OBSERVATION_SUBJECT, false);
    observation->effective_date = reader_date(reader, OBSERVATION_DATE, true);
    observation->reference = reader_text(reader, OBSERVATION_REFERENCE, REFERENCE_MAX, false);
    indicator = find_indicator(batch, reader, id);
    if (indicator != NULL) {
        observation->value = reader_count(reader, OBSERVATION_VALUE, indicator->decimals, true);
        observation->weight = read_weight(reader, OBSERVATION_WEIGHT, indicator);
    }
    record_give_id(batch, reader, create, &create->observation_id, NULL);
}

/* Of the programme itself, where no project is named. */
static char *project_or_none(struct batch *batch, struct reader *reader, size_t column)
{
    return reader_has(reader, column) ? record_project(batch, reader, column)
                                      : (char *)(uintptr_t)protobuf_c_empty_string;
}

static void make_target(struct batch *batch, struct reader *reader,
                        Caravan__Projects__V1__ImportRow *row)
{
    Caravan__Projects__V1__CreateTargetRequest *create = MAKE(reader, create_target_request);
    Caravan__Projects__V1__Target *target = MAKE(reader, target);
    const struct batch_indicator *indicator;
    char *id;

    if (create == NULL || target == NULL)
        return;
    row->record_case = CASE(TARGET);
    row->target = create;
    id = reader_id(reader, TARGET_INDICATOR, true);
    create->parent = reader_name(reader, batch->name, "indicators", id);
    create->target_id = reader_id(reader, TARGET_ID, false);
    create->target = target;
    target->period = reader_text(reader, TARGET_PERIOD, PERIOD_MAX, false);
    target->project = project_or_none(batch, reader, TARGET_PROJECT);
    target->site = reader_id(reader, TARGET_SITE, false);
    target->rating = reader_text(reader, TARGET_RATING, RATING_MAX, false);
    indicator = find_indicator(batch, reader, id);
    if (indicator != NULL)
        target->value = read_value(reader, TARGET_VALUE, indicator);
    record_give_id(batch, reader, create, &create->target_id, NULL);
}

/* The document that proves it, if there is one. */
static void read_document(struct reader *reader, Caravan__Projects__V1__Result *result)
{
    char **documents = cv_arena_alloc(reader->arena, sizeof(*documents));

    if (documents == NULL || !reader_has(reader, RESULT_DOCUMENT))
        return;
    documents[0] = reader_text(reader, RESULT_DOCUMENT, DOCUMENT_MAX, false);
    result->documents = documents;
    result->n_documents = 1;
}

static void make_result(struct batch *batch, struct reader *reader,
                        Caravan__Projects__V1__ImportRow *row)
{
    Caravan__Projects__V1__CreateResultRequest *create = MAKE(reader, create_result_request);
    Caravan__Projects__V1__Result *result = MAKE(reader, result);
    const struct batch_indicator *indicator;
    char *id;

    if (create == NULL || result == NULL)
        return;
    row->record_case = CASE(RESULT);
    row->result = create;
    id = reader_id(reader, RESULT_INDICATOR, true);
    create->parent = reader_name(reader, batch->name, "indicators", id);
    create->result_id = reader_id(reader, RESULT_ID, false);
    create->result = result;
    result->period = reader_text(reader, RESULT_PERIOD, PERIOD_MAX, true);
    result->project = record_project(batch, reader, RESULT_PROJECT);
    result->site = reader_id(reader, RESULT_SITE, false);
    result->rating = reader_text(reader, RESULT_RATING, RATING_MAX, false);
    result->statement = reader_text(reader, RESULT_STATEMENT, STATEMENT_MAX, false);
    result->supersedes = reader_id(reader, RESULT_SUPERSEDES, false);
    result->correction = reader_text(reader, RESULT_CORRECTION, CORRECTION_MAX, false);
    read_document(reader, result);
    indicator = find_indicator(batch, reader, id);
    if (indicator != NULL) {
        result->value = read_value(reader, RESULT_VALUE, indicator);
        result->weight = read_weight(reader, RESULT_WEIGHT, indicator);
    }
    record_give_id(batch, reader, create, &create->result_id, NULL);
}

void record_make_counted(struct batch *batch, struct reader *reader,
                         Caravan__Projects__V1__ImportRow *row)
{
    switch (reader->sheet->form->id) {
    case FORM_INDICATORS:
        make_indicator(batch, reader, row);
        break;
    case FORM_OBSERVATIONS:
        make_observation(batch, reader, row);
        break;
    case FORM_TARGETS:
        make_target(batch, reader, row);
        break;
    case FORM_RESULTS:
        make_result(batch, reader, row);
        break;
    default:
        break;
    }
}
