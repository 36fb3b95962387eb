/* caravan-training: courses, exchanges of staff, and what came of them. */
#include "app/store.h"
#include "training.h"

static struct cv_status start(struct cv_app *app)
{
    static struct training service;

    service.store = cv_app_store(app);
    return training_serve(cv_app_server(app), &service);
}

int main(int argc, char **argv)
{
    static const struct cv_app_spec SPEC = {
        .name = "training",
        .summary = "courses, exchanges of staff, and what came of them",
        .default_listen = "127.0.0.1:7103",
        .keeper = &cv_store_keeper,
        .migrations = training_migrations,
        .start = start,
    };

    return cv_app_run(argc, argv, &SPEC);
}
