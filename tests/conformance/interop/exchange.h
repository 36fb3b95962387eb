/* Calls one after the other, for a program that waits for each: what a test says reads like its
 * description. Whatever should not happen ends the program with a line that says what did. */
#ifndef INTEROP_EXCHANGE_H
#define INTEROP_EXCHANGE_H

#include "base/arena.h"
#include "grpc/testing/test.caravan.h"

#define PATIENCE_S 30

_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Die unless it is true. */
#define EXPECT(condition, ...)                                                                     \
    do {                                                                                           \
        if (!(condition))                                                                          \
            die(__VA_ARGS__);                                                                      \
    } while (0)

struct client {
    struct cv_loop *loop;
    struct cv_channel_config config;
    struct cv_channel *channel;
    struct cv_arena arena;       /* what lasts as long as the program */
    struct cv_metadata metadata; /* sent with each call */
};

void client_open(struct client *client);
void client_close(struct client *client);

/* Run the loop until the flag is set. `what` happens then. */
void client_wait(struct client *client, bool *flag, const char *what);
/* Let so much time pass, with the loop running. */
void client_sleep(struct client *client, uint64_t ns);

/* A call that streams. */
struct exchange {
    struct client *client;
    struct cv_arena arena;
    struct cv_scope scope;
    struct cv_start start;
    struct cv_send send;
    struct cv_receive receive;
    ProtobufCMessage *message; /* ours; the call's may be gone before it is looked at */
    bool sent;
    bool received;
    bool ended;
};

/* Before it is started by its stub. Timeout 0: none. `metadata`: NULL, or what is sent beside that
 * of the client. */
void exchange_init(struct exchange *exchange, struct client *client, uint64_t timeout_ns,
                   const struct cv_metadata *metadata);
/* For the stub's send: dies if the call has ended. */
struct cv_call *exchange_call(struct exchange *exchange);
/* After it: wait until there is room for more. */
void exchange_sent(struct exchange *exchange);
/* Wait for the next message, which is in `receive` then, until the next. False: there are no more,
 * or the call failed. */
bool exchange_receive(struct exchange *exchange);
void exchange_close(struct exchange *exchange);  /* no more messages from us */
void exchange_cancel(struct exchange *exchange); /* a call that has ended: no effect */
/* Wait for the end, and for its code. */
void exchange_expect(struct exchange *exchange, enum cv_code code);
void exchange_free(struct exchange *exchange); /* what it has received goes with it */

/* A unary call. */
struct unary {
    struct client *client;
    struct cv_arena arena;
    struct cv_scope scope;
    struct cv_unary op;
    bool ended;
};

void unary_init(struct unary *unary, struct client *client, uint64_t timeout_ns,
                const struct cv_metadata *metadata);
void unary_wait(struct unary *unary);
void unary_expect(struct unary *unary, enum cv_code code); /* waits, too */
void unary_free(struct unary *unary);

#endif
