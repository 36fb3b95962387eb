/* Campaigns of hospitals and their counts: numbers, none of them small. */
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define CAMPAIGN                                                                                   \
    "parent: 'programmes/jw' health_campaign_id: 'eyes' health_campaign { title: 'Clear sight' "   \
    "organiser: 'programmes/jw/partners/bank' reference: 'H 1' } "
#define GOOD                                                                                       \
    "parent: 'programmes/jw/healthCampaigns/eyes' health_count_id: 'c' health_count { "            \
    "measure: 3 site: 'north' first_date: 2025-05-01 last_date: 2025-05-31 count: 1200 } "
#define VALUE                                                                                      \
    "parent: 'programmes/jw/healthCampaigns/eyes' health_count_id: 'v' health_count { "            \
    "measure: 9 site: 'north' first_date: 2025-05-01 last_date: 2025-05-31 amount: 50000 } "

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    EXPECT(bench, "CreateHealthCampaign", CAMPAIGN,
           "name: 'programmes/jw/healthCampaigns/eyes' title: 'Clear sight' reference: 'H 1' "
           "organiser: 'programmes/jw/partners/bank'");
}

static void a_campaign_and_its_counts_are_created_and_read(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "GetHealthCampaign", "name: 'programmes/jw/healthCampaigns/eyes'",
           "title: 'Clear sight' create_time { seconds: 1751371200 }");
    EXPECT(&bench, "ListHealthCampaigns", "parent: 'programmes/jw'",
           "health_campaigns { title: 'Clear sight' }");
    EXPECT(&bench, "CreateHealthCount", GOOD,
           "name: 'programmes/jw/healthCampaigns/eyes/counts/c' measure: 3 site: 'north' "
           "first_date: 2025-05-01 last_date: 2025-05-31 count: 1200 fewer_than_ten: 0 !amount "
           "etag: 'v1'");
    EXPECT(&bench, "CreateHealthCount", VALUE,
           "count: 0 amount { minor_units: 50000 currency: 'CNY' }");
    EXPECT(&bench, "CreateHealthCount",
           GOOD "health_count_id: 'f' health_count { site: 'south' count: 0 fewer_than_ten: 1 }",
           "fewer_than_ten: 1 count: 0");
    EXPECT(&bench, "GetHealthCount", "name: 'programmes/jw/healthCampaigns/eyes/counts/c'",
           "count: 1200");
    EXPECT(&bench, "ListHealthCounts",
           "parent: 'programmes/jw/healthCampaigns/eyes' site: 'south' measure: 3",
           "health_counts { fewer_than_ten: 1 }");
    service_down(&bench);
}

static void each_wrong_field_of_a_new_campaign_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!health_campaign", BAD, "health_campaign"},
        {"health_campaign_id: 'A'", BAD, "health_campaign_id"},
        {"parent: ''", BAD, "parent"},
        {"health_campaign { title: '' }", BAD, "health_campaign.title"},
        {"health_campaign { organiser: '' }", BAD, "health_campaign.organiser"},
        {"health_campaign { organiser: 'programmes/jw/partners/none' }", MISSING,
         "health_campaign.organiser"},
        {"health_campaign { reference: '" LETTERS_200 "' }", BAD, "health_campaign.reference"},
        {"", CV_ALREADY_EXISTS, "ID_TAKEN", ""},
        {NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; ROWS[i].wrong != NULL; i++)
        REFUSE(&bench, "CreateHealthCampaign", service_text(&bench, CAMPAIGN "%s", ROWS[i].wrong),
               ROWS[i].code, ROWS[i].reason, ROWS[i].field);
    REFUSE(&bench, "GetHealthCampaign", "name: 'programmes/jw/healthCampaigns/x'", MISSING, "");
    service_down(&bench);
}

static void each_wrong_field_of_a_new_count_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!health_count", BAD, "health_count"},
        {"health_count_id: 'A'", BAD, "health_count_id"},
        {"parent: 'programmes/jw'", BAD, "parent"},
        {"parent: 'programmes/jw/healthCampaigns/x'", MISSING, ""},
        {"health_count { measure: 0 }", BAD, "health_count.measure"},
        {"health_count { measure: 10 }", BAD, "health_count.measure"},
        {"health_count { site: '' }", BAD, "health_count.site"},
        {"health_count { !first_date }", BAD, "health_count.first_date"},
        {"health_count { !last_date }", BAD, "health_count.last_date"},
        {"health_count { first_date: 2025-06-01 }", BAD, "health_count.last_date"},
        {"health_count { first_date: 2024-12-31 }", BAD, "health_count.last_date"},
        {"health_count { last_date: 2025-07-03 }", BAD, "health_count.last_date"},
        {"health_count { count: -1 }", BAD, "health_count.count"},
        {"health_count { count: 1000000001 }", BAD, "health_count.count"},
        {"health_count { count: 1 }", BAD, "health_count.count"},
        {"health_count { count: 9 }", BAD, "health_count.count"},
        {"health_count { fewer_than_ten: 1 }", BAD, "health_count.fewer_than_ten"},
        {"health_count { measure: 8 count: 0 fewer_than_ten: 1 }", BAD,
         "health_count.fewer_than_ten"},
        {"health_count { amount: 5 }", BAD, "health_count.amount"},
        {"health_count { measure: 9 }", BAD, "health_count.count"},
        {"health_count { measure: 9 count: 0 }", BAD, "health_count.amount"},
        {"health_count { measure: 9 count: 0 amount { minor_units: 5 currency: 'USD' } }", BAD,
         "health_count.amount.currency"},
        {"health_count { reference: '" LETTERS_200 "' }", BAD, "health_count.reference"},
        {NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateHealthCount", GOOD, ROWS);
    service_down(&bench);
}

static void no_days_are_counted_twice(void **state)
{
    struct service_bench bench;
    const char *overlapping[] = {
        "health_count { first_date: 2025-05-31 last_date: 2025-06-30 }",
        "health_count { first_date: 2025-04-01 last_date: 2025-05-01 }",
        "health_count { first_date: 2025-05-10 last_date: 2025-05-11 }",
        "health_count { first_date: 2025-01-01 last_date: 2025-06-30 }",
    };

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateHealthCount", GOOD, "");
    for (size_t i = 0; i < 4; i++)
        REFUSE(&bench, "CreateHealthCount",
               service_text(&bench, GOOD "health_count_id: 'd' %s", overlapping[i]),
               CV_FAILED_PRECONDITION, "PERIOD_OVERLAPS", "");
    EXPECT(&bench, "CreateHealthCount", GOOD "health_count_id: 'd' health_count { measure: 5 }",
           "");
    EXPECT(&bench, "CreateHealthCount", GOOD "health_count_id: 'e' health_count { site: 'south' }",
           "");
    EXPECT(&bench, "CreateHealthCount",
           GOOD "health_count_id: 'g' health_count { first_date: 2025-06-01 last_date: 2025-06-30 "
                "}",
           "");
    service_down(&bench);
}

static void a_count_is_corrected_with_a_reason_and_what_was_known_is_kept(void **state)
{
    const char *change = "health_count { name: 'programmes/jw/healthCampaigns/eyes/counts/c' "
                         "etag: 'v1' count: 1210 change_reason: 'a list was overlooked' } "
                         "update_mask { paths: 'count' } ";
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateHealthCount", GOOD, "");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    REFUSE(&bench, "UpdateHealthCount",
           service_text(&bench, "%s health_count { change_reason: '' }", change), BAD,
           "health_count.change_reason");
    REFUSE(&bench, "UpdateHealthCount",
           service_text(&bench, "%s health_count { count: 5 }", change), BAD, "health_count.count");
    EXPECT(&bench, "UpdateHealthCount", change,
           "count: 1210 measure: 3 change_reason: 'a list was overlooked' etag: 'v2'");
    REFUSE(&bench, "UpdateHealthCount", change, CV_ABORTED, "ETAG_MISMATCH", "");
    EXPECT(&bench, "ListHealthCounts",
           "parent: 'programmes/jw/healthCampaigns/eyes' "
           "known_at { seconds: 1751371200 nanos: 1000000 }",
           "health_counts { count: 1200 etag: 'v1' }");
    EXPECT(&bench, "ListHealthCounts", "parent: 'programmes/jw/healthCampaigns/eyes'",
           "health_counts { count: 1210 etag: 'v2' }");
    service_down(&bench);
}

static void a_campaign_is_imported_with_its_counts(void **state)
{
    const char *rows = "rows { health_campaign { " CAMPAIGN " } } rows { health_count { " GOOD
                       " } } rows { health_count { " VALUE " } }";
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ImportEngagement", rows, "recorded: true created_count: 2 unchanged_count: 1");
    EXPECT(&bench, "ImportEngagement", rows, "recorded: true unchanged_count: 3");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_campaign_and_its_counts_are_created_and_read),
        cmocka_unit_test(each_wrong_field_of_a_new_campaign_is_named),
        cmocka_unit_test(each_wrong_field_of_a_new_count_is_named),
        cmocka_unit_test(no_days_are_counted_twice),
        cmocka_unit_test(a_count_is_corrected_with_a_reason_and_what_was_known_is_kept),
        cmocka_unit_test(a_campaign_is_imported_with_its_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
