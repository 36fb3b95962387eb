/* Where in a message one is: a chain of what stands on the C stack, printed only for an error. */
#ifndef CARAVAN_PATH_H
#define CARAVAN_PATH_H

#include "base/arena.h"
#include "base/buf.h"

struct path {
    const struct path *up; /* NULL: this is the message itself, which has no name */
    const char *name;      /* of a field; NULL: an element of the field above */
    const char *key;       /* of a map; NULL: a list, at `index` */
    size_t index;
};

/* "projects[2].labels[\"zh\"].title"; "" for the message itself. */
const char *path_print(const struct path *path, struct cv_arena *arena);

#endif
