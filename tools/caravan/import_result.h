/* What became of each row of an import, by file and line, for people and for programs. */
#ifndef CARAVAN_IMPORT_RESULT_H
#define CARAVAN_IMPORT_RESULT_H

#include "batch.h"

struct import_tally {
    size_t rows; /* of the file, its headings aside */
    size_t created;
    size_t unchanged;
    size_t refused; /* by the server, or not even sent for a problem of its own */
};

struct import_result {
    const struct batch *batch;
    bool readable; /* the files, so that single rows can be left out */
    bool dry_run;
    bool keep_good;
    bool sent;                    /* the server has seen the rows */
    bool recorded;                /* the created ones are on disk */
    struct import_tally *tallies; /* of each sheet */
    struct import_tally total;
};

/* `answer` NULL: nothing was sent. The server's refusals become problems of the batch, at the line
 * and column they are about. */
void import_result_make(struct import_result *result, const struct batch *batch,
                        const Caravan__Projects__V1__ImportResponse *answer);

/* The tables, and on stderr the first `most` problems. */
void import_result_print(const struct import_result *result, size_t most);
/* False: out of memory. */
bool import_result_print_json(const struct import_result *result, FILE *file);

#endif
