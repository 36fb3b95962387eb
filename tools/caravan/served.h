/* One program of ours that this one has started: a child process, what it says, and its end.
 *
 * Thread   One.
 * Memory   Texts live in the arena given at its start.
 * Ending   served_close() when it has ended. It is told to end, too, when we die. */
#ifndef CARAVAN_SERVED_H
#define CARAVAN_SERVED_H

#include "base/arena.h"
#include "base/status.h"

#include <signal.h>
#include <stddef.h>
#include <sys/types.h>

#define SERVED_MAX      3    /* at once */
#define SERVED_LINE_MAX 4096 /* of one line of the child's; a longer one comes in parts */

/* One of its two outputs, line by line. */
struct served_output {
    int fd; /* -1: it has closed it */
    size_t len;
    char line[SERVED_LINE_MAX + 1];
};

struct served {
    const char *name; /* "projects" */
    struct cv_arena *arena;
    pid_t pid;           /* 0: it has ended */
    int end;             /* then: what waitpid() said */
    const char *address; /* where it listens, first of all; NULL: it is not ready */
    const char *why;     /* the message of its last words; NULL: it has said none */
    struct served_output out;
    struct served_output log;
};

/* "/usr/bin/caravan-projects": our programs lie beside this one. NULL: nobody knows where that is,
 * or the name is NULL. */
const char *served_program(const char *name, struct cv_arena *arena);
/* Start `words[0]` in `folder`, with a group of processes of its own so that Ctrl-C is ours alone,
 * and without variables that are meant for a client. `unblocked`: the signals it begins with. */
struct cv_status served_start(struct served *served, const char *const *words, const char *folder,
                              const sigset_t *unblocked, struct cv_arena *arena);
/* Until one of them says something or has ended, something is to be read from `fd`, or `wait_ms`
 * are over (-1: never). What they said is taken in; their logs go to stderr. SIGCHLD is to be read
 * from `fd`. */
void served_wait(struct served *served, size_t count, int fd, int wait_ms);
void served_tell(struct served *served, int number); /* a signal, unless it has ended */
void served_close(struct served *served);

/* "ended with 1", or "was killed by signal 9". It has ended. */
const char *served_end(const struct served *served);

#endif
