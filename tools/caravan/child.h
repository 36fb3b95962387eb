/* A service that a command starts for itself: the program that lies beside this one, on a scratch
 * folder and a port of its own.
 *
 * Thread   One.
 * Memory   Texts live in the arena given at its start.
 * Ending   child_stop() ends it and removes the folder; it ends, too, when this program dies.
 * Errors   child_start() says on stderr what is wrong. */
#ifndef CARAVAN_CHILD_H
#define CARAVAN_CHILD_H

#include "command.h"
#include "served.h"

struct child {
    struct served served; /* its pid; its address: "127.0.0.1:41234" */
    char folder[64];      /* private */
};

/* `program`: "caravan-projects". EXIT_DONE when it listens. */
enum exit_code child_start(struct child *child, const char *program, struct cv_arena *arena);
void child_stop(struct child *child); /* also if it was not started, and zeroed */

#endif
