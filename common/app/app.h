/* What every main() would repeat: options, signals, health, reflection, draining, exit code.
 *
 * A service's main is: int main(int argc, char **argv) { return cv_app_run(argc, argv, &SPEC); }
 * With `--tls-cert` and its like it speaks TLS, with `--help` it says what else it can.
 *
 * Thread   cv_app_run() stays on the thread that called it, which becomes that of loop 0.
 * Memory   Owned by cv_app_run(), which frees all of it before it returns.
 * Ending   SIGTERM, SIGINT and cv_app_fail() drain the server (rpc/server.h); a second signal ends
 *          the process at once.
 * Errors   Wrong options are told on stderr, everything else in the log (base/log.h). */
#ifndef CV_APP_APP_H
#define CV_APP_APP_H

#include "rpc/server.h"

struct cv_app;
struct cv_metrics;
struct cv_migration;
struct cv_upkeep_job;

struct cv_app_spec {
    const char *name;    /* "projects": in logs, --help and the ready line */
    const char *summary; /* one line for --help */
    const char *other;   /* what else main() takes, for --help: "verify --store sqlite:PATH"; or
                          * NULL */
    const char *default_listen;
    struct cv_status (*start)(struct cv_app *app); /* register the services; once, before serving */
    /* Or NULL: all is bound, and loop 0 will run, if only to be drained; once. For work that is of
     * no call. */
    struct cv_status (*begin)(struct cv_app *app);
    /* Or NULL: draining begins; on loop 0, once. For a service whose calls last until it says so.
     */
    void (*drain)(struct cv_app *app);
    const struct cv_app_keeper *keeper;    /* &cv_store_keeper (app/store.h); NULL: nothing is kept
                                            * and there is no --store */
    const struct cv_migration *migrations; /* of the store, with a keeper */
    const struct cv_upkeep_job *upkeep;    /* what else its store needs now and then
                                            * (app/upkeep.h); or NULL */
    const struct cv_app_door *metrics;     /* &cv_metrics_door (app/metrics.h); NULL: there is no
                                            * --metrics */
    bool names_principal;                  /* calls may say who calls (app/principal.h) */
    const char *const *peers; /* names of the other programs it may ask (app/peer.h), NULL after the
                               * last; or NULL: of none, and there is no --peer */
};

/* How what a service keeps comes and goes with it. `kept` is what `open` made. */
struct cv_app_keeper {
    struct cv_status (*open)(struct cv_app *app, const char *url, void **kept); /* before `start` */
    struct cv_status (*begin)(struct cv_app *app, void *kept); /* loop 0 is there and will run */
    void (*drain)(void *kept);                                 /* on loop 0, when draining begins */
    void (*close)(void *kept);                                 /* after the server is gone */
};

/* Where else a service can be asked, beside its calls. `door` is what `open` made. */
struct cv_app_door {
    /* Everything is there and counted; now it is served at `address`. */
    struct cv_status (*open)(struct cv_app *app, const struct cv_address *address,
                             struct cv_address *bound, void **door);
    void (*close)(void *door); /* the server has ended; what it and the keeper count is there */
};

/* Exit codes: 0 drained cleanly, 1 could not start or failed, 2 bad options. */
int cv_app_run(int argc, char **argv, const struct cv_app_spec *spec);

/* The service cannot go on: what was asked is still answered, then it ends with 1 and `why` in the
 * log. Any thread; the first one counts. Borrowed for ever. */
void cv_app_fail(struct cv_app *app, const struct cv_status *why);

const struct cv_app_spec *cv_app_spec(const struct cv_app *app);
struct cv_server *cv_app_server(struct cv_app *app);
struct cv_arena *cv_app_arena(struct cv_app *app); /* until cv_app_run() returns */
void *cv_app_kept(struct cv_app *app);             /* by the keeper */
/* Where the service's metrics are added, in `start` or by its keeper, not later. Always there, also
 * where nobody asks for them. */
struct cv_metrics *cv_app_metrics(struct cv_app *app);

#endif
