/* One call of any kind in raw messages, for a program that waits: what is to be sent is there
 * already, what comes back is taken message by message.
 *
 * Memory   Messages to send and metadata are borrowed until the end; texts and details of the end
 *          live in the run's arena.
 * Ending   After exchange_next() said that there are no more, or after exchange_cancel(), the call
 *          is over and start.status tells how. */
#ifndef CARAVAN_EXCHANGE_H
#define CARAVAN_EXCHANGE_H

#include "client.h"

struct exchange {
    struct cv_start start; /* status, headers, trailers, details when it is over */
    struct client *client; /* the rest is private */
    struct cv_scope scope;
    const struct cv_slice *messages;
    size_t message_count;
    size_t sent;
    struct cv_send send;
    struct cv_receive receive;
    struct cv_buf answer;
    bool received;
    bool ended;
};

void exchange_start(struct exchange *exchange, struct client *client,
                    const struct cv_method *method, const struct cv_metadata *metadata,
                    const struct cv_slice *messages, size_t message_count);
/* The next answer, valid until the one after it. False: there are no more. */
bool exchange_next(struct exchange *exchange, struct cv_slice *answer);
void exchange_cancel(struct exchange *exchange); /* an ended one, too */
void exchange_free(struct exchange *exchange);

#endif
