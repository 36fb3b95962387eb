/* Events of the logistics program, and watching them. */
#include "app/upkeep.h"
#include "base/clock.h"
#include "service/delivery_store.h"
#include "service/outbox.h"
#include "support/logistics_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define SALE                                                                                       \
    "sale { product: 'apple' origin: 'Wensu' channel: 'retail' buyer_region: 'Hangzhou' "          \
    "quantity_milli: 1000 unit: 't' amount { currency: 'CNY' minor_units: 1000 } "                 \
    "signed_date: 2025-03-01 }"
#define CLOSE(month) "name: 'salePeriods/" month "'"
#define DAYS         SERVICE_DAY

static void up(struct service_bench *bench, enum service_kind kind)
{
    logistics_up(bench, kind);
    EXPECT(bench, "CreateSale", SALE, "");
}

static void a_closed_month_and_its_restatement_are_events_of_one_subject(void **state)
{
    struct service_bench bench;
    struct service_talk talk;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CloseSalePeriod", CLOSE("2025-03"), "");
    EXPECT(&bench, "CloseSalePeriod", CLOSE("2025-02"), "");
    EXPECT(&bench, "CreateSale", SALE, "");
    EXPECT(&bench, "RestateSalePeriod", CLOSE("2025-03") " reason: 'late'", "");
    service_talk_open(&bench, &talk, "WatchEvents", "");
    HEAR(&bench, &talk,
         "sequence: 1 caught_up: false event { source: 'logistics' sequence: 1 "
         "subject: 'salePeriods/2025-03' subject_sequence: 1 type: 'sales_stated' "
         "recorded_time { seconds: 1751371200 } occurred_time { seconds: 1751371200 } "
         "sales_stated { first_date: 2025-03-01 last_date: 2025-03-31 version: 1 "
         "rows { currency: 'CNY' signed_minor: 1000 gross_minor: 0 refunded_minor: 0 } } }");
    HEAR(&bench, &talk,
         "sequence: 2 event { subject: 'salePeriods/2025-02' subject_sequence: 1 "
         "sales_stated { last_date: 2025-02-28 version: 1 } }");
    HEAR(&bench, &talk,
         "sequence: 3 event { sequence: 3 subject: 'salePeriods/2025-03' subject_sequence: 2 "
         "sales_stated { version: 2 rows { signed_minor: 2000 } } }");
    HEAR(&bench, &talk, "sequence: 3 caught_up: true");
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static void a_watcher_hears_of_what_comes_once_it_is_on_disk(void **state)
{
    struct service_bench bench;
    struct service_talk talk;

    (void)state;
    up(&bench, SERVICE_IN_FILE);
    service_talk_open(&bench, &talk, "WatchEvents", "");
    HEAR(&bench, &talk, "sequence: 0 caught_up: true");
    EXPECT(&bench, "CloseSalePeriod", CLOSE("2025-03"), "");
    HEAR(&bench, &talk, "sequence: 1 event { subject: 'salePeriods/2025-03' }");
    EXPECT(&bench, "CloseSalePeriod", CLOSE("2025-02"), "");
    HEAR(&bench, &talk, "sequence: 2 event { subject: 'salePeriods/2025-02' }");
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static void what_was_refused_or_asked_twice_is_no_second_event(void **state)
{
    struct service_bench bench;
    struct service_talk talk;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    for (int i = 0; i < 2; i++)
        EXPECT(&bench, "CloseSalePeriod", CLOSE("2025-03") " request_id: 'r'", "");
    REFUSE(&bench, "CloseSalePeriod", CLOSE("2025-03"), CV_FAILED_PRECONDITION, "PERIOD_CLOSED",
           "");
    service_talk_open(&bench, &talk, "WatchEvents", "");
    HEAR(&bench, &talk, "sequence: 1 event { subject_sequence: 1 }");
    HEAR(&bench, &talk, "sequence: 1 caught_up: true");
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static void another_organisation_hears_of_its_own_alone(void **state)
{
    struct service_bench bench;
    struct service_talk talk;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CloseSalePeriod", CLOSE("2025-03"), "");
    bench.principal.org = "other";
    EXPECT(&bench, "CloseSalePeriod", CLOSE("2025-01"), "");
    service_talk_open(&bench, &talk, "WatchEvents", "");
    HEAR(&bench, &talk, "sequence: 1 event { subject: 'salePeriods/2025-01' }");
    HEAR(&bench, &talk, "sequence: 1 caught_up: true");
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static void resumes_after_what_it_has_and_after_a_restart(void **state)
{
    struct service_bench bench;
    struct service_talk talk;

    (void)state;
    up(&bench, SERVICE_IN_FILE);
    EXPECT(&bench, "CloseSalePeriod", CLOSE("2025-03"), "");
    EXPECT(&bench, "CloseSalePeriod", CLOSE("2025-02"), "");
    service_restart(&bench);
    EXPECT(&bench, "CloseSalePeriod", CLOSE("2025-01"), "");
    service_talk_open(&bench, &talk, "WatchEvents", "resume_sequence: 1");
    HEAR(&bench, &talk, "sequence: 2 event { subject: 'salePeriods/2025-02' }");
    HEAR(&bench, &talk, "sequence: 3 event { subject: 'salePeriods/2025-01' }");
    HEAR(&bench, &talk, "sequence: 3 caught_up: true");
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

/* ---- what cannot be watched ---- */

static void ends_with(struct service_bench *bench, const char *request, enum cv_code code,
                      const char *reason)
{
    struct service_talk talk;
    struct cv_status status;

    service_talk_open(bench, &talk, "WatchEvents", request);
    assert_null(service_hear(bench, &talk));
    status = service_talk_wait(bench, &talk);
    assert_int_equal(status.code, code);
    assert_string_equal(status.reason, reason);
    service_talk_stop(bench, &talk);
}

static void a_sequence_that_was_never_sent_is_told(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    ends_with(&bench, "resume_sequence: 1", CV_OUT_OF_RANGE, "SEQUENCE_UNKNOWN");
    ends_with(&bench, "resume_sequence: -1", CV_INVALID_ARGUMENT, "INVALID_FIELD");
    service_down(&bench);
}

/* Up to this number, as if it had been delivered. */
static int64_t accepted_until;

static void accept_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct cv_delivery_batch batch;
    struct cv_books books = {.tx = tx, .arena = op->scope->arena};

    op->status = cv_delivery_claim(&books, "projects", cv_uuid7(), (size_t)accepted_until, &batch);
    if (cv_ok(op->status))
        op->status = cv_delivery_settle(&books, "projects", &batch);
}

static void run(struct service_bench *bench, cv_store_work *work)
{
    struct cv_store_op op;

    assert_int_equal(service_store(bench, &op, work).code, CV_OK);
}

static int upkeep(struct service_bench *bench)
{
    return service_upkeep(bench, &logistics_upkeep[0]);
}

static void what_is_kept_no_longer_is_told_to_who_needs_it(void **state)
{
    struct service_bench bench;
    struct service_talk talk;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CloseSalePeriod", CLOSE("2025-01"), "");
    EXPECT(&bench, "CloseSalePeriod", CLOSE("2025-02"), "");
    service_clock_set(SERVICE_NOON + 20 * DAYS);
    EXPECT(&bench, "CloseSalePeriod", CLOSE("2025-03"), "");
    assert_int_equal(upkeep(&bench), 1);
    service_talk_open(&bench, &talk, "WatchEvents", "");
    HEAR(&bench, &talk, "sequence: 1");
    service_talk_stop(&bench, &talk);

    service_clock_set(SERVICE_NOON + 31 * DAYS);
    assert_int_equal(upkeep(&bench), 1); /* the projects service has none of them */
    accepted_until = 2;
    run(&bench, accept_work);
    assert_int_equal(upkeep(&bench), 2);
    ends_with(&bench, "resume_sequence: 1", CV_OUT_OF_RANGE, "EVENTS_PRUNED");
    service_talk_open(&bench, &talk, "WatchEvents", "");
    HEAR(&bench, &talk, "sequence: 3 event { subject: 'salePeriods/2025-03' }");
    service_talk_stop(&bench, &talk);
    service_talk_open(&bench, &talk, "WatchEvents", "resume_sequence: 2");
    HEAR(&bench, &talk, "sequence: 3 event { subject: 'salePeriods/2025-03' }");
    service_talk_stop(&bench, &talk);

    /* The numbers of a subject go on where they were. */
    EXPECT(&bench, "CreateSale", SALE, "");
    EXPECT(&bench, "CloseSalePeriod", CLOSE("2024-12"), "");
    EXPECT(&bench, "RestateSalePeriod", CLOSE("2025-03") " reason: 'late'", "");
    service_talk_open(&bench, &talk, "WatchEvents", "resume_sequence: 4");
    HEAR(&bench, &talk, "sequence: 5 event { subject_sequence: 2 }");
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

/* ---- what a receiver refuses ---- */

static bool dropped; /* what was refused last comes without its payload */

static void refuse_work(struct cv_store_op *op, struct cv_tx *tx)
{
    static struct cv_uuid holder = {{1}};
    struct cv_delivery_batch batch;
    struct cv_books books = {.tx = tx, .arena = op->scope->arena};

    op->status = cv_delivery_claim(&books, "projects", holder, CV_DELIVERY_BATCH, &batch);
    if (!cv_ok(op->status) || batch.count == 0)
        return;
    dropped = batch.items[0].dropped[0] != '\0';
    batch.items[0].status = cv_status(CV_FAILED_PRECONDITION, "PERIOD_LOCKED", "it is locked");
    op->status = cv_delivery_settle(&books, "projects", &batch);
}

#define MINUTES(n) (SERVICE_NOON + (n)*INT64_C(60000000))

static void what_is_refused_ten_times_is_parked_replayed_and_dropped(void **state)
{
    const Caravan__Events__V1__ListParkedEventsResponse *answer;
    struct service_bench bench;
    const char *name;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CloseSalePeriod", CLOSE("2025-03"), "");
    run(&bench, refuse_work);
    EXPECT(&bench, "ListParkedEvents", "parent: 'receivers/projects'",
           "parked_events { tries: 1 !park_time code: 9 reason: 'PERIOD_LOCKED' "
           "event { subject: 'salePeriods/2025-03' } }");
    for (int i = 1; i < 12; i++) { /* the last ones find nothing that is due */
        service_clock_set(MINUTES(10 * i));
        run(&bench, refuse_work);
    }
    answer = (const void *)EXPECT(&bench, "ListParkedEvents", "parent: 'receivers/projects'",
                                  "parked_events { tries: 10 !next_try_time }");
    name = cv_arena_string(&bench.arena, answer->parked_events[0]->name);
    assert_non_null(answer->parked_events[0]->park_time);
    EXPECT(&bench, "ReplayEvent", service_text(&bench, "name: '%s'", name), "tries: 0 !park_time");
    run(&bench, refuse_work);
    assert_false(dropped);
    REFUSE(&bench, "DropEvent", service_text(&bench, "name: '%s'", name), BAD, "reason");
    EXPECT(&bench, "DropEvent", service_text(&bench, "name: '%s' reason: 'late'", name), "");
    run(&bench, refuse_work);
    assert_true(dropped);
    service_clock_set(SERVICE_NOON + 31 * DAYS);
    accepted_until = 1;
    run(&bench, accept_work);
    assert_int_equal(upkeep(&bench), 2); /* nothing is left of it, nor of its being given up */
    REFUSE(&bench, "ReplayEvent", "name: 'receivers/projects/events/x'", BAD, "name");
    REFUSE(&bench, "ListParkedEvents", "parent: 'projects'", BAD, "parent");
    EXPECT(&bench, "ListParkedEvents", "parent: 'receivers/other'", "!parked_events");
    service_down(&bench);
}

/* ---- how far a receiver has got ---- */

static const char *const *unwanted; /* subjects that the receiver refuses; ends with NULL */

static bool is_unwanted(const char *subject)
{
    for (size_t i = 0; unwanted[i] != NULL; i++) {
        if (strcmp(unwanted[i], subject) == 0)
            return true;
    }
    return false;
}

/* All that is due, once. */
static void deliver_work(struct cv_store_op *op, struct cv_tx *tx)
{
    static struct cv_uuid holder = {{1}};
    struct cv_delivery_batch batch;
    struct cv_books books = {.tx = tx, .arena = op->scope->arena};

    op->status = cv_delivery_claim(&books, "projects", holder, CV_DELIVERY_BATCH, &batch);
    for (size_t i = 0; cv_ok(op->status) && i < batch.count; i++) {
        if (batch.items[i].dropped[0] == '\0' && is_unwanted(batch.items[i].row.subject))
            batch.items[i].status = cv_status(CV_FAILED_PRECONDITION, "PERIOD_LOCKED", "locked");
    }
    if (cv_ok(op->status) && batch.count > 0)
        op->status = cv_delivery_settle(&books, "projects", &batch);
}

static void deliver(struct service_bench *bench, const char *const *refused)
{
    unwanted = refused;
    run(bench, deliver_work);
}

#define DELIVERY(bench, want) EXPECT(bench, "GetDelivery", "name: 'receivers/projects'", want)
#define MARCH                 "salePeriods/2025-03"
#define FEBRUARY              "salePeriods/2025-02"

static void how_far_a_receiver_has_got_says_what_is_held_and_what_is_parked(void **state)
{
    static const char *const NONE[] = {NULL};
    static const char *const BOTH[] = {MARCH, FEBRUARY, NULL};
    static const char *const ONE[] = {MARCH, NULL};
    const Caravan__Events__V1__ListParkedEventsResponse *parked;
    struct service_bench bench;
    const char *name;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    DELIVERY(&bench, "last_sequence: 0 delivered_sequence: 0 held_count: 0 parked_count: 0 "
                     "!delivered_time !oldest_waiting_time");
    EXPECT(&bench, "CloseSalePeriod", CLOSE("2025-03"), "");
    service_clock_set(MINUTES(1));
    EXPECT(&bench, "CloseSalePeriod", CLOSE("2025-02"), "");
    EXPECT(&bench, "CloseSalePeriod", CLOSE("2025-01"), "");
    DELIVERY(&bench, "last_sequence: 3 delivered_sequence: 0 held_count: 0 parked_count: 0 "
                     "!delivered_time oldest_waiting_time { seconds: 1751371200 }");
    deliver(&bench, BOTH);
    DELIVERY(&bench, "last_sequence: 3 delivered_sequence: 3 held_count: 2 parked_count: 0 "
                     "delivered_time { seconds: 1751371260 } "
                     "oldest_waiting_time { seconds: 1751371200 }");
    /* A second event of a subject that is held makes it no second subject. */
    EXPECT(&bench, "CreateSale", SALE, "");
    EXPECT(&bench, "RestateSalePeriod", CLOSE("2025-03") " reason: 'late'", "");
    DELIVERY(&bench, "last_sequence: 4 delivered_sequence: 3 held_count: 2 "
                     "oldest_waiting_time { seconds: 1751371200 }");
    for (int i = 1; i <= CV_DELIVERY_TRIES; i++) {
        service_clock_set(MINUTES(10 * i));
        deliver(&bench, i < 3 ? BOTH : ONE); /* one of the two is taken after all */
    }
    DELIVERY(&bench, "last_sequence: 4 delivered_sequence: 4 held_count: 1 parked_count: 1 "
                     "oldest_waiting_time { seconds: 1751371200 }");
    parked = (const void *)EXPECT(&bench, "ListParkedEvents", "parent: 'receivers/projects'",
                                  "parked_events { tries: 10 event { subject: '" MARCH "' } }");
    name = cv_arena_string(&bench.arena, parked->parked_events[0]->name);
    EXPECT(&bench, "GetDelivery", "name: 'receivers/other'",
           "last_sequence: 4 delivered_sequence: 0 held_count: 0 parked_count: 0");
    bench.principal.org = "elsewhere";
    DELIVERY(&bench, "last_sequence: 0 delivered_sequence: 0 held_count: 0 parked_count: 0 "
                     "!oldest_waiting_time");
    bench.principal.org = "home";
    EXPECT(&bench, "ReplayEvent", service_text(&bench, "name: '%s'", name), "");
    DELIVERY(&bench, "held_count: 1 parked_count: 0");
    EXPECT(&bench, "DropEvent", service_text(&bench, "name: '%s' reason: 'late'", name), "");
    DELIVERY(&bench, "held_count: 1 parked_count: 0");
    deliver(&bench, NONE);
    DELIVERY(&bench, "last_sequence: 4 delivered_sequence: 4 held_count: 0 parked_count: 0 "
                     "delivered_time { seconds: 1751371260 } !oldest_waiting_time");
    REFUSE(&bench, "GetDelivery", "name: 'projects'", BAD, "name");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_closed_month_and_its_restatement_are_events_of_one_subject),
        cmocka_unit_test(a_watcher_hears_of_what_comes_once_it_is_on_disk),
        cmocka_unit_test(what_was_refused_or_asked_twice_is_no_second_event),
        cmocka_unit_test(another_organisation_hears_of_its_own_alone),
        cmocka_unit_test(resumes_after_what_it_has_and_after_a_restart),
        cmocka_unit_test(a_sequence_that_was_never_sent_is_told),
        cmocka_unit_test(what_is_refused_ten_times_is_parked_replayed_and_dropped),
        cmocka_unit_test(how_far_a_receiver_has_got_says_what_is_held_and_what_is_parked),
        cmocka_unit_test(what_is_kept_no_longer_is_told_to_who_needs_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
