/* An Import method: many Creates in one transaction, each row judged and told.
 *
 * A service gives the creations that record its rows (service/creation.h), and a method that calls
 * cv_import_run(). Every Import request has the same fields: rows, each a oneof of Create requests;
 * validate_only, keep_good, request_id; and every answer recorded, outcomes, three counts,
 * refusals. A row that is there already with the same content is unchanged; with other content it
 * is refused as ALREADY_EXISTS, ID_TAKEN.
 *
 * Thread   As the creations say.
 * Memory   The answer lives in the call's arena; each row is worked on in an arena of its own.
 * Errors   A row that is refused is told in the answer. Other errors end it all, with nothing
 *          recorded. */
#ifndef CV_SERVICE_IMPORT_H
#define CV_SERVICE_IMPORT_H

#include "service/creation.h"
#include "service/reference.h"

/* So many fit, whatever their kind, into the elements of one message (rpc/limits.h), and the writer
 * is busy with them for well under a second. */
#define CV_IMPORT_ROWS_MAX     10000
#define CV_IMPORT_REFUSALS_MAX 200

struct cv_import {
    const struct cv_creation *const *creations; /* by the members of a row; ends with NULL */
    const char *const *told; /* fields that only the server sets, besides those of every noun; ends
                              * with NULL */
};

/* The handler's state. */
struct cv_import_call {
    struct cv_unit unit;
    const struct cv_import *import;
    const ProtobufCMessage *request;
    const ProtobufCMessageDescriptor *answer;
    struct cv_missing missing; /* of what the rows name */
};

/* All of an Import method, from its request to its answer. */
void cv_import_run(const struct cv_import *import, struct cv_import_call *self,
                   struct cv_call *call, struct cv_store *store, const ProtobufCMessage *request);

#endif
