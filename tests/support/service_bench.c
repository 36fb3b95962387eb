#include "support/service_bench.h"

#include "app/principal.h"
#include "base/clock.h"
#include "net/stream.h"
#include "service/outbox_store.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define PATIENCE   (20 * CV_NS_PER_S)
#define PIPE_BYTES (256 * 1024)

/* ---- the clock ---- */

static _Atomic int64_t utc_us;

static uint64_t monotonic(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * CV_NS_PER_S + (uint64_t)now.tv_nsec;
}

static int64_t set_time(void)
{
    return atomic_load(&utc_us);
}

void service_clock_set(int64_t us)
{
    atomic_store(&utc_us, us);
}

/* ---- up and down ---- */

static struct cv_stream *dial(void *arg, const struct cv_address *address)
{
    struct service_bench *bench = arg;
    struct cv_stream *ends[2];

    (void)address;
    if (!cv_ok(cv_stream_pair(bench->loop, PIPE_BYTES, ends)))
        return NULL;
    cv_server_serve(bench->server, ends[1]);
    return ends[0];
}

static void on_lost(void *arg)
{
    struct service_bench *bench = arg;

    atomic_store(&bench->lost, true);
}

static void on_channel_closed(void *arg)
{
    *(bool *)arg = true;
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

struct cv_channel *service_channel(struct service_bench *bench)
{
    struct cv_channel_config config = {
        .target = "localhost:0",
        .dial = dial,
        .dial_arg = bench,
        .backoff_first_ns = CV_NS_PER_MS,
    };
    struct cv_channel *channel;

    assert_int_equal(cv_channel_open(bench->loop, &config, &channel).code, CV_OK);
    return channel;
}

static void open_channel(struct service_bench *bench)
{
    bench->channel_closed = false;
    bench->channel = service_channel(bench);
}

static void start(struct service_bench *bench)
{
    struct cv_store_config store = {
        .url = bench->url,
        .migrations = bench->spec->migrations,
        .lost = on_lost,
        .lost_arg = bench,
    };
    struct cv_server_config server = {.principal = &bench->principal};

    atomic_store(&bench->lost, false);
    assert_int_equal(cv_store_open(&store, &bench->arena, &bench->store).code, CV_OK);
    assert_int_equal(cv_server_new(&server, &bench->server).code, CV_OK);
    bench->loop = cv_server_loop(bench->server, 0);
    assert_int_equal(cv_principal_read(bench->server).code, CV_OK);
    assert_int_equal(bench->spec->serve(bench->server, bench->store).code, CV_OK);
    open_channel(bench);
    bench->scope = (struct cv_scope){.arena = &bench->arena, .deadline_ns = CV_NEVER};
}

static void stop(struct service_bench *bench)
{
    cv_channel_close(bench->channel, on_channel_closed, &bench->channel_closed);
    cv_server_drain(bench->server);
    assert_int_equal(cv_server_run(bench->server).code, CV_OK);
    assert_true(bench->channel_closed);
    cv_server_free(bench->server);
    cv_store_close(bench->store);
}

void service_up(struct service_bench *bench, const struct service_spec *spec,
                enum service_kind kind)
{
    static const struct cv_clock CLOCK = {monotonic, set_time};

    *bench = (struct service_bench){.spec = spec, .principal = {.subject = "clerk", .org = "home"}};
    cv_arena_init(&bench->arena, 256 * 1024 * 1024);
    service_clock_set(SERVICE_NOON);
    cv_clock_set(&CLOCK);
    (void)snprintf(bench->url, sizeof(bench->url), "sqlite::memory:");
    if (kind == SERVICE_IN_FILE) {
        (void)snprintf(bench->dir, sizeof(bench->dir), "/tmp/caravan-service-XXXXXX");
        assert_non_null(mkdtemp(bench->dir));
        (void)snprintf(bench->url, sizeof(bench->url), "sqlite:%s/s.db", bench->dir);
    }
    start(bench);
}

/* Whatever a test did is told, and nothing of that is lost; if the server can still be asked. */
static void verify_audit(struct service_bench *bench)
{
    const ProtobufCMessage *answer;
    const char *differs;

    bench->scope.deadline_ns = CV_NEVER;
    answer = service_ask(bench, "VerifyAudit", "");
    if (answer == NULL) {
        assert_int_equal(bench->op.start.status.code, CV_UNAVAILABLE);
        return;
    }
    differs = message_differs(answer, "problem: AUDIT_PROBLEM_UNSPECIFIED", &bench->arena);
    if (differs != NULL)
        fail_msg("the audit: %s", differs);
}

/* ---- in the store ---- */

static bool stored;

static void on_stored(struct cv_store_op *op)
{
    (void)op;
    stored = true;
}

struct cv_status service_store(struct service_bench *bench, struct cv_store_op *op,
                               cv_store_work *work)
{
    struct cv_scope scope = {
        .arena = &bench->arena, .deadline_ns = CV_NEVER, .home = cv_loop_wake(bench->loop)};

    *op = (struct cv_store_op){
        .mode = CV_STORE_WRITE, .work = work, .done = on_stored, .scope = &scope};
    stored = false;
    cv_store_submit(bench->store, op);
    assert_true(cv_loop_run_until(bench->loop, is_set, &stored, PATIENCE));
    return op->status;
}

/* ---- what is kept beside the rows that it follows from ---- */

struct recount {
    struct cv_store_op op;
    const struct cv_recount *recounts;
    const char *damage;
    int64_t wrong;
};

static void recount_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct recount *recount = CV_CONTAINER_OF(op, struct recount, op);
    int64_t changed = 1;
    int64_t rows = 0;

    if (recount->damage != NULL) {
        struct cv_stmt *stmt = cv_tx_prepare(tx, recount->damage);

        (void)cv_stmt_step(stmt);
        changed = cv_stmt_changes(stmt);
        op->status = cv_stmt_finish(stmt);
    }
    if (cv_ok(op->status))
        op->status = cv_recounts_run(tx, recount->recounts, &rows, &recount->wrong);
    if (cv_ok(op->status))
        op->status = changed > 0 ? cv_status(CV_ABORTED, NULL, "undone")
                                 : cv_status(CV_NOT_FOUND, NULL, "nothing was changed");
}

int64_t service_recount(struct service_bench *bench, const struct cv_recount *recounts,
                        const char *sql)
{
    struct recount recount = {.recounts = recounts, .damage = sql};

    (void)service_store(bench, &recount.op, recount_work);
    if (recount.op.status.code != CV_ABORTED)
        fail_msg("%s: %s", sql == NULL ? "recount" : sql, recount.op.status.message);
    return recount.wrong;
}

/* ---- upkeep ---- */

struct bite {
    struct cv_store_op op;
    const struct cv_upkeep_job *job;
    bool more;
};

static void bite_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct bite *bite = CV_CONTAINER_OF(op, struct bite, op);

    bite->more = false;
    op->status = cv_upkeep_bite(bite->job, op->scope, tx, &bite->more);
}

int service_upkeep(struct service_bench *bench, const struct cv_upkeep_job *job)
{
    struct bite bite = {.job = job, .more = true};
    int bites = 0;

    for (; bite.more; bites++)
        assert_int_equal(service_store(bench, &bite.op, bite_work).code, CV_OK);
    return bites;
}

void service_down(struct service_bench *bench)
{
    if (!bench->spoiled && !atomic_load(&bench->lost)) {
        verify_audit(bench);
        assert_int_equal(service_recount(bench, cv_event_recounts, NULL), 0);
        if (bench->spec->recounts != NULL)
            assert_int_equal(service_recount(bench, bench->spec->recounts, NULL), 0);
    }
    stop(bench);
    cv_clock_set(NULL);
    if (bench->dir[0] != '\0')
        assert_int_equal(system(service_text(bench, "rm -rf %s", bench->dir)), 0);
    cv_arena_release(&bench->arena);
    cv_arena_thread_done();
}

void service_restart(struct service_bench *bench)
{
    stop(bench);
    start(bench);
}

void service_reconnect(struct service_bench *bench)
{
    cv_channel_close(bench->channel, on_channel_closed, &bench->channel_closed);
    assert_true(cv_loop_run_until(bench->loop, is_set, &bench->channel_closed, PATIENCE));
    open_channel(bench);
}

void service_forget(struct service_bench *bench)
{
    cv_arena_release(&bench->arena);
}

const char *service_numbered(struct service_bench *bench, const char *text, unsigned long number)
{
    const char *made = "";
    const char *mark;

    for (; (mark = strchr(text, '#')) != NULL; text = mark + 1)
        made = service_text(bench, "%s%.*s%lu", made, (int)(mark - text), text, number);
    return service_text(bench, "%s%s", made, text);
}

const char *service_text(struct service_bench *bench, const char *format, ...)
{
    const char *text;
    va_list args;

    va_start(args, format);
    text = cv_arena_vprintf(&bench->arena, format, args);
    va_end(args);
    assert_non_null(text);
    return text;
}

/* ---- calls ---- */

static void on_done(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct service_bench, op)->done = true;
}

struct cv_unary *service_op(struct service_bench *bench)
{
    bench->op = (struct cv_unary){.start.scope = &bench->scope, .done = on_done};
    bench->done = false;
    return &bench->op;
}

void service_wait(struct service_bench *bench)
{
    assert_false(bench->done);
    assert_true(cv_loop_run_until(bench->loop, is_set, &bench->done, PATIENCE));
}

/* Of the service by its last name, when `name` says it: "Corridors.Import". */
static const struct cv_method *find_method(const struct cv_service_type *type, const char *name)
{
    const char *service = strrchr(type->name, '.') + 1;
    const char *dot = strchr(name, '.');
    size_t len = dot == NULL ? 0 : (size_t)(dot - name);

    if (dot != NULL && (strlen(service) != len || memcmp(service, name, len) != 0))
        return NULL;
    name = dot == NULL ? name : dot + 1;
    for (size_t i = 0; i < type->method_count; i++) {
        if (strcmp(type->methods[i].name, name) == 0)
            return &type->methods[i];
    }
    return NULL;
}

const struct cv_method *service_method(const struct service_bench *bench, const char *name)
{
    const struct cv_method *method = NULL;

    for (size_t i = 0; method == NULL && bench->spec->types[i] != NULL; i++)
        method = find_method(bench->spec->types[i], name);
    if (method == NULL)
        fail_msg("no method %s", name);
    return method;
}

const ProtobufCMessage *service_ask(struct service_bench *bench, const char *method,
                                    const char *request)
{
    struct cv_unary *op = service_op(bench);
    const char *problem;

    op->start.method = service_method(bench, method);
    op->request = message_from_text(op->start.method->request, request, &bench->arena, &problem);
    if (op->request == NULL)
        fail_msg("%s: %s", method, problem);
    cv_unary_submit(bench->channel, op);
    service_wait(bench);
    return op->response;
}

/* As an assertion of the line that called. */
#define CHECK(condition, ...)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            print_error(__VA_ARGS__);                                                              \
            _fail(file, line);                                                                     \
        }                                                                                          \
    } while (0)

static const char *or_nothing(const char *text)
{
    return text == NULL ? "" : text;
}

const ProtobufCMessage *service_expect(struct service_bench *bench, const char *file, int line,
                                       const char *method, const char *request, const char *want)
{
    const struct cv_status *status = &bench->op.start.status;
    const char *differs;

    (void)service_ask(bench, method, request);
    CHECK(cv_ok(*status), "%s(%s): %s, %s: %s\n", method, request, cv_code_name(status->code),
          or_nothing(status->reason), or_nothing(status->message));
    differs = message_differs(bench->op.response, want, &bench->arena);
    CHECK(differs == NULL, "%s(%s): %s\n", method, request, differs);
    return bench->op.response;
}

void service_refuse(struct service_bench *bench, const char *file, int line, const char *method,
                    const char *request, enum cv_code code, const char *reason, const char *field)
{
    const struct cv_status *status = &bench->op.start.status;

    (void)service_ask(bench, method, request);
    CHECK(status->code == code && strcmp(or_nothing(status->reason), reason) == 0 &&
              strcmp(or_nothing(status->field), field) == 0,
          "%s(%s):\nwanted %s, %s, '%s'\nbut it was %s, %s, '%s': %s\n", method, request,
          cv_code_name(code), reason, field, cv_code_name(status->code), or_nothing(status->reason),
          or_nothing(status->field), or_nothing(status->message));
    CHECK(or_nothing(status->message)[0] != '\0', "%s(%s): no message\n", method, request);
}

void service_refuse_each(struct service_bench *bench, const char *file, int line,
                         const char *method, const char *good, const struct service_refusal *rows)
{
    for (; rows->wrong != NULL; rows++)
        service_refuse(bench, file, line, method, service_text(bench, "%s %s", good, rows->wrong),
                       rows->code, rows->reason, rows->field);
    (void)service_expect(bench, file, line, method, good, "");
}
