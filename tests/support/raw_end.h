/* One end of a connection in the test's own hands, frame by frame and in made-up time; at the other
 * is a server or a channel of ours. All of it on one thread; asserts as cmocka does. */
#ifndef TESTS_SUPPORT_RAW_END_H
#define TESTS_SUPPORT_RAW_END_H

#include "base/buf.h"
#include "base/clock.h"
#include "net/loop.h"
#include "net/stream.h"
#include "support/judge.h"
#include "support/wire.h"

struct raw_end {
    struct cv_loop *loop;
    struct cv_stream *stream;
    struct cv_buf in; /* what the other end has said */
    struct cv_task turn;
    unsigned turns;
    bool closed;

    struct cv_server *server; /* with raw_server_up() */
    struct judge judge;
};

/* A server with the judge service, and a client that has said its preface and SETTINGS. `config`
 * NULL: nothing special. */
void raw_server_up(struct raw_end *end, const struct cv_server_config *config);
void raw_server_down(struct raw_end *end);

/* The end of a pipe, from now on ours. `end` is zeroed but for the loop. */
void raw_own(struct raw_end *end, struct cv_stream *stream);
void raw_close(struct raw_end *end);

void raw_clock(void);                 /* time is made up from now on; raw_server_down() ends that */
void raw_settle(struct raw_end *end); /* let what is ready run */
void raw_pass(struct raw_end *end, uint64_t ns); /* so much time goes by at once */
void raw_wait(struct raw_end *end, uint64_t ns); /* second by second */

void raw_frame(struct raw_end *end, unsigned type, unsigned flags, unsigned stream,
               const void *payload, size_t len);
void raw_headers(struct raw_end *end, unsigned flags, unsigned stream, const char *path);

/* The `nth` frame (from 0) of this type with at least these flags on this stream, if it was said.
 * Its place among all frames is in `place` unless that is NULL. */
bool raw_find(const struct raw_end *end, unsigned type, unsigned flags, unsigned stream,
              unsigned nth, struct cv_slice *payload, unsigned *place);
bool raw_said(const struct raw_end *end, unsigned type, unsigned flags, unsigned stream);

#endif
