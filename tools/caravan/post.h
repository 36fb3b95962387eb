/* Rows that are recorded by calls of ordinary methods, one for each row: what the tables of such
 * files say (*_forms.c), and the requests made of them. Which field of the request a column
 * fills, and how, stands in the table; the field is found by its name in the message.
 *
 * Memory   Everything in the arena; sheets are borrowed.
 * Errors   What is wrong with a cell is added to the problems; all of a row is looked at. */
#ifndef CARAVAN_POST_H
#define CARAVAN_POST_H

#include "rpc/method.h"
#include "sheet.h"

#define POST_CURRENCY "CNY" /* of an amount that names none */

struct post {
    const struct cv_service_type *service;
    const char *method;
    const char *import; /* the method that takes all rows at once; NULL: none */
    /* Rows that follow each other with the same first cell are one call, each an element of what
     * has [] in its path; of the other columns the first row counts. */
    bool grouped;
    bool timed; /* in the order of time, together with all rows of such forms */
};

struct post_row {
    const struct cv_method *method;
    ProtobufCMessage *request; /* with its request_id: the same for the same content */
    const struct sheet *sheet;
    const struct sheet_row *row; /* the first, of several */
    size_t row_count;
    const char *subject; /* rows of one subject wait for each other */
    int64_t time_us;     /* 0: before all that are timed */
};

struct posts {
    const char *programme; /* given: its id, for rows of the projects services; or NULL */
    struct post_row *rows; /* in the order in which they are to be sent */
    size_t count;
    size_t bad; /* rows with a problem */
};

/* NULL: the service has no such method. */
const struct cv_method *post_method(const struct cv_service_type *service, const char *name);

/* The enum whose words a column has; NULL: none, or words of its own. */
const ProtobufCEnumDescriptor *post_words_of(const struct form *form,
                                             const struct form_column *column);
/* For the help: all such columns with their words. */
void posts_print_words(FILE *out);

void posts_make(struct posts *posts, const struct sheet *sheets, size_t sheet_count,
                struct cv_arena *arena, struct problems *problems);

#endif
