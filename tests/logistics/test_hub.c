/* Hubs and readers, through the whole service. */
#include "logistics_hub.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void a_hub_is_created_updated_listed_and_read(void **state)
{
    const Caravan__Logistics__V1__ListHubsResponse *list;
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CreateHub",
           "hub_id: 'kmg' hub { title: 'Kunming' utc_offset_minutes: 480 shift_minutes: 60 "
           "shift_minutes: 900 }",
           "name: 'hubs/kmg' shift_minutes: 60 shift_minutes: 900 sequence: 0 etag: 'v1'");
    EXPECT(&bench, "CreateHub", "hub_id: 'yiwu' hub { title_zh: '义乌' }",
           "utc_offset_minutes: 0 shift_minutes: 0 shift_minutes: 480 shift_minutes: 960");
    EXPECT(&bench, "UpdateHub",
           "hub { name: 'hubs/kmg' title: 'Kunming East' utc_offset_minutes: 60 etag: 'v1' }",
           "title: 'Kunming East' utc_offset_minutes: 480 etag: 'v2'");
    EXPECT(&bench, "GetHub", "name: 'hubs/kmg'", "title: 'Kunming East' etag: 'v2'");
    list = (const void *)EXPECT(&bench, "ListHubs", "page_size: 1", "hubs { name: 'hubs/kmg' }");
    assert_int_equal(list->n_hubs, 1);
    EXPECT(&bench, "ListHubs",
           service_text(&bench, "page_size: 1 page_token: '%s'", list->next_page_token),
           "hubs { name: 'hubs/yiwu' } next_page_token: ''");
    service_down(&bench);
}

static void each_wrong_field_of_a_hub_is_named(void **state)
{
    static const struct service_refusal NEW[] = {
        {"hub_id: 'K'", BAD, "hub_id"},
        {"!hub", BAD, "hub"},
        {"hub { !title }", BAD, "hub.title"},
        {"hub { utc_offset_minutes: 841 }", BAD, "hub.utc_offset_minutes"},
        {"hub { shift_minutes: 1440 }", BAD, "hub.shift_minutes"},
        {"hub { shift_minutes: 5 shift_minutes: 5 }", BAD, "hub.shift_minutes"},
        {0},
    };
    static const struct service_refusal CHANGED[] = {
        {"!hub", BAD, "hub"},
        {"hub { name: 'kmg' }", BAD, "hub.name"},
        {"hub { name: 'hubs/no' }", MISSING, ""},
        {"hub { !etag }", BAD, "hub.etag"},
        {"hub { etag: 'v7' }", CV_ABORTED, "ETAG_MISMATCH", ""},
        {"hub { !title }", BAD, "hub.title"},
        {"update_mask { paths: 'utc_offset_minutes' }", BAD, "update_mask"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    REFUSE_EACH(&bench, "CreateHub", "hub_id: 'kmg' hub { title: 'x' }", NEW);
    REFUSE(&bench, "CreateHub", "hub_id: 'kmg' hub { title: 'y' }", CV_ALREADY_EXISTS, "ID_TAKEN",
           "");
    REFUSE_EACH(&bench, "UpdateHub", "hub { name: 'hubs/kmg' title: 'x' etag: 'v1' }", CHANGED);
    service_down(&bench);
}

static void a_reader_is_created_updated_listed_and_read(void **state)
{
    const Caravan__Logistics__V1__ListReadersResponse *list;
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    hub_sow(&bench);
    EXPECT(&bench, "UpdateReader",
           "reader { name: 'hubs/kmg/readers/belt' title: 'Line 1' etag: 'v1' }",
           "title: 'Line 1' kind: READER_KIND_BELT durable_number: 0 etag: 'v2'");
    EXPECT(&bench, "GetReader", "name: 'hubs/kmg/readers/belt'", "title: 'Line 1' !last_time");
    list = (const void *)EXPECT(&bench, "ListReaders", "parent: 'hubs/kmg' page_size: 3",
                                "readers { name: 'hubs/kmg/readers/belt' } readers {} "
                                "readers { name: 'hubs/kmg/readers/hand' }");
    EXPECT(&bench, "ListReaders",
           service_text(&bench, "parent: 'hubs/kmg' page_size: 3 page_token: '%s'",
                        list->next_page_token),
           "readers { name: 'hubs/kmg/readers/mile' } next_page_token: ''");
    service_down(&bench);
}

static void each_wrong_field_of_a_reader_is_named(void **state)
{
    static const struct service_refusal NEW[] = {
        {"parent: 'kmg'", BAD, "parent"},
        {"parent: 'hubs/no'", MISSING, ""},
        {"reader_id: 'R 1'", BAD, "reader_id"},
        {"!reader", BAD, "reader"},
        {"reader { !kind }", BAD, "reader.kind"},
        {"reader { kind: 5 }", BAD, "reader.kind"},
        {"reader { title: ' x' }", BAD, "reader.title"},
        {0},
    };
    static const struct service_refusal CHANGED[] = {
        {"!reader", BAD, "reader"},
        {"reader { name: 'hubs/kmg' }", BAD, "reader.name"},
        {"reader { name: 'hubs/kmg/readers/no' }", MISSING, ""},
        {"reader { !etag }", BAD, "reader.etag"},
        {"reader { etag: 'v7' }", CV_ABORTED, "ETAG_MISMATCH", ""},
        {"reader { title: 'x ' }", BAD, "reader.title"},
        {"update_mask { paths: 'kind' }", BAD, "update_mask"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    hub_sow(&bench);
    REFUSE_EACH(&bench, "CreateReader",
                "parent: 'hubs/kmg' reader_id: 'r1' reader { kind: READER_KIND_BELT }", NEW);
    REFUSE(&bench, "CreateReader",
           "parent: 'hubs/kmg' reader_id: 'r1' reader { kind: READER_KIND_BELT title: 'y' }",
           CV_ALREADY_EXISTS, "ID_TAKEN", "");
    REFUSE_EACH(&bench, "UpdateReader",
                "reader { name: 'hubs/kmg/readers/r1' title: 'x' etag: 'v1' }", CHANGED);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hub_is_created_updated_listed_and_read),
        cmocka_unit_test(each_wrong_field_of_a_hub_is_named),
        cmocka_unit_test(a_reader_is_created_updated_listed_and_read),
        cmocka_unit_test(each_wrong_field_of_a_reader_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
