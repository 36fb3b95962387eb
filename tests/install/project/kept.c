/* A service that keeps nothing yet, but has a store, and can be watched. */
#include "app/metrics.h"
#include "app/store.h"

static struct cv_status start(struct cv_app *app)
{
    return cv_app_store(app) == NULL ? cv_status(CV_INTERNAL, NULL, "no store") : CV_STATUS_OK;
}

int main(int argc, char **argv)
{
    static const struct cv_migration NONE[] = {{0}};
    static const struct cv_app_spec SPEC = {
        .name = "kept",
        .summary = "keeps what it is told",
        .default_listen = "127.0.0.1:7201",
        .start = start,
        .keeper = &cv_store_keeper,
        .migrations = NONE,
        .metrics = &cv_metrics_door,
    };

    return cv_app_run(argc, argv, &SPEC);
}
