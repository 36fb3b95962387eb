/* Making the data that a load needs: calls one after the other, each by one of two persons.
 *
 * Thread   One.
 * Memory   Answers live in the run's arena.
 * Errors   The first that goes wrong is complained about; then nothing more is asked. */
#ifndef CARAVAN_LOAD_PREPARE_H
#define CARAVAN_LOAD_PREPARE_H

#include "work.h"

struct prepare {
    struct client *client;
    struct cv_metadata as[LOAD_PERSONS];
    struct client_call call; /* the one under way */
    enum exit_code code;
};

void prepare_begin(struct prepare *prepare, struct client *client);
/* Before a stub is called with prepare->client->channel and &prepare->call.op. */
void prepare_ask(struct prepare *prepare, enum load_person by);
/* For its answer. False: complained. With `there` what is there already is as good. */
bool prepare_wait(struct prepare *prepare, bool there);
/* By its name, for stubs that are not called by theirs; there is one. */
const struct cv_method *prepare_method(const struct cv_service_type *type, const char *name);
/* The service has not done as it was asked. Returns false. */
bool prepare_fail(struct prepare *prepare, const char *why);

#endif
