#include "support/training_bench.h"

static struct training service;

struct training *training_served(void)
{
    return &service;
}

static struct cv_status serve(struct cv_server *server, struct cv_store *store)
{
    service = (struct training){.store = store};
    return training_serve(server, &service);
}

void training_up(struct service_bench *bench, enum service_kind kind)
{
    static const struct cv_service_type *const TYPES[] = {
        &caravan_training_v1_learning_type,
        &caravan_training_v1_exchanges_type,
        &caravan_common_v1_audit_type,
        &caravan_events_v1_events_type,
        NULL,
    };
    static const struct service_spec SPEC = {training_migrations, serve, TYPES, training_recounts};

    service_up(bench, &SPEC, kind);
}
