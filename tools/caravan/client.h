/* The way to a server for a program that waits for each answer.
 *
 * Thread   One.
 * Memory   Answers live in the run's arena. client_close() ends calls still open.
 * Errors   client_complain() is where a status becomes a text for people and an exit code. */
#ifndef CARAVAN_CLIENT_H
#define CARAVAN_CLIENT_H

#include "command.h"
#include "net/loop.h"
#include "rpc/channel.h"
#include "rpc/interceptor.h"

/* Says with each call who makes it. */
struct client_name {
    struct cv_interceptor interceptor;
    const char *subject;
};

struct client {
    const struct run *run;
    const char *server;
    uint64_t timeout_ns; /* of each call */
    struct cv_loop *loop;
    struct cv_channel *channel;
    struct cv_tls *tls; /* NULL: cleartext */
    struct client_name name;
    bool beside; /* the loop is another client's */
};

/* Take --server, --timeout, --as, --service-config and --tls-... of the run. Nothing is connected
 * yet. EXIT_DONE, or what has been complained about. */
enum exit_code client_open(struct client *client, const struct run *run);
/* The same, to the logistics service: --logistics of the run, which has CLIENT_LOGISTICS among its
 * options. */
enum exit_code client_open_logistics(struct client *client, const struct run *run);
#define CLIENT_LOGISTICS                                                                           \
    {                                                                                              \
        .name = "--logistics", .value = "ADDRESS", .variable = "CARAVAN_LOGISTICS_SERVER",         \
        .fallback = "127.0.0.1:7102",                                                              \
        .help = {"where the logistics service is, as with --server",                               \
                 "物流服务的地址，写法同 --server"},                                               \
    }
#define CLIENT_TRAINING                                                                            \
    {                                                                                              \
        .name = "--training", .value = "ADDRESS", .variable = "CARAVAN_TRAINING_SERVER",           \
        .fallback = "127.0.0.1:7103",                                                              \
        .help = {"where the training service is, as with --server",                                \
                 "培训服务的地址，写法同 --server"},                                               \
    }
/* The same, to a server of the command's own choosing. Of the options above it has those with
 * which it wants to be told; the --tls ones it must have. */
enum exit_code client_open_at(struct client *client, const struct run *run, const char *server);
/* The same, to the program that has this service, or, for one that all have, to that which --of
 * says: the run has the option for it among its own. */
enum exit_code client_open_service(struct client *client, const struct run *run,
                                   const struct cv_service_type *service);
/* The same, on the loop of `first`, which is closed after it: calls to both go on at once,
 * whichever is waited for. */
enum exit_code client_open_beside(struct client *client, const struct client *first,
                                  const char *server);
void client_close(struct client *client); /* also half opened */

/* One unary call: prepared, submitted by a generated stub, waited for. The answer lives in the
 * run's arena. client_prepare(client, &call); caravan_projects_v1_projects_report(client->channel,
 * &call.op, &request); status = client_wait(client, &call); */
struct client_call {
    struct cv_unary op;
    struct cv_scope scope;
    bool done;
};
void client_prepare(struct client *client, struct client_call *call);
struct cv_status client_wait(struct client *client, struct client_call *call);
/* The same; meanwhile `tick` is called some times a second. */
typedef void client_tick(void *arg);
struct cv_status client_wait_ticking(struct client *client, struct client_call *call,
                                     client_tick *tick, void *arg);

/* Run the loop until `*flag` is set: by the end of a call, which its deadline brings about. */
void client_run_until(struct client *client, bool *flag);

/* The same for at most a tenth of a second; whether the flag is set. */
bool client_run_some(struct client *client, bool *flag);

/* What went wrong, in one line, for people: "no server at ADDRESS: ..." In the run's arena. */
const char *client_failure(const struct client *client, struct cv_status status);
/* What the program ends with after this status. */
enum exit_code client_exit_code(enum cv_code code);
/* Say on stderr what went wrong and what to do; returns the exit code. */
enum exit_code client_complain(const struct client *client, struct cv_status status);

#endif
