/* The gRPC service caravan.common.v1.References, which every service of the house offers: whether
 * what others name of it is there.
 *
 * Thread   As cv_server_*.
 * Memory   Borrowed for the life of the server. */
#ifndef CV_SERVICE_REFERENCE_SERVICE_H
#define CV_SERVICE_REFERENCE_SERVICE_H

#include "app/name.h"
#include "rpc/server.h"
#include "service/books_store.h"

#define CV_REFERENCES_MAX    1000 /* names in a call: a look-up each, some milliseconds together */
#define CV_REFERENCE_IDS_MAX 4    /* in a name */

/* One kind of thing that others may name. */
struct cv_reference_kind {
    const char *pattern; /* of its names (app/name.h); NULL: the end */
    /* OK, or NOT_FOUND or FAILED_PRECONDITION if it cannot be named; others are errors. */
    struct cv_status (*find)(struct cv_books *books, const struct cv_id *ids);
};

/* What cv_call_service() of the handler is. */
struct cv_reference_service {
    struct cv_store *store;
    const struct cv_reference_kind *kinds;
};

struct cv_status cv_references_serve(struct cv_server *server,
                                     struct cv_reference_service *service);

#endif
