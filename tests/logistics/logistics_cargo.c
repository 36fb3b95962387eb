#include "logistics_cargo.h"

void boxes_sow(struct service_bench *bench)
{
    static const char *const SMALL[] = {"CSQU3054383", "APZU4812090"};

    for (size_t i = 0; i < 2; i++)
        EXPECT(bench, "CreateBox",
               service_text(bench,
                            "box { number: '%s' size_type: '22G1' tare_grams: 2200000 "
                            "max_gross_grams: 24000000 }",
                            SMALL[i]),
               "");
    EXPECT(bench, "CreateBox",
           "box { number: 'ZEPU 003725-5' size_type: '45R1' tare_grams: 3800000 "
           "max_gross_grams: 30480000 }",
           "");
}

void box_moves(struct service_bench *bench, const char *box, const char *event)
{
    static int64_t minutes;

    service_clock_set(SERVICE_NOON + ++minutes * 60000000);
    EXPECT(bench, "MoveBox", service_text(bench, "name: 'boxes/%s' event { %s }", box, event), "");
}

void box_packed(struct service_bench *bench, const char *box, const char *seal)
{
    box_moves(bench, box, "move: BOX_MOVE_GATE_OUT");
    box_moves(bench, box, "move: BOX_MOVE_REACH_CONSIGNOR");
    box_moves(bench, box, "move: BOX_MOVE_BEGIN_STUFFING");
    box_moves(bench, box, "move: BOX_MOVE_END_STUFFING");
    box_moves(bench, box,
              service_text(bench, "move: BOX_MOVE_SEAL seal_number: '%s' sealed_by: 1", seal));
    box_moves(bench, box, "move: BOX_MOVE_GATE_IN place: 'places/kunming'");
}

void consignment_sow(struct service_bench *bench, const char *id)
{
    EXPECT(bench, "CreateConsignment",
           service_text(bench,
                        "consignment_id: '%s' consignment { corridor: 'corridors/laos' "
                        "consignor { title: 'Yunnan Flowers' uscc: '91110000600037341L' } "
                        "consignee { title: 'Vientiane Market' } origin: 'places/kunming' "
                        "destination: 'places/vientiane' incoterm: 'FCA' "
                        "incoterm_place: 'Kunming' lines { description: 'tomatoes' "
                        "hs_code: '070200' packages: 100 gross_grams: 10000000 "
                        "value { currency: 'CNY' minor_units: 5000000 } } "
                        "papers { kind: PAPER_KIND_CONSIGNMENT_NOTE reference: 'N-%s' } }",
                        id, id),
           "state: CONSIGNMENT_STATE_DRAFT");
}

void consignment_moves(struct service_bench *bench, const char *id, const char *action)
{
    EXPECT(bench, "MoveConsignment",
           service_text(bench,
                        "name: 'consignments/%s' action: CONSIGNMENT_ACTION_%s reason: 'because'",
                        id, action),
           "");
}

void consignment_accepted(struct service_bench *bench, const char *id)
{
    consignment_sow(bench, id);
    consignment_moves(bench, id, "SUBMIT");
    consignment_moves(bench, id, "ACCEPT");
}

static void train(struct service_bench *bench, const char *id, char series)
{
    trip_sow(bench, id, NOON + 24 * HOUR);
    EXPECT(bench, "ComposeTrip",
           service_text(bench,
                        "name: '" TRAIN "%s' "
                        "wagons { number: '%c000001' numbering: WAGON_NUMBERING_CHINA type: 'X70' "
                        "limit_grams: 60000000 slots: 2 } "
                        "wagons { number: '%c000002' numbering: WAGON_NUMBERING_CHINA type: 'X70' "
                        "limit_grams: 60000000 slots: 2 }",
                        id, series, series),
           "state: TRIP_STATE_COMPOSED");
}

void train_sow(struct service_bench *bench, const char *id)
{
    train(bench, id, '1');
}

void train_sow_other(struct service_bench *bench, const char *id)
{
    train(bench, id, '2');
}

void load_sow(struct service_bench *bench, const char *trip, const char *box, const char *wagon,
              int slot)
{
    EXPECT(bench, "CreateLoad",
           service_text(bench,
                        "parent: '" TRAIN "%s' load_id: '%s' load { box: 'boxes/%s' wagon: '%s' "
                        "slot: %d origin: 'places/kunming' destination: 'places/vientiane' }",
                        trip, box, box, wagon, slot),
           "");
}

void booking_sow(struct service_bench *bench, const char *trip, const char *box,
                 const char *consignment, int packages)
{
    EXPECT(bench, "CreateBooking",
           service_text(bench,
                        "parent: '" TRAIN "%s' booking { consignment: 'consignments/%s' line: 1 "
                        "box: 'boxes/%s' packages: %d }",
                        trip, consignment, box, packages),
           "");
}

void train_moves(struct service_bench *bench, const char *trip, const char *what)
{
    EXPECT(bench, "MoveTrip",
           service_text(bench, "name: '" TRAIN "%s' kind: TRIP_EVENT_KIND_%s", trip, what), "");
}

void train_runs(struct service_bench *bench, const char *trip)
{
    static const char *const MOVES[] = {
        "READY",
        "DEPARTED point: 0",
        "ARRIVED point: 1",
        "BORDER_PRESENTED point: 1",
        "BORDER_RELEASED point: 1",
        "BORDER_CROSSED point: 1",
        "DEPARTED point: 1",
        "ARRIVED point: 2",
    };

    for (size_t i = 0; i < sizeof(MOVES) / sizeof(MOVES[0]); i++)
        train_moves(bench, trip, MOVES[i]);
}

void train_unloads(struct service_bench *bench, const char *trip)
{
    train_moves(bench, trip, "UNLOADED point: 2");
}
