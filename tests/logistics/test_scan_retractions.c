/* Scans that were wrong, and what takes them back: they stay in the log and count no more. */
#include "logistics_hub.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define P1 "750000000001"
#define P2 "750000000002"

#define YESTERDAY "parent: 'hubs/kmg' first_date: 2025-06-30"

#define NOTHING "outcome: SCAN_OUTCOME_ANOMALY reason: 'RETRACTS_NOTHING'"

static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    hub_sow(bench);
    hub_places_sow(bench, "kmg");
}

static void a_wrong_scan_is_retracted_and_stays_in_the_log(void **state)
{
    const Caravan__Logistics__V1__Parcel *parcel;
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -9000, "grams: 700", APPLIED);
    CAPTURE(&bench, "mile", 1, "DELIVERED", P1, -3000, "", APPLIED);
    CAPTURE(&bench, "mile", 2, "RETRACTED", P1, -2900, "retracts_number: 1 reason: 'WRONG_DOOR'",
            APPLIED " sequence: 3");
    parcel = (const void *)TRACK(
        &bench, P1,
        "state: PARCEL_STATE_INBOUND expected_step: SCAN_STEP_ASSIGNED last_reader: 'belt' "
        "scans { sequence: 1 retracted: false } scans { sequence: 2 retracted: true } "
        "scans { sequence: 3 retracted: false scan { retracts_reader: 'mile' retracts_number: 1 "
        "reason: 'WRONG_DOOR' } }");
    assert_int_equal(parcel->n_scans, 3);
    assert_int_equal(parcel->n_anomalies, 0);
    CAPTURE(&bench, "belt", 2, "WEIGHED", P1, -60, "grams: 650", APPLIED);
    TRACK(&bench, P1, "state: PARCEL_STATE_INBOUND grams: 650");
    service_down(&bench);
}

static void a_desk_retracts_what_a_belt_has_read(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 7, "INBOUND", P1, -9000, "", APPLIED);
    CAPTURE(&bench, "belt", 8, "HELD", P1, -8000, "", APPLIED);
    CAPTURE(&bench, "hand", 7, "RETRACTED", P1, -60, "retracts_reader: 'belt' retracts_number: 8",
            APPLIED);
    TRACK(&bench, P1, "held: false last_reader: 'belt'");
    service_down(&bench);
}

static void a_retraction_may_come_before_its_scan(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -9000, "", APPLIED);
    CAPTURE(&bench, "hand", 1, "RETRACTED", P1, -4000, "retracts_reader: 'mile' retracts_number: 5",
            NOTHING " sequence: 2");
    TRACK(&bench, P1, "anomalies: 'RETRACTS_NOTHING'");
    CAPTURE(&bench, "mile", 5, "DELIVERED", P1, -3000, "", "sequence: 3");
    assert_int_equal(((const Caravan__Logistics__V1__Parcel *)TRACK(
                          &bench, P1,
                          "state: PARCEL_STATE_INBOUND scans {} scans {} "
                          "scans { sequence: 3 retracted: true }"))
                         ->n_anomalies,
                     0);
    service_down(&bench);
}

static void what_there_is_not_and_what_is_another_parcels_is_not_retracted(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -9000, "", APPLIED);
    CAPTURE(&bench, "belt", 2, "INBOUND", P2, -9000, "", APPLIED);
    CAPTURE(&bench, "hand", 1, "RETRACTED", P2, -60, "retracts_reader: 'belt' retracts_number: 1",
            NOTHING);
    CAPTURE(&bench, "hand", 2, "RETRACTED", P2, -60, "retracts_reader: 'nobody' retracts_number: 2",
            NOTHING);
    TRACK(&bench, P1, "state: PARCEL_STATE_INBOUND");
    TRACK(&bench, P2,
          "state: PARCEL_STATE_INBOUND scans {} scans {} "
          "scans { scan { retracts_reader: 'nobody' } }");
    service_down(&bench);
}

static void a_retraction_stands_and_counts_once(void **state)
{
    static const char BACK[] = "retracts_reader: 'belt' retracts_number: 1";
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -9000, "", APPLIED);
    CAPTURE(&bench, "hand", 1, "RETRACTED", P1, -60, BACK, APPLIED);
    CAPTURE(&bench, "hand", 1, "RETRACTED", P1, -60, BACK, "outcome: SCAN_OUTCOME_DUPLICATE");
    REFUSE(&bench, "CaptureScan",
           service_text(&bench, "parent: 'hubs/kmg/readers/hand' scan { %s }",
                        scan_text(&bench, 1, "RETRACTED", P1, -60,
                                  "retracts_reader: 'belt' retracts_number: 2")),
           CV_ALREADY_EXISTS, "SCAN_CONFLICT", "");
    CAPTURE(&bench, "hand", 2, "RETRACTED", P1, -50, "retracts_number: 1", NOTHING);
    TRACK(&bench, P1, "state: PARCEL_STATE_UNSPECIFIED !first_time");
    CAPTURE(&bench, "belt", 2, "INBOUND", P1, -40, "", "");
    TRACK(&bench, P1, "state: PARCEL_STATE_INBOUND");
    service_down(&bench);
}

static void what_a_retraction_takes_from_a_closed_day_is_a_correction(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -86400, "", APPLIED);
    CAPTURE(&bench, "sorter", 1, "DIVERTED", P1, -86300, "chute: 'c1'", APPLIED);
    EXPECT(&bench, "CloseHubDay", "name: 'hubs/kmg' date: 2025-06-30", "");
    CAPTURE(&bench, "sorter", 2, "RETRACTED", P1, -60, "retracts_number: 1", APPLIED);
    EXPECT(&bench, "HubReport", YESTERDAY,
           "total { inbound: 1 sorted: 0 } corrections { date: 2025-06-30 sorted: -1 }");
    service_down(&bench);
}

static void a_parcel_whose_bagging_is_retracted_is_in_no_bag(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "hand", 1, "BAGGED", P1, -600, "bag: 'b1'", APPLIED);
    CAPTURE(&bench, "hand", 2, "BAGGED", P1, -500, "bag: 'b2'", APPLIED);
    EXPECT(&bench, "GetBag", "name: 'hubs/kmg/bags/b2'", "parcel_count: 1");
    CAPTURE(&bench, "hand", 3, "RETRACTED", P1, -60, "retracts_number: 2", APPLIED);
    EXPECT(&bench, "GetBag", "name: 'hubs/kmg/bags/b2'", "parcel_count: 0");
    EXPECT(&bench, "GetBag", "name: 'hubs/kmg/bags/b1'", "parcel_count: 1");
    service_down(&bench);
}

static void a_wrong_relabelling_or_merging_is_retracted(void **state)
{
    const char *const unread = "carrier: '' parcel_number: '' track_id: 9";
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -600, "", APPLIED);
    CAPTURE(&bench, "hand", 1, "RELABELLED", P1, -300,
            "other_carrier: 'zto' other_number: '" P2 "'", "");
    TRACK(&bench, P2, "number: '" P1 "'");
    CAPTURE(&bench, "hand", 2, "RETRACTED", P2, -200, "retracts_number: 1", APPLIED);
    TRACK(&bench, P2, "number: '" P2 "'");
    TRACK(&bench, P1, "number: '" P1 "' state: PARCEL_STATE_INBOUND");
    CAPTURE(&bench, "belt", 2, "NO_READ", "", -600, unread, APPLIED);
    CAPTURE(&bench, "hand", 3, "MERGED", "", -100,
            service_text(&bench, "%s other_carrier: 'zto' other_number: '" P1 "'", unread), "");
    TRACK(&bench, P1, "no_read: true");
    CAPTURE(&bench, "hand", 4, "RETRACTED", "", -50,
            service_text(&bench, "%s retracts_number: 3", unread), "");
    TRACK(&bench, P1, "no_read: false");
    service_down(&bench);
}

static void each_wrong_field_of_a_retraction_is_named(void **state)
{
    static const struct {
        const char *step;
        const char *more;
        const char *field;
    } ROWS[] = {
        {"RETRACTED", "", "retracts_number"},
        {"RETRACTED", "retracts_number: -1", "retracts_number"},
        {"RETRACTED", "retracts_number: 1 retracts_reader: 'A b'", "retracts_reader"},
        {"INBOUND", "retracts_number: 1", "retracts_number"},
        {"INBOUND", "retracts_reader: 'belt'", "retracts_number"},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++)
        REFUSE(&bench, "CaptureScan",
               service_text(&bench, "parent: 'hubs/kmg/readers/hand' scan { %s }",
                            scan_text(&bench, 1, ROWS[i].step, P1, 0, ROWS[i].more)),
               BAD, service_text(&bench, "scan.%s", ROWS[i].field));
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_scan_is_retracted_and_stays_in_the_log),
        cmocka_unit_test(a_desk_retracts_what_a_belt_has_read),
        cmocka_unit_test(a_retraction_may_come_before_its_scan),
        cmocka_unit_test(what_there_is_not_and_what_is_another_parcels_is_not_retracted),
        cmocka_unit_test(a_retraction_stands_and_counts_once),
        cmocka_unit_test(what_a_retraction_takes_from_a_closed_day_is_a_correction),
        cmocka_unit_test(a_parcel_whose_bagging_is_retracted_is_in_no_bag),
        cmocka_unit_test(a_wrong_relabelling_or_merging_is_retracted),
        cmocka_unit_test(each_wrong_field_of_a_retraction_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
