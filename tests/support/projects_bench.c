#include "support/projects_bench.h"

#include "base/clock.h"
#include "net/stream.h"
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

void projects_clock_set(int64_t us)
{
    atomic_store(&utc_us, us);
}

/* ---- up and down ---- */

static struct cv_stream *dial(void *arg, const struct cv_address *address)
{
    struct projects_bench *bench = arg;
    struct cv_stream *ends[2];

    (void)address;
    if (!cv_ok(cv_stream_pair(bench->loop, PIPE_BYTES, ends)))
        return NULL;
    cv_server_serve(bench->server, ends[1]);
    return ends[0];
}

static void on_lost(void *arg)
{
    struct projects_bench *bench = arg;

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

static void open_channel(struct projects_bench *bench)
{
    struct cv_channel_config channel = {
        .target = "localhost:0",
        .dial = dial,
        .dial_arg = bench,
        .backoff_first_ns = CV_NS_PER_MS,
    };

    bench->channel_closed = false;
    assert_int_equal(cv_channel_open(bench->loop, &channel, &bench->channel).code, CV_OK);
}

static void start(struct projects_bench *bench)
{
    struct cv_store_config store = {
        .url = bench->url,
        .migrations = projects_migrations,
        .lost = on_lost,
        .lost_arg = bench,
    };
    struct cv_server_config server = {.principal = &bench->principal};

    atomic_store(&bench->lost, false);
    assert_int_equal(cv_store_open(&store, &bench->arena, &bench->store).code, CV_OK);
    assert_int_equal(cv_server_new(&server, &bench->server).code, CV_OK);
    bench->service.store = bench->store;
    bench->loop = cv_server_loop(bench->server, 0);
    assert_int_equal(projects_serve(bench->server, &bench->service).code, CV_OK);
    open_channel(bench);
    bench->scope = (struct cv_scope){.arena = &bench->arena, .deadline_ns = CV_NEVER};
}

static void stop(struct projects_bench *bench)
{
    cv_channel_close(bench->channel, on_channel_closed, &bench->channel_closed);
    cv_server_drain(bench->server);
    assert_int_equal(cv_server_run(bench->server).code, CV_OK);
    assert_true(bench->channel_closed);
    cv_server_free(bench->server);
    cv_store_close(bench->store);
}

void projects_up(struct projects_bench *bench, enum projects_kind kind)
{
    static const struct cv_clock CLOCK = {monotonic, set_time};

    *bench = (struct projects_bench){.principal = {.subject = "clerk", .org = "home"}};
    cv_arena_init(&bench->arena, 256 * 1024 * 1024);
    projects_clock_set(PROJECTS_NOON);
    cv_clock_set(&CLOCK);
    (void)snprintf(bench->url, sizeof(bench->url), "sqlite::memory:");
    if (kind == PROJECTS_IN_FILE) {
        (void)snprintf(bench->dir, sizeof(bench->dir), "/tmp/caravan-projects-XXXXXX");
        assert_non_null(mkdtemp(bench->dir));
        (void)snprintf(bench->url, sizeof(bench->url), "sqlite:%s/s.db", bench->dir);
    }
    start(bench);
}

void projects_down(struct projects_bench *bench)
{
    stop(bench);
    cv_clock_set(NULL);
    if (bench->dir[0] != '\0')
        assert_int_equal(system(projects_text(bench, "rm -rf %s", bench->dir)), 0);
    cv_arena_release(&bench->arena);
    cv_arena_thread_done();
}

void projects_restart(struct projects_bench *bench)
{
    stop(bench);
    start(bench);
}

void projects_reconnect(struct projects_bench *bench)
{
    cv_channel_close(bench->channel, on_channel_closed, &bench->channel_closed);
    assert_true(cv_loop_run_until(bench->loop, is_set, &bench->channel_closed, PATIENCE));
    open_channel(bench);
}

void projects_forget(struct projects_bench *bench)
{
    cv_arena_release(&bench->arena);
}

const char *projects_text(struct projects_bench *bench, const char *format, ...)
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
    CV_CONTAINER_OF(op, struct projects_bench, op)->done = true;
}

struct cv_unary *projects_op(struct projects_bench *bench)
{
    bench->op = (struct cv_unary){.start.scope = &bench->scope, .done = on_done};
    bench->done = false;
    return &bench->op;
}

void projects_wait(struct projects_bench *bench)
{
    assert_false(bench->done);
    assert_true(cv_loop_run_until(bench->loop, is_set, &bench->done, PATIENCE));
}

static const struct cv_method *method_of(const char *name)
{
    const struct cv_service_type *type = &caravan_projects_v1_projects_type;

    for (size_t i = 0; i < type->method_count; i++) {
        if (strcmp(type->methods[i].name, name) == 0)
            return &type->methods[i];
    }
    fail_msg("no method %s", name);
    return NULL;
}

const ProtobufCMessage *projects_ask(struct projects_bench *bench, const char *method,
                                     const char *request)
{
    struct cv_unary *op = projects_op(bench);
    const char *problem;

    op->start.method = method_of(method);
    op->request = message_from_text(op->start.method->request, request, &bench->arena, &problem);
    if (op->request == NULL)
        fail_msg("%s: %s", method, problem);
    cv_unary_submit(bench->channel, op);
    projects_wait(bench);
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

const ProtobufCMessage *projects_expect(struct projects_bench *bench, const char *file, int line,
                                        const char *method, const char *request, const char *want)
{
    const struct cv_status *status = &bench->op.start.status;
    const char *differs;

    (void)projects_ask(bench, method, request);
    CHECK(cv_ok(*status), "%s(%s): %s, %s: %s\n", method, request, cv_code_name(status->code),
          or_nothing(status->reason), or_nothing(status->message));
    differs = message_differs(bench->op.response, want, &bench->arena);
    CHECK(differs == NULL, "%s(%s): %s\n", method, request, differs);
    return bench->op.response;
}

void projects_refuse(struct projects_bench *bench, const char *file, int line, const char *method,
                     const char *request, enum cv_code code, const char *reason, const char *field)
{
    const struct cv_status *status = &bench->op.start.status;

    (void)projects_ask(bench, method, request);
    CHECK(status->code == code && strcmp(or_nothing(status->reason), reason) == 0 &&
              strcmp(or_nothing(status->field), field) == 0,
          "%s(%s):\nwanted %s, %s, '%s'\nbut it was %s, %s, '%s': %s\n", method, request,
          cv_code_name(code), reason, field, cv_code_name(status->code), or_nothing(status->reason),
          or_nothing(status->field), or_nothing(status->message));
    CHECK(or_nothing(status->message)[0] != '\0', "%s(%s): no message\n", method, request);
}

void projects_refuse_each(struct projects_bench *bench, const char *file, int line,
                          const char *method, const char *good, const struct projects_refusal *rows)
{
    for (; rows->wrong != NULL; rows++)
        projects_refuse(bench, file, line, method, projects_text(bench, "%s %s", good, rows->wrong),
                        rows->code, rows->reason, rows->field);
    (void)projects_expect(bench, file, line, method, good, "");
}

void projects_sow(struct projects_bench *bench)
{
    EXPECT(bench, "CreateProgramme",
           "programme_id: 'jw' programme { title: 'Long road' start_date: 2023-01-01 "
           "end_date: 2025-12-31 }",
           "name: 'programmes/jw'");
    EXPECT(bench, "CreatePartner",
           "parent: 'programmes/jw' partner_id: 'bank' partner { title: 'Bank' }", "");
    EXPECT(bench, "CreateProject",
           "parent: 'programmes/jw' project_id: '0042' project { title: 'A road' "
           "sectors { code: 'roads' share_basis_points: 10000 } "
           "sites { id: 'north' title: 'North' } sites { id: 'south' title: 'South' } }",
           "");
    EXPECT(bench, "CreateProject",
           "parent: 'programmes/jw' project_id: '0043' project { title: 'A school' "
           "sectors { code: 'schools' share_basis_points: 10000 } }",
           "");
}
