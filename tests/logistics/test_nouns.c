/* What the methods of every noun of the logistics program have in common: lists have pages, and
 * tokens that lead on only in the list that gave them; what is read or changed is named, and a
 * change says what it is based on. */
#include "base/fault.h"
#include "logistics_cargo.h"
#include "logistics_sorting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS_MAX   500
#define TOKEN_LENGTH 48
#define PARCEL       " carrier: 'zto' number: '750000000001' "

static const struct list {
    const char *method;
    const char *question;
    const char *other; /* that its tokens are not for; NULL: there is no other */
} LISTS[] = {
    {"ListHubs", "", NULL},
    {"ListReaders", "parent: '" HUB "'", "parent: 'hubs/kmg'"},
    {"ListPrefectures", "parent: '" HUB "'", "parent: 'hubs/kmg'"},
    {"ListDestinations", "parent: '" HUB "'", "parent: 'hubs/kmg'"},
    {"ListChutes", "parent: '" HUB "'", "parent: 'hubs/kmg'"},
    {"ListSortPlans", "parent: '" HUB "'", "parent: 'hubs/kmg'"},
    {"ListBags", "parent: '" HUB "'", "parent: 'hubs/kmg'"},
    {"ListBagParcels", "parent: '" HUB "/bags/b1'", "parent: '" HUB "/bags/b2'"},
    {"ListManifests", "parent: '" HUB "'", "parent: 'hubs/kmg'"},
    {"FindParcels", "parent: '" HUB "'" PARCEL, "parent: 'hubs/kmg'" PARCEL},
    {"FindParcels", "parent: '" HUB "'" PARCEL, "parent: '" HUB "'" PARCEL "carrier: 'sto'"},
    {"ListPlaces", "", NULL},
    {"ListCorridors", "", NULL},
    {"ListTrips", "parent: 'corridors/laos'", "parent: 'corridors/short'"},
    {"ListTripEvents", "parent: '" T1 "'", "parent: '" TRAIN "t2'"},
    {"FindTrips", "parent: 'corridors/laos' number: 'X9101'", "parent: 'corridors/laos'"},
    {"FindTrips", "parent: 'corridors/laos'", "parent: 'corridors/laos' wagon: '1000001'"},
    {"FindTrips", "parent: 'corridors/laos'", "parent: 'corridors/short'"},
    {"ListBoxes", "", NULL},
    {"ListConsignments", "", NULL},
    {"ListLoads", "parent: '" T1 "'", "parent: '" TRAIN "t2'"},
    {"ListBookings", "parent: '" T1 "'", "parent: '" TRAIN "t2'"},
    {"ListSales", "", "channel: 'retail'"},
    {"ListSaleEntries", "parent: 'sales/s1'", "parent: 'sales/s2'"},
    {"ListSaleMatches", "", "state: SALE_MATCH_STATE_REJECTED"},
    {"ListSalePeriods", "", NULL},
    {"ListSalePostings", "", "product: 'apple'"},
    {"ListSalePostings", "", "known_at { seconds: 1 }"},
};
#define LIST_COUNT (sizeof(LISTS) / sizeof(LISTS[0]))

static const struct noun {
    const char *get;
    const char *name;   /* of one that is there */
    const char *other;  /* of none */
    const char *update; /* NULL: there is no such method */
    const char *field;  /* of its request */
    const char *change; /* what may be changed */
} NOUNS[] = {
    {"GetHub", HUB, "hubs/none", "UpdateHub", "hub", "title: 'x'"},
    {"GetReader", HUB "/readers/hand", HUB "/readers/none", "UpdateReader", "reader", "title: 'x'"},
    {"GetChute", HUB "/chutes/a1", "hubs/none/chutes/a1", "UpdateChute", "chute", "title: 'x'"},
    {"GetSortPlan", HUB "/sortPlans/p1", HUB "/sortPlans/none", "UpdateSortPlan", "sort_plan",
     "title: 'x'"},
    {"GetBag", HUB "/bags/b1", HUB "/bags/none", NULL, NULL, NULL},
    {"GetManifest", HUB "/manifests/m1", HUB "/manifests/none", NULL, NULL, NULL},
    {"GetPlace", "places/mohan", "places/none", "UpdatePlace", "place", "title: 'x'"},
    {"GetCorridor", "corridors/laos", "corridors/none", "UpdateCorridor", "corridor", "title: 'x'"},
    {"GetTrip", T1, "corridors/short/trips/t1", NULL, NULL, NULL},
    {"GetBox", "boxes/" BOX_1, "boxes/none", NULL, NULL, NULL},
    {"GetConsignment", "consignments/c3", "consignments/none", "UpdateConsignment", "consignment",
     "incoterm_place: 'x'"},
    {"GetBooking", T1 "/bookings/k1", TRAIN "t2/bookings/k1", NULL, NULL, NULL},
    {"GetSale", "sales/s1", "sales/none", NULL, NULL, NULL},
    {"GetSaleEntry", "sales/s1/entries/e1", "sales/s2/entries/e1", NULL, NULL, NULL},
    {"GetSalePeriod", "salePeriods/2025-01", "salePeriods/2025-06", NULL, NULL, NULL},
};
#define NOUN_COUNT (sizeof(NOUNS) / sizeof(NOUNS[0]))

/* ---- what is there ---- */

static void hubs_up(struct service_bench *bench)
{
    sorting_sow(bench);
    sorting_sow_bag(bench, "b1");
    sorting_sow_bag(bench, "b2");
    EXPECT(bench, "CreateHub", "hub_id: 'kmg' hub { title: 'Kunming' }", "");
    EXPECT(bench, "CreateReader",
           "parent: '" HUB "' reader_id: 'mile' reader { kind: READER_KIND_SYSTEM }", "");
    EXPECT(bench, "SetDestinations",
           "parent: '" HUB "' destinations { key: 'kmg-08' " HUB_PREFECTURE "}", "");
    EXPECT(bench, "CreateSortPlan", "parent: '" HUB "' sort_plan { max_recirculations: 2 }", "");
    for (int i = 1; i <= 2; i++)
        EXPECT(bench, "CreateManifest",
               service_text(
                   bench, "parent: '" HUB "' manifest_id: 'm%d' manifest { " HUB_PREFECTURE "}", i),
               "");
    for (int i = 1; i <= 2; i++) {
        const char *number = service_text(bench, "75000000000%d", i);

        SCAN(bench, i, "WEIGHED", number, -600 + i, "destination_key: '530100'", "");
        EXPECT(bench, "BagParcel",
               service_text(bench, "name: '" HUB "/bags/b1' carrier: 'zto' number: '%s'", number),
               "");
    }
    /* The same number for another parcel, a year before. */
    SCAN(bench, 3, "WEIGHED", "750000000001", -31536000, "", "");
}

static void corridors_up(struct service_bench *bench)
{
    corridor_sow(bench);
    boxes_sow(bench);
    EXPECT(bench, "CreateCorridor",
           "corridor_id: 'short' corridor { title: 'Short' points { place: 'places/kunming' mode: "
           "TRANSPORT_MODE_RAIL run_minutes: 600 } points { place: 'places/mohan' } }",
           "");
    train_sow(bench, "t1");
    train_sow_other(bench, "t2");
    trip_move(bench, "t1", "READY", 0);
    load_sow(bench, "t1", BOX_1, "1000001", 1);
    load_sow(bench, "t1", BOX_3, "1000001", 2);
    consignment_sow(bench, "c3");
    for (int i = 1; i <= 2; i++) {
        consignment_accepted(bench, service_text(bench, "c%d", i));
        EXPECT(bench, "CreateBooking",
               service_text(bench,
                            "parent: '" T1 "' booking_id: 'k%d' booking { box: 'boxes/" BOX_1
                            "' consignment: 'consignments/c%d' line: 1 packages: 10 }",
                            i, i),
               "");
    }
}

static void sales_up(struct service_bench *bench)
{
    for (int i = 1; i <= 3; i++) {
        EXPECT(
            bench, "CreateSale",
            service_text(bench,
                         "sale_id: 's%d' sale { product: 'apple' origin: 'Wensu' channel: 'c%d' "
                         "buyer_region: 'Hangzhou' quantity_milli: 1000 unit: 't' "
                         "amount { currency: 'CNY' minor_units: 1000 } signed_date: 2025-03-01 }",
                         i, i),
            "");
        EXPECT(bench, "CloseSalePeriod", service_text(bench, "name: 'salePeriods/2025-0%d'", i),
               "");
        EXPECT(bench, "CreateSaleEntry",
               service_text(bench,
                            "parent: 'sales/s1' sale_entry_id: 'e%d' sale_entry { "
                            "kind: SALE_ENTRY_KIND_PAYMENT amount: 10 "
                            "effective_date: 2025-03-02 }",
                            i),
               "");
    }
}

static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    hubs_up(bench);
    corridors_up(bench);
    sales_up(bench);
}

/* ---- reading ---- */

/* Of a list's answer: every one has the rows first and the token second. */
struct page {
    size_t count;
    ProtobufCMessage **rows;
    const char *token;
};

static struct page page_of(const ProtobufCMessage *answer)
{
    const ProtobufCFieldDescriptor *fields = answer->descriptor->fields;
    struct page page;

    assert_string_equal(fields[1].name, "next_page_token");
    memcpy(&page.count, (const char *)answer + fields[0].quantifier_offset, sizeof(page.count));
    memcpy(&page.rows, (const char *)answer + fields[0].offset, sizeof(page.rows));
    memcpy(&page.token, (const char *)answer + fields[1].offset, sizeof(page.token));
    return page;
}

static struct page read_page(struct service_bench *bench, const struct list *list,
                             const char *options)
{
    return page_of(
        EXPECT(bench, list->method, service_text(bench, "%s %s", list->question, options), ""));
}

static void assert_same(struct service_bench *bench, const ProtobufCMessage *a,
                        const ProtobufCMessage *b)
{
    size_t size = protobuf_c_message_get_packed_size(a);
    uint8_t *packed = cv_arena_alloc(&bench->arena, 2 * size);

    assert_int_equal(protobuf_c_message_get_packed_size(b), size);
    assert_int_equal(protobuf_c_message_pack(a, packed), size);
    assert_int_equal(protobuf_c_message_pack(b, packed + size), size);
    assert_memory_equal(packed, packed + size, size);
}

/* ---- lists ---- */

static void every_list_is_read_in_pages_of_any_size(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < LIST_COUNT; i++) {
        struct page all = read_page(&bench, &LISTS[i], "");

        assert_true(all.count >= 2);
        assert_string_equal(all.token, "");
        for (size_t size = 1; size <= all.count; size++) {
            const char *token = "";
            size_t seen = 0;

            do {
                struct page page =
                    read_page(&bench, &LISTS[i],
                              service_text(&bench, "page_size: %zu page_token: '%s'", size, token));

                assert_true(page.count > 0 && page.count <= size);
                assert_true(seen + page.count <= all.count);
                for (size_t k = 0; k < page.count; k++)
                    assert_same(&bench, page.rows[k], all.rows[seen++]);
                token = page.token;
                assert_true(page.count == size || *token == '\0');
            } while (*token != '\0');
            assert_int_equal(seen, all.count);
        }
    }
    service_down(&bench);
}

static void a_page_has_fifty_rows_unless_asked_and_a_thousand_at_most(void **state)
{
    const struct list readers = {"ListReaders", "parent: 'hubs/many'", NULL};
    struct service_bench bench;
    struct page page;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CreateHub", "hub_id: 'many' hub { title: 'Many' }", "");
    for (int i = 0; i < 1001; i++)
        EXPECT(&bench, "CreateReader", "parent: 'hubs/many' reader { kind: READER_KIND_BELT }", "");
    assert_int_equal(read_page(&bench, &readers, "").count, 50);
    assert_int_equal(read_page(&bench, &readers, "page_size: 51").count, 51);
    page = read_page(&bench, &readers, "page_size: 5000");
    assert_int_equal(page.count, 1000);
    page = read_page(&bench, &readers, service_text(&bench, "page_token: '%s'", page.token));
    assert_int_equal(page.count, 1);
    assert_string_equal(page.token, "");
    service_down(&bench);
}

static void refuse(struct service_bench *bench, const char *method, const char *question,
                   const char *token)
{
    REFUSE(bench, method, service_text(bench, "%s page_token: '%s'", question, token), BAD,
           "page_token");
}

static void a_token_is_for_one_question_of_one_organisation(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < LIST_COUNT; i++) {
        const struct list *list = &LISTS[i];
        const struct list *next = &LISTS[(i + 1) % LIST_COUNT];
        const char *token = read_page(&bench, list, "page_size: 1").token;
        char wrong[TOKEN_LENGTH + 1];

        assert_int_equal(strlen(token), TOKEN_LENGTH);
        memcpy(wrong, token, sizeof(wrong));
        wrong[i % TOKEN_LENGTH] = wrong[i % TOKEN_LENGTH] == '0' ? '1' : '0';
        refuse(&bench, list->method, list->question, wrong);
        refuse(&bench, list->method, list->question, "next");
        if (list->other != NULL)
            refuse(&bench, list->method, list->other, token);
        if (strcmp(list->method, next->method) != 0)
            refuse(&bench, next->method, next->question, token);
        bench.principal.org = "other";
        refuse(&bench, list->method, list->question, token);
        bench.principal.org = "home";
        REFUSE(&bench, list->method, service_text(&bench, "%s page_size: -1", list->question), BAD,
               "page_size");
    }
    service_down(&bench);
}

/* NULL: it reached the caller. */
static const ProtobufCMessage *ask_failing(struct service_bench *bench, const struct list *list,
                                           unsigned long nth)
{
    struct cv_unary *op = service_op(bench);
    const char *problem;

    op->start.method = service_method(bench, list->method);
    op->start.wait_for_ready = true; /* the connection may be gone: make another */
    op->request =
        message_from_text(op->start.method->request, list->question, &bench->arena, &problem);
    cv_fault_arm(CV_FAULT_ALLOC | CV_FAULT_STATEMENT, nth);
    cv_unary_submit(bench->channel, op);
    service_wait(bench);
    cv_fault_off();
    return op->response;
}

static void a_fault_while_reading_gives_no_part_of_a_list(void **state)
{
    struct service_bench bench;
    int refused = 0;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < LIST_COUNT; i++) {
        struct page all = read_page(&bench, &LISTS[i], "");
        bool fired = true;

        for (unsigned long nth = 1; fired; nth++) {
            const ProtobufCMessage *answer = ask_failing(&bench, &LISTS[i], nth);

            fired = cv_fault_fired();
            assert_true(nth < ROUNDS_MAX && (answer != NULL || fired));
            refused += answer == NULL;
            if (answer == NULL)
                continue;
            assert_int_equal(page_of(answer).count, all.count);
            for (size_t k = 0; k < all.count; k++)
                assert_same(&bench, page_of(answer).rows[k], all.rows[k]);
        }
    }
    print_message("%d refusals\n", refused);
    assert_true(refused > (int)LIST_COUNT);
    service_down(&bench);
}

/* ---- reading and changing ---- */

static void a_thing_is_read_by_its_name_and_only_by_its_owners(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < NOUN_COUNT; i++) {
        const char *asked = service_text(&bench, "name: '%s'", NOUNS[i].name);

        EXPECT(&bench, NOUNS[i].get, asked, asked);
        REFUSE(&bench, NOUNS[i].get, "", BAD, "name");
        REFUSE(&bench, NOUNS[i].get, service_text(&bench, "name: '%s/'", NOUNS[i].name), BAD,
               "name");
        REFUSE(&bench, NOUNS[i].get, service_text(&bench, "name: '%s'", NOUNS[i].other), MISSING,
               "");
        bench.principal.org = "other";
        REFUSE(&bench, NOUNS[i].get, asked, MISSING, "");
        bench.principal.org = "home";
    }
    service_down(&bench);
}

/* What is wrong with the change, and where. */
static void refuse_change(struct service_bench *bench, const struct noun *noun, const char *wrong,
                          enum cv_code code, const char *reason, const char *field)
{
    REFUSE(bench, noun->update,
           service_text(bench, "%s { name: '%s' %s etag: 'v1' } update_mask { paths: '%.*s' } %s",
                        noun->field, noun->name, noun->change, (int)strcspn(noun->change, ":"),
                        noun->change, wrong),
           code, reason, field);
}

static void check_change(struct service_bench *bench, const struct noun *noun)
{
    const char *field = noun->field;
    const char *good = service_text(
        bench, "%s { name: '%s' %s etag: 'v1' } update_mask { paths: '%.*s' } request_id: 'r%s'",
        field, noun->name, noun->change, (int)strcspn(noun->change, ":"), noun->change, field);

    refuse_change(bench, noun, service_text(bench, "!%s", field), BAD, field);
    refuse_change(bench, noun, service_text(bench, "%s { name: 'x' }", field), BAD,
                  service_text(bench, "%s.name", field));
    refuse_change(bench, noun, service_text(bench, "%s { name: '%s' }", field, noun->other),
                  MISSING, "");
    refuse_change(bench, noun, service_text(bench, "%s { etag: '' }", field), BAD,
                  service_text(bench, "%s.etag", field));
    refuse_change(bench, noun, service_text(bench, "%s { etag: 'v2' }", field), CV_ABORTED,
                  "ETAG_MISMATCH", "");
    refuse_change(bench, noun, "update_mask { paths: 'name' }", BAD, "update_mask");
    bench->principal.org = "other";
    refuse_change(bench, noun, "", MISSING, "");
    bench->principal.org = "home";
    for (int i = 0; i < 2; i++) /* once, however often it is asked */
        EXPECT(bench, noun->update, good, service_text(bench, "%s etag: 'v2'", noun->change));
    EXPECT(bench, noun->get, service_text(bench, "name: '%s'", noun->name),
           service_text(bench, "%s etag: 'v2'", noun->change));
    refuse_change(bench, noun, "", CV_ABORTED, "ETAG_MISMATCH", "");
}

static void a_change_says_what_it_is_based_on_and_happens_once(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < NOUN_COUNT; i++) {
        if (NOUNS[i].update != NULL)
            check_change(&bench, &NOUNS[i]);
    }
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_list_is_read_in_pages_of_any_size),
        cmocka_unit_test(a_page_has_fifty_rows_unless_asked_and_a_thousand_at_most),
        cmocka_unit_test(a_token_is_for_one_question_of_one_organisation),
        cmocka_unit_test(a_fault_while_reading_gives_no_part_of_a_list),
        cmocka_unit_test(a_thing_is_read_by_its_name_and_only_by_its_owners),
        cmocka_unit_test(a_change_says_what_it_is_based_on_and_happens_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
