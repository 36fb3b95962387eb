/* A server as a child process of a test. */
#ifndef TESTS_SUPPORT_CHILD_H
#define TESTS_SUPPORT_CHILD_H

#include <sys/types.h>

struct child {
    pid_t pid;
    int out; /* its stdout */
    char address[160];
};

/* Start `arguments[0]` (NULL-terminated) and wait for the line in which it says where it listens.
 * It dies with this process. A failure fails the test. */
void child_start(struct child *child, const char *const *arguments);
void child_ask(const struct child *child); /* to end: SIGTERM */
void child_kill(struct child *child);      /* SIGKILL, and wait */
int child_wait(struct child *child);       /* its exit code; -1: ended by a signal */

#endif
