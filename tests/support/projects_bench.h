/* The whole projects service in the test's own process: server, store and a client, over a pipe in
 * memory, with a clock that stands still until it is moved.
 *
 * Thread   The test's, apart from the store's own. One bench at a time: the clock is the process's.
 * Memory   Requests and answers are in bench->arena until projects_forget() or down. */
#ifndef TESTS_SUPPORT_PROJECTS_BENCH_H
#define TESTS_SUPPORT_PROJECTS_BENCH_H

#include "base/arena.h"
#include "net/loop.h"
#include "projects.h"
#include "rpc/server.h"

#include <stdatomic.h>

#define PROJECTS_NOON                                                                              \
    INT64_C(1751371200000000) /* 1 July 2025, 12:00 UTC: when a bench comes up                     \
                               */
#define PROJECTS_DAY INT64_C(86400000000)

struct projects_bench {
    struct cv_server *server;
    struct cv_loop *loop;
    struct cv_store *store;
    struct cv_channel *channel;
    struct projects service;
    struct cv_principal principal; /* who asks; may be changed between two calls */
    struct cv_arena arena;
    struct cv_scope scope;
    char dir[64]; /* of the store's file; "": in memory */
    char url[96];
    atomic_bool lost; /* the store has stopped */
    bool channel_closed;

    struct cv_unary op; /* the last call */
    bool done;
};

/* A store in memory, or a file of its own that outlives projects_restart(). */
enum projects_kind {
    PROJECTS_IN_MEMORY,
    PROJECTS_IN_FILE,
};
void projects_up(struct projects_bench *bench, enum projects_kind kind);
void projects_down(struct projects_bench *bench);
/* End the process and start it again, as far as a file can tell. */
void projects_restart(struct projects_bench *bench);
/* A new channel: its next call makes a new connection. */
void projects_reconnect(struct projects_bench *bench);
void projects_forget(struct projects_bench *bench);

/* What the service and its store take for the time. */
void projects_clock_set(int64_t utc_us);

/* ---- typed calls ---- */

/* Wait for an answer: its message, or NULL with bench->op.start.status.
 * const Caravan__...__Programme *answer = PROJECTS_ASK(&bench, get_programme, &request); */
#define PROJECTS_ASK(bench, method, request)                                                       \
    (caravan_projects_v1_projects_##method((bench)->channel, projects_op(bench), request),         \
     projects_wait(bench), caravan_projects_v1_projects_##method##_response(&(bench)->op))

struct cv_unary *projects_op(struct projects_bench *bench);
void projects_wait(struct projects_bench *bench);

/* ---- calls as text (support/message_text.h) ---- */

/* Call. NULL: refused; bench->op.start.status says why. */
const ProtobufCMessage *projects_ask(struct projects_bench *bench, const char *method,
                                     const char *request);

/* Call, expect OK and these values in the answer, which is returned. */
#define EXPECT(bench, method, request, want)                                                       \
    projects_expect(bench, __FILE__, __LINE__, method, request, want)
const ProtobufCMessage *projects_expect(struct projects_bench *bench, const char *file, int line,
                                        const char *method, const char *request, const char *want);

/* Call, expect a refusal: its code, its reason, and the field it names ("": none).
 * REFUSE(&bench, "GetPartner", "name: 'x'", BAD, "name"); */
#define REFUSE(bench, method, request, ...)                                                        \
    projects_refuse(bench, __FILE__, __LINE__, method, request, __VA_ARGS__)
void projects_refuse(struct projects_bench *bench, const char *file, int line, const char *method,
                     const char *request, enum cv_code code, const char *reason, const char *field);

/* The first two words of many refusals. */
#define BAD     CV_INVALID_ARGUMENT, "INVALID_FIELD"
#define MISSING CV_NOT_FOUND, "NOT_FOUND"

/* A table of refusals of one method: each row is what is wrong with `good`, as a text to follow it.
 * At the end `good` itself is accepted, so that nothing but the row can be what was refused. */
struct projects_refusal {
    const char *wrong; /* NULL: the end of the table */
    enum cv_code code;
    const char *reason;
    const char *field;
};
#define REFUSE_EACH(bench, method, good, rows)                                                     \
    projects_refuse_each(bench, __FILE__, __LINE__, method, good, rows)
void projects_refuse_each(struct projects_bench *bench, const char *file, int line,
                          const char *method, const char *good,
                          const struct projects_refusal *rows);

/* printf into the bench's arena. */
const char *projects_text(struct projects_bench *bench, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Programme "jw" (2023 to 2025), its partner "bank", its projects "0042" (sector "roads"; sites
 * "north" and "south", half each) and "0043" (no sites). */
void projects_sow(struct projects_bench *bench);

#endif
