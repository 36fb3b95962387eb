/* Facts of places, through the whole service. */
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define FACT(id, more)                                                                             \
    "parent: 'programmes/jw' site_fact_id: '" id "' site_fact { subject: 'store' value: 5000 "     \
    "kind: SITE_FACT_KIND_FLOOR_AREA effective_date: 2025-01-10 " more "} "
#define F1 "name: 'programmes/jw/siteFacts/f1' "

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
}

static void each_wrong_field_of_a_site_fact_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'x'", BAD, "parent"},
        {"!site_fact", BAD, "site_fact"},
        {"site_fact { project: 'x' }", BAD, "site_fact.project"},
        {"site_fact { project: 'programmes/x/projects/0042' }", BAD, "site_fact.project"},
        {"site_fact { project: 'programmes/jw/projects/none' }", MISSING, "site_fact.project"},
        {"site_fact { site: 'north' !project }", BAD, "site_fact.site"},
        {"site_fact { site: 'east' }", MISSING, "site_fact.site"},
        {"site_fact { site: 'E' }", BAD, "site_fact.site"},
        {"site_fact { !subject }", BAD, "site_fact.subject"},
        {"site_fact { !kind }", BAD, "site_fact.kind"},
        {"site_fact { kind: 9 }", BAD, "site_fact.kind"},
        {"site_fact { unit: 'm2' }", BAD, "site_fact.unit"},
        {"site_fact { kind: SITE_FACT_KIND_OTHER }", BAD, "site_fact.unit"},
        {"site_fact { decimals: -1 }", BAD, "site_fact.decimals"},
        {"site_fact { decimals: 7 }", BAD, "site_fact.decimals"},
        {"site_fact { value: -1 }", BAD, "site_fact.value"},
        {"site_fact { value: 1000000000000001 }", BAD, "site_fact.value"},
        {"site_fact { !effective_date }", BAD, "site_fact.effective_date"},
        {"site_fact { effective_date: 2025-07-03 }", BAD, "site_fact.effective_date"},
        {"site_fact { reference: ' x' }", BAD, "site_fact.reference"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateSiteFact",
                FACT("f1", "project: 'programmes/jw/projects/0042' site: 'north' "), ROWS);
    service_down(&bench);
}

static void a_fact_is_read_as_it_was_recorded_with_the_unit_of_its_kind(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSiteFact",
           FACT("f1", "project: 'programmes/jw/projects/0042' site: 'north' decimals: 2 "
                      "reference: 'plan 3' "),
           "unit: 'm2'");
    EXPECT(&bench, "GetSiteFact", F1,
           "project: 'programmes/jw/projects/0042' site: 'north' subject: 'store' "
           "kind: SITE_FACT_KIND_FLOOR_AREA unit: 'm2' decimals: 2 value: 5000 "
           "effective_date: 2025-01-10 reference: 'plan 3' reverses: '' reversed_by: ''");
    EXPECT(&bench, "CreateSiteFact", FACT("f2", "kind: SITE_FACT_KIND_OTHER unit: 'stalls' "),
           "unit: 'stalls'");
    EXPECT(&bench, "ListSiteFacts", "parent: 'programmes/jw' kind: SITE_FACT_KIND_OTHER",
           "site_facts { name: 'programmes/jw/siteFacts/f2' }");
    EXPECT(&bench, "ListSiteFacts", "parent: 'programmes/jw' subject: 'other'",
           "next_page_token: ''");
    REFUSE(&bench, "ListSiteFacts", "parent: 'programmes/jw' kind: 77", BAD, "kind");
    REFUSE(&bench, "GetSiteFact", "name: 'programmes/jw/siteFacts/none'", MISSING, "");
    service_down(&bench);
}

static void a_fact_is_reversed_once_by_a_row_that_names_it(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSiteFact", FACT("f1", ""), "");
    REFUSE(&bench, "ReverseSiteFact", F1 "reversal_id: 'r1'", BAD, "reference");
    for (int i = 0; i < 2; i++)
        EXPECT(&bench, "ReverseSiteFact", F1 "reversal_id: 'r1' reference: 'typo' request_id: 'a'",
               "value: 5000 reverses: 'programmes/jw/siteFacts/f1'");
    EXPECT(&bench, "GetSiteFact", F1, "reversed_by: 'programmes/jw/siteFacts/r1'");
    REFUSE(&bench, "ReverseSiteFact", F1 "reference: 'again'", CV_FAILED_PRECONDITION,
           "ALREADY_REVERSED", "");
    REFUSE(&bench, "ReverseSiteFact", "name: 'programmes/jw/siteFacts/r1' reference: 'no'",
           CV_FAILED_PRECONDITION, "IS_REVERSAL", "");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_wrong_field_of_a_site_fact_is_named),
        cmocka_unit_test(a_fact_is_read_as_it_was_recorded_with_the_unit_of_its_kind),
        cmocka_unit_test(a_fact_is_reversed_once_by_a_row_that_names_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
