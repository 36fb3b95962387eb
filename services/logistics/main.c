/* caravan-logistics: a goods corridor, parcel hubs and the ledger of sales. */
#include "app/store.h"
#include "logistics.h"

static struct cv_status start(struct cv_app *app)
{
    struct logistics *service = cv_arena_zalloc(cv_app_arena(app), sizeof(*service));

    if (service == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    service->store = cv_app_store(app);
    return logistics_serve(cv_app_server(app), service);
}

int main(int argc, char **argv)
{
    static const struct cv_app_spec SPEC = {
        .name = "logistics",
        .summary = "goods trains, parcels and what was sold",
        .default_listen = "127.0.0.1:7102",
        .keeper = &cv_store_keeper,
        .migrations = logistics_migrations,
        .start = start,
    };

    return cv_app_run(argc, argv, &SPEC);
}
