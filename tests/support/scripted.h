/* A gRPC server that answers as a test says, well or badly, on the ends of pipes in memory; and
 * time that passes only when nothing else is left to do. */
#ifndef TESTS_SUPPORT_SCRIPTED_H
#define TESTS_SUPPORT_SCRIPTED_H

#include "base/buf.h"
#include "base/list.h"
#include "base/status.h"

#include <stdint.h>

struct cv_address;
struct cv_loop;
struct cv_stream;

/* A request, as far as it has come. */
struct scripted_call {
    unsigned number;     /* of all on all connections, from 0 */
    unsigned id;         /* metadata call-id: one digit */
    unsigned previous;   /* grpc-previous-rpc-attempts; 0: none */
    uint64_t timeout_ns; /* grpc-timeout; 0: none */
    size_t header_bytes; /* of the block, as sent */
    uint64_t at_ns;      /* when its headers came */
    struct cv_buf body;
};

enum scripted_act {
    SCRIPTED_OK,         /* headers, one message, trailers */
    SCRIPTED_STATUS,     /* Trailers-Only */
    SCRIPTED_LATE,       /* headers, then trailers with the status */
    SCRIPTED_RESET,      /* RST_STREAM */
    SCRIPTED_LATE_RESET, /* headers, then RST_STREAM */
    SCRIPTED_HTTP,       /* no gRPC: this HTTP status and nothing else */
    SCRIPTED_GOAWAY,     /* that names only earlier calls */
    SCRIPTED_CLOSE,      /* the connection */
    SCRIPTED_SILENCE,
};

struct scripted_answer {
    enum scripted_act act;
    bool at_headers;    /* do not wait for the end of the request, */
    size_t after_bytes; /* but for so many of it */
    enum cv_code code;
    const char *pushback; /* grpc-retry-pushback-ms; NULL: none */
    uint32_t h2_error;
    const char *http;
    uint8_t message_bytes; /* of the message of SCRIPTED_OK: an unknown field, if it has any */
};

struct scripted {
    struct cv_loop *loop;
    struct scripted_answer (*answer)(void *arg, const struct scripted_call *call); /* at headers */
    void (*whole)(void *arg, const struct scripted_call *call); /* the request has ended; or NULL */
    void (*acted)(void *arg, const struct scripted_call *call,
                  const struct scripted_answer *answer); /* it is on its way; or NULL */
    void *arg;
    unsigned streams_max;  /* announced; 0: nothing is said of it */
    unsigned refuse_dials; /* so many connections are not made */

    unsigned calls;
    unsigned connections;
    struct cv_list conns; /* struct scripted_conn; zeroed until the first */
};

/* For cv_channel_config.dial. */
struct cv_stream *scripted_dial(void *scripted, const struct cv_address *address);

void scripted_deafen(struct scripted *scripted); /* its connections read no more */
void scripted_close(struct scripted *scripted);  /* all of them */

/* From now on time is made up. */
void scripted_clock(void);
/* Run the loop until `done`, and jump to the next timer whenever nothing moves. False: nothing is
 * left that could happen, or `patience_ns` have passed. */
bool scripted_run(struct cv_loop *loop, bool (*done)(void *arg), void *arg, uint64_t patience_ns);

#endif
