/* Reports, what is below them and what is frozen of them, failing at every allocation, statement
 * and write at which they can: an answer is whole or none. */
#include "base/fault.h"
#include "support/message_text.h"
#include "support/projects_bench.h"
#include "support/sweep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PROJECT    "programmes/jw/projects/0042"
#define ROUNDS_MAX 60000 /* a report has more points than the calls of a sweep */

/* What the results matrix has beside the figures. */
static void sow_targets(struct service_bench *bench)
{
    EXPECT(bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'wells' indicator { title: 'Wells' unit: 'wells' "
           "kind: INDICATOR_KIND_FLOW collection: INDICATOR_COLLECTION_RESULTS "
           "baseline { value: 3 date: 2022-12-31 } }",
           "");
    for (int month = 1; month <= 3; month++) {
        EXPECT(bench, "CreateTarget",
               service_text(bench,
                            "parent: 'programmes/jw/indicators/wells' target_id: 't%d' target { "
                            "project: '" PROJECT "' period: '2025-%02d' value: 9 }",
                            month, month),
               "");
        EXPECT(bench, "CreateResult",
               service_text(bench,
                            "parent: 'programmes/jw/indicators/wells' result_id: 'r%d' result { "
                            "project: '" PROJECT "' period: '2025-%02d' value: 7 }",
                            month, month),
               "");
    }
    EXPECT(bench, "UpdateTarget",
           "target { name: 'programmes/jw/indicators/wells/targets/t1' etag: 'v1' value: 8 "
           "reason: 'Drought' }",
           "");
    bench->principal.subject = "checker";
    EXPECT(bench, "MoveResult",
           "name: 'programmes/jw/indicators/wells/results/r1' move: RESULT_MOVE_APPROVE etag: 'v1'",
           "");
    bench->principal.subject = "clerk";
}

static void sow_all(struct service_bench *bench)
{
    projects_sow(bench);
    EXPECT(bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'trees' indicator { title: 'Trees' unit: 'trees' "
           "kind: INDICATOR_KIND_LEVEL }",
           "");
    for (int i = 0; i < 20; i++) {
        EXPECT(bench, "CreateBudgetLine",
               service_text(bench,
                            "parent: '" PROJECT "' budget_line_id: 'l%d' "
                            "budget_line { title: 'x' fiscal_year: 2025 amount: %d "
                            "effective_date: 2025-01-10 }",
                            i, 1000 + i),
               "");
        EXPECT(bench, "CreateObservation",
               service_text(bench,
                            "parent: 'programmes/jw/indicators/trees' observation { "
                            "project: '" PROJECT "' effective_date: 2025-03-%02d value: %d }",
                            1 + i, i),
               "");
        projects_approve(bench);
        if (i == 10)
            EXPECT(bench, "FreezeReport",
                   "parent: 'programmes/jw' frozen_report_id: 'half' title: 'Half a year'", "");
    }
    for (int i = 0; i < 6; i++)
        EXPECT(bench, "CreateCommitment",
               service_text(bench,
                            "parent: '" PROJECT "' commitment { amount: 60 effective_date: "
                            "2025-02-%02d payee: 'programmes/jw/partners/bank' "
                            "budget_line: '" PROJECT "/budgetLines/l%d' }",
                            1 + i, i % 2),
               "");
    sow_targets(bench);
    EXPECT(bench, "UpdateProject",
           "project { name: '" PROJECT "' etag: '*' title: 'A better road' } "
           "update_mask { paths: 'title' }",
           "");
}

static struct cv_slice packed(struct service_bench *bench, const ProtobufCMessage *message)
{
    size_t len = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = cv_arena_alloc(&bench->arena, len + 1);

    assert_non_null(bytes);
    protobuf_c_message_pack(message, bytes);
    return (struct cv_slice){.at = bytes, .len = len};
}

/* The first ones each, then every so many: where each allocation is a block of its own, as under
 * AddressSanitizer, there are thousands of them. */
static unsigned long after(unsigned long nth)
{
    return nth < 300 ? nth + 1 : nth + 17;
}

static void an_answer_is_whole_or_none(void **state)
{
    static const struct {
        const char *method;
        const char *request;
    } READS[] = {
        {"ListReportEntries", "programme: 'programmes/jw' known_at { seconds: 1751371200 "
                              "nanos: 900000 } money { measure: MONEY_MEASURE_BUDGET breakdown: "
                              "MONEY_BREAKDOWN_SITE key: 'north' }"},
        {"ListReportEntries", "programme: 'programmes/jw' known_at { seconds: 1751371200 "
                              "nanos: 900000 } indicator { indicator: "
                              "'programmes/jw/indicators/trees' }"},
        {"ReportIndicators",
         "programme: 'programmes/jw' known_at { seconds: 1751371200 nanos: 900000 }"},
        {"ReportSpending",
         "programme: 'programmes/jw' known_at { seconds: 1751371200 nanos: 900000 }"},
        {"ReportSplits", "programme: 'programmes/jw' known_at { seconds: 1751371200 nanos: 900000 "
                         "} limit_minor: 100 days: 7"},
        {"GetFrozenReport", "name: 'programmes/jw/frozenReports/half'"},
        {"CompareFrozenReport", "name: 'programmes/jw/frozenReports/half'"},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_all(&bench);
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    for (size_t i = 0; i < sizeof(READS) / sizeof(READS[0]); i++) {
        struct cv_slice whole =
            packed(&bench, EXPECT(&bench, READS[i].method, READS[i].request, ""));
        unsigned long nth = 1;
        bool fired = true;

        for (; fired && nth < ROUNDS_MAX; nth = after(nth)) {
            const ProtobufCMessage *answer;

            service_reconnect(&bench); /* a fault may have ended the connection */
            answer = sweep_ask(&bench, READS[i].method, READS[i].request, nth);
            fired = cv_fault_fired();
            assert_true(answer != NULL || fired);
            if (answer != NULL) {
                struct cv_slice seen = packed(&bench, answer);

                assert_int_equal(seen.len, whole.len);
                assert_memory_equal(seen.at, whole.at, whole.len);
            }
        }
        assert_in_range(nth, 3, ROUNDS_MAX - 1);
    }
    service_down(&bench);
}

static void a_report_that_could_not_be_frozen_is_frozen_once_when_asked_again(void **state)
{
    struct service_bench bench;
    unsigned long nth = 1;
    bool fired = true;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_all(&bench);
    for (; fired && nth < ROUNDS_MAX; nth = after(nth)) {
        const char *request =
            service_text(&bench,
                         "parent: 'programmes/jw' frozen_report_id: 'f%lu' title: 'x' "
                         "request_id: 'r%lu'",
                         nth, nth);

        service_reconnect(&bench);
        (void)sweep_ask(&bench, "FreezeReport", request, nth);
        fired = cv_fault_fired();
        service_reconnect(&bench);
        EXPECT(&bench, "FreezeReport", request, "");
        EXPECT(&bench, "GetFrozenReport",
               service_text(&bench, "name: 'programmes/jw/frozenReports/f%lu'", nth), "");
    }
    assert_in_range(nth, 10, ROUNDS_MAX - 1);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_whole_or_none),
        cmocka_unit_test(a_report_that_could_not_be_frozen_is_frozen_once_when_asked_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
