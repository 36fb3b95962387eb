/* A whole service in the test's own process: server, store and a client, over a pipe in memory,
 * with a clock that stands still until it is moved. Which service: projects_bench.h,
 * logistics_bench.h.
 *
 * Thread   The test's, apart from the store's own. One bench at a time: the clock is the process's.
 * Memory   Requests and answers are in bench->arena until service_forget() or down. */
#ifndef TESTS_SUPPORT_SERVICE_BENCH_H
#define TESTS_SUPPORT_SERVICE_BENCH_H

#include "app/upkeep.h"
#include "base/arena.h"
#include "net/loop.h"
#include "rpc/channel.h"
#include "rpc/server.h"
#include "service/recount_store.h"
#include "store/store.h"

#include <stdatomic.h>

#define SERVICE_NOON INT64_C(1751371200000000) /* 1 July 2025, 12:00 UTC: when a bench comes up */
#define SERVICE_DAY  INT64_C(86400000000)

/* What a bench serves. */
struct service_spec {
    const struct cv_migration *migrations;
    struct cv_status (*serve)(struct cv_server *server, struct cv_store *store);
    const struct cv_service_type *const
        *types;                        /* whose methods are called by name; NULL: the end */
    const struct cv_recount *recounts; /* what must agree at the end; NULL: nothing */
};

struct service_bench {
    const struct service_spec *spec;
    struct cv_server *server;
    struct cv_loop *loop;
    struct cv_store *store;
    struct cv_channel *channel;
    struct cv_principal principal; /* who asks; may be changed between two calls */
    struct cv_arena arena;
    struct cv_scope scope;
    char dir[64]; /* of the store's file; "": in memory */
    char url[96];
    atomic_bool lost; /* the store has stopped */
    bool channel_closed;
    bool spoiled; /* the audit of the store is wrong on purpose: service_down() does not look */

    struct cv_unary op; /* the last call */
    bool done;
};

/* A store in memory, or a file of its own that outlives service_restart(). */
enum service_kind {
    SERVICE_IN_MEMORY,
    SERVICE_IN_FILE,
};
void service_up(struct service_bench *bench, const struct service_spec *spec,
                enum service_kind kind);
/* Asserts that the audit verifies, that events have no gap, and that the recounts agree. */
void service_down(struct service_bench *bench);
/* End the process and start it again, as far as a file can tell. */
void service_restart(struct service_bench *bench);
/* Change the store behind the service's back with `sql`, which must change a row, count anew, and
 * undo it. NULL: change nothing. Returns how many rows were wrong. */
int64_t service_recount(struct service_bench *bench, const struct cv_recount *recounts,
                        const char *sql);
/* Run `work` in a transaction of its own, asked for by nobody; its status. */
struct cv_status service_store(struct service_bench *bench, struct cv_store_op *op,
                               cv_store_work *work);
/* A round of upkeep: as many bites as it takes. How many that were. */
int service_upkeep(struct service_bench *bench, const struct cv_upkeep_job *job);
/* One more channel to it, of the caller's own: he closes it before the bench goes down. */
struct cv_channel *service_channel(struct service_bench *bench);
/* A new channel: its next call makes a new connection. */
void service_reconnect(struct service_bench *bench);
void service_forget(struct service_bench *bench);

/* What the service and its store take for the time. */
void service_clock_set(int64_t utc_us);

/* ---- typed calls ---- */

/* Wait for an answer: its message, or NULL with bench->op.start.status. `call` is the name of the
 * generated stub. */
#define SERVICE_ASK(bench, call, request)                                                          \
    (call((bench)->channel, service_op(bench), request), service_wait(bench),                      \
     call##_response(&(bench)->op))

struct cv_unary *service_op(struct service_bench *bench);
void service_wait(struct service_bench *bench);

/* ---- calls as text (support/message_text.h) ---- */

/* The method of that name, for service_ask() and for calls the test makes by itself. */
const struct cv_method *service_method(const struct service_bench *bench, const char *name);

/* Call "Method", or "Service.Method" where two services of the bench have one of that name.
 * NULL: refused; bench->op.start.status says why. */
const ProtobufCMessage *service_ask(struct service_bench *bench, const char *method,
                                    const char *request);

/* Call, expect OK and these values in the answer, which is returned. */
#define EXPECT(bench, method, request, want)                                                       \
    service_expect(bench, __FILE__, __LINE__, method, request, want)
const ProtobufCMessage *service_expect(struct service_bench *bench, const char *file, int line,
                                       const char *method, const char *request, const char *want);

/* Call, expect a refusal: its code, its reason, and the field it names ("": none).
 * REFUSE(&bench, "GetPartner", "name: 'x'", BAD, "name"); */
#define REFUSE(bench, method, request, ...)                                                        \
    service_refuse(bench, __FILE__, __LINE__, method, request, __VA_ARGS__)
void service_refuse(struct service_bench *bench, const char *file, int line, const char *method,
                    const char *request, enum cv_code code, const char *reason, const char *field);

/* The first two words of many refusals. */
#define BAD     CV_INVALID_ARGUMENT, "INVALID_FIELD"
#define MISSING CV_NOT_FOUND, "NOT_FOUND"

/* A table of refusals of one method: each row is what is wrong with `good`, as a text to follow it.
 * At the end `good` itself is accepted, so that nothing but the row can be what was refused. */
struct service_refusal {
    const char *wrong; /* NULL: the end of the table */
    enum cv_code code;
    const char *reason;
    const char *field;
};
#define REFUSE_EACH(bench, method, good, rows)                                                     \
    service_refuse_each(bench, __FILE__, __LINE__, method, good, rows)
void service_refuse_each(struct service_bench *bench, const char *file, int line,
                         const char *method, const char *good, const struct service_refusal *rows);

/* The text with this number in place of each #, in the bench's arena. */
const char *service_numbered(struct service_bench *bench, const char *text, unsigned long number);

/* printf into the bench's arena. */
const char *service_text(struct service_bench *bench, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
