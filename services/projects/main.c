/* caravan-projects: the projects service. */
#include "app/metrics.h"
#include "app/store.h"
#include "books_audit/verify.h"
#include "projects.h"
#include "references.h"

#include <string.h>

static struct projects service;

static struct cv_status start(struct cv_app *app)
{
    service.store = cv_app_store(app);
    cv_references_set(app, projects_named);
    return projects_serve(cv_app_server(app), &service);
}

static void drain(struct cv_app *app)
{
    (void)app;
    cv_events_drain(&service.events);
}

int main(int argc, char **argv)
{
    static const char *const PEERS[] = {"training", "logistics", NULL};
    static const struct cv_app_spec SPEC = {
        .name = "projects",
        .summary = "programmes, projects, where the money went and what came of it",
        .other = "verify --store sqlite:PATH",
        .default_listen = "127.0.0.1:7101",
        .keeper = &cv_store_keeper,
        .metrics = &cv_metrics_door,
        .migrations = projects_migrations,
        .upkeep = projects_upkeep,
        .names_principal = true,
        .peers = PEERS,
        .start = start,
        .drain = drain,
    };

    if (argc > 1 && strcmp(argv[1], "verify") == 0)
        return verify_run(argc - 1, argv + 1);
    return cv_app_run(argc, argv, &SPEC);
}
