/* A gRPC server: services, addresses, and one loop for each thread.
 *
 * Thread   Everything before cv_server_run() and after it on the caller's thread. Each connection
 *          belongs to one loop for life; a handler runs on the loop of its connection, so a service
 *          shared by several threads keeps no unguarded state.
 * Ending   cv_server_drain() from any thread: stop accepting, tell every client (GOAWAY twice),
 *          let running calls end, fail what is left with UNAVAILABLE after the grace. Then
 *          cv_server_run() returns.
 * Units    Nanoseconds. */
#ifndef CV_RPC_SERVER_H
#define CV_RPC_SERVER_H

#include "net/address.h"
#include "rpc/call.h"
#include "rpc/keepalive.h"

struct cv_server;
struct cv_loop;
struct cv_tls;

struct cv_server_config {
    unsigned threads;           /* 0: 1 */
    size_t receive_message_max; /* bytes; 0: 4 MiB */
    unsigned streams_max;       /* calls at once on a connection, also those whose client has left
                                 * while the handler still runs; 0: 256 */
    uint64_t drain_grace_ns;    /* 0: 30 s */
    bool reuse_port; /* listen also where another process does: start a new one, then drain the old
                      * one, and no call is lost. IP addresses only */
    /* Refuse new calls of a method whose calls wait long in a queue of others (cv_call_waited()),
     * with UNAVAILABLE and grpc-retry-pushback-ms: before their message is decoded. */
    bool refuse_early;
    const char *const *queues; /* names of those queues, for who counts; the last is NULL. Borrowed
                                * while the server lives. NULL: they are not counted */
    enum cv_encoding compression; /* of answers to clients that take it, where the handler does not
                                   * say another (cv_call_compress) */
    struct cv_tls *tls; /* net/tls.h, for all listeners but unix sockets; NULL: none of them.
                         * Borrowed until the server is freed; may be reloaded meanwhile */
    const struct cv_principal *principal; /* who calls while there is no identity; NULL: demo */

    /* The life of each connection. Idle and old ones are drained: calls under way are finished, the
     * client begins new ones elsewhere. */
    struct cv_keepalive keepalive;
    uint64_t connection_idle_ns;      /* without a call; 0: for ever */
    uint64_t connection_age_ns;       /* give or take 10 %; 0: for ever */
    uint64_t connection_age_grace_ns; /* after its age, then its calls end; 0: for ever */
    /* Clients that PING more often are told "too_many_pings" and hung up on. */
    uint64_t min_ping_interval_ns; /* 0: 5 min */
    bool permit_without_calls;     /* as often when no call is under way; else each two hours */
};

/* One handler as the generator passes it on: untyped, with the typed one behind `binding`. */
struct cv_handler_row {
    cv_handler *handler;
    size_t state_size;
    const void *binding; /* NULL: the method has no handler; start-up fails and names it */
};

struct cv_status cv_server_new(const struct cv_server_config *config, struct cv_server **server);
void cv_server_free(struct cv_server *server); /* NULL is fine */

/* `rows` in the order of type->methods: copied, their bindings borrowed for the life of the server.
 * `service` is what cv_call_service() returns. FAILED_PRECONDITION names a method without a
 * handler. */
struct cv_status cv_server_add(struct cv_server *server, const struct cv_service_type *type,
                               const struct cv_handler_row *rows, void *service);
/* The services added so far, for reflection and health; NULL past the last. */
const struct cv_service_type *cv_server_service(const struct cv_server *server, size_t index);

/* Bind now; the text of what was really bound (port 0) is in `bound`. */
struct cv_status cv_server_listen(struct cv_server *server, const struct cv_address *address,
                                  struct cv_address *bound);
/* Serve until drained. Call once. */
struct cv_status cv_server_run(struct cv_server *server);
void cv_server_drain(struct cv_server *server);

/* Count calls and connections and what loops do, by names that begin with grpc_server_,
 * caravan_server_ and caravan_loop_ (base/metric.h). After the last cv_server_add(), before
 * cv_server_run(); the registry is read no more when the server is freed. RESOURCE_EXHAUSTED: out
 * of memory; the registry must not be used then. */
struct cv_metrics;
struct cv_status cv_server_count(struct cv_server *server, struct cv_metrics *metrics);

struct cv_loop *cv_server_loop(struct cv_server *server, unsigned thread); /* 0: that of run() */
/* Runs once on each loop thread when draining begins, before the first GOAWAY. Set before run. */
void cv_server_on_drain(struct cv_server *server, void (*begin)(void *arg, struct cv_loop *loop),
                        void *arg);
/* Runs once on each loop thread when draining is over there: no connection is left, no call. What
 * else the program keeps open on the loop, such as channels, it closes now. Set before run. */
void cv_server_on_end(struct cv_server *server, void (*end)(void *arg, struct cv_loop *loop),
                      void *arg);

struct cv_stream;
/* Serve one connection that somebody else made (tests: an end of cv_stream_pair). The stream's
 * loop must be one of the server's. */
void cv_server_serve(struct cv_server *server, struct cv_stream *stream);

#endif
