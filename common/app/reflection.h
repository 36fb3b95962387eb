/* grpc.reflection.v1 and v1alpha: what this server serves, as FileDescriptorProtos, for grpcurl and
 * its like. Source: grpc doc/server-reflection.md. */
#ifndef CV_APP_REFLECTION_H
#define CV_APP_REFLECTION_H

#include "rpc/server.h"

struct cv_status cv_reflection_add(struct cv_server *server);

#endif
