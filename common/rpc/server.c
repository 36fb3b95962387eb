#include "rpc/server.h"

#include "base/arena.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/fault.h"
#include "net/listener.h"
#include "net/loop.h"
#include "net/thread.h"
#include "net/tls.h"
#include "rpc/call_counts.h"
#include "rpc/call_watch.h"
#include "rpc/chain.h"
#include "rpc/conn.h"
#include "rpc/limits.h"
#include "rpc/router.h"

#include <stdlib.h>

#define DRAIN_GRACE_NS (30 * CV_NS_PER_S)
#define LISTENERS_MAX  16
#define SERVICES_MAX   32

/* One loop with its connections. */
struct worker {
    struct cv_server *server;
    struct cv_loop *loop;
    struct cv_lane lane;
    struct cv_task turn;
    struct cv_list conns; /* struct cv_conn, by its link */
    struct cv_listener *listeners[LISTENERS_MAX];
    struct cv_wake_item drain; /* from whoever asked */
    struct cv_timer grace;
    bool draining;
    bool ended;
    struct cv_thread *thread; /* NULL: the caller of cv_server_run() */
};

struct cv_server {
    struct cv_server_config config;
    struct cv_router router;
    struct cv_chain chain;
    struct cv_server_counts *counts; /* NULL: nothing is counted */
    const struct cv_service_type *services[SERVICES_MAX];
    size_t service_count;
    size_t listener_count;
    struct worker *workers;
    void (*begin_drain)(void *arg, struct cv_loop *loop);
    void *begin_drain_arg;
    void (*end)(void *arg, struct cv_loop *loop);
    void *end_arg;
    atomic_bool drain_asked;
};

static const struct cv_principal DEMO = {.subject = "demo", .org = "demo"};

/* ---- a worker ---- */

static void lane_wanted(struct cv_lane *lane)
{
    struct worker *worker = CV_CONTAINER_OF(lane, struct worker, lane);

    cv_loop_defer(worker->loop, &worker->turn);
}

static void finish_if_empty(struct worker *worker)
{
    if (!worker->draining || !cv_list_empty(&worker->conns) || worker->lane.calls > 0)
        return;
    cv_timer_disarm(cv_loop_timers(worker->loop), &worker->grace);
    if (!worker->ended && worker->server->end != NULL)
        worker->server->end(worker->server->end_arg, worker->loop);
    worker->ended = true;
    cv_loop_stop(worker->loop);
}

static void turn_run(struct cv_task *task)
{
    struct worker *worker = CV_CONTAINER_OF(task, struct worker, turn);

    cv_lane_turn(&worker->lane);
    finish_if_empty(worker);
}

static void conn_closed(struct cv_conn *conn)
{
    struct worker *worker = cv_conn_owner(conn);

    if (worker->lane.counts != NULL)
        cv_metric_add(&worker->lane.counts->connections, -1);
    finish_if_empty(worker);
}

static const struct cv_conn_events CONN_EVENTS = {.closed = conn_closed};

static void serve(struct worker *worker, struct cv_stream *stream)
{
    const struct cv_server *server = worker->server;
    struct cv_session_config config = {
        .lane = &worker->lane,
        .router = &server->router,
        .principal = server->config.principal,
        .chain = server->chain.count > 0 ? &server->chain : NULL,
        .receive_message_max = server->config.receive_message_max,
        .streams_max = server->config.streams_max,
        .pings = {server->config.min_ping_interval_ns, server->config.permit_without_calls},
        .compression = server->config.compression,
    };
    const struct cv_conn_life life = {
        .keepalive = server->config.keepalive,
        .idle_ns = server->config.connection_idle_ns,
        .age_ns = server->config.connection_age_ns,
        .age_grace_ns = server->config.connection_age_grace_ns,
    };
    struct cv_conn *conn = cv_conn_new(stream, &config, &life, &CONN_EVENTS, worker);

    if (conn == NULL)
        return;
    cv_list_push(&worker->conns, cv_conn_link(conn));
    if (worker->lane.counts != NULL) {
        cv_metric_add(&worker->lane.counts->connections, 1);
        cv_metric_add(&worker->lane.counts->connections_total, 1);
    }
    if (worker->draining)
        cv_conn_drain(conn, NULL);
}

static void on_accept(void *owner, struct cv_stream *stream)
{
    serve(owner, stream);
}

static void on_accept_tls(void *owner, struct cv_stream *stream)
{
    struct worker *worker = owner;
    struct cv_stream *tls = cv_tls_accept(worker->server->config.tls, stream);

    if (tls != NULL)
        serve(worker, tls);
}

static void grace_over(struct cv_timer *timer, uint64_t now_ns)
{
    struct worker *worker = CV_CONTAINER_OF(timer, struct worker, grace);
    struct cv_status status = cv_status(CV_UNAVAILABLE, NULL, "the server is shutting down");

    (void)now_ns;
    CV_LIST_EACH(node, &worker->conns)
    {
        cv_conn_expire(cv_conn_of_link(node), status);
    }
}

static void drain_worker(struct cv_wake_item *item)
{
    struct worker *worker = CV_CONTAINER_OF(item, struct worker, drain);
    struct cv_server *server = worker->server;
    struct cv_timers *timers = cv_loop_timers(worker->loop);

    worker->draining = true;
    if (server->begin_drain != NULL)
        server->begin_drain(server->begin_drain_arg, worker->loop);
    for (size_t i = 0; i < server->listener_count; i++) {
        cv_listener_take(worker->listeners[i]); /* served and drained with the others */
        cv_listener_close(worker->listeners[i]);
        worker->listeners[i] = NULL;
    }
    worker->grace.fire = grace_over;
    if (!cv_timer_arm(timers, &worker->grace, cv_clock_ns() + server->config.drain_grace_ns))
        grace_over(&worker->grace, 0);
    CV_LIST_EACH(node, &worker->conns)
    {
        cv_conn_drain(cv_conn_of_link(node), NULL);
    }
    finish_if_empty(worker);
}

/* ---- life ---- */

static struct cv_status start_worker(struct cv_server *server, struct worker *worker)
{
    struct cv_status status = cv_loop_new(&worker->loop);

    worker->server = server;
    cv_list_init(&worker->conns);
    worker->turn.run = turn_run;
    worker->drain.run = drain_worker;
    if (cv_ok(status))
        cv_lane_init(&worker->lane, cv_loop_timers(worker->loop), cv_loop_wake(worker->loop),
                     lane_wanted);
    worker->lane.workers = worker->loop;
    worker->lane.refuses_early = server->config.refuse_early;
    return status;
}

struct cv_status cv_server_new(const struct cv_server_config *config, struct cv_server **server)
{
    struct cv_server *made = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*made));
    struct cv_status status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");

    *server = NULL;
    if (made == NULL)
        return status;
    made->config = *config;
    if (made->config.threads == 0)
        made->config.threads = 1;
    if (made->config.receive_message_max == 0)
        made->config.receive_message_max = CV_MESSAGE_BYTES_MAX;
    if (made->config.drain_grace_ns == 0)
        made->config.drain_grace_ns = DRAIN_GRACE_NS;
    if (made->config.principal == NULL)
        made->config.principal = &DEMO;
    made->config.keepalive = cv_keepalive_of_server(made->config.keepalive);
    if (!cv_fault_tick(CV_FAULT_ALLOC))
        made->workers = calloc(made->config.threads, sizeof(*made->workers));
    if (made->workers != NULL)
        status = CV_STATUS_OK;
    for (unsigned i = 0; cv_ok(status) && i < made->config.threads; i++)
        status = start_worker(made, &made->workers[i]);
    if (!cv_ok(status)) {
        cv_server_free(made);
        return status;
    }
    *server = made;
    return CV_STATUS_OK;
}

void cv_server_free(struct cv_server *server)
{
    if (server == NULL)
        return;
    for (unsigned i = 0; server->workers != NULL && i < server->config.threads; i++) {
        struct worker *worker = &server->workers[i];

        for (size_t k = 0; k < server->listener_count; k++)
            cv_listener_close(worker->listeners[k]);
        cv_loop_free(worker->loop);
        cv_lane_free(&worker->lane);
    }
    free(server->workers);
    cv_server_counts_free(server->counts);
    cv_router_free(&server->router);
    free(server);
}

/* ---- services ---- */

struct cv_status cv_server_add(struct cv_server *server, const struct cv_service_type *type,
                               const struct cv_handler_row *rows, void *service)
{
    struct cv_status status = CV_STATUS_OK;

    CV_ASSERT(server->counts == NULL);
    if (server->service_count == SERVICES_MAX)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "more than 32 services");
    for (size_t i = 0; i < type->method_count; i++) {
        if (rows[i].binding == NULL) /* the path is static text: the message can be it */
            return (struct cv_status){.code = CV_FAILED_PRECONDITION,
                                      .reason = "METHOD_WITHOUT_HANDLER",
                                      .message = type->methods[i].path};
    }
    for (size_t i = 0; cv_ok(status) && i < type->method_count; i++)
        status = cv_router_add(&server->router, &(struct cv_route){
                                                    .method = &type->methods[i],
                                                    .handler = rows[i].handler,
                                                    .state_size = rows[i].state_size,
                                                    .binding = rows[i].binding,
                                                    .service = service,
                                                });
    if (cv_ok(status))
        server->services[server->service_count++] = type;
    return status;
}

struct cv_status cv_server_intercept(struct cv_server *server, struct cv_interceptor *interceptor)
{
    return cv_chain_add(&server->chain, interceptor);
}

const struct cv_service_type *cv_server_service(const struct cv_server *server, size_t index)
{
    return index < server->service_count ? server->services[index] : NULL;
}

struct cv_status cv_server_count(struct cv_server *server, struct cv_metrics *metrics)
{
    CV_ASSERT(server->counts == NULL);
    server->counts = cv_server_counts_new(metrics, &server->router, server->config.queues,
                                          server->config.threads);
    if (server->counts == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    for (unsigned i = 0; i < server->config.threads; i++) {
        struct worker *worker = &server->workers[i];
        struct cv_call_counts *counts = &server->counts->lanes[i];

        counts->loop = worker->loop;
        worker->lane.counts = counts;
        cv_loop_measure(worker->loop, &counts->turns);
    }
    return CV_STATUS_OK;
}

void cv_server_watch(struct cv_server *server, struct cv_call_watch *watch)
{
    for (unsigned i = 0; i < server->config.threads; i++)
        server->workers[i].lane.watch = watch;
}

/* ---- serving ---- */

struct cv_status cv_server_listen(struct cv_server *server, const struct cv_address *address,
                                  struct cv_address *bound)
{
    size_t at = server->listener_count;
    struct worker *first = &server->workers[0];
    bool tls = server->config.tls != NULL && !cv_address_is_unix(address);
    cv_listener_accept *accept = tls ? on_accept_tls : on_accept;
    struct cv_status status;

    if (at == LISTENERS_MAX)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "more than 16 addresses to listen on");
    status = cv_listener_open(first->loop, address, server->config.reuse_port, accept, first,
                              &first->listeners[at]);
    if (!cv_ok(status))
        return status;
    server->listener_count++;
    if (bound != NULL)
        *bound = *cv_listener_address(first->listeners[at]);
    for (unsigned i = 1; cv_ok(status) && i < server->config.threads; i++) {
        struct worker *worker = &server->workers[i];

        status = cv_listener_share(first->listeners[at], worker->loop, accept, worker,
                                   &worker->listeners[at]);
    }
    return status;
}

static void worker_main(void *arg)
{
    struct worker *worker = arg;

    cv_loop_run(worker->loop);
    cv_arena_thread_done();
}

struct cv_status cv_server_run(struct cv_server *server)
{
    struct cv_status status = CV_STATUS_OK;

    for (unsigned i = 1; cv_ok(status) && i < server->config.threads; i++)
        status = cv_thread_start(&server->workers[i].thread, worker_main, &server->workers[i]);
    if (!cv_ok(status))
        cv_server_drain(server);
    cv_loop_run(server->workers[0].loop);
    for (unsigned i = 1; i < server->config.threads; i++)
        cv_thread_join(server->workers[i].thread);
    return status;
}

void cv_server_drain(struct cv_server *server)
{
    if (atomic_exchange(&server->drain_asked, true))
        return;
    for (unsigned i = 0; i < server->config.threads; i++)
        cv_wake_post(cv_loop_wake(server->workers[i].loop), &server->workers[i].drain);
}

struct cv_loop *cv_server_loop(struct cv_server *server, unsigned thread)
{
    CV_ASSERT_CMP(thread, <, server->config.threads);
    return server->workers[thread].loop;
}

void cv_server_on_drain(struct cv_server *server, void (*begin)(void *arg, struct cv_loop *loop),
                        void *arg)
{
    server->begin_drain = begin;
    server->begin_drain_arg = arg;
}

void cv_server_on_end(struct cv_server *server, void (*end)(void *arg, struct cv_loop *loop),
                      void *arg)
{
    server->end = end;
    server->end_arg = arg;
}

void cv_server_serve(struct cv_server *server, struct cv_stream *stream)
{
    unsigned i = 0;

    while (i < server->config.threads && server->workers[i].loop != cv_stream_loop(stream))
        i++;
    CV_ASSERT_CMP(i, <, server->config.threads); /* the loop is one of the server's */
    serve(&server->workers[i], stream);
}
