/* caravan-logistics: a goods corridor, parcel hubs and the ledger of sales. */
#include "app/metrics.h"
#include "app/store.h"
#include "hub_audit/verify.h"
#include "logistics.h"
#include "references.h"

#include <string.h>

static struct logistics service;

static struct cv_status start(struct cv_app *app)
{
    logistics_begin(&service, cv_app_store(app));
    cv_references_set(app, logistics_named);
    return logistics_serve(cv_app_server(app), &service);
}

static struct cv_status begin(struct cv_app *app)
{
    return cv_events_deliver(&service.events, app, "projects");
}

static void drain(struct cv_app *app)
{
    (void)app;
    logistics_drain(&service);
}

int main(int argc, char **argv)
{
    static const char *const PEERS[] = {"projects", "training", NULL};
    static const struct cv_app_spec SPEC = {
        .name = "logistics",
        .summary = "goods trains, parcels and what was sold",
        .other = "verify --store sqlite:PATH",
        .default_listen = "127.0.0.1:7102",
        .keeper = &cv_store_keeper,
        .metrics = &cv_metrics_door,
        .migrations = logistics_migrations,
        .upkeep = logistics_upkeep,
        .names_principal = true,
        .peers = PEERS,
        .start = start,
        .begin = begin,
        .drain = drain,
    };

    if (argc > 1 && strcmp(argv[1], "verify") == 0)
        return verify_run(argc - 1, argv + 1);
    return cv_app_run(argc, argv, &SPEC);
}
