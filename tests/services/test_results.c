/* Indicators and observations, through the whole service. */
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* ---- indicators ---- */

static void an_indicator_is_created_updated_and_read(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    EXPECT(&bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'health.screened' indicator { title: 'Screened' "
           "title_zh: '筛查' kind: INDICATOR_KIND_FLOW unit: 'persons' unit_zh: '人' decimals: 6 "
           "grain: PERIOD_GRAIN_QUARTER counts_people: true }",
           "name: 'programmes/jw/indicators/health.screened' title: 'Screened' title_zh: '筛查' "
           "kind: INDICATOR_KIND_FLOW unit: 'persons' unit_zh: '人' decimals: 6 "
           "grain: PERIOD_GRAIN_QUARTER counts_people: true etag: 'v1'");
    EXPECT(&bench, "UpdateIndicator",
           "indicator { name: 'programmes/jw/indicators/health.screened' title: 'People screened' "
           "unit: 'people' kind: INDICATOR_KIND_LEVEL etag: 'v1' }",
           "title: 'People screened' title_zh: '' kind: INDICATOR_KIND_FLOW unit: 'people' "
           "unit_zh: '' etag: 'v2'");
    EXPECT(&bench, "UpdateIndicator",
           "indicator { name: 'programmes/jw/indicators/health.screened' unit_zh: '人次' "
           "title: 'not taken' etag: 'v2' } update_mask { paths: 'unit_zh' paths: 'title_zh' }",
           "");
    EXPECT(&bench, "GetIndicator", "name: 'programmes/jw/indicators/health.screened'",
           "title: 'People screened' title_zh: '' kind: INDICATOR_KIND_FLOW unit: 'people' "
           "unit_zh: '人次' decimals: 6 grain: PERIOD_GRAIN_QUARTER counts_people: true "
           "etag: 'v3'");
    service_down(&bench);
}

static void an_indicator_without_grain_is_shown_by_month(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    EXPECT(&bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator { title: 'x' unit: 'x' kind: INDICATOR_KIND_RATIO }",
           "grain: PERIOD_GRAIN_MONTH decimals: 0 counts_people: false");
    service_down(&bench);
}

static void each_wrong_field_of_a_new_indicator_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'jw'", BAD, "parent"},
        {"parent: 'programmes/other'", MISSING, ""},
        {"!indicator", BAD, "indicator"},
        {"indicator_id: 'X'", BAD, "indicator_id"},
        {"indicator { !title }", BAD, "indicator.title"},
        {"indicator { title: '" LETTERS_200 "x' }", BAD, "indicator.title"},
        {"indicator { title_zh: 'x ' }", BAD, "indicator.title_zh"},
        {"indicator { !kind }", BAD, "indicator.kind"},
        {"indicator { kind: 8 }", BAD, "indicator.kind"},
        {"indicator { !unit }", BAD, "indicator.unit"},
        {"indicator { unit: 'abcdefghijabcdefghijabcdefghijabcdefghijk' }", BAD, "indicator.unit"},
        {"indicator { unit_zh: 'abcdefghijabcdefghijabcdefghijabcdefghijk' }", BAD,
         "indicator.unit_zh"},
        {"indicator { decimals: -1 }", BAD, "indicator.decimals"},
        {"indicator { decimals: 7 }", BAD, "indicator.decimals"},
        {"indicator { grain: 4 }", BAD, "indicator.grain"},
        {"indicator { measure: 6 }", BAD, "indicator.measure"},
        {"indicator { measure: INDICATOR_MEASURE_ORDINAL }", BAD, "indicator.measure"},
        {"indicator { people: PEOPLE_COUNTED_PERSONS }", BAD, "indicator.people"},
        {"indicator { counts_people: true people: 3 }", BAD, "indicator.people"},
        {"indicator { across_sites: ACROSS_RULE_LAST }", BAD, "indicator.across_sites"},
        {"indicator { across_projects: ACROSS_RULE_NONE }", BAD, "indicator.across_projects"},
        {"indicator { collection: 3 }", BAD, "indicator.collection"},
        {"indicator { scale: 'good' }", BAD, "indicator.scale"},
        {"indicator { result_type: 4 }", BAD, "indicator.result_type"},
        {"indicator { source: 4 }", BAD, "indicator.source"},
        {"indicator { evidence_required: true }", BAD, "indicator.evidence_required"},
        {"indicator { due_days: -1 }", BAD, "indicator.due_days"},
        {"indicator { due_days: 367 }", BAD, "indicator.due_days"},
        {"indicator { baseline { value: 1 } }", BAD, "indicator.baseline.date"},
        {"indicator { baseline { date: 2025-07-03 } }", BAD, "indicator.baseline.date"},
        {"indicator { baseline { value: -1 date: 2024-12-31 } }", BAD, "indicator.baseline.value"},
        {"indicator { baseline { comment: '" LETTERS_200 LETTERS_200 LETTERS_50 LETTERS_50
         "x' date: 2024-12-31 } }",
         BAD, "indicator.baseline.comment"},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    REFUSE_EACH(&bench, "CreateIndicator",
                "parent: 'programmes/jw' indicator_id: 'x' indicator { title: 'x' decimals: 6 "
                "unit: 'abcdefghijabcdefghijabcdefghijabcdefghij' kind: INDICATOR_KIND_FLOW }",
                ROWS);
    REFUSE(&bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'x' indicator { title: 'x' unit: 'x' kind: 2 }",
           CV_ALREADY_EXISTS, "ID_TAKEN", "");
    service_down(&bench);
}

static void each_wrong_field_of_an_indicators_update_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!indicator", BAD, "indicator"},
        {"indicator { name: 'programmes/jw' }", BAD, "indicator.name"},
        {"indicator { name: 'programmes/jw/indicators/other' }", MISSING, ""},
        {"indicator { name: 'programmes/other/indicators/trees' }", MISSING, ""},
        {"indicator { !etag }", BAD, "indicator.etag"},
        {"indicator { etag: 'v2' }", CV_ABORTED, "ETAG_MISMATCH", ""},
        {"update_mask { paths: 'kind' }", BAD, "update_mask"},
        {"update_mask { paths: 'decimals' }", BAD, "update_mask"},
        {"update_mask { paths: 'grain' }", BAD, "update_mask"},
        {"update_mask { paths: 'counts_people' }", BAD, "update_mask"},
        {"indicator { !title }", BAD, "indicator.title"},
        {"indicator { title_zh: ' ' }", BAD, "indicator.title_zh"},
        {"indicator { !unit }", BAD, "indicator.unit"},
        {"indicator { unit_zh: ' x' }", BAD, "indicator.unit_zh"},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    EXPECT(&bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'trees' indicator { title: 'x' unit: 'x' "
           "kind: INDICATOR_KIND_LEVEL }",
           "");
    REFUSE_EACH(&bench, "UpdateIndicator",
                "indicator { name: 'programmes/jw/indicators/trees' title: 'x' unit: 'x' "
                "etag: 'v1' }",
                ROWS);
    service_down(&bench);
}

/* What a kind fills in, and what it refuses. */
static const struct {
    const char *fields;
    const char *made;  /* NULL: refused */
    const char *wrong; /* the field */
} KIND_ROWS[] = {
    {"kind: INDICATOR_KIND_MONEY_FLOW decimals: 2",
     "unit: 'CNY' measure: INDICATOR_MEASURE_UNIT across_sites: ACROSS_RULE_SUM "
     "across_projects: ACROSS_RULE_SUM collection: INDICATOR_COLLECTION_OBSERVATIONS",
     ""},
    {"kind: INDICATOR_KIND_MONEY_FLOW unit: 'CNY'", "unit: 'CNY'", ""},
    {"kind: INDICATOR_KIND_MONEY_FLOW unit: 'USD'", NULL, "indicator.unit"},
    {"kind: INDICATOR_KIND_MONEY_FLOW counts_people: true", NULL, "indicator.counts_people"},
    {"kind: INDICATOR_KIND_QUALITATIVE",
     "unit: '' measure: INDICATOR_MEASURE_QUALITATIVE across_sites: ACROSS_RULE_NONE "
     "collection: INDICATOR_COLLECTION_RESULTS",
     ""},
    {"kind: INDICATOR_KIND_QUALITATIVE scale: 'poor' scale: 'fair' scale: 'good'",
     "measure: INDICATOR_MEASURE_ORDINAL scale: 'poor' scale: 'fair' scale: 'good'", ""},
    {"kind: INDICATOR_KIND_QUALITATIVE scale: 'poor' scale: 'poor'", NULL, "indicator.scale"},
    {"kind: INDICATOR_KIND_QUALITATIVE scale: ''", NULL, "indicator.scale"},
    {"kind: INDICATOR_KIND_QUALITATIVE scale: '1' scale: '2' scale: '3' scale: '4' scale: '5' "
     "scale: '6' scale: '7' scale: '8' scale: '9' scale: '10' scale: '11'",
     NULL, "indicator.scale"},
    {"kind: INDICATOR_KIND_QUALITATIVE decimals: 1", NULL, "indicator.decimals"},
    {"kind: INDICATOR_KIND_QUALITATIVE measure: INDICATOR_MEASURE_ORDINAL", NULL,
     "indicator.measure"},
    {"kind: INDICATOR_KIND_QUALITATIVE collection: INDICATOR_COLLECTION_OBSERVATIONS", NULL,
     "indicator.collection"},
    {"kind: INDICATOR_KIND_QUALITATIVE baseline { value: 1 date: 2024-12-31 comment: 'x' }", NULL,
     "indicator.baseline.value"},
    {"kind: INDICATOR_KIND_QUALITATIVE baseline { date: 2024-12-31 }", NULL,
     "indicator.baseline.comment"},
    {"kind: INDICATOR_KIND_QUALITATIVE baseline { date: 2024-12-31 comment: 'No road' }",
     "baseline { value: 0 date: 2024-12-31 comment: 'No road' }", ""},
    {"kind: INDICATOR_KIND_DISTINCT_COUNT unit: 'x'",
     "across_sites: ACROSS_RULE_DISTINCT across_projects: ACROSS_RULE_DISTINCT", ""},
    {"kind: INDICATOR_KIND_DISTINCT_COUNT unit: 'x' collection: INDICATOR_COLLECTION_RESULTS", NULL,
     "indicator.collection"},
    {"kind: INDICATOR_KIND_LEVEL unit: 'x' across_projects: ACROSS_RULE_LAST", NULL,
     "indicator.across_projects"},
    {"kind: INDICATOR_KIND_LEVEL unit: 'x' across_sites: ACROSS_RULE_LAST",
     "across_sites: ACROSS_RULE_LAST across_projects: ACROSS_RULE_SUM", ""},
    {"kind: INDICATOR_KIND_FLOW unit: 'x' counts_people: true",
     "people: PEOPLE_COUNTED_PERSON_TIMES", ""},
    {"kind: INDICATOR_KIND_FLOW unit: 'x' collection: INDICATOR_COLLECTION_RESULTS "
     "evidence_required: true due_days: 30 descending: true measure: "
     "INDICATOR_MEASURE_PERCENTAGE result_type: RESULT_TYPE_OUTCOME source: "
     "INDICATOR_SOURCE_ESTIMATED baseline { value: 7 date: 2024-12-31 comment: 'Census' }",
     "collection: INDICATOR_COLLECTION_RESULTS evidence_required: true due_days: 30 "
     "descending: true measure: INDICATOR_MEASURE_PERCENTAGE result_type: RESULT_TYPE_OUTCOME "
     "source: INDICATOR_SOURCE_ESTIMATED "
     "baseline { value: 7 date: 2024-12-31 comment: 'Census' }",
     ""},
};

static void the_kind_says_what_an_indicator_may_be(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    for (size_t i = 0; i < sizeof(KIND_ROWS) / sizeof(KIND_ROWS[0]); i++) {
        const char *request = service_text(
            &bench, "parent: 'programmes/jw' indicator { title: 'x' %s }", KIND_ROWS[i].fields);

        if (KIND_ROWS[i].made != NULL)
            EXPECT(&bench, "CreateIndicator", request, KIND_ROWS[i].made);
        else
            REFUSE(&bench, "CreateIndicator", request, BAD, KIND_ROWS[i].wrong);
    }
    service_down(&bench);
}

static void a_baseline_is_given_changed_and_taken_back(void **state)
{
    struct service_bench bench;
    const Caravan__Projects__V1__Indicator *made;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    EXPECT(&bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'trees' indicator { title: 'x' unit: 'x' "
           "kind: INDICATOR_KIND_LEVEL baseline { value: 7 date: 2024-12-31 } }",
           "baseline { value: 7 date: 2024-12-31 comment: '' }");
    EXPECT(&bench, "UpdateIndicator",
           "indicator { name: 'programmes/jw/indicators/trees' etag: 'v1' due_days: 9 "
           "baseline { value: 8 date: 2024-12-31 comment: 'Counted again' } } "
           "update_mask { paths: 'baseline' }",
           "title: 'x' due_days: 0 baseline { value: 8 comment: 'Counted again' } etag: 'v2'");
    made = (const void *)EXPECT(&bench, "UpdateIndicator",
                                "indicator { name: 'programmes/jw/indicators/trees' etag: 'v2' } "
                                "update_mask { paths: 'baseline' }",
                                "etag: 'v3'");
    assert_null(made->baseline);
    service_down(&bench);
}

/* ---- observations ---- */

/* One indicator of each kind, by its name. */
static void sow_indicators(struct service_bench *bench)
{
    static const char *const KINDS[] = {"flow", "level", "distinct", "ratio", "mean", "money"};

    projects_sow(bench);
    for (int i = 0; i < 6; i++)
        EXPECT(bench, "CreateIndicator",
               service_text(bench,
                            "parent: 'programmes/jw' indicator_id: '%s' indicator { title: 'x' "
                            "unit: '%s' kind: %d }",
                            KINDS[i], i == 5 ? "" : "x", i + 1),
               "");
}

static const char *observe(struct service_bench *bench, const char *indicator, const char *fields)
{
    return service_text(bench,
                        "parent: 'programmes/jw/indicators/%s' observation { "
                        "project: 'programmes/jw/projects/0042' effective_date: 2025-03-31 %s }",
                        indicator, fields);
}

static void an_observation_is_created_and_read(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_indicators(&bench);
    EXPECT(&bench, "CreateObservation",
           "parent: 'programmes/jw/indicators/ratio' observation_id: '2025-03' observation { "
           "project: 'programmes/jw/projects/0042' site: 'south' effective_date: 2025-03-31 "
           "value: 1000000000000000 weight: 1000000000000000 reference: 'Report 7' }",
           "name: 'programmes/jw/indicators/ratio/observations/2025-03' "
           "project: 'programmes/jw/projects/0042' site: 'south' effective_date: 2025-03-31 "
           "value: 1000000000000000 weight: 1000000000000000 reference: 'Report 7' reverses: '' "
           "reversed_by: '' recorded_time { seconds: 1751371200 }");
    EXPECT(&bench, "GetObservation", "name: 'programmes/jw/indicators/ratio/observations/2025-03'",
           "name: 'programmes/jw/indicators/ratio/observations/2025-03' "
           "project: 'programmes/jw/projects/0042' site: 'south' subject: '' "
           "effective_date: 2025-03-31 value: 1000000000000000 weight: 1000000000000000 "
           "reference: 'Report 7' recorded_time { seconds: 1751371200 }");
    service_down(&bench);
}

static void each_wrong_field_of_a_new_observation_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'programmes/jw'", BAD, "parent"},
        {"parent: 'programmes/jw/indicators/other'", MISSING, ""},
        {"parent: 'programmes/other/indicators/flow' "
         "observation { project: 'programmes/other/projects/0042' }",
         MISSING, ""},
        {"!observation", BAD, "observation"},
        {"observation_id: 'X'", BAD, "observation_id"},
        {"observation { !project }", BAD, "observation.project"},
        {"observation { project: '0042' }", BAD, "observation.project"},
        {"observation { project: 'programmes/other/projects/0042' }", BAD, "observation.project"},
        {"observation { project: 'programmes/jw/projects/0044' }", MISSING, "observation.project"},
        {"observation { site: 'No' }", BAD, "observation.site"},
        {"observation { site: 'east' }", MISSING, "observation.site"},
        {"observation { project: 'programmes/jw/projects/0043' }", MISSING, "observation.site"},
        {"observation { subject: 'A village' }", BAD, "observation.subject"},
        {"observation { !effective_date }", BAD, "observation.effective_date"},
        {"observation { effective_date: 2025-06-31 }", BAD, "observation.effective_date"},
        {"observation { effective_date: 2025-07-03 }", BAD, "observation.effective_date"},
        {"observation { value: -1 }", BAD, "observation.value"},
        {"observation { value: 1000000000000001 }", BAD, "observation.value"},
        {"observation { reference: '" LETTERS_50 LETTERS_50 "x' }", BAD, "observation.reference"},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_indicators(&bench);
    REFUSE_EACH(&bench, "CreateObservation",
                "parent: 'programmes/jw/indicators/flow' observation_id: 'x' observation { "
                "project: 'programmes/jw/projects/0042' site: 'north' value: 0 "
                "effective_date: 2025-07-02 reference: '" LETTERS_50 LETTERS_50 "' }",
                ROWS);
    REFUSE(&bench, "CreateObservation",
           service_text(&bench, "%s observation_id: 'x'", observe(&bench, "flow", "value: 3")),
           CV_ALREADY_EXISTS, "ID_TAKEN", "");
    service_down(&bench);
}

static void the_kind_says_what_an_observation_may_hold(void **state)
{
    static const struct {
        const char *indicator;
        const char *fields;
        const char *wrong; /* NULL: fine */
    } ROWS[] = {
        {"flow", "value: 5", NULL},
        {"flow", "value: 5 weight: 1", "observation.weight"},
        {"flow", "value: 5 subject: 'v1'", "observation.subject"},
        {"money", "value: 5", NULL},
        {"money", "value: 5 weight: 1", "observation.weight"},
        {"money", "value: 5 subject: 'v1'", "observation.subject"},
        {"level", "value: 0", NULL},
        {"level", "weight: 1", "observation.weight"},
        {"level", "subject: 'v1'", "observation.subject"},
        {"distinct", "value: 1 subject: 'v1'", NULL},
        {"distinct", "value: 0 subject: 'v1'", NULL},
        {"distinct", "value: 2 subject: 'v1'", "observation.value"},
        {"distinct", "value: 1", "observation.subject"},
        {"distinct", "value: 1 subject: 'v1' weight: 1", "observation.weight"},
        {"ratio", "value: 3 weight: 4", NULL},
        {"ratio", "value: 0 weight: 4", NULL},
        {"ratio", "value: 0 weight: 0", NULL},
        {"ratio", "value: 3", "observation.weight"},
        {"ratio", "value: 3 weight: -1", "observation.weight"},
        {"ratio", "value: 3 weight: 1000000000000001", "observation.weight"},
        {"ratio", "value: 3 weight: 4 subject: 'v1'", "observation.subject"},
        {"mean", "value: 92 weight: 30", NULL},
        {"mean", "", NULL},
        {"mean", "value: 92", "observation.weight"},
        {"mean", "value: 92 weight: 30 subject: 'v1'", "observation.subject"},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_indicators(&bench);
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        const char *request = observe(&bench, ROWS[i].indicator, ROWS[i].fields);

        if (ROWS[i].wrong == NULL)
            EXPECT(&bench, "CreateObservation", request, ROWS[i].fields);
        else
            REFUSE(&bench, "CreateObservation", request, BAD, ROWS[i].wrong);
    }
    service_down(&bench);
}

static void what_takes_results_takes_no_observations(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_indicators(&bench);
    EXPECT(&bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'told' indicator { title: 'x' unit: 'x' "
           "kind: INDICATOR_KIND_FLOW collection: INDICATOR_COLLECTION_RESULTS }",
           "");
    REFUSE(&bench, "CreateObservation", observe(&bench, "told", "value: 5"), CV_FAILED_PRECONDITION,
           "WRONG_COLLECTION", "");
    REFUSE(&bench, "ReverseObservation",
           "name: 'programmes/jw/indicators/told/observations/x' reference: 'x'",
           CV_FAILED_PRECONDITION, "WRONG_COLLECTION", "");
    service_down(&bench);
}

/* ---- reversals ---- */

#define OBSERVATIONS "programmes/jw/indicators/level/observations/"

static void a_reversal_repeats_what_it_cancels(void **state)
{
    const Caravan__Projects__V1__ListObservationsResponse *list;
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_indicators(&bench);
    EXPECT(&bench, "CreateObservation",
           service_text(&bench, "%s observation_id: 'nothing'",
                        observe(&bench, "level", "site: 'north' value: 0 reference: 'Doc 1'")),
           "");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(&bench, "ReverseObservation",
           "name: '" OBSERVATIONS "nothing' reversal_id: 'undone' reference: 'Wrong site'",
           "name: '" OBSERVATIONS "undone' project: 'programmes/jw/projects/0042' "
           "site: 'north' effective_date: 2025-03-31 value: 0 "
           "weight: 0 reference: 'Wrong site' "
           "reverses: '" OBSERVATIONS "nothing' reversed_by: '' "
           "recorded_time { seconds: 1751457600 }");
    EXPECT(&bench, "GetObservation", "name: '" OBSERVATIONS "nothing'",
           "reference: 'Doc 1' reverses: '' reversed_by: '" OBSERVATIONS "undone' "
           "recorded_time { seconds: 1751371200 }");
    list = (const void *)EXPECT(
        &bench, "ListObservations", "parent: 'programmes/jw/indicators/level'",
        "observations { name: '" OBSERVATIONS "nothing' reversed_by: '" OBSERVATIONS "undone' } "
        "observations { name: '" OBSERVATIONS "undone' reverses: '" OBSERVATIONS "nothing' }");
    assert_int_equal(list->n_observations, 2);
    service_down(&bench);
}

static void a_reversal_is_not_the_opposite(void **state)
{
    static const char *const KINDS[][2] = {
        {"flow", "value: 5 weight: 0 subject: ''"},
        {"distinct", "value: 1 weight: 0 subject: 'v1'"},
        {"ratio", "value: 3 weight: 4 subject: ''"},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_indicators(&bench);
    for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++) {
        EXPECT(&bench, "CreateObservation",
               service_text(&bench, "%s observation_id: 'o'",
                            observe(&bench, KINDS[i][0], KINDS[i][1])),
               "");
        EXPECT(&bench, "ReverseObservation",
               service_text(&bench,
                            "name: 'programmes/jw/indicators/%s/observations/o' "
                            "reversal_id: 'r' reference: 'x'",
                            KINDS[i][0]),
               KINDS[i][1]);
        EXPECT(
            &bench, "GetObservation",
            service_text(&bench, "name: 'programmes/jw/indicators/%s/observations/r'", KINDS[i][0]),
            KINDS[i][1]);
    }
    service_down(&bench);
}

static void each_wrong_reversal_of_an_observation_is_refused(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"name: 'programmes/jw/indicators/level'", BAD, "name"},
        {"name: '" OBSERVATIONS "other'", MISSING, ""},
        {"name: 'programmes/jw/indicators/flow/observations/one'", MISSING, ""},
        {"reversal_id: 'X'", BAD, "reversal_id"},
        {"reversal_id: 'one'", CV_ALREADY_EXISTS, "ID_TAKEN", ""},
        {"!reference", BAD, "reference"},
        {"reference: '" LETTERS_200 "x'", BAD, "reference"},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_indicators(&bench);
    EXPECT(&bench, "CreateObservation",
           service_text(&bench, "%s observation_id: 'one'", observe(&bench, "level", "value: 9")),
           "");
    REFUSE_EACH(&bench, "ReverseObservation",
                "name: '" OBSERVATIONS "one' reversal_id: 'undone' reference: '" LETTERS_200 "'",
                ROWS);
    REFUSE(&bench, "ReverseObservation", "name: '" OBSERVATIONS "one' reference: 'again'",
           CV_FAILED_PRECONDITION, "ALREADY_REVERSED", "");
    REFUSE(&bench, "ReverseObservation", "name: '" OBSERVATIONS "undone' reference: 'back'",
           CV_FAILED_PRECONDITION, "IS_REVERSAL", "");
    service_down(&bench);
}

static void what_is_not_there_is_not_found(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_indicators(&bench);
    REFUSE(&bench, "GetIndicator", "name: 'programmes/jw/indicators/other'", MISSING, "");
    REFUSE(&bench, "GetIndicator", "name: 'programmes/other/indicators/flow'", MISSING, "");
    REFUSE(&bench, "GetIndicator", "name: 'flow'", BAD, "name");
    REFUSE(&bench, "ListIndicators", "parent: 'programmes/other'", MISSING, "");
    REFUSE(&bench, "ListIndicators", "parent: 'programmes/jw/indicators/flow'", BAD, "parent");
    REFUSE(&bench, "GetObservation", "name: '" OBSERVATIONS "other'", MISSING, "");
    REFUSE(&bench, "GetObservation", "name: 'programmes/jw/indicators/level'", BAD, "name");
    REFUSE(&bench, "ListObservations", "parent: 'programmes/jw/indicators/other'", MISSING, "");
    REFUSE(&bench, "ListObservations", "parent: 'programmes/jw'", BAD, "parent");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_indicator_is_created_updated_and_read),
        cmocka_unit_test(an_indicator_without_grain_is_shown_by_month),
        cmocka_unit_test(each_wrong_field_of_a_new_indicator_is_named),
        cmocka_unit_test(each_wrong_field_of_an_indicators_update_is_named),
        cmocka_unit_test(the_kind_says_what_an_indicator_may_be),
        cmocka_unit_test(a_baseline_is_given_changed_and_taken_back),
        cmocka_unit_test(an_observation_is_created_and_read),
        cmocka_unit_test(each_wrong_field_of_a_new_observation_is_named),
        cmocka_unit_test(the_kind_says_what_an_observation_may_hold),
        cmocka_unit_test(what_takes_results_takes_no_observations),
        cmocka_unit_test(a_reversal_repeats_what_it_cancels),
        cmocka_unit_test(a_reversal_is_not_the_opposite),
        cmocka_unit_test(each_wrong_reversal_of_an_observation_is_refused),
        cmocka_unit_test(what_is_not_there_is_not_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
