#include "training.h"

#include "exchanges.h"
#include "learning.h"

struct cv_store *training_store(const struct cv_call *call)
{
    const struct training *service = cv_call_service(call);

    return service->store;
}

struct cv_status training_serve(struct cv_server *server, struct training *service)
{
    struct cv_status status = learning_serve(server, service);

    if (cv_ok(status))
        status = exchanges_serve(server, service);
    service->audit.store = service->store;
    return cv_ok(status) ? cv_audit_serve(server, &service->audit) : status;
}
