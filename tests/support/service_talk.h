/* A streamed call on a service_bench, one message at a time, as texts (support/message_text.h).
 *
 *     struct service_talk talk;
 *     service_talk_open(&bench, &talk, "WatchHub", "name: 'hubs/h'");
 *     HEAR(&bench, &talk, "event { sequence: 1 }");
 *     service_talk_stop(&bench, &talk);
 *
 * Memory   What is heard is valid until the next is, or the stop. */
#ifndef TESTS_SUPPORT_SERVICE_TALK_H
#define TESTS_SUPPORT_SERVICE_TALK_H

#include "rpc/call.h"
#include "support/service_bench.h"

struct service_talk {
    struct cv_start start; /* status and trailers once ended */
    struct cv_send send;
    struct cv_receive receive;
    struct cv_arena arena;
    struct cv_arena heard; /* of the last message */
    const ProtobufCMessage *message;
    struct cv_scope scope;
    bool sent, received, ended;
};

/* Begin. `request` is the one message of a server-streaming method; NULL for the others. */
void service_talk_open(struct service_bench *bench, struct service_talk *talk, const char *method,
                       const char *request);
/* Send one message, and wait until there is room for another. False: the call is over. */
bool service_say(struct service_bench *bench, struct service_talk *talk, const char *request);
/* Wait for the next message. NULL: there is none; after service_talk_wait() talk.start.status says
 * why. */
const ProtobufCMessage *service_hear(struct service_bench *bench, struct service_talk *talk);
/* Hear, and expect these values. */
#define HEAR(bench, talk, want) service_expect_heard(bench, __FILE__, __LINE__, talk, want)
const ProtobufCMessage *service_expect_heard(struct service_bench *bench, const char *file,
                                             int line, struct service_talk *talk, const char *want);

void service_talk_close(struct service_talk *talk); /* no more from us */
/* Wait for the end of a call that ends by itself; the status it ended with. */
struct cv_status service_talk_wait(struct service_bench *bench, struct service_talk *talk);
/* Cancel if need be, wait for the end, and give the memory back. Each talk ends with this. */
void service_talk_stop(struct service_bench *bench, struct service_talk *talk);

#endif
