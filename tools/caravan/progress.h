/* How far something is, on one line of a terminal: shown once it takes longer than a second, and
 * never where there is no terminal. */
#ifndef CARAVAN_PROGRESS_H
#define CARAVAN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct progress {
    FILE *out;         /* NULL: no terminal */
    const char *label; /* "reading" */
    uint64_t start_ns;
    uint64_t shown_ns; /* when last; 0: not yet */
};

/* `out` is looked at: only a terminal gets to see anything. */
void progress_start(struct progress *progress, const char *label, FILE *out);
/* `done` of `total`; a total of 0: nobody knows, so it only shows that time passes. */
void progress_show(struct progress *progress, uint64_t done, uint64_t total);
/* Take the line away. */
void progress_end(struct progress *progress);

#endif
