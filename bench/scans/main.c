/* bench-scans: the smallest service with a store, for measuring what a durable create costs. It
 * answers a scan when the scan is on disk, as a handheld scanner needs it. */
#include "app/store.h"
#include "bench/v1/scans.caravan.h"
#include "scan_store.h"

struct create_scan {
    struct cv_store_op op;
    struct cv_call *call;
    const Bench__V1__Scan *request;
};

static void work(struct cv_store_op *op, struct cv_tx *tx)
{
    const struct create_scan *self = CV_CONTAINER_OF(op, struct create_scan, op);
    const Bench__V1__Scan *request = self->request;
    const struct scan scan = {
        .idem_key = request->idem_key,
        .parcel_id = request->parcel_id,
        .hub_id = request->hub_id,
        .time_ms = request->time_ms,
        .code = request->code,
        .note = request->note,
    };

    op->status = scan_insert(tx, op->scope->principal->org, &scan);
}

static void done(struct cv_store_op *op)
{
    struct create_scan *self = CV_CONTAINER_OF(op, struct create_scan, op);

    if (cv_ok(op->status))
        bench_v1_scans_create_scan_reply(self->call, self->request);
    else
        cv_call_finish(self->call, op->status);
}

static void create_scan(struct cv_call *call, void *state, const Bench__V1__Scan *request)
{
    struct create_scan *self = state;

    self->call = call;
    self->request = request;
    self->op.mode = CV_STORE_WRITE;
    self->op.work = work;
    self->op.done = done;
    self->op.scope = cv_call_scope(call);
    cv_store_submit(cv_call_service(call), &self->op);
}

static struct cv_status start(struct cv_app *app)
{
    static const struct bench_v1_scans_create_scan_method METHOD = {create_scan,
                                                                    sizeof(struct create_scan)};
    const struct bench_v1_scans_handlers handlers = {.create_scan = &METHOD};

    return bench_v1_scans_serve(cv_app_server(app), &handlers, cv_app_store(app));
}

int main(int argc, char **argv)
{
    static const struct cv_app_spec SPEC = {
        .name = "scans",
        .summary = "keeps scans on disk",
        .default_listen = "127.0.0.1:0",
        .keeper = &cv_store_keeper,
        .migrations = scan_migrations,
        .start = start,
    };

    return cv_app_run(argc, argv, &SPEC);
}
