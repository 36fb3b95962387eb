/* Many Creates in one transaction, each row judged and told: what an Import method of a service is
 * made of.
 *
 * A service gives its rows one by one with the creation that records them (service/creation.h), and
 * makes its own answer of the result. A row that is there already with the same content is
 * unchanged; with other content it is refused as ALREADY_EXISTS, ID_TAKEN.
 *
 * Thread   Store thread, inside the `work` of a writing unit.
 * Memory   The result lives in the scope's arena; each row is worked on in an arena of its own.
 * Errors   A row that is refused is told in the result. What is returned ends it all, with nothing
 *          recorded. */
#ifndef CV_SERVICE_IMPORT_H
#define CV_SERVICE_IMPORT_H

#include "service/creation.h"

/* So many fit, whatever their kind, into the elements of one message (rpc/limits.h), and the writer
 * is busy with them for well under a second. */
#define CV_IMPORT_ROWS_MAX     10000
#define CV_IMPORT_REFUSALS_MAX 200

/* The numbers of every service's enum ImportOutcome. */
enum cv_import_outcome {
    CV_IMPORT_CREATED = 1,
    CV_IMPORT_UNCHANGED = 2,
    CV_IMPORT_REFUSED = 3,
};

struct cv_import_row {
    const struct cv_creation *creation; /* NULL: no record that this server knows */
    const ProtobufCMessage *request;    /* the Create request in the row */
};

struct cv_import {
    const ProtobufCMessage *request; /* borrowed */
    size_t row_count;
    struct cv_import_row (*row)(const ProtobufCMessage *request, size_t i);
    const char *const *told; /* fields that only the server sets, besides those of every noun; ends
                              * with NULL */
    bool validate_only;
    bool keep_good;
};

struct cv_import_refusal {
    size_t row;
    struct cv_status status;
};

struct cv_import_result {
    bool recorded;
    uint8_t *outcomes; /* enum cv_import_outcome, one for each row */
    int32_t created_count;
    int32_t unchanged_count;
    int32_t refused_count;
    struct cv_import_refusal *refusals; /* the first ones */
    size_t refusal_count;
};

/* Says in unit->nothing_done when it recorded nothing. */
struct cv_status cv_import_run(struct cv_unit *unit, struct cv_tx *tx,
                               const struct cv_import *import, struct cv_import_result *result);

#endif
