/* A service that keeps things: with this keeper in its spec, cv_app_run() opens a store, as --store
 * says, and its migrations run; the end of the store is the end of the service.
 *
 * Part of libcaravan-store: a service without it needs no SQLite.
 *
 * Thread   cv_app_store() as cv_app_server(); the store's own rules are in store/store.h.
 * Memory   The store lives as long as the app.
 * Ending   Closed after the server is gone. A store that fails ends the service with exit code 1
 *          and the reason STORE_LOST.
 * Errors   Those of cv_store_open() end cv_app_run(). */
#ifndef CV_APP_STORE_H
#define CV_APP_STORE_H

#include "app/app.h"
#include "store/store.h"

extern const struct cv_app_keeper cv_store_keeper;

struct cv_store *cv_app_store(struct cv_app *app); /* of an app with this keeper */

/* For a program that serves nothing: open a store, which nobody else may be using, read in one
 * transaction, and close it again. Waits for all of it. */
struct cv_store_visit;
typedef struct cv_status cv_store_visitor(struct cv_store_visit *visit, struct cv_tx *tx);
struct cv_store_visit {
    const char *url;
    const struct cv_migration *migrations;
    struct cv_arena *arena; /* also takes the texts of errors */
    cv_store_visitor *work; /* on a store thread */

    struct cv_store_op op; /* private, and all that follows */
    struct cv_scope scope;
    bool done;
};
struct cv_status cv_store_visit(struct cv_store_visit *visit);

#endif
