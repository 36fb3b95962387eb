/* How the tables of files are written whose rows become calls (post.h): what all *_forms.c share.
 */
#ifndef CARAVAN_POST_FORM_H
#define CARAVAN_POST_FORM_H

#include "post.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Headings in English and Chinese; then what follows the path. */
#define COLUMN(en, zh, path, ...)                                                                  \
    {                                                                                              \
        .name = {en, zh}, .field = path, __VA_ARGS__                                               \
    }
#define MUST          .required = true
#define AS(kind_of)   .post = {.kind = POST_##kind_of}
#define NAMED(shape)  .post = {.kind = POST_NAME, .pattern = (shape)}
#define WHEN(minutes) .post = {.kind = POST_TIME, .offset = (minutes)}
#define SAYS(table)   .post = {.kind = POST_WORD, .words = (table)}

/* The call of a form, and what else is said of it. */
#define CALL(of_service, name, ...)                                                                \
    &(const struct post)                                                                           \
    {                                                                                              \
        .service = &(of_service), .method = (name), __VA_ARGS__                                    \
    }
#define GROUPED       .grouped = true
#define TIMED         .timed = true
#define WHOLE(method) .import = (method)

/* An element of the table that begins with the form `first`. */
#define FORM_OF(first, of_family, form_id, en, zh, columns_of, ...)                                \
    [(form_id) - (first)] = {.id = form_id,                                                        \
                             .name = {en, zh},                                                     \
                             .columns = columns_of,                                                \
                             .column_count = COUNT(columns_of),                                    \
                             .family = of_family,                                                  \
                             .post = __VA_ARGS__}

#endif
