/* What every main() would repeat: options, signals, store, health, reflection, draining, exit code.
 *
 * A service's main is: int main(int argc, char **argv) { return cv_app_run(argc, argv, &SPEC); } */
#ifndef CV_APP_APP_H
#define CV_APP_APP_H

#include "rpc/server.h"
#include "store/store.h"

struct cv_app;

struct cv_app_spec {
    const char *name;    /* "projects": in logs, --help and the ready line */
    const char *summary; /* one line for --help */
    const char *default_listen;
    const struct cv_migration *migrations;         /* NULL: the service has no store, no --store */
    struct cv_status (*start)(struct cv_app *app); /* register the services; once, before serving */
};

/* Exit codes: 0 drained cleanly, 1 could not start or lost its store, 2 bad options. */
int cv_app_run(int argc, char **argv, const struct cv_app_spec *spec);

struct cv_server *cv_app_server(struct cv_app *app);
struct cv_store *cv_app_store(struct cv_app *app);
struct cv_arena *cv_app_arena(struct cv_app *app); /* lasts as long as the process */

#endif
