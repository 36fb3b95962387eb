/* What is kept of each day of observations: reports that are made of it, and reports that add up
 * the observations themselves, say the same; and so does the check of a stored file. */
#include "base/clock.h"
#include "observation/observation_audit_store.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define STEPS 4000
#define KEPT  30

static const char *const KINDS[] = {
    "kind: 1 unit: 'x'",
    "kind: 2 unit: 'x'",
    "kind: 2 unit: 'x' across_sites: ACROSS_RULE_LAST",
    "kind: 2 unit: 'x' across_sites: ACROSS_RULE_LAST across_projects: ACROSS_RULE_LAST",
    "kind: 3 unit: 'x'",
    "kind: 4 unit: 'x'",
    "kind: 5 unit: 'x'",
    "kind: 6",
};
#define KIND_COUNT ((int)(sizeof(KINDS) / sizeof(KINDS[0])))

/* ---- the check ---- */

struct check {
    struct cv_store_op op;
    struct observation_audit audit;
    const char *sql; /* done before it; NULL: nothing */
};

static void check_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct check *check = CV_CONTAINER_OF(op, struct check, op);

    op->status = check->sql == NULL ? CV_STATUS_OK : cv_tx_run(tx, check->sql);
    if (cv_ok(op->status))
        op->status = observation_audit_run(tx, &check->audit);
}

static struct observation_audit run_check(struct service_bench *bench, const char *sql)
{
    struct check check = {.audit.arena = &bench->arena, .sql = sql};

    assert_int_equal(service_store(bench, &check.op, check_work).code, CV_OK);
    return check.audit;
}

/* ---- at random ---- */

static int some(int count)
{
    return rand() % count; /* NOLINT(cert-msc30-c,cert-msc50-cpp): the same every time */
}

static void sow(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    for (int i = 0; i < KIND_COUNT; i++)
        EXPECT(bench, "CreateIndicator",
               service_text(bench,
                            "parent: 'programmes/jw' indicator_id: 'i%d' indicator { title: 'x' "
                            "%s }",
                            i, KINDS[i]),
               "");
}

static void observe(struct service_bench *bench, int id)
{
    int i = some(KIND_COUNT);
    bool weighed = i == 5 || i == 6;
    bool says_nothing = weighed && some(4) == 0; /* 0 of 0 */
    int site = some(3);

    EXPECT(bench, "CreateObservation",
           service_text(
               bench,
               "parent: 'programmes/jw/indicators/i%d' observation_id: 'o%d' observation { "
               "project: 'programmes/jw/projects/00%s' site: '%s' effective_date: 2025-%02d-%02d "
               "value: %d weight: %d subject: '%s' }",
               i, id, site == 0 ? "43" : "42", ((const char *const[]){"", "north", "south"})[site],
               some(6) + 1, some(4) + 1,
               says_nothing ? 0
               : i == 4     ? some(2)
                            : some(100),
               weighed && !says_nothing ? some(20) + 1 : 0,
               i == 4 ? ((const char *const[]){"a", "b", "c"})[some(3)] : ""),
           "");
}

/* Whichever indicator it is of; NULL: it was reversed before, or is none. */
static void take_back(struct service_bench *bench, int id)
{
    for (int i = 0; i < KIND_COUNT; i++)
        (void)service_ask(bench, "ReverseObservation",
                          service_text(bench,
                                       "name: 'programmes/jw/indicators/i%d/observations/o%d' "
                                       "reference: 'x'",
                                       i, id));
}

struct kept {
    const char *request;
    struct cv_slice answer;
};

static struct cv_slice bytes_of(struct service_bench *bench, const ProtobufCMessage *answer)
{
    size_t size = protobuf_c_message_get_packed_size(answer);
    uint8_t *bytes = cv_arena_alloc(&bench->arena, size + 1);

    assert_non_null(bytes);
    return (struct cv_slice){bytes, protobuf_c_message_pack(answer, bytes)};
}

static struct kept keep(struct service_bench *bench)
{
    const char *through =
        service_text(bench, "effective_through: 2025-%02d-%02d", some(6) + 1, some(28) + 1);
    const Caravan__Projects__V1__ReportResponse *made = (const void *)EXPECT(
        bench, "Report", service_text(bench, "programme: 'programmes/jw' %s", through), "");
    const char *request =
        service_text(bench, "programme: 'programmes/jw' %s known_at { seconds: %lld nanos: %d }",
                     through, (long long)made->known_at->seconds, made->known_at->nanos);

    return (struct kept){request, bytes_of(bench, &made->base)};
}

static void what_was_reported_of_days_is_what_the_observations_say(void **state)
{
    struct kept kept[KEPT];
    struct service_bench bench;
    int count = 0;

    (void)state;
    srand(7); /* NOLINT(cert-msc32-c,cert-msc51-cpp): the same every time */
    sow(&bench);
    for (int step = 0; step < STEPS; step++) {
        service_clock_set(SERVICE_NOON + (some(50) - 10) * INT64_C(1000000) + step * 1000);
        if (step == 0 || some(4) > 0)
            observe(&bench, step);
        else
            take_back(&bench, some(step));
        if (count < KEPT && step % (STEPS / KEPT) == 20)
            kept[count++] = keep(&bench);
    }
    assert_int_equal(count, KEPT);
    for (int i = 0; i < count; i++) { /* of observations, since others came later */
        struct cv_slice again = bytes_of(&bench, EXPECT(&bench, "Report", kept[i].request, ""));

        assert_int_equal(again.len, kept[i].answer.len);
        assert_memory_equal(again.at, kept[i].answer.at, again.len);
    }
    assert_true(run_check(&bench, NULL).days > 500);
    assert_int_equal(run_check(&bench, NULL).wrong, 0);
    service_down(&bench);
}

static void what_was_changed_in_a_stored_file_is_found(void **state)
{
    static const char *const CHANGES[] = {
        "UPDATE observation_day SET value_low = value_low + 1 WHERE effective_on = 20250202",
        "DELETE FROM observation_day WHERE effective_on = 20250202",
        "UPDATE observation_day SET live = live + 1 WHERE effective_on = 20250202",
        "DELETE FROM observation_live WHERE series = 'a'",
        "UPDATE observation_live SET value = value + 1 WHERE effective_on = 20250202",
    };
    struct service_bench bench;

    (void)state;
    for (size_t c = 0; c < sizeof(CHANGES) / sizeof(CHANGES[0]); c++) {
        sow(&bench);
        EXPECT(&bench, "CreateObservation",
               "parent: 'programmes/jw/indicators/i1' observation { "
               "project: 'programmes/jw/projects/0042' effective_date: 2025-02-02 value: 3 }",
               "");
        EXPECT(&bench, "CreateObservation",
               "parent: 'programmes/jw/indicators/i4' observation { subject: 'a' "
               "project: 'programmes/jw/projects/0042' effective_date: 2025-02-02 value: 1 }",
               "");
        assert_int_equal(run_check(&bench, NULL).wrong, 0);
        assert_true(run_check(&bench, CHANGES[c]).wrong > 0);
        service_down(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_reported_of_days_is_what_the_observations_say),
        cmocka_unit_test(what_was_changed_in_a_stored_file_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
