/* The gRPC service caravan.common.v1.Audit, which every service of the house offers beside its own.
 *
 * Thread   As cv_server_*.
 * Memory   Borrowed for the life of the server. */
#ifndef CV_SERVICE_AUDIT_SERVICE_H
#define CV_SERVICE_AUDIT_SERVICE_H

#include "caravan/common/v1/audit.caravan.h"
#include "rpc/server.h"
#include "store/store.h"

/* What cv_call_service() of both handlers is. */
struct cv_audit_service {
    struct cv_store *store;
};

struct cv_status cv_audit_serve(struct cv_server *server, struct cv_audit_service *service);

/* One method a file. */
extern const struct caravan_common_v1_audit_list_audit_entries_method cv_list_audit_entries;
extern const struct caravan_common_v1_audit_verify_audit_method cv_verify_audit;

#endif
