/* Events that an event causes are of its trace: what the outbox says of them, and what a collector
 * is told. The program in the middle is made for this: what it does with an event is to tell of
 * another one. */
#include "app/client.h"
#include "app/tracer.h"
#include "base/metric.h"
#include "net/thread.h"
#include "rpc/codec.h"
#include "service/event_service.h"
#include "service/outbox.h"
#include "support/collector.h"
#include "support/logistics_bench.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TRACE        "0af7651916cd43dd8448eb211c80319c"
#define SPAN         "b7ad6b7169203331"
#define SAMPLED      "00-" TRACE "-" SPAN "-01"
#define UNSAMPLED    "00-" TRACE "-" SPAN "-00"
#define LETTERS_512  LETTERS_200 LETTERS_200 LETTERS_50 LETTERS_50 "123456789012"

static struct {
    struct cv_store *store;
    struct cv_events events;
    struct cv_server *server;
    struct cv_thread *thread;
    struct cv_tracer *tracer; /* NULL: the program traces nothing */
    struct cv_metrics metrics;
    struct collector collector;
    struct cv_client *client;
    struct cv_arena arena;
} bench;

/* ---- the program in the middle ---- */

static struct cv_status tell(struct cv_books *books, const Caravan__Events__V1__Event *event)
{
    Caravan__Events__V1__CohortCompleted payload = CARAVAN__EVENTS__V1__COHORT_COMPLETED__INIT;
    Caravan__Events__V1__Event caused = CARAVAN__EVENTS__V1__EVENT__INIT;

    caused.subject = event->subject;
    caused.payload_case = CARAVAN__EVENTS__V1__EVENT__PAYLOAD_COHORT_COMPLETED;
    caused.cohort_completed = &payload;
    return cv_outbox_add(books, &caused);
}

static const struct cv_event_effect EFFECTS[] = {
    {CARAVAN__EVENTS__V1__EVENT__PAYLOAD_SALES_STATED, tell},
    {CARAVAN__EVENTS__V1__EVENT__PAYLOAD__NOT_SET, NULL},
};

static void serve(void *arg)
{
    (void)arg;
    (void)cv_server_run(bench.server);
    cv_arena_thread_done();
}

static void on_drain(void *arg, struct cv_loop *loop)
{
    (void)loop;
    cv_events_drain(arg);
}

static void open_tracer(bool traced)
{
    const struct cv_trace_options options = {.otlp = bench.collector.target};
    const struct cv_tracer_config config = {
        .service = "middle",
        .version = "1",
        .server = bench.server,
        .threads = 1,
        .options = &options,
        .metrics = &bench.metrics,
    };

    if (traced)
        assert_int_equal(cv_tracer_open(&config, &bench.arena, &bench.tracer).code, CV_OK);
}

static void up(bool traced)
{
    const struct cv_store_config store = {.url = "sqlite::memory:",
                                          .migrations = logistics_migrations};
    const struct cv_server_config server = {.drain_grace_ns = CV_NS_PER_MS};
    struct cv_client_config client = {.timeout_ns = 0};
    char target[CV_ADDRESS_TEXT_MAX + 16];
    struct cv_address address;

    memset(&bench, 0, sizeof(bench));
    cv_arena_init(&bench.arena, (size_t)64 * 1024 * 1024);
    cv_metrics_init(&bench.metrics);
    collector_start(&bench.collector);
    assert_int_equal(cv_store_open(&store, &bench.arena, &bench.store).code, CV_OK);
    assert_int_equal(cv_server_new(&server, &bench.server).code, CV_OK);
    assert_int_equal(
        cv_events_serve(bench.server, &bench.events, bench.store, "middle", EFFECTS).code, CV_OK);
    cv_server_on_drain(bench.server, on_drain, &bench.events);
    open_tracer(traced);
    assert_int_equal(cv_address_parse("127.0.0.1:0", &address).code, CV_OK);
    assert_int_equal(cv_server_listen(bench.server, &address, &address).code, CV_OK);
    assert_int_equal(cv_thread_start(&bench.thread, serve, NULL).code, CV_OK);
    cv_address_print(&address, target);
    client.channel.target = target;
    assert_int_equal(cv_client_open(&client, &bench.client).code, CV_OK);
}

/* All it had to tell is with the collector then. */
static void stop(void)
{
    cv_client_close(bench.client);
    cv_server_drain(bench.server);
    cv_thread_join(bench.thread);
    cv_server_free(bench.server);
    cv_tracer_close(bench.tracer);
    cv_store_close(bench.store);
    collector_stop(&bench.collector);
}

static void down(void)
{
    collector_down(&bench.collector);
    cv_arena_release(&bench.arena);
}

/* ---- who asks ---- */

static void deliver(const char *source, const Caravan__Events__V1__Event *event)
{
    Caravan__Events__V1__DeliverEventsRequest request =
        CARAVAN__EVENTS__V1__DELIVER_EVENTS_REQUEST__INIT;
    Caravan__Events__V1__Event *events[] = {(Caravan__Events__V1__Event *)(uintptr_t)event};
    struct cv_client_call call;

    request.source = (char *)(uintptr_t)source;
    request.fence = 1;
    request.events = events;
    request.n_events = 1;
    cv_client_prepare(bench.client, &call);
    caravan_events_v1_events_deliver_events(cv_client_channel(bench.client), &call.unary, &request);
    assert_int_equal(cv_client_wait(&call).code, CV_OK);
    assert_int_equal(caravan_events_v1_events_deliver_events_response(&call.unary)->accepted_count,
                     1);
    cv_client_release(&call);
}

static const Caravan__Events__V1__Event *stated(int number, const char *traceparent,
                                                const char *tracestate)
{
    const char *problem = NULL;
    const char *text = cv_arena_printf(
        &bench.arena,
        "id: '00000000-0000-7000-8000-%012d' subject: 'salePeriods/%d' subject_sequence: 1 "
        "traceparent: '%s' sales_stated { version: 1 }",
        number, number, traceparent);
    Caravan__Events__V1__Event *event = (void *)message_from_text(
        &caravan__events__v1__event__descriptor, text, &bench.arena, &problem);

    if (event == NULL)
        fail_msg("%s: %s", text, problem);
    event->tracestate = (char *)(uintptr_t)tracestate;
    return event;
}

/* The event of this number in the outbox. */
static const Caravan__Events__V1__Event *told(int64_t number)
{
    Caravan__Events__V1__WatchEventsRequest request =
        CARAVAN__EVENTS__V1__WATCH_EVENTS_REQUEST__INIT;
    const Caravan__Events__V1__WatchEventsResponse *answer;
    struct cv_client_call call;
    ProtobufCMessage *copy = NULL;

    request.resume_sequence = number - 1;
    cv_client_prepare(bench.client, &call);
    caravan_events_v1_events_watch_events_start(cv_client_channel(bench.client), &call.unary.start);
    assert_int_equal(cv_client_send(&call, &request.base).code, CV_OK);
    answer = (const void *)cv_client_receive(&call);
    assert_non_null(answer);
    assert_non_null(answer->event);
    assert_int_equal(cv_codec_decode(answer->event->base.descriptor,
                                     cv_codec_encode(&answer->event->base, &bench.arena),
                                     &bench.arena, &copy)
                         .code,
                     CV_OK);
    cv_client_release(&call);
    return (const void *)copy;
}

/* ---- tests ---- */

static const char *hex(ProtobufCBinaryData id)
{
    char *text = cv_arena_zalloc(&bench.arena, 2 * id.len + 1);

    cv_trace_hex(id.data, id.len, text);
    return text;
}

static void an_event_that_an_event_causes_is_a_child_of_its_being_taken(void **state)
{
    const Opentelemetry__Proto__Trace__V1__Span *first;
    const Opentelemetry__Proto__Trace__V1__Span *second;
    const Caravan__Events__V1__Event *caused;

    (void)state;
    up(true);
    deliver("sender", stated(1, SAMPLED, "vendor=a1"));
    caused = told(1);
    deliver("middle", caused);
    stop();
    first = collector_span(&bench.collector, CV_SPAN_CONSUMER, "sales_stated");
    second = collector_span(&bench.collector, CV_SPAN_CONSUMER, "cohort_completed");
    assert_string_equal(hex(first->trace_id), TRACE);
    assert_string_equal(hex(second->trace_id), TRACE);
    assert_string_equal(hex(first->parent_span_id), SPAN);
    assert_string_equal(hex(second->parent_span_id), hex(first->span_id));
    assert_string_not_equal(hex(second->span_id), hex(first->span_id));
    assert_string_equal(first->trace_state, "vendor=a1");
    assert_string_equal(second->trace_state, "vendor=a1");
    assert_string_equal(caused->traceparent,
                        cv_arena_printf(&bench.arena, "00-%s-%s-01", TRACE, hex(first->span_id)));
    down();
}

/* Nobody has a span of its being taken. */
static void what_nobody_traces_here_passes_as_it_came(void **state)
{
    static const struct {
        bool traced;
        const char *came[2];
        const char *goes[2];
    } CASES[] = {
        {false, {SAMPLED, "vendor=a1"}, {SAMPLED, "vendor=a1"}},
        {true, {UNSAMPLED, "vendor=a1"}, {UNSAMPLED, "vendor=a1"}},
        {false, {SAMPLED, ""}, {SAMPLED, ""}},
        {false, {SAMPLED, LETTERS_512}, {SAMPLED, LETTERS_512}},
        {false, {SAMPLED, LETTERS_512 "x"}, {SAMPLED, ""}},
        {false, {SAMPLED, "vendor=\303\244"}, {SAMPLED, ""}},
        {false, {SAMPLED, "vendor=\t"}, {SAMPLED, ""}},
        {false, {SAMPLED, "vendor=\177"}, {SAMPLED, ""}},
        {false, {"", "vendor=a1"}, {"", ""}},
        {false, {"00-nonsense", "vendor=a1"}, {"", ""}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        const Caravan__Events__V1__Event *caused;

        up(CASES[i].traced);
        deliver("sender", stated(1, CASES[i].came[0], CASES[i].came[1]));
        caused = told(1);
        assert_string_equal(caused->traceparent, CASES[i].goes[0]);
        assert_string_equal(caused->tracestate, CASES[i].goes[1]);
        stop();
        down();
    }
}

/* Each of them has a trace of its own, or none: then that of the delivery. */
static void events_of_one_delivery_keep_apart(void **state)
{
    Caravan__Events__V1__DeliverEventsRequest request =
        CARAVAN__EVENTS__V1__DELIVER_EVENTS_REQUEST__INIT;
    Caravan__Events__V1__Event *events[2];
    const Opentelemetry__Proto__Trace__V1__Span *took;
    const Opentelemetry__Proto__Trace__V1__Span *call_span;
    struct cv_client_call call;
    const char *first;
    const char *second;

    (void)state;
    up(true);
    events[0] = (void *)(uintptr_t)stated(1, SAMPLED, "vendor=a1");
    events[1] = (void *)(uintptr_t)stated(2, "", "");
    request.source = (char[]){"sender"};
    request.fence = 1;
    request.events = events;
    request.n_events = 2;
    cv_client_prepare(bench.client, &call);
    caravan_events_v1_events_deliver_events(cv_client_channel(bench.client), &call.unary, &request);
    assert_int_equal(cv_client_wait(&call).code, CV_OK);
    cv_client_release(&call);
    first = told(1)->traceparent;
    second = told(2)->traceparent;
    assert_string_equal(told(2)->tracestate, "");
    stop();
    took = collector_span(&bench.collector, CV_SPAN_CONSUMER, "sales_stated");
    call_span =
        collector_span(&bench.collector, CV_SPAN_SERVER, "caravan.events.v1.Events/DeliverEvents");
    assert_non_null(strstr(first, hex(took->span_id)));
    assert_non_null(strstr(first, TRACE));
    assert_non_null(strstr(second, hex(call_span->trace_id)));
    assert_non_null(strstr(second, hex(call_span->span_id)));
    down();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_that_an_event_causes_is_a_child_of_its_being_taken),
        cmocka_unit_test(what_nobody_traces_here_passes_as_it_came),
        cmocka_unit_test(events_of_one_delivery_keep_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
