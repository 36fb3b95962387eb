/* caravan-training: courses, exchanges of staff, and what came of them. */
#include "app/metrics.h"
#include "app/store.h"
#include "cohort/funding_saga.h"
#include "references.h"
#include "service/audit_verify.h"
#include "training.h"

#include <string.h>

static struct training service;

static struct cv_status start(struct cv_app *app)
{
    service.store = cv_app_store(app);
    cv_references_set(app, training_named);
    return training_serve(cv_app_server(app), &service);
}

static struct cv_status begin(struct cv_app *app)
{
    struct cv_status status = cv_events_deliver(&service.events, app, "projects");

    if (!cv_ok(status))
        return status;
    return cv_sagas_begin(&service.sagas, &funding_saga, service.store,
                          cv_app_peer(app, "projects"), cv_server_loop(cv_app_server(app), 0));
}

static void drain(struct cv_app *app)
{
    (void)app;
    cv_sagas_stop(&service.sagas);
    cv_events_drain(&service.events);
}

int main(int argc, char **argv)
{
    static const char *const PEERS[] = {"projects", "logistics", NULL};
    static const struct cv_app_spec SPEC = {
        .name = "training",
        .summary = "courses, exchanges of staff, and what came of them",
        .other = "verify --store sqlite:PATH",
        .default_listen = "127.0.0.1:7103",
        .keeper = &cv_store_keeper,
        .metrics = &cv_metrics_door,
        .migrations = training_migrations,
        .upkeep = training_upkeep,
        .names_principal = true,
        .peers = PEERS,
        .start = start,
        .begin = begin,
        .drain = drain,
    };

    if (argc > 1 && strcmp(argv[1], "verify") == 0)
        return cv_audit_verify_run(argc - 1, argv + 1, "caravan-training", training_migrations,
                                   training_recounts);
    return cv_app_run(argc, argv, &SPEC);
}
