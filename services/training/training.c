#include "training.h"

#include "learning.h"

struct cv_store *training_store(const struct cv_call *call)
{
    const struct training *service = cv_call_service(call);

    return service->store;
}

struct cv_status training_serve(struct cv_server *server, struct training *service)
{
    return learning_serve(server, service);
}
