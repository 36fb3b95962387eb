#include "logistics.h"

#include "base/clock.h"
#include "corridors.h"
#include "hubs.h"
#include "references.h"
#include "sales.h"
#include "service/inbox_store.h"
#include "service/outbox.h"

static struct cv_status forget_events(const struct cv_scope *scope, struct cv_tx *tx, bool *more)
{
    static const char *const RECEIVERS[] = {"projects", NULL};

    return cv_outbox_prune(scope, tx, RECEIVERS, more);
}

const struct cv_upkeep_job logistics_upkeep[] = {
    {forget_events, CV_OUTBOX_PRUNE_NS},
    {cv_inbox_prune, CV_OUTBOX_PRUNE_NS},
    {NULL, 0},
};

struct cv_store *logistics_store(const struct cv_call *call)
{
    const struct logistics *service = cv_call_service(call);

    return service->store;
}

void logistics_begin(struct logistics *service, struct cv_store *store)
{
    service->store = store;
    cv_feed_init(&service->trips);
    cv_feed_init(&service->hubs);
}

void logistics_drain(struct logistics *service)
{
    cv_feed_end(&service->trips);
    cv_feed_end(&service->hubs);
    cv_events_drain(&service->events);
}

struct cv_status logistics_serve(struct cv_server *server, struct logistics *service)
{
    struct cv_status status = corridors_serve(server, service);

    if (cv_ok(status))
        status = hubs_serve(server, service);
    if (cv_ok(status))
        status = sales_serve(server, service);
    service->audit.store = service->store;
    service->references = (struct cv_reference_service){service->store, logistics_references};
    if (cv_ok(status))
        status = cv_references_serve(server, &service->references);
    if (cv_ok(status))
        status = cv_audit_serve(server, &service->audit);
    return cv_ok(status)
               ? cv_events_serve(server, &service->events, service->store, "logistics", NULL)
               : status;
}
