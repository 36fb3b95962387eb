#include "support/logistics_bench.h"

static struct cv_status serve(struct cv_server *server, struct cv_store *store)
{
    static struct logistics service;

    service = (struct logistics){.store = store};
    return logistics_serve(server, &service);
}

void logistics_up(struct service_bench *bench, enum service_kind kind)
{
    static const struct cv_service_type *const TYPES[] = {
        &caravan_logistics_v1_corridors_type, &caravan_logistics_v1_hubs_type,
        &caravan_logistics_v1_sales_type,     &caravan_common_v1_audit_type,
        &caravan_events_v1_events_type,       NULL,
    };
    static const struct service_spec SPEC = {logistics_migrations, serve, TYPES};

    service_up(bench, &SPEC, kind);
}
