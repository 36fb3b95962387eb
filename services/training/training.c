#include "training.h"

#include "app/date.h"
#include "base/clock.h"
#include "enrolment/promotion.h"
#include "exchanges.h"
#include "learning.h"
#include "person/person.h"
#include "privacy/retention_store.h"
#include "references.h"
#include "service/inbox_store.h"
#include "service/outbox.h"

#define BEIJING_MINUTES (8 * 60)

static struct cv_status forget_events(const struct cv_scope *scope, struct cv_tx *tx, bool *more)
{
    static const char *const RECEIVERS[] = {"projects", NULL};

    return cv_outbox_prune(scope, tx, RECEIVERS, more);
}

const struct cv_upkeep_job training_upkeep[] = {
    {lapse_offers, 10 * CV_NS_PER_S},
    {erase_due, UINT64_C(86400) * CV_NS_PER_S},
    {forget_events, CV_OUTBOX_PRUNE_NS},
    {cv_inbox_prune, CV_OUTBOX_PRUNE_NS},
    {NULL, 0},
};

struct cv_store *training_store(const struct cv_call *call)
{
    const struct training *service = cv_call_service(call);

    return service->store;
}

struct cv_sagas *training_sagas(const struct cv_call *call)
{
    struct training *service = cv_call_service(call);

    return &service->sagas;
}

int32_t training_today(struct cv_tx *tx)
{
    return cv_date_at(cv_tx_now_us(tx), BEIJING_MINUTES);
}

struct cv_status training_serve(struct cv_server *server, struct training *service)
{
    static const struct cv_audit_form *const FORMS[] = {&person_audit_form, NULL};
    struct cv_status status = learning_serve(server, service);

    cv_audit_forms_set(FORMS);
    cv_unit_about_set(person_about);

    if (cv_ok(status))
        status = exchanges_serve(server, service);
    service->audit.store = service->store;
    service->references = (struct cv_reference_service){service->store, training_references};
    if (cv_ok(status))
        status = cv_references_serve(server, &service->references);
    if (cv_ok(status))
        status = cv_audit_serve(server, &service->audit);
    return cv_ok(status)
               ? cv_events_serve(server, &service->events, service->store, "training", NULL)
               : status;
}
