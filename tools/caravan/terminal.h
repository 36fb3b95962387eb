/* A terminal that a live view has to itself: a screen of its own, which is gone afterwards, keys
 * without Enter, its size as it changes. Elsewhere than on a terminal only the wish to end is
 * heard.
 *
 * Thread   One; one at a time, since signals are the process's. */
#ifndef CARAVAN_TERMINAL_H
#define CARAVAN_TERMINAL_H

#include <stdbool.h>
#include <termios.h>

struct terminal {
    bool live; /* standard output is one */
    bool keys; /* private: standard input is one, and as `before` again at the end */
    struct termios before;
};

/* From now on SIGINT, SIGTERM and SIGHUP are wishes to end. */
void terminal_open(struct terminal *terminal);
/* The screen is as it was before. */
void terminal_close(struct terminal *terminal);

/* Somebody pressed q, or sent a signal that ends programs. */
bool terminal_wants_end(const struct terminal *terminal);
/* Its size has changed since the last call. */
bool terminal_resized(void);

/* The whole picture, lines with a line break each: what does not fit is cut off. */
void terminal_show(const struct terminal *terminal, const char *text);

#endif
