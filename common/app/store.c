#include "app/store.h"

#include "app/upkeep.h"
#include "base/clock.h"
#include "net/loop.h"

struct kept {
    struct cv_store *store;
    struct cv_upkeep *upkeep; /* NULL until the loops run */
};

/* On the store's thread. */
static void on_lost(void *arg)
{
    static const struct cv_status LOST = {
        .code = CV_UNAVAILABLE,
        .reason = "STORE_LOST",
        .message = "the store failed; start again",
    };

    cv_app_fail(arg, &LOST);
}

static struct cv_status open_store(struct cv_app *app, const char *url, void **kept)
{
    struct cv_store_config config = {
        .url = url,
        .migrations = cv_app_spec(app)->migrations,
        .lost = on_lost,
        .lost_arg = app,
    };
    struct kept *made = cv_arena_zalloc(cv_app_arena(app), sizeof(*made));
    struct cv_status status;

    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    status = cv_store_open(&config, cv_app_arena(app), &made->store);
    if (cv_ok(status)) {
        cv_store_count(made->store, cv_app_metrics(app));
        *kept = made;
    }
    return status;
}

static struct cv_status begin(struct cv_app *app, void *arg)
{
    struct kept *kept = arg;
    struct cv_status status =
        cv_upkeep_start(kept->store, cv_server_loop(cv_app_server(app), 0), cv_app_arena(app),
                        cv_app_spec(app)->upkeep, &kept->upkeep);

    if (cv_ok(status))
        cv_upkeep_count(kept->upkeep, cv_app_metrics(app));
    return status;
}

static void drain(void *arg)
{
    cv_upkeep_stop(((struct kept *)arg)->upkeep);
}

static void close_store(void *arg)
{
    cv_store_close(((struct kept *)arg)->store);
}

const struct cv_app_keeper cv_store_keeper = {open_store, begin, drain, close_store};

struct cv_store *cv_app_store(struct cv_app *app)
{
    return ((struct kept *)cv_app_kept(app))->store;
}

/* ---- a visit ---- */

static void visit_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct cv_store_visit *visit = CV_CONTAINER_OF(op, struct cv_store_visit, op);

    op->status = visit->work(visit, tx);
}

static void visit_done(struct cv_store_op *op)
{
    CV_CONTAINER_OF(op, struct cv_store_visit, op)->done = true;
}

static bool visit_is_done(void *arg)
{
    return ((struct cv_store_visit *)arg)->done;
}

static struct cv_status visit_store(struct cv_store_visit *visit, struct cv_loop *loop)
{
    static const struct cv_principal NOBODY = {"", ""};
    struct cv_store_config config = {.url = visit->url, .migrations = visit->migrations};
    struct cv_store *store;
    struct cv_status status = cv_store_open(&config, visit->arena, &store);

    if (!cv_ok(status))
        return status;
    visit->scope = (struct cv_scope){
        .arena = visit->arena,
        .deadline_ns = CV_NEVER,
        .home = cv_loop_wake(loop),
        .principal = &NOBODY,
    };
    visit->op = (struct cv_store_op){
        .mode = CV_STORE_READ, .work = visit_work, .done = visit_done, .scope = &visit->scope};
    visit->done = false;
    cv_store_submit(store, &visit->op);
    while (!cv_loop_run_until(loop, visit_is_done, visit, CV_NS_PER_S))
        continue;
    cv_store_close(store);
    return visit->op.status;
}

struct cv_status cv_store_visit(struct cv_store_visit *visit)
{
    struct cv_loop *loop;
    struct cv_status status = cv_loop_new(&loop);

    if (!cv_ok(status))
        return status;
    status = visit_store(visit, loop);
    cv_loop_stop(loop);
    cv_loop_run(loop);
    cv_loop_free(loop);
    return status;
}
