/* Scans and what they say of their parcels, through the whole service: every failure that scanning
 * is known for. */
#include "logistics_hub.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
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

/* ---- identity ---- */

static void a_scan_is_kept_and_its_parcel_followed(void **state)
{
    const Caravan__Logistics__V1__Parcel *parcel;
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -60, "grams: 1200", APPLIED " sequence: 1");
    CAPTURE(&bench, "belt", 2, "WEIGHED", P1, -30, "grams: 1250", APPLIED " sequence: 2");
    parcel = (const void *)TRACK(&bench, P1,
                                 "name: 'hubs/kmg/parcels/1' carrier: 'zto' number: '" P1 "' "
                                 "state: PARCEL_STATE_INBOUND grams: 1250 last_reader: 'belt' "
                                 "expected_step: SCAN_STEP_ASSIGNED "
                                 "scans { sequence: 1 reader: 'hubs/kmg/readers/belt' "
                                 "scan { number: 1 step: SCAN_STEP_INBOUND grams: 1200 "
                                 "utc_offset_minutes: 480 } } scans { sequence: 2 }");
    assert_int_equal(parcel->n_scans, 2);
    EXPECT(&bench, "GetReader", "name: 'hubs/kmg/readers/belt'", "durable_number: 2");
    EXPECT(&bench, "GetHub", "name: 'hubs/kmg'", "sequence: 2");
    service_down(&bench);
}

static void the_same_scan_again_is_a_duplicate_and_changes_nothing(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, 0, "chute: 'c1' destination_key: '530100'",
            "sequence: 1");
    for (int i = 0; i < 3; i++)
        CAPTURE(&bench, "belt", 1, "INBOUND", "7500 0000-0001", 0,
                "chute: 'c1' destination_key: '530100'",
                "outcome: SCAN_OUTCOME_DUPLICATE sequence: 1");
    EXPECT(&bench, "GetHub", "name: 'hubs/kmg'", "sequence: 1");
    service_down(&bench);
}

static void another_scan_under_a_known_number_is_a_conflict_and_never_overwrites(void **state)
{
    static const char *const OTHER[] = {
        "step: SCAN_STEP_WEIGHED", "parcel_number: '" P2 "'", "grams: 8",  "utc_offset_minutes: 0",
        "destination_key: 'x'",    "reason: 'OTHER'",         "bag: 'b2'", "length_mm: 1",
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, 0, "grams: 7 bag: 'b1'", "sequence: 1");
    for (size_t i = 0; i < sizeof(OTHER) / sizeof(OTHER[0]); i++)
        REFUSE(&bench, "CaptureScan",
               service_text(&bench, "parent: 'hubs/kmg/readers/belt' scan { %s %s }",
                            scan_text(&bench, 1, "INBOUND", P1, 0, "grams: 7 bag: 'b1'"), OTHER[i]),
               CV_ALREADY_EXISTS, "SCAN_CONFLICT", "");
    TRACK(&bench, P1, "scans { sequence: 1 scan { grams: 7 bag: 'b1' step: SCAN_STEP_INBOUND } }");
    REFUSE(&bench, "TrackParcel",
           "parent: 'hubs/kmg' carrier: 'zto' number: '" P2 "' view: PARCEL_VIEW_STAFF", MISSING,
           "");
    service_down(&bench);
}

static void two_readers_may_use_the_same_number(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, 0, "", APPLIED " sequence: 1");
    CAPTURE(&bench, "hand", 1, "INBOUND", P1, 60, "", APPLIED " sequence: 2");
    service_down(&bench);
}

static void a_second_read_within_five_seconds_is_kept_and_counted_once(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "RECIRCULATED", P1, 0, "", APPLIED);
    CAPTURE(&bench, "belt", 2, "RECIRCULATED", P1, 4.9, "",
            "outcome: SCAN_OUTCOME_FOLDED sequence: 2");
    TRACK(&bench, P1, "recirculations: 1 scans {} scans { outcome: SCAN_OUTCOME_FOLDED }");
    CAPTURE(&bench, "belt", 3, "RECIRCULATED", P1, 9.9, "", APPLIED);
    CAPTURE(&bench, "hand", 1, "RECIRCULATED", P1, 10.1, "", APPLIED);
    TRACK(&bench, P1, "recirculations: 3");
    service_down(&bench);
}

static void a_failed_attempt_sent_twice_within_five_seconds_is_one(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "mile", 1, "DELIVERY_FAILED", P1, -100, "", APPLIED);
    CAPTURE(&bench, "mile", 2, "DELIVERY_FAILED", P1, -96, "", "outcome: SCAN_OUTCOME_FOLDED");
    TRACK(&bench, P1, "delivery_failures: 1");
    service_down(&bench);
}

static void clocks_that_differ_by_minutes_do_not_take_a_parcel_back(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "mile", 1, "ARRIVED_DEST", P1, -9000, "", APPLIED);
    CAPTURE(&bench, "belt", 1, "DISPATCHED", P1, -9000 + 1800, "", APPLIED);
    TRACK(&bench, P1, "state: PARCEL_STATE_ARRIVED_DEST");
    CAPTURE(&bench, "belt", 2, "DISPATCHED", P1, -9000 + 1801, "", "");
    TRACK(&bench, P1, "state: PARCEL_STATE_ARRIVED_DEST");
    CAPTURE(&bench, "belt", 3, "INBOUND", P1, -9000 + 1900, "", APPLIED);
    TRACK(&bench, P1, "state: PARCEL_STATE_INBOUND");
    service_down(&bench);
}

static void the_same_step_twice_for_real_counts_twice(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "mile", 1, "OUT_FOR_DELIVERY", P1, -10000, "", APPLIED);
    CAPTURE(&bench, "mile", 2, "DELIVERY_FAILED", P1, -9900, "reason: 'NOBODY_THERE'", APPLIED);
    CAPTURE(&bench, "mile", 3, "OUT_FOR_DELIVERY", P1, -1000, "", "");
    CAPTURE(&bench, "mile", 4, "DELIVERY_FAILED", P1, -900, "reason: 'NOBODY_THERE'", "");
    TRACK(&bench, P1, "delivery_failures: 2 state: PARCEL_STATE_OUT_FOR_DELIVERY");
    service_down(&bench);
}

/* ---- time ---- */

static void a_late_scan_is_folded_in_where_it_belongs(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -7200, "", APPLIED);
    CAPTURE(&bench, "mile", 1, "DELIVERED", P1, -60, "", APPLIED);
    CAPTURE(&bench, "hand", 1, "DISPATCHED", P1, -3600, "", "outcome: SCAN_OUTCOME_LATE");
    TRACK(&bench, P1,
          "state: PARCEL_STATE_DELIVERED scans { sequence: 1 } scans { sequence: 3 } "
          "scans { sequence: 2 }");
    service_down(&bench);
}

static void a_delivered_parcel_never_goes_back_but_by_a_return(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -90000, "", APPLIED);
    CAPTURE(&bench, "mile", 1, "DELIVERED", P1, -9000, "", APPLIED);
    CAPTURE(&bench, "belt", 2, "INBOUND", P1, -60, "",
            "outcome: SCAN_OUTCOME_ANOMALY reason: 'AFTER_DELIVERED'");
    TRACK(&bench, P1, "state: PARCEL_STATE_DELIVERED anomalies: 'AFTER_DELIVERED'");
    CAPTURE(&bench, "mile", 2, "RETURNED", P1, -120, "", "outcome: SCAN_OUTCOME_LATE");
    TRACK(&bench, P1, "state: PARCEL_STATE_INBOUND");
    service_down(&bench);
}

static void a_stamp_before_out_for_delivery_does_not_undo_a_delivery(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -90000, "", APPLIED);
    CAPTURE(&bench, "mile", 1, "DELIVERED", P1, -600, "", APPLIED);
    CAPTURE(&bench, "mile", 2, "OUT_FOR_DELIVERY", P1, -10, "", APPLIED);
    TRACK(&bench, P1, "state: PARCEL_STATE_DELIVERED");
    service_down(&bench);
}

static void delivered_before_inbound_is_an_anomaly_until_the_inbound_comes(void **state)
{
    const Caravan__Logistics__V1__Parcel *parcel;
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "mile", 1, "DELIVERED", P1, -60, "",
            "outcome: SCAN_OUTCOME_ANOMALY reason: 'DELIVERED_BEFORE_INBOUND' sequence: 1");
    TRACK(&bench, P1, "state: PARCEL_STATE_DELIVERED anomalies: 'DELIVERED_BEFORE_INBOUND'");
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -600, "", "outcome: SCAN_OUTCOME_LATE");
    parcel = (const void *)TRACK(&bench, P1, "state: PARCEL_STATE_DELIVERED");
    assert_int_equal(parcel->n_anomalies, 0);
    service_down(&bench);
}

/* By a clock that is ten minutes slow, and one that is a minute slow. */
static void a_wrong_clock_is_measured_when_it_sends_and_both_times_are_kept(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CaptureScan",
           service_text(&bench, "parent: 'hubs/kmg/readers/hand' sent_us: %lld scan { %s }",
                        (long long)(NOON - 600000000LL),
                        scan_text(&bench, 1, "INBOUND", P1, -660, "")),
           APPLIED);
    EXPECT(&bench, "CaptureScan",
           service_text(&bench, "parent: 'hubs/kmg/readers/belt' sent_us: %lld scan { %s }",
                        (long long)(NOON - 60000000LL),
                        scan_text(&bench, 1, "WEIGHED", P1, -58, "")),
           APPLIED);
    TRACK(&bench, P1,
          service_text(&bench,
                       "scans { skew_us: 600000000 event_time { seconds: %lld } "
                       "receive_time { seconds: %lld } scan { occur_us: %lld } } "
                       "scans { skew_us: 0 event_time { seconds: %lld } }",
                       (long long)(NOON / 1000000 - 60), (long long)(NOON / 1000000),
                       (long long)(NOON - 660000000LL), (long long)(NOON / 1000000 - 58)));
    EXPECT(&bench, "GetReader", "name: 'hubs/kmg/readers/hand'", "skew_us: 600000000");
    service_down(&bench);
}

static void a_scan_from_the_future_is_kept_without_effect(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, 0, "", APPLIED);
    CAPTURE(&bench, "mile", 1, "DELIVERED", P1, 301, "",
            "outcome: SCAN_OUTCOME_ANOMALY reason: 'FUTURE' sequence: 2");
    CAPTURE(&bench, "belt", 2, "WEIGHED", P1, 299, "", APPLIED);
    TRACK(&bench, P1, "state: PARCEL_STATE_INBOUND anomalies: 'FUTURE'");
    service_down(&bench);
}

static void a_number_that_fails_its_check_digit_is_told_and_kept(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CaptureScan",
           service_text(&bench,
                        "parent: 'hubs/kmg/readers/belt' scan { number: 1 carrier: 'ems' "
                        "parcel_number: 'RA123456784GB' step: SCAN_STEP_INBOUND occur_us: %lld "
                        "utc_offset_minutes: 0 }",
                        (long long)NOON),
           "outcome: SCAN_OUTCOME_ANOMALY reason: 'NUMBER_NOT_VALID' sequence: 1");
    EXPECT(&bench, "CaptureScan",
           service_text(&bench,
                        "parent: 'hubs/kmg/readers/belt' scan { number: 2 carrier: 'ems' "
                        "parcel_number: 'RA 123456785 GB' step: SCAN_STEP_INBOUND occur_us: %lld "
                        "utc_offset_minutes: 0 }",
                        (long long)NOON),
           APPLIED);
    service_down(&bench);
}

static void a_number_is_kept_as_it_was_read_too(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", "7500-0000 0001", -60, "", APPLIED);
    CAPTURE(&bench, "hand", 1, "RELABELLED", " 750000000001", -50,
            "other_carrier: 'zto' other_number: '7500.0000.0002'", APPLIED);
    TRACK(&bench, P1,
          "number: '" P1 "' aliases: 'zto " P2 "' scans { scan { parcel_number: '7500-0000 0001' } "
          "} scans { scan { parcel_number: ' 750000000001' other_number: '7500.0000.0002' } }");
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -60, "", "outcome: SCAN_OUTCOME_DUPLICATE");
    service_down(&bench);
}

/* ---- labels ---- */

static void a_no_read_is_merged_into_its_parcel_and_that_can_be_undone(void **state)
{
    const char *const unread = "carrier: '' parcel_number: '' track_id: 4711";
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "NO_READ", "", -600, unread, APPLIED);
    CAPTURE(&bench, "belt", 2, "WEIGHED", "", -590, service_text(&bench, "%s grams: 5", unread),
            APPLIED);
    EXPECT(&bench, "TrackParcel", "parent: 'hubs/kmg' track_id: 4711 view: PARCEL_VIEW_STAFF",
           "carrier: 'track' number: '4711' state: PARCEL_STATE_NO_READ no_read: true grams: 5");
    CAPTURE(&bench, "hand", 1, "INBOUND", P1, -60, "", APPLIED);
    CAPTURE(&bench, "hand", 2, "MERGED", "", -30,
            service_text(&bench, "%s other_carrier: 'zto' other_number: '" P1 "'", unread), "");
    TRACK(&bench, P1,
          "state: PARCEL_STATE_INBOUND no_read: true grams: 5 aliases: 'track 4711' "
          "scans { sequence: 1 scan { track_id: 4711 carrier: '' } } scans { sequence: 2 } "
          "scans { sequence: 3 } scans { sequence: 4 scan { other_number: '" P1 "' } }");
    EXPECT(&bench, "TrackParcel", "parent: 'hubs/kmg' track_id: 4711 view: PARCEL_VIEW_STAFF",
           "number: '" P1 "'");
    CAPTURE(&bench, "hand", 3, "UNMERGED", "", -10, unread, "");
    TRACK(&bench, P1, "no_read: false grams: 0 scans { sequence: 3 }");
    EXPECT(&bench, "TrackParcel", "parent: 'hubs/kmg' track_id: 4711 view: PARCEL_VIEW_STAFF",
           "number: '4711' state: PARCEL_STATE_NO_READ");
    service_down(&bench);
}

static void a_relabelled_parcel_is_found_by_either_number(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -600, "", APPLIED);
    CAPTURE(&bench, "hand", 1, "RELABELLED", P1, -300,
            "other_carrier: 'zto' other_number: '" P2 "'", "sequence: 2");
    CAPTURE(&bench, "belt", 2, "WEIGHED", P2, -200, "grams: 77", "");
    TRACK(&bench, P1, "number: '" P1 "' grams: 77 aliases: 'zto " P2 "'");
    TRACK(&bench, P2,
          "number: '" P1 "' scans { sequence: 1 } scans { sequence: 2 scan { parcel_number: '" P1
          "' other_number: '" P2 "' } } scans { sequence: 3 scan { parcel_number: '" P2 "' } }");
    CAPTURE(&bench, "hand", 1, "RELABELLED", P1, -300,
            "other_carrier: 'zto' other_number: '" P2 "'", "outcome: SCAN_OUTCOME_DUPLICATE");
    service_down(&bench);
}

static void a_relabelling_in_a_circle_is_kept_without_effect(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -600, "", APPLIED);
    CAPTURE(&bench, "hand", 1, "RELABELLED", P1, -300,
            "other_carrier: 'zto' other_number: '" P2 "'", "");
    CAPTURE(&bench, "hand", 2, "RELABELLED", P2, -200,
            "other_carrier: 'zto' other_number: '" P1 "'",
            "outcome: SCAN_OUTCOME_ANOMALY reason: 'RELABEL_CYCLE'");
    TRACK(&bench, P2, "number: '" P1 "' state: PARCEL_STATE_INBOUND anomalies: 'RELABEL_CYCLE'");
    service_down(&bench);
}

/* The first that was put on is the one that counts, whichever is told of first. */
static void of_relabellings_in_a_circle_the_last_to_happen_has_no_effect(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "hand", 3, "RELABELLED", P3, -100,
            "other_carrier: 'zto' other_number: '" P1 "'", APPLIED);
    CAPTURE(&bench, "hand", 2, "RELABELLED", P2, -200,
            "other_carrier: 'zto' other_number: '" P3 "'", "");
    TRACK(&bench, P1, "number: '" P2 "'");
    CAPTURE(&bench, "hand", 1, "RELABELLED", P1, -300,
            "other_carrier: 'zto' other_number: '" P2 "'", "outcome: SCAN_OUTCOME_LATE");
    TRACK(&bench, P3,
          "number: '" P1 "' anomalies: 'RELABEL_CYCLE' "
          "scans { sequence: 3 } scans { sequence: 2 } scans { sequence: 1 }");
    CAPTURE(&bench, "belt", 1, "INBOUND", P2, -350, "", "sequence: 4");
    TRACK(&bench, P2, "number: '" P2 "' anomalies: 'RELABEL_IN_USE'");
    TRACK(&bench, P1, "number: '" P2 "'");
    service_down(&bench);
}

static void a_relabelling_onto_a_number_in_use_is_kept_without_effect(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -600, "", APPLIED);
    CAPTURE(&bench, "belt", 2, "INBOUND", P2, -500, "", APPLIED);
    CAPTURE(&bench, "hand", 1, "RELABELLED", P1, -300,
            "other_carrier: 'zto' other_number: '" P2 "'", "sequence: 3");
    TRACK(&bench, P2, "number: '" P2 "' anomalies: 'RELABEL_IN_USE'");
    TRACK(&bench, P1, "number: '" P1 "'");
    service_down(&bench);
}

static void a_number_seen_again_after_half_a_year_is_another_parcel(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -200 * 86400.0, "", "sequence: 1");
    CAPTURE(&bench, "belt", 2, "INBOUND", P1, -60, "", APPLIED);
    TRACK(&bench, P1, "name: 'hubs/kmg/parcels/2' scans { sequence: 2 }");
    service_down(&bench);
}

/* ---- lost and held ---- */

static void a_parcel_long_overdue_is_lost_and_found_when_it_is_seen(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -100 * 3600.0, "", APPLIED);
    TRACK(&bench, P1, "state: PARCEL_STATE_LOST inferred: true last_reader: 'belt'");
    CAPTURE(&bench, "hand", 1, "WEIGHED", P1, -60, "", APPLIED);
    TRACK(&bench, P1, "found: 1 state: PARCEL_STATE_INBOUND inferred: false");
    CAPTURE(&bench, "hand", 2, "INBOUND", P1, -30, "", APPLIED);
    TRACK(&bench, P1, "state: PARCEL_STATE_INBOUND inferred: false");
    CAPTURE(&bench, "belt", 2, "INBOUND", P1, -52 * 3600.0, "", "outcome: SCAN_OUTCOME_LATE");
    service_down(&bench);
}

static void a_held_parcel_is_not_overdue(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -100 * 3600.0, "", APPLIED);
    CAPTURE(&bench, "hand", 1, "HELD", P1, -99 * 3600.0, "reason: 'CUSTOMS'", APPLIED);
    TRACK(&bench, P1, "state: PARCEL_STATE_INBOUND held: true !expected_time");
    service_down(&bench);
}

/* ---- fields ---- */

static void each_wrong_field_of_a_scan_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'hubs/kmg'", BAD, "parent"},
        {"parent: 'hubs/no/readers/belt'", MISSING, ""},
        {"parent: 'hubs/kmg/readers/no'", MISSING, ""},
        {"!scan", BAD, "scan"},
        {"scan { number: 0 }", BAD, "scan.number"},
        {"scan { !step }", BAD, "scan.step"},
        {"scan { step: 25 }", BAD, "scan.step"},
        {"scan { carrier: 'ZTO' }", BAD, "scan.parcel_number"},
        {"scan { carrier: 'track' }", BAD, "scan.parcel_number"},
        {"scan { parcel_number: '' }", BAD, "scan.parcel_number"},
        {"scan { parcel_number: '750000０00001' }", BAD, "scan.parcel_number"},
        {"scan { carrier: '' parcel_number: '' }", BAD, "scan.track_id"},
        {"scan { occur_us: 0 }", BAD, "scan.occur_us"},
        {"scan { utc_offset_minutes: 841 }", BAD, "scan.utc_offset_minutes"},
        {"scan { step: SCAN_STEP_DIVERTED }", BAD, "scan.chute"},
        {"scan { step: SCAN_STEP_BAGGED }", BAD, "scan.bag"},
        {"scan { chute: 'C 1' }", BAD, "scan.chute"},
        {"scan { reason: 'talk about it' }", BAD, "scan.reason"},
        {"scan { grams: -1 }", BAD, "scan.grams"},
        {"scan { height_mm: 100001 }", BAD, "scan.length_mm"},
        {"scan { plan_version: -1 }", BAD, "scan.plan_version"},
        {"scan { other_number: 'x' }", BAD, "scan.other_number"},
        {"scan { step: SCAN_STEP_MERGED }", BAD, "scan.other_number"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CaptureScan",
                service_text(&bench, "parent: 'hubs/kmg/readers/belt' scan { %s }",
                             scan_text(&bench, 1, "INBOUND", P1, 0, "")),
                ROWS);
    REFUSE(&bench, "CaptureScan",
           service_text(&bench,
                        "parent: 'hubs/kmg/readers/belt' scan { number: 9 step: SCAN_STEP_INBOUND "
                        "carrier: 'zto' parcel_number: '" P1 "' occur_us: %lld }",
                        (long long)NOON),
           BAD, "scan.utc_offset_minutes");
    service_down(&bench);
}

/* ---- many at once ---- */

static const char *batch(struct service_bench *bench, const char *mode)
{
    return service_text(
        bench, "parent: 'hubs/kmg/readers/hand' mode: %s scans { %s } scans { %s } scans { %s }",
        mode, scan_text(bench, 1, "INBOUND", P1, 0, ""), scan_text(bench, 0, "INBOUND", P1, 60, ""),
        scan_text(bench, 2, "WEIGHED", P1, 90, ""));
}

static void a_batch_answers_each_scan_in_order(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CaptureScans", batch(&bench, "CAPTURE_MODE_PER_ITEM"),
           "nothing_kept: false durable_number: 2 "
           "results { index: 0 outcome: SCAN_OUTCOME_APPLIED sequence: 1 } "
           "results { index: 1 outcome: SCAN_OUTCOME_REJECTED sequence: 0 field: 'number' "
           "reason: 'INVALID_FIELD' } "
           "results { index: 2 outcome: SCAN_OUTCOME_APPLIED sequence: 2 }");
    EXPECT(&bench, "CaptureScans", batch(&bench, "CAPTURE_MODE_PER_ITEM"),
           "results { outcome: SCAN_OUTCOME_DUPLICATE sequence: 1 } "
           "results { outcome: SCAN_OUTCOME_REJECTED } "
           "results { outcome: SCAN_OUTCOME_DUPLICATE sequence: 2 }");
    service_down(&bench);
}

static void all_or_nothing_keeps_nothing_if_one_is_wrong(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CaptureScans", batch(&bench, "CAPTURE_MODE_ALL_OR_NOTHING"),
           "nothing_kept: true durable_number: 0 results { outcome: 0 sequence: 0 } "
           "results { outcome: SCAN_OUTCOME_REJECTED field: 'number' } results { outcome: 0 }");
    EXPECT(&bench, "GetHub", "name: 'hubs/kmg'", "sequence: 0");
    EXPECT(&bench, "CaptureScans",
           service_text(&bench,
                        "parent: 'hubs/kmg/readers/hand' mode: CAPTURE_MODE_ALL_OR_NOTHING "
                        "scans { %s } scans { %s }",
                        scan_text(&bench, 1, "INBOUND", P1, 0, ""),
                        scan_text(&bench, 2, "WEIGHED", P1, 9, "")),
           "nothing_kept: false durable_number: 2 results { sequence: 1 } "
           "results { sequence: 2 }");
    service_down(&bench);
}

/* A batch of so many scans, each of a parcel of its own. */
static const char *scans_of(struct service_bench *bench, int count)
{
    size_t room = (size_t)count * 256 + 64;
    char *text = cv_arena_alloc(&bench->arena, room);
    size_t n;

    assert_non_null(text);
    n = (size_t)snprintf(text, room, "parent: 'hubs/kmg/readers/hand' ");
    for (int i = 1; i <= count; i++)
        n += (size_t)snprintf(text + n, room - n,
                              "scans { number: %d step: SCAN_STEP_INBOUND carrier: 'zto' "
                              "parcel_number: '%d' occur_us: %lld utc_offset_minutes: 480 } ",
                              i, 750000000 + i, (long long)NOON);
    return text;
}

static void a_batch_has_up_to_ten_thousand_scans(void **state)
{
    const Caravan__Logistics__V1__CaptureScansResponse *kept;
    struct service_bench bench;
    struct service_talk talk;
    struct cv_status status;

    (void)state;
    up(&bench);
    REFUSE(&bench, "CaptureScans", scans_of(&bench, 10001), BAD, "scans");
    service_talk_open(&bench, &talk, "StreamScans", NULL);
    assert_true(service_say(&bench, &talk, scans_of(&bench, 10001)));
    assert_null(service_hear(&bench, &talk));
    status = service_talk_wait(&bench, &talk);
    assert_int_equal(status.code, CV_INVALID_ARGUMENT);
    assert_string_equal(status.field, "scans");
    service_talk_stop(&bench, &talk);
    EXPECT(&bench, "GetHub", "name: 'hubs/kmg'", "sequence: 0");

    kept = (const void *)EXPECT(&bench, "CaptureScans", scans_of(&bench, 10000),
                                "nothing_kept: false durable_number: 10000");
    assert_int_equal(kept->n_results, 10000);
    service_talk_open(&bench, &talk, "StreamScans", NULL);
    assert_true(service_say(&bench, &talk, scans_of(&bench, 10000)));
    HEAR(&bench, &talk, "durable_number: 10000 outcomes: SCAN_OUTCOME_DUPLICATE");
    service_talk_stop(&bench, &talk);
    EXPECT(&bench, "GetHub", "name: 'hubs/kmg'", "sequence: 10000");
    service_down(&bench);
}

static void the_public_sees_where_a_parcel_is_and_nothing_else(void **state)
{
    const Caravan__Logistics__V1__Parcel *parcel;
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, 0, "grams: 9", APPLIED);
    CAPTURE(&bench, "belt", 2, "WEIGHED", P1, 9, "grams: 9", APPLIED);
    parcel = (const void *)EXPECT(&bench, "TrackParcel",
                                  "parent: 'hubs/kmg' carrier: 'zto' number: '" P1 "'",
                                  "state: PARCEL_STATE_INBOUND grams: 0 last_reader: ''");
    assert_int_equal(parcel->n_scans, 0);
    service_down(&bench);
}

static void nobody_sees_the_hubs_of_another_organisation(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, 0, "", APPLIED);
    bench.principal.org = "other";
    REFUSE(&bench, "TrackParcel", "parent: 'hubs/kmg' carrier: 'zto' number: '" P1 "'", MISSING,
           "");
    REFUSE(&bench, "CaptureScan",
           service_text(&bench, "parent: 'hubs/kmg/readers/belt' scan { %s }",
                        scan_text(&bench, 2, "INBOUND", P1, 0, "")),
           MISSING, "");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scan_is_kept_and_its_parcel_followed),
        cmocka_unit_test(the_same_scan_again_is_a_duplicate_and_changes_nothing),
        cmocka_unit_test(another_scan_under_a_known_number_is_a_conflict_and_never_overwrites),
        cmocka_unit_test(two_readers_may_use_the_same_number),
        cmocka_unit_test(a_second_read_within_five_seconds_is_kept_and_counted_once),
        cmocka_unit_test(a_failed_attempt_sent_twice_within_five_seconds_is_one),
        cmocka_unit_test(clocks_that_differ_by_minutes_do_not_take_a_parcel_back),
        cmocka_unit_test(the_same_step_twice_for_real_counts_twice),
        cmocka_unit_test(a_late_scan_is_folded_in_where_it_belongs),
        cmocka_unit_test(a_delivered_parcel_never_goes_back_but_by_a_return),
        cmocka_unit_test(a_stamp_before_out_for_delivery_does_not_undo_a_delivery),
        cmocka_unit_test(delivered_before_inbound_is_an_anomaly_until_the_inbound_comes),
        cmocka_unit_test(a_wrong_clock_is_measured_when_it_sends_and_both_times_are_kept),
        cmocka_unit_test(a_scan_from_the_future_is_kept_without_effect),
        cmocka_unit_test(a_number_that_fails_its_check_digit_is_told_and_kept),
        cmocka_unit_test(a_no_read_is_merged_into_its_parcel_and_that_can_be_undone),
        cmocka_unit_test(a_number_is_kept_as_it_was_read_too),
        cmocka_unit_test(a_relabelled_parcel_is_found_by_either_number),
        cmocka_unit_test(a_relabelling_in_a_circle_is_kept_without_effect),
        cmocka_unit_test(of_relabellings_in_a_circle_the_last_to_happen_has_no_effect),
        cmocka_unit_test(a_relabelling_onto_a_number_in_use_is_kept_without_effect),
        cmocka_unit_test(a_number_seen_again_after_half_a_year_is_another_parcel),
        cmocka_unit_test(a_parcel_long_overdue_is_lost_and_found_when_it_is_seen),
        cmocka_unit_test(a_held_parcel_is_not_overdue),
        cmocka_unit_test(each_wrong_field_of_a_scan_is_named),
        cmocka_unit_test(a_batch_answers_each_scan_in_order),
        cmocka_unit_test(all_or_nothing_keeps_nothing_if_one_is_wrong),
        cmocka_unit_test(the_public_sees_where_a_parcel_is_and_nothing_else),
        cmocka_unit_test(nobody_sees_the_hubs_of_another_organisation),
        cmocka_unit_test(a_batch_has_up_to_ten_thousand_scans),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
