/* What goes wrong in offices that keep such records, and what then holds here, for whatever noun:
 * rules that no single noun's test would notice to be missing elsewhere. */
#include "caravan/projects/v1/development.caravan.h"
#include "caravan/projects/v1/engagement.caravan.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define JW      "programmes/jw"
#define PROJECT JW "/projects/0042"
#define REPORT  Caravan__Projects__V1__ReportResponse

static void sow_all(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    EXPECT(bench, "CreateBudgetLine",
           "parent: '" PROJECT "' budget_line_id: 'works' budget_line { title: 'x' "
           "fiscal_year: 2025 amount: 1000 effective_date: 2025-01-10 }",
           "");
    projects_approve(bench);
    EXPECT(bench, "CreateIndicator",
           "parent: '" JW "' indicator_id: 'trees' indicator { title: 'Trees' unit: 'trees' "
           "kind: INDICATOR_KIND_FLOW }",
           "");
    EXPECT(bench, "CreateIndicator",
           "parent: '" JW "' indicator_id: 'told' indicator { title: 'x' unit: 'x' kind: 1 "
           "collection: INDICATOR_COLLECTION_RESULTS }",
           "");
    EXPECT(bench, "CreateTarget",
           "parent: '" JW "/indicators/trees' target_id: 'all' target { value: 9 }", "");
    EXPECT(bench, "CreateResult",
           "parent: '" JW "/indicators/told' result_id: 'r' result { project: '" PROJECT "' "
           "period: '2025-03' value: 9 }",
           "");
    EXPECT(bench, "MoveResult",
           "name: '" JW "/indicators/told/results/r' move: RESULT_MOVE_WITHDRAW", "");
    EXPECT(bench, "CreateResult",
           "parent: '" JW "/indicators/told' result_id: 'draft' result { project: '" PROJECT "' "
           "period: '2025-04' value: 9 standing { state: RESULT_STATE_DRAFT } }",
           "");
    EXPECT(bench, "CreateCommitment",
           "parent: '" PROJECT "' commitment_id: 'draft' commitment { amount: 6 "
           "budget_line: '" PROJECT "/budgetLines/works' effective_date: 2025-02-01 "
           "standing { state: ENTRY_STATE_DRAFT } }",
           "");
    EXPECT(bench, "CreateActivity",
           "parent: '" JW "' activity_id: 'a' activity { title: 'Lessons' kind: 1 "
           "first_date: 2025-05-05 site: 'north' organiser: '" JW "/partners/bank' state: 1 }",
           "");
    EXPECT(bench, "CreateHealthCampaign",
           "parent: '" JW "' health_campaign_id: 'h' health_campaign { title: 'Eyes' "
           "organiser: '" JW "/partners/bank' }",
           "");
    EXPECT(bench, "CreateHealthCount",
           "parent: '" JW "/healthCampaigns/h' health_count_id: 'n' health_count { measure: 3 "
           "site: 'north' first_date: 2025-05-01 last_date: 2025-05-31 count: 100 }",
           "");
}

/* ---- two people change one thing ---- */

static const struct {
    const char *method;
    const char *thing; /* the request's field, and all that the update needs but the etag */
    const char *field;
    const char *get;
    const char *name;
} UPDATES[] = {
    {"UpdateProgramme", "name: '" JW "' title: 'Mine' start_date: 2023-01-01 end_date: 2025-12-31",
     "programme", "GetProgramme", JW},
    {"UpdatePartner", "name: '" JW "/partners/bank' title: 'Mine'", "partner", "GetPartner",
     JW "/partners/bank"},
    {"UpdateProject",
     "name: '" PROJECT "' title: 'Mine' sectors { code: 'roads' share_basis_points: 10000 }",
     "project", "GetProject", PROJECT},
    {"UpdateCommitment",
     "name: '" PROJECT "/commitments/draft' amount: 7 budget_line: '" PROJECT "/budgetLines/works' "
     "effective_date: 2025-02-01",
     "commitment", "GetCommitment", PROJECT "/commitments/draft"},
    {"UpdateIndicator", "name: '" JW "/indicators/trees' title: 'Mine' unit: 'x'", "indicator",
     "GetIndicator", JW "/indicators/trees"},
    {"UpdateTarget", "name: '" JW "/indicators/trees/targets/all' value: 10 reason: 'x'", "target",
     "GetTarget", JW "/indicators/trees/targets/all"},
    {"UpdateResult", "name: '" JW "/indicators/told/results/draft' value: 10", "result",
     "GetResult", JW "/indicators/told/results/draft"},
    {"UpdateActivity",
     "name: '" JW "/activities/a' title: 'Mine' kind: 1 first_date: 2025-05-05 site: 'north' "
     "organiser: '" JW "/partners/bank' state: 1 change_reason: 'so'",
     "activity", "GetActivity", JW "/activities/a"},
    {"UpdateHealthCount",
     "name: '" JW "/healthCampaigns/h/counts/n' measure: 3 site: 'north' first_date: 2025-05-01 "
     "last_date: 2025-05-31 count: 110 change_reason: 'so'",
     "health_count", "GetHealthCount", JW "/healthCampaigns/h/counts/n"},
};

static bool is_listed(const char *method)
{
    for (size_t i = 0; i < sizeof(UPDATES) / sizeof(UPDATES[0]); i++) {
        if (strcmp(UPDATES[i].method, method) == 0)
            return true;
    }
    return false;
}

static const char *etag_of(struct service_bench *bench, size_t i)
{
    const ProtobufCMessage *thing =
        EXPECT(bench, UPDATES[i].get, service_text(bench, "name: '%s'", UPDATES[i].name), "");
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(thing->descriptor, "etag");
    const char *etag;

    assert_non_null(field);
    memcpy(&etag, (const char *)thing + field->offset, sizeof(etag));
    return etag;
}

static void what_changed_since_it_was_read_is_not_overwritten(void **state)
{
    static const struct cv_service_type *const TYPES[] = {
        &caravan_projects_v1_projects_type,
        &caravan_projects_v1_development_type,
        &caravan_projects_v1_engagement_type,
    };
    struct service_bench bench;

    (void)state;
    for (size_t t = 0; t < sizeof(TYPES) / sizeof(TYPES[0]); t++) {
        for (size_t i = 0; i < TYPES[t]->method_count; i++) {
            if (strncmp(TYPES[t]->methods[i].name, "Update", strlen("Update")) == 0)
                assert_true(is_listed(TYPES[t]->methods[i].name));
        }
    }
    sow_all(&bench);
    for (size_t i = 0; i < sizeof(UPDATES) / sizeof(UPDATES[0]); i++) {
        const char *read = etag_of(&bench, i);
        const char *mine =
            service_text(&bench, "%s { %s etag: '%s' }", UPDATES[i].field, UPDATES[i].thing, read);

        REFUSE(&bench, UPDATES[i].method,
               service_text(&bench, "%s { %s }", UPDATES[i].field, UPDATES[i].thing), BAD,
               service_text(&bench, "%s.etag", UPDATES[i].field));
        EXPECT(&bench, UPDATES[i].method, mine, "");
        assert_string_not_equal(etag_of(&bench, i), read);
        REFUSE(&bench, UPDATES[i].method, mine, CV_ABORTED, "ETAG_MISMATCH", "");
    }
    service_down(&bench);
}

/* ---- nothing goes away ---- */

static void nothing_is_ever_deleted(void **state)
{
    static const struct cv_service_type *const TYPES[] = {&caravan_projects_v1_projects_type,
                                                          &caravan_projects_v1_development_type,
                                                          &caravan_projects_v1_engagement_type};

    (void)state;
    for (size_t t = 0; t < sizeof(TYPES) / sizeof(TYPES[0]); t++) {
        for (size_t i = 0; i < TYPES[t]->method_count; i++) {
            assert_null(strstr(TYPES[t]->methods[i].name, "Delete"));
            assert_null(strstr(TYPES[t]->methods[i].name, "Remove"));
        }
    }
}

/* ---- the clock is set back ---- */

static const REPORT *report_at(struct service_bench *bench, const REPORT *before)
{
    return (const void *)EXPECT(
        bench, "Report",
        before == NULL
            ? "programme: '" JW "'"
            : service_text(bench, "programme: '" JW "' known_at { seconds: %lld nanos: %d }",
                           (long long)before->known_at->seconds, (int)before->known_at->nanos),
        "");
}

static int64_t us_of(const Google__Protobuf__Timestamp *time)
{
    return time->seconds * 1000000 + time->nanos / 1000;
}

static void a_clock_set_back_records_nothing_in_what_was_looked_at(void **state)
{
    const Caravan__Projects__V1__Observation *late;
    const REPORT *before;
    const REPORT *again;
    struct service_bench bench;

    (void)state;
    sow_all(&bench);
    before = report_at(&bench, NULL);
    service_clock_set(SERVICE_NOON - SERVICE_DAY);
    late = (const void *)EXPECT(&bench, "CreateObservation",
                                "parent: '" JW "/indicators/trees' observation { "
                                "project: '" PROJECT "' effective_date: 2025-03-31 value: 7 }",
                                "");
    assert_true(us_of(late->recorded_time) > us_of(before->known_at));
    again = report_at(&bench, before);
    assert_null(again->indicators[1]->total);
    again = report_at(&bench, NULL);
    assert_int_equal(again->indicators[1]->total->value, 7);
    service_down(&bench);
}

/* ---- the day is not over, or not there yet ---- */

static void nothing_that_happened_is_dated_tomorrow(void **state)
{
    static const struct {
        const char *method;
        const char *request; /* %s: the day */
        const char *field;
    } DATED[] = {
        {"CreateCommitment",
         "parent: '" PROJECT "' commitment { amount: 6 budget_line: '" PROJECT
         "/budgetLines/works' effective_date: %s }",
         "commitment.effective_date"},
        {"CreateObservation",
         "parent: '" JW "/indicators/trees' observation { project: '" PROJECT "' value: 7 "
         "effective_date: %s }",
         "observation.effective_date"},
        {"ReverseBudgetLine",
         "name: '" PROJECT "/budgetLines/spare' reference: 'x' effective_date: %s",
         "effective_date"},
        {"CreateSiteFact",
         "parent: '" JW "' site_fact { project: '" PROJECT "' site: 'north' subject: 'hall' "
         "kind: SITE_FACT_KIND_FLOOR_AREA value: 9 effective_date: %s }",
         "site_fact.effective_date"},
    };
    struct service_bench bench;

    (void)state;
    sow_all(&bench);
    EXPECT(&bench, "CreateBudgetLine",
           "parent: '" PROJECT "' budget_line_id: 'spare' budget_line { title: 'x' "
           "fiscal_year: 2025 amount: 1000 effective_date: 2025-01-10 }",
           "");
    projects_approve(&bench);
    for (size_t i = 0; i < sizeof(DATED) / sizeof(DATED[0]); i++) {
        const char *day = strchr(DATED[i].request, '%');
        const char *rest = day + 2;
        int head = (int)(day - DATED[i].request);

        REFUSE(&bench, DATED[i].method,
               service_text(&bench, "%.*s2025-07-03%s", head, DATED[i].request, rest), BAD,
               DATED[i].field);
        EXPECT(&bench, DATED[i].method,
               service_text(&bench, "%.*s2025-07-01%s", head, DATED[i].request, rest), "");
    }
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_changed_since_it_was_read_is_not_overwritten),
        cmocka_unit_test(nothing_is_ever_deleted),
        cmocka_unit_test(a_clock_set_back_records_nothing_in_what_was_looked_at),
        cmocka_unit_test(nothing_that_happened_is_dated_tomorrow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
