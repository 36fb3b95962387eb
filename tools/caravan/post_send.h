/* Sending the calls that rows became: many at once, but none before what it may stand on. Files
 * come in their order, each whole before the next; what is timed in the order of time; and rows of
 * one subject one after the other.
 *
 * Memory   What the server says goes into the problems' arena; each call has an arena of its own
 *          while it runs. */
#ifndef CARAVAN_POST_SEND_H
#define CARAVAN_POST_SEND_H

#include "client.h"
#include "post.h"
#include "progress.h"

struct post_tally {
    size_t recorded; /* rows, also those that were recorded before */
    size_t strange;  /* of those: observations that can hardly be, kept all the same */
    size_t refused;
};

struct post_sending {
    struct client *client;
    const struct posts *posts;
    struct problems *problems;
    struct progress *progress;
    bool go_on;   /* although one is refused; otherwise nothing is sent after those of its time */
    bool dry_run; /* only of what is sent as one whole (post_import.h) */

    struct post_tally *tallies; /* result: for each sheet */
    size_t sent;                /* result: calls */
    struct cv_status status;    /* result: not OK if the server could not be asked */
};

void post_send(struct post_sending *sending);
/* A row was refused: it becomes a problem, at the line and column it is about. */
void post_refused(struct post_sending *sending, const struct post_row *row,
                  const struct cv_status *status);

#endif
