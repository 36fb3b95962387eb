/* What a corridor carried and how punctually, for any two dates, and down to the consignments. */
#include "logistics_cargo.h"
#include "support/message_text.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define DAY      (24 * HOUR)
#define REPORT   "corridor: 'corridors/laos'"
#define LIST     "ListCorridorReportConsignments"
#define EACH(in) "report { " REPORT " } " in

static void event(struct service_bench *bench, const char *trip, const char *text)
{
    static int number;

    EXPECT(bench, "RecordTripEvents",
           service_text(bench,
                        "parent: '" TRAIN "%s' events { event_id: 'e%d' utc_offset_minutes: 480 "
                        "classifier: TIME_CLASSIFIER_ACTUAL %s }",
                        trip, ++number, text),
           "recorded: true");
}

static void at(struct service_bench *bench, const char *trip, const char *kind, int point,
               int64_t seconds)
{
    event(bench, trip,
          service_text(bench,
                       "kind: TRIP_EVENT_KIND_%s point: %d occurred_time { seconds: %" PRId64 " }",
                       kind, point, seconds));
}

static void put_on(struct service_bench *bench, const char *trip, const char *box,
                   const char *wagon, int64_t seconds)
{
    EXPECT(bench, "ObserveBox",
           service_text(bench,
                        "name: 'boxes/%s' observation_id: 'on-%s' event { move: BOX_MOVE_LOAD "
                        "trip: '" TRAIN "%s' wagon: '%s' occurred_time { seconds: %" PRId64 " } }",
                        box, trip, trip, wagon, seconds),
           "");
}

static void roses(struct service_bench *bench, const char *id, const char *consignor)
{
    EXPECT(bench, "CreateConsignment",
           service_text(bench,
                        "consignment_id: '%s' consignment { corridor: 'corridors/laos' "
                        "consignor { title: '%s' } consignee { title: 'B' } "
                        "origin: 'places/kunming' destination: 'places/vientiane' "
                        "lines { description: 'roses' hs_code: '060311' packages: 10 "
                        "gross_grams: 500000 value { currency: 'CNY' minor_units: 700000 } } }",
                        id, consignor),
           "");
    consignment_moves(bench, id, "SUBMIT");
    consignment_moves(bench, id, "ACCEPT");
}

/* Two trips in July 2025 and one in August: t1 with tomatoes in BOX_1 and roses in BOX_2, an hour
 * late at the border, where it stays six hours; t2 with roses in BOX_3; t3 with an empty BOX_1. */
static void sow(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    service_clock_set(SERVICE_NOON + 60 * SERVICE_DAY);
    corridor_sow(bench);
    boxes_sow(bench);
    train_sow(bench, "t1");
    train_sow_other(bench, "t2");
    load_sow(bench, "t1", BOX_1, "1000001", 1);
    load_sow(bench, "t1", BOX_2, "1000002", 1);
    load_sow(bench, "t2", BOX_3, "2000001", 1);
    consignment_accepted(bench, "c1");
    roses(bench, "c2", "Rose Farm");
    roses(bench, "c3", "Rose Farm");
    booking_sow(bench, "t1", BOX_1, "c1", 100);
    booking_sow(bench, "t1", BOX_2, "c2", 10);
    booking_sow(bench, "t2", BOX_3, "c3", 10);
    put_on(bench, "t1", BOX_1, "1000001", NOON);
    put_on(bench, "t1", BOX_2, "1000002", NOON);
    put_on(bench, "t2", BOX_3, "2000001", NOON);
    at(bench, "t1", "DEPARTED", 0, NOON + DAY);
    at(bench, "t1", "ARRIVED", 1, NOON + DAY + 11 * HOUR);
    at(bench, "t1", "DEPARTED", 1, NOON + DAY + 17 * HOUR);
    at(bench, "t1", "ARRIVED", 2, NOON + 2 * DAY);
    at(bench, "t2", "DEPARTED", 0, NOON + 31 * DAY);
}

static void every_breakdown_adds_up_to_the_total(void **state)
{
    struct service_bench bench;

    (void)state;
    sow(&bench);
    EXPECT(&bench, "CorridorReport", REPORT,
           "currency: 'CNY' consignment_count: 3 other_currencies: false "
           "total { trips: 2 packages: 120 gross_grams: 11000000 value_minor: 6400000 boxes: 3 "
           "units: 4 empty_boxes: 0 } "
           "by_direction { key: 'OUTBOUND' trips: 2 gross_grams: 11000000 boxes: 3 } "
           "by_month { key: '2025-07' trips: 1 gross_grams: 10500000 value_minor: 5700000 "
           "boxes: 2 } by_month { key: '2025-08' trips: 1 gross_grams: 500000 boxes: 1 } "
           "by_chapter { key: '06' trips: 2 packages: 20 gross_grams: 1000000 "
           "value_minor: 1400000 } "
           "by_chapter { key: '07' trips: 1 packages: 100 value_minor: 5000000 } "
           "by_consignor { key: '91110000600037341L' title: 'Yunnan Flowers' trips: 1 } "
           "by_consignor { key: 'Rose Farm' title: 'Rose Farm' trips: 2 gross_grams: 1000000 } "
           "box_balance: 3 empty_box_balance: 0");
    EXPECT(&bench, "CorridorReport", REPORT " start_date: 2025-07-01 end_date: 2025-07-31",
           "total { trips: 1 gross_grams: 10500000 } consignment_count: 2");
    EXPECT(&bench, "CorridorReport", REPORT " start_date: 2025-09-01",
           "total { trips: 0 gross_grams: 0 } consignment_count: 0");
    EXPECT(&bench, "CorridorReport", REPORT " currency: 'USD'",
           "total { gross_grams: 11000000 value_minor: 0 } other_currencies: true");
    service_down(&bench);
}

static void each_figure_goes_down_to_its_consignments(void **state)
{
    const Caravan__Logistics__V1__ListCorridorReportConsignmentsResponse *page;
    struct service_bench bench;

    (void)state;
    sow(&bench);
    page = (const void *)EXPECT(
        &bench, LIST, EACH(""),
        "consignments { consignment: 'consignments/c1' packages: 100 gross_grams: 10000000 "
        "value_minor: 5000000 } consignments { consignment: 'consignments/c2' } "
        "consignments { consignment: 'consignments/c3' } next_page_token: ''");
    assert_int_equal(page->n_consignments, 3);
    page = (const void *)EXPECT(&bench, LIST, EACH("chapter: '06'"),
                                "consignments { consignment: 'consignments/c2' }");
    assert_int_equal(page->n_consignments, 2);
    page = (const void *)EXPECT(&bench, LIST, EACH("month: '2025-08'"),
                                "consignments { consignment: 'consignments/c3' }");
    assert_int_equal(page->n_consignments, 1);
    page = (const void *)EXPECT(&bench, LIST, EACH("trip: '" TRAIN "t1' consignor: 'Rose Farm'"),
                                "consignments { consignment: 'consignments/c2' }");
    assert_int_equal(page->n_consignments, 1);
    page = (const void *)EXPECT(&bench, LIST, EACH("direction: DIRECTION_INBOUND"), "");
    assert_int_equal(page->n_consignments, 0);
    page = (const void *)EXPECT(&bench, LIST, EACH("page_size: 2"),
                                "consignments { consignment: 'consignments/c1' }");
    assert_int_equal(page->n_consignments, 2);
    page = (const void *)EXPECT(
        &bench, LIST,
        service_text(&bench, "report { " REPORT " } page_size: 2 page_token: '%s'",
                     page->next_page_token),
        "consignments { consignment: 'consignments/c3' } next_page_token: ''");
    assert_int_equal(page->n_consignments, 1);
    service_down(&bench);
}

static void punctuality_is_against_the_first_plan_and_the_last_estimate(void **state)
{
    struct service_bench bench;

    (void)state;
    sow(&bench);
    EXPECT(&bench, "CorridorReport", REPORT,
           "by_point { place: 'places/mohan' against_plan { arrivals: 1 within_30: 0 within_60: 1 "
           "late_minutes_p50: 60 late_minutes_p90: 60 } against_estimate { arrivals: 0 } "
           "stays: 1 stay_minutes_p50: 360 stay_minutes_p90: 360 } "
           "by_point { place: 'places/vientiane' against_plan { arrivals: 1 within_15: 0 "
           "within_60: 0 late_minutes_p50: 180 } stays: 0 }");
    service_down(&bench);
}

static void hold(struct service_bench *bench, const char *trip, const char *id, const char *rest,
                 int64_t from, int64_t to)
{
    event(bench, trip,
          service_text(bench,
                       "kind: TRIP_EVENT_KIND_HOLD_OPENED point: 1 hold_id: '%s' "
                       "occurred_time { seconds: %" PRId64 " } %s",
                       id, from, rest));
    if (to != 0)
        event(bench, trip,
              service_text(bench,
                           "kind: TRIP_EVENT_KIND_HOLD_CLOSED point: 1 hold_id: '%s' "
                           "occurred_time { seconds: %" PRId64 " }",
                           id, to));
}

#define BORDER (NOON + DAY) /* where t1 is from 11 hours on, for six */

static void holds_of_customs_and_the_like_are_not_the_carriers_time(void **state)
{
    struct service_bench bench;

    (void)state;
    sow(&bench);
    hold(&bench, "t1", "a", "hold_kind: HOLD_KIND_CUSTOMS cause: DELAY_CAUSE_PAPERS",
         BORDER + 12 * HOUR, BORDER + 14 * HOUR);
    /* Half of it at the same time as the one before. */
    hold(&bench, "t1", "b", "hold_kind: HOLD_KIND_QUARANTINE cause: DELAY_CAUSE_QUARANTINE",
         BORDER + 13 * HOUR, BORDER + 15 * HOUR);
    EXPECT(&bench, "CorridorReport", REPORT,
           "by_point { place: 'places/mohan' stays: 1 stay_minutes: 360 held_minutes: 180 "
           "own_minutes: 180 stay_minutes_p50: 360 own_minutes_p50: 180 own_minutes_p90: 180 "
           "held_stays: 1 against_plan { late_minutes_p50: 60 within_15: 0 } "
           "own_against_plan { arrivals: 1 late_minutes_p50: 60 within_15: 0 } } "
           "by_point { place: 'places/vientiane' against_plan { late_minutes_p50: 180 } "
           "own_against_plan { arrivals: 1 late_minutes_p50: 0 within_15: 1 } held_stays: 0 }");
    EXPECT(&bench, "GetTrip", "name: '" TRAIN "t1'",
           "points { stay_minutes: 0 } points { stay_minutes: 360 held_minutes: 180 "
           "own_minutes: 180 } points { stay_minutes: 0 held_minutes: 0 }");
    service_down(&bench);
}

static void other_holds_and_those_without_a_reason_or_an_end_are_the_carriers_time(void **state)
{
    static const struct {
        const char *rest;
        int64_t end;
    } HOLDS[] = {
        {"hold_kind: HOLD_KIND_TECHNICAL cause: DELAY_CAUSE_ROLLING_STOCK", BORDER + 14 * HOUR},
        {"hold_kind: HOLD_KIND_OTHER cause: DELAY_CAUSE_OTHER", BORDER + 14 * HOUR},
        {"hold_kind: HOLD_KIND_CUSTOMS", BORDER + 14 * HOUR},
        {"hold_kind: HOLD_KIND_CUSTOMS cause: DELAY_CAUSE_CUSTOMS", 0},
        {"hold_kind: HOLD_KIND_CUSTOMS cause: DELAY_CAUSE_CUSTOMS", BORDER + 12 * HOUR},
    };
    struct service_bench bench;

    (void)state;
    for (size_t i = 0; i < sizeof(HOLDS) / sizeof(HOLDS[0]); i++) {
        sow(&bench);
        hold(&bench, "t1", "a", HOLDS[i].rest, BORDER + 12 * HOUR, HOLDS[i].end);
        EXPECT(&bench, "CorridorReport", REPORT,
               "by_point { place: 'places/mohan' stay_minutes: 360 held_minutes: 0 "
               "own_minutes: 360 held_stays: 0 } "
               "by_point { own_against_plan { late_minutes_p50: 180 } }");
        service_down(&bench);
    }
}

/* A hold that the estimate knew of excuses nothing that is later than it; and none makes a train
 * early. */
static void against_an_estimate_only_holds_since_it_was_told_count(void **state)
{
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    trip_sow(&bench, "t1", NOON);
    at(&bench, "t1", "DEPARTED", 0, NOON);
    service_clock_set(SERVICE_NOON + 14 * HOUR * 1000000);
    at(&bench, "t1", "ARRIVED", 1, NOON + 9 * HOUR);
    hold(&bench, "t1", "a", "hold_kind: HOLD_KIND_CUSTOMS cause: DELAY_CAUSE_CUSTOMS",
         NOON + 10 * HOUR, NOON + 13 * HOUR);
    EXPECT(&bench, "RecordTripEvents",
           service_text(&bench,
                        "parent: '" TRAIN "t1' events { event_id: 'x' utc_offset_minutes: 480 "
                        "classifier: TIME_CLASSIFIER_ESTIMATED kind: TRIP_EVENT_KIND_ARRIVED "
                        "point: 2 occurred_time { seconds: %" PRId64 " } }",
                        NOON + 21 * HOUR),
           "recorded: true");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    hold(&bench, "t1", "b", "hold_kind: HOLD_KIND_PAPERS cause: DELAY_CAUSE_PAPERS",
         NOON + 14 * HOUR, NOON + 15 * HOUR);
    at(&bench, "t1", "DEPARTED", 1, NOON + 16 * HOUR);
    at(&bench, "t1", "ARRIVED", 2, NOON + 23 * HOUR);
    EXPECT(&bench, "CorridorReport", REPORT,
           "by_point { against_plan { late_minutes_p50: -60 } own_against_plan { "
           "late_minutes_p50: -60 } held_minutes: 240 } "
           "by_point { against_plan { late_minutes_p50: 120 } own_against_plan { "
           "late_minutes_p50: 0 } against_estimate { late_minutes_p50: 120 } "
           "own_against_estimate { late_minutes_p50: 60 } }");
    service_down(&bench);
}

/* An empty box out and a full one in. */
static void empty_boxes_and_the_balance_of_directions_are_told(void **state)
{
    struct service_bench bench;

    (void)state;
    sow(&bench);
    EXPECT(&bench, "CreateTrip",
           service_text(&bench,
                        "parent: 'corridors/laos' trip_id: 'back' trip { number: 'X9102' "
                        "direction: DIRECTION_INBOUND departure_time { seconds: %" PRId64 " } }",
                        NOON + 40 * DAY),
           "");
    EXPECT(&bench, "ComposeTrip",
           "name: '" TRAIN "back' wagons { number: '3000001' numbering: WAGON_NUMBERING_CHINA "
           "limit_grams: 60000000 slots: 2 }",
           "");
    EXPECT(&bench, "ObserveBox",
           "name: 'boxes/" BOX_1 "' observation_id: 'off' event { move: BOX_MOVE_DISCHARGE "
           "place: 'places/vientiane' occurred_time { seconds: 1752000000 } }",
           "");
    EXPECT(&bench, "CreateLoad",
           "parent: '" TRAIN "back' load { box: 'boxes/" BOX_1 "' wagon: '3000001' slot: 1 "
           "origin: 'places/vientiane' destination: 'places/kunming' }",
           "");
    put_on(&bench, "back", BOX_1, "3000001", NOON + 40 * DAY);
    at(&bench, "back", "DEPARTED", 0, NOON + 40 * DAY);
    EXPECT(&bench, "CorridorReport", REPORT,
           "by_direction { key: 'OUTBOUND' boxes: 3 empty_boxes: 0 } "
           "by_direction { key: 'INBOUND' trips: 1 boxes: 1 empty_boxes: 1 units: 1 } "
           "box_balance: 2 empty_box_balance: -1");
    service_down(&bench);
}

/* ---- the same for ever ---- */

static void a_report_known_at_an_instant_stays_as_it_was(void **state)
{
    const Caravan__Logistics__V1__CorridorReportResponse *report;
    struct service_bench bench;
    const char *then;

    (void)state;
    sow(&bench);
    report = (const void *)EXPECT(&bench, "CorridorReport", REPORT, "");
    then = service_text(&bench, REPORT " known_at { seconds: %" PRId64 " nanos: %d }",
                        report->known_at->seconds, report->known_at->nanos);
    EXPECT(&bench, "AmendConsignment",
           "name: 'consignments/c1' etag: '*' reason: 'weighed' lines { description: 'garlic' "
           "hs_code: '070320' packages: 100 gross_grams: 9000000 value { currency: 'CNY' "
           "minor_units: 4000000 } }",
           "");
    EXPECT(&bench, "AmendConsignment",
           "name: 'consignments/c3' etag: '*' reason: 'no roses' lines { description: 'chillies' "
           "hs_code: '090421' packages: 10 gross_grams: 500000 value { currency: 'CNY' "
           "minor_units: 700000 } }",
           "");
    at(&bench, "t2", "ARRIVED", 1, NOON + 32 * DAY);
    EXPECT(&bench, "CorridorReport", then,
           "total { gross_grams: 11000000 value_minor: 6400000 } by_chapter { key: '06' trips: 2 } "
           "by_chapter { key: '07' gross_grams: 10000000 }");
    EXPECT(&bench, "CorridorReport", REPORT,
           "total { packages: 120 gross_grams: 10000000 value_minor: 5400000 } "
           "by_chapter { key: '06' packages: 10 } by_chapter { key: '07' gross_grams: 9000000 } "
           "by_chapter { key: '09' packages: 10 }");
    service_down(&bench);
}

struct kept {
    const char *request;
    uint8_t *answer;
    size_t size;
};

/* The report as it is now, and how to ask for it again. */
static struct kept keep(struct service_bench *bench)
{
    const Caravan__Logistics__V1__CorridorReportResponse *report =
        (const void *)EXPECT(bench, "CorridorReport", REPORT, "");
    struct kept kept = {
        .request = service_text(bench, REPORT " known_at { seconds: %" PRId64 " nanos: %d }",
                                report->known_at->seconds, report->known_at->nanos),
        .size = protobuf_c_message_get_packed_size(&report->base),
    };

    kept.answer = cv_arena_alloc(&bench->arena, kept.size);
    assert_non_null(kept.answer);
    protobuf_c_message_pack(&report->base, kept.answer);
    return kept;
}

static void assert_unchanged(struct service_bench *bench, const struct kept *kept)
{
    const ProtobufCMessage *report = EXPECT(bench, "CorridorReport", kept->request, "");
    uint8_t *answer = cv_arena_alloc(&bench->arena, kept->size);

    assert_int_equal(protobuf_c_message_get_packed_size(report), kept->size);
    assert_non_null(answer);
    protobuf_c_message_pack(report, answer);
    assert_memory_equal(answer, kept->answer, kept->size);
}

/* Each piece of news turns what was true into an anomaly, or the reverse. */
static void late_news_that_overturns_what_was_known_changes_no_report_of_before(void **state)
{
    static const struct {
        const char *kind;
        int point;
        int64_t hours; /* after noon of a day */
        const char *want;
    } NEWS[] = {
        {"ARRIVED", 1, 10, "total { trips: 2 }"},
        /* It left only then? It cannot have been there before. */
        {"DEPARTED", 0, 12, "total { trips: 3 } by_point { against_plan { arrivals: 1 } }"},
        {"DEPARTED", 0, 9, "total { trips: 3 } by_point { against_plan { arrivals: 2 } }"},
        {"ARRIVED", 1, 8, "by_point { against_plan { arrivals: 2 late_minutes_p50: 0 } }"},
        {"DEPARTED", 0, 7, "by_point { against_plan { arrivals: 2 late_minutes_p50: -120 } }"},
        {"DEPARTED", 1, 11, "by_point { stays: 2 stay_minutes_p50: 180 held_minutes: 0 }"},
    };
    struct kept kept[sizeof(NEWS) / sizeof(NEWS[0]) + 3];
    struct service_bench bench;
    size_t count = 0;

    (void)state;
    sow(&bench);
    trip_sow(&bench, "t4", NOON + 20 * DAY);
    for (size_t i = 0; i < sizeof(NEWS) / sizeof(NEWS[0]); i++) {
        kept[count++] = keep(&bench);
        at(&bench, "t4", NEWS[i].kind, NEWS[i].point, NOON + 20 * DAY + NEWS[i].hours * HOUR);
        EXPECT(&bench, "CorridorReport", REPORT, NEWS[i].want);
    }
    kept[count++] = keep(&bench);
    hold(&bench, "t4", "a", "hold_kind: HOLD_KIND_CUSTOMS cause: DELAY_CAUSE_PAPERS",
         NOON + 20 * DAY + 9 * HOUR, NOON + 20 * DAY + 10 * HOUR);
    EXPECT(&bench, "CorridorReport", REPORT, "by_point { held_minutes: 60 }");
    kept[count++] = keep(&bench);
    EXPECT(&bench, "DivertTrip",
           "name: '" TRAIN "t4' legs { mode: TRANSPORT_MODE_ROAD origin: 'places/mohan' "
           "destination: 'places/kunming' departure_time { seconds: 1756000000 } "
           "arrival_time { seconds: 1756003600 } }",
           "");
    kept[count++] = keep(&bench);
    at(&bench, "t4", "ARRIVED", 3, NOON + 21 * DAY);
    for (size_t i = 0; i < count; i++)
        assert_unchanged(&bench, &kept[i]);
    service_down(&bench);
}

/* Half past four in the afternoon of 31 July, by UTC. */
static void a_trip_counts_on_the_day_that_it_was_where_it_left(void **state)
{
    static const struct {
        int offset;
        const char *want;
    } ROWS[] = {{480, "by_month { key: '2025-08' trips: 1 }"},
                {420, "by_month { key: '2025-07' trips: 1 }"},
                {-480, "by_month { key: '2025-07' trips: 1 }"}};
    struct service_bench bench;

    (void)state;
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        logistics_up(&bench, SERVICE_IN_MEMORY);
        service_clock_set(SERVICE_NOON + 60 * SERVICE_DAY);
        corridor_sow(&bench);
        trip_sow(&bench, "t1", NOON + 30 * DAY);
        EXPECT(&bench, "RecordTripEvents",
               service_text(&bench,
                            "parent: '" TRAIN "t1' events { event_id: 'd' "
                            "kind: TRIP_EVENT_KIND_DEPARTED classifier: TIME_CLASSIFIER_ACTUAL "
                            "utc_offset_minutes: %d occurred_time { seconds: %" PRId64 " } }",
                            ROWS[i].offset, NOON + 30 * DAY + 4 * HOUR + 30 * MINUTE),
               "recorded: true");
        EXPECT(&bench, "CorridorReport", REPORT, ROWS[i].want);
        service_down(&bench);
    }
}

static void a_trip_that_left_after_the_day_asked_for_does_not_count(void **state)
{
    struct service_bench bench;

    (void)state;
    sow(&bench);
    EXPECT(&bench, "CorridorReport", REPORT " effective_through: 2025-07-15",
           "total { trips: 1 gross_grams: 10500000 }");
    EXPECT(&bench, "CorridorReport", REPORT " effective_through: 2025-07-01", "total { trips: 0 }");
    service_down(&bench);
}

static void a_retracted_departure_takes_its_trip_out(void **state)
{
    const Caravan__Logistics__V1__CorridorReportResponse *report;
    struct service_bench bench;
    const char *then;

    (void)state;
    sow(&bench);
    EXPECT(&bench, "RecordTripEvents",
           "parent: '" TRAIN "t2' events { event_id: 'w' utc_offset_minutes: 480 "
           "classifier: TIME_CLASSIFIER_ACTUAL kind: TRIP_EVENT_KIND_ARRIVED point: 1 "
           "occurred_time { seconds: 1754100000 } }",
           "");
    report = (const void *)EXPECT(&bench, "CorridorReport", REPORT, "total { trips: 2 }");
    then = service_text(&bench, REPORT " known_at { seconds: %" PRId64 " nanos: %d }",
                        report->known_at->seconds, report->known_at->nanos);
    EXPECT(&bench, "RecordTripEvents",
           "parent: '" TRAIN "t2' events { event_id: 'r' utc_offset_minutes: 480 retracts: 'w' "
           "retraction_reason: RETRACTION_REASON_DID_NOT_OCCUR "
           "occurred_time { seconds: 1754100000 } }",
           "");
    EXPECT(&bench, "CorridorReport", then,
           "by_point { place: 'places/mohan' against_plan { arrivals: 2 } }");
    EXPECT(&bench, "CorridorReport", REPORT,
           "by_point { place: 'places/mohan' against_plan { arrivals: 1 } }");
    service_down(&bench);
}

static void each_wrong_field_of_a_report_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"corridor: 'corridors/none'", MISSING, ""},
        {"corridor: 'laos'", BAD, "corridor"},
        {"start_date: 2025-01-01 end_date: 2024-01-01", BAD, "end_date"},
        {"effective_through: 2025-02-30", BAD, "effective_through"},
        {"known_at { seconds: 1900000000 }", BAD, "known_at"},
        {"currency: 'yuan'", BAD, "currency"},
        {NULL, CV_OK, NULL, NULL},
    };
    static const struct service_refusal LIST_ROWS[] = {
        {"!report", BAD, "report"},
        {"report { corridor: 'laos' }", BAD, "report.corridor"},
        {"report { end_date: 2024-01-01 start_date: 2025-01-01 }", BAD, "report.end_date"},
        {"trip: 'x'", BAD, "trip"},
        {"page_token: 'x'", BAD, "page_token"},
        {NULL, CV_OK, NULL, NULL},
    };
    struct service_bench bench;

    (void)state;
    sow(&bench);
    REFUSE_EACH(&bench, "CorridorReport", REPORT, ROWS);
    REFUSE_EACH(&bench, LIST, EACH(""), LIST_ROWS);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_breakdown_adds_up_to_the_total),
        cmocka_unit_test(each_figure_goes_down_to_its_consignments),
        cmocka_unit_test(punctuality_is_against_the_first_plan_and_the_last_estimate),
        cmocka_unit_test(holds_of_customs_and_the_like_are_not_the_carriers_time),
        cmocka_unit_test(other_holds_and_those_without_a_reason_or_an_end_are_the_carriers_time),
        cmocka_unit_test(against_an_estimate_only_holds_since_it_was_told_count),
        cmocka_unit_test(empty_boxes_and_the_balance_of_directions_are_told),
        cmocka_unit_test(a_report_known_at_an_instant_stays_as_it_was),
        cmocka_unit_test(late_news_that_overturns_what_was_known_changes_no_report_of_before),
        cmocka_unit_test(a_trip_counts_on_the_day_that_it_was_where_it_left),
        cmocka_unit_test(a_trip_that_left_after_the_day_asked_for_does_not_count),
        cmocka_unit_test(a_retracted_departure_takes_its_trip_out),
        cmocka_unit_test(each_wrong_field_of_a_report_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
