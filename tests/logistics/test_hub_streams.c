/* Scans in streams, and watching what comes of them. */
#include "base/fault.h"
#include "logistics_hub.h"
#include "support/message_text.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define P1 "750000000001"
#define P2 "750000000002"
#define P3 "750000000003"

static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    hub_sow(bench);
}

static const char *inbound(struct service_bench *bench, int number)
{
    return scan_text(bench, number, "INBOUND", P1, -1000 + number * 10, "");
}

static void a_stream_acknowledges_the_highest_number_on_disk(void **state)
{
    struct service_talk talk;
    struct service_bench bench;

    (void)state;
    up(&bench);
    service_talk_open(&bench, &talk, "StreamScans", NULL);
    assert_true(service_say(&bench, &talk, "parent: 'hubs/kmg/readers/hand'"));
    HEAR(&bench, &talk, "durable_number: 0");
    assert_true(
        service_say(&bench, &talk,
                    service_text(&bench, "scans { %s } scans { %s } scans { %s }",
                                 inbound(&bench, 1), inbound(&bench, 2), inbound(&bench, 3))));
    HEAR(&bench, &talk,
         "durable_number: 3 outcomes: SCAN_OUTCOME_APPLIED outcomes: SCAN_OUTCOME_APPLIED "
         "outcomes: SCAN_OUTCOME_APPLIED");
    service_talk_close(&talk);
    assert_null(service_hear(&bench, &talk));
    assert_int_equal(service_talk_wait(&bench, &talk).code, CV_OK);
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static void a_device_asks_what_is_on_disk_and_resends_the_tail(void **state)
{
    const Caravan__Logistics__V1__StreamScansResponse *heard;
    struct service_talk talk;
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_FILE);
    hub_sow(&bench);
    for (int i = 1; i <= 2; i++) {
        service_talk_open(&bench, &talk, "StreamScans", NULL);
        assert_true(service_say(&bench, &talk, "parent: 'hubs/kmg/readers/hand'"));
        HEAR(&bench, &talk, service_text(&bench, "durable_number: %d", i == 1 ? 0 : 2));
        assert_true(service_say(&bench, &talk,
                                service_text(&bench, "scans { %s } scans { %s }",
                                             inbound(&bench, i), inbound(&bench, i + 1))));
        heard = (const void *)HEAR(
            &bench, &talk,
            service_text(&bench, "durable_number: %d outcomes: %s outcomes: SCAN_OUTCOME_APPLIED",
                         i + 1, i == 1 ? "SCAN_OUTCOME_APPLIED" : "SCAN_OUTCOME_DUPLICATE"));
        assert_int_equal(heard->n_details, 0);
        service_talk_stop(&bench, &talk);
        service_restart(&bench);
    }
    EXPECT(&bench, "GetHub", "name: 'hubs/kmg'", "sequence: 3");
    service_down(&bench);
}

static void what_is_wrong_in_a_stream_is_told_and_the_rest_is_kept(void **state)
{
    struct service_talk talk;
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "hand", 1, "WEIGHED", P2, 0, "", APPLIED);
    service_talk_open(&bench, &talk, "StreamScans", NULL);
    assert_true(service_say(
        &bench, &talk,
        service_text(&bench,
                     "parent: 'hubs/kmg/readers/hand' scans { %s } scans { %s grams: -1 } "
                     "scans { %s }",
                     inbound(&bench, 1), inbound(&bench, 2), inbound(&bench, 3))));
    HEAR(&bench, &talk,
         "durable_number: 3 outcomes: SCAN_OUTCOME_CONFLICT outcomes: SCAN_OUTCOME_REJECTED "
         "outcomes: SCAN_OUTCOME_APPLIED "
         "details { index: 0 outcome: SCAN_OUTCOME_CONFLICT reason: 'SCAN_CONFLICT' sequence: 1 } "
         "details { index: 1 outcome: SCAN_OUTCOME_REJECTED field: 'grams' }");
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static void a_stream_is_of_one_reader_that_exists(void **state)
{
    static const struct {
        const char *first;
        const char *second;
        enum cv_code code;
    } ROWS[] = {
        {"!parent", "", CV_INVALID_ARGUMENT},
        {"parent: 'hubs/kmg'", "", CV_INVALID_ARGUMENT},
        {"parent: 'hubs/kmg/readers/no'", "", CV_NOT_FOUND},
        {"parent: 'hubs/kmg/readers/hand'", "parent: 'hubs/kmg/readers/belt'", CV_INVALID_ARGUMENT},
    };
    struct service_talk talk;
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        service_talk_open(&bench, &talk, "StreamScans", NULL);
        (void)service_say(&bench, &talk, ROWS[i].first);
        if (ROWS[i].second[0] != '\0') {
            HEAR(&bench, &talk, "durable_number: 0");
            (void)service_say(&bench, &talk, ROWS[i].second);
        }
        assert_null(service_hear(&bench, &talk));
        assert_int_equal(service_talk_wait(&bench, &talk).code, ROWS[i].code);
        service_talk_stop(&bench, &talk);
    }
    service_down(&bench);
}

static void when_the_server_goes_a_stream_ends_after_its_last_acknowledgement(void **state)
{
    int acknowledged = 0;
    struct service_talk talk;
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_FILE);
    hub_sow(&bench);
    service_talk_open(&bench, &talk, "StreamScans", NULL);
    for (int i = 1; i <= 20; i++)
        assert_true(service_say(&bench, &talk,
                                service_text(&bench, "parent: 'hubs/kmg/readers/hand' scans { %s }",
                                             inbound(&bench, i))));
    cv_server_drain(bench.server);
    while (service_hear(&bench, &talk) != NULL)
        acknowledged++;
    assert_int_equal(service_talk_wait(&bench, &talk).code, CV_UNAVAILABLE);
    service_talk_stop(&bench, &talk);
    service_restart(&bench);
    EXPECT(&bench, "GetHub", "name: 'hubs/kmg'",
           service_text(&bench, "sequence: %d", acknowledged));
    service_down(&bench);
}

static void when_the_server_goes_a_quiet_stream_ends_at_once(void **state)
{
    struct service_talk talk;
    struct service_bench bench;

    (void)state;
    up(&bench);
    service_talk_open(&bench, &talk, "StreamScans", NULL);
    assert_true(service_say(&bench, &talk, "parent: 'hubs/kmg/readers/hand'"));
    HEAR(&bench, &talk, "durable_number: 0");
    cv_server_drain(bench.server);
    assert_null(service_hear(&bench, &talk));
    assert_int_equal(service_talk_wait(&bench, &talk).code, CV_UNAVAILABLE);
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static unsigned count_of(const char *text, const char *word)
{
    unsigned count = 0;

    for (; (text = strstr(text, word)) != NULL; text++)
        count++;
    return count;
}

static void a_hub_is_watched_from_any_place_on(void **state)
{
    struct service_talk talk;
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int i = 1; i <= 3; i++)
        CAPTURE(&bench, "belt", i, "INBOUND", P1, -1000 + i * 10, "", "");
    service_talk_open(&bench, &talk, "WatchHub", "parent: 'hubs/kmg' resume_sequence: 1");
    HEAR(&bench, &talk,
         "sequence: 3 caught_up: false records { sequence: 2 reader: 'hubs/kmg/readers/belt' "
         "parcel: 'hubs/kmg/parcels/1' outcome: SCAN_OUTCOME_APPLIED "
         "scan { carrier: 'zto' parcel_number: '" P1 "' } } records { sequence: 3 }");
    HEAR(&bench, &talk, "caught_up: true sequence: 3");
    CAPTURE(&bench, "hand", 1, "WEIGHED", P2, 0, "grams: 6", "");
    HEAR(&bench, &talk,
         "sequence: 4 records { sequence: 4 scan { grams: 6 parcel_number: '" P2 "' } }");
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static void a_hub_may_be_watched_from_now_on(void **state)
{
    struct service_talk talk;
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -100, "", "");
    service_talk_open(&bench, &talk, "WatchHub", "parent: 'hubs/kmg' from_now: true");
    HEAR(&bench, &talk, "caught_up: true sequence: 1");
    CAPTURE(&bench, "belt", 2, "WEIGHED", P1, -50, "", "");
    HEAR(&bench, &talk, "records { sequence: 2 }");
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

/* What each scan of this hub is seen by: rows say the filter and the sequences it lets through. */
static void a_filter_shows_what_matches_and_passes_over_the_rest(void **state)
{
    static const struct {
        const char *filter;
        const char *seen;
    } ROWS[] = {
        {"", "sequence: 5 records { sequence: 1 } records { sequence: 2 } records { sequence: 3 } "
             "records { sequence: 4 } records { sequence: 5 }"},
        {"steps: SCAN_STEP_WEIGHED", "sequence: 5 records { sequence: 2 }"},
        {"steps: SCAN_STEP_WEIGHED steps: SCAN_STEP_INBOUND",
         "sequence: 5 records { sequence: 1 } records { sequence: 2 }"},
        {"chutes: 'c2'", "sequence: 5 records { sequence: 4 }"},
        {"chutes: 'c1' chutes: 'c2'",
         "sequence: 5 records { sequence: 3 } records { sequence: 4 }"},
        {"readers: 'hand'", "sequence: 5 records { sequence: 2 }"},
        {"readers: 'belt' chutes: 'c1' steps: SCAN_STEP_DIVERTED",
         "sequence: 5 records { sequence: 3 }"},
        {"anomalies_only: true",
         "sequence: 5 records { sequence: 5 outcome: SCAN_OUTCOME_ANOMALY reason: 'UNKNOWN_BAG' }"},
    };
    struct service_talk talk;
    struct service_bench bench;

    (void)state;
    up(&bench);
    hub_places_sow(&bench, "kmg");
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -900, "", APPLIED);
    CAPTURE(&bench, "hand", 1, "WEIGHED", P1, -800, "", APPLIED);
    CAPTURE(&bench, "belt", 2, "DIVERTED", P1, -700, "chute: 'c1'", "");
    CAPTURE(&bench, "belt", 3, "DIVERTED", P2, -600, "chute: 'c2'", "");
    CAPTURE(&bench, "belt", 4, "BAGGED", P2, -500, "bag: 'no'", "");
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        const Caravan__Logistics__V1__WatchHubResponse *heard;

        service_talk_open(&bench, &talk, "WatchHub",
                          service_text(&bench, "parent: 'hubs/kmg' filter { %s }", ROWS[i].filter));
        heard = (const void *)HEAR(&bench, &talk, ROWS[i].seen);
        assert_int_equal(heard->n_records, count_of(ROWS[i].seen, "records"));
        HEAR(&bench, &talk, "caught_up: true sequence: 5");
        service_talk_stop(&bench, &talk);
    }
    service_down(&bench);
}

static void what_a_filter_passes_over_moves_the_place_to_resume_from(void **state)
{
    struct service_talk talk;
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int i = 1; i <= 300; i++) /* more than is read at once */
        CAPTURE(&bench, "belt", i, "INBOUND", P1, -4000 + i * 10, "", "");
    service_talk_open(&bench, &talk, "WatchHub",
                      "parent: 'hubs/kmg' filter { steps: SCAN_STEP_WEIGHED }");
    HEAR(&bench, &talk, "caught_up: true sequence: 300");
    CAPTURE(&bench, "belt", 301, "INBOUND", P1, -500, "", "");
    CAPTURE(&bench, "hand", 1, "WEIGHED", P1, -400, "", "");
    HEAR(&bench, &talk, "sequence: 302 caught_up: false records { sequence: 302 }");
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static void a_filter_of_a_watch_is_checked(void **state)
{
    static const struct {
        const char *filter;
        enum cv_code code;
        const char *field;
    } ROWS[] = {
        {"steps: SCAN_STEP_WEIGHED steps: 0", CV_INVALID_ARGUMENT, "filter.steps[1]"},
        {"steps: 99", CV_INVALID_ARGUMENT, "filter.steps[0]"},
        {"chutes: '?'", CV_INVALID_ARGUMENT, "filter.chutes[0]"},
        {"readers: ''", CV_INVALID_ARGUMENT, "filter.readers[0]"},
        {"chutes: 'c1' chutes: 'none'", CV_NOT_FOUND, NULL},
        {"readers: 'none'", CV_NOT_FOUND, NULL},
    };
    struct service_talk talk;
    struct service_bench bench;

    (void)state;
    up(&bench);
    hub_places_sow(&bench, "kmg");
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        service_talk_open(&bench, &talk, "WatchHub",
                          service_text(&bench, "parent: 'hubs/kmg' filter { %s }", ROWS[i].filter));
        assert_null(service_hear(&bench, &talk));
        assert_int_equal(service_talk_wait(&bench, &talk).code, ROWS[i].code);
        if (ROWS[i].field != NULL)
            assert_string_equal(talk.start.status.field, ROWS[i].field);
        service_talk_stop(&bench, &talk);
    }
    service_down(&bench);
}

static void what_a_stream_brings_is_seen_by_those_who_watch(void **state)
{
    struct service_talk watch;
    struct service_talk talk;
    struct service_bench bench;

    (void)state;
    up(&bench);
    service_talk_open(&bench, &watch, "WatchHub", "parent: 'hubs/kmg'");
    HEAR(&bench, &watch, "caught_up: true sequence: 0");
    service_talk_open(&bench, &talk, "StreamScans", NULL);
    assert_true(service_say(
        &bench, &talk,
        service_text(&bench, "parent: 'hubs/kmg/readers/hand' scans { %s }", inbound(&bench, 1))));
    HEAR(&bench, &talk, "durable_number: 1");
    HEAR(&bench, &watch, "records { sequence: 1 reader: 'hubs/kmg/readers/hand' }");
    service_talk_stop(&bench, &talk);
    service_talk_stop(&bench, &watch);
    service_down(&bench);
}

static void a_place_that_the_log_has_not_come_to_is_out_of_range(void **state)
{
    struct service_talk talk;
    struct service_bench bench;

    (void)state;
    up(&bench);
    service_talk_open(&bench, &talk, "WatchHub", "parent: 'hubs/kmg' resume_sequence: 1");
    assert_null(service_hear(&bench, &talk));
    assert_int_equal(service_talk_wait(&bench, &talk).code, CV_OUT_OF_RANGE);
    assert_string_equal(talk.start.status.reason, "SEQUENCE_UNKNOWN");
    service_talk_stop(&bench, &talk);
    service_talk_open(&bench, &talk, "WatchHub", "parent: 'hubs/no'");
    assert_null(service_hear(&bench, &talk));
    assert_int_equal(service_talk_wait(&bench, &talk).code, CV_NOT_FOUND);
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static void a_watched_parcel_is_sent_when_a_scan_of_it_comes(void **state)
{
    struct service_talk talk;
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -500, "", "");
    service_talk_open(&bench, &talk, "WatchParcel",
                      "parent: 'hubs/kmg' carrier: 'zto' number: '" P1 "'");
    HEAR(&bench, &talk, "parcel { state: PARCEL_STATE_INBOUND }");
    CAPTURE(&bench, "belt", 2, "INBOUND", P2, -400, "", "");
    CAPTURE(&bench, "mile", 1, "DELIVERED", P1, -10, "", "");
    HEAR(&bench, &talk, "parcel { state: PARCEL_STATE_DELIVERED }");
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static unsigned long statements_of_ten_scans(struct service_bench *bench, int first)
{
    cv_fault_arm(CV_FAULT_STATEMENT, LONG_MAX);
    for (int i = first; i < first + 10; i++)
        CAPTURE(bench, "belt", i, "WEIGHED", P2, -9000 + i * 10, "", APPLIED);
    cv_fault_off();
    return cv_fault_passed();
}

static void whoever_watches_a_parcel_reads_nothing_when_others_are_scanned(void **state)
{
    struct service_talk known, unknown;
    struct service_bench bench;
    unsigned long unwatched;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -10000, "", "");
    CAPTURE(&bench, "belt", 2, "INBOUND", P2, -10000, "", "");
    unwatched = statements_of_ten_scans(&bench, 10);
    service_talk_open(&bench, &known, "WatchParcel",
                      "parent: 'hubs/kmg' carrier: 'zto' number: '" P1 "'");
    service_talk_open(&bench, &unknown, "WatchParcel",
                      "parent: 'hubs/kmg' carrier: 'zto' number: '" P3 "'");
    HEAR(&bench, &known, "parcel { state: PARCEL_STATE_INBOUND }");
    EXPECT(&bench, "GetHub", "name: 'hubs/kmg'", ""); /* a reader has come to the other one, too */
    (void)statements_of_ten_scans(&bench, 20);
    assert_int_equal(statements_of_ten_scans(&bench, 30), unwatched);
    CAPTURE(&bench, "mile", 1, "DELIVERED", P1, -10, "", "");
    HEAR(&bench, &known, "parcel { state: PARCEL_STATE_DELIVERED }");
    CAPTURE(&bench, "mile", 2, "DELIVERED", P3, -10, "", "");
    HEAR(&bench, &unknown, "parcel { state: PARCEL_STATE_DELIVERED }");
    service_talk_stop(&bench, &known);
    service_talk_stop(&bench, &unknown);
    service_down(&bench);
}

static void a_watched_parcel_is_sent_when_it_turns_out_to_be_another(void **state)
{
    struct service_talk old, new;
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -500, "", "");
    CAPTURE(&bench, "belt", 2, "INBOUND", P2, -500, "", "");
    service_talk_open(&bench, &old, "WatchParcel",
                      "parent: 'hubs/kmg' carrier: 'zto' number: '" P1 "'");
    service_talk_open(&bench, &new, "WatchParcel",
                      "parent: 'hubs/kmg' carrier: 'zto' number: '" P3 "'");
    HEAR(&bench, &old, "parcel { number: '" P1 "' }");
    CAPTURE(&bench, "hand", 1, "RELABELLED", P1, -400,
            "other_carrier: 'zto' other_number: '" P3 "'", "");
    HEAR(&bench, &old, "parcel { number: '" P1 "' }");
    HEAR(&bench, &new, "parcel { number: '" P1 "' state: PARCEL_STATE_INBOUND }");
    CAPTURE(&bench, "hand", 2, "WEIGHED", P3, -300, "grams: 7", "");
    HEAR(&bench, &old, "parcel { number: '" P1 "' }");
    HEAR(&bench, &new, "parcel { number: '" P1 "' }");
    CAPTURE(&bench, "mile", 1, "DELIVERED", P1, -10, "", ""); /* by the label below */
    HEAR(&bench, &old, "parcel { number: '" P1 "' state: PARCEL_STATE_DELIVERED }");
    HEAR(&bench, &new, "parcel { number: '" P1 "' state: PARCEL_STATE_DELIVERED }");
    service_talk_stop(&bench, &old);
    service_talk_stop(&bench, &new);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_acknowledges_the_highest_number_on_disk),
        cmocka_unit_test(a_device_asks_what_is_on_disk_and_resends_the_tail),
        cmocka_unit_test(what_is_wrong_in_a_stream_is_told_and_the_rest_is_kept),
        cmocka_unit_test(a_stream_is_of_one_reader_that_exists),
        cmocka_unit_test(when_the_server_goes_a_stream_ends_after_its_last_acknowledgement),
        cmocka_unit_test(when_the_server_goes_a_quiet_stream_ends_at_once),
        cmocka_unit_test(a_hub_is_watched_from_any_place_on),
        cmocka_unit_test(a_hub_may_be_watched_from_now_on),
        cmocka_unit_test(a_filter_shows_what_matches_and_passes_over_the_rest),
        cmocka_unit_test(what_a_filter_passes_over_moves_the_place_to_resume_from),
        cmocka_unit_test(a_filter_of_a_watch_is_checked),
        cmocka_unit_test(what_a_stream_brings_is_seen_by_those_who_watch),
        cmocka_unit_test(a_place_that_the_log_has_not_come_to_is_out_of_range),
        cmocka_unit_test(a_watched_parcel_is_sent_when_a_scan_of_it_comes),
        cmocka_unit_test(whoever_watches_a_parcel_reads_nothing_when_others_are_scanned),
        cmocka_unit_test(a_watched_parcel_is_sent_when_it_turns_out_to_be_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
