#include "logistics_hub.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

void hub_sow(struct service_bench *bench)
{
    static const char *const READERS[][2] = {
        {"belt", "BELT"}, {"sorter", "SORTER"}, {"hand", "HANDHELD"}, {"mile", "SYSTEM"}};

    EXPECT(bench, "CreateHub",
           "hub_id: 'kmg' hub { title: 'Kunming' title_zh: '昆明' utc_offset_minutes: 480 }", "");
    for (size_t i = 0; i < 4; i++)
        EXPECT(bench, "CreateReader",
               service_text(bench,
                            "parent: 'hubs/kmg' reader_id: '%s' reader { kind: READER_KIND_%s }",
                            READERS[i][0], READERS[i][1]),
               "");
}

const char *scan_text(struct service_bench *bench, int number, const char *step, const char *parcel,
                      double seconds, const char *more)
{
    return service_text(bench,
                        "number: %d step: SCAN_STEP_%s carrier: 'zto' parcel_number: '%s' "
                        "occur_us: %lld utc_offset_minutes: 480 %s",
                        number, step, parcel, (long long)(NOON + (int64_t)(seconds * 1e6)), more);
}

void hub_places_sow(struct service_bench *bench, const char *hub)
{
    static const char *const BAGS[][2] = {{"b1", "530100"}, {"b2", "530300"}, {"b3", "530100"}};
    static const char *const CHUTES[] = {"c1", "c2", "c3"};

    EXPECT(bench, "SetPrefectures",
           service_text(bench,
                        "parent: 'hubs/%s' prefectures { code: '530100' title: 'Kunming' "
                        "served: true } prefectures { code: '530300' title: 'Qujing' }",
                        hub),
           "");
    for (int i = 0; i < 3; i++) {
        EXPECT(bench, "CreateChute",
               service_text(bench, "parent: 'hubs/%s' chute_id: '%s' chute { out_of_service: %s }",
                            hub, CHUTES[i], i == 2 ? "true" : "false"),
               "");
        EXPECT(bench, "CreateBag",
               service_text(bench,
                            "parent: 'hubs/%s' bag_id: '%s' bag { prefecture: "
                            "'hubs/%s/prefectures/%s' }",
                            hub, BAGS[i][0], hub, BAGS[i][1]),
               "");
    }
}

/* ---- straight to the store ---- */

struct direct {
    struct cv_store_op op;
    struct cv_scope scope;
    hub_work *work;
    void *arg;
    bool done;
};

static void direct_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct direct *direct = CV_CONTAINER_OF(op, struct direct, op);
    struct cv_books books;

    cv_books_open(&books, op->scope, tx);
    op->status = direct->work(&books, direct->arg);
}

static void direct_done(struct cv_store_op *op)
{
    CV_CONTAINER_OF(op, struct direct, op)->done = true;
}

static bool direct_is_done(void *arg)
{
    return ((struct direct *)arg)->done;
}

void hub_store_run(struct service_bench *bench, hub_work *work, void *arg)
{
    struct direct direct = {.scope = bench->scope, .work = work, .arg = arg};

    direct.scope.home = cv_loop_wake(bench->loop);
    direct.scope.principal = &bench->principal;
    direct.op = (struct cv_store_op){
        .mode = CV_STORE_WRITE, .work = direct_work, .done = direct_done, .scope = &direct.scope};
    cv_store_submit(bench->store, &direct.op);
    assert_true(cv_loop_run_until(bench->loop, direct_is_done, &direct, 20 * CV_NS_PER_S));
    assert_int_equal(direct.op.status.code, CV_OK);
}
