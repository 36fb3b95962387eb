/* What the audit is told of methods that are neither Create nor Update. */
#include "rpc/codec.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "logistics_hub.h"

typedef Caravan__Common__V1__AuditEntry audit_entry;

static const audit_entry *last_entry(struct service_bench *bench)
{
    const Caravan__Common__V1__ListAuditEntriesResponse *page =
        (const void *)EXPECT(bench, "ListAuditEntries", "page_size: 1000", "next_page_token: ''");

    assert_true(page->n_entries > 0);
    return page->entries[page->n_entries - 1];
}

static void assert_holds(struct service_bench *bench, ProtobufCBinaryData bytes,
                         const ProtobufCMessageDescriptor *type, const char *want)
{
    ProtobufCMessage *message;
    const char *differs;

    assert_int_equal(
        cv_codec_decode(type, (struct cv_slice){bytes.data, bytes.len}, &bench->arena, &message)
            .code,
        CV_OK);
    differs = message_differs(message, want, &bench->arena);
    if (differs != NULL)
        fail_msg("%s", differs);
}

static void a_move_tells_the_thing_before_and_after(void **state)
{
    const ProtobufCMessageDescriptor *chute = &caravan__logistics__v1__chute__descriptor;
    struct service_bench bench;
    const audit_entry *entry;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    hub_sow(&bench);
    hub_places_sow(&bench, "kmg");
    EXPECT(&bench, "LinkChute", "name: 'hubs/kmg/chutes/c1' bag: 'hubs/kmg/bags/b1'", "");
    entry = last_entry(&bench);
    assert_string_equal(entry->method, "/caravan.logistics.v1.Hubs/LinkChute");
    assert_string_equal(entry->resource, "hubs/kmg/chutes/c1");
    assert_holds(&bench, entry->before, chute, "name: 'hubs/kmg/chutes/c1' bag: ''");
    assert_holds(&bench, entry->after, chute, "bag: 'hubs/kmg/bags/b1'");
    service_down(&bench);
}

static void an_answer_that_names_nothing_is_told_by_its_request(void **state)
{
    struct service_bench bench;
    const audit_entry *entry;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    hub_sow(&bench);
    EXPECT(&bench, "SetPrefectures",
           "parent: 'hubs/kmg' prefectures { code: '530100' title: 'Kunming' }", "added: 1");
    entry = last_entry(&bench);
    assert_string_equal(entry->resource, "hubs/kmg");
    assert_string_equal(entry->type, "caravan.logistics.v1.SetPrefecturesRequest");
    assert_holds(&bench, entry->after, &caravan__logistics__v1__set_prefectures_request__descriptor,
                 "prefectures { code: '530100' title: 'Kunming' }");
    service_down(&bench);
}

static void scans_are_a_log_of_their_own(void **state)
{
    struct service_bench bench;
    int64_t sequence;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    hub_sow(&bench);
    sequence = last_entry(&bench)->sequence;
    CAPTURE(&bench, "hand", 1, "INBOUND", "1", 0, "", "");
    assert_int_equal(last_entry(&bench)->sequence, sequence);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_move_tells_the_thing_before_and_after),
        cmocka_unit_test(an_answer_that_names_nothing_is_told_by_its_request),
        cmocka_unit_test(scans_are_a_log_of_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
