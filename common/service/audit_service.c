#include "service/audit_service.h"

struct cv_status cv_audit_serve(struct cv_server *server, struct cv_audit_service *service)
{
    const struct caravan_common_v1_audit_handlers handlers = {
        .list_audit_entries = &cv_list_audit_entries,
        .verify_audit = &cv_verify_audit,
    };

    return caravan_common_v1_audit_serve(server, &handlers, service);
}
