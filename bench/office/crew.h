/* People at their desks: so many calls under way on one connection, each answer followed by the
 * next call of the same person. */
#ifndef BENCH_CREW_H
#define BENCH_CREW_H

#include "app/client.h"
#include "load/work.h"

#include <stdbool.h>

#define CREW_MAX 256

enum principal {
    CLERK,
    CHIEF,
    PRINCIPALS,
};

struct crew;

struct member {
    struct cv_client_call call;
    struct crew *crew;
    uint64_t n;     /* which piece of work */
    bool submitted; /* of a piece of two calls: the first was answered */
    bool busy;
};

/* What comes next for this one: his call has been answered, or (not busy) he has not begun. He
 * begins the next call, or says false: there is no more work. */
typedef bool crew_step(struct member *member);

struct crew {
    struct cv_client *client;
    struct cv_arena arena;
    struct cv_metadata as[PRINCIPALS];
    struct member members[CREW_MAX];
    uint64_t next, most; /* pieces of work */
    uint64_t calls;      /* answered */
    uint64_t took_ns;
    char why[200]; /* empty: all is well */
};

struct cv_status crew_open(struct crew *crew, unsigned port);
void crew_close(struct crew *crew);

/* Before a stub is called: who calls. */
void crew_begin(struct member *member, enum principal principal);
/* After a step found something wrong. */
void crew_fail(struct crew *crew, const char *why);

/* `count` pieces of work by so many at once. */
void crew_run(struct crew *crew, unsigned callers, uint64_t count, crew_step *step);

/* For the answer. False: refused, and `why` says so. The answer lives until crew_done(). */
bool crew_wait(struct crew *crew, struct member *member);
void crew_done(struct member *member);

#endif
